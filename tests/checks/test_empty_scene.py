"""The check `empty_scene`."""

from dataclasses import replace

from creative_cli.checks.empty_scene import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import Box
from creative_cli.models import Creative, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def test_an_empty_scene_passes(good: Creative) -> None:
    """A scene with nothing but the product passes."""
    assert [finding.status for finding in run_check(CHECK, good)] == [Status.PASS]


def test_a_scene_with_an_object_of_its_own_is_to_be_looked_at(good: Creative) -> None:
    """An object that a service painted unasked is a warning with a code of its own."""
    occupied = replace(good, canvas=replace(good.canvas, occupant=Box(100, 500, 90, 300)))

    assert [(one.status, one.code) for one in run_check(CHECK, occupied)] == [(Status.WARN, "occupied")]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(
        good, replace(good, canvas=replace(good.canvas, occupant=Box(100, 500, 90, 300))), "occupied", Status.WARN
    )
