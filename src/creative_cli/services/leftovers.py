"""Remove what killed runs left behind, once a later run finds out that there were any."""

import time
from contextlib import suppress
from pathlib import Path

from creative_cli.errors import StorageError
from creative_cli.runlog.journal import list_killed_runs
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import SWEEP_GRACE_S, remove_temporary_files

# The lock of a killed run stays until its last temporary file is old enough to be no concurrent run's.
_FORGOTTEN_AFTER_S = 2 * SWEEP_GRACE_S


def remove_leftovers(where: Workspace) -> tuple[Path, ...]:
    """Remove the temporary files of killed runs from the folders of *where*, and return their paths.

    Looks through the folders only if a run was killed: a state folder may have many files. What cannot be removed
    stays, and `creative doctor` says why.
    """
    removed: list[Path] = []
    with suppress(StorageError):
        killed, now = list_killed_runs(where.state), time.time()
        removed += sweep_folders(where) if killed else ()
        for lock in killed:
            journal = lock.with_suffix(".jsonl")
            with suppress(OSError):
                if (journal if journal.exists() else lock).stat().st_mtime < now - _FORGOTTEN_AFTER_S:
                    lock.unlink()
    return tuple(dict.fromkeys(removed))


def sweep_folders(where: Workspace) -> tuple[Path, ...]:
    """Remove the temporary files of killed runs, whether there were any or not; return their paths.

    Raises StorageError.
    """
    folders = [folder for folder in (where.state.root, where.output) if folder.is_dir()]
    # The state folder is usually inside the other.
    return tuple(dict.fromkeys(path for folder in folders for path in remove_temporary_files(folder, time.time())))
