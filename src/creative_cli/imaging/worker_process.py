"""The worker's side of `foreign_worker`: limits itself, then runs tasks from stdin until it closes.

A task is a function of this package. It takes the file's bytes and its options, and returns fields and bytes; a
PictureError travels back as its sentence and hint.
"""

import mmap
import os
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module

from creative_cli.errors import PictureError
from creative_cli.imaging.worker_messages import JsonFields, read_message, write_message

# The parent ends a worker that is late; this ends one whose parent is stuck.
GRACE_SECONDS = 5


def serve_tasks(seconds: float, megabytes: int, lifeline: int | None = None, memories: int | None = None) -> None:
    """Run tasks from stdin, each at most *seconds* long, in *megabytes* of address space.

    *lifeline* is the end of a pipe that closes when the parent is gone, and *memories* a socket that brings the memory
    for an answer; None where the system has neither.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, which ends its workers
    _limit_resources(megabytes)
    if lifeline is not None:
        _end_with_parent(lifeline)
    bringing = None if memories is None else socket.socket(fileno=memories)
    stdin = sys.stdin.buffer
    # Whatever a library prints must not become part of an answer.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        while (message := read_message(stdin)) is not None:
            _set_alarm(seconds + GRACE_SECONDS)
            shares = bringing is not None and bool(message.fields["shares"])
            memory = socket.recv_fds(bringing, 1, 1)[1][0] if bringing is not None and shares else None
            fields, data = _run_task(message.fields, message.data, memory)
            if memory is not None:
                os.close(memory)
            del message
            _set_alarm(0)
            write_message(answers, fields, data)


def _run_task(asked: JsonFields, data: bytes, memory: int | None) -> tuple[dict[str, object], bytes]:
    module, _, function = str(asked["task"]).partition(":")
    options = asked["options"]
    if not module.startswith("creative_cli."):
        raise ValueError(f"{module} is no module of this package.")
    try:
        fields, made = getattr(import_module(module), function)(data, **(options if isinstance(options, dict) else {}))
        if memory is None:
            return fields, made if isinstance(made, bytes) else b"".join(made)
        return {**fields, "length": _write_shared(memory, (made,) if isinstance(made, bytes) else made)}, b""
    except PictureError as error:
        return {"sentence": error.sentence, "hint": error.hint}, b""
    except MemoryError:
        return {"memory": True}, b""


def _write_shared(memory: int, parts: Iterable[bytes]) -> int:
    """Write *parts* into shared memory and return their length."""
    length = 0
    with mmap.mmap(memory, 0) as view:
        for part in parts:
            view[length : length + len(part)] = part
            length += len(part)
    return length


def _end_with_parent(lifeline: int) -> None:
    """Let the kernel end this process when the other end of *lifeline* closes, even amid a decoder.

    The signal of a pipe that becomes readable (fcntl(2), O_ASYNC) ends a process that does not handle it.
    """
    import fcntl  # noqa: PLC0415  # Unix only

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def _set_alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_resources(megabytes: int) -> None:
    """Limit memory where the system can (Linux; macOS and Windows cannot), and forbid files and core dumps."""
    try:
        import resource  # noqa: PLC0415  # Unix only
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # a lower limit of the system stays
            resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    serve_tasks(float(sys.argv[1]), int(sys.argv[2]), *(int(number) for number in sys.argv[3:]))
