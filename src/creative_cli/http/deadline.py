"""The time one task may take, over all its attempts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from creative_cli.http.api_error import ApiError, ErrorKind


class Deadline:
    """Seconds that calls, and the pauses between them, use up; waiting for a turn costs none.

    The time-outs of SDKs are per read: a service that sends a byte now and then never exceeds them.
    """

    def __init__(self, seconds: float, setting: str = "") -> None:
        """Start with *seconds* left; *setting* names in messages what sets them."""
        self.left_s = seconds
        self._next_step = f" {setting} sets the limit." if setting else ""

    def spend(self, seconds: float) -> None:
        """Take *seconds* that passed between calls."""
        self.left_s -= seconds

    def require_rest(self) -> None:
        """Raise an ApiError of kind TIMED_OUT when no time is left."""
        if self.left_s <= 0:
            raise ApiError(ErrorKind.TIMED_OUT, f"No time was left to ask.{self._next_step}")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Cancel the block when the time is used up, and raise an ApiError of kind TIMED_OUT."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(self.left_s) as timer:
                yield
        except TimeoutError as error:
            if not timer.expired():
                raise
            sentence = f"No whole answer came within {clock() - began:.{0 if clock() - began >= 1 else 1}f} s."
            sentence += self._next_step
            raise ApiError(ErrorKind.TIMED_OUT, sentence, maybe_charged=True) from error
        finally:
            self.left_s -= clock() - began
