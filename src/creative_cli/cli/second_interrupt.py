"""A second Ctrl-C ends the process at once, whatever its threads do.

Python runs handlers of signals between its own instructions only: one that waits in a library or in the system would
never come to it. A thread of its own hears of signals by a socket.
"""

import os
import signal
import socket
import sys
import threading
import time
from typing import Final

SAME_PRESS_S: Final = 0.1  # some terminals and wrappers pass one press on twice
_WORKERS: Final = "creative_cli.imaging.foreign_worker"
_END_WORKERS_S: Final = 0.5
_NOTICE: Final = b"Stopped at once. Finished ads are kept. Run the same command again to continue.\n"


def exit_on_second_interrupt(code: int) -> None:
    """From now on end the process with *code* at the second Ctrl-C; call it once, in the main thread."""
    hears, told = socket.socketpair()
    told.settimeout(0.0)  # as set_wakeup_fd asks
    # Not closed before the process ends.
    signal.set_wakeup_fd(told.detach(), warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(hears, code), name="creative-interrupt", daemon=True).start()


def _listen(hears: socket.socket, code: int) -> None:
    first: float | None = None
    while numbers := hears.recv(64):
        if signal.SIGINT not in numbers:
            continue
        now = time.monotonic()
        if first is None:
            first = now
        elif now - first > SAME_PRESS_S:
            _exit_at_once(code)


def _exit_at_once(code: int) -> None:
    workers = sys.modules.get(_WORKERS)
    if workers is not None:
        # In a thread, as the lock of the workers may be held by one that never goes on.
        ending = threading.Thread(target=workers.end_workers, daemon=True)
        ending.start()
        ending.join(_END_WORKERS_S)
    try:
        os.write(2, _NOTICE)
    finally:
        os._exit(code)
