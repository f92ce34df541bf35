"""Figures of the offer have their places in every language."""

from dataclasses import replace

import pytest

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.placeholders import CHECK
from creative_cli.models import AdCopy, CopySource, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import NOTHING_TO_COMPARE, PASS, adapted, alone, said


@pytest.mark.parametrize(
    ("source", "text"),
    [("Only {price}", "Nur {price}"), ("{was} now {price}", "{price} statt {was}"), ("Now", "Jetzt")],
)
def test_the_same_placeholders_pass(source: str, text: str) -> None:
    """Their order is the language's."""
    assert said(CHECK, adapted(source, text)) == PASS


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("Only {price}", "Nur heute", ["missing"]),
        ("Only {price}", "Nur {price}, {price}", ["added"]),
        ("Only {price}", "Nur {preis}", ["missing", "added"]),
        ("Only {price}", "Nur price", ["missing"]),
    ],
)
def test_a_lost_or_new_placeholder_fails(source: str, text: str, expected: list[str]) -> None:
    """A placeholder that is missing, repeated or translated is reported."""
    assert said(CHECK, adapted(source, text)) == [(Status.FAIL, code) for code in expected]


def test_a_recreated_line_prints_the_offer_too() -> None:
    """An intent frees the words, not the figures."""
    words = adapted("Only {price}", "Einfach Sommer", recreated=(Role.HEADLINE,))

    assert said(CHECK, words) == [(Status.FAIL, "missing")]


def test_a_figure_in_another_line_is_a_question() -> None:
    """Banners leave lines out: a price that moved may not be printed."""
    words = adapted(AdCopy("Only {price}", "Cold tea"), AdCopy("Kalter Tee", "Nur {price}"))

    assert said(CHECK, words) == [(Status.WARN, "moved")]


def test_approved_copy_may_have_an_offer_of_its_own() -> None:
    """Approved copy may print an offer for its market alone."""
    words = replace(adapted("Cold tea", "Kalter Tee: {price}").adaptation, source=CopySource.BRIEF)

    assert said(CHECK, CheckedCopy(words)) == [(Status.WARN, "added")]


def test_the_template_is_judged_and_the_print_must_be_filled() -> None:
    """Once figures are put in, the words before are compared; what is still in braces would be printed."""
    words = adapted("Only {price}", "Nur 2,99 €").adaptation
    filled = replace(words, template=AdCopy("Nur {price}"))
    unfilled = replace(filled, copy=AdCopy("Nur {price}"))

    assert said(CHECK, CheckedCopy(filled)) == PASS
    assert said(CHECK, CheckedCopy(unfilled)) == [(Status.FAIL, "unfilled")]
    assert said(CHECK, alone("Only {price}")) == [(Status.FAIL, "unfilled")]
    assert said(CHECK, alone("Only today")) == NOTHING_TO_COMPARE


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(adapted("Only {price}", "Nur {price}"), adapted("Only {price}", "Nur heute"), "missing")
