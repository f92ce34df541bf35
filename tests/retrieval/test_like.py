"""`creative search --like` on the ads of two brands: what is done to pictures on their way, and what is said of it."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import chdir, closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from creative_cli.retrieval.feature_matching import NO_MATCH, match_features
from creative_cli.retrieval.local_features import find_asked_features, find_stored_features, unpack_features
from tests.command import creative

REPOSITORY = Path(__file__).parents[2]
AD = Path("outputs/summer-drinks-2026/de-DE/1x1/iced-tea.jpg")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with square ads of two brands in outputs/: four of the one, two of the other."""
    folder = tmp_path_factory.mktemp("like")
    shutil.copytree(REPOSITORY / "briefs", folder / "briefs")
    with chdir(folder):
        for brief, markets in (("summer-drinks.yaml", ("US", "DE")), ("skincare-launch.json", ("US",))):
            chosen = [part for market in markets for part in ("--market", market)]
            done = creative("run", f"briefs/{brief}", "--ratio", "1:1", "--fail-on", "never", *chosen)
            assert done.returncode == 0, done.stderr
        first = creative("search", "--like", str(AD))
        assert (first.returncode, "Reading" in first.stderr) == (0, True)  # the runs left it to this
    return folder


@pytest.fixture
def ads(made: Path) -> Path:
    """Return a copy of the ads and their memory in the test's own folder."""
    shutil.copytree(made / "outputs", "outputs")
    return Path("outputs")


def asked(picture: Image.Image, *arguments: str) -> list[dict[str, Any]]:
    """Search for *picture*, expect success and return the pictures of the JSON document."""
    picture.save("asked.png")
    result = creative("search", "--like", "asked.png", *arguments, "--json")
    assert result.returncode == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["pictures"]
    return found


def in_page(ad: Image.Image) -> Image.Image:
    """Show *ad* small in a page with boxes and lines."""
    page = Image.new("RGB", (1400, 900), "#f4f4f4")
    draw = ImageDraw.Draw(page)
    for row in range(40):
        draw.line((20, 60 + row * 20, 300 + row * 37 % 500, 60 + row * 20), fill="#444444", width=3)
        draw.rectangle((1000 + row * 53 % 300, 20 + row * 20, 1100 + row * 53 % 300, 35 + row * 20), fill="#3377aa")
    page.paste(ad.resize((560, 560)), (400, 200))
    return page


def with_bar(ad: Image.Image) -> Image.Image:
    """Lay a solid bar over the ad."""
    ImageDraw.Draw(ad).rectangle((0, 400, ad.width, 560), fill="#c02020")
    return ad


def hue_turned(ad: Image.Image) -> Image.Image:
    """Turn the hue of all colours by a quarter."""
    hue, saturation, value = ad.convert("HSV").split()
    return Image.merge("HSV", (hue.point(lambda angle: (angle + 64) % 256), saturation, value)).convert("RGB")


@pytest.mark.parametrize(
    ("change", "likeness", "changes"),
    [
        (ImageOps.mirror, "same picture", ["mirrored"]),
        (lambda ad: ImageOps.crop(ad, 110), "same picture", ["cropped"]),
        (in_page, "same picture", ["inside the picture you gave"]),
        (with_bar, "same picture", []),
        (hue_turned, "same picture in other colours", ["in other colours"]),
        (lambda ad: ad.convert("L").convert("RGB"), "same picture in other colours", ["in other colours"]),
        (lambda ad: ImageOps.mirror(in_page(ad)), "same picture", ["mirrored", "inside the picture you gave"]),
    ],
    ids=["mirrored", "cropped", "in a page", "bar", "hue", "grey", "mirrored page"],
)
@pytest.mark.usefixtures("ads")
def test_an_ad_is_found_after_a_change_which_is_named(
    change: Callable[[Image.Image], Image.Image], likeness: str, changes: list[str]
) -> None:
    """The first answer is the ad of that market; no ad of the other brand is the same picture."""
    with Image.open(AD) as ad:
        found = asked(change(ad.convert("RGB")), "--limit", "6")

    assert Path(found[0]["path"]) == AD
    assert (found[0]["likeness"], found[0]["changes"], found[0]["close"]) == (likeness, changes, True)
    same = {one["campaign"] for one in found if one["likeness"].startswith("same")}
    assert same == {"summer-drinks-2026"}
    assert len(found) == 6


