"""Ctrl-C while a folder is put in order, in an import and on the way out; and bugs in what is done ahead."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from creative_cli.engine import pipeline, planner
from creative_cli.engine.context import Makers, Watch, Workshop
from creative_cli.engine.plan import Order, RunResult
from creative_cli.events import AttemptStarted, Event
from creative_cli.models import Adaptation, Asset, CopySource, Hero
from creative_cli.runlog.journal import Journal
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder
from tests.test_cli import MINIMAL, creative

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

importing, pressed = threading.Event(), threading.Event()

def press(frame, event, argument):
    if importing.is_set() and event == "c_return" and argument is _imp.acquire_lock:
        sys.setprofile(None)
        pressed.set()
        signal.raise_signal(signal.SIGINT)

def watch(event, arguments):
    if event == "import" and arguments[0] == "chromadb":
        importing.set()
    if event == "import" and arguments[0] == "jinja2":
        pressed.wait(20)

sys.addaudithook(watch)
sys.setprofile(press)
"""
"""Presses Ctrl-C while Chroma is imported, between Python's taking its lock of imports and its minding of it.

The page, in a thread of its own, has its imports still before it.
"""


def pressed(when: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command, pressing Ctrl-C as *when*, a piece of Python, says."""
    start = f"{when}\nfrom creative_cli.__main__ import main\nmain()"
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", start, *arguments],
        env={**os.environ, "PYTHONASYNCIODEBUG": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
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


class Ahead:
    """A workshop's calls: a picture is asked for while the words are found, and what is done ahead is broken."""

    def __init__(self, broken: Exception) -> None:
        """Begin with none."""
        self.broken = broken

    def makers(self, watch: Watch) -> Makers:
        """Return a copy desk that tells of a call for a picture, and no painter."""

        async def words(order: Order, _heroes: tuple[Hero, ...]) -> Mapping[str, Adaptation]:
            watch(AttemptStarted("1", "picture", "umbrella", "openai", "gpt", "", None, 0.0))
            return {one.locale.tag: one for one in order.everyone if one.source is not CopySource.MISSING}

        return Makers("studio", None, studio=True, words=words)

    def ahead(self, _order: Order, _emit: Watch) -> Iterator[str]:
        """Do one piece, then break."""
        yield "libraries"
        raise self.broken


def run_with(broken: Exception, folder: Path) -> RunResult:
    """Run a brief in a workshop where work done ahead raises *broken*."""
    Path("tiny.yaml").write_text(MINIMAL.replace("[GB]", "[GB, FR]"), "utf-8")
    (order,) = planner.orders(["tiny.yaml"], planner.Part(), translator=True)
    state = StateFolder(folder / "memory")
    state.create()
    calls = Ahead(broken)

    def remember(_order: Order, _assets: tuple[Asset, ...], _run: str, _emit: Watch) -> None:
        """Remember nothing."""

    def publish(_order: Order, _changed: bool) -> None:  # noqa: FBT001  # as it is called
        """Publish nothing."""

    def watch(_event: Event) -> None:
        """Look away."""

    workshop = Workshop(
        makers=calls.makers,
        cache=Cache(state),
        folder=OutputFolder(folder / "outputs", order.campaign, state),
        journal=lambda run_id: Journal.open(state, run_id),
        jobs=1,
        fail_from=None,
        editable=False,
        ahead=calls.ahead,
        remember=remember,
        publish=publish,
    )
    return pipeline.run(order, workshop, watch)


def test_a_bug_in_what_is_done_ahead_is_told(tmp_path: Path) -> None:
    """It is ours, and nothing else would ever say so."""
    with pytest.raises(ZeroDivisionError):
        run_with(ZeroDivisionError(), tmp_path)


def test_ctrl_c_is_the_callers_again_after_a_run(tmp_path: Path) -> None:
    """Whoever called the line gets their own handler back, whatever became of the run."""
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError):
        run_with(ZeroDivisionError(), tmp_path)

    assert signal.getsignal(signal.SIGINT) is before
