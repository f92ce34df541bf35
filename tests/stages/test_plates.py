"""Formats that show the logo alone: a plain plate of the brand's, the logo in its middle, air around it."""

import io
from dataclasses import replace
from math import hypot

import numpy as np
import pytest
from PIL import Image

from creative_cli.channels import load_channels
from creative_cli.color.color_math import Rgb
from creative_cli.color.contrast import LARGE_TEXT_CONTRAST, worst_contrast
from creative_cli.formats import FormatContent
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandLogo, BrandStyle, Canvas, HeroImage, HeroKind, TemplateRef
from creative_cli.stages import compose
from tests.imaging.samples import SOLARA
from tests.stages.checked import LOOK, troubles
from tests.stages.test_photos import hero

PLATES = sorted(name for name, one in load_channels().items() if one.format.shows is FormatContent.LOGO)
BARE = HeroImage("tea", HeroKind.STUDIO, "studio", "", 0, 0.0)
CIRCLES = ("google.logo.circle_crop", "tiktok.profile")


def disc(outer: Rgb, inner: Rgb, ground: "Rgb | None" = None) -> bytes:
    """Return a logo of two colours, a disc in a disc, on a *ground* of its own or on none."""
    y, x = np.mgrid[-1:1:400j, -1:1:400j]
    away = np.hypot(x, y)
    logo = np.zeros((400, 400, 4), np.uint8)
    if ground is not None:
        logo[:] = (*ground, 255)
    logo[away < 0.9] = (*outer, 255)
    logo[away < 0.5] = (*inner, 255)
    file = io.BytesIO()
    Image.fromarray(logo).save(file, "PNG")
    return file.getvalue()


def plate(name: str, look: BrandStyle = LOOK, shot: HeroImage = BARE, direction: Direction = Direction.LTR) -> Canvas:
    """Return what a format that shows the logo alone gets."""
    return compose.compose(
        shot, look, compose.choose_framing(shot, load_channels()[name].format, direction, look.design)
    )


@pytest.mark.parametrize("name", PLATES)
@pytest.mark.parametrize("logo", [None, disc((10, 40, 50), (240, 180, 60)), disc((200, 30, 40), (250, 250, 250))])
def test_a_plate_shows_the_logo_and_nothing_else(name: str, logo: bytes | None) -> None:
    """One even colour that the logo stands out from, the logo in the middle with air, inside what the channel shows."""
    canvas = plate(name, replace(LOOK, logo=None if logo is None else BrandLogo(logo)))
    form, box = canvas.format, canvas.logo
    ground = canvas.backdrop[0, 0]
    outline = canvas.logo_pixels[canvas.logo_pixels[..., 3] > 250][None, :, :3]

    assert (canvas.backdrop == ground).all()
    assert (
        worst_contrast(np.full((2, 2, 3), ground, np.uint8), tuple(np.median(outline[0], axis=0)))
        >= LARGE_TEXT_CONTRAST
    )
    assert abs(box.x + box.width / 2 - form.width / 2) <= 1
    assert abs(box.y + box.height / 2 - form.height / 2) <= 1
    assert form.safe_zone().grown(-0.1 * min(form.safe_zone().width, form.safe_zone().height)).holds(box)
    assert max(box.width / form.width, box.height / form.height) > 0.4
    assert troubles(BARE, form) == []


@pytest.mark.parametrize("name", CIRCLES)
def test_a_circle_cuts_nothing_off(name: str) -> None:
    """Where a channel shows a circle, a square logo's corners keep a tenth of its radius away from it."""
    square = np.full((400, 400, 4), (250, 250, 250, 255), np.uint8)
    square[100:300, 100:300] = (20, 40, 60, 255)
    file = io.BytesIO()
    Image.fromarray(square).save(file, "PNG")
    canvas = plate(name, replace(LOOK, logo=BrandLogo(file.getvalue())))
    box, radius = canvas.logo, canvas.format.width / 2

    corners = [(x - radius, y - radius) for x in (box.x, box.right) for y in (box.y, box.bottom)]
    assert max(hypot(*corner) for corner in corners) <= 0.9 * radius


def test_the_picture_does_not_matter() -> None:
    """A photo, a packshot and a brief without a picture get the same plate, in any template and from either side."""
    first = plate("google.rda.logo_sq")
    for other in (
        plate("google.rda.logo_sq", shot=hero("left")),
        plate("google.rda.logo_sq", look=replace(LOOK, design=TemplateRef("band"))),
        plate("google.rda.logo_sq", direction=Direction.RTL),
    ):
        assert np.array_equal(first.pixels, other.pixels)
        assert (other.product_box, other.product_seen, other.zones) == (None, None, ())


def test_a_logo_takes_the_first_colour_of_the_brand_that_shows_its_outline() -> None:
    """The primary where the outline stands out from it; never a ground that a part of the logo vanishes in."""
    pale = replace(LOOK, logo=BrandLogo(disc((250, 250, 250), (240, 180, 60))))
    own = replace(LOOK, logo=BrandLogo(disc(SOLARA.primary, SOLARA.accent)))

    assert tuple(plate("google.rda.logo_sq", pale).backdrop[0, 0]) == SOLARA.primary
    assert tuple(plate("google.rda.logo_sq", own).backdrop[0, 0]) not in {SOLARA.primary, SOLARA.accent}


def test_a_logo_with_a_ground_of_its_own_keeps_it() -> None:
    """A JPEG's white goes on to the edges of the plate instead of standing in it as a box."""
    boxed = replace(LOOK, logo=BrandLogo(disc((200, 30, 40), (250, 250, 250), ground=(244, 241, 235))))

    assert tuple(plate("google.rda.logo_sq", boxed).backdrop[0, 0]) == (244, 241, 235)
