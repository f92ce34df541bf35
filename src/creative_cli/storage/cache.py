"""Results kept by what determined them.

`cache/objects/ab/<sha256>` holds bytes under their own hash, `cache/actions/ab/<key>.json` what a stage made of
which inputs. The action record is written last: when it is there, the result is complete. Any number of processes
may read and write at once; nothing in here is needed, everything in here can be trusted.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from creative_cli.storage.atomic import raising_storage_errors, write_bytes
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_canonical_json, encode_json_line
from creative_cli.storage.state import StateFolder

CachedT = TypeVar("CachedT")


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of *data* in lower-case hex: the name of an object."""
    return hashlib.sha256(data).hexdigest()


def key_of(purpose: str, /, **parameters: object) -> str:
    """Return the key of a result: SHA-256 over its *purpose* and everything that determines it, in hex.

    *parameters* are records, text, numbers and tuples or mappings of them; bytes and paths are refused with a
    TypeError (pass the hash of the content), NaN with a ValueError. Equal values give equal keys, in any order.
    """
    return sha256_of(encode_canonical_json({"purpose": purpose, "parameters": parameters}))


@dataclass(frozen=True, slots=True)
class CacheDamage:
    """A cached file that was not what its name says; it is removed and its result made again."""

    path: Path
    reason: str


class Cache:
    """The cache of one state folder."""

    def __init__(self, state: StateFolder, on_damage: Callable[[CacheDamage], None] | None = None) -> None:
        """Use the cache in *state*; *on_damage* is told of every file that had to be removed."""
        self._objects = state.cache / "objects"
        self._actions = state.cache / "actions"
        self._on_damage = on_damage

    def get(self, key: str, kind: type[CachedT]) -> CachedT | None:
        """Return the record a stage left under *key*, or None; a record of another shape is a miss."""
        path = self._action_path(key)
        with raising_storage_errors(path, "read"):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                return None
        try:
            return decode_record(kind, decode_json(data))
        except CodecError as error:
            self._remove(path, f"it holds no {kind.__name__}: {error}")
            return None

    def put(self, key: str, record: object) -> None:
        """Keep *record* under *key*; put the objects it names first. Raises StorageError."""
        write_bytes(self._action_path(key), encode_json_line(record))

    def put_object(self, data: bytes, *, durable: bool = False) -> str:
        """Keep *data* and return its SHA-256; *durable* (for what was paid for) survives a power cut.

        Raises StorageError.
        """
        sha256 = sha256_of(data)
        path = self._object_path(sha256)
        if not self._has(path, len(data)):
            write_bytes(path, data, durable=durable)
        return sha256

    def object_bytes(self, sha256: str) -> bytes | None:
        """Return the object, its hash verified, or None when it is not there or no longer itself."""
        path = self._object_path(sha256)
        with raising_storage_errors(path, "read"):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                return None
        if sha256_of(data) != sha256:
            self._remove(path, "its bytes are not those it is named for")
            return None
        return data

    def has_object(self, sha256: str) -> bool:
        """Tell whether a file of that name is there; only `object_bytes` looks inside."""
        return self._object_path(sha256).is_file()

    def _has(self, path: Path, size: int) -> bool:
        with raising_storage_errors(path, "read"):
            try:
                return path.stat().st_size == size
            except FileNotFoundError:
                return False

    def _remove(self, path: Path, reason: str) -> None:
        with raising_storage_errors(path, "removed"):
            path.unlink(missing_ok=True)
        if self._on_damage is not None:
            self._on_damage(CacheDamage(path, reason))

    def _object_path(self, sha256: str) -> Path:
        return self._objects / sha256[:2] / sha256

    def _action_path(self, key: str) -> Path:
        return self._actions / key[:2] / f"{key}.json"
