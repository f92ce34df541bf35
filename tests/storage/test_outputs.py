"""The campaign's folder holds what its manifest says, and what people changed stays theirs."""

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from creative_cli.errors import StorageError
from creative_cli.models import Asset, Status
from creative_cli.storage.cache import Cache
from creative_cli.storage.codec import decode_json, decode_record, encode_pretty_json
from creative_cli.storage.outputs import Manifest, OutputFolder
from creative_cli.storage.state import StateFolder
from tests.storage.samples import asset, with_status

TEA, SOAP, AD = "ja-JP/1x1/iced-tea.jpg", "ja-JP/1x1/soap.jpg", "ar-SA/1x1/iced-tea.jpg"
ALL = (TEA, SOAP, AD)


@pytest.fixture
def folder(state: StateFolder, tmp_path: Path) -> OutputFolder:
    """Return the folder of a campaign that has never been run."""
    return OutputFolder(tmp_path / "outputs", "summer-2026", state)


def run(run_id: str, *assets: Asset, brief: str = "ab" * 32) -> Manifest:
    """Return what a run says it made."""
    return Manifest(1, "creative 0.1", run_id, "summer-2026", brief, "cd" * 32, "classic 1", assets)


def make(folder: OutputFolder, run_id: str, *paths: str) -> Manifest:
    """Write the files of a run and return what it says of them."""
    entries = [asset(path, path.encode()) for path in paths]
    for path in paths:
        assert folder.write(path, path.encode()) is None
    return run(run_id, *entries)


def on_disk(folder: OutputFolder) -> list[str]:
    """Return the files in the folder but for the manifest."""
    files = [path for path in folder.path.rglob("*") if path.is_file() and path != folder.manifest_path]
    return sorted(path.relative_to(folder.path).as_posix() for path in files)


def test_an_ad_goes_into_its_markets_folder(folder: OutputFolder, tmp_path: Path) -> None:
    """The path is campaign, locale, ratio, product."""
    path = folder.asset_path("ja-JP", "1x1", "iced-tea")
    folder.write(path, b"picture")

    assert path == TEA
    assert (tmp_path / "outputs/summer-2026/ja-JP/1x1/iced-tea.jpg").read_bytes() == b"picture"


@pytest.mark.parametrize(
    "name", ["..", ".", "", "a/b", "a\\b", "/etc", ".hidden", "a\n", "con", "Nul.txt", "a:b", "tea ", "a" * 200, "茶"]
)
def test_unsafe_names_are_refused(folder: OutputFolder, state: StateFolder, name: str) -> None:
    """No name leaves the folder, hides in it, or means something else on another system."""
    with pytest.raises(StorageError, match="cannot be the name"):
        folder.asset_path(name, "1x1", "tea")
    with pytest.raises(StorageError, match="cannot be the name"):
        OutputFolder(Path("outputs"), name, state)


@pytest.mark.parametrize(
    "path", ["../tea.jpg", "ja-JP/../../tea.jpg", "/etc/tea.jpg", "ja-JP\\tea.jpg", "ja-JP/.tea.jpg"]
)
def test_paths_out_of_the_folder_are_refused(folder: OutputFolder, path: str) -> None:
    """Neither writing nor comparing follows a path that leaves the campaign."""
    with pytest.raises(StorageError, match="cannot be the name"):
        folder.write(path, b"")
    with pytest.raises(StorageError, match="cannot be the name"):
        folder.matches(path, "")


def test_a_link_out_of_the_folder_is_refused(folder: OutputFolder, tmp_path: Path) -> None:
    """A link that leads elsewhere is neither written through nor read."""
    (tmp_path / "elsewhere").mkdir()
    folder.path.mkdir(parents=True)
    (folder.path / "ja-JP").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="leads out of"):
        folder.write(TEA, b"picture")

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_matches_its_hash(folder: OutputFolder) -> None:
    """A file is what it was as long as every byte is; a missing one is not."""
    folder.write(TEA, b"picture")

    assert folder.matches(TEA, asset(TEA, b"picture").sha256)
    assert not folder.matches(TEA, asset(TEA, b"Picture").sha256)
    assert not folder.matches(SOAP, asset(SOAP, b"picture").sha256)


