"""What was paid for, kept from the moment it arrives: a killed run never buys it twice.

The bytes lie in the cache under their hash, and `cache/received/ab/<key>.json` says which answer they are. Both are
synced to disk before `keep` returns; the record comes last, so that where it is, the answer is whole.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from filelock import FileLock, Timeout

from creative_cli.storage.atomic import raising_storage_errors, write_bytes
from creative_cli.storage.cache import Cache
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_json_line
from creative_cli.storage.state import StateFolder

NoteT = TypeVar("NoteT")

_TURN_POLL_S = 0.1
"""Seconds between looks at whether another command is done with a picture, which takes it 2 to 60."""


@dataclass(frozen=True, slots=True)
class _Envelope:
    sha256: str
    note: str


class PaidResults(Generic[NoteT]):
    """Answers of services by the key of what was asked, each with a note: a record of *kind* that says what it is."""

    def __init__(self, state: StateFolder, cache: Cache, kind: type[NoteT]) -> None:
        """Keep bytes in *cache*, which is that of *state*, and notes of *kind* beside it."""
        self._folder = state.cache / "received"
        self._cache = cache
        self._kind = kind

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Hold the right to ask for *key* in the block: one holder among all processes, waiting without blocking.

        Whoever waited finds in `get` what the one before received.
        """
        path = self._path(key).with_suffix(".lock")
        lock = FileLock(path, thread_local=False)
        with raising_storage_errors(path, "locked"):
            path.parent.mkdir(parents=True, exist_ok=True)
            while True:
                try:
                    lock.acquire(timeout=0)
                    break
                except Timeout:
                    await asyncio.sleep(_TURN_POLL_S)
        try:
            yield
        finally:
            lock.release()

    def get(self, key: str) -> tuple[bytes, NoteT] | None:
        """Return what came for *key* in this run or an earlier one, or None; damage is a miss."""
        path = self._path(key)
        with raising_storage_errors(path, "read"):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                return None
        try:
            envelope = decode_record(_Envelope, decode_json(content))
            note = decode_record(self._kind, decode_json(envelope.note.encode()))
        except CodecError:  # whatever wrote it, it is asked for anew, and `keep` replaces it
            return None
        data = self._cache.object_bytes(envelope.sha256)
        return None if data is None else (data, note)

    def keep(self, key: str, data: bytes, note: NoteT) -> str:
        """Keep *data* as the answer to *key* and return its SHA-256; a power cut does not lose it any more.

        Raises StorageError.
        """
        sha256 = self._cache.put_object(data, durable=True)
        write_bytes(self._path(key), encode_json_line(_Envelope(sha256, encode_json_line(note).decode())), durable=True)
        return sha256

    def discard(self, key: str) -> None:
        """Forget the answer to *key*, which turned out to be useless; its bytes stay in the cache as evidence."""
        path = self._path(key)
        with raising_storage_errors(path, "removed"):
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"
