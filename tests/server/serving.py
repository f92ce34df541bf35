"""The server of `creative serve` for tests: uvicorn on a free port of loopback, and a client of it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from creative_cli.server.app import create_app
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.storage.state import StateFolder

PATIENCE_S = 300.0
"""The longest that a test waits for anything: machines are slow at times."""


def workspace_in(folder: Path, **settings: Any) -> Workspace:
    """Return the folders of a server in *folder*, with *settings*."""
    output = folder / "outputs"
    return Workspace(output, StateFolder(output / ".creative"), Settings(**settings))


@contextmanager
def serving(where: Workspace) -> Iterator[httpx2.Client]:
    """Serve *where* in a thread, and yield a client."""
    where.state.create()
    config = uvicorn.Config(create_app(where), port=0, log_config=None, access_log=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="served")
    thread.start()
    try:
        wait_until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
    assert not thread.is_alive()


def wait_until(done: Any) -> None:
    """Return once *done* returns something true; fail after PATIENCE_S."""
    pause, end = threading.Event(), time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, "it did not happen"
        pause.wait(0.05)
