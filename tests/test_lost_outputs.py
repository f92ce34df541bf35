"""What people and disks do to the folders of a run while it runs: a sentence, nothing lost, and the next run ends."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from creative_cli.errors import StorageError
from creative_cli.runlog.journal import Journal, read_lines
from creative_cli.storage.atomic import find_refusal, sqlite_to_storage_error, to_storage_error, write_bytes
from creative_cli.storage.state import StateFolder
from creative_cli.translation.memory_file import open_for_writing
from tests.command import MINIMAL, creative
from tests.runlog.test_money import FIRST, STARTED, ended, finished, started

ADS = Path("outputs", "tiny")
ARGUMENTS = ("run", "brief.yaml", "--ratio", "1:1", "--state", "memory")


def disturbed_run(disturb: Callable[[], object]) -> tuple[int, str]:
    """Run a brief of four ads, do *disturb* when the first is there; return the exit code and everything it said."""
    Path("brief.yaml").write_text(MINIMAL.replace("[GB]", "[GB, US, AU, NZ]"), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "creative_cli", *ARGUMENTS, "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
    )
    while not list(ADS.glob("*/*/*.jpg")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    disturb()
    said, _ = process.communicate()
    return process.returncode, said


def count_ads() -> int:
    """Return how many ads there are."""
    return len(list(ADS.glob("*/*/*.jpg")))


@pytest.mark.slow
def test_ads_deleted_during_a_run_are_written_again() -> None:
    """The manifest lists files that are there, and people hear what happened."""
    code, said = disturbed_run(lambda: shutil.rmtree(ADS))
    listed = json.loads((ADS / "manifest.json").read_text("utf-8"))["assets"]

    assert code == 0, said
    assert "deleted during the run, written again: " in said
    assert [(ADS / one["path"]).is_file() for one in listed] == [True] * 4


@pytest.mark.slow
@pytest.mark.parametrize("folder", [Path("outputs"), ADS])
def test_a_file_in_the_place_of_a_folder_is_named(folder: Path) -> None:
    """It says once what is in the way and what to do; the run is not called killed, and the next one is whole."""

    def disturb() -> None:
        folder.rename("gone")
        folder.write_text("a file")

    code, said = disturbed_run(disturb)
    report = creative("report", "--state", "memory")
    folder.unlink()
    again = creative(*ARGUMENTS)

    assert code == 3
    assert f"{folder} has to be a folder, and something else is there." in said
    assert "Move it away and run the same command again" in said
    assert "killed" not in report.stderr
    assert again.returncode == 0, again.stderr
    assert count_ads() == 4


def test_a_folder_that_cannot_be_written_is_found_before_an_ad_is_made() -> None:
    """A file in its place stops the run at once."""
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    Path("outputs").write_text("a file")
    done = creative(*ARGUMENTS)

    assert done.returncode == 3
    assert "outputs has to be a folder, and something else is there." in done.stderr
    assert (done.stdout, "failed" in done.stderr) == ("", False)


def test_a_deleted_journal_is_written_again(tmp_path: Path) -> None:
    """Calls that were paid for are in the bill although somebody deleted the state folder."""
    state = StateFolder(tmp_path / "state")
    state.create()
    with Journal.open(state, FIRST) as journal:
        journal.append(STARTED)
        journal.append(started("a"))
        shutil.rmtree(state.root)
        journal.append(ended(started("a")))
        journal.append(finished())
    lines = list(read_lines(state.journal / f"{FIRST}.jsonl"))

    assert [getattr(line, "type", line) for line in lines] == [
        "RunStarted",
        "AttemptStarted",
        "AttemptEnded",
        "RunFinished",
    ]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.parent.write_text("x"), "parent has to be a folder"),
        (lambda path: path.parent.symlink_to("nowhere"), "parent has to be a folder"),
        (lambda path: os.mkfifo(path.parent), "parent has to be a folder"),
        (lambda path: path.mkdir(parents=True), "a.jpg has to be a file, and a folder is there"),
    ],
    ids=["file", "broken link", "pipe", "folder"],
)
def test_what_is_in_the_way_is_named(tmp_path: Path, make: Callable[[Path], object], sentence: str) -> None:
    """A file, a link to nothing and a pipe in the place of a folder, and a folder in the place of a file."""
    path = tmp_path / "parent" / "a.jpg"
    make(path)

    with pytest.raises(StorageError, match=sentence) as caught:
        write_bytes(path, b"picture")
    assert "Move it away and run the same command again" in caught.value.hint
    assert [one.name for one in tmp_path.rglob("*") if ".tmp-" in one.name] == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limit")
def test_a_limit_of_the_system_on_files_is_a_sentence(tmp_path: Path) -> None:
    """`ulimit -f` is no full disk: the next step is another."""
    script = f"""
