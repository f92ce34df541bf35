"""Read the file of a manifest, which somebody may have edited or a full disk cut off, and set a damaged one aside."""

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from creative_cli.brief.json_reader import read_json_events
from creative_cli.brief.source_positions import SourcePosition, UnreadableBriefError, assemble_document
from creative_cli.errors import StorageError
from creative_cli.foreign_files import open_foreign_file
from creative_cli.storage.atomic import raising_storage_errors
from creative_cli.storage.codec import CodecError, RecordT, decode_json

MAX_MANIFEST_BYTES = 256 * 1024 * 1024
"""An ad takes 2 to 20 KB: the largest campaigns stay far below."""

MAX_PLACED_VALUES = 500_000
"""Places of more values take more than half a gigabyte; two thousand ads have about so many."""

_MARK = b"\xef\xbb\xbf"  # editors of Windows begin UTF-8 with it
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_START = SourcePosition(1, 1)


class DamagedManifestError(StorageError):
    """The file at the place of a manifest is none that this version can read."""

    def __init__(self, path: Path, place: SourcePosition, reason: str) -> None:
        """Say *reason* with the *place* in the file."""
        self.path = path
        super().__init__(
            f"{path}:{place.line}:{place.column}: This is not a manifest this version of creative can read: {reason}.",
            "Move it away, or run the brief again: the run sets it aside and writes a new one.",
        )


def read_manifest(path: Path, decode: Callable[[bytes], RecordT]) -> RecordT | None:
    """Return what *decode* makes of the JSON in the file at *path*, None if there is none.

    Raises DamagedManifestError with line and column, and StorageError if the file cannot be read.
    """
    data = _read_regular_file(path)
    if data is None:
        return None
    with naming_damage(path, data):
        return decode(data.removeprefix(_MARK))


def read_manifest_part(path: Path, sha256: str) -> bytes:
    """Return the bytes of a file that a manifest names with its *sha256*.

    Raises DamagedManifestError, also where it is missing or has other bytes, and StorageError.
    """
    data = _read_regular_file(path)
    if data is None:
        raise DamagedManifestError(path, _START, "it is missing, and manifest.json names it")
    if hashlib.sha256(data).hexdigest() != sha256:
        try:
            decode_json(data)
        except CodecError as error:
            raise DamagedManifestError(path, *_explain_damage(data, error)) from error
        raise DamagedManifestError(path, _START, "it has other bytes than manifest.json says: somebody has edited it")
    return data


@contextmanager
def naming_damage(path: Path, data: bytes) -> Iterator[None]:
    """Turn a CodecError about *data*, which is in the file at *path*, into a DamagedManifestError with its place."""
    try:
        yield
    except CodecError as error:
        raise DamagedManifestError(path, *_explain_damage(data, error)) from error


def set_file_aside(path: Path) -> str:
    """Rename the file at *path* to the first free `<name>.damaged-<number>`, and return that name."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    with raising_storage_errors(path, "renamed"):
        path.rename(aside)
    return aside.name


def _read_regular_file(path: Path) -> bytes | None:
    """Return the content; a link, which may lead anywhere, a folder and a pipe, which may never end, are damage."""
    try:
        file = open_foreign_file(path, follow=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        if path.is_symlink() or error.errno == errno.ENXIO:
            raise DamagedManifestError(path, _START, "it is a link or a socket") from error
        if error.errno in {errno.EISDIR, errno.EINVAL}:
            raise DamagedManifestError(path, _START, "it is a folder, a pipe or a device") from error
        with raising_storage_errors(path, "read"):
            raise
    with raising_storage_errors(path, "read"), file:
        if os.fstat(file.fileno()).st_size > MAX_MANIFEST_BYTES:
            raise DamagedManifestError(path, _START, f"it is larger than {MAX_MANIFEST_BYTES >> 20} MB")
        return file.read(MAX_MANIFEST_BYTES)


def _explain_damage(data: bytes, error: CodecError) -> tuple[SourcePosition, str]:
    """Return where the damage is, and what it is."""
    cause = error.__cause__
    if not data.strip(b"\0 \t\r\n"):
        return _START, "it is empty" if not data.strip() else "there are only zero bytes in it"
    if data.startswith(_WIDE_MARKS):
        return _START, "it is UTF-16; save it as UTF-8"
    if isinstance(cause, UnicodeDecodeError):
        good = data[: cause.start]
        line_start = good.rfind(b"\n") + 1
        column = len(good[line_start:].decode(errors="replace")) + 1
        return SourcePosition(good.count(b"\n") + 1, column), f"byte {data[cause.start]:02X} is not UTF-8"
    if isinstance(cause, json.JSONDecodeError):
        return SourcePosition(cause.lineno, cause.colno), f"it is not JSON: {cause.msg.removesuffix(': ')}"
    return _find_place(data, error), str(error)


def _find_place(data: bytes, error: CodecError) -> SourcePosition:
    if data.count(b",") > MAX_PLACED_VALUES:
        return _START
    try:
        return assemble_document(read_json_events(data.removeprefix(_MARK).decode())).place(error.path)
    except UnreadableBriefError as unreadable:
        return unreadable.place
