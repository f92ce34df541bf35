"""A large manifest is kept in shards: it says the same, changes little when little changes, and damage has a place."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from creative_cli.errors import StorageError
from creative_cli.storage.manifest_file import DamagedManifestError
from creative_cli.storage.outputs import Manifest, OutputFolder
from creative_cli.storage.state import StateFolder
from tests.storage.samples import asset

PATHS = tuple(f"en-GB/1x1/tea-{number}.jpg" for number in range(7))


@pytest.fixture(autouse=True)
def three_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a manifest of more than three ads have shards."""
    monkeypatch.setenv("CREATIVE_SHARD_ADS", "3")


@pytest.fixture
def folder(state: StateFolder, tmp_path: Path) -> OutputFolder:
    """Return the folder of a campaign that has never been run."""
    return OutputFolder(tmp_path / "outputs", "summer-2026", state)


def make(folder: OutputFolder, run_id: str, content: dict[str, bytes]) -> Manifest:
    """Write the files of a run and return what it says of them."""
    for path, data in content.items():
        folder.write(path, data)
    ads = tuple(asset(path, data) for path, data in content.items())
    return Manifest(1, "creative 0.1", run_id, "summer-2026", "ab" * 32, "cd" * 32, "classic 1", ads)


def settle(folder: OutputFolder, run_id: str, paths: tuple[str, ...] = PATHS, another: str = "") -> Manifest:
    """Settle a run that made *paths*, one of them with *another* content, and return what is read back."""
    content = {path: b"another" if path == another else path.encode() for path in paths}
    folder.settle(make(folder, run_id, content), PATHS)
    found = folder.manifest()
    assert found is not None
    return found


def shards(folder: OutputFolder) -> list[Path]:
    """Return the files of the shards, in order."""
    return sorted((folder.path / "manifest").iterdir())


