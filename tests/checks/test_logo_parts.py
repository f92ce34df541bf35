"""Every part of the logo is seen in the final pixels."""

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from creative_cli.channels import get_channel
from creative_cli.checks.logo_parts import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.imaging.blending import paste_layer
from creative_cli.models import Creative, Finding, Pixels, Status
from creative_cli.shown import ShownLogo
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples

CORAL, NAVY, TEAL, PAPER = (228, 87, 46), (23, 50, 77), (15, 92, 99), (244, 239, 230)


def result(creative: Creative) -> Finding:
    """Return the one finding of the check."""
    (finding,) = run_check(CHECK, creative)
    return finding


def mark(first: Rgb = CORAL, second: Rgb = NAVY, alpha: tuple[int, int] = (255, 255)) -> Pixels:
    """Return a mark of two colours: a disc, and a bar beside it."""
    logo = np.zeros((60, 240, 4), np.uint8)
    y, x = np.mgrid[:60, :60] - 29.5
    logo[:, :60][np.hypot(x, y) < 30] = (*first, alpha[0])
    logo[15:45, 80:] = (*second, alpha[1])
    return logo


def laid(good: Creative, logo: Pixels, ground: Rgb | Pixels = PAPER, plate: Box | None = None) -> Creative:
    """Return the good ad with another logo on another ground; a *plate* is white."""
    backdrop = np.empty_like(good.pixels)
    backdrop[:] = ground
    under = backdrop.copy()
    if plate is not None:
        left, top, right, bottom = plate.pixels(1080, 1080)
        under[top:bottom, left:right] = 255
    pixels = paste_layer(under, logo, 80, 80)
    height, width = logo.shape[:2]
    fill = None if plate is None else (255, 255, 255)
    shown = ShownLogo(Box(80, 80, width, height), logo, logo, "as supplied", None, plate, fill)
    return replace(good, pixels=pixels, canvas=replace(good.canvas, backdrop=backdrop, shown_logo=shown))


