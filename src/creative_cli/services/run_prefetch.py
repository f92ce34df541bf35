"""Work for the end of a run that is done while the run waits for services."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

from creative_cli.engine.context import EventSink
from creative_cli.engine.work_spans import WorkSubject, time_work
from creative_cli.errors import CreativeError
from creative_cli.events import StageName


class Prefetch:
    """Does work for the end of a run in a thread, while the run waits for image requests or for its workers."""

    def __init__(self, pieces: Callable[[], Iterator[str]], emit: EventSink) -> None:
        """Do *pieces*, one after the other, and tell *emit* how long each took."""
        self._pieces, self._emit = pieces, emit
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._bug: BaseException | None = None

    def start(self) -> None:
        """Start the thread; later calls do nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="creative-ahead", daemon=True)
            self._thread.start()

    def stop(self, seconds: float | None) -> None:
        """Stop after the current piece, or leave it after *seconds*. Raises an unexpected error of the thread."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(seconds)
        if self._bug is not None:
            raise self._bug

    def _work(self) -> None:
        following = partial(next, self._pieces(), None)
        try:
            while time_work(StageName.STORE, WorkSubject(note="ahead"), following, self._emit) is not None:
                if self._stopped.is_set():
                    return
        except CreativeError:
            return  # the end of the run meets the same error and reports it
        except BaseException as bug:  # noqa: BLE001  # raised again in the thread that waits
            self._bug = bug
