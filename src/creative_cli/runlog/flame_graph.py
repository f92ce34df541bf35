"""The work of a run as a flame graph: a file that https://www.speedscope.app shows, which also works offline.

The first profile is the CPU of all threads by stage, product, format and locale. Then come the threads in the order of
time, each with its steps, and the calls to services. The format is speedscope's `file-format-schema.json`.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from creative_cli import __version__
from creative_cli.errors import UsageError
from creative_cli.events import AttemptEnded, Event, StageTimed
from creative_cli.storage.atomic import write_bytes
from creative_cli.storage.codec import Json

SCHEMA_URL = "https://www.speedscope.app/file-format-schema.json"
MOST_BARS = 50_000
"""So many are kept, those of some 12,000 ads, which speedscope still shows in a moment; the run log has all."""
SAME_MOMENT_S = 50e-6
"""A step that seems to end so much later than the one around it is inside: clocks are read one after the other."""


@dataclass(slots=True)
class _Bar:
    """A step: from `began` to `ended` (s since 1970), `names` from the bottom, and the CPU (ms) of no step inside it.

    `counted` are the names that its CPU is counted under.
    """

    names: tuple[str, ...]
    began: float
    ended: float
    counted: tuple[str, ...] = ()
    own_ms: float = 0.0


class FlameGraph:
    """Collects the steps and calls of runs."""

    def __init__(self) -> None:
        """Start with none."""
        self._lanes: dict[str, list[_Bar]] = defaultdict(list)
        self._calls: list[_Bar] = []
        self._kept = self._left_out = 0

    def note(self, event: Event) -> None:
        """Keep what *event* says about time; threads may call it."""
        if not isinstance(event, StageTimed | AttemptEnded):
            return
        if self._kept >= MOST_BARS:
            self._left_out += 1
            return
        self._kept += 1
        if isinstance(event, AttemptEnded):
            ended = time.time()
            names = event.task, f"{event.provider} {event.model}", event.subject
            self._calls.append(_Bar(names, ended - event.ms / 1000, ended))
            return
        place = tuple(filter(None, (event.product, event.ratio, event.locale)))
        counted = (event.stage, *(place or (event.subject,)))
        bar = _Bar((event.stage, event.subject), event.began, event.began + event.ms / 1000, counted, event.cpu_ms)
        self._lanes[event.thread].append(bar)

    def encode(self) -> bytes:
        """Return the file."""
        lanes = {**dict(sorted(self._lanes.items())), **_share_lanes(self._calls)}
        nested = {name: list(_nest_bars(bars)) for name, bars in lanes.items()}
        moments = [at for marks in nested.values() for _, at, _ in marks] or [0.0]
        start, length = min(moments), max(moments) - min(moments)
        work: dict[tuple[str, ...], float] = defaultdict(float)
        for bar in chain.from_iterable(self._lanes.values()):
            work[bar.counted] += max(0.0, bar.own_ms)
        frames: dict[str, int] = {}

        def number(name: str) -> int:
            return frames.setdefault(name, len(frames))

        weights: list[Json] = [round(ms, 3) for ms in work.values()]
        samples: list[Json] = [[number(name) for name in names] for names in work]
        profiles = [
            _describe("sampled", "CPU of all threads", sum(work.values()) / 1000, samples=samples, weights=weights)
        ]
        for lane, marks in nested.items():
            events: list[Json] = [
                {"type": kind, "at": _milliseconds(at - start), "frame": number(name)} for kind, at, name in marks
            ]
            profiles.append(_describe("evented", lane, length, events=events))
        left_out = f", without its last {self._left_out:,} steps" if self._left_out else ""
        return json.dumps(
            {
                "$schema": SCHEMA_URL,
                "exporter": f"creative {__version__}",
                "name": f"creative run{left_out}",
                "activeProfileIndex": 0,
                "shared": {"frames": [{"name": name} for name in frames]},
                "profiles": profiles,
            }
        ).encode()


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 3)


def _describe(kind: str, name: str, seconds: float, **facts: Json) -> Json:
    end = _milliseconds(seconds)
    return {"type": kind, "name": name, "unit": "milliseconds", "startValue": 0.0, "endValue": end, **facts}


def _share_lanes(calls: Iterable[_Bar]) -> dict[str, list[_Bar]]:
    """Return the calls in as few lanes as they were made side by side."""
    lanes: list[list[_Bar]] = []
    for call in sorted(calls, key=lambda bar: bar.began):
        free = next((lane for lane in lanes if lane[-1].ended <= call.began), None)
        if free is None:
            lanes.append([call])
        else:
            free.append(call)
    return {f"calls {number}": lane for number, lane in enumerate(lanes, start=1)}


def _nest_bars(bars: Iterable[_Bar]) -> Iterator[tuple[str, float, str]]:
    """Yield where each name opens ("O") and closes ("C"), never back in time, and take CPU from the bar around.

    A bar that overlaps the end of another one, as when the clock was set, comes after it.
    """
    around: list[_Bar] = []
    at = 0.0

    def close() -> Iterator[tuple[str, float, str]]:
        bar = around.pop()
        for name in reversed(bar.names):
            yield "C", at, name

    for bar in sorted(bars, key=lambda one: (one.began, -one.ended)):
        while around and (around[-1].ended <= bar.began or bar.ended > around[-1].ended + SAME_MOMENT_S):
            at = max(at, min(around[-1].ended, bar.began))
            yield from close()
        at = max(at, bar.began)
        if around:
            around[-1].own_ms -= bar.own_ms
            bar.ended = min(bar.ended, around[-1].ended)
        around.append(bar)
        for name in bar.names:
            yield "O", at, name
    while around:
        at = max(at, around[-1].ended)
        yield from close()


@contextmanager
def recording_flame_graph(path: Path | None) -> Iterator[Callable[[Event], None]]:
    """Yield what takes events; write their flame graph to *path* when the block ends, in whatever way.

    The file is written before the block, too, without a step: a place that cannot be written is found before anything
    is made. Without a path nothing is kept. Raises UsageError for a folder, and StorageError.
    """
    graph = FlameGraph()
    if path is None:
        yield lambda _: None
        return
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", f"Name a file in it: --flame-graph {path / 'run.speedscope.json'}.")
    write_bytes(path, graph.encode())
    try:
        yield graph.note
    finally:
        write_bytes(path, graph.encode())
