"""The brand is seen in its colours."""

from dataclasses import replace

import numpy as np
import pytest

from creative_cli.channels import get_channel
from creative_cli.checks.brand_area import CHECK
from creative_cli.color.brand_tones import find_brand_tones
from creative_cli.color.color_math import Palette, Rgb
from creative_cli.models import Creative, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import (
    ACCENT,
    PALETTE,
    PRIMARY,
    photo_ad,
    photo_pattern,
    results,
    with_composition,
    with_photo,
)

BLACK_BRAND = Palette((18, 18, 20), (255, 255, 255), (250, 250, 250), (10, 10, 10))


def full_bleed(creative: Creative, share: float, colour: Rgb) -> Creative:
    """Return the ad with a photo on all of it, but for a share at the top in one colour."""
    reference, shown = photo_pattern(1080, 1080), np.full((1080, 1080), 255, np.uint8)
    pixels = reference.copy()
    pixels[: round(share * 1080)] = colour
    return replace(with_photo(creative, reference=reference, shown=shown), pixels=pixels, ground=pixels)


def test_a_surface_in_the_brand_s_colour_passes(photo: Creative) -> None:
    """Nearly half of the ad is the primary colour."""
    assert results(CHECK, photo) == [("ok", Status.PASS)]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.05, ("ok", Status.PASS)), (0.02, ("no_brand", Status.WARN)), (0.005, ("no_brand", Status.FAIL))],
)
@pytest.mark.parametrize("colour", [PRIMARY, ACCENT, *find_brand_tones(PALETTE)])
def test_a_button_on_a_photo_has_to_be_of_some_size(
    photo: Creative, share: float, expected: tuple[str, Status], colour: Rgb
) -> None:
    """Each colour of the brand counts, and each surface mixed from it."""
    assert results(CHECK, full_bleed(photo, share, colour)) == [expected]


@pytest.mark.parametrize("colour", [(255, 255, 255), (252, 252, 252), (20, 22, 26), (0, 0, 0), (200, 20, 20)])
def test_white_black_and_strange_colours_say_nothing(photo: Creative, colour: Rgb) -> None:
    """Every ad has white and black; a colour of another brand is none of this one."""
    assert results(CHECK, full_bleed(photo, 0.4, colour)) == [("no_brand", Status.FAIL)]


def test_the_photo_s_own_colours_do_not_count(photo: Creative) -> None:
    """A sea in the brand's colour is a sea."""
    sea = np.full((1080, 1080, 3), PRIMARY, np.uint8)
    shown = np.full((1080, 1080), 255, np.uint8)

    assert results(CHECK, replace(with_photo(photo, reference=sea, shown=shown), pixels=sea, ground=sea)) == [
        ("no_brand", Status.FAIL)
    ]


def test_a_black_brand_has_its_black(photo: Creative) -> None:
    """Where the primary colour is black, black is the brand's."""
    ad = with_composition(full_bleed(photo, 0.1, BLACK_BRAND.primary), palette=BLACK_BRAND)

    assert results(CHECK, ad) == [("ok", Status.PASS)]


def test_what_is_not_recorded_has_not_passed(photo: Creative, good: Creative) -> None:
    """Without its palette an ad cannot be measured; the studio paints in it, and a component has no surface."""
    picture = replace(photo, canvas=replace(photo.canvas, format=get_channel("amazon.component.square").format))

    assert results(CHECK, with_composition(photo, palette=None)) == [("not_measured", Status.ERROR)]
    assert results(CHECK, good) == [("no_layout", Status.SKIP)]
    assert results(CHECK, picture) == [("no_type", Status.SKIP)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    return CheckExamples(photo, full_bleed(photo, 0.005, PRIMARY), "no_brand")
