"""Every command of the tool, for the pages and tests that go through all of them."""

from collections.abc import Iterator
from typing import Any

import typer

from creative_cli.cli.app import app


def list_commands(command: Any = None, *path: str) -> Iterator[tuple[str, Any]]:
    """Yield every command with its name as it is typed (`run`, `copy export`), in the order of the help."""
    command = command or typer.main.get_command(app)
    children = getattr(command, "commands", {})
    if not children:
        yield " ".join(path), command
    for name, child in children.items():
        yield from list_commands(child, *path, name)
