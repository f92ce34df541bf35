"""The surface is used."""

from dataclasses import replace

import numpy as np
import pytest

from creative_cli.channels import get_channel
from creative_cli.checks.empty_band import CHECK
from creative_cli.models import Creative, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import PRIMARY, photo_ad, results


def with_band(creative: Creative, share: float) -> Creative:
    """Return the ad with a plain band of that share of the height above its lower margin, and texture elsewhere."""
    height, width = creative.pixels.shape[:2]
    pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    bottom = round(creative.canvas.content.bottom)
    pixels[bottom - round(share * height) :] = PRIMARY
    return replace(creative, pixels=pixels)


@pytest.mark.parametrize("name", ["1:1", "9:16", "1.91:1", "300x250", "728x90"])
def test_a_filled_ad_passes(name: str) -> None:
    """A photo beside or above the type leaves no plain band."""
    assert results(CHECK, photo_ad(name)) == [("ok", Status.PASS)]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.32, ("ok", Status.PASS)), (0.37, ("empty", Status.WARN)), (0.45, ("empty", Status.FAIL))],
)
def test_a_plain_band_may_take_a_third(photo: Creative, share: float, expected: tuple[str, Status]) -> None:
    """Up to a third of the height is calm, nearly half is empty; the margin below it does not count."""
    assert results(CHECK, with_band(photo, share)) == [expected]


def test_bands_of_two_colours_are_two(photo: Creative) -> None:
    """Where the surface changes its colour something is there."""
    pixels = with_band(photo, 0.45).pixels.copy()
    pixels[-310:] = (240, 180, 60)

    assert results(CHECK, replace(photo, pixels=pixels)) == [("ok", Status.PASS)]


def test_a_row_with_anything_in_it_is_not_empty(photo: Creative) -> None:
    """A line of small letters breaks a band."""
    pixels = with_band(photo, 0.45).pixels.copy()
    pixels[780:790, 100:160] = 255

    assert results(CHECK, replace(photo, pixels=pixels)) == [("ok", Status.PASS)]


def test_what_a_platform_covers_is_not_empty() -> None:
    """Rows under the controls of a story do not count: there nothing may stand."""
    story = photo_ad("9:16")
    band = replace(story, pixels=with_band(story, 0.42).pixels)
    safe = replace(story.canvas, content=replace(story.canvas.content, y=270, height=1265))

    assert results(CHECK, band) == [("empty", Status.FAIL)]
    assert results(CHECK, replace(band, canvas=safe)) == [("ok", Status.PASS)]


def test_a_studio_picture_and_a_logo_are_skipped(good: Creative, photo: Creative) -> None:
    """No layout was chosen for them; a photo ad without its layout is an error."""
    logo = replace(photo, canvas=replace(photo.canvas, format=get_channel("google.rda.logo_sq").format))

    assert results(CHECK, good) == [("no_layout", Status.SKIP)]
    assert results(CHECK, logo) == [("no_layout", Status.SKIP)]
    assert results(CHECK, replace(photo, canvas=replace(photo.canvas, composition=None, photo=None))) == [
        ("not_measured", Status.ERROR)
    ]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    return CheckExamples(with_band(photo, 0.32), with_band(photo, 0.45), "empty")
