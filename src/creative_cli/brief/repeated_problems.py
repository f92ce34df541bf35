"""Joins problems that are one mistake in many places, such as a key missing in forty markets, into one."""

import re
from collections.abc import Iterable
from typing import Final

from creative_cli.errors import Problem

MIN_REPEATS: Final = 3
"""From so many places on a mistake is reported once."""

_PLACE = re.compile(r"\[([^\]]*)\]")


def join_repeated_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return *problems* in their order, with the places of each mistake that repeats in its first problem."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in sorted(problems):
        groups.setdefault((problem.file, _PLACE.sub("[]", problem.message)), []).append(problem)
    return tuple(sorted(one for group in groups.values() for one in _join(group)))


def _join(group: list[Problem]) -> list[Problem]:
    first, others = group[0], group[1:]
    names = [_PLACE.findall(problem.message) for problem in group]
    if len(group) < MIN_REPEATS or not names[0]:
        return group
    by_line: dict[int, list[str]] = {}
    for problem, own in zip(others, names[1:], strict=True):
        # The name that differs from the first problem's says where it is.
        name = next((mine for mine, its in zip(own, names[0], strict=True) if mine != its), own[0])
        by_line.setdefault(problem.line, []).append(name)
    also = ", ".join(f"{', '.join(dict.fromkeys(names))} (line {line})" for line, names in by_line.items())
    return [Problem(first.file, first.line, first.column, f"{first.message} The same in {len(others)} more: {also}.")]