def test_a_large_manifest_reads_as_a_small_one(folder: OutputFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three files with one ad on each line; whoever reads the manifest gets the ads in one list."""
    large = settle(folder, "run-1")
    head = json.loads(folder.manifest_path.read_bytes())

    assert [len(path.read_bytes().splitlines()) - 2 for path in shards(folder)] == [3, 3, 1]
    assert [len(json.loads(path.read_bytes())) for path in shards(folder)] == [3, 3, 1]
    assert (head["assets"], [one["ads"] for one in head["shards"]]) == ([], [3, 3, 1])

    monkeypatch.setenv("CREATIVE_SHARD_ADS", "1000")
    small = settle(folder, "run-2")
    assert small.assets == large.assets
    assert not (folder.path / "manifest").exists()


def test_a_changed_ad_changes_one_shard(folder: OutputFolder) -> None:
    """The others keep their names, and what no manifest names is gone; nothing changed writes nothing."""
    settle(folder, "run-1")
    before = set(shards(folder))
    assert not folder.settle(make(folder, "run-2", {path: path.encode() for path in PATHS}), PATHS).written

    settle(folder, "run-3", another=PATHS[4])
    assert len(before - set(shards(folder))) == len(set(shards(folder)) - before) == 1


def test_kept_ads_stay_as_they_are_in_the_manifest(folder: OutputFolder) -> None:
    """A run that knows only the short form of an ad does not write that over the whole one."""
    whole = settle(folder, "run-1")
    made = make(folder, "run-2", {path: path.encode() for path in PATHS[:-1]} | {PATHS[-1]: b"another"})
    short = tuple(replace(ad, findings=(), layout=()) for ad in made.assets[:-1])
    folder.settle(replace(made, assets=(*short, made.assets[-1])), PATHS, (), set(PATHS[:-1]))

    after = folder.manifest()
    assert after is not None
    assert after.assets[:-1] == whole.assets[:-1]
    assert after.assets[-1].sha256 == hashlib.sha256(b"another").hexdigest()


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5, deadline=None)
@given(
    runs=st.lists(st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"one", b"two"])), max_size=4),
    most=st.integers(1, 8),
)
def test_any_runs_leave_the_same_ads_however_they_are_cut(
    runs: list[dict[str, bytes]], most: int, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest after any runs is that of the same runs without shards, and lists the files that are there."""
    found: list[object] = []
    for size in (most, 10_000):
        root = tmp_path_factory.mktemp("law")
        monkeypatch.setenv("CREATIVE_SHARD_ADS", str(size))
        folder = OutputFolder(root / "outputs", "summer-2026", StateFolder(root / "state"))
        for number, content in enumerate(runs):
            asked = set(PATHS) - {PATHS[number]}
            folder.settle(make(folder, f"run-{number}", content), asked | content.keys())
        manifest = folder.manifest()
        found.append(manifest and manifest.assets)
        there = {path.relative_to(folder.path).as_posix() for path in folder.path.rglob("*.jpg")}
        assert there == ({ad.path for ad in manifest.assets} if manifest else set())
    assert found[0] == found[1]


def of_shard(change: Callable[[bytes], bytes]) -> Callable[[OutputFolder], Path]:
    """Return what changes the second shard and nothing else, and names it."""

    def damage(folder: OutputFolder) -> Path:
        file = shards(folder)[1]
        file.write_bytes(change(file.read_bytes()))
        return file

    return damage


def forged(change: Callable[[bytes], bytes]) -> Callable[[OutputFolder], Path]:
    """Return what changes the second shard and its hash in the manifest, as a program may."""

    def damage(folder: OutputFolder) -> Path:
        file = shards(folder)[1]
        file.write_bytes(change(file.read_bytes()))
        head = json.loads(folder.manifest_path.read_bytes())
        head["shards"][1]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
        folder.manifest_path.write_text(json.dumps(head), "utf-8")
        return file

    return damage


def of_head(change: Callable[[dict[str, Any]], object]) -> Callable[[OutputFolder], Path]:
    """Return what changes the manifest's own file, and names it."""

    def damage(folder: OutputFolder) -> Path:
        head = json.loads(folder.manifest_path.read_bytes())
        change(head)
        folder.manifest_path.write_text(json.dumps(head), "utf-8")
        return folder.manifest_path

    return damage


def missing(folder: OutputFolder) -> Path:
    """Remove a shard."""
    shards(folder)[1].unlink()
    return folder.path / str(json.loads(folder.manifest_path.read_bytes())["shards"][1]["file"])


def linked(folder: OutputFolder) -> Path:
    """Replace a shard by a link to its bytes."""
    file = shards(folder)[1]
    file.rename(folder.path.parent / "elsewhere.json")
    file.symlink_to(folder.path.parent / "elsewhere.json")
    return file


def both_forms(folder: OutputFolder) -> Path:
    """Put an ad into the manifest's own file, too."""
    ad = json.loads(shards(folder)[0].read_bytes())[0]
    return of_head(lambda head: head["assets"].append(ad))(folder)


DAMAGES = {
    "a shard is missing": (missing, "it is missing"),
    "a shard is cut off": (of_shard(lambda data: data[:-200]), "not JSON"),
    "a shard is empty": (of_shard(lambda _: b""), "empty"),
    "a shard is edited": (of_shard(lambda data: data.replace(b"1080", b"1081")), "other bytes"),
    "a shard is a link": (linked, "link"),
    "no list": (forged(lambda _: b'{"path":"a"}'), "no list"),
    "an empty list": (forged(lambda _: b"[]"), "no list"),
    "an ad outside": (forged(lambda data: data.replace(b"en-GB/1x1/tea-4", b"../../x/tea-4")), "leads out"),
    "out of order": (forged(lambda data: data.replace(b"en-GB/1x1/tea-4", b"aa-AA/1x1/tea-4")), "not in order"),
    "listed twice": (forged(lambda data: data.replace(b"tea-4.jpg", b"tea-3.jpg")), "listed twice"),
    "an unknown key": (forged(lambda data: data.replace(b'"width"', b'"wydth"')), "wydth"),
    "a shard elsewhere": (of_head(lambda head: head["shards"][0].update(file="../x.json")), "no file of a manifest"),
    "a shard with another name": (of_head(lambda head: head["shards"][0].update(file="manifest/x.json")), "no file"),
    "ads beside shards": (both_forms, "ads beside shards"),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_named_and_set_aside(
    damage: Callable[[OutputFolder], Path], reason: str, folder: OutputFolder
) -> None:
    """The file and the place in it are named; the next run renames what is damaged and writes a new manifest."""
    settle(folder, "run-1")
    file = damage(folder)
    with pytest.raises(DamagedManifestError) as caught:
        folder.manifest()
    assert caught.value.sentence.startswith(f"{file}:")
    assert reason in caught.value.sentence


@pytest.mark.parametrize("name", ["a shard is missing", "a shard is cut off", "a shard is edited", "a shard is a link"])
def test_the_next_run_writes_a_new_manifest(name: str, folder: OutputFolder) -> None:
    """What is damaged keeps its bytes under another name."""
    settle(folder, "run-1")
    file = DAMAGES[name][0](folder)
    assert folder.hash_ads() == ""
    assert str(file) in folder.set_damaged_aside()
    assert not file.exists()
    assert len(settle(folder, "run-2").assets) == len(PATHS)
    assert folder.set_damaged_aside() == ""


def test_a_manifest_that_another_command_has_changed_is_not_guessed(folder: OutputFolder) -> None:
    """An ad that is said to be kept, but is not in the manifest, stops the run: its whole entry is nowhere."""
    settle(folder, "run-1", PATHS[:-1])
    run = make(folder, "run-2", {path: path.encode() for path in PATHS})
    with pytest.raises(StorageError, match="Another command"):
        folder.settle(run, PATHS, (), set(PATHS))
