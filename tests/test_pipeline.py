"""The whole line on every shipped brief: twice the same bytes, slices, and files people changed."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.test_cli import MINIMAL, creative

BRIEFS = sorted(path.name for path in (REPOSITORY / "briefs").glob("*") if path.suffix in (".yaml", ".json"))
BRIEFS.remove("brief.schema.json")


def made(folder: Path) -> dict[str, bytes]:
    """Return every ad below *folder* by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.jpg"))}


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_brief_twice_gives_the_same_bytes_and_draws_nothing(brief: str) -> None:
    """A run and a slice of it in another empty folder agree to the byte; a third run finds everything there."""
    one = creative("run", str(REPOSITORY / "briefs" / brief), "--output", "one", "--json")
    two = creative("run", str(REPOSITORY / "briefs" / brief), "--output", "two", "--jobs", "1", "--ratio", "1:1")
    again = creative("run", str(REPOSITORY / "briefs" / brief), "--output", "one", "--json")
    (first,), (third,) = (json.loads(result.stdout)["runs"] for result in (one, again))

    assert (one.returncode, two.returncode, again.returncode) == (0, 0, 0), one.stderr
    whole, square = made(Path("one")), made(Path("two"))
    assert square == {path: data for path, data in whole.items() if "/1x1/" in path}
    assert square
    assert first["made"] == len(whole)
    assert (third["made"], third["unchanged"]) == (0, first["made"])
    assert [asset for asset in first["assets"] if asset["status"] not in ("PASS", "SKIP")] == []


def test_the_manifest_says_what_the_files_are() -> None:
    """Every file is in the manifest with its hash and size, with its layout inside the canvas, and nothing else is."""
    creative("run", str(REPOSITORY / "briefs" / "summer-drinks.yaml"), "--market", "JP", "--market", "SA", "--quiet")
    folder = Path("outputs/summer-drinks-2026")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))

    assert {asset["path"] for asset in manifest["assets"]} == set(made(folder))
    for asset in manifest["assets"]:
        assert asset["bytes"] == (folder / asset["path"]).stat().st_size
        assert asset["direction"] == ("rtl" if asset["locale"] == "ar-SA" else "ltr")
        for block in asset["layout"]:
            assert 0 <= block["x"] <= block["x"] + block["width"] <= asset["width"]
            assert 0 <= block["y"] <= block["y"] + block["height"] <= asset["height"]
            assert not block["overflow"]


def test_slices_add_up_to_the_whole() -> None:
    """A run in slices leaves the same files and manifest entries as one run, as sizes are agreed among all markets."""
    brief = str(REPOSITORY / "briefs" / "summer-drinks.yaml")
    markets = ("CA", "JP", "SA", "TH")
    asked = [word for market in markets for word in ("--market", market)]
    creative("run", brief, "--output", "whole", "--ratio", "1:1", "--quiet", *asked)
    for market in markets:
        creative("run", brief, "--output", "parts", "--ratio", "1:1", "--market", market, "--quiet")
    whole, parts = (
        json.loads(Path(name, "summer-drinks-2026/manifest.json").read_text("utf-8")) for name in ("whole", "parts")
    )

    assert made(Path("whole")) == made(Path("parts"))
    assert whole["assets"] == parts["assets"]


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


def test_ads_the_brief_no_longer_asks_for_are_cleared_away(tmp_path: Path) -> None:
    """A market taken out of the brief takes its files along."""
    brief = tmp_path / "tiny.yaml"
    brief.write_text(MINIMAL.replace("[GB]", "[GB, IE]"), "utf-8")
    creative("run", "tiny.yaml", "--quiet")
    brief.write_text(MINIMAL, "utf-8")
    result = creative("run", "tiny.yaml", "--json")

    assert len(json.loads(result.stdout)["runs"][0]["removed"]) == 3
    assert not Path("outputs/tiny/en-IE").exists()


def test_a_changed_headline_redraws_its_market_only(tmp_path: Path) -> None:
    """Only what a change touches is made again, as long as the agreed sizes stay."""
    brief = tmp_path / "drinks.yaml"
    text = (REPOSITORY / "briefs" / "summer-drinks.yaml").read_text("utf-8")
    shutil.copytree(REPOSITORY / "briefs" / "assets", tmp_path / "assets")
    brief.write_text(text, "utf-8")
    creative("run", "drinks.yaml", "--ratio", "16:9", "--product", "iced-tea", "--quiet")
    assert "Jetzt probieren" in text
    brief.write_text(text.replace("Jetzt probieren", "Gleich probieren"), "utf-8")
    result = creative("run", "drinks.yaml", "--ratio", "16:9", "--product", "iced-tea", "--json")
    (run,) = json.loads(result.stdout)["runs"]

    assert (run["made"], run["unchanged"]) == (1, 7)


def test_two_briefs_of_one_campaign_are_refused(tmp_path: Path) -> None:
    """Two briefs that would write into one folder are told apart before anything is made."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(MINIMAL, "utf-8")
    result = creative("run", "a.yaml", "b.yaml")

    assert result.returncode == 2
    assert "overwrite each other" in result.stderr
    assert not Path("outputs").exists()
