"""Shades are soft and leave the subject alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.checks.runner import run_check
from creative_cli.checks.scrim import CHECK
from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.models import Creative, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import INK, PRIMARY, WHITE, lay_veil, photo_ad, results, shown_photo, with_photo

ABOVE = Box(497, 0, 583, 240)
AD = photo_ad("320x320")


@pytest.mark.parametrize("name", ["1:1", "9:16", "300x250"])
def test_an_unshaded_photo_passes(name: str) -> None:
    """A photo in its frame is not shaded at all."""
    assert results(CHECK, photo_ad(name)) == [("ok", Status.PASS)]


def lit(creative: Creative, level: int) -> Creative:
    """Return the ad with a photo of one grey."""
    photo, ground = shown_photo(creative), creative.ground.copy()
    ground[photo.shown > 0] = level
    return replace(with_photo(creative, reference=ground), pixels=ground, ground=ground)


@pytest.mark.parametrize(
    ("level", "colour", "strength", "expected"),
    [
        (230, (8, 12, 14), 0.45, ("ok", Status.PASS)),
        (230, (8, 12, 14), 0.80, ("too_strong", Status.FAIL)),
        (60, (250, 252, 254), 0.40, ("ok", Status.PASS)),
        (60, (250, 252, 254), 0.80, ("too_strong", Status.FAIL)),
    ],
)
def test_a_soft_shade_passes_and_a_strong_one_fails(
    photo: Creative, level: int, colour: Rgb, strength: float, expected: tuple[str, Status]
) -> None:
    """Less than half of ink on a bright photo is soft, more is night; the same of white on a dark one is fog."""
    assert results(CHECK, lay_veil(lit(photo, level), ABOVE, strength, colour)) == [expected]


def test_any_shade_on_the_subject_fails(photo: Creative) -> None:
    """A shade that reaches into the subject fails, however soft it is."""
    subject = shown_photo(photo).subject_box
    into = Box(ABOVE.x, 0, ABOVE.width, subject.y + 40)

    assert results(CHECK, lay_veil(photo, into, 0.2, INK)) == [("on_subject", Status.FAIL)]


def test_plates_logo_and_buttons_are_no_shade(photo: Creative) -> None:
    """Opaque colours of the brand hide the photo, which other checks measure."""
    button = next(block for block in photo.layout if block.role is Role.CTA)
    moved = replace(photo, layout=(replace(button, box=Box(640, 100, 200, 30)),))

    for colour in (PRIMARY, INK, WHITE):
        assert results(CHECK, lay_veil(photo, Box(540, 60, 400, 150), 1, colour)) == [("ok", Status.PASS)]
    assert results(CHECK, lay_veil(moved, Box(610, 70, 260, 90), 1, (1, 200, 30))) == [("ok", Status.PASS)]


def test_a_photo_that_is_covered_whole_is_skipped(photo: Creative) -> None:
    """Under a plate over everything there is nothing to measure."""
    assert results(CHECK, lay_veil(photo, photo.canvas.format.bounds, 1, PRIMARY)) == [("covered", Status.SKIP)]


@given(st.floats(0, 0.95), st.floats(0, 0.95))
def test_a_stronger_shade_is_never_better(one: float, other: float) -> None:
    """Whatever fails with a soft shade fails with a strong one."""
    weak, strong = (
        run_check(CHECK, lay_veil(AD, Box(147, 0, 173, 70), strength, (0, 0, 0)))[0].status
        for strength in sorted((one, other))
    )

    assert weak <= strong


def test_a_packshot_is_skipped(good: Creative) -> None:
    """The studio lights its scenes itself."""
    assert results(CHECK, good) == [("no_photo", Status.SKIP)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    return CheckExamples(photo, lay_veil(lit(photo, 230), ABOVE, 0.8, (8, 12, 14)), "too_strong")
