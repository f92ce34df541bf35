"""What a command waits for has a limit that is named; Ctrl-C ends each wait, and the second one ends it at once."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO

import pytest

from creative_cli.storage.state import StateFolder
from tests.command import MINIMAL, RunningCommand, creative, start_creative
from tests.loopback import Loopback, hanging

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes have names, and Ctrl-C is sent as a signal")

PAINTED = MINIMAL.replace("name: Nimbus One", "name: Nimbus One, description: a large umbrella")
LOST_NAME_SERVER = """\
import socket, sys, threading
known = socket.getaddrinfo

def look_up(host, *rest, **options):
    if "lost.example" not in str(host):
        return known(host, *rest, **options)
    print("looking up", file=sys.stderr, flush=True)
    threading.Event().wait()

socket.getaddrinfo = look_up
"""
"""A name server that never answers for one name."""
DEAF = """\
from creative_cli.engine.interrupt import InterruptHandler
InterruptHandler._press = lambda *_: None
"""
"""A run that does not mind the first Ctrl-C, as one that is held up in a library."""


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Return a named pipe that nobody writes to."""
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    "command", [("validate",), ("run",), ("copy", "import"), ("review", "import"), ("copy", "status")]
)
def test_a_pipe_without_an_end_is_given_up(
    pipe: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says how long it was read, and what sets that."""
    monkeypatch.setenv("CREATIVE_INPUT_SECONDS", "0.3")
    done = creative(*command, str(pipe))

    assert done.returncode == 2
    assert "did not end within 0.3 s, and CREATIVE_INPUT_SECONDS sets the limit" in " ".join(done.stderr.split())


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_brief(device: str) -> None:
    """One that never ends is too large, one without content is empty."""
    assert creative("validate", device).returncode == 2


def test_a_picture_to_search_for_is_no_pipe(pipe: Path) -> None:
    """It is read twice."""
    done = creative("search", "--like", str(pipe))

    assert (done.returncode, "it is a pipe or a device" in done.stderr) == (2, True)


def test_a_brief_may_come_from_a_pipe_that_ends() -> None:
    """As from `<(command)`."""
    reading, writing = os.pipe()
    os.write(writing, MINIMAL.encode())
    os.close(writing)
    done = start_creative("validate", "/dev/fd/0", streams={0: reading}).wait()
    os.close(reading)

    assert done.returncode == 0, done.stderr


class Running(NamedTuple):
    """A command with an open stdin, and what it says on stderr."""

    command: RunningCommand
    said: TextIO


@contextmanager
def running(*arguments: str, before: str = "", **settings: str) -> Iterator[Running]:
    """Start the command after the Python code *before*, with an open stdin."""
    given, _open = os.pipe()
    messages, written = os.pipe()
    with ExitStack() as used:
        for end in (given, _open):
            used.callback(os.close, end)
        said = used.enter_context(open(messages, encoding="utf-8"))  # noqa: PTH123  # a pipe
        with pytest.MonkeyPatch.context() as environment:
            for name, value in {"COLUMNS": "300", **settings}.items():
                environment.setenv(name, value)
            command = start_creative(*arguments, streams={0: given, 2: written}, before=before)
        used.callback(command.kill)
        os.close(written)
        yield Running(command, said)


def press(running: Running, times: int = 1) -> tuple[int, float]:
    """Press Ctrl-C, half a second apart; return the exit code, and how long the command lived after the last, s."""
    for number in range(times):
        running.command.send_signal(signal.SIGINT)
        began = time.monotonic()
        if number + 1 < times:
            assert not running.command.ends_within(0.5)
    code = running.command.wait(30).returncode
    return code, time.monotonic() - began


def read_until(running: Running, words: str) -> None:
    """Read what the command says until *words*."""
    for line in running.said:
        if words in line:
            return
    raise AssertionError(f"It never said {words!r}.")


def test_stdin_without_an_end_is_given_up() -> None:
    """It has the same limit."""
    with running("validate", "-", CREATIVE_INPUT_SECONDS="0.3") as process:
        said = process.said.read()

        assert process.command.wait(10).returncode == 2
    assert "CREATIVE_INPUT_SECONDS" in said


def test_ctrl_c_ends_the_wait_for_a_service() -> None:
    """The service is hung up on, and the run ends with its record."""
    Path("brief.yaml").write_text(PAINTED, "utf-8")
    with Loopback() as server:
        server.answer = lambda _: hanging()
        settings = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": f"{server.url}/v1"}
        with running("run", "brief.yaml", "--ratio", "1:1", "--provider", "openai", **settings) as process:
            server.wait_for(bool, 60)
            code, lived = press(process)

    assert (code, lived < 5) == (130, True), lived


def test_ctrl_c_ends_the_look_up_of_a_name() -> None:
    """A name server that never answers holds up neither the run nor the end of its process."""
    Path("brief.yaml").write_text(PAINTED, "utf-8")
    settings = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "https://lost.example/v1"}
    arguments = ("run", "brief.yaml", "--ratio", "1:1", "--provider", "openai")
    with running(*arguments, before=LOST_NAME_SERVER, **settings) as process:
        read_until(process, "looking up")
        code, lived = press(process)

    assert (code, lived < 5) == (130, True), lived


def test_the_look_up_of_a_name_has_a_limit() -> None:
    """It is the time for a connection, which the message names."""
    Path("brief.yaml").write_text(PAINTED, "utf-8")
    settings = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "https://lost.example/v1"}
    arguments = ("run", "brief.yaml", "--ratio", "1:1", "--provider", "openai")
    limits = {"CREATIVE_CONNECT_SECONDS": "0.5", "CREATIVE_PICTURE_SECONDS": "2"}
    with running(*arguments, before=LOST_NAME_SERVER, **settings, **limits) as process:
        said = process.said.read()
        code = process.command.wait(60).returncode

    assert code == 3
    assert "CREATIVE_CONNECT_SECONDS sets the limit" in said or "CREATIVE_PICTURE_SECONDS sets the limit" in said


@pytest.mark.parametrize("budget", ["", "5"])
def test_ctrl_c_ends_the_wait_for_a_lock(tmp_path: Path, budget: str) -> None:
    """In a report, and in a run that has not begun its pictures."""
    Path("brief.yaml").write_text(PAINTED, "utf-8")
    state = StateFolder(tmp_path / "outputs" / ".creative")
    state.create()
    settings = {"CREATIVE_BUDGET_USD": budget, "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    arguments = ("run", "brief.yaml", "--provider", "openai") if budget else ("report",)
    with state.locked("runlog", "the run log"), running(*arguments, **settings) as process:
        read_until(process, "waiting for it")
        code, lived = press(process)

    assert (code, lived < 5) == (130, True), lived


def test_the_second_ctrl_c_ends_a_run_at_once() -> None:
    """Even one that does not come to minding the first."""
    Path("brief.yaml").write_text(PAINTED, "utf-8")
    with Loopback() as server:
        server.answer = lambda _: hanging()
        settings = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": f"{server.url}/v1"}
        arguments = ("run", "brief.yaml", "--ratio", "1:1", "--provider", "openai")
        with running(*arguments, before=DEAF, **settings) as process:
            server.wait_for(bool, 60)
            code, lived = press(process, times=2)
            said = process.said.read()

    assert (code, lived < 2) == (130, True), lived
    assert "Stopped at once" in said
