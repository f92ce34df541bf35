"""Ctrl-C while a run goes on: it is always noted, and stops what can be stopped just then.

What must not be left half done, such as a folder that is being put in order, is finished first; so are imports. An
exception in the middle of one leaves Python's lock of all imports taken, and other threads wait for it for ever.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from types import FrameType, TracebackType
from typing import Self

RETRY_INTERRUPT_S = 0.02
"""Seconds until it is tried again to stop what is importing."""


class InterruptHandler:
    """Listens to Ctrl-C inside its `with`; outside the main thread, where nothing can be heard, it does nothing."""

    def __init__(self) -> None:
        """Leave the handler that is there in its place yet."""
        self.pressed = False
        self._stop: Callable[[], object] | None = None
        self._leave: Callable[[], object] | None = None
        self._again: Timer | None = None

    def __enter__(self) -> Self:
        """Take the place of the handler that is there."""
        previous = signal.getsignal(signal.SIGINT)
        try:
            signal.signal(signal.SIGINT, self._press)
        except ValueError:  # not the main thread
            return self
        self._leave = lambda: signal.signal(signal.SIGINT, previous)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Put the handler back that was there."""
        if self._again is not None:
            self._again.cancel()
            self._again.join()
        if self._leave is not None:
            self._leave()

    def _press(self, _number: int, frame: FrameType | None) -> None:
        self.pressed = True
        if self._stop is None:
            return
        if _is_importing(frame):
            self._again = Timer(RETRY_INTERRUPT_S, signal.raise_signal, (signal.SIGINT,))
            self._again.start()
        else:
            self._stop()

    @contextmanager
    def stops(self, stop: Callable[[], object]) -> Iterator[None]:
        """Let Ctrl-C call *stop* while the block runs, in the main thread; one that came before calls it at once."""
        self._stop = stop
        try:
            if self.pressed:
                stop()
            yield
        finally:
            self._stop = None


def _is_importing(frame: FrameType | None) -> bool:
    """Tell whether a module is being imported in *frame* or around it."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
