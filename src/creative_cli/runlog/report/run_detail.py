"""One run in detail: calls, markets, failures and findings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from creative_cli.models import Status
from creative_cli.runlog.report import report_sql as sql
from creative_cli.runlog.report.summary import (
    By,
    CheckSummary,
    count_ads,
    count_review_verdicts,
    list_stages,
    list_troubles,
    summarize_checks,
)
from creative_cli.runlog.rows import (
    FindingCount,
    Group,
    ProviderShare,
    Reviews,
    RunRow,
    Saying,
    StageTime,
    Trouble,
)
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import Selection

TableRow: TypeAlias = dict[str, Any]
"""A row of a table or view, keyed by the column names in `docs/runlog.md`."""


@dataclass(frozen=True, slots=True)
class RunDetail:
    """One run; `markets` count its ads, `attempts` are its calls in the order they started.

    `passed_over` are calls skipped because of an open circuit breaker. `findings` are WARN or worse; `unchecked` are
    skipped checks and the reasons. `left_out` are ads whose size cannot show a required text.
    `rulings` are what waivers and the profile made of findings.
    """

    run: RunRow
    ended_at: datetime | None
    exit_code: int | None
    tool: str
    brief_sha256: str
    products: int
    planned: int
    markets: tuple[Group, ...]
    heroes: tuple[TableRow, ...]
    attempts: tuple[TableRow, ...]
    passed_over: tuple[TableRow, ...]
    providers: tuple[ProviderShare, ...]
    troubles: tuple[Trouble, ...]
    stages: tuple[StageTime, ...]
    failures: tuple[TableRow, ...]
    left_out: tuple[TableRow, ...]
    rulings: tuple[TableRow, ...]
    checks: tuple[CheckSummary, ...]
    findings: tuple[Saying, ...]
    unchecked: tuple[Saying, ...]
    reviews: Reviews

    @property
    def unfinished(self) -> int:
        """Number of planned ads that neither finished nor failed nor were left out, as a killed run leaves them."""
        made = self.run.figures
        return max(self.planned - made.made - made.cached - made.failed - len(self.left_out), 0)


def describe_run(log: RunLog, run_id: str) -> RunDetail:
    """Return the details of the run *run_id*."""
    selection = Selection(run_ids=(run_id,))
    (run,) = log.runs(selection)
    (facts,) = log.select_dicts(sql.RUN, run_id)
    sayings = log.select(Saying, sql.SAYINGS, selection)
    return RunDetail(
        run=run,
        **facts,
        markets=count_ads(log, selection, By.MARKET),
        heroes=log.select_dicts(sql.HEROES, run_id),
        attempts=log.select_dicts(sql.RUN_ATTEMPTS, run_id),
        passed_over=log.select_dicts(sql.PASSED_OVER, run_id),
        providers=log.select(ProviderShare, sql.PROVIDERS, selection),
        troubles=list_troubles(log, selection),
        stages=list_stages(log, selection),
        failures=log.select_dicts(sql.FAILED_ADS, run_id),
        left_out=log.select_dicts(sql.LEFT_OUT_ADS, run_id),
        rulings=log.select_dicts(sql.RULINGS, run_id),
        checks=summarize_checks(log.select(FindingCount, sql.FINDINGS, selection)),
        findings=tuple(one for one in sayings if one.status is not Status.SKIP),
        unchecked=tuple(one for one in sayings if one.status is Status.SKIP),
        reviews=count_review_verdicts(log, selection),
    )
