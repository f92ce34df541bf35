"""Texts and logo keep apart."""

from dataclasses import replace

import pytest

from creative_cli.channels import get_channel
from creative_cli.checks.overlap import CHECK
from creative_cli.formats import Box
from creative_cli.models import Creative, Role, Status, TextBlock
from creative_cli.shown import OfferText
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import WHITE, photo_ad, results, set_text


def body(box: Box) -> TextBlock:
    """Return a text in a box."""
    return TextBlock(Role.BODY, box, 30, ("More",), overflow=False, ink=WHITE, weight=400)


@pytest.mark.parametrize("name", ["1:1", "9:16", "1.91:1", "300x250"])
def test_texts_below_each_other_pass(name: str) -> None:
    """The layout of a good ad keeps its texts apart."""
    assert results(CHECK, photo_ad(name)) == [("ok", Status.PASS)]


def test_type_over_the_logo_fails(photo: Creative) -> None:
    """A text that reaches into the logo's ink fails; one in the logo's transparent air does not."""
    logo = photo.canvas.logo
    over, air = Box(logo.x + 20, logo.bottom - 12, 100, 40), Box(logo.x + 20, logo.bottom - 3, 100, 40)

    assert results(CHECK, set_text(photo, body(over))) == [("overlap", Status.FAIL)]
    assert results(CHECK, set_text(photo, body(air))) == [("ok", Status.PASS)]


def test_texts_on_each_other_fail(photo: Creative) -> None:
    """The boxes of drawn letters must not share a pixel."""
    headline = photo.layout[0].box
    over = Box(headline.x, headline.bottom - 2, 200, 30)

    assert results(CHECK, set_text(photo, body(over))) == [("overlap", Status.FAIL)]


@pytest.mark.parametrize(
    ("free", "expected"), [(2, ("crowded", Status.FAIL)), (9, ("crowded", Status.WARN)), (18, ("ok", Status.PASS))]
)
def test_texts_need_air_between_them(photo: Creative, free: int, expected: tuple[str, Status]) -> None:
    """Half an em of the smaller text is free between two: nearer they read as one."""
    headline = photo.layout[0].box
    under = Box(headline.x, headline.bottom + free, 200, 12)

    assert results(CHECK, set_text(photo, body(under))) == [expected]


@pytest.mark.parametrize(("free", "expected"), [(20, ("crowded", Status.WARN)), (40, ("ok", Status.PASS))])
def test_a_button_needs_more_air_under_the_headline(photo: Creative, free: int, expected: tuple[str, Status]) -> None:
    """A plate is a heavier neighbour than a line of text: as near to the headline it looks like an accident."""
    headline, button, legal = photo.layout
    plate = Box(headline.box.x, headline.box.bottom + free, 400, 80)
    near = set_text(photo, replace(button, box=plate.grown(-25), plate=plate))

    assert results(CHECK, replace(near, layout=(headline, near.layout[-1], legal))) == [expected]


def test_the_line_through_a_price_counts(photo: Creative) -> None:
    """A previous price is struck by a line that rises over its letters: that may be what touches the headline."""
    headline = photo.layout[0].box
    letters = Box(headline.x, headline.bottom + 17, 200, 12)
    was = OfferText("was", ("9.99",), letters, 2000, 30, WHITE, 400)
    line = Box(letters.x - 5, letters.y - 15, 210, 30)

    assert results(CHECK, replace(photo, offer=(was,))) == [("ok", Status.PASS)]
    assert results(CHECK, replace(photo, offer=(replace(was, struck=line),))) == [("crowded", Status.FAIL)]


def test_an_empty_part_of_a_box_is_no_overlap(photo: Creative) -> None:
    """Ink counts, not the room that a line was given: a box may be larger than its letters."""
    headline, button, legal = photo.layout
    roomy = replace(button, box=replace(button.box, y=headline.box.bottom - 30, height=button.box.bottom), plate=None)

    assert results(CHECK, replace(photo, layout=(replace(headline, box=headline.box.grown(40)), legal))) == [
        ("ok", Status.PASS)
    ]
    # Its box holds the foot of the headline, which is in the picture and so its ink.
    assert results(CHECK, replace(photo, layout=(headline, roomy, legal))) == [("overlap", Status.FAIL)]


def test_a_picture_without_type_is_skipped(photo: Creative) -> None:
    """Component channels lay words and logo over the picture themselves."""
    canvas = replace(photo.canvas, format=get_channel("amazon.component.square").format)

    assert results(CHECK, replace(photo, canvas=canvas)) == [("no_type", Status.SKIP)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    logo = photo.canvas.logo
    return CheckExamples(photo, set_text(photo, body(Box(logo.x + 20, logo.bottom - 12, 100, 40))), "overlap")
