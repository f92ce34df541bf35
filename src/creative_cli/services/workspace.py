"""The folders and settings of one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from creative_cli.scratch_folders import open_scratch_folder
from creative_cli.settings import Settings, read_settings
from creative_cli.storage.state import OnWait, StateFolder

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


@contextmanager
def open_readable_workspace(output: Path, state: Path | None, say: OnWait) -> Iterator[Workspace]:
    """Open the workspace for commands that change no record; where it is read-only, on a temporary copy of its state.

    Reading takes locks and imports new events, which need a folder that can be written. Raises StorageError.
    """
    with copy_if_read_only(open_workspace(output, state), say) as where:
        yield where


@contextmanager
def copy_if_read_only(where: Workspace, say: OnWait) -> Iterator[Workspace]:
    """Yield *where*, or a temporary copy of its state if that may not be written. Raises StorageError."""
    if not where.state.is_read_only():
        yield where
        return
    with open_scratch_folder() as folder:
        say(f"{where.state.root} is read-only: a temporary copy of its records is read.")
        yield replace(where, state=where.state.copy_to_read(folder))
