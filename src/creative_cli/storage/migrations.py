"""How the run log's file came to its present shape: a numbered list that only grows.

A file remembers the names it has seen. What is in the list is never edited: files in the world were made by it.
The shape is checked against `rows.py` by a test.
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

MIGRATIONS = (
    Migration("m001_events", _M001_EVENTS),
    Migration("m002_search", _M002_SEARCH),
)
"""In the order they are applied."""
