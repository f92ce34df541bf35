"""The product is large enough and stands out from its ground."""

from dataclasses import replace

import numpy as np

from creative_cli.checks.product_visible import CHECK
from creative_cli.formats import Box, FormatContent
from creative_cli.models import Creative, HeroKind, Pixels, Status
from tests.checks.conftest import GROUND, good_ad
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import results

BOX = Box(640, 400, 260, 560)


def packshot_ad(box: Box = BOX, colour: tuple[int, int, int] = (240, 200, 90), print_size: float = 0.4) -> Creative:
    """Return an ad with a product of a *colour* in a box, and a dark print over a part of it."""
    ad = good_ad()
    pixels, mask = ad.ground.copy(), np.zeros(ad.ground.shape[:2], np.uint8)
    left, top, right, bottom = box.pixels(1080, 1080)
    mask[top:bottom, left:right] = 255
    pixels[top:bottom, left:right] = colour
    down = round(print_size * (bottom - top))
    pixels[top + 10 : top + 10 + down, left + 10 : right - 10] = (40, 30, 20)
    canvas = replace(ad.canvas, product_box=box, product_mask=mask, kind=HeroKind.PACKSHOT)
    return replace(ad, canvas=canvas, pixels=pixels, ground=pixels)


def with_mask(ad: Creative, mask: Pixels) -> Creative:
    """Return the ad with another mask of its product."""
    return replace(ad, canvas=replace(ad.canvas, product_mask=mask))


def test_a_product_that_stands_out_passes() -> None:
    """A pale cup is seen by its print, if an eye can follow its edge."""
    pale = (GROUND[0] + 12, GROUND[1] + 12, GROUND[2] + 12)

    assert results(CHECK, packshot_ad()) == [("ok", Status.PASS)]
    assert results(CHECK, packshot_ad(colour=pale)) == [("ok", Status.PASS)]


def test_a_product_of_which_only_the_print_is_seen_is_faint() -> None:
    """A white cup on a white wall is a print that hangs in the air, however large that is."""
    assert results(CHECK, packshot_ad(colour=GROUND, print_size=0.8)) == [("faint", Status.WARN)]


def test_a_tiny_product_is_a_warning() -> None:
    """A slim one that is long enough is not tiny."""
    assert results(CHECK, packshot_ad(Box(640, 400, 110, 200))) == [("too_little", Status.WARN)]
    assert results(CHECK, packshot_ad(Box(640, 300, 40, 700))) == [("ok", Status.PASS)]


def test_a_product_like_its_ground_is_faint() -> None:
    """With a small print it is a warning, with nothing that differs it cannot be seen."""
    near = (GROUND[0] + 8, GROUND[1] + 8, GROUND[2] + 8)
    lost = packshot_ad(colour=GROUND, print_size=0)
    pixels = lost.pixels.copy()
    noise = np.random.default_rng(2).integers(-12, 13, (560, 260, 1))
    pixels[400:960, 640:900] = np.clip(np.array(GROUND) + noise, 0, 255)

    assert results(CHECK, packshot_ad(colour=near, print_size=0.2)) == [("faint", Status.WARN)]
    assert results(CHECK, replace(lost, pixels=pixels)) == [("faint", Status.FAIL)]


def test_a_plain_shape_is_blank() -> None:
    """A silhouette in one colour is no picture of a product."""
    assert results(CHECK, packshot_ad(print_size=0)) == [("blank", Status.FAIL)]


def test_a_transparent_product_is_a_warning() -> None:
    """Soft edges and a shadow in the picture are not."""
    ad = packshot_ad()
    mask = ad.canvas.product_mask
    soft = mask.copy()
    soft[400:960, 640:700] = 90
    thin = (mask // 4).astype(np.uint8)

    assert results(CHECK, with_mask(ad, thin)) == [("transparent", Status.WARN)]
    assert results(CHECK, with_mask(ad, soft)) == [("ok", Status.PASS)]


def test_what_shows_no_packshot_is_skipped(photo: Creative) -> None:
    """Photos belong to other checks; a product without its mask has not passed."""
    ad = packshot_ad()
    logo_only = replace(ad.canvas.format, shows=FormatContent.LOGO)
    lost = with_mask(ad, np.zeros((9, 9), np.uint8))

    assert results(CHECK, photo) == [("no_packshot", Status.SKIP)]
    assert results(CHECK, replace(ad, canvas=replace(ad.canvas, product_box=None))) == [("no_packshot", Status.SKIP)]
    assert results(CHECK, replace(ad, canvas=replace(ad.canvas, format=logo_only))) == [("no_packshot", Status.SKIP)]
    assert results(CHECK, lost) == [("not_measured", Status.ERROR)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    return CheckExamples(packshot_ad(), packshot_ad(print_size=0), "blank")
