"""Results that were paid for, stored as soon as they arrive: a killed run never buys them twice.

The bytes are objects of the cache, and `cache/received/ab/<key>.json` says which result they are. Both are synced
to disk before `keep` returns, the record last: if it exists, the result is complete.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from filelock import FileLock, Timeout

from creative_cli.storage.atomic import raising_storage_errors, read_bytes, write_bytes
from creative_cli.storage.cache import Cache
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_json_line
from creative_cli.storage.state import StateFolder

NoteT = TypeVar("NoteT")

_TURN_POLL_S = 0.1  # another command holds its turn for 2 to 60 s


@dataclass(frozen=True, slots=True)
class _Envelope:
    sha256: str
    note: str


class PaidResults(Generic[NoteT]):
    """Paid results by the key of their request, each with a note, a record of *kind*."""

    def __init__(self, state: StateFolder, cache: Cache, kind: type[NoteT]) -> None:
        """Store bytes in *cache*, the cache of *state*, and notes beside it."""
        self._folder = state.cache / "received"
        self._cache = cache
        self._kind = kind

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Hold the turn to request *key* in the block, exclusive among processes; waits without blocking the loop.

        After waiting, `get` may have the result of the previous holder.
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
        """Return the result and its note, None if there is none or it is damaged."""
        content = read_bytes(self._path(key))
        if content is None:
            return None
        try:
            envelope = decode_record(_Envelope, decode_json(content))
            note = decode_record(self._kind, decode_json(envelope.note.encode()))
        except CodecError:  # requested again, and replaced by `keep`
            return None
        data = self._cache.object_bytes(envelope.sha256)
        return None if data is None else (data, note)

    def keep(self, key: str, data: bytes, note: NoteT) -> str:
        """Store *data* durably as the result of *key* and return its SHA-256. Raises StorageError."""
        sha256 = self._cache.put_object(data, durable=True)
        write_bytes(self._path(key), encode_json_line(_Envelope(sha256, encode_json_line(note).decode())), durable=True)
        return sha256

    def discard(self, key: str) -> None:
        """Forget a useless result of *key*; its bytes stay in the cache as evidence."""
        path = self._path(key)
        with raising_storage_errors(path, "removed"):
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"
