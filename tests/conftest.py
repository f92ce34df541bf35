"""What every test starts from: no keys, no network but loopback, a folder of its own."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from xdist.remote import Producer  # type: ignore[import-untyped]  # it ships no types

REPOSITORY = Path(__file__).parent.parent
TOGETHER = {
    "tests/gallery/test_review.py": "gallery",
    "tests/search/test_command.py": "made ads",
    "tests/search/test_likeness.py": "made ads",
    "tests/search/test_retrieval.py": "library",
    "tests/test_architecture.py": "copies of the tree",
    "tests/test_world.py": "world",
}
"""Files whose tests share what is dear to make, by what that is: one process runs all of them."""


class Together(LoadScopeScheduling):  # type: ignore[misc]  # same
    """Gives each test to whichever process is free, but those that share something to one.

    The groups of pytest-xdist itself have no effect with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.split("::", maxsplit=1)[0], nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> Together:
    """Schedule tests so."""
    return Together(config, log)


settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")
# The same examples each time: a change is judged by what it changes, not by what luck brings. `make test-laws`
# looks further, at other examples each time.


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --examples: how many examples a law is tried on instead of its own number, chosen anew each time."""
    parser.addoption("--examples", type=int, default=0, metavar="N", help="try every property test on N new examples")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only the property tests where --examples is given, and give them that many."""
    wanted: int = config.getoption("examples")
    if not wanted:
        return
    laws = [item for item in items if hasattr(getattr(item, "obj", None), "hypothesis")]
    for item in laws:
        inner = item.obj  # type: ignore[attr-defined]  # a function, as it has its hypothesis
        own = inner._hypothesis_internal_use_settings  # noqa: SLF001  # there is no other door to a test's settings
        inner._hypothesis_internal_use_settings = settings(own, max_examples=wanted, derandomize=False)  # noqa: SLF001
    items[:] = laws


os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # for what tests import themselves; the product sets it too


LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def clean_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take keys and settings out of the environment, stand in an empty folder, let nothing leave the machine."""
    for name in list(os.environ):
        if name.startswith(("CREATIVE_", "OPENAI_", "HF_", "HUGGING")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY / "tests" / "guard"))  # the same guard in what tests start
    monkeypatch.chdir(tmp_path)
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