def test_a_manifest_that_was_just_written_is_read_as_its_file_is(folder: OutputFolder) -> None:
    """A run goes on with the manifest that it wrote, which is no other than the one in the file; edits are seen."""
    folder.settle(make(folder, "run-1", TEA, AD), ALL)
    text = folder.manifest_path.read_bytes()

    assert folder.manifest() == decode_record(Manifest, decode_json(text))
    assert encode_pretty_json(folder.manifest()) == text

    folder.manifest_path.write_bytes(text.replace(b"run-1", b"run-2"))
    edited = folder.manifest()
    assert edited is not None
    assert edited.run_id == "run-2"


def test_the_manifest_is_written_for_people_and_scripts(folder: OutputFolder) -> None:
    """It is UTF-8 with two spaces a level, its keys in a fixed order, statuses by name, ads by path."""
    folder.settle(make(folder, "run-1", TEA, AD), ALL)
    text = folder.manifest_path.read_text(encoding="utf-8")
    content = json.loads(text)

    assert text.startswith('{\n  "schema": 1,\n  "tool": "creative 0.1",\n  "run_id": "run-1",\n')
    assert text.endswith("}\n")
    assert "氷に注ぐ夏" in text
    assert [entry["path"] for entry in content["assets"]] == [AD, TEA]
    assert list(content["assets"][0]) == [
        *("path", "product", "country", "locale", "direction", "ratio", "width", "height", "bytes", "sha256"),
        *("hero", "copy", "copy_source", "layout", "status", "findings", "editable", "editable_sha256", "draft"),
    ]
    assert content["assets"][0]["status"] == "WARN"


def test_the_manifest_comes_back(folder: OutputFolder) -> None:
    """What is written is read as the same record; before the first run there is none."""
    assert folder.manifest() is None
    settled = folder.settle(make(folder, "run-1", *ALL), ALL)

    assert folder.manifest() == settled.manifest


def test_a_run_that_changes_nothing_leaves_the_manifest_alone(folder: OutputFolder) -> None:
    """The same ads from the same brief keep the file, its time and the id of the run that made them."""
    first = folder.settle(make(folder, "run-1", *ALL), ALL)
    os.utime(folder.manifest_path, (1, 1))
    second = folder.settle(make(folder, "run-2", *reversed(ALL)), ALL)

    assert first.written
    assert not second.written
    assert second.manifest.run_id == "run-1"
    assert folder.manifest_path.stat().st_mtime == 1


def test_a_first_run_that_made_nothing_leaves_nothing(folder: OutputFolder) -> None:
    """There is no manifest without an ad; a later run that made nothing changes what is listed."""
    assert not folder.settle(run("run-1"), ALL).written
    assert not folder.path.exists()
    folder.settle(make(folder, "run-2", TEA), ALL)

    assert folder.settle(run("run-3"), ()).written


def test_a_change_names_the_run_that_made_it(folder: OutputFolder) -> None:
    """Another finding or another brief is another manifest."""
    folder.settle(make(folder, "run-1", TEA), ALL)
    worse = folder.settle(run("run-2", with_status(asset(TEA, TEA.encode()), Status.FAIL)), ALL)
    edited = folder.settle(replace(worse.manifest, run_id="run-3", brief_sha256="ef" * 32), ALL)

    assert (worse.written, worse.manifest.run_id) == (True, "run-2")
    assert (edited.written, edited.manifest.run_id) == (True, "run-3")


def test_a_slice_keeps_what_other_slices_made(folder: OutputFolder) -> None:
    """A run of one market leaves the other markets' ads in the manifest."""
    folder.settle(make(folder, "run-1", TEA, SOAP), ALL)
    settled = folder.settle(make(folder, "run-2", AD), ALL)

    assert [entry.path for entry in settled.manifest.assets] == [AD, TEA, SOAP]
    assert on_disk(folder) == sorted(ALL)


def test_what_the_brief_no_longer_asks_for_goes(folder: OutputFolder) -> None:
    """The ad and its empty folders are removed."""
    folder.settle(make(folder, "run-1", *ALL), ALL)
    settled = folder.settle(make(folder, "run-2", TEA), (TEA, SOAP))

    assert settled.removed == (AD,)
    assert [entry.path for entry in settled.manifest.assets] == [TEA, SOAP]
    assert on_disk(folder) == [TEA, SOAP]
    assert not (folder.path / "ar-SA").exists()


