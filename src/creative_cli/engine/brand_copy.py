"""Gives a market's copy the rules of its brand and goods, and the small print that they require where it has none."""

from dataclasses import replace
from functools import lru_cache

from creative_cli.brief.brand_rules import NO_RULES, resolve_market_rules
from creative_cli.brief.schema import Brief
from creative_cli.checks.legal_rules import find_least_letters, find_legal_kinds, list_required_texts
from creative_cli.models import LocalizedCopy, Role

# Of a feed's products, as many names as tell what it sells.
READ_NAMES = 50


def add_brand_rules(brief: Brief, words: LocalizedCopy) -> LocalizedCopy:
    """Return *words* with the rules of the brand in their market, and the kinds of goods that the law knows.

    Copy without small print gets that which the brand and the law require, and no banner may leave it out. Copy that
    has its own is left as it is written, for the checks to judge.
    """
    brand = brief.brand
    source = brand.kit or "the brief"
    rules = resolve_market_rules(
        source, brand.forbidden_words, brand.required_disclaimers, words.locale, brief.category
    )
    kinds = _legal_kinds(brief.category or "", tuple(product.name for product in brief.products[:READ_NAMES]))
    if rules == NO_RULES and not kinds:
        return words
    last_day = brief.flight.end if brief.flight else None
    letters = find_least_letters(words.locale.territory, kinds, last_day)
    words = replace(words, rules=replace(rules, kinds=kinds, letters=letters))
    legal = list_required_texts(words.locale, kinds, last_day)
    texts = tuple(dict.fromkeys((*rules.disclaimers, *legal)))
    if not texts:
        return words
    required = tuple(dict.fromkeys((*words.required, Role.DISCLAIMER)))
    if words.copy.disclaimer is not None:
        return replace(words, required=required)
    return replace(words, copy=replace(words.copy, disclaimer=" ".join(texts)), required=required)


@lru_cache(maxsize=64)
def _legal_kinds(category: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kinds that a brief's category names; if it names none, those that the names of products do."""
    return find_legal_kinds([category]) or find_legal_kinds(names)
