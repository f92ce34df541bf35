"""Money is reserved before it is spent, and no ceiling is passed."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.errors import ExitCode, OverBudgetError
from creative_cli.http.budget import TOLERANCE_USD, Ceiling, RunBudget
from tests.http.timeline import run


async def bought(budget: RunBudget, estimate: float, price: float, seconds: float = 1.0) -> bool:
    """Buy one thing; tell whether the budget let it."""
    try:
        reservation = await budget.reserve(lambda: estimate)
    except OverBudgetError:
        return False
    await asyncio.sleep(seconds)
    budget.settle(reservation, price)
    return True


def shop(budget: RunBudget, things: Sequence[tuple[float, float, float]]) -> list[bool]:
    """Ask for all *things* (estimate, price, seconds) at once."""

    async def work() -> list[bool]:
        return await asyncio.gather(*(bought(budget, *thing) for thing in things))

    return run(work())


def test_two_of_six_fit_under_ten_cents() -> None:
    """At 0.04 each, 0.10 buys two, though six ask at the same moment."""
    budget = RunBudget([Ceiling("--max-usd", 0.10)])

    assert shop(budget, [(0.04, 0.04, 1.0)] * 6) == [True, True, False, False, False, False]
    assert budget.spent_usd == pytest.approx(0.08)


def test_those_who_wait_get_what_others_did_not_need() -> None:
    """A call that failed, or was cheaper than feared, makes room for one that waited."""
    assert shop(RunBudget([Ceiling("--max-usd", 0.10)]), [(0.08, 0.02, 1.0), (0.08, 0.0, 1.0)]) == [True, True]


def test_the_month_counts_as_well_as_the_run() -> None:
    """The ceiling that leaves less decides, and the error names it, what is spent, and what to do."""
    budget = RunBudget([Ceiling("--max-usd", 1.0), Ceiling("CREATIVE_BUDGET_USD", 20.0, spent_usd=19.98)])

    with pytest.raises(OverBudgetError, match=r"CREATIVE_BUDGET_USD allows 20\.00 USD, 19\.98 are spent") as caught:
        run(budget.reserve(lambda: 0.04))

    assert caught.value.hint.startswith("Raise CREATIVE_BUDGET_USD")
    assert caught.value.exit_code is ExitCode.INCOMPLETE


def test_an_exhausted_budget_lets_free_calls_through() -> None:
    """What costs nothing may always be had."""
    assert shop(RunBudget([Ceiling("--max-usd", 0.0)]), [(0.0, 0.0, 1.0), (0.01, 0.01, 1.0)]) == [True, False]


def test_without_a_ceiling_everything_is_counted() -> None:
    """No ceiling stops nothing; what is spent is known all the same."""
    budget = RunBudget()

    assert all(shop(budget, [(5.0, 0.1, 1.0)] * 3))
    assert budget.spent_usd == pytest.approx(0.3)


def test_ten_times_a_tenth_is_one() -> None:
    """Sums of floats do not refuse the last call that fits."""
    assert all(shop(RunBudget([Ceiling("--max-usd", 1.0)]), [(0.1, 0.1, 1.0)] * 10))


def test_a_reservation_is_settled_once() -> None:
    """Settling twice is our bug, and says so."""
    budget = RunBudget()
    reservation = run(budget.reserve(lambda: 0.1))
    budget.settle(reservation, 0.1)

    with pytest.raises(KeyError):
        budget.settle(reservation, 0.1)


CENTS = st.integers(0, 60).map(lambda cents: cents / 100)
THINGS = st.tuples(CENTS, st.floats(0, 1), st.floats(0, 5)).map(lambda thing: (thing[0], thing[0] * thing[1], thing[2]))


@given(
    things=st.lists(THINGS, max_size=12),
    run_usd=CENTS,
    month=st.tuples(st.integers(0, 200), st.integers(0, 200)),
)
def test_no_ceiling_is_ever_passed(
    things: list[tuple[float, float, float]], run_usd: float, month: tuple[int, int]
) -> None:
    """However calls interleave, and whatever they turn out to cost up to their estimate, everybody gets an answer.

    What is bought stays below both ceilings, and what is refused would not have fitted.
    """
    month_usd, before = max(month) / 100, min(month) / 100
    budget = RunBudget([Ceiling("--max-usd", run_usd), Ceiling("CREATIVE_BUDGET_USD", month_usd, before)])

    answers = shop(budget, things)

    room = min(run_usd, month_usd - before)
    assert budget.spent_usd <= room + TOLERANCE_USD
    refused = [thing[0] for thing, answer in zip(things, answers, strict=True) if not answer]
    assert all(budget.spent_usd + estimate > room for estimate in refused)
