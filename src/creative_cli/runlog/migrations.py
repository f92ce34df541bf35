"""How the run log's file came to its present shape: a numbered list that only grows.

A file remembers the names it has seen. What is in the list is never edited: files in the world were made by it.
The shape is checked against `rows.py` by a test. It is long because it only grows.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Migration:
    """One step, in SQL."""

    name: str
    sql: str


_M001_EVENTS = """
CREATE TABLE journals (
  run_id VARCHAR PRIMARY KEY, bytes BIGINT NOT NULL, lines BIGINT NOT NULL, broken BIGINT NOT NULL
);
CREATE TABLE run_starts (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  campaign VARCHAR NOT NULL, brief VARCHAR NOT NULL, brief_sha256 VARCHAR NOT NULL, tool VARCHAR NOT NULL,
  products INTEGER NOT NULL, assets INTEGER NOT NULL
);
CREATE TABLE run_ends (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  status VARCHAR NOT NULL, exit_code INTEGER NOT NULL, made INTEGER NOT NULL, cached INTEGER NOT NULL,
  failed INTEGER NOT NULL, cost_usd DOUBLE NOT NULL, ms DOUBLE NOT NULL
);
CREATE TABLE heroes (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  product VARCHAR NOT NULL, kind VARCHAR NOT NULL, provider VARCHAR NOT NULL, model VARCHAR NOT NULL,
  seed HUGEINT NOT NULL, cost_usd DOUBLE NOT NULL, cached BOOLEAN NOT NULL
);
CREATE TABLE copies (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  locale VARCHAR NOT NULL, country VARCHAR NOT NULL, source VARCHAR NOT NULL,
  headline VARCHAR NOT NULL, body VARCHAR, cta VARCHAR, disclaimer VARCHAR
);
CREATE TABLE assets (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  path VARCHAR NOT NULL, product VARCHAR NOT NULL, country VARCHAR NOT NULL, locale VARCHAR NOT NULL,
  direction VARCHAR NOT NULL, ratio VARCHAR NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
  bytes BIGINT NOT NULL, sha256 VARCHAR NOT NULL, status VARCHAR NOT NULL, cached BOOLEAN NOT NULL,
  hero_kind VARCHAR NOT NULL, hero_provider VARCHAR NOT NULL, hero_model VARCHAR NOT NULL,
  hero_seed HUGEINT NOT NULL, hero_cost_usd DOUBLE NOT NULL, copy_source VARCHAR NOT NULL,
  headline VARCHAR NOT NULL, body VARCHAR, cta VARCHAR, disclaimer VARCHAR
);
CREATE TABLE failures (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  product VARCHAR NOT NULL, country VARCHAR NOT NULL, locale VARCHAR NOT NULL, ratio VARCHAR NOT NULL,
  error VARCHAR NOT NULL, message VARCHAR NOT NULL
);
-- No key: an index would be four times the rows. They come in with their asset, or not at all.
CREATE TABLE findings (
  event_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  path VARCHAR NOT NULL, check_id VARCHAR NOT NULL, code VARCHAR NOT NULL, status VARCHAR NOT NULL,
  message VARCHAR NOT NULL
);
CREATE TABLE spans (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  stage VARCHAR NOT NULL, subject VARCHAR NOT NULL, ms DOUBLE NOT NULL
);
CREATE VIEW runs AS
WITH stored AS (
  SELECT run_id, count(*) FILTER (NOT cached) AS made, count(*) FILTER (cached) AS cached,
         max(happened_at) AS latest
  FROM assets GROUP BY run_id
), failed AS (
  SELECT run_id, count(*) AS failed, max(happened_at) AS latest FROM failures GROUP BY run_id
), painted AS (
  SELECT run_id, sum(cost_usd) FILTER (NOT cached) AS cost_usd, max(happened_at) AS latest FROM heroes GROUP BY run_id
)
SELECT run_starts.run_id, run_starts.happened_at AS started_at, run_ends.happened_at AS ended_at,
       campaign, brief, brief_sha256, tool,
       coalesce(run_ends.status, 'unfinished') AS status, exit_code,
       products, run_starts.assets AS planned,
       coalesce(stored.made, 0) AS made, coalesce(stored.cached, 0) AS cached, coalesce(failed.failed, 0) AS failed,
       coalesce(run_ends.cost_usd, painted.cost_usd, 0) AS cost_usd,
       coalesce(run_ends.ms, date_diff('ms', run_starts.happened_at,
                greatest(stored.latest, failed.latest, painted.latest)), 0)::DOUBLE AS ms
