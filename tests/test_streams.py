"""Streams as shells, CI and other programs give them: narrow, closed, broken or full. None of them is a bug of ours."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from creative_cli.cli.streams import escape_controls
from tests.command import MINIMAL, creative
from tests.parameters import parametrize_sparsely

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams are closed and broken in a shell of POSIX")

COMMAND = f"{sys.executable} -m creative_cli"
BRIEF = MINIMAL.replace("Nimbus One", "Café №1")
CLOSED = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-", "all": "<&- >&- 2>&-"}
BROKEN = {
    "a reader that leaves": "| head -c 1",
    "no reader": "| true",
    "no reader of messages": "2>&1 >/dev/null | true",
}


def shell(line: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run *line* in a shell, whose exit code is that of its first command."""
    return subprocess.run(
        ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}"],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def assert_no_bug(result: subprocess.CompletedProcess[bytes]) -> None:
    """Hold that nothing looks like a bug of ours."""
    said = (result.stdout + result.stderr).decode("utf-8", "replace")
    assert "Traceback" not in said
    assert "bug in creative" not in said
    assert "Exception ignored" not in said


@pytest.fixture(autouse=True)
def brief() -> None:
    """Write a brief with letters beyond ASCII."""
    Path("brief.yaml").write_text(BRIEF, "utf-8")


@parametrize_sparsely(
    ("command", "encoding"),
    ["markets JP", "markets Nowhéré"],
    ["ascii:strict", "cp1252", "utf-16"],
    together=1,
)
def test_a_narrow_encoding_gets_escapes(encoding: str, command: str) -> None:
    """What a stream cannot show is written another way, and the exit code is that of the command."""
    result = shell(f"{COMMAND} {command}", PYTHONIOENCODING=encoding)

    assert_no_bug(result)
    assert result.returncode == (2 if "Now" in command else 0)
    assert result.stdout or result.stderr


def test_a_narrow_encoding_gets_the_same_json() -> None:
    """JSON is escaped as JSON: a script reads the same document in every locale."""
    narrow = shell(f"{COMMAND} markets JP --json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    wide = shell(f"{COMMAND} markets JP --json", PYTHONIOENCODING="utf-8")

    assert narrow.stdout.isascii()
    assert not wide.stdout.isascii()
    assert json.loads(narrow.stdout) == json.loads(wide.stdout)


CODES = {"markets JP": 0, "markets Nowhere --json": 2, "validate brief.yaml": 0}


@parametrize_sparsely(("command", "closed"), CODES, CLOSED.values(), together=1)
def test_a_closed_stream_changes_no_exit_code(command: str, closed: str) -> None:
    """What is closed is not written to, and no file of ours takes its place."""
    result = shell(f"{COMMAND} {command} {closed}")

    assert_no_bug(result)
    assert result.returncode == CODES[command]


@parametrize_sparsely(("command", "broken"), ["markets", "markets Nowhere"], BROKEN.values(), together=1)
def test_a_broken_pipe_changes_no_exit_code(command: str, broken: str) -> None:
    """A reader that leaves ends no work: the exit code is that of the command."""
    result = shell(f"{COMMAND} {command} {broken}")

    assert_no_bug(result)
    assert result.returncode == (2 if "Nowhere" in command else 0)


@pytest.mark.slow
def test_messages_that_nobody_reads_do_not_stop_a_run() -> None:
    """With stderr broken from the start, the ads are made, and the exit code says so."""
    result = shell(f"{COMMAND} run brief.yaml --ratio 1:1 2>&1 >/dev/null | true")

    assert_no_bug(result)
    assert result.returncode == 0
    assert len(list(Path("outputs").rglob("*.jpg"))) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by a device of Linux")
@pytest.mark.parametrize("command", ["--help", "--version"])
def test_a_full_disk_is_a_sentence(command: str) -> None:
    """A result that cannot be written ends the command with a sentence and the exit code of storage."""
    result = shell(f"{COMMAND} {command} >/dev/full")

    assert_no_bug(result)
    assert result.returncode == 3
    assert b"could not be written to stdout: No space left on device" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by a device of Linux")
def test_a_full_disk_behind_messages_is_no_failure() -> None:
    """Messages that cannot be written end nothing."""
    result = shell(f"{COMMAND} validate brief.yaml 2>/dev/full")

    assert result.returncode == 0
    assert b"valid" in result.stdout


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (BRIEF.encode("utf-16"), "stdin:1:1: This is UTF-16"),
        (BRIEF.encode("utf-16-le"), "stdin:1:1: This is UTF-16"),
        (BRIEF.encode("utf-32"), "stdin:1:1: This is UTF-16 or UTF-32"),
        (
            BRIEF.replace("№", "").encode("latin-1"),
            "stdin:5:36: This is not UTF-8 (byte E9, perhaps é in Windows-1252)",
        ),
        (b"\xef\xbb\xbf\xe9", "stdin:1:1: This is not UTF-8"),
        (b"schema: 1\ncampaign: \x93x\x94", "stdin:2:11: This is not UTF-8 (byte 93, perhaps “ in Windows-1252)"),
        (b"", "No brief on stdin."),
        (b"\xef\xbb\xbf", "stdin:1:1: The brief is empty"),
        (b"<!doctype html>\n<html></html>", "stdin:1:1: This is a web page, not a brief"),
        (b" " * 300_000, "stdin:1:1: The brief is larger than 256 KB"),
    ],
)
def test_bytes_on_stdin_that_are_no_utf8_have_a_place(data: bytes, place: str) -> None:
    """Each is a sentence with its position and what to do."""
    result = creative("validate", "-", stdin=data)

    assert result.returncode == 2
    assert place in result.stderr


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_a_mark_and_line_ends_of_windows_are_read(change: Callable[[str], str]) -> None:
    """A byte order mark and CRLF are no mistakes."""
    assert creative("validate", "-", stdin=change(BRIEF).encode()).returncode == 0


