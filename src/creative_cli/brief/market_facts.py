"""What is known of every market a brief may name: its languages, how they are written, and its money."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from creative_cli.errors import UsageError
from creative_cli.locale import locales, number_format
from creative_cli.locale.locales import Direction, LanguageTag, Locale

MAX_CODE_LETTERS = 3
"""Letters of the longest code of a language or territory."""

SAMPLE_PERCENT = Decimal(25)
"""The percentage that is shown as a sample."""


@dataclass(frozen=True, slots=True)
class LanguageFacts:
    """How one language of a market is written: fonts are families, the script's own first; samples are CLDR's."""

    locale: str
    language: str
    direction: Direction
    script: str
    fonts: tuple[str, ...]
    price: str | None
    percent: str


@dataclass(frozen=True, slots=True)
class MarketFacts:
    """One territory: its ISO 3166-1 code, English name, currency (ISO 4217) and languages, most usual first."""

    code: str
    name: str
    currency: str | None
    writings: tuple[LanguageFacts, ...]


def find_market_facts(fragment: str, families: Callable[[Locale], tuple[str, ...]]) -> tuple[MarketFacts, ...]:
    """Return the territories whose code, name or one of whose locales has *fragment* in it, all when it is empty.

    A code or full name that is exactly one territory gives that one, the name of a language also those that write in
    it; names are English or their own. *families* tells the fonts of a locale. Raises
    UsageError, with the nearest country as its hint, when there is none.
    """
    wanted = fragment.strip().casefold()
    exact = locales.find_territory(fragment) if wanted else None
    # A short word is a piece of a code or name: `ger` is no question for German.
    tag = locales.find_language(fragment) if len(wanted) > MAX_CODE_LETTERS or not wanted.isascii() else None
    listed = (
        code
        for code in locales.list_territories()
        if _name_contains(code, wanted) or (tag and _uses_language(code, tag))
    )
    codes = (exact,) if exact is not None else tuple(listed)
    if not codes:
        locales.require_territory(fragment)  # raises, with its suggestion
        raise UsageError(f"No market has {fragment!r} in its code or name.")
    return tuple(_build_market_facts(code, families) for code in codes)


def _name_contains(code: str, wanted: str) -> bool:
    tags = (locale.tag for locale in locales.list_locales(code))
    return any(wanted in word.casefold() for word in (code, locales.territory_name(code), *tags))


def _uses_language(code: str, tag: LanguageTag) -> bool:
    """Tell whether ads in a territory are usually written in a language, in its script where it names one."""
    return any(
        locale.language == tag.language and tag.script in (None, locale.script) for locale in locales.list_locales(code)
    )


def _build_market_facts(code: str, families: Callable[[Locale], tuple[str, ...]]) -> MarketFacts:
    currency = number_format.find_currency(code)
    writings = tuple(_build_language_facts(locale, currency, families(locale)) for locale in locales.list_locales(code))
    return MarketFacts(code, locales.territory_name(code), currency, writings)


def _build_language_facts(locale: Locale, currency: str | None, fonts: tuple[str, ...]) -> LanguageFacts:
    return LanguageFacts(
        locale=locale.tag,
        language=locales.language_name(locale),
        direction=locale.direction,
        script=locale.script,
        fonts=fonts,
        price=None
        if currency is None
        else number_format.localize_price(number_format.sample_amount(currency), currency, locale),
        percent=number_format.localize_percent(SAMPLE_PERCENT, locale),
    )
