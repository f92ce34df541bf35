"""Texts are as large as they are important."""

from dataclasses import replace

import pytest

from creative_cli.channels import get_channel
from creative_cli.checks.runner import run_check
from creative_cli.checks.text_hierarchy import CHECK
from creative_cli.formats import Box
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import Creative, Role, Status, TextBlock
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import photo_ad, set_text


def with_body(creative: Creative, font_px: float, height: float) -> Creative:
    """Return the ad with a body whose letters are that high, under its button."""
    box = Box(70, 700, 300, round(height))
    return set_text(
        creative, TextBlock(Role.BODY, box, font_px, ("Body",), overflow=False, ink=(255, 255, 255), weight=400)
    )


def said(creative: Creative) -> list[tuple[Status, str, Role | None]]:
    """Return what the check says."""
    return [(one.status, one.code, one.role) for one in run_check(CHECK, creative)]


@pytest.mark.parametrize("script", ["Latn", "Arab", "Jpan", "Deva"])
def test_a_body_larger_than_the_headline_fails_in_every_script(script: str) -> None:
    """The letters that are drawn decide, whatever the script."""
    ad = photo_ad()
    headline = ad.layout[0]
    locale = Locale("xx", "xx", script, "XX", Direction.LTR)
    ad = replace(ad, adaptation=replace(ad.adaptation, locale=locale))
    small = with_body(ad, 0.4 * headline.font_px, 0.4 * headline.box.height)
    large = with_body(ad, 1.6 * headline.font_px, 1.6 * headline.box.height)

    assert said(small) == [(Status.PASS, "ok", None)]
    assert (Status.FAIL, "smaller", Role.HEADLINE) in said(large)


def test_what_is_drawn_counts_and_not_what_the_layout_says() -> None:
    """A headline whose letters are drawn at a fifth of their size is smaller than the button."""
    ad = photo_ad()
    box = ad.layout[0].box
    pixels = ad.pixels.copy()
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    cut = top + (bottom - top) // 10
    pixels[cut:bottom, left:right] = ad.ground[cut:bottom, left:right]

    assert (Status.FAIL, "smaller", Role.HEADLINE) in said(replace(ad, pixels=pixels))


def test_small_print_larger_than_the_button_is_asked_about() -> None:
    """It is no fault of the headline, and a warning."""
    ad = photo_ad()
    headline, button, legal = ad.layout
    bare = replace(ad, layout=(headline, button), pixels=ad.ground.copy())
    tall = replace(legal, font_px=2.0 * button.font_px, box=replace(legal.box, y=700, height=2.0 * button.box.height))
    for block in (headline, button, tall):
        bare = set_text(replace(bare, layout=tuple(one for one in bare.layout if one is not block)), block)

    assert said(bare) == [(Status.WARN, "smaller", Role.CTA)]


def test_pictures_without_type_and_ads_of_one_text_are_skipped(good: Creative) -> None:
    """There is nothing to compare."""
    bare = replace(good.canvas, format=get_channel("amazon.component.square").format)

    assert said(replace(good, canvas=bare)) == [(Status.SKIP, "no_type", None)]
    assert said(replace(good, layout=good.layout[:1])) == [(Status.SKIP, "one_text", None)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and one whose body is larger than its headline."""
    ad = photo_ad()
    headline = ad.layout[0]
    return CheckExamples(ad, with_body(ad, 1.6 * headline.font_px, 1.6 * headline.box.height), "smaller")
