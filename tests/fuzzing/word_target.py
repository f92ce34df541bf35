"""Words of people: language tags, countries, numbers, prices, damaged text, lines of both directions, formats."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from creative_cli.brief.copy_lines import fill_placeholders, find_placeholders
from creative_cli.brief.damage.damage_record import DamageContext
from creative_cli.brief.damage.detector import find_damage
from creative_cli.brief.emphasis import count_emphasis, parse_emphasis, strip_emphasis
from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_price
from creative_cli.brief.text_rules import clean_text
from creative_cli.channels import find_channels, get_channel, measure_text_field
from creative_cli.checks.number_parsing import read_numbers, says_percent
from creative_cli.errors import CreativeError
from creative_cli.formats import parse_format
from creative_cli.http.safe_fetch import display_address
from creative_cli.layout.linebreak import prepare_text
from creative_cli.locale.bidi import order_line, resolve_levels
from creative_cli.locale.language_tags import parse_language_tag
from creative_cli.locale.locales import Locale, find_language, require_language, require_territory, resolve_locale
from creative_cli.locale.number_format import localize_price
from creative_cli.models import AdCopy, CopySource, LocalizedCopy
from creative_cli.retrieval.tokens import fold_for_search, tokenize_document
from creative_cli.stages.check import check_copy
from creative_cli.translation.pseudolocalization import PseudoMode, pseudolocalize_adaptation
from tests.fuzzing.laws import require, require_plain
from tests.fuzzing.target import Target


@cache
def _locales() -> tuple[Locale, ...]:
    pairs = (("US", "en"), ("DE", "de"), ("JP", "ja"), ("AE", "ar"), ("TH", "th"), ("IN", "hi"))
    return tuple(resolve_locale(country, language, "en") for country, language in pairs)


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def read_tag(data: bytes) -> None:
    """Read a language and a country: none, one that is found again by its own tag, or a sentence."""
    text = _decode(data)
    parse_language_tag(text)
    found = find_language(text)
    if found is not None:
        require(find_language(str(found)) == found, "a language is found by its own tag", text, str(found))
    for look_up in (require_language, require_territory):
        try:
            look_up(text)
        except (ValueError, CreativeError) as error:
            require_plain(str(error))


def read_number_text(data: bytes) -> None:
    """Read the numbers in a text in six locales; each is finite."""
    text = _decode(data)
    for locale in _locales():
        for reading in read_numbers(text, locale):
            require(all(number.is_finite() for number in reading.numbers), "a number is finite", text)
        says_percent(text, locale)


def find_damaged_parts(data: bytes) -> None:
    """Find damage: each is where it says, in order."""
    text = _decode(data)
    for locale in _locales():
        context = DamageContext(locale.language, locale.script, ("Solara",))
        for damage in find_damage(text, context):
            require(
                text[damage.start : damage.stop] == damage.found, "damage is where it says", damage.code, damage.found
            )
            require_plain(damage.says)


def read_copy_text(data: bytes) -> None:
    """Clean a text as copy: cleaning it again changes nothing, and checks, pseudo-copy and line breaking take it."""
    try:
        text = clean_text(_decode(data))
    except ValueError as error:
        require_plain(str(error))
        return
    require(clean_text(text) == text, "clean text stays as it is", text)
    plain = parse_emphasis(text)
    require(strip_emphasis(text) == plain.text, "emphasis is stripped one way", text)
    require(count_emphasis(text) >= 0 and measure_text_field(text) >= 0, "a count is positive", text)
    require(fill_placeholders(text, {}) is not None, "a text is filled", find_placeholders(text))
    for locale in _locales()[:4]:
        words = LocalizedCopy(locale, AdCopy(headline=text), CopySource.BRIEF)
        for finding in check_copy(words, None):
            require(finding.message.strip(), "a finding says something")
        prepare_text(plain.text, locale)
        pseudolocalize_adaptation(words, next(iter(PseudoMode)))
    require(fold_for_search(fold_for_search(text)) == fold_for_search(text), "folding again changes nothing", text)
    tokenize_document(text)


def order_text(data: bytes) -> None:
    """Order a line of both directions: each character once."""
    text = _decode(data).replace("\n", " ")[:400]
    for base in (0, 1, None):
        levels = resolve_levels(text, base)
        require(len(levels) == len(text), "each character has a level", text)
        order = order_line(text, levels, base or 0)
        require(len(set(order)) == len(order), "each character stands once", text)


def read_price(data: bytes) -> None:
    """Write an amount as a price in six locales: two figures, a currency, lines of the input."""
    amounts = [one for line in _decode(data).split("\n")[:3] if (one := _read_amount(line)) is not None]
    for locale in _locales():
        for amount in amounts:
            require(localize_price(amount, "EUR", locale), "a price is written", amount)
        if amounts:
            describe_price(OfferFigures(price=amounts[0], was=amounts[-1], currency="EUR"), locale)


def _read_amount(text: str) -> Decimal | None:
    digits = "".join(sign for sign in text if sign.isascii() and (sign.isdigit() or sign == "."))[:12]
    try:
        return Decimal(digits)
    except ArithmeticError:
        return None


def read_format_name(data: bytes) -> None:
    """Read the name of a ratio or a channel, and an address to show: a value or a sentence."""
    text = _decode(data)
    for read in (parse_format, get_channel, find_channels, display_address):
        try:
            read(text)
        except (ValueError, CreativeError) as error:
            require_plain(str(error))


def _list_seeds() -> Iterator[tuple[str, bytes]]:
    yield from (("tag", text.encode()) for text in ("de-CH", "zh-Hant", "Deutsch", "sr@latin", "English (UK)", "pt_BR"))
    yield from (
        ("number", text.encode())
        for text in ("Now 3.99 instead of 4,99 €, 50 % off", "halb so viel, ab 8 Uhr", "一万円, ٣٫٩٩")
    )
    yield from (
        ("damage", text.encode()) for text in ("GrÃ¼ÃŸe &amp; more", "Caf\\u00e9 %20", "Save ?? now", "“Quoted ‘loose")
    )
    yield from (
        ("copy", text.encode())
        for text in ("Summer, *poured* over ice", "Jetzt {price} statt {was}.\nWirklich!", "夏を、氷に注ぐ。")
    )
    yield from (("order", text.encode()) for text in ("abc אבג (123) [def]", "مرحبا 12:30 \u2067x\u2069 !"))
    yield from (("price", text.encode()) for text in ("2.99\n3.99", "1000000", "0.5\n12"))
    yield from (
        ("format", text.encode()) for text in ("1:1", "instagram-story", "1080x1920", "https://u:p@a.example/b.png?k=1")
    )


WORDS_OF_PEOPLE = Target(
    "words",
    {
        "tag": read_tag,
        "number": read_number_text,
        "damage": find_damaged_parts,
        "copy": read_copy_text,
        "order": order_text,
        "price": read_price,
        "format": read_format_name,
    },
    _list_seeds,
)
