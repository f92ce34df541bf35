"""Processes that share a state folder share the limits of every provider."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creative_cli.http.rate_limit import WINDOW_S, CallStarts, RateLimits
from creative_cli.storage.provider_turns import TURNS_FOLDER, StoredStarts, StoredTurns
from creative_cli.storage.state import StateFolder
from tests.http.timeline import now, run


@pytest.fixture
def state(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], StateFolder]:
    """Return what makes a new state folder."""
    return lambda: StateFolder(tmp_path_factory.mktemp("state"))


class Commands:
    """Several commands that call the same provider."""

    def __init__(self, folder: StateFolder, count: int, concurrency: int, per_minute: int | None = None) -> None:
        """Give each command its own limits over the same folder."""
        self.told: list[str] = []
        self.running = self.most = 0
        self.starts: list[float] = []
        stored = [
            StoredTurns(folder, concurrency, self.told.append, lambda: 1e5 + now(), lambda: 1e9 + now())
            for _ in range(count)
        ]
        self.limits = [RateLimits(concurrency, per_minute, one) for one in stored]

    async def ask(self, command: int, seconds: float, provider: str = "openai") -> None:
        """Call once from one of the commands."""
        async with self.limits[command].turn(provider):
            self.running += 1
            self.most = max(self.most, self.running)
            self.starts.append(now())
            await asyncio.sleep(seconds)
            self.running -= 1


def test_commands_share_the_places_of_a_provider(state: Callable[[], StateFolder]) -> None:
    """Three commands of four calls each make no more than two calls at once, and one that waits says why."""
    commands = Commands(state(), 3, 2)

    async def work() -> None:
        await asyncio.gather(*(commands.ask(number % 3, 5.0) for number in range(12)))

    run(work())

    assert (commands.most, len(commands.starts)) == (2, 12)
    assert commands.told == ["Other creative commands make all 2 calls that openai may get."] * 3


@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(per_minute=st.integers(1, 4), calls=st.integers(2, 12), seconds=st.floats(0, 20))
def test_no_minute_of_all_commands_sees_more_starts(
    state: Callable[[], StateFolder], per_minute: int, calls: int, seconds: float
) -> None:
    """In any 60 seconds at most so many calls start, whichever commands they come from."""
    commands = Commands(state(), 3, 4, per_minute)

    async def work() -> None:
        await asyncio.gather(*(commands.ask(number % 3, seconds) for number in range(calls)))

    run(work())
    starts = commands.starts

    assert len(starts) == calls
    assert all(late - early > WINDOW_S - 1e-6 for early, late in zip(starts, starts[per_minute:], strict=False))


def test_a_pause_holds_the_calls_of_other_commands(state: Callable[[], StateFolder]) -> None:
    """What one command was asked to wait, the others wait too; another provider's calls go on."""
    commands = Commands(state(), 2, 2)

    async def work() -> None:
        commands.limits[0].pause("openai", 8.0)
        await asyncio.gather(commands.ask(1, 1.0), commands.ask(1, 1.0, "huggingface"))

    run(work())

    assert commands.starts == pytest.approx([0.0, 8.0])


@pytest.mark.parametrize("content", [b"", b"[1]", b"\0" * 100, b'{"starts":[2e9,3e9],"paused_until":4e9}'])
def test_a_damaged_list_or_a_clock_set_back_stops_no_call(state: Callable[[], StateFolder], content: bytes) -> None:
    """Starts of a damaged list, or ahead of the clock, do not count."""
    folder = state()
    (folder.root / TURNS_FOLDER).mkdir()
    (folder.root / TURNS_FOLDER / "openai.json").write_bytes(content)
    commands = Commands(folder, 1, 1, 2)

    async def work() -> None:
        for _ in range(3):
            await commands.ask(0, 0.0)

    run(work())

    assert [round(later - start) for start, later in pairwise(commands.starts)] == [0, 62]


@pytest.mark.parametrize("jump_s", [-365 * 86_400.0, 10 * 365 * 86_400.0, -3600.0, 3600.0])
def test_setting_the_clock_changes_no_limit(state: Callable[[], StateFolder], jump_s: float) -> None:
    """Two starts a minute stay two, and a pause keeps its length, whatever the time of day is set to."""
    folder, set_to, starts = state(), [1e9], list[float]()

    async def ask() -> None:
        stored = StoredTurns(folder, 1, lambda _: None, lambda: 1e5 + now(), lambda: set_to[0] + now())
        async with RateLimits(1, 2, stored).turn("openai"):
            starts.append(now())

    async def work() -> None:
        for number in range(4):
            if number == 3:
                StoredTurns(folder, 1, lambda _: None, lambda: 1e5 + now()).change(
                    "openai", lambda record, at: record.after_pause(at + 100)
                )
            set_to[0] += jump_s
            await ask()

    run(work())

    assert starts == pytest.approx([0.0, 0.0, 62.0, 162.0])


def test_a_restart_of_the_machine_keeps_the_last_minute() -> None:
    """The monotonic clock begins again; the time of day tells how long ago the starts were."""
    before = StoredStarts(CallStarts((5000.0, 5010.0), 5020.0), "before", 1e9)
    after = before.on_clock("after", 1e9 + 4980)

    assert (after.starts, after.paused_until) == ((20.0, 30.0), 40.0)
    assert before.on_clock("before", 7.0) is before.record
