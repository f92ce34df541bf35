"""The tables and views of the run log, in SQL: the one place to add a table or a column.

An event table is defined by a query on `lines`, which holds journal lines as DuckDB read them: the query gives the
columns and the rows. Sums and views build on these tables. `docs/runlog.md` is generated from this module.
"""

import hashlib
import json
from typing import NamedTuple

_KEYS = {
    # `cached` is a boolean for ads and a number for runs; `status` is a word for runs and an HTTP status for calls.
    "VARCHAR": "event_id run_id type action attempt brief brief_sha256 cached campaign code comment country direction "
    "doc_id embedder error headline kind locale message model outcome path product product_name provider ratio "
    "request_id reviewer role sha256 size source stage status subject task text thread tool variant verdict",
    "INTEGER": "schema assets exit_code failed made products",
    "BIGINT": "seq input_tokens output_tokens",
    "HUGEINT": "seed",  # unsigned, up to 64 bits
    "DOUBLE": "began cost_usd cpu_ms estimate_usd ms usd",
    "BOOLEAN": "maybe_charged",
    "TIMESTAMP": "at",
}
_COPY = dict.fromkeys(("kicker", "headline", "body", "cta", "disclaimer"), "VARCHAR")
_TEXTS = ("path", "product", "country", "locale", "direction", "ratio", "sha256", "copy_source", "status", "variant")
# Every key that a journal line may have, with its SQL type; values of another type become NULL.
LINE_SHAPE: dict[str, object] = {
    **{key: kind for kind, keys in _KEYS.items() for key in keys.split()},
    "vector": ["FLOAT"],
    "copy": _COPY,
    "ruling": {**dict.fromkeys(("check", "code", "given", "status", "note"), "VARCHAR"), "waived": "BOOLEAN"},
    "finding": dict.fromkeys(("check", "code", "status", "message", "role"), "VARCHAR"),
    "asset": {
        **dict.fromkeys(_TEXTS, "VARCHAR"),
        "width": "INTEGER",
        "height": "INTEGER",
        "bytes": "BIGINT",
        "hero": {"kind": "VARCHAR", "provider": "VARCHAR", "model": "VARCHAR", "seed": "HUGEINT", "cost_usd": "DOUBLE"},
        "copy": _COPY,
        "findings": [dict.fromkeys(("check", "code", "status", "message", "role"), "VARCHAR")],
    },
}

# Foreign lines get no type, and lines that are not JSON are NULL throughout.
# `read_ndjson` with these columns gives the same but costs seven times as much: it plans them for every file.
_LINES = """
SELECT * REPLACE (
  CASE WHEN schema = 1 AND run_id = journal AND seq IS NOT NULL AND (type <> 'AssetStored' OR (
    asset.status IN {statuses} AND len(list_filter(asset.findings, lambda one: coalesce(
      one."check" IS NULL OR one.code IS NULL OR one.message IS NULL OR one.status NOT IN {statuses}, true))) = 0
  )) AND (type <> 'FindingAdded' OR (finding."check" IS NOT NULL AND finding.code IS NOT NULL
    AND finding.message IS NOT NULL AND coalesce(finding.status IN {statuses}, false))) THEN type END AS type
)
FROM (SELECT unnest(from_json(json, '{shape}')), parse_filename(filename, true) AS journal FROM {files})
""".replace("{statuses}", "('PASS', 'SKIP', 'WARN', 'FAIL', 'ERROR')").replace("{shape}", json.dumps(LINE_SHAPE))

# `lines` exists only during an import.
CREATE_LINES = "CREATE TEMP TABLE lines AS {} LIMIT 0".format(
    _LINES.replace("{files}", "(SELECT NULL::JSON AS json, '' AS filename)")
)
READ_LINES = "INSERT INTO lines " + _LINES.replace(
    "{files}", "read_ndjson_objects($files, ignore_errors = true, filename = true)"
)


class EventTable(NamedTuple):
    """A table filled from one event type; `select` lists its columns, `optional` those that may be NULL."""

    name: str
    meaning: str
    event: str
    select: str
    optional: str = ""
    source: str = "lines"

    def rows_sql(self) -> str:
        """Return the query on `lines` that gives the table, without lines that lack a required value."""
        required = f"* EXCLUDE ({self.optional})" if self.optional else "*"
        return _ROWS.format(select=self.select, source=self.source, event=self.event, required=required)


