"""Run the application in uvicorn."""

import ipaddress
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Final

import uvicorn

from creative_cli.errors import InterruptedRunError, UsageError
from creative_cli.server.app import create_app
from creative_cli.server.telemetry import open_log
from creative_cli.services.workspace import Workspace

STREAMS_END_S: Final = 2
"""Time for answers that are being sent when the server stops; followers of runs ask again elsewhere."""
MIN_TOKEN_LETTERS: Final = 16
_HINT: Final = "Set CREATIVE_SERVE_TOKEN to a long random text, which clients send as Authorization: Bearer."


def run_server(where: Workspace, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve *where* until SIGINT or SIGTERM; call *on_ready* with the address as soon as it can be asked.

    Raises UsageError for an address that others reach without a token or that cannot be had, and for a short token.
    """
    token = where.settings.serve_token
    if token is None and not is_loopback(host):
        raise UsageError(f"{host} can be reached from other machines, and no token is set.", _HINT)
    if token is not None and len(token.get_secret_value()) < MIN_TOKEN_LETTERS:
        raise UsageError(f"The token has fewer than {MIN_TOKEN_LETTERS} letters: it could be guessed.", _HINT)
    where.state.create()
    open_log()
    config = uvicorn.Config(
        create_app(where),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STREAMS_END_S,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _raise_stopped)
    # Once it has stopped, uvicorn raises the signal again.
    with _listen(host, port) as listener, suppress(InterruptedRunError):
        name = f"[{host}]" if ":" in host else host
        on_ready(f"http://{name}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that takes requests, which wait for the server."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(
            f"The server cannot listen on {host}, port {port}: {error.strerror or error}.",
            "Another program may use the port: choose one with --port, or any that is free with --port 0.",
        ) from error


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    raise InterruptedRunError("The server was stopped.")


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches *host*."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
