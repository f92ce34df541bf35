"""The event loop of calls to services: a name server that never answers does not hold up its end."""

import asyncio
import socket
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

from creative_cli.blocking_calls import await_blocking_call

WorkT = TypeVar("WorkT")


def run_in_loop(work: Coroutine[Any, Any, WorkT]) -> WorkT:
    """Run *work* to its end in an event loop of its own and return the result; raise what it raises."""
    with asyncio.Runner(loop_factory=_make_loop) as runner:
        return runner.run(work)


def _make_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()

    # The loop's own method uses the threads of its executor, which the end of the loop waits for without a limit.
    def look_up(*names: Any, **options: Any) -> Coroutine[Any, Any, Any]:
        return await_blocking_call(partial(socket.getaddrinfo, *names, **options), "look-up")

    loop.getaddrinfo = look_up  # type: ignore[method-assign]  # whatever loop the system has
    return loop
