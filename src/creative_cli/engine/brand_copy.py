"""Gives a market's copy the rules of its brand, and the small print that the brand requires where the copy has none."""

from dataclasses import replace

from creative_cli.brief.brand_rules import NO_RULES, resolve_market_rules
from creative_cli.brief.schema import Brief
from creative_cli.models import LocalizedCopy, Role


def add_brand_rules(brief: Brief, words: LocalizedCopy) -> LocalizedCopy:
    """Return *words* with the rules of the brand in their market.

    Copy without small print gets that which the brand requires, and no banner may leave it out. Copy that has its own
    is left as it is written, for the check to judge.
    """
    brand = brief.brand
    source = brand.kit or "the brief"
    rules = resolve_market_rules(
        source, brand.forbidden_words, brand.required_disclaimers, words.locale, brief.category
    )
    if rules == NO_RULES:
        return words
    words = replace(words, rules=rules)
    if not rules.disclaimers:
        return words
    required = tuple(dict.fromkeys((*words.required, Role.DISCLAIMER)))
    if words.copy.disclaimer is not None:
        return replace(words, required=required)
    return replace(words, copy=replace(words.copy, disclaimer=" ".join(rules.disclaimers)), required=required)
