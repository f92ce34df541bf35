"""A clock that was set back, or was wrong for a while, changes neither the order of runs nor what a month may cost."""

import json
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.errors import StorageError
from creative_cli.runlog.journal import Journal, find_newest_start, new_run_id
from creative_cli.runlog.monthly_budget import MonthBudget
from creative_cli.runlog.runlog import RunLog
from creative_cli.storage.state import StateFolder
from tests.runlog.test_money import ended, started
from tests.runlog.test_runlog import whole_run

YEAR = timedelta(days=365)


@given(
    moment=st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  # naive bounds
    step=st.integers(0, 0xFFFF),
)
def test_an_id_sorts_after_every_run_there_was(
    tmp_path_factory: pytest.TempPathFactory, moment: datetime, step: int
) -> None:
    """Whenever the last run was, by whatever clock, the next one comes after it."""
    folder = tmp_path_factory.mktemp("journal")
    last = f"{moment.year:04d}{moment:%m%dT%H%M%SZ}-{step:04x}{secrets.token_hex(4)}"
    (folder / f"{last}.jsonl").touch()

    assert new_run_id(folder)[: len("20261122T201500Z-1f3c")] > last[: len("20261122T201500Z-1f3c")]


def test_ids_follow_the_clock_where_it_goes_on(state: StateFolder) -> None:
    """An old run, and files that are no journals, change nothing."""
    for name in ("20200101T000000Z-00001f3c9a04.jsonl", "99990101T000000Z.jsonl", "notes.txt"):
        (state.journal / name).touch()

    assert find_newest_start(state.journal) == datetime(2020, 1, 1, tzinfo=UTC)
    assert abs(datetime.fromisoformat(new_run_id(state.journal)[:16]) - datetime.now(UTC)) < timedelta(minutes=5)


def admit(state: StateFolder, now: datetime, usd: float = 0.01) -> None:
    """Ask the month's budget of a dollar for one call."""
    with MonthBudget(state, "CREATIVE_BUDGET_USD", 1.0, print, lambda: now).admitting(usd):
        pass


@pytest.mark.parametrize("back", [timedelta(days=2), YEAR, timedelta(days=20_000)])
def test_nothing_is_bought_while_calls_are_dated_after_today(state: StateFolder, back: timedelta) -> None:
    """What the month has cost is unknown then; the error says what to set, or to move."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(started("a"))
    now = datetime.now(UTC) - back
    with pytest.raises(StorageError, match=rf"says {now:%Y-%m-%d %H:%M} UTC, but run {journal.run_id}") as refused:
        admit(state, now)
    admit(state, now, 0.0)
    admit(state, datetime.now(UTC) - timedelta(hours=3))

    assert f"move {journal.run_id}.jsonl out of" in refused.value.hint


def test_calls_made_after_the_clock_was_set_back_in_a_run_count(state: StateFolder) -> None:
    """They have an early date, and belong to the month of the calls before them."""
    call, run_id = started("a"), new_run_id()
    with Journal.open(state, run_id) as journal:
        for event in (call, ended(call, usd=0.5), started("b"), ended(started("b"), usd=0.4)):
            journal.append(event)
    lines = [json.loads(line) for line in journal.path.read_text("utf-8").splitlines()]
    for line in lines[2:]:
        line["at"] = line["at"].replace(line["at"][:4], str(int(line["at"][:4]) - 1))
    journal.path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines), "utf-8")

    assert MonthBudget(state, "CREATIVE_BUDGET_USD", 1.0, print).spent() == pytest.approx(0.9)


def test_no_run_lasts_less_than_nothing(state: StateFolder) -> None:
    """A run without an end whose clock went back a year counts no time."""
    whole_run(state)
    (path,) = state.journal.glob("*.jsonl")
    first, *rest = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for line in rest:
        line["at"] = line["at"].replace(line["at"][:4], str(int(line["at"][:4]) - 1))
    kept = [first, *(line for line in rest if line["type"] != "RunFinished")]
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in kept), "utf-8")
    with RunLog.open(state) as log:
        (run,) = log.runs()

    assert run.figures.seconds == 0