_ROWS = """
SELECT * FROM (SELECT event_id, run_id, "at" AS happened_at, {select} FROM {source} WHERE type = '{event}')
WHERE COLUMNS({required}) IS NOT NULL
"""

# In the order of `docs/runlog.md`.
EVENT_TABLES = (
    EventTable("run_starts", "A run started.", "RunStarted", "campaign, brief, brief_sha256, tool, products, assets"),
    EventTable(
        "run_ends",
        "A run finished or was stopped by Ctrl-C.",
        "RunFinished",
        "status, exit_code, made, TRY_CAST(cached AS INTEGER) AS cached, failed, cost_usd, ms",
    ),
    EventTable(
        "heroes",
        "The picture of a product; `cost_usd` is its original cost, paid in an earlier run if `cached`.",
        "HeroMade",
        "product, kind, provider, model, seed, cost_usd, TRY_CAST(cached AS BOOLEAN) AS cached",
    ),
    EventTable(
        "copies",
        "The copy of a market.",
        "CopyChosen",
        "locale, country, source, copy.kicker, copy.headline, copy.body, copy.cta, copy.disclaimer, "
        "coalesce(variant, '') AS variant",
        optional="kicker, body, cta, disclaimer",
    ),
    EventTable(
        "findings",
        "A result of one check for one ad; `event_id` is the ad's, `role` the copy line, None for the whole ad.",
        "AssetStored",
        'path, found."check" AS check_id, found.code, found.status, found.message, found.role, variant',
        optional="role",
        source="""(
  SELECT event_id, run_id, "at", type, asset.path AS path, coalesce(asset.variant, '') AS variant,
         unnest(asset.findings) AS found
  FROM lines
  UNION ALL BY NAME
  SELECT added.event_id, added.run_id, added."at", 'AssetStored' AS type, added.path,
         coalesce(ads.asset.variant, '') AS variant, added.finding AS found
  FROM lines added JOIN lines ads ON added.type = 'FindingAdded' AND ads.type = 'AssetStored'
   AND ads.run_id = added.run_id AND ads.asset.path = added.path
)""",
    ),
    EventTable(
        "assets",
        "A finished ad; `path` is relative to the campaign's folder.",
        "AssetStored",
        "asset.path, asset.product, asset.country, asset.locale, asset.direction, asset.ratio, asset.width, "
        "asset.height, asset.bytes, asset.sha256, worst AS status, TRY_CAST(cached AS BOOLEAN) AS cached, "
        "asset.hero.kind AS hero_kind, asset.hero.provider AS hero_provider, asset.hero.model AS hero_model, "
        "asset.hero.seed AS hero_seed, asset.hero.cost_usd AS hero_cost_usd, asset.copy_source, "
        "asset.copy.kicker, asset.copy.headline, asset.copy.body, asset.copy.cta, asset.copy.disclaimer, "
        "coalesce(asset.variant, '') AS variant",
        optional="kicker, body, cta, disclaimer",
        source="""(
  SELECT lines.*, CASE WHEN list_position({ranks}, added.status) > list_position({ranks}, lines.asset.status)
                       THEN added.status ELSE lines.asset.status END AS worst
  FROM lines LEFT JOIN (
    SELECT run_id, path, arg_max(finding.status, list_position({ranks}, finding.status)) AS status
    FROM lines WHERE type = 'FindingAdded' GROUP BY ALL
  ) added ON lines.type = 'AssetStored' AND added.run_id = lines.run_id AND added.path = lines.asset.path
)""".replace("{ranks}", "['PASS', 'SKIP', 'WARN', 'FAIL', 'ERROR']"),
    ),
    EventTable(
        "rulings",
        "What a profile or a waiver made of a finding, with the reason; also a waiver that expired.",
        "FindingRuled",
        'path, ruling."check" AS check_id, ruling.code, ruling.given, ruling.status, ruling.waived, ruling.note',
    ),
    EventTable(
        "failures",
        "An ad that could not be made.",
        "AssetFailed",
        "product, country, locale, ratio, error, message, coalesce(variant, '') AS variant",
    ),
    EventTable(
        "left_out",
        "An ad that was not made, since its size cannot show the text `role`, which the law requires.",
        "AssetLeftOut",
        "product, country, locale, ratio, role, message, coalesce(variant, '') AS variant",
    ),
    EventTable(
        "passed_over",
        "A call skipped because of an open circuit breaker; `outcome` is the kind of error that opened it.",
        "ProviderPassedOver",
        "task, subject, provider, model, outcome, message",
    ),
    EventTable(
        "spans",
        "One task in a stage: when it began, its time by the clock and of the CPU in ms, and in which thread it was. "
        "`product`, `locale` and `ratio` are None where it was for several.",
        "StageTimed",
        # Only what a timestamp can be: a damaged line must not stop an import.
        "stage, subject, ms, CASE WHEN began BETWEEN 0 AND 1e11 THEN make_timestamp((began * 1e6)::BIGINT) END "
        "AS began, cpu_ms, thread, product, locale, ratio",
        optional="began, cpu_ms, thread, product, locale, ratio",
    ),
    EventTable(
        "documents",
        "The search document of one product in one locale: its text, and its vector (float32) from one embedder. "
        "Vector and embedder are empty where a run left them to the first search.",
        "DocumentEmbedded",
        "doc_id, campaign, product, product_name, locale, country, direction, headline, text, embedder, vector, "
        "coalesce(variant, '') AS variant",
    ),
    EventTable(
        "attempt_starts",
        "A call to a service was about to start; `estimate_usd` is its maximum cost.",
        "AttemptStarted",
        "attempt, task, subject, provider, model, size, seed, estimate_usd",
        optional="seed",
    ),
    EventTable(
        "attempt_ends",
        "A call succeeded or failed; `usd` was charged, and more may have been if `maybe_charged`.",
        "AttemptEnded",
        "attempt, task, subject, provider, model, size, seed, outcome, action, "
        "TRY_CAST(status AS INTEGER) AS http_status, code, request_id, message, ms, input_tokens, output_tokens, usd, "
        "maybe_charged, sha256",
        optional="seed, http_status, code, request_id, input_tokens, output_tokens, sha256",
    ),
    EventTable(
        "reviews",
        "A person approved or rejected the exact bytes of an ad; `path` is relative to the campaign's folder.",
        "AssetReviewed",
        "campaign, path, sha256, verdict, comment, reviewer",
    ),
)

