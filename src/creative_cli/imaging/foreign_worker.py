"""Decodes and draws foreign files in processes of their own, under limits of time and memory.

A small file can take hours or all memory to decode, or crash a decoder. Here that ends one worker process, and the run
goes on or ends with a sentence. Workers stay for the whole run, so that starting one is paid for once; they get no key
and no other part of the environment. `worker_process` is their side.
"""

import atexit
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from creative_cli.errors import InterruptedRunError, PictureError
from creative_cli.imaging.worker_messages import (
    SHARES_MEMORY,
    JsonFields,
    WorkerMessage,
    create_shared_memory,
    read_message,
    view_shared_memory,
    write_message,
)
from creative_cli.machine_limits import count_cores
from creative_cli.settings import read_settings

WORKER_MODULE = "creative_cli.imaging.worker_process"
# A worker needs to find its libraries and a folder for nothing; keys and proxies are none of its business.
KEPT_VARIABLES = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# One thread per library: a run draws several files at the same time, and threads take address space.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")

PIPE_BYTES = 256 << 10  # of Linux' pipes; through the usual 64 KiB a photo takes three times as long

SMALLER_HINT = "Simplify it, or export it as PNG of 1000 to 4000 px."


class WorkerTask(Protocol):
    """A public function of a module of this package, which the worker imports."""

    __module__: str
    __name__: str

    def __call__(self, data: bytes, **options: Any) -> tuple[dict[str, object], bytes | Iterator[bytes]]:
        """Return fields, and bytes, whole or in parts, made of a file's bytes. Raises PictureError."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one file may take: `seconds` of time, and `megabytes` of memory of its worker."""

    seconds: float
    megabytes: int


