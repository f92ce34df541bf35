"""`creative doctor` finds what is broken, mends what it can, and says what it did."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from creative_cli.runlog.runlog import RunLog
from creative_cli.storage.state import StateFolder
from creative_cli.translation.memory_file import open_for_writing
from tests.command import creative
from tests.runlog.test_runlog import whole_run

LONG_AGO = 1_700_000_000


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """Return a memory of one run."""
    folder = StateFolder(tmp_path / "outputs" / ".creative")
    folder.create()
    whole_run(folder, "20261101T120000Z-000001")
    return folder


def examined(*options: str) -> tuple[int, dict[str, dict[str, object]], str]:
    """Return the exit code, what was found by subject, and what was said."""
    result = creative("doctor", "--json", *options)
    checks = json.loads(result.stdout)["checks"]
    return result.returncode, {check["subject"]: check for check in checks}, result.stderr


@pytest.mark.usefixtures("state")
def test_half_written_files_of_killed_runs_are_removed(tmp_path: Path) -> None:
    """Old temporary files go, from the ads and from the memory; one that may still be written stays."""
    folder = tmp_path / "outputs" / "summer" / "ja-JP"
    folder.mkdir(parents=True)
    old = [folder / "tea.jpg.tmp-1a2b3c4d", tmp_path / "outputs" / ".creative" / "cache" / "x.json.tmp-1a2b3c4d"]
    young = folder / "soap.jpg.tmp-1a2b3c4d"
    for path in (*old, young):
        path.write_bytes(b"half")
    for path in old:
        os.utime(path, (LONG_AGO, LONG_AGO))
    code, found, _ = examined()
    _, again, _ = examined()

    assert (code, found["leftovers"]["says"]) == (0, "2 temporary files removed")
    assert [path.exists() for path in (*old, young)] == [False, False, True]
    assert again["leftovers"]["says"] == "no temporary files"


def test_broken_lines_of_journals_are_named_every_time(state: StateFolder) -> None:
    """Import tells a broken line once; the doctor goes on to, with its place, until it is repaired."""
    (path,) = state.journal.glob("*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b"garbage\n", *lines[2:]]))
    with RunLog.open(state):
        pass
    code, found, _ = examined()
    path.write_bytes(b"".join(lines))
    repaired, well, _ = examined("--rebuild")

    assert (code, found["journals"]["ok"]) == (1, False)
    assert f"{path.name}:3: " in str(found["journals"]["says"])
    assert (repaired, well["journals"]["says"]) == (0, "every line is readable")


@pytest.mark.parametrize("data", [b"not a database", b""])
def test_a_corrupt_run_log_is_made_again(state: StateFolder, data: bytes) -> None:
    """Whatever is in the file's place, the journals make it anew, and the old one is kept aside."""
    state.runlog.write_bytes(data)
    code, found, said = examined("--rebuild")

    assert code == 0
    assert "Rebuilt the run log from 5 events" in said
    assert found["run log"]["says"] == "1 run on record"
    assert state.runlog.with_name("runlog.aside.duckdb").read_bytes() == data


@pytest.mark.usefixtures("state")
def test_providers_that_rest_can_be_asked_again(tmp_path: Path) -> None:
    """Without any that rest it says so, and breaks nothing."""
    code, _, said = examined("--reset-providers")

    assert (code, said) == (0, "No circuit breaker was open.\n")
    assert (tmp_path / "outputs").is_dir()


@pytest.mark.parametrize("content", [b"", b"\0" * 8192])
def test_an_empty_or_zeroed_journal_is_reported(state: StateFolder, content: bytes) -> None:
    """It is damage, not a run that did nothing; the other journals still count."""
    lost = state.journal / "20261102T120000Z-00000000.jsonl"
    lost.write_bytes(content)
    code, found, _ = examined()

    assert (code, found["journals"]["ok"]) == (1, False)
    assert f"{lost.name}:1: " in str(found["journals"]["says"])
    assert str(found["run log"]["says"]).startswith("1 run on record")


