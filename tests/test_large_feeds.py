"""What a feed of many rows costs: pictures that rows share are read, fetched and cut out once in a run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from creative_cli import run
from creative_cli.events import AssetStored, Event, StageTimed
from creative_cli.http import safe_fetch
from creative_cli.http.safe_fetch import FetchedPicture
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder
from tests.conftest import REPOSITORY
from tests.feed_campaign import write_feed_campaign


@pytest.mark.usefixtures("begun_index")
def test_a_picture_is_read_and_cut_out_once_however_many_rows_show_it(tmp_path: Path) -> None:
    """Six rows show two pictures: each is read once and cut out once."""
    events: list[Event] = []
    brief = write_feed_campaign(tmp_path)

    made = run(brief, provider="studio", fail_on=None, output="outputs", watch=events.append)

    assert made.outcome.made == 6
    assert sum(isinstance(event, StageTimed) and event.stage == "generate" for event in events) == 4


@pytest.mark.usefixtures("begun_index")
def test_an_address_is_asked_once_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows with one address are one request, in the first run and in the next."""
    asked: list[str | None] = []
    data = (REPOSITORY / "briefs" / "assets" / "serum.png").read_bytes()

    def answer(_address: str, *, etag: str | None = None) -> FetchedPicture | None:
        asked.append(etag)
        return None if etag == '"1"' else FetchedPicture(data, '"1"')

    monkeypatch.setattr(safe_fetch, "fetch_picture", answer)
    brief = write_feed_campaign(tmp_path, rows=3, pictures=("https://pictures.example/serum.png",))

    for _ in range(2):
        run(brief, provider="studio", fail_on=None, output="outputs")

    assert asked == [None, '"1"']


def read_ads(folder: Path) -> list[dict[str, object]]:
    """Return the ads of a manifest in shards, as its files have them."""
    head = json.loads((folder / "manifest.json").read_bytes())
    assert head["assets"] == []
    found = [json.loads((folder / shard["file"]).read_bytes()) for shard in head["shards"]]
    assert [len(ads) for ads in found] == [shard["ads"] for shard in head["shards"]]
    return [ad for ads in found for ad in ads]


@pytest.mark.usefixtures("begun_index")
def test_a_large_campaign_is_kept_in_shards_and_only_its_changed_rows_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five rows, two ads in a file: a changed price makes one ad and one file; nothing changed makes nothing."""
    monkeypatch.setenv("CREATIVE_SHARD_ADS", "2")
    folder = Path("outputs", "shelf")
    brief = write_feed_campaign(tmp_path, rows=5)
    first = run(brief, provider="studio", fail_on=None, output="outputs")
    before, files = read_ads(folder), {path.name for path in (folder / "manifest").iterdir()}
    assert (first.outcome.made, len(before), len(files)) == (5, 5, 3)
    assert [ad["path"] for ad in before] == sorted(str(ad["path"]) for ad in before)

    events: list[Event] = []
    again = run(brief, provider="studio", fail_on=None, output="outputs", watch=events.append)
    assert (again.outcome.made, again.outcome.unchanged, again.settlement.written) == (0, 5, False)
    assert len(again.outcome.kept) == 5
    assert sum(isinstance(event, AssetStored) and event.cached for event in events) == 5

    write_feed_campaign(tmp_path, rows=5, prices={4: 99})
    changed = run(brief, provider="studio", fail_on=None, output="outputs")
    after = read_ads(folder)
    assert (changed.outcome.made, changed.outcome.unchanged) == (1, 4)
    assert after[:4] == before[:4]
    assert after[4]["sha256"] != before[4]["sha256"]
    assert len({path.name for path in (folder / "manifest").iterdir()} - files) == 1

    manifest = OutputFolder(Path("outputs"), "shelf", StateFolder(Path("outputs", ".creative"))).manifest()
    assert manifest is not None
    assert [ad.path for ad in manifest.assets] == [ad["path"] for ad in after]
    assert all(ad.findings and ad.layout and ad.alt_text for ad in manifest.assets)

    write_feed_campaign(tmp_path, rows=2)
    fewer = run(brief, provider="studio", fail_on=None, output="outputs")
    assert len(fewer.settlement.removed) == 3
    assert not (folder / "manifest").exists()
    small = json.loads((folder / "manifest.json").read_bytes())
    assert small["assets"] == before[:2]


@pytest.mark.usefixtures("begun_index")
def test_what_is_kept_of_a_manifest_in_one_file_is_whole_and_a_changed_file_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five ads in one file are kept with all that it says of them; one whose picture was edited is made again."""
    monkeypatch.setenv("CREATIVE_SHARD_ADS", "5")
    folder = Path("outputs", "shelf")
    brief = write_feed_campaign(tmp_path, rows=5)
    run(brief, provider="studio", fail_on=None, output="outputs")
    manifest = (folder / "manifest.json").read_bytes()

    events: list[Event] = []
    again = run(brief, provider="studio", fail_on=None, output="outputs", watch=events.append)
    kept = [ad for ad in json.loads(manifest)["assets"] if ad["path"] in again.outcome.kept]
    stored = [event.asset for event in events if isinstance(event, AssetStored) and event.cached]
    assert (len(kept), again.outcome.unchanged, again.settlement.written) == (5, 5, False)
    assert [len(asset.findings) for asset in again.outcome.assets] == [len(ad["findings"]) for ad in kept]
    assert all(asset.findings and asset.layout and asset.alt_text for asset in stored)

    edited = folder / str(kept[2]["path"])
    before = edited.read_bytes()
    edited.write_bytes(before + b"edited")
    (folder / str(kept[3]["path"])).unlink()
    repaired = run(brief, provider="studio", fail_on=None, output="outputs")
    assert len(repaired.outcome.kept) == 3
    assert len(repaired.outcome.kept_aside) == 1
    assert edited.read_bytes() == before
    assert (folder / "manifest.json").read_bytes() == manifest

    write_feed_campaign(tmp_path, rows=6)
    more = run(brief, provider="studio", fail_on=None, output="outputs")
    assert (more.outcome.made, more.outcome.unchanged) == (1, 5)
    assert read_ads(folder)[:5] == json.loads(manifest)["assets"]


@pytest.mark.slow
@pytest.mark.usefixtures("begun_index")
def test_a_killed_run_of_a_feed_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends after the second of five ads leaves two; the next run makes the three others."""
    monkeypatch.setenv("CREATIVE_SHARD_ADS", "2")
    brief = write_feed_campaign(tmp_path, rows=5)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(brief)], check=False, capture_output=True, text=True, timeout=600
    )
    assert ended.returncode == 9, ended.stderr
    assert not Path("outputs", "shelf", "manifest.json").exists()

    rest = run(brief, provider="studio", fail_on=None, output="outputs")
    assert (rest.outcome.made, rest.outcome.unchanged) == (3, 2)
    assert len(read_ads(Path("outputs", "shelf"))) == 5


KILLED = """
import os, sys
from creative_cli import run
from creative_cli.events import AssetStored
seen = []
def watch(event):
    seen.extend([event] if isinstance(event, AssetStored) else [])
    if len(seen) == 2:
        os._exit(9)
run(sys.argv[1], provider="studio", fail_on=None, jobs=1, watch=watch, output="outputs")
"""
