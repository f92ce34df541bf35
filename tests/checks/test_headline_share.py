"""The headline is large enough."""

from dataclasses import replace

import pytest

from creative_cli.channels import get_channel
from creative_cli.checks.headline_share import CHECK
from creative_cli.models import Creative, Role, Status, TextZone
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import photo_ad, results, with_composition


@pytest.mark.parametrize("name", ["1:1", "4:5", "9:16", "1.91:1", "300x250"])
def test_a_headline_in_its_range_passes(name: str) -> None:
    """A headline of 8 to 9 % of the height is in the range of these formats."""
    assert results(CHECK, photo_ad(name)) == [("ok", Status.PASS)]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((76, 97, 140), ("ok", Status.PASS)),
        ((76, 97.4, 140), ("ok", Status.PASS)),
        ((76, 110, 140), ("small", Status.WARN)),
        ((40, 60, 90), ("large", Status.WARN)),
        ((110, 120, 140), ("too_small", Status.FAIL)),
    ],
)
def test_the_range_of_the_layout_decides(
    photo: Creative, span: tuple[float, float, float], expected: tuple[str, Status]
) -> None:
    """Below its target a headline of 97 px is a warning, below the floor it fails."""
    assert results(CHECK, with_composition(photo, headline=span)) == [expected]


@pytest.mark.parametrize(
    ("width", "line", "expected"),
    [
        (1.05, "გამაგრილებელი", ("small", Status.WARN)),
        (1.05, "two words", ("too_small", Status.FAIL)),
        (1.40, "გამაგრილებელი", ("too_small", Status.FAIL)),
    ],
)
def test_one_word_as_wide_as_its_space_may_be_smaller_than_the_floor(
    photo: Creative, width: float, line: str, expected: tuple[str, Status]
) -> None:
    """At the floor of 110 px it would be wider than its space; with room beside it, or as two words, it would not."""
    headline = replace(photo.layout[0], lines=(line,))
    zone = TextZone(replace(headline.box, width=width * headline.box.width), (Role.HEADLINE,), "top")
    ad = with_composition(photo, headline=(110, 120, 140))
    ad = replace(ad, canvas=replace(ad.canvas, zones=(zone,)), layout=(headline, *photo.layout[1:]))

    assert results(CHECK, ad) == [expected]


def test_letters_that_are_drawn_smaller_than_laid_out_fail(photo: Creative) -> None:
    """The size is that of the layout; the letters are measured in the picture."""
    pixels = photo.pixels.copy()
    top = round(photo.layout[0].box.y)
    pixels[top + 20 : top + 200] = photo.ground[top + 20 : top + 200]

    assert results(CHECK, replace(photo, pixels=pixels)) == [("not_drawn", Status.FAIL)]


def test_an_ad_without_a_headline_fails_and_a_picture_needs_none(photo: Creative, good: Creative) -> None:
    """Component channels set their own type; the studio's templates have their own sizes."""
    picture = replace(photo, canvas=replace(photo.canvas, format=get_channel("amazon.component.square").format))

    assert results(CHECK, replace(photo, layout=photo.layout[1:])) == [("missing", Status.FAIL)]
    assert results(CHECK, picture) == [("no_type", Status.SKIP)]
    assert results(CHECK, good) == [("no_layout", Status.SKIP)]
    assert results(CHECK, replace(photo, canvas=replace(photo.canvas, composition=None, photo=None))) == [
        ("not_measured", Status.ERROR)
    ]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    return CheckExamples(photo, with_composition(photo, headline=(110, 120, 140)), "too_small")
