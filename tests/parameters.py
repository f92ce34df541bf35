"""Ways to try a test on many values that cost less than each value as a test of its own each day."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import signature
from itertools import combinations, product
from typing import Any

import pytest

Test = Callable[..., None]


def walk_rows(names: str | tuple[str, ...], rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Make one test of a cheap one that walks a table, where `parametrize` would make one of every row.

    Every row that fails is named, after all have been tried. A fixture is made once for all rows.
    """
    table, columns = list(rows), (names,) if isinstance(names, str) else names
    assert table, "There is no row to try."

    def decorate(test: Test) -> Test:
        @wraps(test)
        def walk(**fixtures: object) -> None:
            failures = []
            for row in table:
                values = (row,) if isinstance(names, str) else row
                try:
                    test(**dict(zip(columns, values, strict=True)), **fixtures)
                except Exception as failure:  # noqa: BLE001  # raised below, with those of the other rows
                    failure.add_note(f"In the row {row!r}")
                    failures.append(failure)
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(table)} rows fail", failures)

        own = signature(test)
        rest = [one.replace(kind=one.KEYWORD_ONLY) for name, one in own.parameters.items() if name not in columns]
        walk.__signature__ = own.replace(parameters=rest)  # type: ignore[attr-defined]  # pytest reads fixtures there
        return walk

    return decorate


def parametrize_sparsely(names: tuple[str, ...], *axes: Iterable[object], together: int = 2) -> pytest.MarkDecorator:
    """Parametrize a test with every combination of the values of *axes*; those that are not needed each day are slow.

    Needed are so many that any *together* values of different axes meet in one of them: with 1 every value is tried,
    with 2 every pair of values.
    """
    everything = list(product(*axes))
    needed = _choose_needed(everything, together)
    marked = [pytest.param(*one, marks=() if one in needed else pytest.mark.slow) for one in everything]
    return pytest.mark.parametrize(names, marked)


def _choose_needed(everything: Sequence[tuple[object, ...]], together: int) -> list[tuple[object, ...]]:
    """Take, as long as a meeting is lacking, the first of the combinations in which most of those meet that lack."""
    meetings = [set(combinations(enumerate(one), together)) for one in everything]
    lacking, needed = set().union(*meetings), list[tuple[object, ...]]()
    while lacking:
        best = max(range(len(everything)), key=lambda index: len(meetings[index] & lacking))
        lacking -= meetings[best]
        needed.append(everything[best])
    return needed
