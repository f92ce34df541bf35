"""Type can be read."""

from dataclasses import replace

from creative_cli.channels import get_channel
from creative_cli.checks.runner import run_check
from creative_cli.checks.text_contrast import CHECK
from creative_cli.formats import Box
from creative_cli.models import Creative, Status
from creative_cli.shown import EmphasizedInk
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


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


def test_emphasized_words_have_a_contrast_of_their_own(good: Creative) -> None:
    """Words in a colour that can be read pass; in one close to the ground they fail, whatever the others have."""
    headline, button = good.layout
    words = (Box(80, 200, 200, 100),)
    light, dark = (replace(headline, emphasis=EmphasizedInk(ink, words)) for ink in ((255, 183, 3), (60, 110, 60)))

    assert codes(replace(good, layout=(light, button))) == ["ok"]
    assert codes(replace(good, layout=(dark, button))) == ["low_contrast"]
    (finding,) = [one for one in run_check(CHECK, replace(good, layout=(dark, button))) if one.role]
    assert "emphasis of the headline" in finding.message
    assert finding.role is headline.role


def test_every_line_of_an_emphasis_is_measured(good: Creative) -> None:
    """Glare behind the second line of a phrase is found."""
    headline, button = good.layout
    ground = good.ground.copy()
    ground[700:760, 80:400] = 250
    both = EmphasizedInk((255, 183, 3), (Box(80, 200, 200, 100), Box(80, 700, 320, 60)))

    assert codes(replace(good, ground=ground, layout=(replace(headline, emphasis=both), button))) == ["low_contrast"]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    headline, button = good.layout
    return CheckExamples(good, replace(good, layout=(replace(headline, ink=(20, 100, 108)), button)), "low_contrast")
