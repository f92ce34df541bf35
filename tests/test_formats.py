"""Sizes and channels by name, and the files they ask for."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from creative_cli.channels import format_for_market, get_channel, load_channels
from creative_cli.errors import UsageError
from creative_cli.formats import (
    MAX_ASPECT_RATIO,
    MAX_CANVAS_SIDE,
    MIN_CANVAS_SIDE,
    Format,
    FormatClass,
    format_class,
    parse_format,
)
from creative_cli.layout import template
from creative_cli.locale.locales import Direction
from tests.command import MINIMAL, creative
from tests.conftest import REPOSITORY
from tests.parameters import walk_rows

SIZES = ("4:5", "2:3", "1.91:1", "300x250", "728x90", "160x600", "970x250")


@walk_rows(
    ("name", "size"),
    [
        ("1:1", (1080, 1080)),
        ("4:5", (1080, 1350)),
        ("2:3", (1080, 1620)),
        ("1.91:1", (1200, 628)),
        ("16:9", (1920, 1080)),
        ("728x90", (728, 90)),
    ],
)
def test_a_name_has_its_size(name: str, size: tuple[int, int]) -> None:
    """Ratios have 1080 px on their short side, or the platforms' own size; sizes are what they say."""
    form = parse_format(name)

    assert (form.width, form.height) == size
    assert form.folder == name.replace(":", "x")


@walk_rows(
    ("name", "expected"),
    [
        ("1:1", FormatClass.SQUARE),
        ("9:10", FormatClass.SQUARE),
        ("4:5", FormatClass.PORTRAIT),
        ("2:3", FormatClass.STORY),
        ("9:16", FormatClass.STORY),
        ("16:9", FormatClass.WIDE),
        ("1.91:1", FormatClass.WIDE),
        ("4:1", FormatClass.STRIP),
        ("970x250", FormatClass.STRIP),
        ("728x90", FormatClass.STRIP),
        ("320x50", FormatClass.STRIP),
        ("160x600", FormatClass.TOWER),
        ("300x1050", FormatClass.TOWER),
        ("300x600", FormatClass.SMALL),
        ("300x250", FormatClass.SMALL),
        ("250x250", FormatClass.SMALL),
    ],
)
def test_a_size_has_its_class(name: str, expected: FormatClass) -> None:
    """Small sizes come first, then formats by how wide they are for their height."""
    assert format_class(parse_format(name)) is expected


def test_a_file_for_dense_screens_has_the_class_of_its_display() -> None:
    """Amazon's medium rectangle has twice the pixels, and is as small on the screen."""
    assert format_class(get_channel("amazon.mobile.300x250").format) is FormatClass.SMALL


@walk_rows("name", ["square", "0:1", "1:13", "10x10", "9000x100", "1:1:1", ""])
def test_what_is_no_canvas_is_told(name: str) -> None:
    """A name that is neither a ratio nor a supported size is an error with a message."""
    with pytest.raises(ValueError, match=r"neither a ratio|sides are|may be 0"):
        parse_format(name)


@given(
    st.integers(MIN_CANVAS_SIDE, MAX_CANVAS_SIDE),
    st.integers(MIN_CANVAS_SIDE, MAX_CANVAS_SIDE),
    st.floats(0.05, 8),
    st.sampled_from(list(Direction)),
)
def test_every_canvas_has_an_arrangement_inside_its_safe_zone(
    width: int, height: int, subject: float, direction: Direction
) -> None:
    """Zones and logo lie inside the content box on any canvas, and mirrored they are the mirror image."""
    if max(width, height) > MAX_ASPECT_RATIO * min(width, height):
        return
    form = Format("any", "any", width, height)
    plan = template.load_template("poster").arrange(form, direction, subject)
    other = template.load_template("poster").arrange(
        form, Direction.LTR if direction is Direction.RTL else Direction.RTL, subject
    )

    assert form.bounds.holds(plan.content)
    for box in (*(zone.box for zone in plan.zones), plan.logo):
        assert plan.content.holds(box)
    for zone, twin in zip(plan.zones, other.zones, strict=True):
        assert zone.box.mirrored(width).x == pytest.approx(twin.box.x)


