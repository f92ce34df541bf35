"""Packshots in studio sets: every set gives ads that pass the checks, in every kind of format and both directions."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from creative_cli.brief.look_names import SetName
from creative_cli.formats import parse_format
from creative_cli.models import Creative, HeroImage, HeroKind, Status
from creative_cli.stages import check, compose, copyfitting, localize
from creative_cli.studio.sets.set_choice import SET_NAMES
from tests.stages.checked import EVERYONE, LOOK
from tests.studio.test_sets import jar

SLOW_SIZES = ("540x960", "960x540", "160x600")


def packshot(width: int = 120, height: int = 200) -> HeroImage:
    """Return a jar, cut out."""
    file = BytesIO()
    Image.fromarray(jar(width, height)).save(file, "PNG")
    cut, seed = file.getvalue(), 7
    return HeroImage("jar", HeroKind.PACKSHOT, "studio", "", seed, 0.0, packshot=cut, aspect=width / height)


def set_ads(name: SetName, size: str, shot: HeroImage, layout: str | None = None) -> list[Creative]:
    """Return the ads of a packshot in a set, for readers from both sides."""
    look = replace(LOOK, studio_set=name, layout=layout)
    framings = compose.choose_framings(shot, parse_format(size), EVERYONE, look, "")
    sizes = copyfitting.agree_market_sizes({way: one.plan for way, one in framings.items()}, EVERYONE, ())
    made = []
    for words, own in zip(EVERYONE, sizes, strict=True):
        framing = framings[words.locale.direction]
        canvas = compose.compose(shot, look, framing)
        made.append(localize.localize(canvas, words, own, framing.plan, look))
    return made


@pytest.mark.parametrize(
    "size", ["540x540", "300x250", *(pytest.param(size, marks=pytest.mark.slow) for size in SLOW_SIZES)]
)
@pytest.mark.parametrize("name", SET_NAMES)
def test_every_set_gives_ads_that_pass(name: SetName, size: str) -> None:
    """Type is read, the product whole and uncovered, nothing overlaps; the ad knows its set."""
    for ad in set_ads(name, size, packshot()):
        found = [one for one in check.check(ad, date(2026, 8, 31)) if one.status > Status.SKIP]

        assert found == []
        assert ad.canvas.studio_set == name
        assert ad.canvas.product_seen == 1.0


@pytest.mark.parametrize(("size", "layout"), [("540x540", "framed"), ("728x90", None), ("970x250", None)])
def test_a_frame_shows_the_set_too(size: str, layout: str | None) -> None:
    """Where a set is too low to carry type it stands in a frame, and so it does on request."""
    for ad in set_ads("kitchen", size, packshot(), layout):
        assert ad.canvas.photo is not None
        assert ad.canvas.studio_set == "kitchen"
        assert ad.canvas.product_seen == 1.0


def test_the_smallest_banners_show_the_product_on_a_shape() -> None:
    """At 50 px a set would be noise."""
    assert all(ad.canvas.studio_set is None for ad in set_ads("kitchen", "320x50", packshot()))
