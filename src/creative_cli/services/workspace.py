"""The folders and settings of one command."""

from dataclasses import dataclass, field
from pathlib import Path

from creative_cli.settings import Settings, read_settings
from creative_cli.storage.state import StateFolder

STATE_FOLDER_NAME = ".creative"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders and settings of one command: ads go to `output`, everything kept between runs to `state`."""

    output: Path
    state: StateFolder
    settings: Settings = field(default_factory=read_settings, repr=False)


def open_workspace(output: Path, state: Path | None) -> Workspace:
    """Read the settings and choose the state folder: *state*, else CREATIVE_STATE, else `output/.creative`."""
    settings = read_settings()
    return Workspace(output, StateFolder(state or settings.state or output / STATE_FOLDER_NAME), settings)
