"""Type fits its place."""

from dataclasses import replace

from creative_cli.checks.runner import run_check
from creative_cli.checks.text_overflow import CHECK
from creative_cli.models import Creative, Role, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """Type that fits passes."""
    findings = run_check(CHECK, good)

    assert [finding.status for finding in findings] == [Status.PASS]


def test_a_block_that_does_not_fit_fails(good: Creative) -> None:
    """A block that overflows at its smallest size fails, by role."""
    headline, button = good.layout

    assert codes(replace(good, layout=(replace(headline, overflow=True), button))) == ["overflow"]


def test_a_role_that_was_left_out_is_told(good: Creative) -> None:
    """What a banner had no room for is a warning, not a silence."""
    assert codes(replace(good, left_out=(Role.BODY,))) == ["left_out"]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    headline, button = good.layout
    return CheckExamples(good, replace(good, layout=(replace(headline, overflow=True), button)), "overflow")
