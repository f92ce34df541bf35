"""What questions to the run log need."""

from collections.abc import Iterator
from contextlib import contextmanager

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.errors import UsageError
from creative_cli.runlog.database import Answer
from creative_cli.runlog.report.run_detail import RunDetail, describe_run
from creative_cli.runlog.report.summary import By, Report, report_runs
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import Selection
from creative_cli.services.provider_registry import fingerprint_keys
from creative_cli.services.time_arguments import parse_moment
from creative_cli.services.workspace import Workspace
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.state import OnWait

LAST_RUN = "last"
"""The name of the newest run, whatever its id."""


def query_report(where: Workspace, campaign: str | None, since: str | None, by: str | None, on_wait: OnWait) -> Report:
    """Sum up past runs, of one campaign or all, and group them by something or not; raise UsageError."""
    names = tuple(one.value for one in By)
    if by is not None and by not in names:
        raise UsageError(
            f"A report has no groups by {by!r}.{suggest_similar_word(by, names)}", f"Groups: {', '.join(names)}."
        )
    selection = Selection(since=None if since is None else parse_moment(since), campaign=campaign)
    with _open_run_log(where, on_wait) as log:
        return report_runs(log, selection, None if by is None else By(by))


def query_run(where: Workspace, name: str, on_wait: OnWait) -> RunDetail:
    """Return one run whole: *name* is its id, the beginning or the end of it, or `last`; raise UsageError."""
    with _open_run_log(where, on_wait) as log:
        return describe_run(log, _resolve_run_id(log, name))


def _resolve_run_id(log: RunLog, name: str) -> str:
    """Return the id of the run people call *name*."""
    known = log.run_ids()
    if not known:
        raise UsageError("No run is on record here yet.", "Make ads with: creative run BRIEF")
    if name == LAST_RUN:
        return known[0]
    meant = [run_id for run_id in known if name in (run_id, run_id[: len(name)], run_id[-len(name) :])]
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise UsageError(f"There is no run {name!r}.", "`creative report` lists the runs; `last` is the newest.")
    raise UsageError(f"{name!r} may be {len(meant)} runs, such as {meant[0]} and {meant[1]}.", "Write more of its id.")


def query_sql(where: Workspace, query: str, on_wait: OnWait) -> Answer:
    """Answer a SELECT over everything the journals say; raise UsageError for a mistake in it."""
    return RunLog.ask(where.state, query, on_wait)


def rebuild_run_log(where: Workspace, on_wait: OnWait) -> str:
    """Make the run log anew from the journals and say what came of it."""
    imported = RunLog.rebuild(where.state, on_wait)
    broken = "".join(f"\n{line}" for line in imported.broken)
    return f"The run log was made anew from {imported.events} events.{broken}"


def reset_providers(where: Workspace, tell: OnWait) -> str:
    """Let providers that rest after failures be asked again, and say which they were."""
    names = StoredBreakers(where.state, {}, tell).reset()
    return f"These are asked again: {', '.join(names)}." if names else "No provider had been left alone."


def describe_open_breakers(where: Workspace, tell: OnWait) -> tuple[str, ...]:
    """Return a sentence for each provider that is left alone now, with the reason and until when."""
    return tuple(
        f"{one.provider} is left alone until {one.until:%Y-%m-%d %H:%M} UTC. {one.reason}"
        for one in StoredBreakers(where.state, fingerprint_keys(where.settings), tell).open_ones()
    )


@contextmanager
def _open_run_log(where: Workspace, on_wait: OnWait) -> Iterator[RunLog]:
    """Open the run log for the block, telling what state it was found in."""
    with RunLog.open(where.state, on_wait) as log:
        for notice in log.notices():
            on_wait(notice)
        yield log