@pytest.mark.parametrize("size", [0, 4096])
def test_a_damaged_translation_memory_is_reported(state: StateFolder, size: int) -> None:
    """Every page of it is read, not only the first."""
    with open_for_writing(state.copy_memory) as memory:
        rows = [(f"{number}", "cta", "x" * 100, "en", "de-DE", "", "", "") for number in range(500)]
        memory.executemany("INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    code, sound, _ = examined()
    data = state.copy_memory.read_bytes()
    state.copy_memory.write_bytes(data[:size] + b"\0" * (len(data) - size))
    damaged, found, _ = examined()

    assert (code, sound["translations"]["ok"]) == (0, True)
    assert (damaged, found["translations"]["ok"]) == (1, False)


@pytest.mark.parametrize(
    "damage",
    [lambda data: b"\0" * len(data), lambda _: b"", lambda data: data[: len(data) // 2], None],
    ids=["zeroed", "emptied", "cut", "gone"],
)
def test_a_journal_that_changes_after_its_import_is_reported(
    damage: Callable[[bytes], bytes] | None, state: StateFolder
) -> None:
    """The run log has seen it whole, and its size may be the same: each journal is read to its end all the same."""
    with RunLog.open(state):
        pass
    (path,) = state.journal.glob("*.jsonl")
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(path.read_bytes()))
    code, found, _ = examined()

    assert (code, found["journals"]["ok"]) == (1, False)
    assert f"{path.name}:1: " in str(found["journals"]["says"])


def test_every_part_that_a_command_needs_is_tried(state: StateFolder, tmp_path: Path) -> None:
    """A damaged manifest, result, lock and translation memory are named; what can be made again goes, and is said."""
    sha256 = hashlib.sha256(b"picture").hexdigest()
    result = state.cache / "objects" / sha256[:2] / sha256
    result.parent.mkdir(parents=True)
    result.write_bytes(b"another")
    manifest = tmp_path / "outputs" / "summer" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_bytes(b"{")
    (state.root / "runlog.lock").unlink(missing_ok=True)
    (state.root / "campaign-summer.lock").mkdir()
    (state.root / "breakers.json").write_bytes(b"[")
    state.copy_memory.write_bytes(b"")
    code, found, _ = examined()
    _, again, _ = examined()

    assert code == 1
    assert "1 damaged result removed" in str(found["cache"]["says"])
    assert "manifest.json:1:2: " in str(found["manifests"]["says"])
    assert "is empty, and what it held is lost" in str(found["translations"]["says"])
    assert "breakers.json was damaged" in str(found["circuit breakers"]["says"])
    assert again["cache"]["ok"] is True
    assert "circuit breakers" in found
    assert found["worker"]["says"] == "it draws"


def test_the_form_of_keys_and_the_month_are_looked_at(state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of an odd form is said, never shown; a month that lost a journal cannot be added up."""
    monkeypatch.setenv("HF_TOKEN", "odd-secret")
    monkeypatch.setenv("CREATIVE_BUDGET_USD", "5")
    (state.journal / "20261102T120000Z-00000000.jsonl").write_bytes(b"")
    code, found, _ = examined()

    assert code == 1
    assert "HF_TOKEN is set, but does not begin with hf_" in str(found["keys"]["says"])
    assert "odd-secret" not in str(found)
    assert "What this month has cost is unknown" in str(found["month"]["says"])


def test_extras_are_named_with_the_way_to_get_them() -> None:
    """What the environment has is listed first; what it lacks, with the command."""
    _, found, _ = examined()
    says = str(found["extras"]["says"])

    assert found["extras"]["ok"] is True
    there, missing, step = says.split("; ")
    assert "c2pa" in there
    assert {"local", "sentence-transformers"} <= set(missing.removeprefix("not installed: ").split(", "))
    assert step == "to get one: pip install 'creative[NAME]'"
