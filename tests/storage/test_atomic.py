"""Files are there whole or not at all."""

import errno
import os
import time
from pathlib import Path

import pytest

from creative_cli.errors import StorageError
from creative_cli.storage.atomic import SWEEP_GRACE_S, remove_temporary_files, to_storage_error, write_bytes, write_text


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    """Folders above the file are made, and nothing but the file is left."""
    path = tmp_path / "a" / "b" / "c.jpg"
    write_bytes(path, b"picture", durable=True)

    assert path.read_bytes() == b"picture"
    assert list(path.parent.iterdir()) == [path]


def test_text_keeps_its_newlines(tmp_path: Path) -> None:
    """What is written is UTF-8 with the newlines it had, on every system."""
    write_text(tmp_path / "manifest", "ä\nb\r\n")

    assert (tmp_path / "manifest").read_bytes() == b"\xc3\xa4\nb\r\n"


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """The new bytes take the place of the old ones."""
    path = tmp_path / "a"
    write_bytes(path, b"old")
    write_bytes(path, b"new")

    assert path.read_bytes() == b"new"


def test_a_refused_write_leaves_nothing_behind(tmp_path: Path) -> None:
    """When the rename cannot happen, the temporary file goes and the sentence names the place."""
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").touch()
    with pytest.raises(StorageError, match="taken has to be a file, and a folder is there"):
        write_bytes(tmp_path / "taken", b"data")

    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    ("number", "sentence", "hint"),
    [
        (errno.ENOTDIR, "a.jpg could not be written: Not a directory.", "Choose another folder"),
        (errno.EACCES, "a.jpg could not be written: Permission denied.", "--output or --state"),
        (errno.EROFS, "a.jpg could not be written: Read-only file system.", "--output or --state"),
        (errno.EIO, "a.jpg could not be written: Input/output error.", "Check the disk"),
    ],
)
def test_what_the_system_refuses_is_a_sentence_with_the_next_step(number: int, sentence: str, hint: str) -> None:
    """Full disks, forbidden folders and broken ones are told apart."""
    error = to_storage_error(OSError(number, os.strerror(number)), Path("a.jpg"), "written")

    assert error.sentence == sentence
    assert hint in error.hint


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_the_same_for_every_file(number: int, tmp_path: Path) -> None:
    """People hear once that the disk is full, with the place it is mounted at, not once a file."""
    told = {to_storage_error(OSError(number, ""), tmp_path / name, "written").sentence for name in ("a.jpg", "b.jpg")}
    (sentence,) = told
    mount = sentence.removeprefix("Nothing more can be written under ").removesuffix(": the disk is full.")

    assert tmp_path.is_relative_to(mount)


def test_a_file_in_the_place_of_a_folder_is_a_sentence(tmp_path: Path) -> None:
    """A folder that cannot be made is told with its path."""
    (tmp_path / "outputs").touch()
    with pytest.raises(StorageError, match="outputs has to be a folder, and something else is there"):
        write_bytes(tmp_path / "outputs" / "a.jpg", b"data")


def test_sweeping_takes_what_killed_runs_left_and_nothing_else(tmp_path: Path) -> None:
    """Old temporary files go; young ones may be another run's, and finished files are never touched."""
    started = time.time()
    old, young, finished = (tmp_path / name for name in ("a.jpg.tmp-01", "b.jpg.tmp-02", "c.jpg"))
    for path, age in ((old, 2 * SWEEP_GRACE_S), (young, 0.5 * SWEEP_GRACE_S), (finished, 3600)):
        path.touch()
        os.utime(path, (started - age, started - age))
    swept = remove_temporary_files(tmp_path, started)

    assert swept == (old,)
    assert sorted(tmp_path.iterdir()) == [young, finished]
