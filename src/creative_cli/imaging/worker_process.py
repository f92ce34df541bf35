"""The worker's side of `foreign_worker`: limits itself, then runs tasks from stdin until it closes.

A task is a function of this package. It takes the file's bytes and its options, and returns fields and bytes; a
PictureError travels back as its sentence and hint.
"""

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module

from creative_cli.errors import PictureError
from creative_cli.imaging.worker_messages import read_message, write_message

# The parent ends a worker that is late; this ends one whose parent is gone.
GRACE_SECONDS = 5


def serve_tasks(seconds: float, megabytes: int) -> None:
    """Run tasks from stdin, each at most *seconds* long, in *megabytes* of address space."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, which ends its workers
    _limit_resources(megabytes)
    stdin = sys.stdin.buffer
    # Whatever a library prints must not become part of an answer.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        while (message := read_message(stdin)) is not None:
            _set_alarm(seconds + GRACE_SECONDS)
            fields, data = _run_task(str(message.fields["task"]), message.data, message.fields["options"])
            _set_alarm(0)
            write_message(answers, fields, data)


def _run_task(task: str, data: bytes, options: object) -> tuple[dict[str, object], bytes]:
    module, _, function = task.partition(":")
    if not module.startswith("creative_cli."):
        raise ValueError(f"{task} is no task of this package.")
    try:
        fields, made = getattr(import_module(module), function)(data, **(options if isinstance(options, dict) else {}))
    except PictureError as error:
        return {"sentence": error.sentence, "hint": error.hint}, b""
    except MemoryError:
        return {"memory": True}, b""
    return fields, made


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
    serve_tasks(float(sys.argv[1]), int(sys.argv[2]))
