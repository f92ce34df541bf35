"""Photos that people bring: type off the subject, everything checked, however the photo is framed."""

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from creative_cli.color.color_math import WHITE, Rgb
from creative_cli.formats import DEFAULT_FORMATS, Box, Format, parse_format
from creative_cli.imaging.photo import load_photo
from creative_cli.layout.skeleton import LAYOUT_NAMES
from creative_cli.layout.style_pack import STYLE_NAMES
from creative_cli.layout.template_files import read_template_files
from creative_cli.locale.locales import Direction
from creative_cli.models import Finding, HeroImage, HeroKind
from creative_cli.stages import compose
from creative_cli.storage.codec import decode_json, decode_record, encode_json_line
from tests.imaging.samples import SOLARA, bottle
from tests.parameters import parametrize_sparsely
from tests.stages.checked import EVERYONE, LOOK, troubles


@cache
def photo(where: str) -> bytes:
    """Return a photo of a bottle: before a soft backdrop, high up in it, close with its foot cut off, or on texture."""
    random = np.random.default_rng(7)
    ramp = np.linspace(215, 130, 800)[:, None, None] + np.array([-35.0, 0.0, 30.0])
    ground = np.broadcast_to(ramp, (800, 800, 3)) + random.normal(0, 2, (800, 800, 3))
    if where == "busy":
        ground = random.uniform(0, 255, (100, 100, 3)).repeat(8, axis=0).repeat(8, axis=1)
    picture = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    cut = Image.fromarray(bottle(240, 640) if where == "close" else bottle(150, 480))
    places = {"left": (70, 250), "right": (570, 250), "top": (330, 20), "busy": (330, 250), "close": (330, 170)}
    left, top = places[where]
    picture.paste(cut, (left, top), cut)
    file = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.7)).save(file, "JPEG", quality=92)
    return file.getvalue()


def hero(where: str, focus: Box | None = None) -> HeroImage:
    """Return the photo as the line carries it."""
    return HeroImage("tea", HeroKind.PHOTO, "brief", "", 0, 0.0, picture=photo(where), focus=focus)


SHAPES = ("720x720", "1280x720", "720x1280")
"""The shapes of DEFAULT_FORMATS on less than half of the pixels."""


@parametrize_sparsely(("where", "size"), ["left", "right", "top", "busy"], SHAPES, together=1)
def test_every_photo_makes_an_ad_that_passes(where: str, size: str) -> None:
    """Wherever the subject stands, in either reading direction, no check finds anything."""
    assert serious(troubles(hero(where), parse_format(size))) == []


@parametrize_sparsely(("grey", "secondary"), [95, 118, 150], [SOLARA.secondary, WHITE], together=1)
def test_a_button_on_a_grey_photo_has_a_colour_of_the_brand(grey: int, secondary: Rgb) -> None:
    """White stands out more from grey than the brand's colours do, but then the ad could be from any brand."""
    scene = np.random.default_rng(7).normal(grey, 2, (1280, 720, 3))
    picture, cut = Image.fromarray(scene.astype(np.uint8)), Image.fromarray(bottle(150, 480))
    picture.paste(cut, (285, 680), cut)
    file = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.7)).save(file, "JPEG", quality=92)
    shot = HeroImage("tea", HeroKind.PHOTO, "brief", "", 0, 0.0, picture=file.getvalue())
    found = troubles(shot, parse_format("720x1280"), layout="full-bleed", palette=replace(SOLARA, secondary=secondary))

    assert [finding for finding in found if finding.check in {"brand_area", "family"}] == []


def serious(found: list[Finding]) -> list[Finding]:
    """Return what is not about the trial photo itself, or about another skeleton that took the wanted one's place."""
    return [finding for finding in found if finding.check not in {"family", "upscale", "photo_quality"}]


def framings(where: str, form: Format, layout: str, style: str = "retail") -> dict[Direction, compose.Framing]:
    """Return where everything goes for readers from both sides."""
    return compose.choose_framings(hero(where), form, EVERYONE, replace(LOOK, style=style), layout)


