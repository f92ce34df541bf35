"""The queries of a report; most return the fields of a record of `runlog/rows.py`, in order."""

from creative_cli.http.api_error import ErrorKind
from creative_cli.runlog.selection import SELECTED

# Why a call failed, in a few words; other outcomes are shown by name.
REASONS = {
    ErrorKind.TRANSIENT: "the service failed",
    ErrorKind.RATE_LIMITED: "too many calls",
    ErrorKind.LOADING: "the model was loading",
    ErrorKind.TIMED_OUT: "no answer in time",
    ErrorKind.AUTH: "the key was refused",
    ErrorKind.BILLING: "no credit",
    ErrorKind.CONFIGURATION: "no such model or size",
    ErrorKind.CONTENT_POLICY: "the prompt was refused",
    ErrorKind.BAD_ANSWER: "a useless answer",
    "unknown": "the run was killed meanwhile",
    "cancelled": "stopped by Ctrl-C",
}

FAILURES_KEPT = 20  # different reasons in a report; any others are rare

NO_AD = "no ad"  # key of cost that led to no ad; not a valid market, ratio or product


# An ad of a brief without variants is of none.
_DIMENSION = (
    "CASE $dimension WHEN 'market' THEN locale WHEN 'ratio' THEN ratio "
    "WHEN 'variant' THEN if(variant = '', '-', variant) ELSE product END AS key"
)


def _selecting(query: str) -> str:
    return query.replace("{selected}", SELECTED).replace("{dimension}", _DIMENSION)


PROVIDERS = _selecting("""
WITH paid AS (
  SELECT provider, model, sum(calls)::BIGINT AS calls, sum(answered)::BIGINT AS answered, sum(usd) AS usd,
         sum(maybe_usd) AS maybe_usd
  FROM spend WHERE {selected} AND campaign <> '' AND task <> 'unknown' GROUP BY ALL
), used AS (
  SELECT provider, model, count(*) FILTER (NOT cached) AS made, count(*) FILTER (cached) AS cached
  FROM heroes WHERE {selected} GROUP BY ALL
)
SELECT provider, model, coalesce(calls, 0) AS calls, coalesce(answered, 0), coalesce(made, 0) AS made,
       coalesce(cached, 0) AS cached, coalesce(usd, 0), coalesce(maybe_usd, 0)
FROM paid FULL JOIN used USING (provider, model)
ORDER BY calls + made + cached DESC, provider, model
""")

# Commands other than `run`: search, translation.
ELSEWHERE = _selecting("""
SELECT provider, model, sum(calls)::BIGINT, sum(answered)::BIGINT, 0, 0, sum(usd), sum(maybe_usd)
FROM spend WHERE {selected} AND campaign = '' AND task <> 'unknown'
GROUP BY ALL ORDER BY 3 DESC, 1, 2
""")

TROUBLES = _selecting("""
SELECT provider, outcome, concat_ws(' ', http_status, coalesce(map($outcomes, $reasons)[outcome], outcome)) AS reason,
       count(*) AS times, next_provider, sum(maybe_usd)
FROM attempts WHERE {selected} AND outcome <> 'ok'
GROUP BY ALL ORDER BY times DESC, provider, reason, next_provider NULLS FIRST, outcome
""")

FINDINGS = _selecting("""
SELECT check_id, code, status, sum(count)::BIGINT FROM finding_sums WHERE {selected} GROUP BY ALL ORDER BY ALL
""")

STAGE_TIMES = _selecting("""
SELECT stage, sum(pieces)::BIGINT, sum(ms), coalesce(sum(cpu_ms), 0) FROM span_sums WHERE {selected}
GROUP BY stage ORDER BY list_position($stages, stage) NULLS LAST, stage
""")

FAILURES = _selecting("""
SELECT error, message, count(*) FROM failures WHERE {selected}
GROUP BY ALL ORDER BY count(*) DESC, 1, 2 LIMIT $limit
""")

# For one run, reviews of its files; otherwise, reviews in the campaign and period.
REVIEWS = """
SELECT count(DISTINCT (campaign, path, sha256)) FILTER (verdict = 'approved'),
       count(DISTINCT (campaign, path, sha256)) FILTER (verdict = 'rejected')
FROM latest_reviews
WHERE ($since IS NULL OR run_id >= $since) AND ($until IS NULL OR run_id < $until)
  AND ($campaign IS NULL OR campaign = $campaign)
  AND ($run_ids IS NULL OR (campaign, path, sha256) IN (
    SELECT (campaign, path, sha256) FROM assets JOIN run_starts USING (run_id)
    WHERE run_id IN (SELECT unnest($run_ids))))
"""

