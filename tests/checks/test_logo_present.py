"""The logo is there."""

from dataclasses import replace

from creative_cli.channels import channel
from creative_cli.checks.check import run_check
from creative_cli.checks.logo_present import CHECK
from creative_cli.records import Creative, Status


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
    """A logo that is there but cannot be seen is told apart from one that is missing."""
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
    canvas = replace(good.canvas, format=channel("amazon.component.square").format)

    assert codes(replace(good, canvas=canvas)) == ["no_logo"]
