"""Type can be read."""

from dataclasses import replace

from creative_cli.channels import get_channel
from creative_cli.checks.runner import run_check
from creative_cli.checks.text_contrast import CHECK
from creative_cli.models import Creative, Status


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """White on deep teal passes."""
    findings = run_check(CHECK, good)

    assert [finding.status for finding in findings] == [Status.PASS]


def test_type_on_its_own_colour_fails(good: Creative) -> None:
    """Teal type on teal cannot be read."""
    headline, button = good.layout

    assert codes(replace(good, layout=(replace(headline, ink=(20, 100, 108)), button))) == ["low_contrast"]


def test_a_bright_tenth_behind_the_type_fails(good: Creative) -> None:
    """A patch of glare larger than a tenth of what lies behind the headline is found."""
    ground = good.ground.copy()
    ground[190:310, 80:160] = 250

    assert codes(replace(good, ground=ground)) == ["low_contrast"]


def test_small_type_needs_more_than_large_type(good: Creative) -> None:
    """A grey that carries a headline at 3:1 does not carry a small line, which needs 4.5:1."""
    headline, _ = good.layout
    grey = replace(headline, ink=(158, 170, 172))

    assert codes(replace(good, layout=(grey,))) == ["ok"]
    assert codes(replace(good, layout=(replace(grey, font_px=30),))) == ["low_contrast"]


def test_an_ad_without_type_is_an_error(good: Creative) -> None:
    """A check that had nothing to measure has not passed."""
    assert codes(replace(good, layout=())) == ["silent"]


def test_a_channel_that_takes_none_is_skipped(good: Creative) -> None:
    """Component channels lay words and logo over the picture themselves."""
    canvas = replace(good.canvas, format=get_channel("amazon.component.square").format)

    assert codes(replace(good, canvas=canvas)) == ["no_type"]
