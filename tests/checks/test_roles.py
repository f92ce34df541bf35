"""Findings name the line they concern."""

import pytest

from creative_cli.brief.term import GlossaryTerm
from creative_cli.checks.profile import COPY_PROFILE
from creative_cli.checks.runner import run_profile
from creative_cli.models import AdCopy, Role, Status
from tests.checks.words import adapted

SOURCE = AdCopy(
    "Summer with Solara", "Now {price}, 50% less sugar in 2026.", "Taste cold brew today", "Serve chilled, please."
)
GOOD = AdCopy(
    "Sommer mit Solara", "Jetzt {price}, 50 % weniger Zucker in 2026.", "Heute Cold Brew kosten", "Gekühlt servieren."
)
TERMS = (GlossaryTerm("cold brew", ("Cold Brew",), ("Eiskaffee",)),)


def found(copy: AdCopy) -> list[tuple[str, str, Role | None]]:
    """Return check, code and role of what is WARN or worse of a German copy."""
    wording = adapted(SOURCE, copy, keep=("Solara",), terms=TERMS)
    findings = run_profile(COPY_PROFILE, wording)
    return [(one.check, one.code, one.role) for one in findings if one.status >= Status.WARN]


def changed(**lines: str) -> AdCopy:
    """Return the good copy with other lines."""
    return AdCopy(**{role.value: lines.get(role.value, text) for role, text in GOOD.lines()})


def test_the_good_copy_has_no_finding() -> None:
    """The copy that the other tests break has no finding."""
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("lines", "check", "code", "role"),
    [
        ({"headline": "Sommer mit Sonne"}, "kept_terms", "missing", Role.HEADLINE),
        ({"headline": "Sommer mit SOLARA"}, "kept_terms", "altered", Role.HEADLINE),
        ({"cta": "Heute Eiskaffee, nicht Cold Brew"}, "glossary_terms", "forbidden", Role.CTA),
        ({"cta": "Heute kalten Kaffee kosten"}, "glossary_terms", "not_approved", Role.CTA),
        ({"body": "Jetzt {price}, 15 % weniger Zucker in 2026."}, "same_numbers", "changed", Role.BODY),
        ({"disclaimer": "Bei 40 Grad servieren."}, "same_numbers", "added", Role.DISCLAIMER),
        ({"body": "Jetzt {price}, 50 weniger Zucker in 2026."}, "same_numbers", "percent_lost", Role.BODY),
        ({"body": "Jetzt 50 % weniger Zucker in 2026."}, "placeholders", "missing", Role.BODY),
        ({"cta": "Heute Cold Brew für {price}"}, "placeholders", "added", Role.CTA),
        ({"body": "Теперь {price}, на 50 % меньше сахара в 2026."}, "right_script", "wrong_script", Role.BODY),
        ({"disclaimer": "Serve chilled, please."}, "not_source", "same_line", Role.DISCLAIMER),
        ({"disclaimer": "Gekühlt  servieren."}, "punctuation", "double_space", Role.DISCLAIMER),
        ({"disclaimer": "Gekühlt servieren!"}, "punctuation", "end_mark", Role.DISCLAIMER),
    ],
)
def test_one_line_broken_is_the_line_told_of(lines: dict[str, str], check: str, code: str, role: Role) -> None:
    """A broken rule gives one finding, on the line that breaks it."""
    assert found(changed(**lines)) == [(check, code, role)]


def test_numbers_are_told_line_by_line_and_what_only_moved_is_not() -> None:
    """Two lines with wrong numbers give two findings; a number that moved to another line gives none."""
    both = changed(body="Jetzt {price}, 15 % weniger Zucker in 2026.", disclaimer="Bei 40 Grad servieren.")
    moved = changed(headline="Sommer 2026 mit Solara", body="Jetzt {price}, 50 % weniger Zucker.")

    assert found(both) == [
        ("same_numbers", "changed", Role.BODY),
        ("same_numbers", "added", Role.DISCLAIMER),
    ]
    assert found(moved) == []


def test_what_is_about_the_whole_copy_names_no_line() -> None:
    """A copy that was never translated concerns no single line."""
    assert found(SOURCE) == [("not_source", "untranslated", None)]
