"""The machinery of checks and the profiles that name them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creative_cli.checks.profile import AD_PROFILE, COPY_PROFILE, PICTURE_PROFILE
from creative_cli.checks.runner import Check, Outcome, pass_outcome, run_check, worst_status
from creative_cli.models import AdCopy, Finding, Status
from creative_cli.stages.check import check_copy
from tests.checks.words import adapted

CHECKS: tuple[Check[Any], ...] = (*COPY_PROFILE, *AD_PROFILE, *PICTURE_PROFILE)


def test_ids_are_unique_and_titles_and_reasons_are_sentences() -> None:
    """Every check has an id of its own, a title and a reason that people can read."""
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.title.endswith("."), check.id
        assert check.rationale.endswith("."), check.id


def test_every_check_has_its_file_and_its_tests(repository: Path) -> None:
    """One check is one file and one test file, by its id; no file is left out of the profiles."""
    folder = repository / "src" / "creative_cli" / "checks"
    named = {path.stem for path in folder.glob("*.py")} - {
        "__init__",
        "claim_terms",
        "copy_text",
        "drawn_ink",
        "legal_rules",
        "number_parsing",
        "photo_cells",
        "picture_file",
        "profile",
        "runner",
        "shared_measures",
    }

    assert named == {check.id for check in CHECKS}
    assert all((repository / "tests" / "checks" / f"test_{name}.py").exists() for name in named)


def test_a_check_that_says_nothing_is_an_error() -> None:
    """Silence is not a pass."""

    def silent(_subject: str) -> Iterator[Outcome]:
        """Say nothing."""
        yield from ()

    findings = run_check(Check("quiet", "It has a reason.", silent), "anything")

    assert [(finding.status, finding.code) for finding in findings] == [(Status.ERROR, "silent")]


def test_a_check_that_crashes_is_an_error_even_after_a_pass() -> None:
    """What a check said before it crashed does not count."""

    def broken(_subject: str) -> Iterator[Outcome]:
        """Pass, then crash."""
        yield pass_outcome("so far")
        raise ZeroDivisionError

    findings = run_check(Check("broken", "It has a reason.", broken), "anything")

    assert [(finding.status, finding.code) for finding in findings] == [(Status.ERROR, "crashed")]


def test_the_worst_status_wins_and_nothing_checked_is_an_error() -> None:
    """Statuses are ordered PASS, WARN, FAIL, ERROR; what did not concern the ad decides only when nothing did."""

    def of(*statuses: Status) -> Status:
        return worst_status([Finding("a", "b", status, "c") for status in statuses])

    assert of(Status.WARN, Status.PASS, Status.SKIP) is Status.WARN
    assert of(Status.SKIP, Status.PASS) is Status.PASS
    assert of(Status.SKIP, Status.SKIP) is Status.SKIP
    assert of() is Status.ERROR


SOURCE = AdCopy("Solara, poured over ice", "Save 50% until August 31.", "Taste it today")


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        (AdCopy("Солара на льду", "Скидка 50\u00a0% до 31 августа.", "Попробуйте"), {"kept_terms/missing"}),
        (AdCopy("Solara на льду", "Скидка 15\u00a0% до 31 августа.", "Попробуйте"), {"same_numbers/changed"}),
        (AdCopy("Solara na ledu", "Popust 50% do 31. avgusta.", "Probaj"), {"right_script/wrong_script"}),
        (SOURCE, {"right_script/wrong_script", "not_source/untranslated"}),
        (
            AdCopy("Solara на льду", "Скидка {percent} до 31 августа.", "Попробуйте"),
            {"placeholders/added", "same_numbers/missing"},
        ),
        (AdCopy("Solara на льду", "Скидка 50\u00a0% до 31 августа.", "Попробуйте"), set()),
    ],
)
def test_each_fault_of_a_translator_is_caught_at_the_one_door(text: AdCopy, failed: set[str]) -> None:
    """A lost name, another percentage, another script, no translation, an invented figure; a good one passes."""
    findings = check_copy(adapted(SOURCE, text, "ru-RU", keep=("Solara",)).adaptation, None)

    assert {f"{one.check}/{one.code}" for one in findings if one.status >= Status.FAIL} == failed
    assert {one.check for one in findings} == {check.id for check in COPY_PROFILE}