# Added up during import: an ad has twelve findings and four spans, and a year's report would have to read them all.
SUM_TABLES = {
    "finding_sums": """
SELECT run_id, check_id, code, status, count(*) AS count FROM findings
WHERE run_id IN (SELECT journal FROM lines) GROUP BY ALL
""",
    "span_sums": """
SELECT run_id, stage, count(*) AS pieces, sum(ms) AS ms, sum(cpu_ms) AS cpu_ms FROM spans
WHERE run_id IN (SELECT journal FROM lines) GROUP BY ALL
""",
}


class View(NamedTuple):
    """A view of the database."""

    name: str
    meaning: str
    select: str


# In dependency order.
VIEWS = (
    View(
        "lost_journals",
        "A journal of which lines are damaged or missing: what its calls cost is unknown.\n\n"
        "`lost` is the number of these lines, as far as it can be known. `started_at` is from the name of the journal; "
        "`campaign` is None if the line that says it is lost too.",
        """
SELECT run_id, coalesce(try_strptime(left(run_id, 16), '%Y%m%dT%H%M%SZ'), TIMESTAMP '1970-01-01') AS started_at,
       campaign, lost
FROM journals LEFT JOIN run_starts USING (run_id) WHERE lost > 0
""",
    ),
    View(
        "attempts",
        "A call to a service, from start to end.\n\n"
        "Without an end, `outcome` is 'unknown' and the call may have been charged. `maybe_usd` may have been charged "
        "in addition to `usd`: the estimate if the outcome is unknown, or what is left of it if a failed call may "
        "have been charged. `next_provider` is the provider tried next for the same thing, None if there was none.",
        """
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
FROM joined
""",
    ),
    View(
        "hero_costs",
        "A picture made in a run without calls; `cost_usd` is its cost in this run.\n\n"
        "`taken_over` is true if an earlier run paid for the picture and was killed before using it: it cost nothing "
        "in this run.",
        """
-- A run that made no calls and has a paid picture either stems from before calls were recorded, or took the picture
-- over from an earlier run that was killed: that run's call has the cost, without its end perhaps charged. Seeds are
-- not compared: a call has the one it asked for, and a picture none where the service takes no seeds.
WITH bare AS (
  SELECT heroes.*, campaign FROM heroes JOIN run_starts USING (run_id)
  WHERE NOT cached AND run_id NOT IN (SELECT run_id FROM attempt_starts UNION SELECT run_id FROM attempt_ends)
), paid AS (
  SELECT campaign, calls.subject AS product, calls.provider, calls.model, min(run_id) AS paid_run
  FROM attempts calls JOIN run_starts USING (run_id) WHERE outcome IN ('ok', 'unknown') GROUP BY ALL
)
SELECT run_id, bare.campaign, happened_at, kind, bare.product, bare.provider, bare.model,
       bool_or(coalesce(paid_run < run_id, FALSE)) AS taken_over,
       CASE WHEN bool_or(coalesce(paid_run < run_id, FALSE)) THEN 0 ELSE any_value(cost_usd) END AS cost_usd
FROM bare LEFT JOIN paid ON paid.campaign = bare.campaign AND paid.product = bare.product
  AND paid.provider = bare.provider AND paid.model = bare.model
GROUP BY bare.event_id, run_id, bare.campaign, happened_at, kind, bare.product, bare.provider, bare.model
""",
    ),
    View(
        "runs",
        "A run and its totals.\n\n"
        "`status` is 'unfinished' without an end; reports then show 'running', or 'interrupted' if the process is "
        "gone. Counts and money cover what happened so far; without an end, `ms` runs to the last event. Money is the "
        "sum of the run's attempts: `cost_usd` was charged, `maybe_usd` may have been charged on top. A picture that "
        "an earlier run paid for but was killed before using costs nothing here. `passes` to `errors` count findings. "
        "Where `lost` lines of the journal are damaged or missing, `cost_usd` is unknown (NULL) and at least "
        "`known_usd`.",
        """
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
SELECT * REPLACE (if(lost > 0, NULL, known_usd) AS cost_usd) FROM (
SELECT run_starts.run_id, run_starts.happened_at AS started_at, run_ends.happened_at AS ended_at,
       campaign, brief, brief_sha256, tool,
       coalesce(run_ends.status, 'unfinished') AS status, exit_code,
       products, run_starts.assets AS planned,
       coalesce(stored.made, 0) AS made, coalesce(stored.cached, 0) AS cached, coalesce(failed.failed, 0) AS failed,
       NULL::DOUBLE AS cost_usd,
       coalesce(called.maybe_usd, 0) AS maybe_usd,
       -- A clock that was set back in the middle would make it negative.
       greatest(coalesce(run_ends.ms, date_diff('ms', run_starts.happened_at,
                greatest(stored.latest, failed.latest, painted.latest, called.latest)), 0), 0)::DOUBLE AS ms,
       coalesce(passes, 0) AS passes, coalesce(skips, 0) AS skips, coalesce(warnings, 0) AS warnings,
       coalesce(fails, 0) AS fails, coalesce(errors, 0) AS errors,
       CASE WHEN called.run_id IS NOT NULL THEN called.usd
            WHEN painted.taken_over THEN painted.cost_usd
            ELSE coalesce(run_ends.cost_usd, painted.cost_usd, 0) END AS known_usd,
       coalesce(lost, 0) AS lost
FROM run_starts
LEFT JOIN run_ends USING (run_id)
LEFT JOIN stored USING (run_id)
LEFT JOIN failed USING (run_id)
LEFT JOIN painted USING (run_id)
LEFT JOIN called USING (run_id)
LEFT JOIN found USING (run_id)
LEFT JOIN journals USING (run_id)
)
""",
    ),
    View(
        "spend",
        "Spending per run, day (UTC), task and model.\n\n"
        "`campaign` is empty for commands other than `run`. Runs from before calls were recorded have their pictures "
        "here with 0 `calls`. A journal with lost lines has one more row, whose `task` is 'unknown' and whose `usd` is "
        "unknown (NULL).",
        """
SELECT run_id, coalesce(campaign, '') AS campaign, started_at::DATE AS day, task, provider, model,
       count(*) AS calls, count(*) FILTER (outcome = 'ok') AS answered, sum(usd) AS usd, sum(maybe_usd) AS maybe_usd
FROM attempts LEFT JOIN run_starts USING (run_id)
GROUP BY ALL
UNION ALL
SELECT run_id, campaign, happened_at::DATE AS day, 'picture' AS task, provider, model,
       0 AS calls, 0 AS answered, sum(cost_usd) AS usd, 0 AS maybe_usd
FROM hero_costs WHERE cost_usd > 0
GROUP BY ALL
UNION ALL
SELECT run_id, coalesce(campaign, ''), started_at::DATE AS day, 'unknown' AS task, '' AS provider, '' AS model,
       0 AS calls, 0 AS answered, NULL AS usd, NULL AS maybe_usd
FROM lost_journals
""",
    ),
    View(
        "pictures",
        "The latest version of a campaign's file; `path` is relative to the campaign's folder.",
        """
-- Event ids begin with the time of their run, so the greatest is the newest.
SELECT campaign, path, arg_max(product, event_id) AS product, arg_max(country, event_id) AS country,
       arg_max(locale, event_id) AS locale, arg_max(direction, event_id) AS direction,
       arg_max(ratio, event_id) AS ratio,
       arg_max(variant, event_id) AS variant, arg_max(status, event_id) AS status, arg_max(sha256, event_id) AS sha256,
       arg_max(run_id, event_id) AS run_id, arg_max(happened_at, event_id) AS happened_at
FROM (SELECT assets.*, run_starts.campaign FROM assets JOIN run_starts USING (run_id))
GROUP BY campaign, path
""",
    ),
    View(
        "provider_uses",
        "Number of pictures per run and model.",
        """
SELECT run_id, campaign, heroes.kind, heroes.provider, heroes.model,
       count(*) FILTER (NOT cached) AS made, count(*) FILTER (cached) AS cached
FROM heroes JOIN run_starts USING (run_id)
GROUP BY ALL
""",
    ),
    View(
        "finding_counts",
        "Number of findings per run, check, code and status.",
        """
SELECT run_id, campaign, check_id, code, status, sum(count)::BIGINT AS count
FROM finding_sums JOIN run_starts USING (run_id)
GROUP BY ALL
""",
    ),
    View(
        "stage_times",
        "Work per run and stage: number of tasks (`pieces`), their ms added up over threads, and those of the CPU.",
        """
SELECT run_id, campaign, stage, sum(pieces)::BIGINT AS pieces, sum(ms) AS ms, sum(cpu_ms) AS cpu_ms
FROM span_sums JOIN run_starts USING (run_id)
GROUP BY ALL
""",
    ),
    View(
        "reviewer_verdicts",
        "The latest review of the exact bytes of an ad by each reviewer.",
        """
SELECT campaign, path, sha256, verdict, comment, reviewer, run_id, happened_at, event_id
FROM reviews
QUALIFY row_number() OVER (PARTITION BY campaign, path, sha256, reviewer ORDER BY event_id DESC) = 1
""",
    ),
    View(
        "latest_reviews",
        "The review that counts for the exact bytes of an ad: a rejection, if a reviewer rejects it, else the latest. "
        "approved_by names those who approve what another rejects.",
        """
SELECT campaign, path, sha256, verdict, comment, reviewer, run_id, happened_at,
       CASE WHEN verdict = 'rejected' THEN coalesce(array_to_string(list_sort(
         list(CASE reviewer WHEN '' THEN 'another reviewer' ELSE reviewer END) FILTER (verdict = 'approved')
         OVER (PARTITION BY campaign, path, sha256)), ', '), '') ELSE '' END AS approved_by
FROM reviewer_verdicts
QUALIFY row_number() OVER (
  PARTITION BY campaign, path, sha256 ORDER BY verdict = 'rejected' DESC, event_id DESC) = 1
""",
    ),
)

# How far each journal was read, and which tables the file has.
JOURNALS = """
CREATE TABLE journals (
  run_id VARCHAR NOT NULL, bytes BIGINT NOT NULL, lines BIGINT NOT NULL, broken BIGINT NOT NULL, torn BIGINT NOT NULL,
  lost BIGINT NOT NULL
);
CREATE TABLE tables_digest (digest VARCHAR NOT NULL)
"""


def creation_sql() -> tuple[str, ...]:
    """Return the statements that create all tables and views in a blank file."""
    events = tuple((table.name, table.rows_sql(), table.meaning) for table in EVENT_TABLES)
    sums = tuple((name, select, "") for name, select in SUM_TABLES.items())
    return (
        CREATE_LINES,
        *(f"CREATE TABLE {name} AS {select} LIMIT 0" for name, select, _ in (*events, *sums)),
        "DROP TABLE lines",
        JOURNALS,
        *(f"CREATE VIEW {view.name} AS {view.select}" for view in VIEWS),
    )


def tables_digest() -> str:
    """Return a digest of how the tables are created and filled, by which files of other versions are recognized."""
    sql = "\n".join((*creation_sql(), READ_LINES))
    return hashlib.sha256(sql.encode()).hexdigest()
