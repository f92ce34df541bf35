"""Build what calls services in a run: one budget, one set of rate limits and circuit breakers, one fallback chain."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime

from creative_cli.events import Event
from creative_cli.formats import Box
from creative_cli.http.budget import Ceiling, RunBudget
from creative_cli.http.client import Caller
from creative_cli.http.rate_limit import RateLimits
from creative_cli.imaging.response_check import check_response_image
from creative_cli.imaging.unwanted_object import find_unwanted_object
from creative_cli.providers.fallback import EarlierImages, FallbackChain, ImageRecord
from creative_cli.runlog.monthly_budget import MonthBudget
from creative_cli.runlog.runlog import RunLog
from creative_cli.services.provider_registry import ProviderChain, fingerprint_keys
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.storage.cache import Cache
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.provider_turns import StoredTurns

BUDGET_SETTING = "CREATIVE_BUDGET_USD"  # the budget of all runs in a month (UTC)


def build_caller(
    where: Workspace,
    settings: Settings,
    max_usd: float | None,
    say: Callable[[str], None],
    emit: Callable[[Event], None],
) -> Caller:
    """Return what makes every remote call of a run; *max_usd* is the budget of this run, None for no limit."""
    month = _month_budget(where, settings, say)
    shared = StoredTurns(where.state, settings.concurrency, say)
    return Caller(
        limits=RateLimits(settings.concurrency, settings.requests_per_minute, shared),
        budget=RunBudget(_spending_ceilings(where, settings, max_usd, say)),
        breakers=StoredBreakers(where.state, fingerprint_keys(settings), say),
        emit=emit,
        admit=nullcontext if month is None else month.admitting,
    )


def _spending_ceilings(
    where: Workspace, settings: Settings, max_usd: float | None, say: Callable[[str], None]
) -> list[Ceiling]:
    ceilings = [] if max_usd is None else [Ceiling("--max-usd", max_usd)]
    if settings.budget_usd is not None:
        month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0).date()
        with RunLog.open(where.state, say) as log:
            spent = log.spent_since(month)  # broken-off calls count too: they may have been charged
        ceilings.append(Ceiling(BUDGET_SETTING, settings.budget_usd, spent))
    return ceilings


def _month_budget(where: Workspace, settings: Settings, say: Callable[[str], None]) -> MonthBudget | None:
    """Return what enforces the monthly budget among all processes; None if there is no budget."""
    if settings.budget_usd is None:
        return None
    return MonthBudget(where.state, BUDGET_SETTING, settings.budget_usd, say)


def month_ceiling(where: Workspace) -> Ceiling | None:
    """Return the monthly budget and what is spent of it so far; None if there is no budget. Writes nothing."""
    budget = _month_budget(where, where.settings, lambda _: None)
    if budget is None:
        return None
    spent = budget.spent()
    return Ceiling(BUDGET_SETTING, where.settings.budget_usd or 0.0, spent, budget.unknown())


def build_fallback_chain(where: Workspace, providers: ProviderChain, caller: Caller, cache: Cache) -> FallbackChain:
    """Return a chain that asks *providers* in order, with the same policy for each."""
    return FallbackChain(
        providers=providers.providers,
        caller=caller,
        paid_images=PaidResults(where.state, cache, ImageRecord, where.output),
        check_image=_check_response,
        find_object=_find_unwanted_object,
        deadline_s=where.settings.picture_seconds,
    )


def build_earlier_images(where: Workspace, providers: ProviderChain, cache: Cache) -> EarlierImages:
    """Return what finds the pictures that earlier runs bought of *providers*, and never asks for one."""
    paid = PaidResults(where.state, cache, ImageRecord, where.output)
    return EarlierImages(providers.providers, paid, _check_response, _find_unwanted_object)


# Both run in threads: decoding a megapixel in the event loop would hold up every other call.
async def _check_response(data: bytes, width: int, height: int) -> None:
    await asyncio.to_thread(check_response_image, data, width, height)


async def _find_unwanted_object(data: bytes) -> Box | None:
    return await asyncio.to_thread(find_unwanted_object, data)
