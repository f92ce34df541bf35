"""Fill a run log with a year of made-up runs, for the report of `tools/bench.py`."""

from creative_cli.runlog.database import Database
from creative_cli.runlog.importer import prepare_tables
from creative_cli.storage.state import StateFolder

ADS_A_RUN = 48

# Runs are spread evenly over the last 360 days; every 50th ad is not made, every 40th run was killed, pictures of
# every 10th run are painted, each second one after a refusal for lack of credit.
_RUNS = """
CREATE TEMP TABLE made_up AS
SELECT strftime(began, '%Y%m%dT%H%M%SZ-') || lpad(to_hex(number), 6, '0') AS run_id, began, number,
       'campaign-' || number % 40 AS campaign
FROM (SELECT number, (now()::TIMESTAMP - INTERVAL 360 DAYS
              + to_seconds((number * 360 * 86400 / $runs)::BIGINT)) AS began FROM range($runs) AS r(number));
INSERT INTO run_starts SELECT run_id || '-000000', run_id, began, campaign, 'briefs/' || campaign || '.yaml',
       repeat('ab', 32), '0.1', 2, $ads FROM made_up;
INSERT INTO run_ends SELECT run_id || '-999999', run_id, began + INTERVAL 20 SECONDS, 'finished', 0, $ads, 0, 0,
       0.0, 20000 FROM made_up WHERE number % 40 <> 7;
INSERT INTO heroes SELECT run_id || '-00000' || product, run_id, began, 'product-' || product, 'generated',
       CASE WHEN number % 10 = 0 THEN 'openai' ELSE 'studio' END, 'one', 7, 0, number % 3 = 0
       FROM made_up, range(1, 3) AS p(product);
INSERT INTO attempt_starts SELECT run_id || '-0001' || product || part, run_id, began + to_seconds(part),
       run_id || product || part, 'picture', 'product-' || product,
       CASE WHEN part = 0 THEN 'huggingface' ELSE 'openai' END, 'one', '1024x1024', 7, 0.04
       FROM made_up, range(1, 3) AS p(product), range(2) AS q(part) WHERE number % 10 = 0;
INSERT INTO attempt_ends SELECT event_id || 'e', run_id, happened_at + INTERVAL 9 SECONDS, attempt, task, subject,
       provider, model, size, seed, CASE WHEN provider = 'openai' THEN 'ok' ELSE 'billing' END, 'next',
       CASE WHEN provider = 'openai' THEN NULL ELSE 402 END, NULL, NULL,
       CASE WHEN provider = 'openai' THEN '' ELSE 'no credit' END, 9000, NULL, NULL,
       CASE WHEN provider = 'openai' THEN 0.04 ELSE 0 END, FALSE, NULL
       FROM attempt_starts WHERE hash(event_id) % 100 > 0;
"""
_ADS = """
INSERT INTO assets SELECT run_id || '-' || lpad((ad + 100)::VARCHAR, 6, '0'), run_id, began + to_milliseconds(ad * 400),
       locale || '/1x1/product-' || ad % 2 || '.jpg', 'product-' || ad % 2, locale[-2:], locale, 'ltr',
       ['1:1', '9:16', '16:9', '4:5'][1 + ad % 4], 1080, 1080, 200000 + ad, sha256((number * 100 + ad)::VARCHAR),
       CASE WHEN (number + ad) % 17 = 0 THEN 'WARN' WHEN (number + ad) % 97 = 0 THEN 'FAIL' ELSE 'PASS' END,
       number % 3 = 0, 'packshot', 'studio', 'one', 7, 0, 'brief', NULL, 'A headline of some words ' || ad, NULL, 'Buy',
       NULL, ''
FROM (SELECT *, ['en-GB', 'de-DE', 'ja-JP', 'fr-FR', 'ar-SA', 'pt-BR'][1 + ad % 6] AS locale
      FROM made_up, range($ads) AS a(ad) WHERE (number * $ads + ad) % 50 <> 0);
INSERT INTO failures SELECT run_id || '-' || lpad((ad + 100)::VARCHAR, 6, '0'), run_id, began,
       'product-' || ad % 2, 'GB', 'en-GB', '1:1', 'ProviderError', 'No provider could paint it.', ''
FROM made_up, range($ads) AS a(ad) WHERE (number * $ads + ad) % 50 = 0;
INSERT INTO findings SELECT event_id, run_id, happened_at, path, 'check_' || part, 'code_' || part,
       CASE WHEN part = 0 THEN status ELSE 'PASS' END, 'What check ' || part || ' has to say of it.', NULL, ''
FROM assets, range(12) AS c(part);
INSERT INTO finding_sums SELECT run_id, check_id, code, status, count(*) FROM findings GROUP BY ALL;
INSERT INTO spans SELECT event_id || part, run_id, happened_at, ['compose', 'localize', 'check', 'store'][part],
       path, 10.0 * part, happened_at, 8.0 * part, 'creative_' || part % 2, product, locale, ratio
FROM assets, range(1, 5) AS s(part);
INSERT INTO span_sums SELECT run_id, stage, count(*), sum(ms), sum(cpu_ms) FROM spans GROUP BY ALL;
"""


def make_up(state: StateFolder, ads: int) -> None:
    """Fill the run log of *state* with some *ads* ads in runs of 48."""
    state.create()
    database = Database.open(state.runlog)
    prepare_tables(database)
    figures = {"$runs": str(max(ads // ADS_A_RUN, 1)), "$ads": str(ADS_A_RUN)}
    for statement in (_RUNS + _ADS).split(";"):
        sql = statement
        for name, figure in figures.items():
            sql = sql.replace(name, figure)
        if sql.strip():
            database.execute(sql)
    database.close()
