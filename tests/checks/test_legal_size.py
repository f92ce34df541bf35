"""The small print can be read."""

from dataclasses import replace

import pytest

from creative_cli.channels import get_channel
from creative_cli.checks.legal_size import CHECK, least_legal_size
from creative_cli.formats import parse_format
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import Creative, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import draw_letters, photo_ad, results
from tests.parameters import walk_rows


def with_small_print(creative: Creative, size: float, height: float) -> Creative:
    """Return the ad with its small print in another size, and letters of that height."""
    legal = creative.layout[-1]
    block = replace(legal, font_px=size, box=replace(legal.box, height=height))
    pixels = creative.pixels.copy()
    top = round(legal.box.y)
    pixels[top : top + 60] = creative.ground[top : top + 60]
    draw_letters(pixels, block)
    return replace(creative, pixels=pixels, layout=(*creative.layout[:-1], block))


@walk_rows(
    ("name", "expected"),
    [
        ("1:1", 18.9),
        ("4:5", 21.1),
        ("9:16", 25.2),
        ("16:9", 23.8),
        ("1.91:1", 22),
        ("640x640", 18),
        ("300x250", 9),
        ("160x600", 9),
        ("728x90", 9),
        ("970x250", 10),
    ],
)
def test_every_format_has_its_least_size(name: str, expected: float) -> None:
    """Feed ads grow with their area, banners have px."""
    assert least_legal_size(parse_format(name)) == pytest.approx(expected, abs=0.05)


def test_a_file_for_dense_screens_needs_more_px() -> None:
    """600 px shown 300 px wide have two px for each."""
    assert least_legal_size(get_channel("amazon.mobile.300x250").format) == 18
    assert least_legal_size(get_channel("amazon.dsp.970x250").format) == 20


@pytest.mark.parametrize("name", ["1:1", "9:16", "1.91:1", "300x250", "728x90"])
def test_small_print_of_the_least_size_passes(name: str) -> None:
    """26 px are enough everywhere."""
    assert results(CHECK, photo_ad(name)) == [("ok", Status.PASS)]


def test_smaller_print_fails(photo: Creative) -> None:
    """The size and the letters of the picture both count."""
    assert results(CHECK, with_small_print(photo, 19, 11)) == [("ok", Status.PASS)]
    assert results(CHECK, with_small_print(photo, 17, 10)) == [("too_small", Status.FAIL)]
    assert results(CHECK, with_small_print(photo, 26, 5)) == [("drawn_small", Status.FAIL)]


def test_scripts_without_an_x_height_are_measured_by_their_size(photo: Creative) -> None:
    """The band of Arabic letters is low in a font of any size; print that is not drawn fails in all scripts."""
    arabic = replace(photo.adaptation, locale=Locale("ar-AE", "ar", "Arab", "AE", Direction.RTL))
    low = replace(with_small_print(photo, 26, 5), adaptation=arabic)

    assert results(CHECK, low) == [("ok", Status.PASS)]
    assert results(CHECK, replace(low, pixels=low.ground)) == [("drawn_small", Status.FAIL)]


def test_lines_are_measured_one_by_one(photo: Creative) -> None:
    """Two tiny lines are not one large one."""
    ad = with_small_print(photo, 26, 20)
    pixels, top = ad.pixels.copy(), round(ad.layout[-1].box.y)
    pixels[top + 5 : top + 15] = ad.ground[top + 5 : top + 15]

    assert results(CHECK, replace(ad, pixels=pixels)) == [("drawn_small", Status.FAIL)]


def test_an_ad_without_small_print_is_skipped(photo: Creative, good: Creative) -> None:
    """Nothing to read, nothing to measure."""
    bare = replace(photo, layout=tuple(block for block in photo.layout if block.role is not Role.DISCLAIMER))
    print_ = replace(good.layout[1], role=Role.DISCLAIMER)

    assert results(CHECK, bare) == [("no_small_print", Status.SKIP)]
    assert results(CHECK, replace(good, layout=(print_,))) == [("no_layout", Status.SKIP)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and one that does not."""
    photo = photo_ad()
    return CheckExamples(photo, with_small_print(photo, 17, 10), "too_small")
