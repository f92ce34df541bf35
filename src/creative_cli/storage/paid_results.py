"""Results that were paid for, stored as soon as they arrive: a killed run never buys them twice.

The bytes are objects of the cache, and `cache/received/ab/<key>.json` says which result they are. Both are synced
to disk before `keep` returns, the record last: if it exists, the result is complete. The room for a result is taken
before it is paid for; one that cannot be stored all the same goes to another disk, where the next run finds it.
"""

import asyncio
import os
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from creative_cli.errors import StorageError
from creative_cli.settings import read_settings
from creative_cli.storage.atomic import ROOM_SUFFIX, raising_storage_errors, read_bytes, write_bytes
from creative_cli.storage.cache import Cache, sha256_of
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_json_line
from creative_cli.storage.held_lock import HeldLock, HolderWatch
from creative_cli.storage.lock_waits import LOCK_SETTING
from creative_cli.storage.state import StateFolder

NoteT = TypeVar("NoteT")

# Journal lines and records about a result, bytes.
ROOM_FOR_RECORDS = 1 << 20

_TURN_POLL_S = 0.1  # another command holds its turn for 2 to 60 s


@dataclass(frozen=True, slots=True)
class _Envelope:
    sha256: str
    note: str


class PaidResults(Generic[NoteT]):
    """Paid results by the key of their request, each with a note, a record of *kind*."""

    def __init__(self, state: StateFolder, cache: Cache, kind: type[NoteT], output: Path) -> None:
        """Store bytes in *cache*, the cache of *state*, and notes beside it; *output* may be on another disk."""
        self._folder = state.cache / "received"
        self._cache = cache
        self._kind = kind
        self._output = output

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Hold the turn to request *key* in the block, exclusive among processes; waits without blocking the loop.

        After waiting, `get` may have the result of the previous holder. Raises StorageError when that shows no sign of
        life for CREATIVE_LOCK_SECONDS.
        """
        path = self._path(key).with_suffix(".lock")
        watch: HolderWatch | None = None
        while (held := HeldLock.try_hold(path)) is None:
            watch = watch or HolderWatch(path)
            limit_s = read_settings().lock_seconds
            if watch.is_silent(limit_s):
                # Not bought here as well: the other command goes on as soon as it is let.
                raise StorageError(
                    "Another creative command is buying the same answer and has shown no sign of life for "
                    f"{limit_s:g} s.",
                    f"Find the process that has {path} open, end it or let it go on, and run this again. "
                    f"{LOCK_SETTING} sets the limit.",
                )
            await asyncio.sleep(_TURN_POLL_S)
        try:
            yield
        finally:
            self._room(key).unlink(missing_ok=True)
            held.release()

    def get(self, key: str) -> tuple[bytes, NoteT] | None:
        """Return the result and its note, None if there is none or it is damaged."""
        content = read_bytes(self._path(key))
        if content is None:
            return self._get_rescued(key)
        try:
            envelope = decode_record(_Envelope, decode_json(content))
            note = decode_record(self._kind, decode_json(envelope.note))
        except CodecError:  # requested again, and replaced by `keep`
            return None
        data = self._cache.object_bytes(envelope.sha256)
        return None if data is None else (data, note)

    def reserve(self, key: str, size: int) -> None:
        """Take the room for the result of *key*, *size* bytes, and for what is written about it.

        `keep` and the end of the turn give it back. Raises StorageError.
        """
        path = self._room(key)
        with raising_storage_errors(path, "written"), path.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size + ROOM_FOR_RECORDS)
            else:  # Windows: a sparse file would take no room
                file.write(bytes(size + ROOM_FOR_RECORDS))

    def keep(self, key: str, data: bytes, note: NoteT) -> str:
        """Store *data* durably as the result of *key* and return its SHA-256.

        Raises StorageError if that fails, which says where it was stored instead: `get` looks there too.
        """
        with raising_storage_errors(self._room(key), "removed"):
            self._room(key).unlink(missing_ok=True)
        try:
            return self._store(key, data, note)
        except StorageError as error:
            place = self._rescue(key, data, note)
            if place is None:
                raise StorageError(f"{error.sentence} An answer that was paid for is lost.", error.hint) from error
            raise StorageError(
                f"{error.sentence} What was paid for is kept in {place}.",
                "Free some space and run the same command again: it is used, not bought again.",
            ) from error

    def _store(self, key: str, data: bytes, note: NoteT) -> str:
        sha256 = self._cache.put_object(data, durable=True)
        write_bytes(self._path(key), encode_json_line(_Envelope(sha256, encode_json_line(note).decode())), durable=True)
        return sha256

    def _rescue(self, key: str, data: bytes, note: NoteT) -> Path | None:
        """Store a result in the first other place that takes it, and return that folder; None without one."""
        for folder in self._rescue_folders():
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not _is_own_folder(folder):
                    continue
                write_bytes(folder / f"{key}.bin", data, durable=True)
                envelope = _Envelope(sha256_of(data), encode_json_line(note).decode())
                write_bytes(folder / f"{key}.json", encode_json_line(envelope), durable=True)
            except (OSError, StorageError):
                continue  # the next place may have room
            return folder
        return None

    def _get_rescued(self, key: str) -> tuple[bytes, NoteT] | None:
        """Return a result that an earlier run had to store elsewhere, and store it where it belongs."""
        for folder in self._rescue_folders():
            files = folder / f"{key}.json", folder / f"{key}.bin"
            if not _is_own_folder(folder) or not files[0].is_file():
                continue
            try:
                envelope = decode_record(_Envelope, decode_json(read_bytes(files[0]) or b""))
                note = decode_record(self._kind, decode_json(envelope.note))
            except CodecError:
                continue
            data = read_bytes(files[1])
            if data is None or sha256_of(data) != envelope.sha256:
                continue
            with suppress(StorageError, OSError):  # the disk may still be full: it is found here again
                self._store(key, data, note)
                for path in files:
                    path.unlink(missing_ok=True)
                folder.rmdir()  # fails while other results are in it
            return data, note
        return None

    def _rescue_folders(self) -> tuple[Path, ...]:
        user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
        beside = self._output / ".creative-rescued"
        try:
            return beside, Path(tempfile.gettempdir()) / f"creative-rescued-{user}"
        except FileNotFoundError:  # none can be written, as in a container whose disk is read-only
            return (beside,)

    def discard(self, key: str) -> None:
        """Forget a useless result of *key*; its bytes stay in the cache as evidence."""
        path = self._path(key)
        with raising_storage_errors(path, "removed"):
            path.unlink(missing_ok=True)

    def _room(self, key: str) -> Path:
        # The name of a temporary file, so that what a killed run leaves is removed.
        return self._path(key).with_name(f"{key}{ROOM_SUFFIX}")

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _is_own_folder(folder: Path) -> bool:
    """Return whether a folder is one of this user alone: others may write to the temporary folder."""
    try:
        facts = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(facts.st_mode) and (not hasattr(os, "getuid") or facts.st_uid == os.getuid())
