"""Tables and combinations of tests: no row is left out, and no value."""

from inspect import signature
from itertools import product
from pathlib import Path

import pytest

from tests.parameters import parametrize_sparsely, walk_rows


def test_every_row_that_fails_is_named_and_the_others_are_tried() -> None:
    """The first failure does not end the walk; a fixture is passed to each row."""
    tried = []

    @walk_rows(("value", "most"), [(1, 2), (3, 2), (2, 2), (5, 4)])
    def test(value: int, most: int, folder: Path) -> None:
        tried.append((value, folder))
        assert value <= most

    with pytest.raises(ExceptionGroup, match="2 of 4 rows fail") as caught:
        test(folder=Path())

    assert list(signature(test).parameters) == ["folder"]
    assert tried == [(value, Path()) for value in (1, 3, 2, 5)]
    assert [failure.__notes__ for failure in caught.value.exceptions] == [["In the row (3, 2)"], ["In the row (5, 4)"]]


def test_a_table_without_rows_is_refused() -> None:
    """A test that tries nothing proves nothing."""
    with pytest.raises(AssertionError, match="no row"):
        walk_rows("value", [])


@pytest.mark.parametrize("together", [1, 2])
def test_each_day_all_values_meet_and_the_slow_tests_try_the_rest(together: int) -> None:
    """Every value, or every pair of values, is in a combination that is not slow; no combination is lost."""
    axes = ("abc", (1, 2, 3, 4), "xy")
    rows = parametrize_sparsely(("one", "two", "three"), *axes, together=together).args[1]
    daily = [row.values for row in rows if not row.marks]

    assert [row.values for row in rows] == list(product(*axes))
    assert {value for row in daily for value in row} == {*"abc", 1, 2, 3, 4, *"xy"}
    assert len(daily) < len(rows)
    if together == 2:
        assert {(one, two) for one, two, _ in daily} == set(product(*axes[:2]))
        assert {(one, three) for one, _, three in daily} == set(product(axes[0], axes[2]))
        assert {(two, three) for _, two, three in daily} == set(product(*axes[1:]))