@dataclass(slots=True)
class _Worker:
    limits: WorkerLimits
    served: bool = False
    process: subprocess.Popen[bytes] = field(init=False)
    _memories: socket.socket | None = None
    _held: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        with ExitStack() as given:
            theirs = self._connect(given) if SHARES_MEMORY else ()
            numbers = (str(self.limits.seconds), str(self.limits.megabytes), *map(str, theirs))
            self.process = subprocess.Popen(  # noqa: S603  # our own module and a few numbers
                [sys.executable, "-B", "-m", WORKER_MODULE, *numbers],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, **dict.fromkeys(THREAD_VARIABLES, "1"), "PYTHONUTF8": "1"},
                pass_fds=theirs,
                pipesize=PIPE_BYTES if SHARES_MEMORY else -1,
            )

    def _connect(self, given: ExitStack) -> tuple[int, int]:
        """Return the worker's ends of its lifeline and of the socket for shared memory; *given* closes them here."""
        lifeline, ours = os.pipe()
        given.callback(os.close, lifeline)
        self._held.callback(os.close, ours)
        self._memories, theirs = socket.socketpair()
        self._held.callback(self._memories.close)
        given.callback(theirs.close)
        return lifeline, theirs.fileno()

    def ask(self, task: str, data: bytes, options: JsonFields, room: int) -> WorkerMessage | None:
        """Return the answer, of at most *room* bytes if that is given; None if the process ended, also when late."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            return None
        with ExitStack() as ours:
            memory = None
            try:
                if room and self._memories is not None:
                    memory = create_shared_memory(room)
                    ours.callback(os.close, memory)
                    socket.send_fds(self._memories, [b"m"], [memory])
                write_message(stdin, {"task": task, "options": dict(options), "shares": memory is not None}, data)
                answer = read_message(stdout)
            except (OSError, ValueError):  # ValueError: half an answer
                return None
            if memory is None or answer is None or not answer.fields.get("length"):
                return answer
            return answer._replace(shared=view_shared_memory(memory, int(str(answer.fields["length"]))))

    def end(self) -> int:
        """End the process and return its exit code."""
        self.process.kill()
        self._held.close()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return self.process.wait()


class _Outcome(NamedTuple):
    """What came of a task: its answer, or how the worker, which had `served` before or not, ended."""

    answer: WorkerMessage | None
    limits: WorkerLimits
    code: int
    served: bool
    late: bool

    def is_made(self) -> bool:
        """Return whether there is an answer, a refusal included, for which the memory was enough."""
        return self.answer is not None and "memory" not in self.answer.fields


_closed = threading.Event()
_lock = threading.Lock()
_idle: list[_Worker] = []
_busy: list[_Worker] = []
_places = threading.BoundedSemaphore(count_cores())
# The sentence and hint for each task that took too much: to find its line in the brief, a picture is tried again.
_refused: dict[bytes, tuple[str, str]] = {}


def run_in_worker(
    task: WorkerTask, data: bytes, what: str, options: JsonFields, advice: str = SMALLER_HINT, room: int = 0
) -> WorkerMessage:
    """Run *task* on *data*, with *options* as keywords, in a worker process.

    Errors call the file *what* and give the *advice*. An answer that may be large needs no pipe if *room* says how many
    bytes it has at most. Raises PictureError if the task does, and if it takes more time or memory than
    CREATIVE_DECODE_SECONDS and CREATIVE_DECODE_MEGABYTES allow; InterruptedRunError after Ctrl-C.
    """
    if _refused and (known := _refused.get(_digest_task(task, data, options))) is not None:
        raise PictureError(*known)
    with _places:
        outcome = _ask_worker(task, data, options, room)
        if outcome.served and not outcome.late and not outcome.is_made():
            # What ended it, or filled its memory, may be an earlier file, or somebody: a fresh one decides.
            outcome = _ask_worker(task, data, options, room, fresh=True)
    answer = outcome.answer
    if answer is None or not outcome.is_made():
        error = _explain_end(outcome, what, advice)
        if outcome.late or answer is not None:
            _refused[_digest_task(task, data, options)] = error.sentence, error.hint
        raise error
    if "sentence" in answer.fields:
        raise PictureError(str(answer.fields["sentence"]), str(answer.fields["hint"]))
    return answer


def _digest_task(task: WorkerTask, data: bytes, options: JsonFields) -> bytes:
    facts = f"{task.__module__}:{task.__name__} {_read_limits()} {json.dumps(dict(options), sort_keys=True)}"
    return hashlib.sha256(facts.encode() + hashlib.sha256(data).digest()).digest()


def refuse_work(*, refused: bool) -> None:
    """After Ctrl-C: end all workers and start none; or work again."""
    if refused:
        _closed.set()
        end_workers()
    else:
        _closed.clear()


def _require_permission() -> None:
    if _closed.is_set():
        raise InterruptedRunError("Interrupted.", "Run the same command again to continue.")


def end_workers() -> None:
    """End all worker processes; the next file starts one."""
    with _lock:
        ended = [*_idle, *_busy]
        _idle.clear()
    for worker in ended:
        worker.end()


def _forget_workers() -> None:
    """Leave the workers to the process that this one was forked from: they would answer both."""
    for worker in (*_idle, *_busy):
        worker.process.returncode = 0  # nothing is waited for
    _idle.clear()
    _busy.clear()


atexit.register(end_workers)
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forget_workers)


def _ask_worker(task: WorkerTask, data: bytes, options: JsonFields, room: int, *, fresh: bool = False) -> _Outcome:
    _require_permission()
    worker = _take_worker(fresh=fresh)
    served, worker.served = worker.served, True
    late = threading.Event()
    timer = threading.Timer(worker.limits.seconds, _end_late, (worker, late))
    timer.daemon = True
    timer.start()
    answer = None
    try:
        answer = worker.ask(f"{task.__module__}:{task.__name__}", data, options, room)
    finally:
        timer.cancel()
        usable = answer is not None and "memory" not in answer.fields and not late.is_set()
        code = _give_back(worker, usable=usable)
    if answer is None:
        _require_permission()
    return _Outcome(answer, worker.limits, code, served, late.is_set())


def _take_worker(*, fresh: bool) -> _Worker:
    limits = _read_limits()
    with _lock:
        worker = _idle.pop() if _idle and not fresh else None
    if worker is not None and (worker.limits != limits or worker.process.poll() is not None):
        worker.end()
        worker = None
    worker = worker or _Worker(limits)
    with _lock:
        _busy.append(worker)
    return worker


def _read_limits() -> WorkerLimits:
    settings = read_settings()
    return WorkerLimits(settings.decode_seconds, settings.decode_megabytes)


def _end_late(worker: _Worker, late: threading.Event) -> None:
    late.set()
    worker.process.kill()


def _give_back(worker: _Worker, *, usable: bool) -> int:
    """Keep a worker for the next file, or end it; return its exit code, 0 while it runs."""
    with _lock:
        if worker in _busy:
            _busy.remove(worker)
        if usable:
            _idle.append(worker)
            return 0
    return worker.end()


def _explain_end(outcome: _Outcome, what: str, advice: str) -> PictureError:
    limits = outcome.limits
    if outcome.late:
        return PictureError(
            f"{what} takes more than {limits.seconds:g} s.",
            f"{advice} CREATIVE_DECODE_SECONDS sets the limit.",
        )
    # A signal: decoders written in Rust and C abort where memory is refused.
    if outcome.answer is not None or outcome.code < 0:
        return _memory_error(limits, what, advice)
    return PictureError(f"{what} cannot be decoded: its decoder ended with code {outcome.code}.", advice)


def _memory_error(limits: WorkerLimits, what: str, advice: str) -> PictureError:
    return PictureError(
        f"{what} needs more than {limits.megabytes:,} MB of memory, or crashes what draws it.",
        f"{advice} CREATIVE_DECODE_MEGABYTES sets the limit.",
    )