@pytest.mark.run  # a network looks at the photo
def test_framing_travels() -> None:
    """What was decided on a photo is kept between runs without loss."""
    framing = framings("right", DEFAULT_FORMATS["1:1"], "split")[Direction.RTL]

    assert decode_record(compose.Framing, decode_json(encode_json_line(framing))) == framing


@pytest.mark.run  # same
@parametrize_sparsely(
    ("layout", "size"), LAYOUT_NAMES, [*DEFAULT_FORMATS, "4:5", "300x250", "160x600", "728x90", "970x250"], together=1
)
def test_markets_of_a_format_share_the_window_of_the_photo(layout: str, size: str) -> None:
    """Readers from the right get the mirrored boxes and the same part of the photo, which is never flipped."""
    form = parse_format(size)
    found = framings("left", form, layout)

    left, right = found[Direction.LTR], found[Direction.RTL]
    assert left.window == right.window
    assert left.plan.frame is not None
    assert right.plan.frame is not None
    assert left.plan.frame.box.mirrored(form.width) == right.plan.frame.box
    if left.plan.cutout is None:
        assert left.window is not None
        assert Box(0, 0, 800, 800).holds(left.window)


def test_focus_decides() -> None:
    """The subject is where the brief says, whatever else stands out."""
    marked = Box(0.0, 0.6, 0.3, 0.4)

    assert load_photo(photo("right"), marked).subject.box == Box(0, 480, 240, 320)
    assert load_photo(photo("right"), None).subject.box.x > 400


SIZES = [*DEFAULT_FORMATS, "4:5", "728x90", "160x600"]
SEEN = 0.90
"""Least part of the subject in its frame that nothing is laid over: a plate may take a tenth."""


@pytest.mark.slow  # half a minute
@pytest.mark.parametrize("layout", LAYOUT_NAMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("where", ["left", "right", "top", "close", "busy"])
def test_the_subject_is_seen_in_every_layout(where: str, size: str, layout: str) -> None:
    """No plate lies over what a photo is about, for readers from either side: its mask on the canvas shows it."""
    for framing in framings(where, parse_format(size), layout).values():
        canvas = compose.compose(hero(where), LOOK, framing)

        assert canvas.product_seen is not None
        assert canvas.product_seen >= SEEN
        assert canvas.product_mask.any()


@parametrize_sparsely(("layout", "size", "style"), LAYOUT_NAMES, SHAPES, STYLE_NAMES)
def test_every_layout_and_style_makes_an_ad_that_passes(layout: str, size: str, style: str) -> None:
    """Type has a ground of its own or a quiet part of the photo, and no check finds anything."""
    assert serious(troubles(hero("right"), parse_format(size), layout=layout, style=style)) == []


def test_an_arrangement_that_hides_the_subject_loses(tmp_path: Path) -> None:
    """Of two arrangements of a user's the one whose card leaves the subject free is taken, though it is the last."""
    card = """[[arrangement]]
name = "{name}"
canvas = [0.0, 99.0]
subject = [0.0, 99.0]
panel = {{x = {x}, y = 0.05, width = 0.5, height = 0.9}}
product = [0.1, 0.1, 0.9, 0.9]
floor = 0.9
[[arrangement.zones]]
x = 0.0
y = 0.0
width = 1.0
height = 1.0
roles = ["headline", "body", "cta", "disclaimer"]
anchor = "top"
"""
    (tmp_path / "card.typ").write_text("#let under(ad) = none\n")
    (tmp_path / "card.toml").write_text(card.format(name="start", x=0.02) + card.format(name="end", x=0.48))
    design = read_template_files("card.typ", tmp_path)

    assert compose.choose_framing(hero("left"), DEFAULT_FORMATS["1:1"], Direction.LTR, design).plan.arrangement == "end"
    assert (
        compose.choose_framing(hero("right"), DEFAULT_FORMATS["1:1"], Direction.LTR, design).plan.arrangement == "start"
    )
