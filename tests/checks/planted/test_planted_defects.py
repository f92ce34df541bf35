"""Planted defects are reported by the right check, and right copy is left alone."""

from collections import Counter

import pytest

from creative_cli.models import Finding, Status
from creative_cli.stages.check import check_copy
from tests.checks.planted.plants import FAMILIES, PlantedDefect, plant_defects
from tests.checks.planted.right_copy import SOURCE_TAG, RightLine, list_right_lines
from tests.checks.words import adapted

MIN_REPORTED = 0.95
"""The share of planted defects that the right check reports, in all and in each family of ten and more."""

MAX_FLAGGED, MAX_FAILED = 0.03, 0.005
"""The share of right lines that may have a finding, and one that stops a run."""


def problems_of(line: RightLine, text: str) -> list[Finding]:
    """Return the findings of all checks of copy from WARN on."""
    words = adapted(line.source, text, line.tag, of=SOURCE_TAG).adaptation
    return [finding for finding in check_copy(words, None) if finding.status >= Status.WARN]


def is_reported(one: PlantedDefect) -> bool:
    """Tell whether one of the right checks reports a defect."""
    return any(finding.check in one.checks for finding in problems_of(one.right, one.text))


def test_the_same_seed_plants_the_same_defects_in_every_family() -> None:
    """A table can be compared with the one before."""
    first, second = list(plant_defects(3, each=1)), list(plant_defects(3, each=1))

    assert first == second
    assert {one.family for one in first} == set(FAMILIES)
    assert len({one.right.tag.partition("-")[0] for one in first}) >= 25


@pytest.mark.slow
def test_right_copy_is_left_alone() -> None:
    """Usual forms of every language are right: 买2送1, 2+1, ein halbes Jahr, zwei."""
    right = list_right_lines()
    found = [problems_of(line, line.text) for line in right]
    flagged = sum(bool(problems) for problems in found)
    failed = sum(any(one.status >= Status.FAIL for one in problems) for problems in found)

    assert len(right) >= 500
    assert flagged <= MAX_FLAGGED * len(right)
    assert failed <= MAX_FAILED * len(right)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [17, 18])
def test_planted_defects_are_reported_by_the_right_check(seed: int) -> None:
    """At least 95 of 100, in every family."""
    planted = list(plant_defects(seed))
    reported = Counter(one.family for one in planted if is_reported(one))
    of_each = Counter(one.family for one in planted)

    assert len(planted) >= 400
    assert reported.total() >= MIN_REPORTED * len(planted)
    assert {
        family: (reported[family], count)
        for family, count in of_each.items()
        if count >= 10 and reported[family] < 0.9 * count
    } == {}


@pytest.mark.run  # a second
def test_one_defect_of_each_kind_in_each_language_is_reported() -> None:
    """The same, with a defect of each family in every fifth locale."""
    tags = sorted({line.tag for line in list_right_lines()})[::5]
    planted = [one for one in plant_defects(each=1) if one.right.tag in tags]
    missed = [one for one in planted if not is_reported(one)]

    assert len(missed) <= (1 - MIN_REPORTED) * len(planted), missed
