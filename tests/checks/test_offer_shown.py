"""An ad shows its offer: every figure, whole, readable, in the final pixels."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_price
from creative_cli.channels import get_channel
from creative_cli.checks.offer_shown import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import Box
from creative_cli.imaging.blending import paste_layer
from creative_cli.layout.badge import BadgeColors, draw_badge
from creative_cli.layout.price_block import (
    PriceColors,
    PriceSizes,
    choose_price_faces,
    draw_price_block,
    measure_price_block,
)
from creative_cli.locale import locales
from creative_cli.models import AdCopy, Creative, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples

GERMANY = locales.list_locales("DE")[0]
WHITE, YELLOW, TEAL = (255, 255, 255), (255, 210, 63), (15, 92, 99)
FIGURES = OfferFigures(Decimal("5.99"), Decimal("7.99"), Decimal(25), "EUR")


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


@pytest.fixture
def offered(good: Creative) -> Creative:
    """Return the good ad with a price block and a badge."""
    return with_offer(good)


def with_offer(good: Creative) -> Creative:
    """Return an ad with a price block and a badge."""
    display, faces = describe_price(FIGURES, GERMANY), choose_price_faces(GERMANY)
    assert display is not None
    assert display.percent is not None
    shape = measure_price_block(display, faces, PriceSizes(120, 20))
    block = draw_price_block(shape, (80, 600), PriceColors(YELLOW, WHITE, TEAL))
    badge = draw_badge(display.percent, faces, Box(800, 100, 200, 200), "retail", BadgeColors(YELLOW, (20, 22, 26)))
    ground, pixels = good.ground, good.pixels
    layers = (*block.overlays, *badge.overlays)
    for layer in layers:
        if not layer.letters:
            ground = paste_layer(ground, layer.rgba, layer.x, layer.y)
            pixels = paste_layer(pixels, layer.rgba, layer.x, layer.y)
    for layer in layers:
        if layer.letters:
            pixels = paste_layer(pixels, layer.rgba, layer.x, layer.y)
    words = replace(good.adaptation, offer=display)
    return replace(good, adaptation=words, ground=ground, pixels=pixels, offer=(*block.texts, badge.text))


def test_a_whole_offer_passes(offered: Creative) -> None:
    """Price, previous price and percentage are found in the pixels."""
    (finding,) = run_check(CHECK, offered)

    assert finding.status is Status.PASS
    assert finding.message == "5,99\u00a0€, 7,99\u00a0€, −25\u00a0%"


@pytest.mark.parametrize("name", ["price", "was", "percent"])
def test_a_figure_that_is_not_drawn_fails(offered: Creative, name: str) -> None:
    """Each figure that the brief gives is asked for."""
    rest = tuple(text for text in offered.offer if text.name != name)

    (finding,) = run_check(CHECK, replace(offered, offer=rest))
    assert (finding.code, finding.status) == ("missing", Status.FAIL)
    assert f"{{{name}}}" in finding.message


def test_another_amount_is_not_the_offer(offered: Creative) -> None:
    """A price drawn for another market is no price here."""
    wrong = tuple(replace(text, lines=("5,98\u00a0€",)) if text.name == "price" else text for text in offered.offer)

    assert codes(replace(offered, offer=wrong)) == ["missing"]


def test_figures_that_the_copy_prints_are_shown(offered: Creative) -> None:
    """Placeholders in lines that the ad prints count; in a line that was left out they do not."""
    printed = replace(offered.adaptation, template=AdCopy("Now {price}, was {was}, {percent} off", cta="Buy"))
    left_out = replace(offered.adaptation, template=AdCopy("Now", body="{price}, was {was}, {percent} off"))

    assert codes(replace(offered, adaptation=printed, offer=())) == ["ok"]
    assert codes(replace(offered, adaptation=left_out, offer=())) == ["missing"] * 3


@pytest.mark.parametrize("name", ["price", "was", "percent"])
def test_letters_that_are_covered_or_were_never_drawn_fail(offered: Creative, name: str) -> None:
    """What counts is the final picture, not what the layout says."""
    box = next(text.box for text in offered.offer if text.name == name)
    left, top, right, bottom = box.pixels(1080, 1080)
    covered, cut = offered.pixels.copy(), offered.pixels.copy()
    covered[top:bottom, left:right] = offered.ground[top:bottom, left:right]
    edge = left + 3 * (right - left) // 4
    cut[top:bottom, edge:right] = (200, 30, 90)

    assert codes(replace(offered, pixels=covered)) == ["covered"]
    assert codes(replace(offered, pixels=cut)) == ["covered"]


def test_a_figure_on_its_own_colour_fails(offered: Creative) -> None:
    """3:1 on what lies behind it."""
    price = next(text for text in offered.offer if text.name == "price")
    left, top, right, bottom = price.box.grown(6).pixels(1080, 1080)
    ground = offered.ground.copy()
    ground[top:bottom, left:right] = (240, 200, 80)

    assert codes(replace(offered, ground=ground)) == ["low_contrast"]


def test_a_figure_outside_the_picture_fails(offered: Creative) -> None:
    """Clipped at the edge."""
    out = tuple(replace(text, box=Box(1000, 600, 200, 90)) if text.name == "price" else text for text in offered.offer)

    assert codes(replace(offered, offer=out)) == ["outside"]


def test_an_ad_without_an_offer_is_skipped(good: Creative, offered: Creative) -> None:
    """So is a channel that takes no text in the picture."""
    canvas = replace(offered.canvas, format=get_channel("amazon.component.square").format)

    assert codes(good) == ["no_offer"]
    assert codes(replace(offered, canvas=canvas)) == ["no_type"]


def test_a_busy_ground_hides_no_letters(offered: Creative) -> None:
    """The measure follows the ground's own colours, so a picture behind the price does not look like letters."""
    noise = offered.ground.copy()
    noise[500:] = np.random.default_rng(1).integers(0, 60, noise[500:].shape, np.uint8)
    pixels = np.where(offered.pixels != offered.ground, offered.pixels, noise)

    assert codes(replace(offered, ground=noise, pixels=pixels)) == ["ok"]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and one that does not."""
    offered = with_offer(good_ad())
    without_price = replace(offered, offer=tuple(text for text in offered.offer if text.name != "price"))
    return CheckExamples(offered, without_price, "missing")
