"""The journal keeps every event and reports unreadable lines."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creative_cli.errors import StorageError
from creative_cli.events import CanvasMade, RunStarted, StageTimed
from creative_cli.runlog.journal import (
    ENTRIES,
    ENVELOPE,
    BrokenLine,
    Entry,
    Journal,
    JournalLine,
    decode_event,
    is_alive,
    new_run_id,
    read_lines,
)
from creative_cli.storage.state import StateFolder
from tests.storage.strategies import records

STARTED = RunStarted("summer", "briefs/summer.yaml", "ab" * 32, "creative 0.1", 2, 48)


def events_in(path: Path) -> list[Entry]:
    """Return the events of a journal without broken lines."""
    lines = list(read_lines(path))
    assert not [line for line in lines if isinstance(line, BrokenLine)]
    return [decode_event(line) for line in lines if isinstance(line, JournalLine)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.one_of([records(kind) for kind in get_args(Entry)]), min_size=1, max_size=5))
def test_events_come_back_as_they_went(state: StateFolder, events: list[Entry]) -> None:
    """Events are read in the order they were appended."""
    with Journal.open(state, new_run_id()) as journal:
        for event in events:
            journal.append(event)

    assert events_in(journal.path) == events


def test_a_line_has_its_envelope(state: StateFolder) -> None:
    """Each line starts with the event's id, run, time and type."""
    with Journal.open(state, "20261122T201500Z-1f3c9a") as journal:
        event_id = journal.append(STARTED)
    line = json.loads(journal.path.read_text(encoding="utf-8"))

    assert tuple(line)[: len(ENVELOPE)] == ENVELOPE
    assert line["event_id"] == event_id == "20261122T201500Z-1f3c9a-000000"
    assert line["type"] == "RunStarted"
    assert line["campaign"] == "summer"
    assert abs(datetime.fromisoformat(line["at"]) - datetime.now(UTC)) < timedelta(minutes=5)


def test_no_event_has_a_field_of_the_envelope() -> None:
    """Envelope and event share a line, so their names differ."""
    clashes = {name for kind in ENTRIES.values() for name in kind.__dataclass_fields__} & set(ENVELOPE)

    assert clashes == set()


