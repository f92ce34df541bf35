"""What every test starts from: no keys, no network but loopback, a folder of its own."""

import os
import socket
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
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