import resource
from pathlib import Path
from creative_cli.storage.atomic import write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_bytes(Path({str(tmp_path / "a.jpg")!r}), bytes(5000))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "it would be larger than the system allows" in done.stderr
    assert "StorageError" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert "ulimit -f" in to_storage_error(OSError(errno.EFBIG, ""), tmp_path, "written").hint


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limit")
def test_a_full_disk_does_not_send_the_translation_memory_away(tmp_path: Path) -> None:
    """SQLite's "disk is full" has the sentence of a full disk, not the advice for a damaged file."""
    path = tmp_path / "copy.sqlite"
    with open_for_writing(path) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]

    def fill() -> None:
        with open_for_writing(path) as connection:
            connection.execute(f"PRAGMA max_page_count = {pages}")
            connection.execute("CREATE TABLE big AS SELECT randomblob(1000000) AS noise")

    with pytest.raises(StorageError, match="the disk is full") as caught:
        fill()
    assert "Free some space" in caught.value.hint
    assert "Restore" not in caught.value.hint


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_READONLY, "Read-only file system"),
        (sqlite3.SQLITE_CANTOPEN, "Permission denied"),
        (sqlite3.SQLITE_IOERR | 3 << 8, "Input/output error"),
    ],
)
def test_what_sqlite_cannot_write_is_told_as_of_any_file(code: int, sentence: str, tmp_path: Path) -> None:
    """Extended codes count as their kind; damage and locks have sentences of their own."""
    error, damage = sqlite3.OperationalError("told badly"), sqlite3.DatabaseError("malformed")
    error.sqlite_errorcode, damage.sqlite_errorcode = code, sqlite3.SQLITE_CORRUPT
    made = sqlite_to_storage_error(error, tmp_path / "a.sqlite")

    assert made is not None
    assert sentence in made.sentence
    assert sqlite_to_storage_error(damage, tmp_path / "a.sqlite") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Error in compaction: (code: 13) database or disk is full", "the disk is full"),
        ("IO Error: Could not write file: No space left on device (os error 28)", "the disk is full"),
        ("Could not write: Disk quota exceeded", "the disk is full"),
        ("attempt to write a readonly database", "Read-only file system"),
        ("Cannot open file: Permission denied", "Permission denied"),
        ("write failed: File too large", "larger than the system allows"),
    ],
)
def test_a_full_disk_in_the_words_of_a_library_is_no_damage(text: str, sentence: str, tmp_path: Path) -> None:
    """DuckDB and Chroma give no number; their words lead to the same sentences, and other words to none."""
    refused = find_refusal(text, tmp_path / "a.duckdb", "written")

    assert refused is not None
    assert sentence in refused.sentence
    assert find_refusal("the file is malformed", tmp_path, "written") is None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limit")
@pytest.mark.parametrize("command", [("search", "--reindex"), ("report",), ("doctor", "--rebuild")])
def test_no_command_calls_a_limit_of_the_system_damage(command: tuple[str, ...]) -> None:
    """Where files may have 40 KB, every command says so, or does without; none advises to rebuild."""
    script = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
sys.argv[1:] = {list(command)!r}
from creative_cli.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr

    assert done.returncode in {0, 1, 3}, said
    assert "Traceback" not in said
    assert "damaged" not in said
    assert done.returncode == 0 or "larger than the system allows" in said, said