ADS = _selecting("""
WITH ads AS (
  SELECT *, {dimension}
  FROM assets WHERE {selected}
), stored AS (
  SELECT key, count(*) FILTER (NOT cached) AS made, count(*) FILTER (cached) AS cached,
         count(*) FILTER (status = 'PASS') AS passes, count(*) FILTER (status = 'SKIP') AS skips,
         count(*) FILTER (status = 'WARN') AS warnings, count(*) FILTER (status = 'FAIL') AS fails,
         count(*) FILTER (status = 'ERROR') AS errors
  FROM ads GROUP BY ALL
), failed AS (
  SELECT {dimension}, count(*) AS failed
  FROM failures WHERE {selected} GROUP BY ALL
), called AS (
  -- What a call was for: a product's picture, a locale's words, else the whole run.
  SELECT run_id, CASE WHEN task IN ('picture', 'scene', 'outpaint') THEN subject END AS product,
         CASE WHEN task = 'copy' THEN subject END AS locale, sum(usd) AS usd, sum(maybe_usd) AS maybe_usd
  FROM attempts WHERE {selected} GROUP BY ALL
), costs AS (
  SELECT run_id, known_usd AS cost_usd, maybe_usd FROM runs WHERE {selected}
), bills AS (
  SELECT row_number() OVER () AS bill, * FROM (
    SELECT called.* FROM called JOIN costs USING (run_id)
    UNION ALL
    SELECT run_id, NULL, NULL, any_value(cost_usd) - coalesce(sum(called.usd), 0), 0
    FROM costs LEFT JOIN called USING (run_id) GROUP BY run_id
  ) WHERE abs(usd) > 1e-9 OR maybe_usd > 0
), made_from AS (
  -- New ads are what a call was made for; where all were there before, they share it.
  SELECT bill, usd, maybe_usd, coalesce(ads.key, $no_ad) AS key, ads.cached,
         count(*) FILTER (NOT ads.cached) OVER (PARTITION BY bill) AS new, count(*) OVER (PARTITION BY bill) AS whole
  FROM bills LEFT JOIN ads
    ON ads.run_id = bills.run_id AND ads.product = coalesce(bills.product, ads.product)
   AND ads.locale = coalesce(bills.locale, ads.locale)
), paid AS (
  SELECT key, sum(usd / if(new > 0, new, whole)) AS usd, sum(maybe_usd / if(new > 0, new, whole)) AS maybe_usd
  FROM made_from WHERE new = 0 OR NOT cached GROUP BY ALL
)
SELECT key, NULL, coalesce(made, 0), coalesce(cached, 0), coalesce(failed, 0), coalesce(passes, 0), coalesce(skips, 0),
       coalesce(warnings, 0), coalesce(fails, 0), coalesce(errors, 0), coalesce(usd, 0), coalesce(maybe_usd, 0), NULL, 0
FROM stored FULL JOIN failed USING (key) FULL JOIN paid USING (key)
ORDER BY key = $no_ad, key
""")

# Skipped checks are grouped only if they have the same reason.
SAYINGS = """
SELECT check_id, code, status, role, first(message ORDER BY event_id, rowid), list(path ORDER BY path)
FROM findings WHERE run_id IN (SELECT unnest($run_ids)) AND status <> 'PASS'
GROUP BY check_id, code, status, role, if(status = 'SKIP', message, '')
ORDER BY list_position(['SKIP', 'WARN', 'FAIL', 'ERROR'], status) DESC, count(*) DESC, check_id, code,
         coalesce(role, ''), min((event_id, rowid))
"""

RUN = "SELECT ended_at, exit_code, tool, brief_sha256, products, planned FROM runs WHERE run_id = ?"
HEROES = "FROM heroes WHERE run_id = ? ORDER BY event_id"
RUN_ATTEMPTS = "FROM attempts WHERE run_id = ? ORDER BY event_id"
PASSED_OVER = "FROM passed_over WHERE run_id = ? ORDER BY event_id"
RULINGS = """SELECT check_id, code, given, status, waived, note, count(DISTINCT path) AS ads
FROM rulings WHERE run_id = ? GROUP BY ALL ORDER BY ads DESC, check_id, code, note"""
LEFT_OUT_ADS = "FROM left_out WHERE run_id = ? ORDER BY event_id"
FAILED_ADS = "FROM failures WHERE run_id = ? ORDER BY event_id"
