"""The small print of a market has what its brand requires there."""

from dataclasses import replace

import pytest

from creative_cli.brief.brand_rules import MarketRules
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.prohibited_words import CHECK as WORDS
from creative_cli.checks.required_disclaimer import CHECK
from creative_cli.models import AdCopy, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import alone, said

KIT = "../solara/brand.yaml"


def with_rules(disclaimer: str | None, rules: MarketRules, headline: str = "Summer") -> CheckedCopy:
    """Return copy with a small print, under the rules of a brand."""
    checked = alone(AdCopy(headline, disclaimer=disclaimer))
    return replace(checked, adaptation=replace(checked.adaptation, rules=rules))


@pytest.mark.parametrize("line", ["Please recycle.", "Serve chilled. Please\u00a0 recycle.", "PLEASE RECYCLE. Now."])
def test_small_print_with_the_words_passes(line: str) -> None:
    """Other words may stand beside them; capitals and spaces are no difference."""
    rules = MarketRules(KIT, (), ("Please recycle.",))

    assert said(CHECK, with_rules(line, rules)) == [(Status.PASS, "ok")]


@pytest.mark.parametrize("line", [None, "Serve chilled.", "Please recycle"])
def test_small_print_without_them_fails(line: str | None) -> None:
    """Every text that the brand requires must be there."""
    rules = MarketRules(KIT, (), ("Please recycle.",))

    assert said(CHECK, with_rules(line, rules)) == [(Status.FAIL, "missing")]


def test_a_disclaimer_without_a_text_in_the_language_fails() -> None:
    """What the kit cannot say in a market's language is no pass."""
    assert said(CHECK, with_rules("Serve chilled.", MarketRules(KIT, (), (), 1))) == [(Status.FAIL, "no_text")]


def test_a_brand_without_rules_skips() -> None:
    """Most briefs require nothing."""
    assert said(CHECK, with_rules("Serve chilled.", MarketRules())) == [(Status.SKIP, "no_rule")]


@pytest.mark.parametrize("headline", ["Cheap thrills", "CHEAPER  now", "Really cheapish"])
def test_a_word_of_the_brands_own_list_fails(headline: str) -> None:
    """It is found as the words of the law are, and the finding names the kit."""
    checked = with_rules(None, MarketRules(KIT, ("cheap*",)), headline)

    assert said(WORDS, checked)[0] == (Status.FAIL, "brand")
    assert KIT in next(iter(WORDS.inspect(checked))).message


@pytest.mark.parametrize("headline", ["Cheers", "Uncheap", "Summer"])
def test_a_word_that_only_looks_like_it_passes(headline: str) -> None:
    """Only whole words count."""
    assert said(WORDS, with_rules(None, MarketRules(KIT, ("cheap*",)), headline))[0] == (Status.PASS, "ok")


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    rules = MarketRules(KIT, (), ("Please recycle.",))
    return CheckExamples(with_rules("Please recycle.", rules), with_rules("Serve chilled.", rules), "missing")
