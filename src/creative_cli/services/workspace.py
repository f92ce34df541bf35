"""Where a command works."""

from dataclasses import dataclass, field
from pathlib import Path

from creative_cli.settings import Settings, read_settings
from creative_cli.storage.state import StateFolder

STATE_FOLDER_NAME = ".creative"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a command works: the folder ads go to, the folder that remembers, and the settings, read once."""

    output: Path
    state: StateFolder
    settings: Settings = field(default_factory=read_settings, repr=False)


def open_workspace(output: Path, state: Path | None) -> Workspace:
    """Settle the folders: the option wins over CREATIVE_STATE, and that over `OUTPUT/.creative`."""
    settings = read_settings()
    return Workspace(output, StateFolder(state or settings.state or output / STATE_FOLDER_NAME), settings)
