"""Questions over many runs, added up by the database: a year of runs becomes some dozens of rows."""

from dataclasses import dataclass, replace
from enum import StrEnum

from creative_cli.models import Status
from creative_cli.runlog.database import Database
from creative_cli.runlog.selection import Selection


class Dimension(StrEnum):
    """What finished ads can be told apart by."""

    MARKET = "market"
    RATIO = "ratio"
    PRODUCT = "product"


COLUMNS = {Dimension.MARKET: "locale", Dimension.RATIO: "ratio", Dimension.PRODUCT: "product"}
"""Where the ads, and the failures, say it."""


@dataclass(frozen=True, slots=True)
class ModelSum:
    """What was paid to one model for one task; `answered` of its `calls` gave what was asked."""

    task: str
    provider: str
    model: str
    calls: int
    answered: int
    usd: float
    maybe_usd: float


@dataclass(frozen=True, slots=True)
class UseSum:
    """How many pictures came from one model, now or from an earlier run."""

    provider: str
    model: str
    made: int
    cached: int


@dataclass(frozen=True, slots=True)
class TroubleSum:
    """Calls that failed in the same way, and who was asked next: None when nobody was."""

    task: str
    provider: str
    outcome: str
    http_status: int | None
    code: str | None
    message: str
    next_provider: str | None
    calls: int
    maybe_usd: float


@dataclass(frozen=True, slots=True)
class FindingSum:
    """How often a check said the same."""

    check_id: str
    code: str
    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class StageSum:
    """Pieces of work in a stage and their ms, added up over threads."""

    stage: str
    pieces: int
    ms: float


@dataclass(frozen=True, slots=True)
class FailureSum:
    """Ads that could not be made for the same reason."""

    error: str
    message: str
    ads: int


@dataclass(frozen=True, slots=True)
class VerdictSum:
    """How many files people approved or rejected, by their last word on the bytes."""

    verdict: str
    ads: int


@dataclass(frozen=True, slots=True)
class AdSum:
    """The ads of one market, ratio or product, by whether they were made and how their checks ended.

    `usd` is its share of what the runs cost: a call's cost is shared equally among the ads that were made from it.
    What no ad was made from stands under `NO_AD`, so that all shares add up to the runs' cost.
    """

    key: str
    made: int
    cached: int
    failed: int
    passes: int
    skips: int
    warnings: int
    fails: int
    errors: int
    usd: float
    maybe_usd: float


@dataclass(frozen=True, slots=True)
class Sums:
    """Everything a report adds up over the runs it is about, besides the runs themselves.

    `elsewhere` is what commands that are no run paid: a search, a translation.
    """

    models: tuple[ModelSum, ...]
    uses: tuple[UseSum, ...]
    troubles: tuple[TroubleSum, ...]
    findings: tuple[FindingSum, ...]
    stages: tuple[StageSum, ...]
    failures: tuple[FailureSum, ...]
    verdicts: tuple[VerdictSum, ...]
    elsewhere: tuple[ModelSum, ...]


NO_AD = "no ad"
"""The key of what was paid in runs for what no ad was made from; no market, ratio or product is called so."""

FAILURES_KEPT = 20
"""Different reasons in a report; the rest are rare by then."""

