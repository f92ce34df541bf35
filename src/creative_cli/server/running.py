"""Run the application in uvicorn."""

import ipaddress

import uvicorn

from creative_cli.errors import UsageError
from creative_cli.server.app import create_app
from creative_cli.services.workspace import Workspace

TOKEN_HINT = "Set CREATIVE_SERVE_TOKEN to a long random text, which clients send as `Authorization: Bearer`."  # noqa: S105  # no token


def run_server(where: Workspace, host: str, port: int) -> None:
    """Serve *where* until SIGINT or SIGTERM. Raises UsageError for an address of others without a token."""
    if where.settings.serve_token is None and not is_loopback(host):
        raise UsageError(f"{host} can be reached from other machines, and no token is set.", TOKEN_HINT)
    uvicorn.run(create_app(where), host=host, port=port)


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches *host*."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
