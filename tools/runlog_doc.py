"""Write docs/runlog.md: the tables of the run log, and ready-made queries.

python tools/runlog_doc.py            write it
python tools/runlog_doc.py --check    exit with 1 if it is outdated
"""

import sys
import tempfile
from pathlib import Path

from creative_cli.runlog.database import Database
from creative_cli.runlog.importer import prepare_tables
from creative_cli.runlog.schema_sql import EVENT_TABLES, VIEWS

PAGE = Path(__file__).parent.parent / "docs" / "runlog.md"

INTRODUCTION = """\
# The run log

Every run writes what happens to a journal of its own, `journal/<run>.jsonl` in the state folder (`outputs/.creative`
unless `--state` moved it). The journals are the truth. `runlog.duckdb` beside them is made from them and can be deleted
at any time; `creative doctor --rebuild` rebuilds it.

`creative report` sums it up, and `creative sql` asks it anything:

    creative sql "SELECT campaign, made, cost_usd FROM runs ORDER BY run_id DESC LIMIT 5"
    creative sql --format csv "FROM attempts" > attempts.csv

A query can only read, and only the run log: other files, extensions, settings and changes are refused. It may take
60 s. Times are UTC (write `now()::TIMESTAMP`), money is USD, durations are ms, sizes are px or bytes. A run's id begins
with the time it started at, so `run_id >= '202611'` means "since November 2026" and is fast.

Money is counted at the attempts, the calls to services, and nowhere else. A run's `cost_usd` is the sum of their `usd`,
for pictures, words and vectors alike; `maybe_usd` is what may have been charged on top. A picture that a killed run
had paid for is used by the next run without being counted again. Runs from before calls were recorded cost what their
pictures say. What a run cost whose journal has lost lines is unknown, never zero: its `cost_usd` is NULL, which `sum`
leaves out; the view `lost_journals` lists these journals.

A call that was in flight when its run was killed counts at its estimate, as `maybe_usd`. If its answer was on disk by
then, no later run asks again. One window stays open, from the moment a service sends an answer until it is on disk, a
fraction of a second later: the answer that a process is reading when it is killed is paid for and lost, and the next
run buys it again. The bill has both calls. `make soak` counts how often that happens.

A campaign that was killed and run again has the same ads, byte by byte, as one that was not. Its manifest differs in
three facts: `run_id` is the run that last changed an ad, `copy_source` is `memory` for copy that an earlier run had
translated, and `request_id` is how a service names the call that a picture was bought with.

Each step of a stage is a row of `spans`: what it was for, when it began, its time by the clock and that of the CPU of
its thread. `creative run BRIEF --flame-graph run.speedscope.json` draws them. Drop the file on
[speedscope](https://www.speedscope.app), which reads it in the browser and sends it nowhere. Its first graph is the CPU
of all threads by stage, product, format and locale; the arrows beside its title go on to each thread and to the calls
to services in the order of time. The file is there, too, when a run fails or is interrupted; several briefs share one.
"""

