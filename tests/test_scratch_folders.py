"""Scratch folders go with their process: when it ends, and with the next command when it was killed."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from creative_cli.errors import StorageError
from creative_cli.scratch_folders import make_scratch_folder, open_scratch_folder, remove_dead_folders
from tests.command import MINIMAL, fresh_creative
from tests.conftest import REPOSITORY

HOLDER = """
import sys
from creative_cli.scratch_folders import make_scratch_folder
folder = make_scratch_folder()
(folder / "font.otf").write_bytes(b"ink")
print(folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the commands of a test a temporary folder of their own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def hold() -> "tuple[subprocess.Popen[str], Path]":
    """Start a process with a scratch folder; return both."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_a_folder_goes_with_its_block_and_its_process(temporary: Path) -> None:
    """What is made for a block is gone after it; the rest goes when the process ends."""
    process, folder = hold()
    with open_scratch_folder() as mine:
        (mine / "page.typ").write_text("ink")
    process.communicate()

    assert not mine.exists()
    assert not folder.exists()
    assert not list(temporary.glob("*/*"))


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal")
def test_what_a_killed_process_leaves_goes_with_the_next(temporary: Path) -> None:
    """The folder of a process that lives stays, and so does what others have in the temporary folder."""
    foreign = temporary / "creative-scratch-notes"
    foreign.mkdir()
    killed, left = hold()
    alive, kept = hold()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    was_left = (left / "font.otf").exists()
    removed = remove_dead_folders()
    stayed = (kept / "font.otf").exists()
    alive.communicate()

    assert was_left
    assert removed == (left.parent,)
    assert not left.exists()
    assert stayed
    assert [path.name for path in temporary.iterdir() if "scratch" in path.name] == [foreign.name]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows does not fork")
def test_a_forked_process_has_a_folder_of_its_own() -> None:
    """A child that ends does not take away what its parent uses."""
    parent = make_scratch_folder()
    code = f"""
import os
from creative_cli.scratch_folders import make_scratch_folder
mine = make_scratch_folder()
child = os.fork()
if child == 0:
    assert make_scratch_folder().parent != mine.parent
    raise SystemExit
assert os.waitpid(child, 0)[1] == 0
assert mine.is_dir()
assert os.path.isdir({str(parent)!r})
"""
    subprocess.run([sys.executable, "-c", code], check=True)

    assert parent.is_dir()


@pytest.mark.skipif(os.name != "posix" or not os.getuid(), reason="needs a folder that cannot be written")
def test_a_temporary_folder_that_takes_nothing_is_a_sentence(temporary: Path) -> None:
    """The error says what to set."""
    temporary.chmod(0o500)

    with pytest.raises(StorageError, match="No temporary file can be written") as caught:
        make_scratch_folder()
    assert "TMPDIR" in caught.value.hint


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal")
def test_no_command_leaves_a_folder_behind(tmp_path: Path, temporary: Path) -> None:
    """A run with a brand's font, PDFs and a new index, killed and run again, leaves the temporary folder empty."""
    font = next((REPOSITORY / "fonts").rglob("*.ttf"))
    shutil.copy(font, tmp_path / "brand.ttf")
    brief = MINIMAL.replace("colors:", "fonts: {latin: brand.ttf}, colors:")
    Path("brief.yaml").write_text(brief, "utf-8")
    command = [sys.executable, "-m", "creative_cli", "run", "brief.yaml", "--ratio", "1:1", "--editable", "--quiet"]
    process = subprocess.Popen(command)
    while not list(temporary.glob("creative-scratch-*/*")):
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = list(temporary.glob("creative-*"))
    again = fresh_creative("run", "brief.yaml", "--ratio", "1:1", "--editable", "--quiet")

    assert left
    assert again.returncode == 0, again.stderr
    assert not list(temporary.glob("creative-*"))
