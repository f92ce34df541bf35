"""Several commands in one state folder at once, and commands that are killed: nothing is lost, and people are told."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from creative_cli.retrieval.catalog import Catalog
from creative_cli.retrieval.vector_file import VectorFile
from creative_cli.runlog.journal import Journal
from creative_cli.runlog.runlog import RunLog
from creative_cli.storage.state import StateFolder
from tests.command import MINIMAL, creative, start_creative
from tests.runlog.test_money import FIRST, STARTED, ended, finished, started
from tests.runlog.test_runlog import whole_run

RUNS = 4


def briefs(folder: Path) -> list[Path]:
    """Write as many briefs as runs, each a campaign of its own."""
    paths = []
    for number in range(RUNS):
        text = MINIMAL.replace("campaign: tiny", f"campaign: tiny-{number}").replace("[GB]", "[GB, US, AU]")
        path = folder / f"tiny-{number}.yaml"
        path.write_text(text.replace("headline: Rain is", f"headline: Rain number {number} is"), "utf-8")
        paths.append(path)
    return paths


@pytest.mark.slow
def test_four_runs_at_once_with_reports_all_the_while_land_whole(tmp_path: Path) -> None:
    """All rows of all runs are there, and all vectors once a search has read them; no report fails or warns."""
    arguments = ("--ratio", "1:1", "--quiet", "--state", "memory")
    runs = [start_creative("run", str(path), *arguments) for path in briefs(tmp_path)]
    reports = []
    while not all(run.ends_within(0) for run in runs):
        reports.append(creative("report", "--state", "memory", "--json"))
    ends = [run.wait() for run in runs]
    assert [(end.returncode, end.stderr) for end in ends] == [(0, "")] * RUNS
    state = StateFolder(tmp_path / "memory")
    with RunLog.open(state) as log:
        rows = log.runs()
        documents = log.documents()
    stored = RunLog.ask(state, "SELECT event_id, run_id, path FROM assets").rows
    findings = RunLog.ask(state, "SELECT event_id FROM findings").rows
    assert len(reports) > 1
    seen = [json.loads(report.stdout)["report"]["totals"]["made"] for report in reports]
    asked = creative("search", "rain", "--state", "memory", "--json")
    generation = state.chroma / "1"
    catalog, vectors = Catalog(generation / "catalog.sqlite"), generation / "vectors.f32"
    embedded = catalog.list_embedded()
    read = VectorFile(vectors, vectors.stat().st_size // 4 // catalog.rows()).read(tuple(embedded))
    reached = {embedded[doc] for doc in read}
    catalog.close()

    assert (asked.returncode, len(json.loads(asked.stdout)["campaigns"])) == (0, RUNS)
    assert {report.returncode for report in reports} == {0}
    assert not [report.stderr for report in reports if "anew" in report.stderr or "rror" in report.stderr]
    assert seen == sorted(seen)
    assert [(run.status, run.figures.made, run.figures.failed) for run in rows] == [("finished", 3, 0)] * RUNS
    assert len({(run_id, path) for _, run_id, path in stored}) == len(stored) == 3 * RUNS
    assert {event_id for (event_id,) in findings} == {event_id for event_id, *_ in stored}
    assert {(row.campaign, row.locale) for row in documents} == {
        (f"tiny-{number}", locale) for number in range(RUNS) for locale in ("en-GB", "en-US", "en-AU")
    }
    assert reached == {document.doc_id for document in documents}


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal")
def test_a_run_killed_while_it_stores_is_told_of_and_gone_on_with(tmp_path: Path) -> None:
    """The next command says that it was killed; the same command makes only the rest."""
    (brief, *_) = briefs(tmp_path)
    brief.write_text(brief.read_text("utf-8").replace("[GB, US, AU]", "[GB, US, AU, NZ, IE]"), "utf-8")
    run = start_creative("run", str(brief), "--jobs", "1")
    journals = Path("outputs/.creative/journal")
    while not any(b'"AssetStored"' in path.read_bytes() for path in journals.glob("*.jsonl")):
        assert not run.ends_within(0), run.wait()
    run.send_signal(signal.SIGKILL)
    run.wait()
    report = creative("report", "last")
    again = creative("report", "last")
    rest = creative("run", str(brief), "--json")
    (resumed,) = json.loads(rest.stdout)["runs"]

    assert "was killed; finished ads are kept" in report.stderr
    assert "interrupted: " in report.stdout
    assert "unfinished; run the same command again to continue" in report.stdout
    assert (report.returncode, again.returncode, again.stderr) == (0, 0, "")
    assert rest.returncode == 0, rest.stderr
    assert resumed["unchanged"] >= 1
    assert not list(Path("outputs").rglob("*.lock*/")), "no lock is left in the way"


def test_a_call_on_its_way_when_the_run_was_killed_may_have_been_charged(tmp_path: Path) -> None:
    """The report tells certain and possible money apart, and the run whole names the call."""
    state = StateFolder(tmp_path / "outputs" / ".creative")
    state.create()
    first, second = started("a"), started("b", subject="soap")
    with Journal.open(state, FIRST) as journal:
        for event in (STARTED, first, ended(first), second):
            journal.append(event)
    overview, whole = creative("report"), creative("report", "last", "--json")
    calls = json.loads(whole.stdout)["run"]["attempts"]

    assert "interrupted" in overview.stdout
    assert "$0.04" in overview.stdout
    assert "up to $0.04 more may have been charged, for calls with an unknown outcome" in overview.stdout
    assert [(call["subject"], call["outcome"], call["usd"], call["maybe_usd"]) for call in calls] == [
        ("tea", "ok", 0.04, 0.0),
        ("soap", "unknown", 0.0, 0.04),
    ]


def test_a_command_that_died_with_the_run_log_open_is_told_of_once(tmp_path: Path, repository: Path) -> None:
    """What it had committed is taken over, and the next report says so."""
    state = StateFolder(tmp_path / "outputs" / ".creative")
    state.create()
    whole_run(state)
    crash = [sys.executable, "-m", "tests.storage.appender", str(state.root), "0", "crashing"]
    subprocess.run(crash, cwd=repository, check=False)
    told, again = creative("report"), creative("report")

    assert "was killed; its changes were recovered" in told.stderr
    assert (told.returncode, again.returncode, again.stderr) == (0, 0, "")
    assert told.stdout == again.stdout


def test_waiting_for_the_run_log_is_said(tmp_path: Path) -> None:
    """A report that has to wait for another command says for what, and then answers."""
    state = StateFolder(tmp_path / "outputs" / ".creative")
    state.create()
    whole_run(state)
    messages, written = os.pipe()
    with RunLog.open(state), open(messages, encoding="utf-8") as lines:  # noqa: PTH123  # a pipe
        report = start_creative("report", streams={2: written})
        os.close(written)
        told = lines.readline()
    done = report.wait(60)

    assert "Another creative command is using the run log; waiting" in told
    assert "summer" in done.stdout
    assert done.returncode == 0


def test_a_run_is_called_by_the_end_of_its_id(tmp_path: Path) -> None:
    """The id, its end or `last` name it; what names none, or several, is exit 2 with the next step."""
    state = StateFolder(tmp_path / "outputs" / ".creative")
    state.create()
    nothing = creative("report", "last")
    for day in (1, 2):
        whole_run(state, f"2026110{day}T120000Z-00000{day}", f"campaign-{day}")
    with Journal.open(state, "20261103T120000Z-000003") as journal:
        journal.append(STARTED)
        journal.append(finished())
    by_end, by_last = creative("report", "000001"), creative("report", "last", "--format", "md")
    none, many, both = (
        creative("report", "zzz"),
        creative("report", "202611"),
        creative("report", "last", "--by", "day"),
    )

    assert "campaign-1" in by_end.stdout
    assert by_last.stdout.startswith("## Run 20261103T120000Z")
    assert [result.returncode for result in (nothing, none, many, both)] == [2, 2, 2, 2]
    assert "No runs yet" in nothing.stderr
    assert "There is no run 'zzz'" in none.stderr
    assert "matches 3 runs" in many.stderr


def test_every_format_of_a_report_comes_from_the_command(tmp_path: Path) -> None:
    """CSV, Markdown and HTML go to stdout as documents; a wrong group is exit 2 with the right ones."""
    state = StateFolder(tmp_path / "outputs" / ".creative")
    state.create()
    whole_run(state)
    as_csv, as_md, as_html = (creative("report", "--format", form) for form in ("csv", "md", "html"))
    wrong = creative("report", "--by", "markt")

    assert as_csv.stdout.startswith("run,started UTC,campaign,status,")
    assert as_md.stdout.startswith("## Runs")
    assert as_html.stdout.startswith("<!doctype html>")
    assert (as_csv.stderr, as_md.stderr, as_html.stderr) == ("", "", "")
    assert wrong.returncode == 2
    assert "Did you mean 'market'?" in wrong.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of its own")
def test_a_terminal_gets_a_chart_and_a_pipe_does_not(tmp_path: Path) -> None:
    """The trend is drawn for people who look."""
    import pty  # noqa: PLC0415  # there is none on Windows

    state = StateFolder(tmp_path / "outputs" / ".creative")
    state.create()
    for day in (1, 2):
        whole_run(state, f"2026110{day}T120000Z-00000{day}")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "creative_cli", "report"],
        stdout=theirs,
        env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(ours)

    assert process.wait() == 0
    assert "ads ██ per run, 2 to 2" in seen.decode()
    assert "per run" not in creative("report").stdout
