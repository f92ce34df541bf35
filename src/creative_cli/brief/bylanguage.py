"""Tables by language or locale (`de`, `pt-BR`, `zh-Hant`): the most specific key that fits wins."""

from collections.abc import Mapping
from typing import TypeVar

from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

Value = TypeVar("Value")


def fits(key: str, locale: Locale) -> int:
    """Return how exactly *key* names the locale: 0 not at all, 1 its language, more for its script and region.

    A key without a script means the one its language is usually written in: `zh` is simplified Chinese.
    """
    tag = locales.known_language(key)
    if tag is None or tag.language != locale.language or locales.script_of(key) != locale.script:
        return 0
    if tag.region is not None and tag.region not in (locale.tag.rpartition("-")[2], locale.territory):
        return 0
    return 1 + (tag.script is not None) + 2 * (tag.region is not None)


def most_specific(table: Mapping[str, Value], locale: Locale) -> Value | None:
    """Return the value of the key that names *locale* most exactly, None where no key does."""
    best = max(table, key=lambda key: fits(key, locale), default=None)
    return table[best] if best is not None and fits(best, locale) else None
