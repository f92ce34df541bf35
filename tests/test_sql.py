"""`creative sql` answers any question about the run log, and can do nothing else."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from creative_cli.errors import UsageError
from creative_cli.events import AssetStored
from creative_cli.runlog.database import Answer, ask_query
from creative_cli.runlog.journal import Journal
from creative_cli.runlog.runlog import RunLog
from creative_cli.settings import Settings
from creative_cli.storage.state import StateFolder
from tests.command import creative
from tests.conftest import REPOSITORY
from tests.runlog.test_money import FIRST, STARTED, ended, finished, painted, started
from tests.storage.samples import asset

PAGE = REPOSITORY / "docs" / "runlog.md"
READY = re.findall(r"```sql\n(.+?)\n```", PAGE.read_text("utf-8"), re.DOTALL)


def remember_run(root: Path) -> StateFolder:
    """Return the memory of one run of one ad, whose picture was called for twice."""
    folder = StateFolder(root / "outputs" / ".creative")
    folder.create()
    first, second = started("a", "huggingface"), started("b")
    with Journal.open(folder, FIRST) as journal:
        for event in (STARTED, first, ended(first, "billing", 0.0), second, ended(second), painted()):
            journal.append(event)
        journal.append(AssetStored(asset(), cached=False))
        journal.append(finished())
    return folder


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """Return the memory of a run, which a test may change."""
    return remember_run(tmp_path)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> StateFolder:
    """Return the memory of a run that has been asked once, for tests that read it."""
    state = remember_run(tmp_path_factory.mktemp("known"))
    asked(state, "SELECT 1")
    return state


def asked(state: StateFolder, query: str) -> Answer:
    """Return the answer to *query*."""
    return RunLog.ask(state, query)


def test_a_query_sees_what_the_journals_say_now(state: StateFolder) -> None:
    """Asking imports first: an event that was just written is in the answer."""
    before = asked(state, "SELECT count(*) AS ads FROM assets")
    with Journal.open(state, "20261109T120000Z-000009") as journal:
        journal.append(AssetStored(asset("fr-FR/1x1/tea.jpg"), cached=False))
        after = asked(state, "SELECT count(*) AS ads FROM assets")

    assert (before.columns, before.rows, after.rows) == (("ads",), ((1,),), ((2,),))


@pytest.mark.parametrize("query", READY, ids=range(1, len(READY) + 1))
def test_the_ready_queries_of_the_docs_work(known: StateFolder, query: str) -> None:
    """Each can be copied from the page and answers."""
    answer = asked(known, query)

    assert answer.columns
    assert all(len(row) == len(answer.columns) for row in answer.rows)


def test_there_are_eleven_ready_queries_and_the_page_is_current() -> None:
    """The page is what its tool writes from the schema."""
    script = REPOSITORY / "tools" / "runlog_doc.py"
    result = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout
    assert len(READY) == 11


@pytest.mark.parametrize(
    "query",
    [
        "COPY runs TO 'stolen.csv'",
        "COPY (SELECT 1) TO 'stolen.csv'",
        "EXPORT DATABASE 'stolen'",
        "ATTACH 'other.duckdb'",
        "ATTACH ':memory:' AS other",
        "INSTALL httpfs",
        "LOAD json",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_json('https://127.0.0.1/x.json')",
        "CREATE TABLE mine (a INTEGER)",
        "CREATE TEMP TABLE mine (a INTEGER)",
        "CREATE SECRET mine (TYPE s3)",
        "UPDATE run_starts SET campaign = 'x'",
        "INSERT INTO journals VALUES ('a', 1, 1, 0)",
        "DELETE FROM assets",
        "DROP TABLE assets",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "PRAGMA database_list",
        "CHECKPOINT",
        "BEGIN",
        "SELECT 1; DELETE FROM assets",
        "WITH gone AS (DELETE FROM assets RETURNING *) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM assets",
        "SELECT * FROM query('DELETE FROM assets')",
        "SELECT * FROM REPOSITORY",
        "",
        "-- nothing",
    ],
)
def test_nothing_but_reading_the_run_log_is_possible(known: StateFolder, query: str) -> None:
    """Changes, other files, extensions, settings and several statements are refused, and leave no trace."""
    folder = known.root.parent.parent
    bytes_before, files_before = known.runlog.read_bytes(), sorted(folder.rglob("*"))
    with pytest.raises(UsageError):
        asked(known, query)

    assert known.runlog.read_bytes() == bytes_before
    assert sorted(folder.rglob("*")) == files_before
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT campain\nFROM runs", "query:1:8: Referenced column"),
        ("SELECT campaign\nFROM rnus", "query:2:6: Table with name rnus does not exist! Did you mean"),
        ("SELECT now()", "The query returns a time with a zone."),
        ("SELEC 1", "query:1:1: syntax error"),
        ("SELECT 'a'::INTEGER", "query:1:11: Could not convert string 'a' to INT32"),
    ],
)
def test_a_mistake_is_told_with_its_place(known: StateFolder, query: str, says: str) -> None:
    """Line and column are those of the query, and names that are nearly right are suggested."""
    with pytest.raises(UsageError) as caught:
        asked(known, query)

    assert caught.value.sentence.startswith(says)
    assert "\n" not in caught.value.sentence


def test_a_query_without_end_is_stopped(known: StateFolder) -> None:
    """Other commands wait for the run log, so that nobody may have it for ever."""
    with pytest.raises(UsageError, match=r"took more than 0\.2 seconds") as stopped:
        ask_query(known.runlog, "SELECT count(*) FROM range(1000000000000) a, range(1000000) b", limit_s=0.2)

    assert "CREATIVE_QUERY_SECONDS" in stopped.value.hint
    assert Settings().query_seconds < Settings().lock_seconds, "the patience of commands that wait"
    assert asked(known, "SELECT 1").rows == ((1,),)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_stops_a_query(known: StateFolder) -> None:
    """It is exit 130 and a sentence, whatever DuckDB makes of the signal."""
    script = (
        "import signal, sys, threading\n"
        "from pathlib import Path\n"
        "from creative_cli.runlog.database import ask_query\n"
        "from creative_cli.errors import InterruptedRunError\n"
        "def stop(*_):\n    raise InterruptedRunError('Stopped.')\n"
        "signal.signal(signal.SIGINT, stop)\n"
        "threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()\n"
        "try:\n    ask_query(Path(sys.argv[1]), 'SELECT count(*) FROM range(1000000000000) a, range(1000000) b')\n"
        "except InterruptedRunError as error:\n    print(error.sentence, int(error.exit_code))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, str(known.runlog)], capture_output=True, text=True, check=False, timeout=60
    )

    assert (result.stdout, result.stderr) == ("Stopped. 130\n", "")


def test_rows_come_as_json_csv_and_tables(known: StateFolder) -> None:
    """The same rows in each form; what JSON has no form for is text, and no cell is a formula."""
    query = (
        "SELECT campaign, '=1+1' AS sum, 0.5::DECIMAL(4, 2) AS half, 'NaN'::DOUBLE AS nan, [1, NULL] AS list FROM runs"
    )
    as_json, as_csv, as_table = (
        creative("sql", query, "--state", str(known.root), *form) for form in (("--json",), ("--format", "csv"), ())
    )

    assert as_json.returncode == 0, as_json.stderr
    assert json.loads(as_json.stdout) == {
        "schema": 1,
        "columns": ["campaign", "sum", "half", "nan", "list"],
        "rows": [["summer", "=1+1", 0.5, "nan", [1, None]]],
    }
    assert list(csv.reader(io.StringIO(as_csv.stdout)))[1] == ["summer", "'=1+1", "0.5", "nan", "[1, None]"]
    assert "summer" in as_table.stdout
    assert (as_table.stderr, as_csv.stderr) == ("1 row\n", "")


@pytest.mark.parametrize("query", ["SELECT st_point(1, 2)", "SELECT * FROM sqlite_scan('a', 'b')"])
def test_what_an_extension_would_bring_is_told_without_asking_for_it(known: StateFolder, query: str) -> None:
    """Nobody is told to install what cannot be installed."""
    with pytest.raises(UsageError, match=r"extension .*, which cannot be loaded here") as caught:
        asked(known, query)

    assert "INSTALL" not in caught.value.sentence + caught.value.hint


def test_a_mistake_is_exit_2_and_a_sentence(known: StateFolder) -> None:
    """The command tells the place and where the tables are described, and shows no trace."""
    result = creative("sql", "SELECT * FROM nowhere", "--state", str(known.root))

    assert result.returncode == 2
    assert result.stderr.startswith("Error: query:1:15: Table with name nowhere does not exist!")
    assert "docs/runlog.md" in result.stderr
    assert "Traceback" not in result.stderr
