"""The crowds of `soak.py`: four runs in one state folder, with readers and other writers beside them."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from soak_campaigns import RUN, Bench, Campaign, compare_campaign, make_reference, read_events
from soak_forks import Fork
from soak_service import Sale

CONCURRENCY = 2
PER_MINUTE = 10
MONTH_USD = 0.14
RUN_USD = 0.08
CLOCK_S = 1.0
"""Starts are counted at the service, which a call reaches a moment after it was started: how much less than a minute
that may make between two of them, s."""

BESIDE: tuple[tuple[str, ...], ...] = (
    ("report", "--json"),
    ("search", "rain", "--json"),
    ("copy", "import", "{copy}", "--status", "approved"),
    ("review", "import", "{review}"),
    ("search", "--reindex"),
    ("doctor", "--rebuild"),
    ("report", "last"),
    ("review", "status"),
)


@dataclass(slots=True)
class CrowdTally:
    """What a crowd did: the commands beside, the most calls at once and in a minute, and the money."""

    beside: Counter[str] = field(default_factory=Counter)
    beside_failed: list[str] = field(default_factory=list)
    peak: int = 0
    per_minute: int = 0
    month_usd: float = 0.0
    run_usd: float = 0.0
    equal: int = 0
    campaigns: int = 0
    violations: list[str] = field(default_factory=list)


def crowd_limits(bench: Bench, campaigns: Sequence[Campaign], copy: str, review: str) -> CrowdTally:
    """Run four campaigns at once, two of them the same, under a limit of calls at once and a minute."""
    own = replace(
        bench,
        settings={"CREATIVE_CONCURRENCY": str(CONCURRENCY), "CREATIVE_REQUESTS_PER_MINUTE": str(PER_MINUTE)},
    )
    tally, before, began = CrowdTally(), len(bench.service.sales()), time.monotonic()
    runs = [own.start(*RUN, one.brief) for one in (*campaigns, campaigns[0])]
    _stand_beside(bench, runs, copy, review, tally)
    for run in runs:
        _, said = run.read()
        if run.returncode not in {0, 3}:
            tally.violations.append(f"A run of the crowd ended with {run.returncode}: {said[-1500:]}")
    sales = bench.service.sales()[before:]
    tally.peak, tally.per_minute = _measure_peak(sales), bench.service.most_starts(began, CLOCK_S)
    if tally.peak > CONCURRENCY:
        tally.violations.append(f"{tally.peak} calls were open at once; {CONCURRENCY} are allowed.")
    if tally.per_minute > PER_MINUTE:
        tally.violations.append(f"{tally.per_minute} calls began within a minute; {PER_MINUTE} are allowed.")
    for campaign in campaigns:
        _finish_and_compare(bench, campaign, tally)
    return tally


def crowd_budgets(bench: Bench, campaigns: Sequence[Campaign], copy: str, review: str) -> CrowdTally:
    """Run four campaigns at once under a budget of the month and one of each run, which are both too small."""
    own = replace(bench, state="poor-state", settings={"CREATIVE_BUDGET_USD": str(MONTH_USD)})
    tally, before = CrowdTally(), len(bench.service.sales())
    runs = [own.start(*RUN, one.brief, "--max-usd", str(RUN_USD)) for one in campaigns]
    _stand_beside(bench, runs, copy, review, tally)
    for run in runs:
        out, said = run.read()
        if run.returncode not in {0, 3}:
            tally.violations.append(f"A run without money ended with {run.returncode}: {out[-800:]}{said[-800:]}")
    sales = [sale for sale in bench.service.sales()[before:] if sale.billed]
    tally.month_usd = sum(sale.usd for sale in sales)
    run_of = {one["request_id"]: one["run_id"] for one in read_events(own.state_folder, "AttemptEnded")}
    by_run = Counter[str]()
    for sale in sales:
        by_run[run_of.get(sale.request_id, "cut")] += sale.usd  # type: ignore[assignment]  # dollars, not a count
    by_run.pop("cut", None)
    tally.run_usd = max(by_run.values(), default=0.0)
    if tally.month_usd > MONTH_USD:
        tally.violations.append(f"The month cost {tally.month_usd:.3f} USD; {MONTH_USD} are allowed.")
    if tally.run_usd > RUN_USD:
        tally.violations.append(f"A run cost {tally.run_usd:.3f} USD; {RUN_USD} are allowed.")
    for campaign in campaigns:
        _finish_and_compare(replace(own, settings={}), campaign, tally)
    return tally


def _stand_beside(bench: Bench, runs: Sequence[Fork], copy: str, review: str, tally: CrowdTally) -> None:
    """Run other commands on the same state folder, two at a time, until every run has ended."""
    lock, place = threading.Lock(), iter(range(1_000_000))

    def stand() -> None:
        while any(run.poll() is None for run in runs):
            with lock:
                number = next(place)
            command = [part.format(copy=copy, review=review) for part in BESIDE[number % len(BESIDE)]]
            done = bench.run(*command)
            with lock:
                tally.beside[" ".join(command[:2])] += 1
                if done.returncode:
                    said = f"{done.stdout[-600:]}{done.stderr[-600:]}"
                    tally.beside_failed.append(f"{' '.join(command)} ended with {done.returncode}: {said}")

    _run_threads([stand, stand])
    tally.violations += tally.beside_failed


def _run_threads(works: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _measure_peak(sales: Sequence[Sale]) -> int:
    """Return the most calls that were open at the same time."""
    moments = sorted((moment, step) for one in sales for moment, step in ((one.began, 1), (one.due, -1)))
    most = now = 0
    for _, step in moments:
        now += step
        most = max(most, now)
    return most


def _finish_and_compare(bench: Bench, campaign: Campaign, tally: CrowdTally) -> None:
    done = bench.finish(campaign)
    tally.campaigns += 1
    if done.returncode:
        tally.violations.append(f"{campaign.name} could not be finished, exit {done.returncode}: {done.stderr[-1500:]}")
        return
    make_reference(bench, campaign)
    difference = compare_campaign(bench, campaign)
    tally.equal += not difference
    if difference:
        tally.violations.append(f"{campaign.name} of a crowd differs from its uninterrupted run: {difference}")
