"""Decodes and draws foreign files in processes of their own, under limits of time and memory.

A small file can take hours or all memory to decode, or crash a decoder. Here that ends one worker process, and the run
goes on or ends with a sentence. Workers stay for the whole run, so that starting one is paid for once; they get no key
and no other part of the environment. `worker_process` is their side.
"""

import atexit
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from creative_cli.errors import InterruptedRunError, PictureError
from creative_cli.imaging.worker_messages import JsonFields, WorkerMessage, read_message, write_message
from creative_cli.settings import read_settings

WORKER_MODULE = "creative_cli.imaging.worker_process"
# A worker needs to find its libraries and a folder for nothing; keys and proxies are none of its business.
KEPT_VARIABLES = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# One thread per library: a run draws several files at the same time, and threads take address space.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")

SMALLER_HINT = "Simplify it, or export it as PNG of 1000 to 4000 px."


class WorkerTask(Protocol):
    """A public function of a module of this package, which the worker imports."""

    __module__: str
    __name__: str

    def __call__(self, data: bytes, **options: Any) -> tuple[dict[str, object], bytes]:
        """Return fields and bytes made of a file's bytes. Raises PictureError."""


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

    def __post_init__(self) -> None:
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603  # our own module and two numbers
            [sys.executable, "-B", "-m", WORKER_MODULE, str(self.limits.seconds), str(self.limits.megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, **dict.fromkeys(THREAD_VARIABLES, "1"), "PYTHONUTF8": "1"},
        )

    def ask(self, task: str, data: bytes, options: JsonFields) -> WorkerMessage | None:
        """Return the answer; None if the process ended, also because it ran out of time."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            return None
        try:
            write_message(stdin, {"task": task, "options": dict(options)}, data)
            return read_message(stdout)
        except (OSError, ValueError):  # ValueError: half an answer
            return None

    def end(self) -> int:
        """End the process and return its exit code."""
        self.process.kill()
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


_refused = threading.Event()
_lock = threading.Lock()
_idle: list[_Worker] = []
_busy: list[_Worker] = []
_places = threading.BoundedSemaphore(os.cpu_count() or 1)


def run_in_worker(
    task: WorkerTask, data: bytes, what: str, options: JsonFields, advice: str = SMALLER_HINT
) -> WorkerMessage:
    """Run *task* on *data*, with *options* as keywords, in a worker process.

    Errors call the file *what* and give the *advice*. Raises PictureError if the task does, and if it takes more time
    or memory than CREATIVE_DECODE_SECONDS and CREATIVE_DECODE_MEGABYTES allow; InterruptedRunError after Ctrl-C.
    """
    with _places:
        _require_permission()
        outcome = _ask_worker(task, data, options)
        if outcome.answer is None:
            _require_permission()
        if outcome.answer is None and outcome.served and not outcome.late:
            # What ended it may be an earlier file, or somebody: a fresh one decides.
            outcome = _ask_worker(task, data, options)
    if outcome.answer is None:
        raise _explain_end(outcome, what, advice)
    if "sentence" in outcome.answer.fields:
        raise PictureError(str(outcome.answer.fields["sentence"]), str(outcome.answer.fields["hint"]))
    if "memory" in outcome.answer.fields:
        raise _memory_error(outcome.limits, what, advice)
    return outcome.answer


def refuse_work(*, refused: bool) -> None:
    """After Ctrl-C: end all workers and start none; or work again."""
    if refused:
        _refused.set()
        end_workers()
    else:
        _refused.clear()


def _require_permission() -> None:
    if _refused.is_set():
        raise InterruptedRunError("Interrupted.", "Run the same command again to continue.")


def end_workers() -> None:
    """End all worker processes; the next file starts one."""
    with _lock:
        ended = [*_idle, *_busy]
        _idle.clear()
    for worker in ended:
        worker.end()


atexit.register(end_workers)


def _ask_worker(task: WorkerTask, data: bytes, options: JsonFields) -> _Outcome:
    worker = _take_worker()
    served, worker.served = worker.served, True
    late = threading.Event()
    timer = threading.Timer(worker.limits.seconds, _end_late, (worker, late))
    timer.daemon = True
    timer.start()
    answer = None
    try:
        answer = worker.ask(f"{task.__module__}:{task.__name__}", data, options)
    finally:
        timer.cancel()
        code = _give_back(worker, usable=answer is not None and not late.is_set())
    return _Outcome(answer, worker.limits, code, served, late.is_set())


def _take_worker() -> _Worker:
    settings = read_settings()
    limits = WorkerLimits(settings.decode_seconds, settings.decode_megabytes)
    with _lock:
        worker = _idle.pop() if _idle else None
    if worker is not None and (worker.limits != limits or worker.process.poll() is not None):
        worker.end()
        worker = None
    worker = worker or _Worker(limits)
    with _lock:
        _busy.append(worker)
    return worker


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
    if outcome.code < 0:  # a signal: decoders written in Rust and C abort where memory is refused
        return _memory_error(limits, what, advice)
    return PictureError(f"{what} cannot be decoded: its decoder ended with code {outcome.code}.", advice)


def _memory_error(limits: WorkerLimits, what: str, advice: str) -> PictureError:
    return PictureError(
        f"{what} needs more than {limits.megabytes:,} MB of memory, or crashes what draws it.",
        f"{advice} CREATIVE_DECODE_MEGABYTES sets the limit.",
    )
