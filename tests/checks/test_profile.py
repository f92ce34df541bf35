"""The machinery of checks and the profiles that name them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from creative_cli.checks.check import Check, Outcome, passed, run_check, worst
from creative_cli.checks.profile import COPY_PROFILE, PROFILE
from creative_cli.records import Finding, Status

CHECKS: tuple[Check[Any], ...] = (*COPY_PROFILE, *PROFILE)


def test_ids_are_unique_and_titles_and_reasons_are_sentences() -> None:
    """Every check has an id of its own, a title and a reason that people can read."""
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.title.endswith("."), check.id
        assert check.rationale.endswith("."), check.id


def test_every_check_has_its_file_and_its_tests(repository: Path) -> None:
    """One check is one file and one test file, by its id; no file is left out of the profiles."""
    folder = repository / "src" / "creative_cli" / "checks"
    named = {path.stem for path in folder.glob("*.py")} - {"__init__", "check", "profile"}

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
        yield passed("so far")
        raise ZeroDivisionError

    findings = run_check(Check("broken", "It has a reason.", broken), "anything")

    assert [(finding.status, finding.code) for finding in findings] == [(Status.ERROR, "crashed")]


def test_the_worst_status_wins_and_nothing_checked_is_an_error() -> None:
    """Statuses are ordered PASS, SKIP, WARN, FAIL, ERROR."""
    findings = [Finding("a", "b", status, "c") for status in (Status.WARN, Status.PASS, Status.SKIP)]

    assert worst(findings) is Status.WARN
    assert worst([]) is Status.ERROR
