"""The logo is there."""

from dataclasses import replace

import numpy as np

from creative_cli.channels import get_channel
from creative_cli.checks.logo_present import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.models import Creative, Status


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """A logo that was placed is found."""
    findings = run_check(CHECK, good)

    assert [finding.status for finding in findings] == [Status.PASS]


def test_a_bar_over_the_logo_is_found(good: Creative) -> None:
    """A logo that something lies on is not found."""
    pixels = good.pixels.copy()
    pixels[70:120, 70:330] = (240, 200, 60)

    assert codes(replace(good, pixels=pixels)) == ["not_found"]


def test_a_logo_that_was_never_placed_is_not_found(good: Creative) -> None:
    """An even ground where the logo should be is no logo."""
    pixels = good.pixels.copy()
    pixels[70:150, 70:330] = (15, 92, 99)

    assert codes(replace(good, pixels=pixels)) == ["not_found"]


def test_a_logo_in_nearly_the_colour_of_its_ground_is_faint(good: Creative) -> None:
    """A faint logo has another code than a missing one."""
    pixels = good.pixels.copy()
    logo = pixels[80:140, 80:320]
    logo[logo[..., 0] == 255] = (22, 102, 110)

    assert codes(replace(good, pixels=pixels)) == ["faint"]


def test_a_logo_over_the_edge_is_cut(good: Creative) -> None:
    """A logo that reaches out of the canvas is cut."""
    canvas = replace(good.canvas, logo=replace(good.canvas.logo, x=900))

    assert codes(replace(good, canvas=canvas)) == ["cut"]


def test_a_channel_that_takes_none_is_skipped(good: Creative) -> None:
    """Component channels lay words and logo over the picture themselves."""
    canvas = replace(good.canvas, format=get_channel("amazon.component.square").format)

    assert codes(replace(good, canvas=canvas)) == ["no_logo"]


def lit(good: Creative) -> Creative:
    """Return the good ad with a bright window behind the second half of the logo, which is dark now."""
    backdrop, logo = good.canvas.backdrop.copy(), good.canvas.logo_pixels.copy()
    backdrop[:, :200], backdrop[:, 200:] = (128, 126, 122), (246, 244, 238)
    logo[..., :3] = (20, 22, 26)
    pixels = backdrop.copy()
    pixels[80:140, 80:320][logo[..., 3] > 0] = (20, 22, 26)
    return replace(good, pixels=pixels, canvas=replace(good.canvas, backdrop=backdrop, logo_pixels=logo))


def test_a_logo_across_light_and_shade_is_found(good: Creative) -> None:
    """A ground that is half wall and half window is no reason to miss a logo that is read on both."""
    assert codes(lit(good)) == ["ok"]


def test_the_ground_alone_is_no_logo(good: Creative) -> None:
    """Where the logo was never laid, light and shade are not taken for it; nor under a shade of the whole picture."""
    bare = lit(good).canvas.backdrop

    assert codes(replace(lit(good), pixels=bare)) == ["not_found"]
    assert codes(replace(lit(good), pixels=(bare // 2))) == ["not_found"]


def test_half_a_logo_is_not_found(good: Creative) -> None:
    """A bar over the upper half of a logo is found on an uneven ground too."""
    pixels = lit(good).pixels.copy()
    pixels[90:116, 70:330] = (240, 200, 60)

    assert codes(replace(lit(good), pixels=pixels)) == ["not_found"]


def test_a_logo_with_a_ground_of_its_own_is_found(good: Creative) -> None:
    """A logo from a JPEG covers all of its box; what is drawn on its own ground is what is looked for."""
    logo = np.full((60, 240, 4), 255, np.uint8)
    logo[15:45, 20:220, :3] = (150, 30, 40)
    pixels = good.pixels.copy()
    pixels[80:140, 80:320] = logo[..., :3]
    opaque = replace(good, pixels=pixels, canvas=replace(good.canvas, logo_pixels=logo))

    assert codes(opaque) == ["ok"]
    assert codes(replace(opaque, pixels=good.pixels)) == ["not_found"]
