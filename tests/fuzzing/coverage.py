"""Which inputs reach code that others do not: lines of the product by Python's own trace."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import creative_cli
from tests.fuzzing.crashes import try_input
from tests.fuzzing.target import Target

MOST_BYTES = 8_000
"""Of all inputs that are kept for one target."""
LONGEST_KEPT = 1_000
_HOME = str(Path(creative_cli.__file__).parent)

Step = tuple[str, int, int]


def trace_steps(run: Callable[[], object]) -> frozenset[Step]:
    """Return the steps from line to line in the code of the product that *run* takes."""
    steps: set[Step] = set()

    def follow(frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        if not frame.f_code.co_filename.startswith(_HOME):
            return None
        file, last = frame.f_code.co_filename, frame.f_code.co_firstlineno

        def note(inner: FrameType, event: str, _argument: object) -> Callable[..., Any]:
            nonlocal last
            if event == "line":
                steps.add((file, last, inner.f_lineno))
                last = inner.f_lineno
            return note

        return note

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        run()
    finally:
        sys.settrace(before)
    return frozenset(steps)


def choose_inputs(target: Target, kept: Iterable[bytes], found: Sequence[bytes]) -> list[bytes]:
    """Return inputs of *found* that together reach the most steps for their bytes that no *kept* one reaches."""
    known: set[Step] = set()
    room = MOST_BYTES
    seeds = set(target.seeds)
    for data in kept:
        known |= trace_steps(lambda data=data: try_input(target, data))  # type: ignore[misc]  # bound
        room -= 0 if data in seeds else len(data)
    short = sorted({data for data in found if len(data) <= LONGEST_KEPT}, key=lambda one: (len(one), one))
    reached = {
        data: steps - known
        for data in short
        if (steps := trace_steps(lambda data=data: try_input(target, data)))  # type: ignore[misc]  # bound
    }
    chosen: list[bytes] = []
    while reached:
        best = max(reached, key=lambda one: len(reached[one]) / (len(one) + 60))
        gain = reached.pop(best)
        if not gain or len(best) > room:
            reached = {data: steps for data, steps in reached.items() if len(data) <= room and steps}
            if not gain:
                break
            continue
        chosen.append(best)
        room -= len(best)
        known |= gain
        reached = {data: steps - gain for data, steps in reached.items() if steps - gain}
    return chosen
