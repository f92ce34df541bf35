"""Type fits its place."""

from dataclasses import replace

import pytest

from creative_cli.checks.runner import run_check
from creative_cli.checks.text_overflow import CHECK
from creative_cli.formats import parse_format
from creative_cli.models import Creative, Role, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import photo_ad, with_composition


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """Type that fits passes."""
    findings = run_check(CHECK, good)

    assert [finding.status for finding in findings] == [Status.PASS]


def test_a_block_that_does_not_fit_fails(good: Creative) -> None:
    """A block that left its space fails where it is out of the margins, cut, or on something else."""
    headline, button = good.layout
    over = replace(headline, overflow=True)
    out, under = (replace(over, box=replace(over.box, **moved)) for moved in ({"x": 40}, {"y": 860}))
    on_logo = replace(over, box=replace(over.box, y=100))

    for lost in (out, under, on_logo):
        assert codes(replace(good, layout=(lost, button))) == ["overflow"]


def test_a_low_banner_names_the_short_line_that_helps(good: Creative) -> None:
    """Where a banner prints its own lines, the next step is one of those; other sizes ask for shorter copy."""
    headline, button = good.layout
    out = replace(good, layout=(replace(headline, overflow=True, box=replace(headline.box, y=860)), button))
    banner = replace(out, canvas=replace(out.canvas, format=parse_format("728x90")))
    short = replace(banner.adaptation.copy, short_headline="Summer over ice")
    with_short = replace(banner, adaptation=replace(banner.adaptation, copy=short))
    said = [run_check(CHECK, creative)[0].message for creative in (out, banner, with_short)]

    assert said[0].endswith("shorten it for this market.")
    assert said[1].endswith("write a shorter headline under short: in the copy, which only low banners print.")
    assert said[2].endswith("shorten the headline under short: in the copy.")


def test_a_block_that_left_its_space_and_is_whole_passes(good: Creative) -> None:
    """One line more than the layout meant, or a button higher than its row: what is set and readable is no fault."""
    headline, button = good.layout

    assert codes(replace(good, layout=(replace(headline, overflow=True), replace(button, overflow=True)))) == ["ok"]


@pytest.mark.parametrize(
    ("layout", "left", "code"), [("split", 0.20, "overflow"), ("split", 0.0, "ok"), ("crossing", 0.20, "ok")]
)
def test_a_headline_that_runs_on_over_the_photo_fails(layout: str, left: float, code: str) -> None:
    """It does beside the photo, where the ground of the type ends at the photo's edge; `crossing` means it to."""
    ad = with_composition(photo_ad(), layout=layout)
    headline = ad.layout[0]
    box = replace(headline.box, x=headline.box.x + left * ad.canvas.format.width)
    ad = replace(ad, layout=(replace(headline, box=box, overflow=True),))

    assert codes(ad) == [code]


@pytest.mark.parametrize(
    ("layout", "left", "code"),
    [("split", 0.20, "on_photo"), ("split", 0.0, "ok"), ("crossing", 0.20, "ok"), ("full-bleed", 0.20, "ok")],
)
def test_a_headline_whose_own_space_lies_on_the_photo_fails(layout: str, left: float, code: str) -> None:
    """Half on the surface and half on the photo is a fault of the layout, also where the copy fits its space."""
    ad = with_composition(photo_ad(), layout=layout)
    headline = ad.layout[0]
    box = replace(headline.box, x=headline.box.x + left * ad.canvas.format.width)

    assert codes(replace(ad, layout=(replace(headline, box=box),))) == [code]


@pytest.mark.parametrize(("y", "code"), [(900, "ok"), (312, "ok"), (305, "overflow")])
def test_the_plate_of_a_button_counts(good: Creative, y: float, code: str) -> None:
    """A button's ink may be clear of a text while its plate is not."""
    headline, button = good.layout
    box = replace(button.box, x=100, y=y)
    moved = replace(button, overflow=True, box=box, font_px=30, plate=box.grown(11))

    assert codes(replace(good, layout=(headline, moved))) == [code]


def test_a_role_that_was_left_out_is_told(good: Creative) -> None:
    """What a banner had no room for is a warning, not a silence."""
    assert codes(replace(good, left_out=(Role.BODY,))) == ["left_out"]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    headline, button = good.layout
    out = replace(headline, overflow=True, box=replace(headline.box, x=40))
    return CheckExamples(good, replace(good, layout=(out, button)), "overflow")