@pytest.mark.usefixtures("ads")
def test_the_same_scene_in_another_market_is_named_as_that() -> None:
    """The ad itself comes first; the one with other words follows."""
    with Image.open(AD) as ad:
        ad.convert("RGB").resize((700, 700)).save("asked.jpg", quality=60)
    lines = creative("search", "--like", "asked.jpg", "--limit", "2").stdout.splitlines()

    assert lines[0].startswith("same picture  ")
    assert lines[0].endswith("of its details found")
    assert "de-DE" in lines[1]
    assert lines[3].startswith("same picture, other market  ")


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["gone", "text", "cut", "other code", "rows"])
def test_features_that_are_lost_or_damaged_are_found_again(ads: Path, damage: str) -> None:
    """The next search reads the pictures once more, says so and answers as before; the one after reads none."""
    (store,) = (ads / ".creative" / "chroma").glob("features.sqlite")
    match damage:
        case "gone":
            store.unlink()
        case "text":
            store.write_text("not a database")
        case "cut":
            store.write_bytes(store.read_bytes()[:5000])
        case "other code":
            with closing(sqlite3.connect(store)) as file:
                file.execute("PRAGMA user_version = 7")
        case _:
            with closing(sqlite3.connect(store, isolation_level=None)) as file:
                file.execute("UPDATE features SET features = x'00'")
    with Image.open(AD) as ad:
        mirrored = ImageOps.mirror(ad.convert("RGB"))
    first = creative("search", "--like", str(AD), "--limit", "6")
    found = asked(mirrored)
    again = creative("search", "--like", "asked.png")

    assert first.returncode == 0
    assert (Path(found[0]["path"]), found[0]["likeness"]) == (AD, "same picture")
    assert "Reading" not in again.stderr


def test_a_plain_picture_has_nothing_to_be_found_by() -> None:
    """A picture of one colour has no features, and no other picture is in it."""
    plain = find_asked_features(np.full((400, 400, 3), 90, np.uint8))
    textured = np.random.default_rng(1).integers(0, 256, (300, 300, 3), dtype=np.uint8)

    assert len(plain.points) == 0
    assert match_features(find_stored_features(textured), plain) == NO_MATCH
    assert match_features(unpack_features(plain.pack()), find_asked_features(textured)) == NO_MATCH


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 700), st.integers(1, 700), st.integers(0, 2**32 - 1))
def test_features_of_any_picture_are_kept_whole(width: int, height: int, seed: int) -> None:
    """At any size and shape they can be packed, and mirrored twice are what they were."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    found = find_stored_features(pixels)
    kept = unpack_features(found.pack())

    assert len(found.points) <= 128
    assert np.allclose(np.minimum(found.points, 4), kept.points, atol=1e-3)
    assert np.allclose(found.mirrored().mirrored().descriptions, found.descriptions)
    assert np.allclose(found.mirrored().mirrored().points, found.points, atol=1e-5)


def test_ads_of_one_look_are_all_found(tmp_path: Path) -> None:
    """Markets of one language have pictures of equal pixels in files that differ: each is found."""
    brand = {"name": "Fjell", "colors": {"primary": "#1D3B4A"}}
    words = {"headline": "Made for long days", "cta": "Shop now"}
    brief = {"campaign": "fjell", "brand": brand, "message": words, "products": [{"id": "run", "name": "Runner"}]}
    text = json.dumps({"schema": 1, **brief, "markets": ["US", "IE", "NZ"], "ratios": ["300x250"]})
    (tmp_path / "brief.json").write_text(text)
    with chdir(tmp_path):
        done = creative("run", "brief.json", "--fail-on", "never")
        assert done.returncode == 0, done.stderr
        files = [next(Path("outputs/fjell", market).glob("300x250/*")) for market in ("en-US", "en-IE", "en-NZ")]
        pixels = [Image.open(file).convert("RGB").tobytes() for file in files]
        assert (len(set(pixels)), len({file.read_bytes() for file in files})) == (1, 3)
        found = asked(Image.open(files[0]).convert("RGB"))

    assert sorted(one["locale"] for one in found if one["likeness"].startswith("same picture")) == [
        "en-IE",
        "en-NZ",
        "en-US",
    ]
