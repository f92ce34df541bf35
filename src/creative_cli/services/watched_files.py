"""Waits for the files of a brief to change, however an editor saves them."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

from creative_cli.brief.file_names import find_written_name
from creative_cli.brief.loader import no_brief_error
from creative_cli.errors import BriefError, InterruptedRunError, StorageError, UsageError
from creative_cli.services.watching import BriefWatch
from creative_cli.services.workspace import Workspace

TOGETHER_MS: Final = 400
"""For which changes are collected at most: several saves in a second are one or two drawings."""

PAUSE_MS: Final = 20
"""Without a change after which those so far are drawn: an editor that renames has written by then."""

LOOK_MS: Final = 250
"""Between looks at whether other folders are to be watched."""

_EDITORS_OWN: Final = ("~", ".swp", ".swx", ".swo", ".tmp", ".part", ".crdownload", ".kate-swp")


def find_brief_file(name: str) -> Path:
    """Return the file of a brief; raise UsageError for stdin, and BriefError for a folder or where nothing is."""
    if name == "-":
        raise UsageError("A brief on stdin cannot be watched.", "Name its file.")
    path = Path(name)
    if path.is_dir() or (not path.exists() and find_written_name(path.parent, path.name) is None):
        raise BriefError(no_brief_error(path).problems, "Nothing is watched.")
    return path


def follow_files(watch: BriefWatch, where: Workspace) -> NoReturn:
    """Tell *watch* of every change until Ctrl-C, which raises InterruptedRunError; raise what ended its thread."""
    from watchfiles import watch as watch_folders  # noqa: PLC0415  # a library of its own, only here

    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # it would warn of Ctrl-C
    ours = (where.output.resolve(), where.state.root.resolve())

    def is_ours(_kind: object, path: str) -> bool:
        return is_source_change(Path(path), ours)

    while True:
        folders, fresh = watch.folders, True
        try:
            for changes in watch_folders(
                *sorted(folder for folder in folders if folder.is_dir()),
                watch_filter=is_ours,
                debounce=TOGETHER_MS,
                step=PAUSE_MS,
                rust_timeout=LOOK_MS,
                yield_on_timeout=True,
                raise_interrupt=False,
                recursive=False,
            ):
                # What changed before the system listened was not heard.
                if changes or (fresh and _has_changed_since(folders, watch.read_at, ours)):
                    watch.note_change()
                fresh = False
                watch.raise_crash()
                if watch.folders != folders:
                    break
            else:
                raise InterruptedRunError("Interrupted.", "Run the same command again to go on.")
        except (OSError, RuntimeError) as error:
            raise StorageError(
                f"The folders of the brief cannot be watched: {error}.",
                "The system may have a limit, as fs.inotify.max_user_watches on Linux. WATCHFILES_FORCE_POLLING=1 "
                "looks at the files again and again instead.",
            ) from error


def _has_changed_since(folders: frozenset[Path], moment: float, ours: tuple[Path, ...]) -> bool:
    """Return whether a file in *folders* was written after *moment*, s since the epoch."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if is_source_change(Path(entry.path), ours) and entry.stat().st_ctime > moment:
                    return True
    return False


def is_source_change(path: Path, ours: tuple[Path, ...]) -> bool:
    """Return whether a changed file may be one of the brief: not in *ours*, nor one that an editor keeps."""
    name = path.name
    beside = name.startswith((".", "#")) or name.endswith(_EDITORS_OWN)
    return not beside and not any(path.is_relative_to(folder) for folder in ours)
