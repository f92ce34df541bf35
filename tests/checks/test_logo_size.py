"""The logo is large enough."""

from dataclasses import replace

import numpy as np
import pytest

from creative_cli.channels import get_channel
from creative_cli.checks.logo_size import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import Box, parse_format
from creative_cli.imaging.blending import paste_layer
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownLogo
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def status(good: Creative, width: int, height: int, size: str = "1080x1080", file: bytes | None = b"a file") -> Status:
    """Return what the check says of the mark of `with_logo`."""
    (finding,) = run_check(CHECK, with_logo(good, width, height, size, file))
    return finding.status


def with_logo(
    good: Creative, width: int, height: int, size: str = "1080x1080", file: bytes | None = b"a file"
) -> Creative:
    """Return the ad with a plain white mark of that size; without a *file* it is a name in type."""
    form = parse_format(size)
    mark = np.full((height, width, 4), 255, np.uint8)
    backdrop = np.full((form.height, form.width, 3), (15, 92, 99), np.uint8)
    canvas = replace(
        good.canvas,
        format=form,
        backdrop=backdrop,
        shown_logo=ShownLogo(Box(10, 10, width, height), mark, mark, "", file),
    )
    return replace(good, canvas=canvas, pixels=paste_layer(backdrop, mark, 10, 10))


@pytest.mark.parametrize(
    ("width", "height", "size", "wanted"),
    [
        (120, 24, "1080x1080", Status.PASS),
        (120, 23, "1080x1080", Status.WARN),
        (60, 17, "1080x1080", Status.FAIL),
        (60, 30, "1440x1440", Status.WARN),
        (60, 18, "728x90", Status.PASS),
        (60, 17, "728x90", Status.FAIL),
        (60, 20, "300x250", Status.WARN),
        (280, 10, "1080x1080", Status.WARN),
        (40, 12, "320x50", Status.PASS),
        (40, 11, "320x50", Status.FAIL),
    ],
)
def test_the_height_of_the_ink_decides(good: Creative, width: int, height: int, size: str, wanted: Status) -> None:
    """2.2 % of the short side and 24 px pass, below 18 px fails; an extreme shape is only warned of."""
    assert status(good, width, height, size) is wanted


def test_a_name_in_type_is_read_at_half_the_height(good: Creative) -> None:
    """Its capitals are measured, which fill a drawn logo's height by half."""
    assert status(good, 60, 12, "300x250", None) is Status.PASS
    assert status(good, 60, 10, "300x250", None) is Status.WARN
    assert status(good, 60, 8, "300x250", None) is Status.FAIL


def test_a_logo_half_of_which_is_missing_is_smaller(good: Creative) -> None:
    """The final pixels are measured, not the box."""
    assert good.canvas.shown_logo is not None
    pixels = good.pixels.copy()
    pixels[92:120, 80:296] = (15, 92, 99)

    assert {one.status for one in run_check(CHECK, replace(good, pixels=pixels))} == {Status.FAIL}


def test_a_channel_without_a_logo_is_skipped_and_an_unknown_one_an_error(good: Creative) -> None:
    """Nothing is passed unmeasured."""
    bare = replace(good.canvas, format=get_channel("amazon.component.square").format)

    assert {one.code for one in run_check(CHECK, replace(good, canvas=bare))} == {"no_logo"}
    unknown = replace(good.canvas, shown_logo=None)
    assert {one.status for one in run_check(CHECK, replace(good, canvas=unknown))} == {Status.ERROR}


def test_letters_too_small_to_read_ask_for_the_mark(good: Creative) -> None:
    """A logo that is high enough, with a name whose letters are not, is warned of."""
    shown = good.canvas.shown_logo
    assert shown is not None
    canvas = replace(good.canvas, shown_logo=replace(shown, source=b"a file", name_height=3.0))
    (finding,) = run_check(CHECK, replace(good, canvas=canvas))

    assert (finding.status, finding.code) == (Status.WARN, "small_letters")
    assert "brand.logo.mark" in finding.message


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and one that does not."""
    good = good_ad()
    return CheckExamples(with_logo(good, 120, 24), with_logo(good, 60, 17), "too_small")