def busy() -> Pixels:
    """Return a ground of light and dark cells."""
    cells = np.random.default_rng(7).integers(0, 256, (135, 135, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(cells).resize((1080, 1080), Image.Resampling.NEAREST))


def test_a_good_ad_passes(good: Creative) -> None:
    """A logo that was placed is found."""
    assert result(good).status is Status.PASS


def test_two_colours_on_paper_pass_also_as_a_jpeg(good: Creative) -> None:
    """JPEG noise is no fault."""
    ad = laid(good, mark())
    file = io.BytesIO()
    Image.fromarray(ad.pixels).save(file, "JPEG", quality=60)

    assert result(ad).status is Status.PASS
    assert result(replace(ad, pixels=np.asarray(Image.open(file)))).status is Status.PASS


@pytest.mark.parametrize("alpha", [(255, 190), (190, 190), (150, 255)])
def test_a_translucent_mark_passes(good: Creative, alpha: tuple[int, int]) -> None:
    """What is drawn counts, however opaque it is."""
    assert result(laid(good, mark(alpha=alpha))).status is Status.PASS


def test_a_colour_equal_to_the_ground_is_named(good: Creative) -> None:
    """The part that vanished, and what to do, are said."""
    found = result(laid(good, mark(), NAVY))

    assert (found.status, found.code) == (Status.FAIL, "part_lost")
    assert "#17324d" in found.message
    assert "add brand.logo.on_dark" in found.message
    assert "allow recolour" in found.message


def test_light_words_inside_a_dark_shape_are_seen(good: Creative) -> None:
    """A colour that lies on another of the mark has that as its ground, not what is around the mark."""
    badge = np.zeros((60, 240, 4), np.uint8)
    badge[:] = (*NAVY, 255)
    badge[20:40, 40:200:2] = (255, 255, 255, 255)
    badge[20:40, 41:201:4] = (255, 255, 255, 255)

    assert result(laid(good, badge, (255, 255, 255))).status is Status.PASS


def test_shape_and_words_in_one_colour_lose_the_words(good: Creative) -> None:
    """A knock-out that fills a shape with its words is found, though all of it stands out from the ground."""
    badge = np.zeros((60, 240, 4), np.uint8)
    badge[:] = (*NAVY, 255)
    badge[20:40, 40:200] = (255, 255, 255, 255)
    ad = laid(good, badge)
    pixels = ad.pixels.copy()
    pixels[80:140, 80:320] = NAVY

    assert result(replace(ad, pixels=pixels)).status is Status.FAIL


def test_thin_letters_under_a_sign_must_be_read_and_the_sign_be_seen(good: Creative) -> None:
    """Letters hold little of the ink, but are the name: at 1.7:1 they are lost. A pale sign is seen at 2:1."""
    logo = np.zeros((160, 320, 4), np.uint8)
    y, x = np.mgrid[:110, :320]
    logo[:110][np.hypot(x - 160, y - 55) < 52] = (46, 204, 113, 255)
    for left in range(20, 300, 16):
        logo[124:154, left : left + 5] = logo[124:129, left : left + 12] = (44, 62, 80, 255)

    lost = result(laid(good, logo, (20, 22, 26)))
    assert (lost.code, "#2c3e50" in lost.message) == ("part_lost", True)
    assert result(laid(good, logo, (255, 255, 255))).status is Status.PASS


def test_letters_in_another_tone_of_the_signs_colour_must_be_read(good: Creative) -> None:
    """On grey a bright green sign is seen, and letters of a darker green are lost; the sign does not hide that."""
    logo = np.zeros((200, 320, 4), np.uint8)
    y, x = np.mgrid[:130, :320]
    logo[:130][np.hypot(x - 160, y - 65) < 62] = (46, 204, 113, 255)
    for left in range(20, 300, 14):
        logo[144:190, left : left + 5] = logo[144:149, left : left + 10] = (76, 175, 80, 255)

    assert result(laid(good, logo, (128, 128, 128))).code == "part_lost"
    assert result(laid(good, logo, (20, 22, 26))).status is Status.PASS


def test_a_mark_on_a_restless_photo_fails_and_passes_on_a_plate(good: Creative) -> None:
    """Only the plate counts as ground where there is one."""
    assert result(laid(good, mark(), busy())).status is Status.FAIL
    assert result(laid(good, mark(), busy(), Box(61, 61, 278, 98))).status is Status.PASS


def _cover_half(pixels: Pixels) -> None:
    pixels[70:112, 70:330] = (240, 200, 60)


def _wipe(pixels: Pixels) -> None:
    pixels[70:150, 70:330] = PAPER


def _fade(pixels: Pixels) -> None:
    part = pixels[80:140, 80:320]
    part[:] = np.rint(0.1 * part + 0.9 * np.array(PAPER))


@pytest.mark.parametrize(
    ("fault", "codes"),
    [(_cover_half, {"not_found", "part_lost"}), (_wipe, {"not_found"}), (_fade, {"part_lost", "faint"})],
)
def test_planted_faults_are_found(good: Creative, fault: Callable[[Pixels], None], codes: set[str]) -> None:
    """A covered, a missing and a faded logo fail."""
    ad = laid(good, mark())
    pixels = ad.pixels.copy()
    fault(pixels)
    found = result(replace(ad, pixels=pixels))

    assert found.status is Status.FAIL
    assert found.code in codes


def test_ads_of_one_canvas_are_judged_each_by_its_own_pixels(good: Creative) -> None:
    """What was found in one market's ad says nothing of the next, whose logo something covers."""
    seen = laid(good, mark())
    covered = replace(seen, pixels=seen.pixels.copy())
    covered.pixels[80:140, 80:320] = PAPER

    assert [result(one).code for one in (seen, covered, seen)] == ["ok", "not_found", "ok"]


def test_a_logo_over_the_edge_is_cut(good: Creative) -> None:
    """A logo that reaches out of the canvas is cut."""
    ad = laid(good, mark())
    shown = ad.canvas.shown_logo
    assert shown is not None

    assert (
        result(replace(ad, canvas=replace(ad.canvas, shown_logo=replace(shown, box=Box(900, 80, 240, 60))))).code
        == "cut"
    )


def test_a_logo_across_light_and_shade_is_found_and_the_ground_alone_is_not(good: Creative) -> None:
    """A ground half wall and half window is not taken for a logo, nor does it hide one."""
    backdrop = np.empty_like(good.pixels)
    backdrop[:, :200], backdrop[:, 200:] = (158, 156, 152), (246, 244, 238)
    ad = laid(good, mark(NAVY, NAVY), backdrop)

    assert result(ad).status is Status.PASS
    assert result(replace(ad, pixels=backdrop)).code == "not_found"
    assert result(replace(ad, pixels=backdrop // 2)).code == "not_found"


def test_what_cannot_be_measured_is_an_error(good: Creative) -> None:
    """A canvas that does not say how its logo is shown is no pass."""
    assert result(replace(good, canvas=replace(good.canvas, shown_logo=None))).status is Status.ERROR


def test_a_channel_that_takes_none_is_skipped(good: Creative) -> None:
    """Component channels lay words and logo over the picture themselves."""
    canvas = replace(good.canvas, format=get_channel("amazon.component.square").format)

    assert result(replace(good, canvas=canvas)).code == "no_logo"


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(laid(good, mark()), laid(good, mark(), NAVY), "part_lost")
