"""Planted defects of looks are reported by the right check, and right ads are left alone."""

import pytest

from tests.checks.planted.look_runs import find_in_looks, find_in_right_ads
from tests.checks.planted.looks import FAMILIES, plant_looks
from tests.command import creative

MIN_REPORTED = 0.95
"""The share of planted defects that the right check reports."""

MAX_FLAGGED = 0.01
"""The share of right ads that may have a finding: six of 600."""

MAX_FAILED = 0.005
"""The share of right ads that may fail."""

SAMPLE = ("claim in template", "headline below body", "text at the edge", "wrong kind", "blank file")
"""Families of an ordinary test: one of each kind of door."""


@pytest.mark.slow
def test_the_same_seed_plants_the_same_defects_in_every_family() -> None:
    """A table can be compared with the one before."""
    first, second = list(plant_looks(3, each=1)), list(plant_looks(3, each=1))

    assert first == second
    assert {one.family for one in first} == set(FAMILIES)
    assert len(FAMILIES) >= 30


@pytest.mark.slow
def test_one_defect_of_each_door_is_reported() -> None:
    """Through a template, its data, and a file that is given to the tool."""
    planted = [one for one in plant_looks(17, each=1) if one.family in SAMPLE]
    found = find_in_looks(planted, creative)

    assert [one.family for one, checks in zip(planted, found, strict=True) if not checks & one.checks] == []


@pytest.mark.slow
def test_planted_looks_are_reported_by_the_right_check() -> None:
    """At least 95 of 100."""
    planted = list(plant_looks(18, each=2))
    found = find_in_looks(planted, creative)
    missed = [
        f"{one.family} {one.place}" for one, checks in zip(planted, found, strict=True) if not checks & one.checks
    ]

    assert len(planted) >= 60
    assert len(missed) <= (1 - MIN_REPORTED) * len(planted), missed


@pytest.mark.slow
def test_right_ads_are_left_alone() -> None:
    """At most one ad of a hundred has a finding, and at most one of 200 a FAIL."""
    made, found = find_in_right_ads(18, 120, creative)
    lines = [line for _, line in found]

    assert made >= 120
    assert len({line.partition(": ")[0] for line in lines}) <= MAX_FLAGGED * made, lines
    assert sum(": FAIL " in line for line in lines) <= MAX_FAILED * made, lines
