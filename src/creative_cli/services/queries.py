"""Query the run log and the circuit breakers."""

from collections.abc import Iterator
from contextlib import contextmanager

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.errors import SentenceList, UsageError
from creative_cli.runlog.database import Answer
from creative_cli.runlog.report.run_detail import RunDetail, describe_run
from creative_cli.runlog.report.summary import By, Report, report_runs
from creative_cli.runlog.runlog import MOST_LISTED_LINES, RunLog
from creative_cli.runlog.selection import Selection
from creative_cli.services.provider_registry import fingerprint_keys
from creative_cli.services.time_arguments import parse_period
from creative_cli.services.workspace import Workspace
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.state import OnWait

LAST_RUN = "last"  # names the latest run


def query_report(
    where: Workspace,
    on_wait: OnWait,
    *,
    campaign: str | None = None,
    since: str | None = None,
    until: str | None = None,
    by: str | None = None,
) -> Report:
    """Summarize past runs of one campaign or all, of a period, grouped if *by* is given. Raises UsageError."""
    names = tuple(one.value for one in By)
    if by is not None and by not in names:
        raise UsageError(
            f"A report cannot be grouped by {by!r}.{suggest_similar_word(by, names)}", f"Groups: {', '.join(names)}."
        )
    selection = Selection(*parse_period(since, until), campaign)
    with _open_run_log(where, on_wait) as log:
        return report_runs(log, selection, None if by is None else By(by))


def suggest_campaign(where: Workspace, campaign: str, on_wait: OnWait) -> str:
    """Return a sentence on a *campaign* that has no runs, with the one on record that it is close to; "" for others."""
    with _open_run_log(where, on_wait) as log:
        known = log.campaigns()
    near = "" if campaign in known else suggest_similar_word(campaign, known)
    return f"No run of {campaign!r} is on record.{near}" if near else ""


def query_run(where: Workspace, name: str, on_wait: OnWait) -> RunDetail:
    """Return one run in detail: *name* is its ID, the start or end of it, or `last`. Raises UsageError."""
    with _open_run_log(where, on_wait) as log:
        return describe_run(log, _resolve_run_id(log, name))


def _resolve_run_id(log: RunLog, name: str) -> str:
    known = log.run_ids()
    if not known:
        raise UsageError("No runs yet.", "Make ads with: creative run BRIEF")
    if name == LAST_RUN:
        return known[0]
    meant = [run_id for run_id in known if name and name in (run_id, run_id[: len(name)], run_id[-len(name) :])]
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise UsageError(f"There is no run {name!r}.", "List the runs with: creative report. The latest is `last`.")
    raise UsageError(f"{name!r} matches {len(meant)} runs, such as {meant[0]} and {meant[1]}.", "Give more of the ID.")


def query_sql(where: Workspace, query: str, on_wait: OnWait) -> Answer:
    """Return the rows of a SELECT statement. Raises UsageError for a mistake in it."""
    return RunLog.ask(where.state, query, on_wait)


def rebuild_run_log(where: Workspace, on_wait: OnWait) -> str:
    """Rebuild the run log from the journals and return a summary."""
    imported = RunLog.rebuild(where.state, on_wait)
    unlisted = len(imported.broken) - MOST_LISTED_LINES
    more = (f"{unlisted:,} more lines cannot be read.",) if unlisted > 0 else ()
    return SentenceList(
        (f"Rebuilt the run log from {imported.events} events.", *map(str, imported.broken[:MOST_LISTED_LINES]), *more)
    )


def reset_providers(where: Workspace, say: OnWait) -> str:
    """Close all circuit breakers and return a summary."""
    names = StoredBreakers(where.state, {}, say).reset()
    return f"Reset: {', '.join(names)}." if names else "No circuit breaker was open."


def describe_open_breakers(where: Workspace, say: OnWait) -> tuple[str, ...]:
    """Return a sentence for each open circuit breaker, with the reason and the time it closes."""
    return tuple(
        f"{one.provider} is paused until {one.until:%Y-%m-%d %H:%M} UTC. {one.reason}"
        for one in StoredBreakers(where.state, fingerprint_keys(where.settings), say).open_ones()
    )


@contextmanager
def _open_run_log(where: Workspace, on_wait: OnWait) -> Iterator[RunLog]:
    with RunLog.open(where.state, on_wait) as log:
        for notice in log.notices():
            on_wait(notice)
        yield log