def test_run_ids_are_unique_and_sort_by_time() -> None:
    """Ids of runs in the same second differ, and begin with the time in UTC."""
    ids = {new_run_id() for _ in range(200)}

    assert len(ids) == 200
    assert abs(datetime.strptime(min(ids)[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(
        minutes=5
    )


def test_run_ids_of_one_second_sort_as_they_were_made() -> None:
    """`report last` and the latest review of a file are chosen by id, so order holds within a second too."""
    times = [new_run_id()[: len("20261122T201500Z-1f3c")] for _ in range(2000)]

    assert times == sorted(times)
    assert len(set(times)) > 20  # a call takes microseconds


def test_threads_share_a_journal(state: StateFolder) -> None:
    """Events of many threads are written whole, each with its own number."""
    with Journal.open(state, new_run_id()) as journal:

        def work(name: str) -> None:
            for number in range(50):
                journal.append(StageTimed("compose", name, number))

        threads = [threading.Thread(target=work, args=(f"thread {number}",)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lines = [line for line in read_lines(journal.path) if isinstance(line, JournalLine)]

    assert [line.seq for line in lines] == list(range(200))
    assert len({(line.payload["subject"], line.payload["ms"]) for line in lines}) == 200


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_torn_last_line_is_passed_over(state: StateFolder, cut: int) -> None:
    """A torn last line is skipped; the lines before it are read."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
        journal.append(CanvasMade("tea", "1:1", "ltr"))
    journal.path.write_bytes(journal.path.read_bytes()[:-cut])

    assert events_in(journal.path) == [STARTED]


@pytest.mark.parametrize(
    "end",
    [b"\0" * 4096, b'{"event_id":"x\0\0\0', b"\xff\xfe", b"rest of another file", b'{"event_id":"x"\n'[:5] + b"\0"],
)
def test_an_end_that_begins_no_line_is_damage(state: StateFolder, end: bytes) -> None:
    """Zeros after a power cut or the bytes of another file are no torn line: what they replaced is lost."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
    with journal.path.open("ab") as file:
        file.write(end)
    first, broken = read_lines(journal.path)

    assert isinstance(first, JournalLine)
    assert isinstance(broken, BrokenLine)
    assert broken.line == 2


@pytest.mark.parametrize("zeros", [0, 1, 8192])
def test_an_empty_or_zeroed_journal_is_damage(state: StateFolder, zeros: int) -> None:
    """A journal appears with its first line, so one without any has lost it."""
    with Journal.open(state, new_run_id()) as journal:
        assert not journal.path.exists()
        journal.append(STARTED)
    journal.path.write_bytes(b"\0" * zeros)
    (broken,) = read_lines(journal.path)

    assert isinstance(broken, BrokenLine)
    assert broken.line == 1


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (b"not json\n", "it is not JSON"),
        (b"[]\n", "it is not an event"),
        (b"\x00\x00\x00\n", "it is not JSON"),
        (b'{"event_id": "a"}\n', "it lacks 'run_id'"),
        (
            b'{"event_id":"a","run_id":"r","seq":0,"at":"2026-11-22T20:15:00Z","type":"X","schema":2}\n',
            "its schema is 2",
        ),
        (b'{"event_id":"a","run_id":"r","seq":0,"at":"yesterday","type":"X","schema":1}\n', "its time 'yesterday'"),
    ],
)
def test_a_broken_line_in_the_middle_is_told(state: StateFolder, damage: bytes, reason: str) -> None:
    """A broken line is reported with its number, and the lines after it are still read."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + damage + whole)
    first, broken, last = read_lines(journal.path)

    assert isinstance(broken, BrokenLine)
    assert str(broken).startswith(f"{journal.path}:2: {reason}")
    assert isinstance(first, JournalLine)
    assert isinstance(last, JournalLine)


def test_reading_goes_on_where_it_ended(state: StateFolder) -> None:
    """Reading can continue from the end of a line."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
        (line,) = read_lines(journal.path)
        journal.append(CanvasMade("tea", "1:1", "ltr"))
    rest = [line for line in read_lines(journal.path, start=line.end, line=2) if isinstance(line, JournalLine)]

    assert [decode_event(line) for line in rest] == [CanvasMade("tea", "1:1", "ltr")]


@pytest.mark.parametrize("room", [0, 1, 100])
def test_a_refused_event_leaves_the_journal_whole(state: StateFolder, room: int) -> None:
    """After a partial write the line is cut off and the append fails; the next append succeeds."""
    resource = pytest.importorskip("resource", reason="this system has no limit on the size of files")
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (journal.path.stat().st_size + room, limits[1]))
        try:
            with pytest.raises(StorageError, match="could not be written"):
                journal.append(STARTED)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        journal.append(CanvasMade("tea", "1:1", "ltr"))

    assert events_in(journal.path) == [STARTED, CanvasMade("tea", "1:1", "ltr")]


def test_an_event_of_another_version_is_told(state: StateFolder) -> None:
    """An event of an unknown type or shape raises an error with a hint."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
    text = journal.path.read_text(encoding="utf-8")
    for newer in (text.replace("RunStarted", "RunDreamt"), text.replace('"campaign"', '"crusade"')):
        journal.path.write_text(newer, encoding="utf-8")
        (line,) = read_lines(journal.path)
        assert isinstance(line, JournalLine)
        with pytest.raises(StorageError, match="this version of creative"):
            decode_event(line)


def test_a_run_has_one_journal(state: StateFolder) -> None:
    """A second journal of the same run is refused, and the first stays usable."""
    with Journal.open(state, "20261122T201500Z-1f3c9a") as journal:
        journal.append(STARTED)
    with pytest.raises(StorageError, match="File exists"):
        Journal.open(state, "20261122T201500Z-1f3c9a")

    assert events_in(journal.path) == [STARTED]


def test_a_closed_journal_takes_nothing(state: StateFolder) -> None:
    """Appending after closing is a ValueError; closing twice is harmless."""
    journal = Journal.open(state, new_run_id())
    journal.close()
    journal.close()
    with pytest.raises(ValueError, match="is closed"):
        journal.append(STARTED)


def test_an_open_journal_is_alive_until_it_is_closed(state: StateFolder) -> None:
    """Other processes see that a run is alive, and a closed journal leaves no lock file."""
    journal = Journal.open(state, new_run_id())
    assert is_alive(journal.path)
    journal.append(STARTED)
    journal.close()

    assert not is_alive(journal.path)
    assert list(state.journal.iterdir()) == [journal.path]
