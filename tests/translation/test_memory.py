"""The translation memory: which translation wins, what is kept for ever, and many processes at once."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import astuple, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.brief.term import GlossaryTerm
from creative_cli.errors import StorageError
from creative_cli.models import Finding, Role, Status
from creative_cli.translation.copy_rules import default_rules
from creative_cli.translation.memory import SegmentUse, TranslationMemory
from creative_cli.translation.memory_file import MEMORY_MIGRATIONS
from creative_cli.translation.segment import CopySegment, CopyStatus, digest_glossary
from tests.conftest import REPOSITORY
from tests.translation.keeper import unit
from tests.translation.samples import asked, memory

UNIT = CopySegment(Role.HEADLINE, "Summer, poured over ice", "en", "de-DE", "glossary", "voice", "")


def keep(desk: TranslationMemory, text: str, status: CopyStatus, one: CopySegment = UNIT) -> None:
    """Keep a translation of *one*."""
    desk.record(one, text, status, origin="file", author="de.xlf")


def test_what_is_kept_comes_back_whole(tmp_path: Path) -> None:
    """Text, status, provenance, findings and back-translation are read as they were written, in another process too."""
    finding = Finding("kept_terms", "lost", Status.FAIL, "Der Name fehlt: „Solara“.", Role.HEADLINE)
    kept = memory(tmp_path).record(
        UNIT, "Sommer 🍑", CopyStatus.DRAFT, origin="translator", author="m-1", findings=(finding,), back="summer"
    )

    assert memory(tmp_path).lookup([UNIT]) == {UNIT.id: kept}
    assert memory(tmp_path).segments([UNIT.id]) == {UNIT.id: UNIT}
    assert kept.at == "2026-11-22T12:00:00+00:00"


def test_a_memory_of_the_first_version_is_read_and_written_on(tmp_path: Path) -> None:
    """Its findings have no role; rules, which it did not have, can be recorded."""
    desk = memory(tmp_path)
    with closing(sqlite3.connect(desk.path, isolation_level=None)) as connection:
        connection.executescript(MEMORY_MIGRATIONS[0] + "PRAGMA user_version = 1;")
        connection.execute(
            "INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (UNIT.id, "headline", *astuple(UNIT)[1:])
        )
        told = json.dumps([["kept_terms", "lost", 3, "The name is lost."]])
        connection.execute(
            "INSERT INTO entry VALUES (1, ?, 'Sommer', 1, 'translator', 'm-1', '', ?, '')", (UNIT.id, told)
        )
    rules = default_rules("summer", "de-DE")
    entry = desk.lookup([UNIT])[UNIT.id]
    desk.record_uses([], [rules])

    assert entry.findings == (Finding("kept_terms", "lost", Status.FAIL, "The name is lost."),)
    assert desk.rules([("summer", "de-DE"), ("summer", "ja-JP")]) == {("summer", "de-DE"): rules}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(CopyStatus), min_size=1, max_size=5))
def test_the_highest_status_wins_and_of_the_same_the_newest(
    tmp_path_factory: pytest.TempPathFactory, statuses: list[CopyStatus]
) -> None:
    """Whatever the order in which translations come, the one to use is the newest of the highest status."""
    desk = memory(tmp_path_factory.mktemp("memory"))
    for number, status in enumerate(statuses):
        keep(desk, str(number), status)
    newest = max(number for number, status in enumerate(statuses) if status is max(statuses))

    assert desk.lookup([UNIT])[UNIT.id].text == str(newest)
    assert [entry.text for entry in desk.history([UNIT.id])] == [str(number) for number in range(len(statuses))]


@pytest.mark.parametrize(
    "other",
    [
        replace(UNIT, role=Role.BODY),
        replace(UNIT, text="Summer, poured over ice!"),
        replace(UNIT, source_language="en-GB"),
        replace(UNIT, locale="de-CH"),
        replace(UNIT, glossary="other"),
        replace(UNIT, voice="other"),
        replace(UNIT, intent="make them thirsty"),
    ],
)
def test_a_unit_is_another_when_anything_of_it_is(tmp_path: Path, other: CopySegment) -> None:
    """A translation is used for exactly what it was made for."""
    desk = memory(tmp_path)
    keep(desk, "Sommer", CopyStatus.APPROVED)

    assert other.id != UNIT.id
    assert desk.lookup([other]) == {}


def test_a_name_that_is_not_in_a_line_does_not_touch_its_translation() -> None:
    """The glossary's digest of a line counts the names and terms in it, and nothing else."""
    before = digest_glossary("Taste it today", ("Solara",), ())

    assert digest_glossary("Taste it today", ("Solara", "Nimbus"), (GlossaryTerm("ice", ("Eis",)),)) == before
    assert digest_glossary("Taste it today", ("Solara",), (GlossaryTerm("Taste", ("Probier*",)),)) != before


def test_a_memory_that_is_not_there_yet_is_empty_and_stays_away(tmp_path: Path) -> None:
    """Asking makes no file."""
    desk = memory(tmp_path / "nowhere")

    assert desk.lookup([UNIT]) == {}
    assert desk.current([SegmentUse("summer", "de-DE", Role.CTA)]) == {}
    assert not (tmp_path / "nowhere").exists()


def test_a_changed_source_supersedes_its_unit_until_it_is_changed_back(tmp_path: Path) -> None:
    """What a place was used for before is known, and so whether a translation that comes back is still wanted."""
    desk, place, other = memory(tmp_path), SegmentUse("summer", "de-DE", Role.HEADLINE), replace(UNIT, text="Winter")
    desk.record_uses([(place, UNIT)])
    keep(desk, "Sommer", CopyStatus.APPROVED)
    desk.record_uses([(place, other)])

    assert desk.superseded([UNIT.id])
    assert not desk.superseded([other.id])
    assert [entry.text for entry in desk.earlier(place, other.id)] == ["Sommer"]
    desk.record_uses([(place, UNIT)])
    assert not desk.superseded([UNIT.id])
    assert desk.current([place]) == {place: UNIT.id}


def test_processes_that_keep_at_once_lose_nothing(tmp_path: Path) -> None:
    """Four processes, fifteen translations each, first opening included: all are there, each process's in its order."""
    path = tmp_path / "copy.sqlite"
    command = [sys.executable, "-m", "tests.translation.keeper", str(path)]
    processes = [subprocess.Popen([*command, name, "15"], cwd=REPOSITORY) for name in "abcd"]
    codes = [process.wait(timeout=120) for process in processes]
    entries = TranslationMemory(path).history(unit(number).id for number in range(5))

    assert codes == [0, 0, 0, 0]
    assert len(entries) == 60
    for name in "abcd":
        own = [entry.text for entry in entries if entry.author == name]
        assert own == [f"{name} {number}" for number in range(15)]


def test_a_file_that_is_no_memory_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    """Another file under the memory's name is an error with a hint, not a new memory."""
    path = tmp_path / "copy.sqlite"
    path.write_bytes(b"not a database, but something somebody needs" * 100)
    with pytest.raises(StorageError, match="is not usable") as caught:
        TranslationMemory(path).lookup([UNIT])

    assert caught.value.hint
    assert path.read_bytes().startswith(b"not a database")


def test_the_units_of_a_brief_are_the_same_on_every_machine() -> None:
    """Ids are hashes of a segment's fields, and files on other machines have them."""
    (one,) = asked(markets=["DE"])
    (two,) = asked(markets=["DE"], campaign="autumn")

    assert [line.segment.id for line in one.lines] == [line.segment.id for line in two.lines]
    assert len({line.segment.id for line in one.lines}) == 4