_MODELS = """
SELECT task, provider, model, sum(calls)::BIGINT, sum(answered)::BIGINT, sum(usd), sum(maybe_usd)
FROM spend WHERE {where} AND (campaign = '') = {elsewhere}
GROUP BY ALL ORDER BY sum(usd) DESC, 1, 2, 3
"""
_USES = """
SELECT provider, model, count(*) FILTER (NOT cached), count(*) FILTER (cached)
FROM heroes WHERE {where} GROUP BY ALL ORDER BY ALL
"""
_TROUBLES = """
SELECT task, provider, outcome, http_status, code, min(message), next_provider, count(*), sum(maybe_usd)
FROM attempts WHERE {where} AND outcome <> 'ok'
GROUP BY ALL ORDER BY count(*) DESC, 1, 2, 3, 4, 5, 7
"""
_FINDINGS = """
SELECT check_id, code, status, sum(count)::BIGINT FROM finding_sums WHERE {where} GROUP BY ALL ORDER BY ALL
"""
_STAGES = "SELECT stage, sum(pieces)::BIGINT, sum(ms) FROM span_sums WHERE {where} GROUP BY ALL ORDER BY ALL"
_FAILURES = """
SELECT error, message, count(*) FROM failures WHERE {where}
GROUP BY ALL ORDER BY count(*) DESC, 1, 2 LIMIT {limit}
"""
_VERDICTS = """
SELECT verdict, count(DISTINCT (campaign, path, sha256))
FROM latest_reviews {narrowed}
GROUP BY ALL ORDER BY ALL
"""
_OF_RUN = """
WHERE (campaign, path, sha256) IN (
  SELECT (campaign, path, sha256) FROM assets JOIN run_starts USING (run_id) WHERE run_id = ?)
"""
_ADS = """
WITH stored AS (
  SELECT {column} AS key, count(*) FILTER (NOT cached) AS made, count(*) FILTER (cached) AS cached,
         count(*) FILTER (status = 'PASS') AS passes, count(*) FILTER (status = 'SKIP') AS skips,
         count(*) FILTER (status = 'WARN') AS warnings, count(*) FILTER (status = 'FAIL') AS fails,
         count(*) FILTER (status = 'ERROR') AS errors
  FROM assets WHERE {where} GROUP BY ALL
), failed AS (
  SELECT {column} AS key, count(*) AS failed FROM failures WHERE {where} GROUP BY ALL
), called AS (
  -- What a call was for: a product's picture, a locale's words, else the whole run.
  SELECT run_id, CASE WHEN task IN ('picture', 'scene', 'outpaint') THEN subject END AS product,
         CASE WHEN task = 'copy' THEN subject END AS locale, sum(usd) AS usd, sum(maybe_usd) AS maybe_usd
  FROM attempts WHERE {where} GROUP BY ALL
), costs AS (
  SELECT run_id, cost_usd, maybe_usd FROM runs WHERE {where}
), bills AS (
  SELECT row_number() OVER () AS bill, * FROM (
    SELECT called.* FROM called JOIN costs USING (run_id)
    UNION ALL
    SELECT run_id, NULL, NULL, any_value(cost_usd) - coalesce(sum(called.usd), 0), 0
    FROM costs LEFT JOIN called USING (run_id) GROUP BY run_id
  ) WHERE abs(usd) > 1e-9 OR maybe_usd > 0
), made_from AS (
  -- New ads are what a call was made for; where all were there before, they share it.
  SELECT bill, usd, maybe_usd, coalesce(ads.key, '{no_ad}') AS key, ads.cached,
         count(*) FILTER (NOT ads.cached) OVER (PARTITION BY bill) AS new, count(*) OVER (PARTITION BY bill) AS whole
  FROM bills LEFT JOIN (SELECT run_id, product AS of_product, locale AS of_locale, cached, {column} AS key FROM assets
                        WHERE {where}) AS ads
    ON ads.run_id = bills.run_id AND of_product = coalesce(bills.product, of_product)
   AND of_locale = coalesce(bills.locale, of_locale)
), paid AS (
  SELECT key, sum(usd / if(new > 0, new, whole)) AS usd, sum(maybe_usd / if(new > 0, new, whole)) AS maybe_usd
  FROM made_from WHERE new = 0 OR NOT cached GROUP BY ALL
)
SELECT key, coalesce(made, 0), coalesce(cached, 0), coalesce(failed, 0), coalesce(passes, 0), coalesce(skips, 0),
       coalesce(warnings, 0), coalesce(fails, 0), coalesce(errors, 0), coalesce(usd, 0), coalesce(maybe_usd, 0)
FROM stored FULL JOIN failed USING (key) FULL JOIN paid USING (key)
ORDER BY key = '{no_ad}', key
"""


def added_up(database: Database, selection: Selection) -> Sums:
    """Return what the runs asked for come to."""
    where, parameters = selection.where()
    narrowed, reviewed = _reviewed(selection)
    return Sums(
        models=database.select(ModelSum, _MODELS.format(where=where, elsewhere=False), parameters),
        uses=database.select(UseSum, _USES.format(where=where), parameters),
        troubles=database.select(TroubleSum, _TROUBLES.format(where=where), parameters),
        findings=database.select(FindingSum, _FINDINGS.format(where=where), parameters),
        stages=database.select(StageSum, _STAGES.format(where=where), parameters),
        failures=database.select(FailureSum, _FAILURES.format(where=where, limit=FAILURES_KEPT), parameters),
        verdicts=database.select(VerdictSum, _VERDICTS.format(narrowed=narrowed), reviewed),
        elsewhere=database.select(ModelSum, _MODELS.format(where=where, elsewhere=True), parameters),
    )


def _reviewed(selection: Selection) -> tuple[str, tuple[str, ...]]:
    """Return which reviews belong to the runs: of a run, those of its files; else by campaign and by when they came."""
    if selection.run_id is not None:
        return _OF_RUN, (selection.run_id,)
    where, parameters = replace(selection, campaign=None).where()
    if selection.campaign is None:
        return f"WHERE {where}", parameters
    return f"WHERE {where} AND campaign = ?", (*parameters, selection.campaign)


def ads_by(database: Database, dimension: Dimension, selection: Selection) -> tuple[AdSum, ...]:
    """Return the ads of the runs asked for by market, ratio or product, in the order of its name."""
    where, parameters = selection.where()
    query = _ADS.format(column=COLUMNS[dimension], where=where, no_ad=NO_AD)
    return database.select(AdSum, query, parameters * _ADS.count("{where}"))
