"""Zip files with the same bytes for the same content."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from creative_cli.storage.atomic import replace_when_written

# The first time that zip can say: a real one would change the bytes of every package.
_TIME = (1980, 1, 1, 0, 0, 0)
_PERMISSIONS = 0o100644 << 16
_UNIX = 3


def write_archive(path: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip atomically, one entry in memory at a time. Raises StorageError.

    Entries are stored as they are: pictures do not get smaller, and compression may differ between versions of zlib.
    """
    with replace_when_written(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr, entry.create_system = _PERMISSIONS, _UNIX
            archive.writestr(entry, data)
