"""A run's progress in a terminal: what counts stays whole in a narrow window."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from creative_cli.cli.run_pace import RunPace
from tests.command import MINIMAL
from tests.parameters import walk_rows


def in_terminal(columns: int, *arguments: str) -> str:
    """Run the command with a terminal of *columns* characters as its stderr and return what it showed there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    with subprocess.Popen(
        [sys.executable, "-m", "creative_cli", *arguments],
        env={**inherited, "NO_COLOR": "1", "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 4096):
                shown += data
        except OSError:
            pass  # how Linux says that the other side has closed the terminal
        os.close(ours)
    assert process.returncode == 0
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())


@pytest.mark.parametrize("columns", [40, *(pytest.param(columns, marks=pytest.mark.slow) for columns in (60, 90))])
def test_counts_and_clock_are_whole_in_any_window(columns: int) -> None:
    """No line is wider than the window; the bar and the step give way, the count and the clock do not."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    shown = in_terminal(columns, "run", "tiny.yaml")
    lines = [line for line in re.split(r"[\r\n]+", shown) if "/3" in line]

    assert lines
    assert all(re.search(r"\d/3 \d:\d\d:\d\d", line) for line in lines), lines
    assert max(map(len, lines)) <= columns


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.seconds


def paced(total: int, ads: int, each_s: float) -> str:
    """Return what is said of a run of *total* ads after *ads* of them, one every *each_s* seconds."""
    clock = Clock()
    pace = RunPace(total, clock)
    for _ in range(ads):
        clock.seconds += each_s
        pace.count_ad()
    return pace.describe_pace()


@walk_rows(
    ("total", "ads", "each_s", "said"),
    [
        (6000, 1200, 0.25, "4.0 ads/s, 20 min left"),
        (60_000, 40, 3.0, "20.0 ads/min, 49 h 50 min left"),
        (100, 80, 0.5, "2.0 ads/s, 10 s left"),
        (12, 4, 4.0, "15.0 ads/min, 30 s left"),
        (1000, 5, 1.0, ""),  # too early
        (100, 100, 1.0, ""),  # finished
    ],
)
def test_a_run_tells_its_rate_and_the_time_left(total: int, ads: int, each_s: float, said: str) -> None:
    """The rate is that of the last minutes, the time left what the other ads take at it."""
    assert paced(total, ads, each_s) == said


def test_ads_that_were_there_before_do_not_promise_a_short_rest() -> None:
    """Nine thousand ads of an earlier run pass in a second; three minutes later only the slow ones count."""
    clock = Clock()
    pace = RunPace(10_000, clock)
    for step in [0.0001] * 9000 + [1.0] * 300:
        clock.seconds += step
        pace.count_ad()

    assert pace.describe_pace() == "1.0 ads/s, 12 min left"
