"""Printed words keep the rules of their market."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from creative_cli.brief.brand_rules import MarketRules
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.legal_rules import find_legal_kinds, legal_rules_date, load_legal_rules
from creative_cli.checks.prohibited_words import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.models import AdCopy, Finding, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import alone
from tests.parameters import walk_rows


def wording(headline: str, tag: str = "en-US", last_day: date | None = None, category: str = "") -> CheckedCopy:
    """Return a headline as it is printed in one market, for goods of a category."""
    copy = replace(alone(headline, tag), last_day=last_day)
    return replace(copy, adaptation=replace(copy.adaptation, rules=MarketRules(kinds=find_legal_kinds([category]))))


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(
        wording("Summer, poured over ice"),
        wording("Der klimaneutrale Schuh", "de-DE"),
        "EU-ECGT-OFFSET",
    )


def said(subject: CheckedCopy) -> list[tuple[Status, str]]:
    """Return status and code of each finding about rules that have words in the language."""
    return [(one.status, one.code) for one in run_check(CHECK, subject) if one.status is not Status.SKIP]


def planted() -> Iterator[tuple[str, str, str, str]]:
    """Yield locale, category, rule and copy of each line of the trial set; the rule of right copy is -."""
    for line in (Path(__file__).parent / "claims.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            tag, category, rule, text = line.split("\t")
            yield tag, category, rule, text


CLAIMS = [case for case in planted() if case[2] != "-"]
RIGHT = [(tag, text) for tag, _, rule, text in planted() if rule == "-"]


def test_the_trial_set_is_large() -> None:
    """It has claims in at least 40 languages, and right copy in 35."""
    assert len({tag.split("-")[0] for tag, *_ in CLAIMS}) >= 38
    assert len({tag.split("-")[0] for tag, _ in RIGHT}) >= 35
    assert len(CLAIMS) >= 150


@walk_rows(("tag", "category", "rule", "text"), CLAIMS)
def test_a_claim_is_found_by_its_rule(tag: str, category: str, rule: str, text: str) -> None:
    """Hyphens, apostrophes, capitals, accents and endings make no difference."""
    assert rule in {code for _, code in said(wording(text, tag, category=category))}


@walk_rows(("tag", "text"), RIGHT)
def test_right_copy_passes(tag: str, text: str) -> None:
    """A word that only looks like a claim is none."""
    assert said(wording(text, tag)) == [(Status.PASS, "ok")]


@pytest.mark.parametrize(
    ("headline", "tag", "status"),
    [
        ("Unser nachhaltigster Tee", "de-DE", Status.FAIL),
        ("Our best tea", "en-GB", Status.WARN),
        ("全国最佳冰茶", "zh-CN", Status.FAIL),
        ("A tea that cures", "en-GB", Status.WARN),
    ],
)
def test_only_rules_with_a_source_fail_an_ad(headline: str, tag: str, status: Status) -> None:
    """What was written from memory, or needs proof, is for a person to decide."""
    assert [found for found, _ in said(wording(headline, tag))] == [status]


def test_no_rule_from_memory_ever_fails_an_ad() -> None:
    """Its confidence decides, whatever its severity says."""
    assert all(rule.status is Status.WARN for rule in load_legal_rules() if rule.from_memory)


def test_a_rule_of_one_market_is_silent_in_another() -> None:
    """Both markets read German, and only one is in the union."""
    assert said(wording("Klimaneutraler Genuss", "de-AT")) == [(Status.FAIL, "EU-ECGT-OFFSET")]
    assert said(wording("Klimaneutraler Genuss", "de-CH")) == [(Status.WARN, "GREEN-CLAIM")]


def test_a_rule_of_one_category_is_silent_for_other_goods() -> None:
    """Bread may be said to be healthy only beside an authorised claim; a shoe's sole may."""
    assert (
        "HEALTHY-FOOD" in {code for _, code in said(wording("The healthy one", "en-GB", category="snacks"))}
    ) is True
    assert said(wording("The healthy one", "en-GB", category="shoes")) == [(Status.PASS, "ok")]


def test_words_that_mean_organic_are_reviewed_on_food_and_fail_elsewhere() -> None:
    """Økologisk milk is certified; an økologisk car claims something."""
    assert said(wording("Økologisk mælk", "da-DK", category="drink")) == [(Status.WARN, "EU-ORGANIC")]
    assert said(wording("Økologisk bil", "da-DK", category="cars")) == [(Status.FAIL, "EU-ECGT-ECOLOGICAL")]


def test_a_free_offer_is_right_with_its_conditions_beside_it() -> None:
    """Figures in its line say them, or the small print does."""
    with_small_print = alone(AdCopy("Your second coffee is free", disclaimer="With any coffee, until 31 August."))

    assert said(wording("Your second coffee is free")) == [(Status.WARN, "US-FTC-FREE")]
    assert said(wording("Free for 6 months, then $4.99 a month")) == [(Status.PASS, "ok")]
    assert said(with_small_print) == [(Status.PASS, "ok")]


def test_a_rule_counts_from_the_day_it_is_in_force() -> None:
    """A flight that ends before the rule begins may carry the claim; one that ends later may not."""
    assert said(wording("Nachhaltig gut", "de-DE", date(2026, 9, 26))) == [(Status.PASS, "ok")]
    assert said(wording("Nachhaltig gut", "de-DE", date(2026, 9, 27))) == [(Status.FAIL, "EU-ECGT-GENERIC")]


def test_the_finding_quotes_the_printed_words_with_role_market_and_law() -> None:
    """A lawyer reads what, where and why in one sentence."""
    finding: Finding = run_check(CHECK, wording("KLIMA­NEUTRALER Genuss", "de-DE"))[0]

    assert all(part in finding.message for part in ("“KLIMA­NEUTRALER”", "headline", "de-DE", "2024/825"))


def test_a_pass_says_which_rules_of_which_market_and_edition_were_looked_up() -> None:
    """A pass names its rules and how many are unverified."""
    (passed,) = run_check(CHECK, wording("Summer, poured over ice"))

    assert passed.message.startswith("No word is prohibited by 13 rules for US of ")
    assert str(legal_rules_date()) in passed.message
    assert "US-FTC-FREE" in passed.message
    assert passed.message.endswith("Have counsel confirm 11 of them, written from memory.")


def test_a_rule_without_words_in_the_language_is_not_passed_but_skipped() -> None:
    """Rules without words in the language are listed as skipped, whatever the others found."""
    found = run_check(CHECK, wording("Sami jääga", "se-NO"))

    assert [(one.status, one.code) for one in found] == [(Status.SKIP, "no_words")]
    assert "no words in se" in found[0].message


def test_every_rule_names_its_basis_and_does_something() -> None:
    """A rule without a reason, or one that finds nothing, is no rule."""
    rules = load_legal_rules()

    assert all(rule.basis and (rule.terms or rule.texts or rule.notice) for rule in rules)
    assert all(rule.conf in {"O", "H", "T", "M"} for rule in rules)
    assert len({rule.id for rule in rules}) == len(rules)
