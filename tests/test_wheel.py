"""The wheel: complete, shown well on an index, and at work in an empty home on every Python that is there."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

MINORS = (11, 12, 13, 14)
"""The versions 3.x of Python that the tool is for."""
UV = shutil.which("uv") or str(REPOSITORY / ".uv" / "bin" / "uv")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as for an index."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([UV, "build", "--quiet", "--wheel", "--out-dir", str(folder)], cwd=REPOSITORY, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def constraints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of the versions that are locked: the test is of the wheel, not of what came out today."""
    file = tmp_path_factory.mktemp("locked") / "constraints.txt"
    line = [UV, "export", "--quiet", "--locked", "--no-dev", "--no-emit-project", "--no-hashes", "--output-file", file]
    subprocess.run([*map(str, line)], cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    return file


def list_pythons(minor: int) -> Iterator[str]:
    """Yield what may be Python 3.*minor* here: on the path, or one of pyenv's."""
    yield from filter(None, [shutil.which(f"python3.{minor}")])
    if pyenv := shutil.which("pyenv"):
        root = subprocess.run([pyenv, "root"], capture_output=True, text=True, check=True).stdout.strip()
        yield from map(str, sorted(Path(root).glob(f"versions/3.{minor}.*/bin/python")))


def find_python(minor: int) -> str:
    """Return a Python 3.*minor* that starts; skip the test if there is none."""
    for name in list_pythons(minor):
        asked = subprocess.run(
            [name, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
        )
        if asked.stdout.split() == ["3", str(minor)]:
            return name
    pytest.skip(f"no python3.{minor} is on the path or in pyenv")


def read_metadata(wheel: Path) -> Message:
    """Return what the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return message_from_string(archive.read(name).decode())


@pytest.mark.slow
def test_the_wheel_is_complete_and_its_page_renders(wheel: Path) -> None:
    """It has its data, fonts, licences and types; an index takes its metadata and renders the README."""
    checked = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", str(wheel)], capture_output=True,
                             text=True, check=False)  # fmt: skip
    metadata = read_metadata(wheel)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert checked.returncode == 0, checked.stdout
    assert all(metadata[key] for key in ("Name", "Version", "Summary", "License-Expression", "Keywords", "Author"))
    assert {"LICENSE", "NOTICE", "LICENSE-OFL.txt"} <= {Path(name).name for name in names if "/licenses/" in name}
    for part in ("py.typed", "fonts/SHA256SUMS", "briefs/minimal.yaml", "data/starter.yaml", "data/channels.toml"):
        assert f"creative_cli/{part}" in names
    assert [name for name in names if name.startswith(("tests/", "tools/"))] == []


@pytest.mark.slow
@pytest.mark.parametrize("minor", MINORS)
def test_the_wheel_makes_ads_in_an_empty_home(minor: int, wheel: Path, constraints: Path, tmp_path: Path) -> None:
    """Installed as a tool for this Python, `init` and `run` make ads from a folder that holds nothing else."""
    python = find_python(minor)
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    own = ("CREATIVE_", "OPENAI_", "HF_", "PYTHON", "VIRTUAL_ENV", "UV_", "XDG_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    # Packages that are downloaded already are taken from the cache of the machine.
    cache = subprocess.run([UV, "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()
    environment |= {"HOME": str(home), "UV_CACHE_DIR": cache, "PATH": f"{home / '.local' / 'bin'}:{os.defpath}"}

    def call(*words: str) -> str:
        done = subprocess.run(words, cwd=work, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    call(UV, "tool", "install", "--quiet", "--python", python, "--constraints", str(constraints), str(wheel))
    call(str(home / ".local" / "bin" / "creative"), "init", "my-campaign")
    made = call(str(home / ".local" / "bin" / "creative"), "run", "my-campaign/brief.yaml", "--ratio", "1:1", "--json")

    assert made.count('"status": "PASS"') >= 3 or made.count('"PASS"') >= 3, made
    assert len(list(work.glob("outputs/my-first-campaign/*/1x1/iced-tea.jpg"))) == 3
    assert sorted(path.name for path in work.iterdir()) == ["my-campaign", "outputs"]
