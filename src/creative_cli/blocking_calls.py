"""Calls of the system and of libraries that may block for ever, made in a thread that can be left behind."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

BlockingT = TypeVar("BlockingT")


def start_blocking_call(call: Callable[[], BlockingT], name: str) -> Future[BlockingT]:
    """Start *call* in a thread with *name*; whoever waits for its result sets the limit.

    The thread is a daemon: unlike the threads of executors, it does not hold up the end of the process.
    """
    answer: Future[BlockingT] = Future()
    answer.set_running_or_notify_cancel()

    def work() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that waits
            answer.set_exception(error)

    Thread(target=work, name=name, daemon=True).start()
    return answer


async def await_blocking_call(call: Callable[[], BlockingT], name: str) -> BlockingT:
    """Return the result of *call*, made in such a thread; cancelling this leaves the thread behind."""
    return await asyncio.wrap_future(start_blocking_call(call, name))
