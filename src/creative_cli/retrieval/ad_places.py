"""Where the files of indexed ads are: the index keeps their paths relative to the state folder.

The output folder, or the whole project, may be renamed or moved to another machine: the files are found again beside
the state folder, or in the folder that `--output` names.
"""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from creative_cli.errors import StorageError
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder


@dataclass(frozen=True, slots=True)
class AdPlaces:
    """The output folder of a command, and its state folder, to which indexed paths are relative."""

    output: Path
    state: StateFolder

    def find_ad(self, campaign: str, path: str) -> Path | None:
        """Return the file of an ad by its *path* in the campaign's folder; None if it is gone or leads out of it."""
        return _existing_file(self.output, campaign, path, self.state)

    def to_stored_path(self, file: Path) -> str:
        """Return the path of *file* as the index keeps it, with `/`; absolute if it is on another drive."""
        try:
            return Path(os.path.relpath(file, self.state.origin)).as_posix()
        except ValueError:  # only on Windows
            return str(file.absolute())

    def locate_picture(self, campaign: str, stored: str) -> tuple[str, bool]:
        """Return the path of a picture that the index keeps as *stored*, and whether it is there.

        It is looked for where it was relative to the state folder, then in the output folder of the command.
        """
        parts = PurePosixPath(stored.replace("\\", "/")).parts
        # A folder above or below may have the campaign's name, too: the nearest one with the file counts.
        places = [at for at in range(len(parts) - 2, -1, -1) if parts[at] == campaign]
        paths = ["/".join(parts[at + 1 :]) for at in places]
        for at, path in zip(places, paths, strict=True):
            root = Path(os.path.normpath(self.state.origin.joinpath(*parts[:at])))
            if _existing_file(root, campaign, path, self.state) is not None:
                return str(root / campaign / path), True
        found = next((file for file in (self.find_ad(campaign, path) for path in paths) if file is not None), None)
        return str(found or self.output.joinpath(campaign, *paths[:1])), found is not None


def _existing_file(root: Path, campaign: str, path: str, state: StateFolder) -> Path | None:
    try:
        file = OutputFolder(root, campaign, state).file(path)
    except StorageError:
        return None
    return file if file.is_file() else None
