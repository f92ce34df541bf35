"""Messages between a run and its worker processes: a few fields as JSON, then bytes."""

import json
from collections.abc import Mapping
from typing import IO, NamedTuple, TypeAlias

JsonFields: TypeAlias = Mapping[str, object]


class WorkerMessage(NamedTuple):
    """A task, or its answer: `data` is a file or its pixels."""

    fields: JsonFields
    data: bytes


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
