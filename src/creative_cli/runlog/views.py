"""The views of the run log as records: what its tables sum up to, one class a view, one field a column, in its order.

Money is USD, durations ms, times UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime

from creative_cli.models import Status


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as a whole (the view `runs`).

    `status` is that of its end, or 'unfinished': reports say 'running' then, or 'interrupted' when its process is
    gone. Counts and money are of what happened so far; `ms` runs to the last thing that happened when there is no end.
    Money is that of its attempts: `cost_usd` is known to be charged, `maybe_usd` may be charged on top. A picture that
    an earlier run paid for and did not live to use costs nothing here. `passes` to `errors` count findings.
    """

    run_id: str
    started_at: datetime
    ended_at: datetime | None
    campaign: str
    brief: str
    brief_sha256: str
    tool: str
    status: str
    exit_code: int | None
    products: int
    planned: int
    made: int
    cached: int
    failed: int
    cost_usd: float
    maybe_usd: float
    ms: float
    passes: int
    skips: int
    warnings: int
    fails: int
    errors: int


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A call to a service as a whole (the view `attempts`).

    Without its end `outcome` is 'unknown': nobody knows whether it was charged. `maybe_usd` is what may have been
    charged beyond `usd`: the estimate then, or when a call failed in a way that may cost. `next_provider` is who was
    asked for the same thing next in the run, None when nobody was.
    """

    event_id: str
    run_id: str
    started_at: datetime
    ended_at: datetime | None
    attempt: str
    task: str
    subject: str
    provider: str
    model: str
    size: str
    seed: int | None
    outcome: str
    action: str
    http_status: int | None
    code: str | None
    request_id: str | None
    message: str
    ms: float
    input_tokens: int | None
    output_tokens: int | None
    estimate_usd: float
    usd: float
    maybe_usd: float
    sha256: str | None
    next_provider: str | None


@dataclass(frozen=True, slots=True)
class SpendRow:
    """What was paid to one model for one task on one day (UTC) by one run (the view `spend`).

    `campaign` is empty for commands that are no run. Pictures of runs from before calls were recorded are in it with
    0 `calls`.
    """

    run_id: str
    campaign: str
    day: date
    task: str
    provider: str
    model: str
    calls: int
    answered: int
    usd: float
    maybe_usd: float


@dataclass(frozen=True, slots=True)
class LatestReviewRow:
    """The last word on the exact bytes of an ad (the view `latest_reviews`)."""

    campaign: str
    path: str
    sha256: str
    verdict: str
    comment: str
    reviewer: str
    run_id: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class StageTimeRow:
    """Work one run did in one stage (the view `stage_times`): pieces of it, and their ms added up over threads."""

    run_id: str
    campaign: str
    stage: str
    pieces: int
    ms: float


@dataclass(frozen=True, slots=True)
class ProviderUseRow:
    """How often a run took its pictures from one model (the view `provider_uses`)."""

    run_id: str
    campaign: str
    kind: str
    provider: str
    model: str
    made: int
    cached: int


@dataclass(frozen=True, slots=True)
class HeroCostRow:
    """A picture made in a run without calls (the view `hero_costs`): `cost_usd` is what it cost in this run.

    `taken_over` says that an earlier run paid for it and was killed before it could use it: it cost nothing here.
    """

    run_id: str
    campaign: str
    happened_at: datetime
    kind: str
    product: str
    provider: str
    model: str
    taken_over: bool
    cost_usd: float


@dataclass(frozen=True, slots=True)
class FindingCountRow:
    """How often a check said the same in a run (the view `finding_counts`)."""

    run_id: str
    campaign: str
    check_id: str
    code: str
    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A file of a campaign as it was stored last (the view `pictures`); `path` is relative to the campaign's folder."""

    campaign: str
    path: str
    product: str
    country: str
    locale: str
    direction: str
    ratio: str
    status: Status
    sha256: str
    run_id: str
    happened_at: datetime
