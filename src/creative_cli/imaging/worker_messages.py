"""Messages between a run and its worker processes: a few fields as JSON, then bytes.

On Linux the pixels of a picture need no pipe: they are written into memory that both processes see. It has no name, so
that nothing is left behind however a process ends.
"""

import json
import mmap
import os
import sys
from collections.abc import Mapping
from typing import IO, NamedTuple, TypeAlias

JsonFields: TypeAlias = Mapping[str, object]

SHARES_MEMORY = sys.platform == "linux"


class WorkerMessage(NamedTuple):
    """A task, or its answer: `data` is a file or its pixels; `shared` has them instead where memory is shared."""

    fields: JsonFields
    data: bytes
    shared: memoryview | None = None

    @property
    def content(self) -> bytes | memoryview:
        """The bytes, wherever they are."""
        return self.data if self.shared is None else self.shared


def write_message(pipe: IO[bytes], fields: JsonFields, data: bytes) -> None:
    """Write fields and bytes, after their lengths."""
    head = json.dumps(fields).encode()
    pipe.write(len(head).to_bytes(4, "big") + len(data).to_bytes(8, "big") + head)
    pipe.write(data)
    pipe.flush()


def read_message(pipe: IO[bytes]) -> WorkerMessage | None:
    """Return the next message; None at the end of the pipe. Raises ValueError for half a message."""
    lengths = pipe.read(12)
    if not lengths:
        return None
    head_length, length = int.from_bytes(lengths[:4], "big"), int.from_bytes(lengths[4:], "big")
    head, data = pipe.read(head_length), pipe.read(length)
    if len(lengths) != 12 or len(head) != head_length or len(data) != length:
        raise ValueError("The message is cut.")
    return WorkerMessage(dict(json.loads(head)), data)


def create_shared_memory(size: int) -> int:
    """Return the file descriptor of *size* bytes without a name, which take no memory until they are written.

    The size is sealed: a worker that cut it would end the process that reads it (Linux, memfd_create(2)).
    """
    import fcntl  # noqa: PLC0415  # Unix only

    if sys.platform != "linux":
        raise OSError("Only Linux has memory without a name.")
    memory = os.memfd_create("creative-picture", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(memory, size)
    fcntl.fcntl(memory, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
    return memory


def view_shared_memory(memory: int, length: int) -> memoryview:
    """Return the first *length* bytes of shared memory, read only; they are freed with the last view of them."""
    return memoryview(mmap.mmap(memory, length, access=mmap.ACCESS_READ))
