"""Commands of the tool forked from a process that has loaded everything: most of a tiny run would be loading.

`ForkServer` starts that process; each `start` forks a command in a process group of its own, with real files as its
streams. The forked process is what `kill -9` ends; a second one only waits for it and reports how it ended.
"""

import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, Self

ROOT = Path(__file__).parent.parent
POLL_S = 0.005


class Fork:
    """A forked command: `pid` is its process, which leads a group."""

    def __init__(self, line: socket.socket, out: Any, err: Any) -> None:
        """Follow it on *line*; it writes to the files *out* and *err*."""
        self._line, self._streams = line, (out, err)
        line.settimeout(120)
        self.pid = int(line.recv(16))
        line.settimeout(0)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, -9 after `kill -9`; None while it runs."""
        if self.returncode is None:
            try:
                said = self._line.recv(16)
            except BlockingIOError:
                return None
            self.returncode = int(said or b"-9")
            self._line.close()
        return self.returncode

    def wait(self, timeout_s: float) -> bool:
        """Wait at most *timeout_s*; return whether it has ended."""
        end = time.monotonic() + timeout_s
        while self.poll() is None:
            if time.monotonic() >= end:
                return False
            time.sleep(POLL_S)
        return True

    def kill(self, *, group: bool) -> None:
        """End it at once, with its workers or alone, and wait until it is gone."""
        with suppress(ProcessLookupError):  # it has just ended
            (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        self.wait(60)

    def read(self) -> tuple[str, str]:
        """Return what it wrote to stdout and stderr, and close both files."""
        texts = []
        for stream in self._streams:
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
            stream.close()
        return texts[0], texts[1]


class ForkServer:
    """The process that has loaded everything; use it with `with`. Threads may share it."""

    def __init__(self) -> None:
        """Start it."""
        self._line, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(its.fileno())],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "ORT_DISABLE_TELEMETRY": "1"},
            stdin=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
        )
        its.close()

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, *error: object) -> None:
        """End it."""
        self._line.close()
        self._process.wait()

    def start(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Fork:
        """Fork a command in *folder* with this *environment*."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  # `Fork.read` closes them
        order = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment)}
        with self._turn:
            socket.send_fds(self._line, [json.dumps(order).encode()], [its.fileno(), out.fileno(), err.fileno()])
        its.close()
        return Fork(ours, out, err)


def _serve(line: socket.socket) -> None:
    from tests.command_server import load_everything  # noqa: PLC0415  # only this process loads the tool

    load_everything()
    gc.freeze()  # what is shared by all is not looked through by each
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the waiting processes are nobody's to wait for
    while True:
        message, descriptors, *_ = socket.recv_fds(line, 1 << 20, 3)
        if not message:
            return
        if os.fork() == 0:
            line.close()
            _wait_for_command(json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _wait_for_command(order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    report, out, err = descriptors
    line = socket.socket(fileno=report)
    pid = os.fork()
    if pid == 0:
        line.close()
        _run_command(order, out, err)
    line.send(str(pid).encode())
    _, status = os.waitpid(pid, 0)
    line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _run_command(order: dict[str, Any], out: int, err: int) -> NoReturn:
    os.setsid()
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.close(out)
    os.close(err)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.path[0] = order["folder"]
    sys.argv[1:] = order["arguments"]
    runpy.run_module("creative_cli", run_name="__main__", alter_sys=True)
    sys.exit(0)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _serve(socket.socket(fileno=int(sys.argv[1])))
