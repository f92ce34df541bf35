"""One run whole: its calls, its markets, what failed and what was found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from creative_cli.models import Status
from creative_cli.runlog.aggregates import AdSum, StageSum, Sums
from creative_cli.runlog.report.measures import CheckSummary, Group, ProviderShare, Reviews, RunSummary, Trouble
from creative_cli.runlog.report.summary import ad_group, checks, in_order, reviews, shares, summary, troubles
from creative_cli.runlog.rows import FailureRow, FindingRow, HeroRow, PassedOverRow
from creative_cli.runlog.views import AttemptRow, RunRow


@dataclass(frozen=True, slots=True)
class Saying:
    """A finding that is no PASS and the ads it is about, with one of its sentences.

    `role` is the line of the ads it is about, None where it is about the whole.
    """

    check_id: str
    code: str
    status: Status
    role: str | None
    message: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunDetail:
    """One run; `markets` count its ads, `attempts` are its calls in the order they left.

    `passed_over` are those that were not made, as their provider rested. `findings` are WARN or worse; `unchecked` is
    what checks had to skip, and why.
    """

    run: RunSummary
    ended_at: datetime | None
    exit_code: int | None
    tool: str
    brief_sha256: str
    products: int
    planned: int
    markets: tuple[Group, ...]
    heroes: tuple[HeroRow, ...]
    attempts: tuple[AttemptRow, ...]
    passed_over: tuple[PassedOverRow, ...]
    providers: tuple[ProviderShare, ...]
    troubles: tuple[Trouble, ...]
    stages: tuple[StageSum, ...]
    failures: tuple[FailureRow, ...]
    checks: tuple[CheckSummary, ...]
    findings: tuple[Saying, ...]
    unchecked: tuple[Saying, ...]
    reviews: Reviews

    @property
    def unfinished(self) -> int:
        """How many planned ads were neither finished nor given up: what a killed run left."""
        made = self.run.figures
        return max(self.planned - made.made - made.cached - made.failed, 0)


@dataclass(frozen=True, slots=True)
class RunRows:
    """What the run log has of one run."""

    run: RunRow
    markets: Sequence[AdSum]
    heroes: tuple[HeroRow, ...]
    attempts: tuple[AttemptRow, ...]
    passed_over: tuple[PassedOverRow, ...]
    failures: tuple[FailureRow, ...]
    findings: Sequence[FindingRow]
    sums: Sums


def detail(rows: RunRows) -> RunDetail:
    """Return the run that *rows* are of."""
    run, sums = rows.run, rows.sums
    return RunDetail(
        run=summary(run),
        ended_at=run.ended_at,
        exit_code=run.exit_code,
        tool=run.tool,
        brief_sha256=run.brief_sha256,
        products=run.products,
        planned=run.planned,
        markets=tuple(ad_group(ad) for ad in rows.markets),
        heroes=rows.heroes,
        attempts=rows.attempts,
        passed_over=rows.passed_over,
        providers=shares(sums.models, sums.uses),
        troubles=troubles(sums.troubles),
        stages=in_order(sums.stages),
        failures=rows.failures,
        checks=checks(sums.findings),
        findings=_sayings(finding for finding in rows.findings if finding.status >= Status.WARN),
        unchecked=_sayings(finding for finding in rows.findings if finding.status is Status.SKIP),
        reviews=reviews(sums.verdicts),
    )


def _sayings(findings: Iterable[FindingRow]) -> tuple[Saying, ...]:
    """Return findings that are alike as one; what was not checked is alike only for the same reason."""
    alike: dict[tuple[Status, str, str, str | None, str], list[FindingRow]] = defaultdict(list)
    for finding in findings:
        why = finding.message if finding.status is Status.SKIP else ""
        alike[finding.status, finding.check_id, finding.code, finding.role, why].append(finding)
    result = [
        Saying(check_id, code, status, role, group[0].message, tuple(sorted(one.path for one in group)))
        for (status, check_id, code, role, _), group in alike.items()
    ]
    return tuple(sorted(result, key=lambda one: (-one.status, -len(one.paths), one.check_id, one.code, one.role or "")))
