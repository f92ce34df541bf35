"""A monthly budget covers all processes that share a state folder, through their journals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from creative_cli.errors import OverBudgetError, StorageError
from creative_cli.events import AttemptStarted, CanvasMade
from creative_cli.runlog.journal import Journal, new_run_id
from creative_cli.runlog.monthly_budget import MonthBudget
from creative_cli.storage.state import StateFolder
from tests.runlog.test_money import ended, started

BUDGET = 0.10
NAME = "CREATIVE_BUDGET_USD"


def unheard(sentence: str) -> None:
    """Fail if a process has to wait."""
    raise AssertionError(sentence)


def budget(state: StateFolder, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> MonthBudget:
    """Return ten cents a month."""
    return MonthBudget(state, NAME, BUDGET, unheard, now)


@contextmanager
def leaving(month: MonthBudget, journal: Journal, name: str) -> Iterator[AttemptStarted]:
    """Journal a call of at most 4 cents as soon as *month* admits it."""
    call = started(name)
    with month.admitting(call.estimate_usd):
        journal.append(call)
    yield call


def test_a_call_on_its_way_in_another_run_counts(state: StateFolder) -> None:
    """Two calls of 4 cents fit into ten, from any process; a third is refused while both are in flight."""
    with Journal.open(state, new_run_id()) as one, Journal.open(state, new_run_id()) as other:
        first, second = budget(state), budget(state)
        with leaving(first, one, "a"), leaving(second, other, "b"):
            for month in (first, second):
                with (
                    pytest.raises(OverBudgetError, match=r"CREATIVE_BUDGET_USD allows 0\.10 USD, 0\.08 are spent"),
                    month.admitting(0.04),
                ):
                    pytest.fail("it was admitted")


@pytest.mark.parametrize(
    ("outcome", "usd", "maybe", "fits"),
    [
        ("ok", 0.03, False, True),
        ("auth", 0.0, False, True),
        ("ok", 0.07, False, False),
        ("timed_out", 0.0, True, False),
    ],
)
def test_what_a_call_cost_takes_the_place_of_its_estimate(
    state: StateFolder,
    outcome: str,
    usd: float,
    maybe: bool,  # noqa: FBT001  # a column of the table
    fits: bool,  # noqa: FBT001  # same
) -> None:
    """A finished call counts at its cost; one that may have been charged counts at its estimate."""
    month, admitted = budget(state), []
    with Journal.open(state, new_run_id()) as journal, leaving(month, journal, "a") as call:
        journal.append(CanvasMade("tea", "1:1", "ltr"))
        journal.append(ended(call, outcome, usd, maybe=maybe))
        try:
            with month.admitting(0.065):
                admitted.append(True)
        except OverBudgetError:
            admitted.append(False)

    assert admitted == [fits]


def test_the_calls_of_a_killed_run_stay_counted(state: StateFolder) -> None:
    """Calls without an end count at their estimate; a torn last line is ignored."""
    with Journal.open(state, new_run_id()) as journal, leaving(budget(state), journal, "a"):
        path = journal.path
    path.write_bytes(path.read_bytes() + b'{"event_id":"x","type":"AttemptEnd')

    with pytest.raises(OverBudgetError), budget(state).admitting(0.07):
        pytest.fail("it was admitted")


def test_a_new_month_begins_with_nothing_spent(state: StateFolder) -> None:
    """Only calls of the current month count, even in a run that started in the last one."""
    moment = datetime.now(UTC)
    month = budget(state, lambda: moment)
    with Journal.open(state, new_run_id()) as journal, leaving(month, journal, "a"), leaving(month, journal, "b"):
        moment += timedelta(days=32)
        with month.admitting(0.10):
            journal.append(started("c"))


def test_what_is_free_is_always_admitted(state: StateFolder) -> None:
    """A budget of zero admits free calls."""
    with MonthBudget(state, NAME, 0.0, unheard).admitting(0.0), Journal.open(state, new_run_id()) as journal:
        assert journal.append(started("free"))


def test_money_that_cannot_be_read_stops_the_call(state: StateFolder) -> None:
    """A call in a format that this version does not know raises an error: its cost is unknown."""
    with Journal.open(state, new_run_id()) as journal, leaving(budget(state), journal, "a"):
        path = journal.path
    path.write_bytes(path.read_bytes().replace(b'"type":"AttemptStarted"', b'"type":"AttemptMoved"'))

    with pytest.raises(StorageError, match="does not know"), budget(state).admitting(0.01):
        pytest.fail("it was admitted")


@pytest.mark.parametrize("damage", ["empty", "zeros", "zeros at the end", "a zeroed line", "garbage"])
def test_a_damaged_journal_stops_the_call(state: StateFolder, damage: str) -> None:
    """What a lost line cost is unknown, not nothing: no paid call is admitted, and the message names the file."""
    with Journal.open(state, new_run_id()) as journal, leaving(budget(state), journal, "a"):
        path = journal.path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(
        {
            "empty": b"",
            "zeros": b"\0" * 4096,
            "zeros at the end": b"".join([*lines, b"\0" * 100]),
            "a zeroed line": b"".join([b"\0" * (len(lines[0]) - 1) + b"\n", *lines[1:]]),
            "garbage": b"".join([*lines, b"[1, 2]\n"]),
        }[damage]
    )

    with pytest.raises(StorageError, match=f"{path.name}:[0-9]+: "), budget(state).admitting(0.01):
        pytest.fail("it was admitted")
    with budget(state).admitting(0.0):
        pass  # what is free needs no budget
