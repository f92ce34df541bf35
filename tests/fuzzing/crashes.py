"""Crashes: which are the same, and the shortest input that still has one."""

import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fuzzing.laws import LawBrokenError
from tests.fuzzing.target import Target, join_input

SLOW_S = 4.0
"""CPU seconds that no input may take, slowed down by atheris; the slowest legal ones take a tenth of it."""


@dataclass(frozen=True, slots=True)
class Crash:
    """A broken law or an exception of no kind of ours: its `kind`, where it happened, and what it says."""

    kind: str
    place: str
    says: str

    @property
    def name(self) -> str:
        """What two inputs have in common that crash in the same way."""
        return f"{self.kind} in {self.place}"


def try_input(target: Target, data: bytes) -> tuple[Crash | None, float]:
    """Run one input; return its crash and the CPU seconds it took."""
    start = time.process_time()
    crash = None
    try:
        target.run_input(data)
    except Exception as error:  # noqa: BLE001  # every kind is what is looked for
        crash = _describe_crash(error)
    took = time.process_time() - start
    if crash is None and took > SLOW_S:
        door, _ = target.split_input(data)
        crash = Crash("slow input", f"{target.name} {door}", f"{took:.1f} s of CPU time for {len(data)} bytes")
    return crash, took


def _describe_crash(error: BaseException) -> Crash:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{Path('creative_cli').name}/" in frame.filename.replace("\\", "/")]
    last = (ours or frames)[-1]
    kind, says = type(error).__name__, str(error)
    if isinstance(error, LawBrokenError):
        law = next(frame for frame in reversed(frames) if Path(frame.filename).name != "laws.py")
        return Crash(error.law, f"{Path(law.filename).name}:{law.name}", says)
    return Crash(kind, f"{Path(last.filename).name}:{last.name}", says)


def shrink_input(target: Target, data: bytes, seconds: float) -> bytes:
    """Return a short input with the same crash as *data*, as short as is found in so many *seconds*."""
    wanted, _ = try_input(target, data)
    if wanted is None:
        return data
    end = time.monotonic() + seconds
    best = join_input(*target.split_input(data))
    for piece in _list_pieces(len(best)):
        at = best.find(b"\n") + 1
        while at < len(best) and time.monotonic() < end:
            shorter = best[:at] + best[at + piece :]
            crash, _ = try_input(target, shorter)
            if crash is not None and crash.name == wanted.name:
                best = shorter
            else:
                at += piece
    return best


def _list_pieces(length: int) -> Iterator[int]:
    piece = max(1, length // 2)
    while piece > 1:
        yield piece
        piece //= 2
    yield from (1, 1)
