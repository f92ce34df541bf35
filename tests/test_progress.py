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

from tests.command import MINIMAL


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


@pytest.mark.parametrize("columns", [40, 60, 90])
def test_counts_and_clock_are_whole_in_any_window(columns: int) -> None:
    """No line is wider than the window; the bar and the step give way, the count and the clock do not."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    shown = in_terminal(columns, "run", "tiny.yaml")
    lines = [line for line in re.split(r"[\r\n]+", shown) if "/3" in line]

    assert lines
    assert all(re.search(r"\d/3 \d:\d\d:\d\d", line) for line in lines), lines
    assert max(map(len, lines)) <= columns
