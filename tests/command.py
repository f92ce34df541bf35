"""The `creative` command as people and CI run it: a process of its own with an exit code and two streams.

Loading the tool and its libraries takes a second or more, longer than most of what tests do with it. `creative` forks
each process from one that has loaded everything (`tests.command_server`); `fresh_creative` starts Python from scratch.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal

MINIMAL = """\
schema: 1
campaign: tiny
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: Rain is optional}
products: [{id: umbrella, name: Nimbus One}]
markets: [GB]
"""
"""The shortest brief that works."""
ROOT = Path(__file__).parent.parent
STREAMS = (0, 1, 2)
NO_STREAMS: Mapping[int, int] = {}
SERVER_ENVIRONMENT = {
    "PYTHONPATH": f"{ROOT / 'tests' / 'guard'}{os.pathsep}{ROOT / 'src'}",
    # One thread, as the tool itself asks of its model's library: a process with threads must not be forked.
    "OMP_NUM_THREADS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "NO_COLOR": "1",
}
KEPT_VARIABLES = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH"),
    *("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"),
)
"""What the process that commands are forked from has of the environment: none of what the first test has set."""
WAITED_S = 600
"""The longest that a command may take; no test comes near it."""
Warm = Literal["code", "models"]
"""What the process that commands are forked from has loaded."""


def make_smallest_ads(folder: Path) -> Path:
    """Write the shortest brief into *folder* and make its square ads in `outputs` there; return the folder."""
    (folder / "brief.yaml").write_text(MINIMAL, "utf-8")
    output = ("--output", str(folder / "outputs"))
    made = creative("run", str(folder / "brief.yaml"), "--ratio", "1:1", "--quiet", *output)
    assert made.returncode == 0, made.stderr
    return folder


def creative(*arguments: str, stdin: str | bytes | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in the test's folder, 100 columns wide.

    Libraries that read the environment on import have read it already, every process has the same hash seed, and the
    model of search is in memory: use `fresh_creative` or `lean_creative` where this matters.
    """
    return RunningCommand(arguments, stdin, "models").wait()


def lean_creative(*arguments: str, stdin: str | bytes | None = None) -> subprocess.CompletedProcess[str]:
    """Do the same without the 120 MB of the model of search, for tests that measure memory."""
    return RunningCommand(arguments, stdin, "code").wait()


def start_creative(*arguments: str, streams: Mapping[int, int] = NO_STREAMS, before: str = "") -> "RunningCommand":
    """Start the command as `creative` does, and return it as it runs: for two at once, signals, and odd streams.

    *streams* are descriptors for stdin, stdout and stderr (0, 1, 2) in place of files; the Python code *before* is run
    in the process first.
    """
    return RunningCommand(arguments, None, "models", streams, before)


def fresh_creative(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Do the same in a new interpreter, with its own hash seed and the environment read on import."""
    return subprocess.run(
        [sys.executable, "-m", "creative_cli", *arguments],
        input=stdin,
        stdin=None if stdin is not None else subprocess.DEVNULL,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def _environment() -> dict[str, str]:
    return {"COLUMNS": "100", **os.environ, "NO_COLOR": "1"}


class RunningCommand:
    """A command that has been started: it can be sent signals, and has to be waited for."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        stdin: str | bytes | None,
        warm: Warm,
        streams: Mapping[int, int] = NO_STREAMS,
        before: str = "",
    ) -> None:
        """Start the command in the folder of this process."""
        self._arguments, self._warm = arguments, warm
        files = tuple(tempfile.TemporaryFile() for _ in STREAMS)  # noqa: SIM115  # closed by `wait`
        self._given, self._out, self._err = files
        self._given.write(stdin if isinstance(stdin, bytes) else (stdin or "").encode())
        self._given.seek(0)
        used = [streams.get(number, file.fileno()) for number, file in enumerate(files)]
        self._fresh: subprocess.Popen[bytes] | None = None
        if sys.platform == "linux":
            start = {"arguments": arguments, "environment": _environment(), "folder": str(Path.cwd()), "before": before}
            self.pid = self._ask_server(start, used)
        else:  # forking a process that has loaded macOS's own libraries is not safe
            line = [sys.executable, "-c", f"{before}\nfrom creative_cli.__main__ import main\nmain()", *arguments]
            self._fresh = subprocess.Popen(line, env=_environment(), stdin=used[0], stdout=used[1], stderr=used[2])
            self.pid = self._fresh.pid
        self._waited = False

    def _ask_server(self, request: dict[str, Any], streams: list[int]) -> int:
        server = _server(self._warm)
        socket.send_fds(server, [json.dumps(request).encode()], streams)
        answer = server.recv(16)
        assert answer, "The process that commands are forked from has ended; its last words are on stderr."
        return int(answer)

    def send_signal(self, number: int) -> None:
        """Send the process a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process, unless it has been waited for: then its number may be another's."""
        if not self._waited:
            self.send_signal(signal.SIGKILL)
            self.wait()

    def ends_within(self, seconds: float) -> bool:
        """Wait so long for the end of the process; return whether it has come."""
        if self._fresh is not None:
            with suppress(subprocess.TimeoutExpired):
                self._fresh.wait(seconds)
            return self._fresh.returncode is not None
        watched = os.pidfd_open(self.pid)
        try:
            return bool(select.select([watched], [], [], seconds)[0])
        finally:
            os.close(watched)

    def wait(self, timeout_s: float = WAITED_S) -> subprocess.CompletedProcess[str]:
        """Return the end of the command with all it said; kill it and raise TimeoutError if it takes longer."""
        late = not self.ends_within(timeout_s)
        if late:
            self.send_signal(signal.SIGKILL)
        code = self._ask_server({"wait_for": self.pid}, []) if self._fresh is None else self._fresh.wait()
        self._waited = True
        if late:
            raise TimeoutError(f"The command was not done after {timeout_s:.0f} s: {self._arguments}")
        said = []
        for stream in (self._out, self._err):
            stream.seek(0)
            said.append(stream.read().decode().replace("\r\n", "\n"))
        for stream in (self._given, self._out, self._err):
            stream.close()
        return subprocess.CompletedProcess(["creative", *self._arguments], code, *said)


@cache
def _server(warm: Warm) -> socket.socket:
    """Start the process that has *warm* loaded, once in each process of tests; return the line to it."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.command_server", str(its.fileno()), warm],
        cwd=ROOT,
        env=SERVER_ENVIRONMENT | {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[its.fileno()],
    )
    its.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
