"""Completion of commands, options and files, in the shells themselves where they are installed."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PATIENCE_S = 180.0
CASES = [("creative vali", "validate"), ("creative run --max", "--max-usd"), ("creative run br", "brief.yaml")]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand beside a brief, with the command on the path and a home without settings of a shell."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "brief.yaml").write_text("", "utf-8")


def require_shell(name: str) -> str:
    """Return the path of a shell; skip the test where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def write_completion(shell: str) -> Path:
    """Write what `--show-completion` prints for a shell into a file."""
    named = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = ["creative", "--show-completion", shell]
    done = subprocess.run(command, env=named, capture_output=True, text=True, check=True)
    (file := Path(f"completion.{shell}")).write_text(done.stdout, "utf-8")
    return file


@pytest.mark.parametrize(("typed", "completed"), CASES)
def test_fish_completes(typed: str, completed: str) -> None:
    """Its own command says what the Tab key would offer."""
    shell = require_shell("fish")
    command = f"source {write_completion('fish')}; complete --do-complete '{typed}'"
    done = subprocess.run([shell, "--no-config", "-c", command], capture_output=True, text=True, check=True)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [completed]


@pytest.mark.parametrize(("typed", "completed"), CASES)
def test_bash_completes(typed: str, completed: str) -> None:
    """The function of the command fills COMPREPLY; where it finds nothing, bash offers files."""
    shell = require_shell("bash")
    words = typed.split()
    command = (
        f"source {write_completion('bash')}; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; "
        '_creative_completion creative; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run([shell, "--norc", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.split() in ([completed], [])
    assert (done.stdout.split() == []) == (completed == "brief.yaml")


@pytest.mark.skipif(sys.platform != "linux", reason="drives a terminal")
@pytest.mark.parametrize(("typed", "completed"), CASES)
def test_zsh_completes(typed: str, completed: str) -> None:
    """The Tab key writes the rest of the word into the line."""
    with zsh_terminal(require_shell("zsh")) as terminal:
        os.write(terminal, f"autoload -U compinit; compinit -u -D; . {write_completion('zsh').resolve()}\n".encode())
        os.write(terminal, b"echo READY$((1 + 1))\n")
        read_until(terminal, b"READY2")
        os.write(terminal, f"{typed}\t".encode())
        read_until(terminal, f"{typed.rpartition(' ')[0]} {completed} ".encode())


@contextmanager
def zsh_terminal(shell: str) -> Iterator[int]:
    """Run the shell in a terminal of its own, and yield that."""
    ours, its = pty.openpty()
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "200"}
    command = [shell, "-f", "-i"]
    with subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=environment, start_new_session=True
    ) as process:
        os.close(its)
        try:
            yield ours
        finally:
            process.kill()
            os.close(ours)


def read_until(terminal: int, wanted: bytes) -> None:
    """Read what a terminal shows until *wanted* is there."""
    shown, end = b"", time.monotonic() + PATIENCE_S
    while wanted not in shown:
        assert time.monotonic() < end, shown
        if select.select([terminal], [], [], 1.0)[0]:
            shown += os.read(terminal, 4096)


@pytest.mark.parametrize(("typed", "completed"), CASES[:2])
def test_powershell_is_answered(typed: str, completed: str) -> None:
    """What its script asks of the command is answered by values and their help; the shell itself is not run."""
    script = write_completion("powershell").read_text("utf-8")
    assert "Register-ArgumentCompleter -Native -CommandName creative" in script
    asked = {
        "_CREATIVE_COMPLETE": "complete_powershell",
        "_TYPER_COMPLETE_ARGS": typed,
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": typed.rsplit(maxsplit=1)[-1],
    }
    assert [name for name in asked if f"$Env:{name} = " not in script] == []
    done = subprocess.run(["creative"], env={**os.environ, **asked}, capture_output=True, text=True, check=True)
    value, said = done.stdout.strip().split(":::")
    assert value == completed
    assert said
