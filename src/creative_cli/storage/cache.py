"""Cached results, by keys of everything that determines them.

`cache/objects/ab/<sha256>` has bytes by their hash, `cache/actions/ab/<key>.json` the result of a stage. The latter is
written last: if it exists, the result is complete. Processes and threads may share the cache. Everything in it is
verified, and can be deleted. The time of a file says when it was last used, to the hour: `creative clean` goes by it.
"""

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from creative_cli.storage.atomic import raising_storage_errors, read_bytes, write_bytes
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_canonical_json, encode_json_line
from creative_cli.storage.state import StateFolder

CachedT = TypeVar("CachedT")

USED_WITHIN_S = 3600.0
"""How exactly the time of a file in the cache says when it was used, s: to write it at each use would cost more."""


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of *data* in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def key_of(purpose: str, /, **parameters: object) -> str:
    """Return the key of a result: the SHA-256 of its *purpose* and everything that determines it, in any order.

    *parameters* are records, text, numbers, and tuples or mappings of them. Raises TypeError for bytes and paths (pass
    the hash of the content), ValueError for NaN.
    """
    return sha256_of(encode_canonical_json({"purpose": purpose, "parameters": parameters}))


class Cache:
    """The cache of one state folder."""

    def __init__(self, state: StateFolder, on_damage: Callable[[Path, str], None] | None = None) -> None:
        """Use the cache in *state*; *on_damage* receives every damaged file, which is removed, and the reason."""
        self.folder = state.cache
        self._objects = state.cache / "objects"
        self._actions = state.cache / "actions"
        self._on_damage = on_damage

    def get(self, key: str, kind: type[CachedT]) -> CachedT | None:
        """Return the record under *key*, None if there is none or it has another shape."""
        path = self._action_path(key)
        data = read_bytes(path)
        if data is None:
            return None
        _note_use(path)
        try:
            return decode_record(kind, decode_json(data))
        except CodecError as error:
            self._remove(path, f"it is no {kind.__name__}: {error}")
            return None

    def put(self, key: str, record: object) -> None:
        """Store *record* under *key*, after the objects it names. Raises StorageError."""
        write_bytes(self._action_path(key), encode_json_line(record))

    def put_object(self, data: bytes, *, durable: bool = False) -> str:
        """Store *data* and return its SHA-256; *durable* data survives a power cut. Raises StorageError."""
        sha256 = sha256_of(data)
        path = self._object_path(sha256)
        if not self._has(path, len(data)):
            write_bytes(path, data, durable=durable)
        return sha256

    def object_bytes(self, sha256: str) -> bytes | None:
        """Return the verified bytes of an object, None if it is missing or damaged."""
        path = self._object_path(sha256)
        data = read_bytes(path)
        if data is not None and sha256_of(data) != sha256:
            self._remove(path, "its content does not match its name")
            return None
        if data is not None:
            _note_use(path)
        return data

    def has_object(self, sha256: str) -> bool:
        """Return whether an object exists; its content is not verified."""
        path = self._object_path(sha256)
        _note_use(path)
        return path.is_file()

    def _has(self, path: Path, size: int) -> bool:
        with raising_storage_errors(path, "read"):
            try:
                same = path.stat().st_size == size
            except FileNotFoundError:
                return False
        if same:
            _note_use(path)
        return same

    def _remove(self, path: Path, reason: str) -> None:
        with raising_storage_errors(path, "removed"):
            path.unlink(missing_ok=True)
        if self._on_damage is not None:
            self._on_damage(path, reason)

    def _object_path(self, sha256: str) -> Path:
        return self._objects / sha256[:2] / sha256

    def _action_path(self, key: str) -> Path:
        return self._actions / key[:2] / f"{key}.json"


def _note_use(path: Path) -> None:
    """Give a file the present time if its own is more than an hour old."""
    with suppress(OSError):  # missing, or of a read-only folder: the worst is that it is made again after a cleaning
        if path.stat().st_mtime < time.time() - USED_WITHIN_S:
            os.utime(path)