@pytest.mark.parametrize("asked", [ALL, (TEA,)], ids=["asked for", "no longer asked for"])
def test_a_file_that_a_person_changed_stays(folder: OutputFolder, asked: tuple[str, ...]) -> None:
    """It is theirs: never deleted, no longer listed, and told."""
    folder.settle(make(folder, "run-1", TEA, SOAP), ALL)
    folder.file(SOAP).write_bytes(b"retouched")
    settled = folder.settle(make(folder, "run-2", TEA), asked)

    assert settled.changed == (SOAP,)
    assert [entry.path for entry in settled.manifest.assets] == [TEA]
    assert folder.file(SOAP).read_bytes() == b"retouched"


def test_a_file_that_is_gone_is_no_longer_listed(folder: OutputFolder) -> None:
    """The manifest holds no ad without its file."""
    folder.settle(make(folder, "run-1", TEA, SOAP), ALL)
    folder.file(SOAP).unlink()
    settled = folder.settle(make(folder, "run-2", TEA), ALL)

    assert [entry.path for entry in settled.manifest.assets] == [TEA]
    assert (settled.removed, settled.changed, settled.outdated) == ((), (), ())


def test_an_ad_that_could_not_be_replaced_does_not_pass_for_new(folder: OutputFolder) -> None:
    """The old file stays, but the manifest of the new brief does not list it."""
    folder.settle(make(folder, "run-1", TEA, SOAP), ALL)
    settled = folder.settle(make(folder, "run-2", TEA), ALL, failed=[SOAP])

    assert settled.outdated == (SOAP,)
    assert [entry.path for entry in settled.manifest.assets] == [TEA]
    assert on_disk(folder) == [TEA, SOAP]


def test_a_persons_version_is_set_aside_before_it_is_overwritten(folder: OutputFolder) -> None:
    """A retouched ad keeps its bytes under another name, which is told."""
    folder.settle(make(folder, "run-1", TEA), ALL)
    folder.file(TEA).write_bytes(b"retouched")
    kept = folder.write(TEA, b"new")

    assert kept == "ja-JP/1x1/iced-tea.kept-ac844f5c.jpg"
    assert folder.file(kept).read_bytes() == b"retouched"
    assert folder.file(TEA).read_bytes() == b"new"


def test_our_own_versions_are_overwritten(folder: OutputFolder, state: StateFolder) -> None:
    """What the manifest records or the cache knows was made by a run, and nobody misses it."""
    cache = Cache(state)
    folder.settle(make(folder, "run-1", TEA), ALL)
    assert folder.write(TEA, b"second") is None
    cache.put_object(b"second")
    assert folder.write(TEA, b"third", cache.has_object) is None

    assert on_disk(folder) == [TEA]


def test_a_manifest_that_leads_elsewhere_removes_nothing(folder: OutputFolder, tmp_path: Path) -> None:
    """Paths in a manifest that somebody edited are guarded as any others."""
    (tmp_path / "outputs" / "precious.jpg").write_bytes(TEA.encode())
    folder.settle(make(folder, "run-1", TEA), ALL)
    text = folder.manifest_path.read_text(encoding="utf-8")
    folder.manifest_path.write_text(text.replace(TEA, "../precious.jpg"), encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be the name"):
        folder.settle(run("run-2"), ())

    assert (tmp_path / "outputs" / "precious.jpg").exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": 2}', '{"schema": 1}'])
def test_a_manifest_that_is_not_ours_is_told(folder: OutputFolder, content: str) -> None:
    """It is not overwritten; the sentence says what to do."""
    folder.path.mkdir(parents=True)
    folder.manifest_path.write_text(content, encoding="utf-8")
    with pytest.raises(StorageError, match="is not a manifest this version") as caught:
        folder.settle(run("run-1"), ())

    assert "Move it away" in caught.value.hint
    assert folder.manifest_path.read_text(encoding="utf-8") == content


def test_slices_that_end_at_the_same_time_are_all_listed(state: StateFolder, tmp_path: Path) -> None:
    """Runs of several markets at once wait for each other, and none is lost from the manifest."""
    paths = [f"ja-JP/1x1/tea-{number}.jpg" for number in range(8)]

    def work(path: str) -> None:
        folder = OutputFolder(tmp_path / "outputs", "summer-2026", state)
        folder.settle(make(folder, f"run of {path}", path), paths)

    threads = [threading.Thread(target=work, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    manifest = OutputFolder(tmp_path / "outputs", "summer-2026", state).manifest()

    assert manifest is not None
    assert [entry.path for entry in manifest.assets] == paths
