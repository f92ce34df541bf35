"""Facts about the markets a brief may name: languages, scripts, fonts and currency."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from creative_cli.locale import locales, number_format
from creative_cli.locale.language_tags import LanguageTag
from creative_cli.locale.locales import Direction, Locale

# Length of the longest code of a language or territory.
MAX_CODE_LETTERS = 3

SAMPLE_PERCENT = Decimal(25)


@dataclass(frozen=True, slots=True)
class LanguageFacts:
    """One language of a market: font families, the script's own first, and a sample price and percentage."""

    locale: str
    language: str
    direction: Direction
    script: str
    fonts: tuple[str, ...]
    price: str | None
    percent: str


@dataclass(frozen=True, slots=True)
class MarketFacts:
    """A territory: its ISO 3166-1 code, English name, currency (ISO 4217) and languages, most usual first."""

    code: str
    name: str
    currency: str | None
    writings: tuple[LanguageFacts, ...]


def find_market_facts(fragment: str, families: Callable[[Locale], tuple[str, ...]]) -> tuple[MarketFacts, ...]:
    """Return the territories with *fragment* in their code, name or a locale; all of them if it is empty.

    The exact code or name of a territory returns it alone; the name of a language also returns the territories that
    use it. Names may be English or native. *families* returns the font families of a locale. Raises UsageError, with
    the most similar country as its hint, if nothing matches.
    """
    wanted = fragment.strip().casefold()
    exact = locales.find_territory(fragment) if wanted else None
    if exact is not None:
        return (_build_market_facts(exact, families),)
    # A short word is part of a code or name: `ger` does not mean German.
    tag = locales.find_language(fragment) if len(wanted) > MAX_CODE_LETTERS or not wanted.isascii() else None
    codes = [
        code
        for code in locales.list_territories()
        if _name_contains(code, wanted) or (tag and _uses_language(code, tag))
    ]
    if not codes:
        locales.require_territory(fragment)  # raises, with a suggestion
    return tuple(_build_market_facts(code, families) for code in codes)


def _name_contains(code: str, wanted: str) -> bool:
    tags = (locale.tag for locale in locales.list_locales(code))
    return any(wanted in word.casefold() for word in (code, locales.territory_name(code), *tags))


def _uses_language(code: str, tag: LanguageTag) -> bool:
    return any(
        locale.language == tag.language and tag.script in (None, locale.script) for locale in locales.list_locales(code)
    )


def _build_market_facts(code: str, families: Callable[[Locale], tuple[str, ...]]) -> MarketFacts:
    currency = number_format.find_currency(code)
    writings = tuple(_build_language_facts(locale, currency, families(locale)) for locale in locales.list_locales(code))
    return MarketFacts(code, locales.territory_name(code), currency, writings)


def _build_language_facts(locale: Locale, currency: str | None, fonts: tuple[str, ...]) -> LanguageFacts:
    price = None
    if currency is not None:
        price = number_format.localize_price(number_format.sample_amount(currency), currency, locale)
    return LanguageFacts(
        locale=locale.tag,
        language=locales.language_name(locale),
        direction=locale.direction,
        script=locale.script,
        fonts=fonts,
        price=price,
        percent=number_format.localize_percent(SAMPLE_PERCENT, locale),
    )
