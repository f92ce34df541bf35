"""Printed words keep the rules of their market."""

from datetime import date

import pytest

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.prohibited_words import CHECK, load_word_rules, word_rules_date
from creative_cli.checks.runner import run_check
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import AdCopy, CopySource, Finding, LocalizedCopy, Status


def wording(headline: str, tag: str = "en-US", script: str = "Latn", last_day: date | None = None) -> CheckedCopy:
    """Return a headline as it is printed in one market."""
    language, territory = tag.split("-")
    locale = Locale(tag, language, script, territory, Direction.LTR)
    return CheckedCopy(LocalizedCopy(locale, AdCopy(headline), CopySource.BRIEF), last_day)


def said(subject: CheckedCopy) -> list[tuple[Status, str]]:
    """Return status and code of each finding about rules that have words in the language."""
    return [(one.status, one.code) for one in run_check(CHECK, subject) if one.status is not Status.SKIP]


def test_clean_copy_passes() -> None:
    """Copy without a prohibited word passes."""
    assert said(wording("Summer, poured over ice")) == [(Status.PASS, "ok")]


@pytest.mark.parametrize(
    ("headline", "tag", "script", "code"),
    [
        ("全国最佳冰茶", "zh-CN", "Hans", "CN-AD-ABSOLUTE"),
        ("Unser nachhaltigster Tee", "de-DE", "Latn", "EU-ECGT-GENERIC"),
        ("KLIMANEUTRALER Genuss", "de-AT", "Latn", "EU-ECGT-OFFSET"),
        ("Un thé neutre\u00a0en  carbone", "fr-FR", "Latn", "EU-ECGT-OFFSET"),
    ],
)
def test_a_banned_claim_fails_in_its_language_and_market(headline: str, tag: str, script: str, code: str) -> None:
    """The rule is found through inflection, capitals and odd spaces, in scripts with and without spaces."""
    assert said(wording(headline, tag, script)) == [(Status.FAIL, code)]


def test_a_claim_that_needs_proof_warns() -> None:
    """Superlatives are for a person to decide."""
    assert said(wording("The best tea in town")) == [(Status.WARN, "GLOBAL-SUPERLATIVE")]


@pytest.mark.parametrize(
    "headline", ["Scunthorpe classics", "A bestseller", "Sugar-free and bright", "Free from sugar"]
)
def test_a_word_inside_another_word_is_not_the_word(headline: str) -> None:
    """Only whole words count, and the exceptions of a rule are exceptions."""
    assert said(wording(headline)) == [(Status.PASS, "ok")]


def test_a_rule_of_one_market_is_silent_in_another() -> None:
    """What Germany bans may be printed in Switzerland."""
    assert said(wording("Klimaneutraler Genuss", "de-CH")) == []


def test_a_rule_counts_from_the_day_it_is_in_force() -> None:
    """A flight that ends before the rule begins may carry the claim; one that ends later may not."""
    assert said(wording("Nachhaltig gut", "de-DE", last_day=date(2026, 9, 26))) == [(Status.PASS, "ok")]
    assert said(wording("Nachhaltig gut", "de-DE", last_day=date(2026, 9, 27))) == [(Status.FAIL, "EU-ECGT-GENERIC")]


def test_the_finding_names_word_role_market_and_law() -> None:
    """A lawyer reads what, where and why in one sentence."""
    finding: Finding = run_check(CHECK, wording("Klimaneutraler Genuss", "de-DE"))[0]

    assert all(part in finding.message for part in ("klimaneutral", "headline", "de-DE", "2024/825"))


def test_a_pass_says_which_rules_of_which_market_and_edition_were_looked_up() -> None:
    """A pass names its rules and how many are unverified."""
    (passed,) = run_check(CHECK, wording("Summer, poured over ice"))

    assert passed.message == (
        f"No word is prohibited by 3 rules for US of {word_rules_date()} "
        "(US-FTC-FREE, US-MADE-IN-USA, GLOBAL-SUPERLATIVE). "
        "Have counsel confirm 1 of them, written from memory."
    )


def test_a_rule_without_words_in_the_language_is_not_passed_but_skipped() -> None:
    """Rules without words in the language are listed as skipped, whatever the others found."""
    polish = run_check(CHECK, wording("Lato z kostkami lodu", "pl-PL"))
    greek = run_check(CHECK, wording("Καλοκαίρι με πάγο", "el-GR", "Grek"))
    german = run_check(CHECK, wording("Klimaneutraler Genuss", "de-DE"))

    assert [(one.status, one.code) for one in polish] == [(Status.PASS, "ok"), (Status.SKIP, "no_words")]
    assert "1 rule for PL" in polish[0].message
    assert "no words in pl: 2 rules" in polish[1].message
    assert "EU-ECGT-OFFSET" in polish[1].message
    assert [(one.status, one.code) for one in greek] == [(Status.SKIP, "no_words")]
    assert [one.status for one in german] == [Status.FAIL, Status.SKIP]


def test_every_rule_names_its_basis_and_has_terms() -> None:
    """A rule without a reason or a term is no rule."""
    assert all(rule.basis and rule.terms for rule in load_word_rules())
    assert len({rule.id for rule in load_word_rules()}) == len(load_word_rules())
