"""What a terminal of 60 columns shows: sentences that break at words, and lists that fold."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

from tests.command import MINIMAL, creative

COLUMNS = 60


def in_terminal(*arguments: str) -> list[str]:
    """Return the lines that a command prints into a terminal of 60 columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES"}}
    line = (sys.executable, "-m", "creative_cli", *arguments)
    with subprocess.Popen(
        line, stdin=its, stdout=its, stderr=its, env={**environment, "TERM": "xterm", "NO_COLOR": "1"}
    ) as process:
        os.close(its)
        said = b""
        try:
            while data := os.read(ours, 4096):
                said += data
        except OSError:
            pass  # the other side is closed: this is how a terminal of Linux ends
        process.wait()
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said.decode()).replace("\r\n", "\n").splitlines()


def test_sentences_break_at_words(tmp_path: Path) -> None:
    """No line is wider than the terminal unless one word is, and no word is cut."""
    (tmp_path / "b.yaml").write_text(MINIMAL.replace("name: Nimbus,", "name: Nimbus, logo: none.svg,"), "utf-8")
    wide = creative("validate", str(tmp_path / "b.yaml")).stderr
    lines = in_terminal("validate", str(tmp_path / "b.yaml"))
    assert all(len(line) <= COLUMNS or " " not in line for line in lines), lines
    assert len(lines) > len(wide.splitlines())
    assert " ".join(lines).split() == wide.split()


def test_long_lists_fold_in_a_terminal_only(tmp_path: Path) -> None:
    """Thirty problems are a screen of them and a way to see all; a pipe gets every one."""
    keys = "".join(f"wrong{number}: 1\n" for number in range(30))
    (tmp_path / "b.yaml").write_text(MINIMAL + keys, "utf-8")
    assert creative("validate", str(tmp_path / "b.yaml")).stderr.count("has no key") == 30
    shown = " ".join(in_terminal("validate", str(tmp_path / "b.yaml")))
    assert shown.count("has no key") == 20
    assert "… and 10 more. Add 2>&1 | cat, or --report json=FILE, to see all." in shown


def test_what_goes_on_stands_under_its_column() -> None:
    """A list of names and descriptions can be read down its names."""
    lines = in_terminal("templates")
    names = [line.split()[0] for line in creative("templates").stdout.splitlines()]
    assert len(lines) > len(names)
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == names
    assert {len(line) - len(line.lstrip()) for line in lines} == {0, 11}
