"""The folders and settings of one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from creative_cli.errors import UsageError
from creative_cli.http.object_address import ObjectAddress
from creative_cli.scratch_folders import open_scratch_folder
from creative_cli.settings import Settings, read_settings
from creative_cli.storage.state import OnWait, StateFolder

STATE_FOLDER_NAME = ".creative"
_USUAL_OUTPUT = Path("outputs")  # what --output is without a value


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders and settings of one command: ads go to `output`, everything kept between runs to `state`.

    With an `address` they go from there to object storage.
    """

    output: Path
    state: StateFolder
    settings: Settings = field(default_factory=read_settings, repr=False)
    address: ObjectAddress | None = None

    @property
    def place(self) -> str:
        """The name of where the ads go, for people and for `open_workspace`."""
        return str(self.address or self.output)

    def name_campaign(self, campaign: str) -> str:
        """Return the name of the folder of a campaign, for people."""
        return str(self.output / campaign) if self.address is None else f"{self.address}/{campaign}"


def open_workspace(output: Path, state: Path | None) -> Workspace:
    """Read the settings and choose the state folder: *state*, else CREATIVE_STATE, else `output/.creative`.

    An *output* in object storage has a folder of this machine in the state folder, which is by default that of the
    usual output. Raises UsageError.
    """
    settings = read_settings()
    address = ObjectAddress.find_in(output)
    if address is not None:
        root = state or settings.state or _USUAL_OUTPUT / STATE_FOLDER_NAME
        folder = root / "objects" / f"{address.scheme}-{address.bucket}-{address.digest}"
        return Workspace(folder, StateFolder(root), settings, address)
    return Workspace(output, StateFolder(state or settings.state or output / STATE_FOLDER_NAME), settings)


@contextmanager
def open_readable_workspace(output: Path, state: Path | None, say: OnWait) -> Iterator[Workspace]:
    """Open the workspace for commands that change no record; where it is read-only, on a temporary copy of its state.

    Reading takes locks and imports new events, which need a folder that can be written. Raises StorageError.
    """
    where = open_workspace(output, state)
    require_local_copy(where)
    with copy_if_read_only(where, say) as readable:
        yield readable


def require_local_copy(where: Workspace) -> None:
    """Raise UsageError for an output in object storage of which this machine has no copy: only a run makes one."""
    if where.address is not None and not where.output.is_dir():
        raise UsageError(
            f"No run of this machine has written to {where.address}, and its records are here.",
            "Name the state folder of the runs with --state, or copy the objects to a folder and name that.",
        )


@contextmanager
def copy_if_read_only(where: Workspace, say: OnWait) -> Iterator[Workspace]:
    """Yield *where*, or a temporary copy of its state if that may not be written. Raises StorageError."""
    if not where.state.is_read_only():
        yield where
        return
    with open_scratch_folder() as folder:
        say(f"{where.state.root} is read-only: a temporary copy of its records is read.")
        yield replace(where, state=where.state.copy_to_read(folder))