def test_an_endless_stream_is_not_read_to_its_end() -> None:
    """A stream larger than any brief is refused after that many bytes."""
    assert b"larger than 256 KB" in shell(f"{COMMAND} validate - < /dev/zero").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "brief.yaml", "--bogus", "--json"),
        ("run", "--json"),
        ("run", "brief.yaml", "--jobs", "many", "--json"),
        ("run", "brief.yaml", "--format", "gif", "--json"),
        ("validate", "--json"),
        ("validate", "brief.yaml", "--output", "", "--json"),
        ("report", "a", "b", "--json"),
        ("search", "--limit", "0", "tea", "--json"),
        ("sql", "--json"),
        ("copy", "import", "--json"),
        ("copy", "bogus", "--json"),
        ("review", "status", "--bogus", "--json"),
        ("doctor", "extra", "--json"),
        ("markets", "a", "b", "--json"),
        ("texts", "--json"),
        ("bogus", "--json"),
        ("--json",),
        ("init", "--json"),
        ("run", "brief.yaml", "--json", "--max-usd"),
    ],
)
def test_a_mistake_on_the_command_line_is_json_too(arguments: tuple[str, ...]) -> None:
    """Where JSON is asked for, every usage error is a document of the shape of all errors, and a sentence on stderr."""
    result = creative(*arguments)
    error = json.loads(result.stdout)["error"]

    assert result.returncode == error["exit_code"] == 2
    assert error["kind"] == "UsageError"
    assert error["sentence"].rstrip(".") in result.stderr
    assert error["hint"]
    assert error["problems"] == []


def test_after_two_hyphens_json_is_a_word() -> None:
    """`-- --json` searches for the word."""
    assert "{" not in creative("report", "--", "--json").stdout


@pytest.mark.parametrize("sign", ["\x1b[31m", "\u202e"])
def test_control_characters_of_arguments_are_shown_as_escapes(sign: str) -> None:
    """No message steers the terminal or turns its own text around, whatever a name has inside."""
    for arguments in ((f"a{sign}b",), ("validate", f"a{sign}b.yaml"), ("search", "tea", "--market", f"{sign}ZZ")):
        result = creative(*arguments)
        assert result.returncode == 2
        assert sign[0] not in result.stderr

    assert "\x1b" not in creative("sql", "SELECT chr(27) || '[31m' AS x").stdout


def test_escapes_are_readable() -> None:
    """A control character is written by its number, and a line break stays."""
    assert escape_controls("a\x1b[0m\n\u202e") == "a\\x1b[0m\n\\u202e"


def test_signs_of_tables_have_forms_for_typewriters() -> None:
    """Signs of our own sentences become those of a typewriter, and letters become escapes."""
    program = "from creative_cli.cli.streams import prepare_streams; prepare_streams(); print('1 × 2 → 3… é 日')"
    printed = shell(f'{sys.executable} -c "{program}"', PYTHONIOENCODING="ascii").stdout

    assert printed == b"1 x 2 -> 3... \\xe9 \\u65e5\n"
