"""The whole line on the shipped briefs: twice the same bytes, slices, and files people changed."""

import json
import shutil
from pathlib import Path

import pytest

from tests.command import MINIMAL, creative, fresh_creative
from tests.conftest import REPOSITORY, ask_shipped_markets

CAMPAIGN = "summer-drinks-2026"
SHIPPED = {"summer-drinks.yaml": CAMPAIGN, "skincare-launch.json": "halune-night-care"}
"""The campaign of each brief whose ads are `shipped`."""


def made(folder: Path) -> dict[str, bytes]:
    """Return every ad below *folder* by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.jpg"))}


@pytest.fixture
def copied(shipped: Path) -> Path:
    """Stand in a copy of the shipped briefs and their ads, and return the folder of the demo's ads."""
    shutil.copytree(shipped, ".", dirs_exist_ok=True)
    return Path("outputs", CAMPAIGN)


@pytest.mark.slow
@pytest.mark.parametrize("brief", SHIPPED)
def test_every_ad_of_a_shipped_brief_passes_every_check(brief: str) -> None:
    """The whole briefs, as people run them first, make every ad without a finding."""
    (run,) = json.loads(creative("run", str(REPOSITORY / "briefs" / brief), "--json").stdout)["runs"]

    assert run["made"] == 48
    assert [asset for asset in run["assets"] if asset["status"] not in ("PASS", "SKIP")] == []


@pytest.mark.parametrize("brief", SHIPPED)
@pytest.mark.usefixtures("copied")
def test_a_brief_twice_gives_the_same_bytes_and_draws_nothing(brief: str) -> None:
    """A run and a slice of it in an empty folder agree to the byte; the run again finds everything there."""
    asked = (f"briefs/{brief}", *ask_shipped_markets(brief))
    two = creative("run", *asked, "--output", "two", "--jobs", "1", "--ratio", "1:1", "--quiet")
    again = creative("run", *asked, "--json")
    (first,), (third,) = (json.loads(text)["runs"] for text in (Path(f"{brief}.run").read_text("utf-8"), again.stdout))

    assert (two.returncode, again.returncode) == (0, 0), two.stderr
    whole, square = made(Path("outputs", SHIPPED[brief])), made(Path("two", SHIPPED[brief]))
    assert square == {path: data for path, data in whole.items() if "/1x1/" in path}
    assert square
    assert first["made"] == len(whole)
    assert (third["made"], third["unchanged"]) == (0, first["made"])
    assert [asset for asset in first["assets"] if asset["status"] not in ("PASS", "SKIP")] == []


def test_the_shortest_brief_twice_gives_the_same_bytes_and_lacks_only_the_product() -> None:
    """A brief without pictures, copy or choices ends 0, its one finding says so, and another process draws the same."""
    brief = str(REPOSITORY / "briefs" / "minimal.yaml")
    (run,) = json.loads(creative("run", brief, "--json").stdout)["runs"]
    fresh_creative("run", brief, "--output", "two", "--jobs", "1", "--ratio", "1:1", "--quiet")
    whole, square = made(Path("outputs/slow-mornings")), made(Path("two/slow-mornings"))

    assert (run["exit_code"], run["made"]) == (0, 3)
    found = [one for asset in run["assets"] for one in asset["findings"] if one["status"] not in ("PASS", "SKIP")]
    assert [(one["check"], one["status"]) for one in found] == 3 * [("product_shown", "WARN")]
    assert square == {path: data for path, data in whole.items() if "/1x1/" in path}
    assert len(square) == 1


def test_the_manifest_says_what_the_files_are(shipped: Path) -> None:
    """Every file is in the manifest with its hash and size, with its layout inside the canvas, and nothing else is."""
    folder = shipped / "outputs" / CAMPAIGN
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))

    assert {asset["path"] for asset in manifest["assets"]} == set(made(folder))
    for asset in manifest["assets"]:
        assert asset["bytes"] == (folder / asset["path"]).stat().st_size
        assert asset["direction"] == ("rtl" if asset["locale"] == "ar-SA" else "ltr")
        for block in asset["layout"]:
            assert 0 <= block["x"] <= block["x"] + block["width"] <= asset["width"]
            assert 0 <= block["y"] <= block["y"] + block["height"] <= asset["height"]
            assert not block["overflow"]