QUERIES: tuple[tuple[str, str], ...] = (
    (
        "What each campaign cost, and what may come on top",
        """
SELECT campaign, count(*) AS runs, sum(made) AS ads, round(sum(cost_usd), 2) AS usd,
       round(sum(maybe_usd), 2) AS maybe_usd
FROM runs GROUP BY campaign ORDER BY usd DESC
""",
    ),
    (
        "Money by month and provider",
        """
SELECT strftime(day, '%Y-%m') AS month, provider, sum(calls) AS calls, round(sum(usd), 2) AS usd
FROM spend GROUP BY ALL ORDER BY month DESC, usd DESC
""",
    ),
    (
        "Why calls failed, and which provider was tried next",
        """
SELECT provider, outcome, http_status, coalesce(next_provider, 'nobody') AS next, count(*) AS calls
FROM attempts WHERE outcome <> 'ok' GROUP BY ALL ORDER BY calls DESC
""",
    ),
    (
        "Calls that never ended, which may have been charged",
        """
SELECT run_id, started_at, provider, model, task, subject, maybe_usd
FROM attempts WHERE maybe_usd > 0 ORDER BY started_at DESC
""",
    ),
    (
        "How long a provider takes to answer",
        """
SELECT provider, model, task, count(*) AS calls, round(median(ms)) AS median_ms,
       round(quantile_cont(ms, 0.95)) AS p95_ms
FROM attempts WHERE outcome = 'ok' GROUP BY ALL ORDER BY calls DESC
""",
    ),
    (
        "Ads by market and how their checks ended, in the newest run",
        """
SELECT locale, count(*) AS ads, count(*) FILTER (status = 'PASS') AS pass,
       count(*) FILTER (status IN ('WARN', 'FAIL', 'ERROR')) AS trouble
FROM assets WHERE run_id = (SELECT max(run_id) FROM run_starts) GROUP BY ALL ORDER BY trouble DESC, locale
""",
    ),
    (
        "What checks find most, with the files",
        """
SELECT check_id, code, count(DISTINCT path) AS files, min(path) AS such_as, min(message) AS says
FROM findings WHERE status IN ('WARN', 'FAIL', 'ERROR') GROUP BY ALL ORDER BY files DESC LIMIT 20
""",
    ),
    (
        "The products whose ads take most of the CPU, by stage, in the newest run",
        """
SELECT product, stage, count(*) AS steps, round(sum(cpu_ms) / 1000, 2) AS cpu_seconds, round(max(ms)) AS longest_ms
FROM spans WHERE run_id = (SELECT max(run_id) FROM run_starts) GROUP BY ALL ORDER BY cpu_seconds DESC LIMIT 20
""",
    ),
    (
        "Time per stage and how much of the work was reused, by run",
        """
SELECT run_id, campaign, round(100.0 * cached / greatest(made + cached, 1)) AS reused_percent,
       stage, pieces, round(stage_times.ms / 1000, 1) AS seconds
FROM runs JOIN stage_times USING (run_id, campaign) ORDER BY run_id DESC, seconds DESC LIMIT 30
""",
    ),
    (
        "Files that nobody has reviewed as they are now",
        """
SELECT campaign, path, status FROM pictures
LEFT JOIN latest_reviews USING (campaign, path, sha256)
WHERE verdict IS NULL ORDER BY campaign, path
""",
    ),
    (
        "Headlines of a market over time",
        """
SELECT DISTINCT run_starts.happened_at::DATE AS day, campaign, headline, cta
FROM copies JOIN run_starts USING (run_id) WHERE locale = 'ja-JP' ORDER BY day DESC
""",
    ),
)
"""Each is run by a test, as it stands on the page."""

CONCLUSION = """\
`journals` says how far each journal was read: its bytes and lines, how many lines are `broken`, and how many at its end
are `torn`, as their run was killed or is still writing. `finding_sums` and `span_sums` add up `findings` and `spans` as
they come in, for the views. `tables_digest` identifies these definitions: a file with another digest, or one that
cannot be read, is moved to `runlog.aside.duckdb` and rebuilt from the journals."""

_COLUMNS = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"


def page() -> str:
    """Return the page."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "blank.duckdb")
        prepare_tables(database)
        columns = {one.name: database.execute(_COLUMNS, (one.name,)) for one in (*VIEWS, *EVENT_TABLES)}
        database.close()
    parts = [INTRODUCTION, "## Ready queries", ""]
    for title, query in QUERIES:
        parts += [f"{title}:", "", "```sql", query.strip(), "```", ""]
    for heading, described in (("Views", VIEWS), ("Tables", EVENT_TABLES)):
        parts += [f"## {heading}", ""]
        for one in described:
            parts += [f"### {one.name}", "", one.meaning, "", "| column | type |", "|---|---|"]
            parts += [f"| `{column}` | {str(type_).lower()} |" for column, type_ in columns[one.name]]
            parts.append("")
    parts.append(CONCLUSION)
    return "\n".join(parts) + "\n"


def main() -> None:
    """Write the page, or only compare it."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, "utf-8", newline="\n")
        print(PAGE.relative_to(PAGE.parent.parent))
    elif not PAGE.exists() or PAGE.read_text("utf-8") != text:
        print(f"Out of date: {PAGE.name}. Run `python tools/runlog_doc.py`.")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
