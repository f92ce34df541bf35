"""Type and logo keep the margin."""

from dataclasses import replace

from creative_cli.checks.inside_margin import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import Insets
from creative_cli.models import MAX_TAIL_EM, Creative, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """Type and logo inside the margin pass."""
    findings = run_check(CHECK, good)

    assert [finding.status for finding in findings] == [Status.PASS]


def test_type_in_the_margin_fails(good: Creative) -> None:
    """Three px over the margin are found."""
    headline, button = good.layout
    moved = replace(headline, box=replace(headline.box, x=67))

    assert codes(replace(good, layout=(moved, button))) == ["outside"]


def test_a_logo_in_the_margin_fails(good: Creative) -> None:
    """The logo keeps the margin too."""
    canvas = replace(good.canvas, logo=replace(good.canvas.logo, y=60))

    assert codes(replace(good, canvas=canvas)) == ["outside"]


def test_a_template_without_a_margin_does_not_make_the_edge_a_place_for_type(good: Creative) -> None:
    """The canvas has a margin of its own: 2 % of its short side, for the logo too."""
    canvas = replace(good.canvas, content=good.canvas.format.bounds)
    headline, button = good.layout
    near = replace(headline, box=replace(headline.box, x=19))
    far = replace(headline, box=replace(headline.box, x=21))
    corner = replace(canvas, logo=replace(canvas.logo, x=4, y=4))

    assert codes(replace(good, canvas=canvas, layout=(near, button))) == ["near_edge"]
    assert codes(replace(good, canvas=canvas, layout=(far, button))) == ["ok"]
    assert codes(replace(good, canvas=corner)) == ["near_edge"]


def test_a_tail_hangs_into_the_margin_and_no_further(good: Creative) -> None:
    """A j's tail may reach out as far as was noted, as far as tails do, and never out of the safe zone."""
    headline, button = good.layout
    tail = MAX_TAIL_EM * headline.font_px
    hanging = replace(headline, box=replace(headline.box, x=70 - tail), hang=tail)
    longer = replace(hanging, box=replace(headline.box, x=67 - tail), hang=2 * tail)
    narrow = replace(good.canvas, format=replace(good.canvas.format, safe=Insets(left=60 / 1080)))

    assert codes(replace(good, layout=(hanging, button))) == ["ok"]
    assert codes(replace(good, layout=(longer, button))) == ["outside"]
    assert codes(replace(good, canvas=narrow, layout=(hanging, button))) == ["outside"]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(
        good, replace(good, canvas=replace(good.canvas, logo=replace(good.canvas.logo, y=60))), "outside"
    )
