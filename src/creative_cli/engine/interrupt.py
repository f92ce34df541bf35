"""Handle Ctrl-C during a run: it is always recorded, and stops what can be stopped at that moment.

Locks of other processes are not waited for any longer, and foreign files that are still being drawn are given up. Work
that must not be left half done, such as writing the manifest, is finished first. So are imports: an exception inside
one leaves Python's global import lock taken, and other threads wait for it forever.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from types import FrameType, TracebackType
from typing import Self

from creative_cli.imaging.foreign_worker import refuse_work
from creative_cli.storage.lock_waits import hurry_lock_waits

RETRY_INTERRUPT_S = 0.02  # during an import
WORKER_GRACE_S = 1.0  # for what is being drawn: most files take less


class InterruptHandler:
    """Handles Ctrl-C inside its `with` block; does nothing outside the main thread."""

    def __init__(self) -> None:
        """Install nothing yet."""
        self.pressed = False
        self._stop: Callable[[], object] | None = None
        self._restore: Callable[[], object] | None = None
        self._retry: Timer | None = None
        self._give_up: Timer | None = None
        self._wakeup = -1

    def __enter__(self) -> Self:
        """Install the handler."""
        _hurry_waits(hurry=False)
        previous = signal.getsignal(signal.SIGINT)
        try:
            signal.signal(signal.SIGINT, self._press)
        except ValueError:  # not the main thread
            return self
        self._restore = lambda: signal.signal(signal.SIGINT, previous)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Restore the previous handler."""
        if self._retry is not None:
            self._retry.cancel()
            self._retry.join()
        if self._give_up is not None:
            self._give_up.cancel()
            _hurry_waits(hurry=False)
        if self._restore is not None:
            self._restore()

    def _press(self, _number: int, frame: FrameType | None) -> None:
        self._end_waits()
        self.pressed = True
        if self._wakeup != -1:
            signal.set_wakeup_fd(self._wakeup, warn_on_full_buffer=False)
            self._wakeup = -1
        if self._stop is None:
            return
        if _is_importing(frame):
            self._wakeup = signal.set_wakeup_fd(-1)  # our own signal is no second Ctrl-C
            self._retry = Timer(RETRY_INTERRUPT_S, signal.raise_signal, (signal.SIGINT,))
            self._retry.start()
        else:
            self._stop()

    def _end_waits(self) -> None:
        if self._give_up is None:
            hurry_lock_waits(hurry=True)
            self._give_up = Timer(WORKER_GRACE_S, refuse_work, kwargs={"refused": True})
            self._give_up.daemon = True
            self._give_up.start()

    @contextmanager
    def stops(self, stop: Callable[[], object]) -> Iterator[None]:
        """Let Ctrl-C call *stop* during the block; an earlier Ctrl-C calls it at once."""
        self._stop = stop
        try:
            if self.pressed:
                stop()
            yield
        finally:
            self._stop = None


def _hurry_waits(*, hurry: bool) -> None:
    hurry_lock_waits(hurry=hurry)
    refuse_work(refused=hurry)


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