def test_a_platform_that_mirrors_its_controls_moves_the_safe_zone() -> None:
    """TikTok has a template of its own for Arabic; Meta does not."""
    tiktok, meta = get_channel("tiktok.infeed.vertical").format, get_channel("meta.reels").format

    assert tiktok.safe_zone(mirrored=True) == tiktok.safe_zone().mirrored(tiktok.width)
    assert tiktok.safe_zone(mirrored=True) != tiktok.safe_zone()
    assert meta.safe_zone(mirrored=True) == meta.safe_zone()


def test_a_channel_differs_where_its_market_does() -> None:
    """Amazon's billboard is smaller in Germany, its banners may be heavier in France."""
    billboard, banner = get_channel("amazon.dsp.970x250").format, get_channel("amazon.dsp.300x250").format

    assert (format_for_market(billboard, "DE").width, format_for_market(billboard, "US").width) == (1600, 1940)
    assert format_for_market(banner, "FR").max_bytes == 50 * 1024
    assert format_for_market(banner, "US").max_bytes == 40 * 1024


def test_an_unknown_channel_names_its_neighbours() -> None:
    """A slip of the pen is answered with what was meant."""
    with pytest.raises(UsageError) as raised:
        get_channel("meta.storys")

    assert "meta.stories" in raised.value.hint


def test_every_channel_says_how_sure_it_is() -> None:
    """Each figure of the data has its confidence."""
    assert len(load_channels()) > 60
    assert {entry.conf for entry in load_channels().values()} <= {"O", "T", "X", "M"}


@pytest.mark.slow
def test_every_channel_and_size_renders_within_its_bytes_in_one_run(tmp_path: Path) -> None:
    """One brief, all channels and seven sizes: every file has its size, its kind and its weight."""
    brief = json.loads((REPOSITORY / "briefs" / "skincare-launch.json").read_text("utf-8"))
    brief.pop("$schema")
    brief |= {
        "markets": ["US"],
        "channels": sorted(load_channels()),
        "ratios": list(SIZES),
        "products": brief["products"][:1],
    }
    (tmp_path / "all.json").write_text(json.dumps(brief), "utf-8")
    (tmp_path / "assets").mkdir()
    for path in (REPOSITORY / "briefs" / "assets").glob("*.[ps][nv]g"):
        (tmp_path / "assets" / path.name).write_bytes(path.read_bytes())
    result = creative("run", "all.json", "--json", "--fail-on", "never")
    (run,) = json.loads(result.stdout)["runs"]

    assert result.returncode == 0, result.stderr
    assert len(run["assets"]) == len(load_channels()) + len(SIZES)
    assert run["failures"] == []
    for asset in run["assets"]:
        path = Path(run["folder"]) / asset["path"]
        form = get_channel(asset["ratio"]).format if asset["ratio"] in load_channels() else parse_format(asset["ratio"])
        with Image.open(path) as picture:
            assert picture.size == (form.width, form.height)
        assert form.max_bytes is None or path.stat().st_size <= form.max_bytes
        assert "byte_limit" not in [f["check"] for f in asset["findings"] if f["status"] == "FAIL"]


@pytest.mark.usefixtures("begun_index")
def test_files_are_written_as_asked_unless_the_channel_refuses(tmp_path: Path) -> None:
    """`--format` selects the file type; a channel that does not accept it is an error before anything is made."""
    (tmp_path / "tiny.yaml").write_text(MINIMAL, "utf-8")
    (tmp_path / "story.yaml").write_text(MINIMAL + "channels: [meta.stories]\n", "utf-8")
    webp = creative("run", "tiny.yaml", "--ratio", "1:1", "--format", "webp", "--quiet")
    story = creative("run", "story.yaml", "--format", "webp")

    assert webp.returncode == 0, webp.stderr
    with Image.open("outputs/tiny/en-GB/1x1/umbrella.webp") as picture:
        assert picture.format == "WEBP"
    assert story.returncode == 2
    assert "meta.stories accepts jpg, png" in story.stderr


