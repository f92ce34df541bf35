"""What calls services in a run: one purse, one set of limits and breakers, and the chain of painters over them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from creative_cli.events import Event
from creative_cli.formats import Box
from creative_cli.http.budget import Ceiling, Purse
from creative_cli.http.client import Caller
from creative_cli.http.rate_limit import Limits
from creative_cli.imaging.response_check import examine
from creative_cli.imaging.unwanted_object import occupant_of
from creative_cli.providers.fallback import Answer, Chain
from creative_cli.runlog.monthly_budget import MonthBudget
from creative_cli.runlog.runlog import RunLog
from creative_cli.services.provider_registry import Casting, fingerprints
from creative_cli.services.workspace import House
from creative_cli.settings import Settings
from creative_cli.storage.cache import Cache
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.paid_results import Received

BUDGET = "CREATIVE_BUDGET_USD"
"""The setting that bounds a month (UTC) of all runs together."""


def caller(
    where: House,
    settings: Settings,
    max_usd: float | None,
    say: Callable[[str], None],
    emit: Callable[[Event], None],
) -> Caller:
    """Return what makes every remote call of a run: *max_usd* is what this run may still spend, None for no limit."""
    return Caller(
        limits=Limits(settings.concurrency, settings.requests_per_minute),
        purse=Purse(_ceilings(where, settings, max_usd, say)),
        breakers=StoredBreakers(where.state, fingerprints(settings), say),
        emit=emit,
        month=_month(where, settings, say),
    )


def _ceilings(where: House, settings: Settings, max_usd: float | None, say: Callable[[str], None]) -> list[Ceiling]:

    ceilings = [] if max_usd is None else [Ceiling("--max-usd", max_usd)]
    if settings.budget_usd is not None:
        month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        with RunLog.open(where.state, say) as log:
            ceilings.append(Ceiling(BUDGET, settings.budget_usd, _spent(log, month)))
    return ceilings


def _month(where: House, settings: Settings, say: Callable[[str], None]) -> MonthBudget | None:
    """Return what keeps the month's budget among all processes; None where there is none."""
    if settings.budget_usd is None:
        return None

    return MonthBudget(where.state, BUDGET, settings.budget_usd, say)


def month_so_far(where: House) -> Ceiling | None:
    """Return the month's budget with what was spent of it by now; None where none is set. Writes nothing."""
    budget = _month(where, where.settings, lambda _: None)
    return None if budget is None else Ceiling(BUDGET, where.settings.budget_usd or 0.0, budget.spent())


def _spent(log: RunLog, since: datetime) -> float:
    """Return what all runs and commands paid since then, USD, calls that may have been charged among it."""
    return sum(row.usd + row.maybe_usd for row in log.spend() if row.day >= since.date())


def chain(where: House, settings: Settings, casting: Casting, calls: Caller, cache: Cache) -> Chain:
    """Return the painters of *casting* in their order, behind one policy."""
    return Chain(
        painters=casting.painters,
        caller=calls,
        received=Received(where.state, cache, Answer),
        examine=_examine,
        occupant=_occupant,
        deadline_s=settings.picture_seconds,
    )


async def _examine(data: bytes, width: int, height: int) -> None:
    """Look at a received picture in a thread: decoding a megapixel would hold up every other call."""
    await asyncio.to_thread(examine, data, width, height)


async def _occupant(data: bytes) -> Box | None:
    """Return where an object stands in a scene that was ordered empty, in fractions of it; in a thread as well."""
    return await asyncio.to_thread(occupant_of, data)
