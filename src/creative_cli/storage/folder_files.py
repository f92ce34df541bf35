"""The files below folders, in order."""

import os
from collections.abc import Iterator
from pathlib import Path

from creative_cli.storage.atomic import to_storage_error


def iter_files(*folders: Path) -> Iterator[Path]:
    """Yield the files below *folders*, which may be missing; raise StorageError for one that may not be read."""
    for top in folders:
        for folder, inner, names in os.walk(top, onerror=_raise_unreadable):
            inner.sort()
            yield from (Path(folder, name) for name in sorted(names))


def _raise_unreadable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise to_storage_error(error, Path(error.filename), "read") from error