FROM run_starts
LEFT JOIN run_ends USING (run_id)
LEFT JOIN stored USING (run_id)
LEFT JOIN failed USING (run_id)
LEFT JOIN painted USING (run_id);
CREATE VIEW provider_uses AS
SELECT run_id, campaign, kind, provider, model,
       count(*) FILTER (NOT cached) AS made, count(*) FILTER (cached) AS cached,
       coalesce(sum(cost_usd) FILTER (NOT cached), 0) AS cost_usd
FROM heroes JOIN run_starts USING (run_id)
GROUP BY ALL;
CREATE VIEW finding_counts AS
SELECT run_id, campaign, check_id, code, status, count(*) AS count
FROM findings JOIN run_starts USING (run_id)
GROUP BY ALL;
"""

_M002_SEARCH = """
CREATE TABLE documents (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  doc_id VARCHAR NOT NULL, campaign VARCHAR NOT NULL, product VARCHAR NOT NULL, product_name VARCHAR NOT NULL,
  locale VARCHAR NOT NULL, country VARCHAR NOT NULL, direction VARCHAR NOT NULL,
  headline VARCHAR NOT NULL, text VARCHAR NOT NULL, embedder VARCHAR NOT NULL,
  vector FLOAT[] NOT NULL
);
-- Event ids begin with the time of their run, so the greatest is the newest.
CREATE VIEW pictures AS
SELECT campaign, path, arg_max(product, event_id) AS product, arg_max(country, event_id) AS country,
       arg_max(locale, event_id) AS locale, arg_max(direction, event_id) AS direction,
       arg_max(ratio, event_id) AS ratio, arg_max(status, event_id) AS status, arg_max(sha256, event_id) AS sha256,
       arg_max(run_id, event_id) AS run_id, arg_max(happened_at, event_id) AS happened_at
FROM (SELECT assets.*, run_starts.campaign FROM assets JOIN run_starts USING (run_id))
GROUP BY campaign, path;
"""

_M003_MONEY = """
CREATE TABLE attempt_starts (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  attempt VARCHAR NOT NULL, task VARCHAR NOT NULL, subject VARCHAR NOT NULL, provider VARCHAR NOT NULL,
  model VARCHAR NOT NULL, size VARCHAR NOT NULL, seed HUGEINT, estimate_usd DOUBLE NOT NULL
);
CREATE TABLE attempt_ends (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  attempt VARCHAR NOT NULL, task VARCHAR NOT NULL, subject VARCHAR NOT NULL, provider VARCHAR NOT NULL,
  model VARCHAR NOT NULL, size VARCHAR NOT NULL, seed HUGEINT, outcome VARCHAR NOT NULL, action VARCHAR NOT NULL,
  http_status INTEGER, code VARCHAR, request_id VARCHAR, message VARCHAR NOT NULL, ms DOUBLE NOT NULL,
  input_tokens BIGINT, output_tokens BIGINT, usd DOUBLE NOT NULL, maybe_charged BOOLEAN NOT NULL, sha256 VARCHAR
);
CREATE TABLE reviews (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  campaign VARCHAR NOT NULL, path VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, verdict VARCHAR NOT NULL,
  comment VARCHAR NOT NULL, reviewer VARCHAR NOT NULL
);
-- Twelve findings an ad and four spans: summed as they come in, or a year's report would read them all.
CREATE TABLE finding_sums (
  run_id VARCHAR NOT NULL, check_id VARCHAR NOT NULL, code VARCHAR NOT NULL, status VARCHAR NOT NULL,
  count BIGINT NOT NULL
);
INSERT INTO finding_sums SELECT run_id, check_id, code, status, count(*) FROM findings GROUP BY ALL;
CREATE TABLE span_sums (run_id VARCHAR NOT NULL, stage VARCHAR NOT NULL, pieces BIGINT NOT NULL, ms DOUBLE NOT NULL);
INSERT INTO span_sums SELECT run_id, stage, count(*), sum(ms) FROM spans GROUP BY ALL;
DROP VIEW finding_counts;
CREATE VIEW finding_counts AS
SELECT run_id, campaign, check_id, code, status, sum(count)::BIGINT AS count
FROM finding_sums JOIN run_starts USING (run_id)
GROUP BY ALL;
CREATE VIEW stage_times AS
SELECT run_id, campaign, stage, sum(pieces)::BIGINT AS pieces, sum(ms) AS ms
FROM span_sums JOIN run_starts USING (run_id)
GROUP BY ALL;
CREATE VIEW attempts AS
WITH joined AS (
  SELECT coalesce(s.event_id, e.event_id) AS event_id, run_id,
         coalesce(s.happened_at, e.happened_at) AS started_at, e.happened_at AS ended_at, attempt,
         coalesce(e.task, s.task) AS task, coalesce(e.subject, s.subject) AS subject,
         coalesce(e.provider, s.provider) AS provider, coalesce(e.model, s.model) AS model,
         coalesce(e.size, s.size) AS size, coalesce(e.seed, s.seed) AS seed,
         coalesce(e.outcome, 'unknown') AS outcome, coalesce(e.action, '') AS action,
         e.http_status, e.code, e.request_id, coalesce(e.message, '') AS message, coalesce(e.ms, 0) AS ms,
         e.input_tokens, e.output_tokens, coalesce(s.estimate_usd, 0) AS estimate_usd, coalesce(e.usd, 0) AS usd,
         CASE WHEN e.event_id IS NULL THEN s.estimate_usd
              WHEN e.maybe_charged THEN greatest(coalesce(s.estimate_usd, 0) - e.usd, 0)
              ELSE 0 END AS maybe_usd,
         e.sha256
  FROM attempt_starts s FULL JOIN attempt_ends e USING (run_id, attempt)
)
SELECT joined.*, lead(provider) OVER (PARTITION BY run_id, task, subject ORDER BY event_id) AS next_provider
FROM joined;
-- A run that made no calls and has a paid picture either stems from before calls were recorded, or took the picture
-- over from an earlier run that was killed after it had arrived: that run's attempt has the cost.
CREATE VIEW hero_costs AS
WITH bare AS (
  SELECT heroes.*, campaign FROM heroes JOIN run_starts USING (run_id)
  WHERE NOT cached AND run_id NOT IN (SELECT run_id FROM attempt_starts UNION SELECT run_id FROM attempt_ends)
), paid AS (
  SELECT campaign, e.subject AS product, e.provider, e.model, e.seed, min(run_id) AS paid_run
  FROM attempt_ends e JOIN run_starts USING (run_id) WHERE outcome = 'ok' GROUP BY ALL
)
SELECT run_id, bare.campaign, happened_at, kind, bare.product, bare.provider, bare.model,
       bool_or(coalesce(paid_run < run_id, FALSE)) AS taken_over,
       CASE WHEN bool_or(coalesce(paid_run < run_id, FALSE)) THEN 0 ELSE any_value(cost_usd) END AS cost_usd