@pytest.mark.slow
def test_slices_add_up_to_the_whole(copied: Path) -> None:
    """A run in slices leaves the same files and manifest entries as one run, as sizes are agreed among all markets."""
    product = ("--ratio", "1:1", "--product", "iced-tea")
    for market in ("DE", "JP", "SA"):
        creative("run", "briefs/summer-drinks.yaml", "--output", "parts", "--market", market, *product, "--quiet")
    whole, parts = (
        json.loads((folder / "manifest.json").read_text("utf-8"))["assets"]
        for folder in (copied, Path("parts", CAMPAIGN))
    )
    sliced = {asset["path"]: asset for asset in parts}
    files = made(copied)

    assert len(parts) == 3
    assert parts == [asset for asset in whole if asset["path"] in sliced]
    assert made(Path("parts", CAMPAIGN)) == {path: files[path] for path in sliced}


@pytest.mark.usefixtures("begun_index")
def test_an_ad_that_was_deleted_comes_back_and_one_that_was_changed_is_kept(tmp_path: Path) -> None:
    """Deleted files return from the cache; a person's retouched file is set aside before ours is written again."""
    (tmp_path / "tiny.yaml").write_text(MINIMAL, "utf-8")
    creative("run", "tiny.yaml", "--quiet")
    square, tall = (Path("outputs/tiny/en-GB") / name / "umbrella.jpg" for name in ("1x1", "9x16"))
    before = square.read_bytes()
    square.unlink()
    tall.write_bytes(b"retouched by hand")
    result = creative("run", "tiny.yaml", "--json")
    (run,) = json.loads(result.stdout)["runs"]

    assert square.read_bytes() == before
    assert run["made"] == 0
    assert [Path("outputs/tiny", path).read_bytes() for path in run["kept_aside"]] == [b"retouched by hand"]


@pytest.mark.usefixtures("begun_index")
def test_ads_the_brief_no_longer_asks_for_are_cleared_away(tmp_path: Path) -> None:
    """A market taken out of the brief takes its files along."""
    brief = tmp_path / "tiny.yaml"
    brief.write_text(MINIMAL.replace("[GB]", "[GB, IE]"), "utf-8")
    creative("run", "tiny.yaml", "--quiet")
    brief.write_text(MINIMAL, "utf-8")
    result = creative("run", "tiny.yaml", "--json")

    assert len(json.loads(result.stdout)["runs"][0]["removed"]) == 3
    assert not Path("outputs/tiny/en-IE").exists()


@pytest.mark.usefixtures("copied")
def test_a_changed_headline_redraws_its_market_only() -> None:
    """Only what a change touches is made again, as long as the agreed sizes stay."""
    brief = Path("briefs/summer-drinks.yaml")
    text = brief.read_text("utf-8")
    assert "Jetzt probieren" in text
    brief.write_text(text.replace("Jetzt probieren", "Gleich probieren"), "utf-8")
    sliced = ("--ratio", "16:9", "--product", "iced-tea", *ask_shipped_markets(brief.name))
    (run,) = json.loads(creative("run", str(brief), *sliced, "--json").stdout)["runs"]

    assert (run["made"], run["unchanged"]) == (1, 3)


def test_two_briefs_of_one_campaign_are_refused(tmp_path: Path) -> None:
    """Two briefs that would write into one folder are told apart before anything is made."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(MINIMAL, "utf-8")
    result = creative("run", "a.yaml", "b.yaml")

    assert result.returncode == 2
    assert "overwrite each other" in result.stderr
    assert not Path("outputs").exists()
