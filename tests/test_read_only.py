"""Commands that change no record work on a folder that cannot be written, such as a mounted archive."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from creative_cli.storage.state import StateFolder
from tests.command import MINIMAL, creative


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Path]:
    """Return the outputs of a run in a folder that this process may read only."""
    outputs = tmp_path / "made"
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    made = creative("run", "brief.yaml", "--ratio", "1:1", "--quiet", "--output", str(outputs))
    assert made.returncode == 0, made.stderr
    if hasattr(os, "getuid") and os.getuid() == 0:  # root may write anywhere but on a read-only mount
        folder = tmp_path / "archive"
        folder.mkdir()
        mounts = (["mount", "--bind", str(outputs), str(folder)], ["mount", "-o", "remount,ro,bind", str(folder)])
        if sys.platform != "linux" or any(
            subprocess.run(one, check=False, capture_output=True).returncode for one in mounts
        ):
            pytest.skip("this process may not mount a folder")
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
        return
    folders = [outputs, *(path for path in outputs.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o500)
    yield outputs
    for path in folders:
        path.chmod(0o700)


@pytest.mark.slow
def test_reading_commands_work_on_a_read_only_folder(archive: Path) -> None:
    """Report, search, SQL and review status answer from a temporary copy, say so, and leave nothing behind."""
    before = sorted(archive.rglob("*"))
    folder = ("--output", str(archive))
    answers = {
        "report": creative("report", *folder, "--json"),
        "run": creative("report", "last", *folder, "--json"),
        "sql": creative("sql", "SELECT count(*) AS n FROM assets", *folder, "--json"),
        "search": creative("search", "umbrella", *folder, "--json"),
        "review": creative("review", "status", *folder, "--json"),
    }

    assert {name: answer.returncode for name, answer in answers.items()} == dict.fromkeys(answers, 0)
    assert all("is read-only: a temporary copy" in answer.stderr for answer in answers.values())
    assert json.loads(answers["sql"].stdout)["rows"] == [[1]]
    assert json.loads(answers["search"].stdout)["campaigns"]
    assert sorted(archive.rglob("*")) == before


def test_other_commands_need_no_folder_that_can_be_written(archive: Path) -> None:
    """They read briefs, manifests and translations; the doctor says what it cannot do there, and tries the rest."""
    folder = ("--output", str(archive))
    codes = {
        "validate": creative("validate", "brief.yaml", *folder).returncode,
        "texts": creative("texts", "tiny", *folder).returncode,
        "markets": creative("markets", "GB").returncode,
        "copy status": creative("copy", "status", "brief.yaml", *folder).returncode,
        "copy export": creative("copy", "export", "brief.yaml", "--to", "copy", *folder).returncode,
        "dry run": creative("run", "brief.yaml", "--ratio", "1:1", "--dry-run", *folder).returncode,
    }
    doctor = creative("doctor", "--json", *folder)
    found = {one["subject"]: one["ok"] for one in json.loads(doctor.stdout)["checks"]}

    assert codes == dict.fromkeys(codes, 0)
    assert doctor.returncode == 1
    assert [subject for subject, ok in found.items() if not ok] == ["folders"]
    assert {"run log", "journals", "manifests", "search index"} <= found.keys()


def test_a_folder_that_can_be_written_is_not_copied(tmp_path: Path) -> None:
    """The probe leaves nothing, and a folder that is not there yet is no read-only one."""
    state = StateFolder(tmp_path / "state")
    missing = state.is_read_only()
    state.create()
    there = sorted(state.root.iterdir())

    assert (missing, state.is_read_only()) == (False, False)
    assert sorted(state.root.iterdir()) == there