FROM bare LEFT JOIN paid ON paid.campaign = bare.campaign AND paid.product = bare.product
  AND paid.provider = bare.provider AND paid.model = bare.model AND coalesce(paid.seed, bare.seed) = bare.seed
GROUP BY bare.event_id, run_id, bare.campaign, happened_at, kind, bare.product, bare.provider, bare.model;
CREATE VIEW spend AS
SELECT run_id, coalesce(campaign, '') AS campaign, started_at::DATE AS day, task, provider, model,
       count(*) AS calls, count(*) FILTER (outcome = 'ok') AS answered, sum(usd) AS usd, sum(maybe_usd) AS maybe_usd
FROM attempts LEFT JOIN run_starts USING (run_id)
GROUP BY ALL
UNION ALL
SELECT run_id, campaign, happened_at::DATE AS day, 'picture' AS task, provider, model,
       0 AS calls, 0 AS answered, sum(cost_usd) AS usd, 0 AS maybe_usd
FROM hero_costs WHERE cost_usd > 0
GROUP BY ALL;
CREATE VIEW latest_reviews AS
SELECT campaign, path, sha256, verdict, comment, reviewer, run_id, happened_at
FROM reviews
QUALIFY row_number() OVER (PARTITION BY campaign, path, sha256 ORDER BY happened_at DESC, event_id DESC) = 1;
DROP VIEW provider_uses;
CREATE VIEW provider_uses AS
SELECT run_id, campaign, heroes.kind, heroes.provider, heroes.model,
       count(*) FILTER (NOT cached) AS made, count(*) FILTER (cached) AS cached