@pytest.mark.usefixtures("begun_index")
def test_a_draft_says_so_and_stands_beside_the_finished_ad(tmp_path: Path) -> None:
    """The mark is in the picture, the name and the manifest; neither kind clears the other away."""
    (tmp_path / "tiny.yaml").write_text(MINIMAL, "utf-8")
    creative("run", "tiny.yaml", "--ratio", "1:1", "--quiet")
    creative("run", "tiny.yaml", "--ratio", "1:1", "--draft", "--quiet")
    manifest = json.loads(Path("outputs/tiny/manifest.json").read_text("utf-8"))
    final, draft = (Path("outputs/tiny/en-GB/1x1") / name for name in ("umbrella.jpg", "umbrella.draft.jpg"))

    assert {Path(asset["path"]).name: asset["draft"] for asset in manifest["assets"]} == {
        "umbrella.jpg": False,
        "umbrella.draft.jpg": True,
    }
    assert final.read_bytes() != draft.read_bytes()


@pytest.mark.usefixtures("begun_index")
def test_a_banner_gives_up_roles_and_keeps_what_the_law_asks_for(tmp_path: Path) -> None:
    """On a small banner the body goes first; with a required disclaimer that has no room the banner is left out."""
    small_print = "disclaimer: Ends on 31 August while stocks last; terms apply."
    words = f"headline: Rain is optional, body: A coat for every day of the year., cta: See it, {small_print}"
    for name, required in (("free", "false"), ("bound", "true")):
        text = MINIMAL.replace("headline: Rain is optional", f"{words}, disclaimer_required: {required}")
        (tmp_path / f"{name}.yaml").write_text(text.replace("campaign: tiny", f"campaign: {name}"), "utf-8")
        with (tmp_path / f"{name}.yaml").open("a", encoding="utf-8") as file:
            file.write("channels: [gdn.320x50]\n")
    runs = {
        name: json.loads(creative("run", f"{name}.yaml", "--json", "--fail-on", "never").stdout)["runs"][0]
        for name in ("free", "bound")
    }
    (asset,) = runs["free"]["assets"]
    roles = {block["role"] for block in asset["layout"]}

    assert not roles & {"body", "disclaimer"}
    assert runs["free"]["left_out"] == []
    assert runs["bound"]["assets"] == []
    (gone,) = runs["bound"]["left_out"]
    assert gone["ratio"] == "gdn.320x50"


@pytest.mark.slow
@pytest.mark.usefixtures("begun_index")
def test_a_brand_marks_drafts_with_its_own_words_or_picture(tmp_path: Path) -> None:
    """A text or a picture replaces the default mark; a missing picture is reported with its line."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#fff"/></svg>'
    (tmp_path / "mark.svg").write_text(svg, "utf-8")
    seen = set()
    for name, mark in (("plain", ""), ("words", ", watermark: For review"), ("picture", ", watermark: mark.svg")):
        text = MINIMAL.replace("name: Nimbus,", f"name: Nimbus{mark},").replace("campaign: tiny", f"campaign: {name}")
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        assert creative("run", f"{name}.yaml", "--ratio", "1:1", "--draft", "--quiet").returncode == 0
        seen.add(Path(f"outputs/{name}/en-GB/1x1/umbrella.draft.jpg").read_bytes())
    (tmp_path / "lost.yaml").write_text(MINIMAL.replace("name: Nimbus,", "name: Nimbus, watermark: lost.svg,"), "utf-8")
    lost = creative("validate", "lost.yaml")

    assert len(seen) == 3
    assert lost.returncode == 2
    assert "lost.yaml:3:" in lost.stderr
