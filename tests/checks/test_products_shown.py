"""Each product of an ad with several is whole, uncovered, in scale, and beside its own name and price."""

from dataclasses import replace

import numpy as np
import pytest

from creative_cli.brief.group_facts import GroupKind
from creative_cli.checks.products_shown import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import FormatContent
from creative_cli.imaging.blending import paste_layer
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownProduct
from tests.checks.examples import CheckExamples
from tests.stages.test_group_drawing import ads


def codes(creative: Creative) -> set[str]:
    """Return what the check says, as codes."""
    return {finding.code for finding in run_check(CHECK, creative)}


def line_up() -> Creative:
    """Return a good ad with three products of the same height side by side."""
    return ads(GroupKind.LINE_UP, 3, "540x540")[0]


def grid() -> Creative:
    """Return a good ad with four products and their prices."""
    return ads(GroupKind.PRICES, 4, "540x540")[0]


def with_products(creative: Creative, *products: ShownProduct) -> Creative:
    """Return the ad with other records of its products."""
    return replace(creative, canvas=replace(creative.canvas, products=products))


def painted(creative: Creative, *products: ShownProduct) -> Creative:
    """Return the ad with products drawn into its picture, in that order, and recorded."""
    pixels = creative.canvas.backdrop.copy()
    pixels[:] = pixels[0, 0]
    for one in products:
        pixels = paste_layer(pixels, one.cutout, one.x, one.y)
    return replace(with_products(creative, *products), pixels=pixels, ground=pixels, labels=())


@pytest.mark.parametrize("kind", list(GroupKind))
def test_good_ads_pass(kind: GroupKind) -> None:
    """Every kind, for readers from both sides."""
    for creative in ads(kind, 3, "540x540"):
        assert [one.status for one in run_check(CHECK, creative)] == [Status.PASS]


def test_an_ad_of_one_product_is_left_to_other_checks(good: Creative) -> None:
    """So is a picture that shows only the logo."""
    form = replace(good.canvas.format, shows=FormatContent.LOGO)

    assert codes(good) == {"one_product"}
    assert codes(replace(line_up(), canvas=replace(line_up().canvas, format=form))) == {"one_product"}


def test_a_product_that_is_not_recorded_is_missing() -> None:
    """A square has room for all."""
    ad = line_up()

    assert "missing" in codes(with_products(ad, *ad.canvas.products[:2]))


def test_a_product_that_is_not_in_the_pixels_is_hidden() -> None:
    """The record alone proves nothing."""
    ad = line_up()
    first = ad.canvas.products[0].box
    pixels = ad.pixels.copy()
    pixels[int(first.y) : int(first.bottom), int(first.x) : int(first.right)] = ad.pixels[0, 0]

    assert codes(replace(ad, pixels=pixels)) == {"hidden"}


def test_type_on_a_product_hides_it() -> None:
    """A tenth of its height across it is enough."""
    ad = line_up()
    box = ad.canvas.products[1].box
    pixels = ad.pixels.copy()
    top = int(box.y + 0.5 * box.height)
    pixels[top : top + int(0.1 * box.height), int(box.x) : int(box.right)] = (255, 255, 255)

    assert codes(replace(ad, pixels=pixels)) == {"hidden"}


def test_another_product_may_cover_a_twentieth() -> None:
    """Not a fifth, even where the one in front is drawn as it should be."""
    ad = line_up()
    one, other, third = ad.canvas.products
    near = replace(other, x=round(one.box.right - 0.2 * one.box.width), layer=1)
    touching = replace(other, x=round(one.box.right - 0.03 * one.box.width), layer=1)

    assert codes(painted(ad, one, third, near)) == {"behind"}
    assert codes(painted(ad, one, third, touching)) == {"ok"}


@pytest.mark.parametrize(("across", "down"), [(-20, 0), (0, 200), (420, 0)])
def test_a_product_cut_by_an_edge_fails(across: int, down: int) -> None:
    """Each edge of the picture counts."""
    ad = line_up()
    first, *others = ad.canvas.products
    moved = replace(first, x=across or first.x, y=first.y + down)
    moved = replace(first, x=520) if across > 0 else moved

    assert "cut" in codes(with_products(ad, moved, *others))


def test_a_wrong_scale_fails() -> None:
    """The brief says that both are as high, or how high each is."""
    ad = line_up()
    first, *others = ad.canvas.products
    smaller = replace(first, cutout=np.ascontiguousarray(first.cutout[::2, ::2]))
    tall = [replace(one, height_cm=height) for one, height in zip(ad.canvas.products, (10.0, 20.0, 10.0), strict=True)]

    assert "scale" in codes(painted(ad, smaller, *others))
    assert codes(with_products(ad, *tall)) == {"scale"}


def test_a_price_of_another_product_fails() -> None:
    """Whether the text is wrong or it stands in the wrong tile."""
    ad = grid()
    first = next(one for one in ad.labels if one.product == "p0" and one.text.name == "price")
    other = next(one for one in ad.labels if one.product == "p1" and one.text.name == "price")
    rest = tuple(one for one in ad.labels if one not in (first, other))
    wrong_text = replace(first, text=replace(first.text, lines=other.text.lines))

    assert codes(replace(ad, labels=(*rest, wrong_text, other))) == {"wrong_label"}
    assert {"wrong_label", "wrong_place"} & codes(
        replace(ad, labels=(*rest, replace(first, product="p1"), replace(other, product="p0")))
    )
    assert codes(replace(ad, labels=(*rest, other))) == {"wrong_label"}


def test_a_covered_price_fails() -> None:
    """It must be in the pixels, and readable on its ground."""
    ad = grid()
    price = next(one for one in ad.labels if one.product == "p2" and one.text.name == "price").text
    left, top, right, bottom = price.box.pixels(540, 540)
    pixels = ad.pixels.copy()
    pixels[top:bottom, left:right] = ad.ground[top:bottom, left:right]

    assert codes(replace(ad, pixels=pixels)) == {"covered"}


def test_a_name_under_another_product_fails() -> None:
    """Names of a line-up stand under their own feet."""
    ad = line_up()
    first, second, *rest = ad.labels
    swapped = (replace(first, product=second.product), replace(second, product=first.product), *rest)

    assert codes(replace(ad, labels=swapped)) == {"wrong_place"}


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and one that does not."""
    ad = line_up()
    left, top, right, bottom = ad.canvas.products[0].box.pixels(540, 540)
    pixels = ad.pixels.copy()
    pixels[top:bottom, left:right] = ad.pixels[0, 0]
    return CheckExamples(ad, replace(ad, pixels=pixels), "hidden")
