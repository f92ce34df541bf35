"""Where a command works."""

from dataclasses import dataclass
from pathlib import Path

from creative_cli.settings import read_settings
from creative_cli.storage.state import StateFolder

STATE_NAME = ".creative"


@dataclass(frozen=True, slots=True)
class House:
    """Where a command works: the folder ads go to and the folder that remembers."""

    output: Path
    state: StateFolder


def house(output: Path, state: Path | None) -> House:
    """Settle the folders: the option wins over CREATIVE_STATE, and that over `OUTPUT/.creative`."""
    return House(output, StateFolder(state or read_settings().state or output / STATE_NAME))
