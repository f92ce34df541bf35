"""Tables by language or locale (`de`, `pt-BR`, `zh-Hant`): the most specific matching key wins."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

LanguageValueT = TypeVar("LanguageValueT")


def _score_key(key: str, locale: Locale) -> int:
    """Return how specifically *key* matches: 0 not at all, 1 by language, more by script and region.

    A key without a script means the usual script of its language: `zh` is simplified Chinese.
    """
    tag = locales.find_language(key)
    if tag is None or tag.language != locale.language or locales.find_script(key) != locale.script:
        return 0
    if tag.region is not None and tag.region not in (locale.tag.rpartition("-")[2], locale.territory):
        return 0
    return 1 + (tag.script is not None) + 2 * (tag.region is not None)


def rank_languages(table: Iterable[str], locale: Locale) -> tuple[str, ...]:
    """Return the keys of *table* that match *locale*, the most specific first."""
    scores = {key: _score_key(key, locale) for key in table}
    return tuple(sorted((key for key in scores if scores[key]), key=lambda key: -scores[key]))


def find_most_specific(table: Mapping[str, LanguageValueT], locale: Locale) -> LanguageValueT | None:
    """Return the value of the most specific key that matches *locale*, or None."""
    best = max(table, key=lambda key: _score_key(key, locale), default=None)
    return table[best] if best is not None and _score_key(best, locale) else None
