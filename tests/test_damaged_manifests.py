"""A manifest that was edited by hand or cut off is named with its place, set aside, and replaced by the next run."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creative_cli.errors import StorageError
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder
from tests.command import creative, make_smallest_ads

PATH = "en-GB/1x1/umbrella.jpg"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a brief and its finished ads."""
    return make_smallest_ads(tmp_path_factory.mktemp("finished"))


@pytest.fixture
def manifest(finished: Path, tmp_path: Path) -> Path:
    """Return the manifest of a copy that the test may damage, in the working folder."""
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    return tmp_path / "outputs" / "tiny" / "manifest.json"


def edited(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """Return what changes the document."""

    def edit(data: bytes) -> bytes:
        document = json.loads(data)
        change(document)
        return json.dumps(document, indent=2).encode()

    return edit


def set_asset(key: str, value: object) -> Callable[[bytes], bytes]:
    """Return what changes a field of the first ad."""
    return edited(lambda document: document["assets"][0].update({key: value}))


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "emptied": (lambda _: b"", ":1:1: "),
    "zeroed": (lambda data: b"\0" * len(data), "zero bytes"),
    "cut": (lambda data: data[: len(data) // 2], "not JSON"),
    "cut in a letter": (lambda data: data[:300] + b"\xd8", "is not UTF-8"),
    "random": (lambda _: os.urandom(500).replace(b"\0", b"\xff"), ":1:"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "save it as UTF-8"),
    "a list": (lambda _: b"[]", "its schema is None"),
    "a number": (lambda _: b"7", "its schema is None"),
    "deep": (lambda _: b"[" * 100_000, ":1:"),
    "another version": (edited(lambda document: document.update(schema=99)), ":2:13: "),
    "text for a version": (edited(lambda document: document.update(schema="1")), "schema"),
    "no ads": (edited(lambda document: document.pop("assets")), "lacks assets"),
    "ads are text": (edited(lambda document: document.update(assets="x")), "is not a list"),
    "an unknown key": (set_asset("colour", "red"), "has no colour"),
    "a wrong type": (set_asset("width", "1080"), "width"),
    "a path outside": (set_asset("path", "../../secret.jpg"), "leads out of the campaign"),
    "an absolute path": (set_asset("path", "/etc/passwd"), "leads out of the campaign"),
    "a path of Windows": (set_asset("path", "C:\\secret.jpg"), "leads out of the campaign"),
    "a hidden file": (set_asset("path", ".env"), "leads out of the campaign"),
    "an empty path": (set_asset("path", ""), "leads out of the campaign"),
    "a detour": (set_asset("path", "en-GB//1x1/umbrella.jpg"), "is not the path of an ad"),
    "a PDF outside": (set_asset("editable", "../secret.pdf"), "leads out of the campaign"),
    "a huge number": (set_asset("width", 10**400), "no size"),
    "a huge float": (lambda data: data.replace(b'"cost_usd": 0.0', b'"cost_usd": 1e999'), "too large"),
    "NaN": (lambda data: data.replace(b'"cost_usd": 0.0', b'"cost_usd": NaN'), "NaN"),
    "a negative size": (set_asset("bytes", -1), "no size"),
    "listed twice": (edited(lambda document: document["assets"].append(document["assets"][0])), "listed twice"),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_named_with_its_place(damage: Callable[[bytes], bytes], reason: str, manifest: Path) -> None:
    """File, line, column and reason; nothing that a hand-edited file says reaches a file outside."""
    manifest.write_bytes(damage(manifest.read_bytes()))
    folder = OutputFolder(manifest.parent.parent, "tiny", StateFolder(manifest.parent.parent / ".creative"))
    with pytest.raises(StorageError, match="is not a manifest this version") as caught:
        folder.manifest()

    assert caught.value.sentence.startswith(f"{manifest}:")
    assert reason in caught.value.sentence
    assert "run sets it aside" in caught.value.hint


@pytest.mark.parametrize("kind", ["a link", "a broken link", "a folder", "a pipe"])
def test_what_is_no_file_is_not_opened(kind: str, manifest: Path, tmp_path: Path) -> None:
    """A link may lead anywhere, and a pipe would never end."""
    secret = tmp_path / "elsewhere.json"
    manifest.rename(secret)
    match kind:
        case "a link":
            manifest.symlink_to(secret)
        case "a broken link":
            manifest.symlink_to(tmp_path / "nowhere")
        case "a folder":
            manifest.mkdir()
        case _:
            os.mkfifo(manifest)
    shown = creative("texts", "tiny")
    done = creative("run", "brief.yaml", "--ratio", "1:1")

    assert shown.returncode == 3
    assert "manifest.json:1:1: This is not a manifest" in shown.stderr
    assert done.returncode == 0
    assert "renamed to manifest.json.damaged-1" in done.stdout
    assert manifest.is_file()
    assert not manifest.is_symlink()
    assert json.loads(secret.read_bytes())["assets"]


def test_a_run_sets_a_damaged_manifest_aside_and_writes_a_good_one(manifest: Path) -> None:
    """It says so; what was set aside is never overwritten, and nothing is made again."""
    good = json.loads(manifest.read_bytes())
    for number in (1, 2):
        manifest.write_bytes(b"{" * number)
        done = creative("run", "brief.yaml", "--ratio", "1:1")
        assert done.returncode == 0, done.stderr
        assert f"{manifest.relative_to(Path.cwd())}:1:2: " in done.stdout
        assert f"renamed to manifest.json.damaged-{number}" in done.stdout
        assert "0 made, 1 unchanged" in done.stdout
    manifest.write_bytes(b"")
    document = json.loads(creative("run", "brief.yaml", "--ratio", "1:1", "--json").stdout)

    assert "manifest.json.damaged-3" in document["runs"][0]["damaged_manifest"]
    assert [path.read_bytes() for path in sorted(manifest.parent.glob("*.damaged-*"))] == [b"{", b"{{", b""]
    assert json.loads(manifest.read_bytes())["assets"] == good["assets"]
    assert "damaged" not in creative("run", "brief.yaml", "--ratio", "1:1").stdout


def test_other_campaigns_go_on(manifest: Path) -> None:
    """`review status` counts them, names the damaged one and exits with 3; report and search need no manifest."""
    other = manifest.parent.parent / "other"
    shutil.copytree(manifest.parent, other)
    manifest.write_bytes(b"{}")
    status = creative("review", "status")
    document = json.loads(creative("review", "status", "--json").stdout)

    assert status.returncode == 3
    assert "other" in status.stdout
    assert "tiny/manifest.json:1:1: " in status.stderr
    assert [one["campaign"] for one in document["campaigns"]] == ["other"]
    assert len(document["damaged"]) == 1
    assert creative("review", "status", "other").returncode == 0
    assert creative("review", "status", "tiny").returncode == 3
    assert creative("report").returncode == 0
    assert creative("search", "--reindex", "umbrella").returncode == 0
    assert manifest.read_bytes() == b"{}"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: json.dumps(json.loads(data)).encode(),
    ],
    ids=["a mark", "CRLF", "one line"],
)
def test_what_an_editor_changes_is_no_damage(change: Callable[[bytes], bytes], manifest: Path) -> None:
    """A byte order mark, line ends of Windows and other indentation leave the same document."""
    manifest.write_bytes(change(manifest.read_bytes()))

    assert creative("texts", "tiny").returncode == 0
    assert "1 unchanged" in creative("run", "brief.yaml", "--ratio", "1:1").stdout
    assert not list(manifest.parent.glob("*.damaged-*"))


def test_the_contact_sheet_names_a_damaged_manifest(manifest: Path, repository: Path) -> None:
    """The tool for contact sheets reads it by the same door."""
    manifest.write_bytes(b"{")
    done = subprocess.run(
        [sys.executable, repository / "tools" / "sheet.py", manifest.parent],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "manifest.json:1:2: This is not a manifest" in done.stderr
    assert "Traceback" not in done.stderr
