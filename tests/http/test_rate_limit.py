"""A provider gets no more calls than it may have: at once, in a minute, and after it asked for a pause."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.http.rate_limit import WINDOW_S, RateLimits
from tests.http.timeline import now, run


class Service:
    """Counts the calls that run, and notes when each started."""

    def __init__(self, limits: RateLimits, seconds: float) -> None:
        """Answer after *seconds*."""
        self.limits = limits
        self.seconds = seconds
        self.running = 0
        self.most = 0
        self.starts: list[float] = []

    async def ask(self, provider: str = "openai") -> None:
        """Call once."""
        async with self.limits.turn(provider):
            self.running += 1
            self.most = max(self.most, self.running)
            self.starts.append(now())
            await asyncio.sleep(self.seconds)
            self.running -= 1


def test_twelve_pictures_overlap_six_at_a_time() -> None:
    """With a limit of six, twelve pictures of 2 s take 4 s, and never do seven run."""

    async def work() -> tuple[int, float]:
        service = Service(RateLimits(6), 2.0)
        await asyncio.gather(*(service.ask() for _ in range(12)))
        return service.most, now()

    most, seconds = run(work())

    assert most == 6
    assert seconds == pytest.approx(4.0)


def test_providers_have_limits_of_their_own() -> None:
    """Calls to one provider take no place of another's."""

    async def work() -> int:
        service = Service(RateLimits(2), 1.0)
        await asyncio.gather(*(service.ask(name) for name in ("openai", "huggingface") * 4))
        return service.most

    assert run(work()) == 4


@settings(deadline=None, max_examples=50)
@given(per_minute=st.integers(1, 5), calls=st.integers(1, 25), seconds=st.floats(0, 90), concurrency=st.integers(1, 6))
def test_no_minute_sees_more_starts_than_allowed(per_minute: int, calls: int, seconds: float, concurrency: int) -> None:
    """In any 60 seconds at most so many calls start, however long each lasts."""

    async def work() -> list[float]:
        service = Service(RateLimits(concurrency, per_minute), seconds)
        await asyncio.gather(*(service.ask() for _ in range(calls)))
        return service.starts

    starts = run(work())

    assert len(starts) == calls
    assert all(later - start > WINDOW_S - 1e-6 for start, later in zip(starts, starts[per_minute:], strict=False))


def test_a_pause_holds_everybody_who_has_not_started() -> None:
    """After a pause was asked for, running calls end, and the others start when it is over, not before."""

    async def work() -> list[float]:
        limits = RateLimits(2)
        service = Service(limits, 1.0)
        asks = [asyncio.create_task(service.ask()) for _ in range(4)]
        await asyncio.sleep(0.5)
        limits.pause("openai", 8.0)
        limits.pause("openai", 2.0)
        await asyncio.gather(*asks, service.ask("huggingface"))
        return service.starts

    assert run(work()) == pytest.approx([0.0, 0.0, 0.5, 8.5, 8.5])


def test_a_cancelled_wait_gives_its_place_back() -> None:
    """Calls cancelled while they wait or run leave no hole in the limit."""

    async def work() -> int:
        service = Service(RateLimits(1), 5.0)
        asks = [asyncio.create_task(service.ask()) for _ in range(3)]
        await asyncio.sleep(1.0)
        for ask in asks[:2]:
            ask.cancel()
        await asyncio.gather(*asks, return_exceptions=True)
        return len(service.starts)

    assert run(work()) == 2
