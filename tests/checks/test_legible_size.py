"""Type is large enough where the ad is shown."""

from dataclasses import replace

from creative_cli.channels import get_channel
from creative_cli.checks.legible_size import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import Format
from creative_cli.models import Creative
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def on(creative: Creative, form: Format) -> Creative:
    """Return the ad as if it had been made for another format."""
    return replace(creative, canvas=replace(creative.canvas, format=form))


def test_type_that_can_be_read_on_a_phone_passes(good: Creative) -> None:
    """The good ad's headline and button are large enough."""
    assert codes(good) == ["ok"]


def test_small_type_fails_by_the_size_it_is_shown_at(good: Creative) -> None:
    """Twelve px of a picture 1080 px wide are four on a phone."""
    headline, button = good.layout

    assert codes(replace(good, layout=(headline, replace(button, font_px=12)))) == ["too_small"]


def test_a_channel_may_ask_for_more(good: Creative) -> None:
    """Amazon's mobile units ask for 16 px of the file."""
    headline, button = good.layout
    form = replace(get_channel("amazon.mobile.300x250").format, display=600)

    assert codes(on(replace(good, layout=(headline, replace(button, font_px=15.5))), form)) == ["too_small"]
    assert codes(on(replace(good, layout=(headline, replace(button, font_px=16))), form)) == ["ok"]


def test_a_low_banner_asks_for_a_short_line(good: Creative) -> None:
    """What is too small there is too long for that banner only."""
    headline, button = good.layout
    banner = on(replace(good, layout=(headline, replace(button, font_px=7))), get_channel("gdn.320x50").format)

    assert "write a shorter cta under short: in the copy" in run_check(CHECK, banner)[0].message


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    headline, button = good.layout
    return CheckExamples(good, replace(good, layout=(headline, replace(button, font_px=12))), "too_small")
