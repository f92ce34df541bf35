"""Where a command works."""

from dataclasses import dataclass, field
from pathlib import Path

from creative_cli.settings import Settings, read_settings
from creative_cli.storage.state import StateFolder

STATE_NAME = ".creative"


@dataclass(frozen=True, slots=True)
class House:
    """Where a command works: the folder ads go to, the folder that remembers, and the settings, read once."""

    output: Path
    state: StateFolder
    settings: Settings = field(default_factory=read_settings, repr=False)


def house(output: Path, state: Path | None) -> House:
    """Settle the folders: the option wins over CREATIVE_STATE, and that over `OUTPUT/.creative`."""
    settings = read_settings()
    return House(output, StateFolder(state or settings.state or output / STATE_NAME), settings)
