"""The file is as large as its format."""

from dataclasses import replace

from creative_cli.checks.exact_size import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.models import Creative, Status
from tests.checks.conftest import good_ad, jpeg
from tests.checks.examples import CheckExamples


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """A file of the format's size passes."""
    findings = run_check(CHECK, good)

    assert [finding.status for finding in findings] == [Status.PASS]


def test_a_file_one_px_too_narrow_fails(good: Creative) -> None:
    """One px missing is another size."""
    assert codes(replace(good, encoded=jpeg(1079, 1080))) == ["wrong_size"]


def test_a_file_that_is_no_picture_is_an_error(good: Creative) -> None:
    """What cannot be measured has not passed."""
    findings = run_check(CHECK, replace(good, encoded=b"no picture"))

    assert [(finding.status, finding.code) for finding in findings] == [(Status.ERROR, "crashed")]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(good, replace(good, encoded=jpeg(1079, 1080)), "wrong_size")
