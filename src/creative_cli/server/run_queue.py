"""Begins the orders that wait, each in a process of its own, and stops them with the server."""

import asyncio
import logging
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Final

from creative_cli.errors import CreativeError, StorageError
from creative_cli.services.cleaning import remove_served
from creative_cli.services.run_orders import end_unbegun_order, list_unbegun_orders
from creative_cli.services.stored_briefs import DAY_S
from creative_cli.services.workspace import Workspace

QUEUE_POLL_S: Final = 1.0  # another server may have taken an order, and died before it began
STOP_S: Final = 30.0  # a run that is stopped writes its manifest and its page
CLEAN_S: Final = 3600.0
_WORKER: Final = "creative_cli.services.order_worker"
_log = logging.getLogger(__name__)


class RunQueue:
    """The orders of one state folder, as far as this server makes them: at most CREATIVE_SERVE_RUNS at a time."""

    def __init__(self, where: Workspace) -> None:
        """Begin nothing yet."""
        self._where = where
        self._active: dict[str, asyncio.Task[None]] = {}
        self._processes: dict[str, Process] = {}
        self._wake = asyncio.Event()

    @property
    def active(self) -> int:
        """Number of orders that this server makes now."""
        return len(self._active)

    def wake(self) -> None:
        """Look for orders now: one was placed."""
        self._wake.set()

    async def run(self) -> None:
        """Begin orders until this task is cancelled, then stop those that were begun."""
        loop = asyncio.get_running_loop()
        cleaned_at = -CLEAN_S
        try:
            while True:
                try:
                    if loop.time() - cleaned_at > CLEAN_S:
                        cleaned_at = loop.time()
                        await asyncio.to_thread(
                            remove_served, self._where, time.time() - self._where.settings.serve_days * DAY_S
                        )
                    await self._begin_waiting()
                except StorageError as error:
                    _log.exception("The queue of runs cannot be read: %s", error.sentence)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), QUEUE_POLL_S)
                self._wake.clear()
        finally:
            await self._stop()

    async def _begin_waiting(self) -> None:
        if self.active >= self._where.settings.serve_runs:
            return
        for order_id in await asyncio.to_thread(list_unbegun_orders, self._where.state):
            if self.active >= self._where.settings.serve_runs:
                return
            if order_id not in self._active:
                self._active[order_id] = asyncio.create_task(self._work(order_id))

    async def _work(self, order_id: str) -> None:
        where = self._where
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", _WORKER, where.place, str(where.state.root), order_id),
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=PIPE,
                start_new_session=True,  # Ctrl-C is for the server, which stops its runs in order
            )
            self._processes[order_id] = process
            _log.info("run begun: %s", order_id, extra={"order_id": order_id})
            if process.stderr is not None:
                async for line in process.stderr:
                    _log.info(line.decode(errors="replace").rstrip(), extra={"order_id": order_id})
            code = await process.wait()
            _log.info("run ended with %d: %s", code, order_id, extra={"order_id": order_id, "exit_code": code})
            died = CreativeError(f"The process of the run ended with {code}.", "See the server's log.")
            await asyncio.to_thread(end_unbegun_order, order_id, died, where.state)
        finally:
            self._processes.pop(order_id, None)
            self._active.pop(order_id, None)
            self.wake()

    async def _stop(self) -> None:
        """End every process as on Ctrl-C; one that takes longer than STOP_S is killed."""
        working = list(self._active.values())
        for process in self._processes.values():
            if process.stdin is not None:
                process.stdin.close()
        if not working:
            return
        _, late = await asyncio.wait(working, timeout=STOP_S)
        for process in list(self._processes.values()):
            with suppress(ProcessLookupError):
                process.kill()
        if late:
            await asyncio.wait(late)