FROM heroes JOIN run_starts USING (run_id)
GROUP BY ALL;
DROP VIEW runs;
CREATE VIEW runs AS
WITH stored AS (
  SELECT run_id, count(*) FILTER (NOT cached) AS made, count(*) FILTER (cached) AS cached,
         max(happened_at) AS latest
  FROM assets GROUP BY run_id
), failed AS (
  SELECT run_id, count(*) AS failed, max(happened_at) AS latest FROM failures GROUP BY run_id
), painted AS (
  SELECT run_id, sum(cost_usd) AS cost_usd, bool_or(taken_over) AS taken_over, max(happened_at) AS latest
  FROM hero_costs GROUP BY run_id
), called AS (
  SELECT run_id, sum(usd) AS usd, sum(maybe_usd) AS maybe_usd, max(coalesce(ended_at, started_at)) AS latest
  FROM attempts GROUP BY run_id
), found AS (
  SELECT run_id, coalesce(sum(count) FILTER (status = 'PASS'), 0)::BIGINT AS passes,
         coalesce(sum(count) FILTER (status = 'SKIP'), 0)::BIGINT AS skips,
         coalesce(sum(count) FILTER (status = 'WARN'), 0)::BIGINT AS warnings,
         coalesce(sum(count) FILTER (status = 'FAIL'), 0)::BIGINT AS fails,
         coalesce(sum(count) FILTER (status = 'ERROR'), 0)::BIGINT AS errors
  FROM finding_sums GROUP BY run_id
)
SELECT run_starts.run_id, run_starts.happened_at AS started_at, run_ends.happened_at AS ended_at,
       campaign, brief, brief_sha256, tool,
       coalesce(run_ends.status, 'unfinished') AS status, exit_code,
       products, run_starts.assets AS planned,
       coalesce(stored.made, 0) AS made, coalesce(stored.cached, 0) AS cached, coalesce(failed.failed, 0) AS failed,
       CASE WHEN called.run_id IS NOT NULL THEN called.usd
            WHEN painted.taken_over THEN painted.cost_usd
            ELSE coalesce(run_ends.cost_usd, painted.cost_usd, 0) END AS cost_usd,
       coalesce(called.maybe_usd, 0) AS maybe_usd,
       coalesce(run_ends.ms, date_diff('ms', run_starts.happened_at,
                greatest(stored.latest, failed.latest, painted.latest, called.latest)), 0)::DOUBLE AS ms,
       coalesce(passes, 0) AS passes, coalesce(skips, 0) AS skips, coalesce(warnings, 0) AS warnings,
       coalesce(fails, 0) AS fails, coalesce(errors, 0) AS errors
FROM run_starts
LEFT JOIN run_ends USING (run_id)
LEFT JOIN stored USING (run_id)
LEFT JOIN failed USING (run_id)
LEFT JOIN painted USING (run_id)
LEFT JOIN called USING (run_id)
LEFT JOIN found USING (run_id);
"""

_M004_TAKEN_OVER = """
-- The run that paid may have been killed between the picture's arrival and the end of its call: that call has no end,
-- is told as perhaps charged, and is the one place where the money stands.
CREATE OR REPLACE VIEW hero_costs AS
WITH bare AS (
  SELECT heroes.*, campaign FROM heroes JOIN run_starts USING (run_id)
  WHERE NOT cached AND run_id NOT IN (SELECT run_id FROM attempt_starts UNION SELECT run_id FROM attempt_ends)
), paid AS (
  SELECT campaign, calls.subject AS product, calls.provider, calls.model, calls.seed, min(run_id) AS paid_run
  FROM attempts calls JOIN run_starts USING (run_id) WHERE outcome IN ('ok', 'unknown') GROUP BY ALL
)
SELECT run_id, bare.campaign, happened_at, kind, bare.product, bare.provider, bare.model,
       bool_or(coalesce(paid_run < run_id, FALSE)) AS taken_over,
       CASE WHEN bool_or(coalesce(paid_run < run_id, FALSE)) THEN 0 ELSE any_value(cost_usd) END AS cost_usd
FROM bare LEFT JOIN paid ON paid.campaign = bare.campaign AND paid.product = bare.product
  AND paid.provider = bare.provider AND paid.model = bare.model AND coalesce(paid.seed, bare.seed) = bare.seed
GROUP BY bare.event_id, run_id, bare.campaign, happened_at, kind, bare.product, bare.provider, bare.model;
"""

_M005_ROLES = """
-- Which line of the ad a finding is about; NULL where it is about the whole, or was written before this was kept.
ALTER TABLE findings ADD COLUMN role VARCHAR;
"""

_M006_PASSED_OVER = """
-- Calls that were not made, as their provider rested after failures.
CREATE TABLE passed_over (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  task VARCHAR NOT NULL, subject VARCHAR NOT NULL, provider VARCHAR NOT NULL, model VARCHAR NOT NULL,
  outcome VARCHAR NOT NULL, message VARCHAR NOT NULL
);
"""

MIGRATIONS = (
    Migration("m001_events", _M001_EVENTS),
    Migration("m002_search", _M002_SEARCH),
    Migration("m003_money", _M003_MONEY),
    Migration("m004_taken_over", _M004_TAKEN_OVER),
    Migration("m005_roles", _M005_ROLES),
    Migration("m006_passed_over", _M006_PASSED_OVER),
)
"""In the order they are applied."""
