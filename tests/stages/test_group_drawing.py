"""Ads with several products: every kind in every size, for readers from both sides, passes the checks."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from PIL import Image

from creative_cli.brief.group_facts import GroupKind, ProductLabel
from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_price
from creative_cli.formats import FormatContent, parse_format
from creative_cli.locale.locales import Direction
from creative_cli.models import Creative, GroupMember, HeroImage, HeroKind, LocalizedCopy, Status
from creative_cli.stages import check, compose, copyfitting, localize
from tests.parameters import parametrize_sparsely
from tests.stages.checked import EVERYONE, LOOK

NAMES = {"en": ("Peach", "Lime", "Berry", "Plum"), "ar": ("خوخ", "ليمون", "توت", "برقوق")}
FORGIVEN = {"left_out", "small", "too_small", "fewer", "large", "lonely"}


@cache
def packshot(index: int, high: int = 400, wide: int = 160) -> bytes:
    """Return a can with a label of its own, as PNG with alpha."""
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    rgba = np.zeros((high, wide, 4), np.uint8)
    tone = 128 + 90 * np.sin(x / (5 + index)) * np.cos(y / (9 + 2 * index))
    for channel in range(3):
        rgba[..., channel] = np.clip(tone + 30 * ((index + channel) % 3 - 1), 0, 255)
    rgba[..., 3] = 255
    sag = 0.08 * wide * (1 - np.square((x - wide / 2) / (wide / 2)))
    rgba[y > high - 0.08 * wide + sag] = 0
    buffer = io.BytesIO()
    Image.fromarray(rgba).save(buffer, "PNG")
    return buffer.getvalue()


def hero(kind: GroupKind, count: int, heights: tuple[float | None, ...] = (None,) * 4) -> HeroImage:
    """Return a set of products; the second of them leads."""
    members = tuple(
        GroupMember(f"p{index}", 0.4, packshot(index), heights[index], index == 1) for index in range(count)
    )
    return HeroImage("set", HeroKind.PACKSHOT, "studio", "", 7, 0.0, members=members, group=kind)


def labelled(words: LocalizedCopy, count: int) -> LocalizedCopy:
    """Return the copy of a market with the names and prices of its products."""
    names = NAMES[words.locale.language]
    labels = tuple(
        ProductLabel(f"p{index}", names[index], describe_price(prices(index), words.locale)) for index in range(count)
    )
    return replace(words, labels=labels)


def prices(index: int) -> OfferFigures:
    """Return the price of a product, and a discount of every second one."""
    price = Decimal(f"{index + 1}.20")
    return OfferFigures(price, 2 * price, Decimal(50), "USD") if index % 2 else OfferFigures(price, currency="USD")


@cache
def ads(
    kind: GroupKind, count: int, size: str, heights: tuple[float | None, ...] = (None,) * 4
) -> tuple[Creative, ...]:
    """Return the ads of a set in one size, for readers from both sides."""
    shot, everyone = hero(kind, count, heights), tuple(labelled(words, count) for words in EVERYONE)
    framings = compose.choose_framings(shot, parse_format(size), everyone, LOOK, "")
    sizes = copyfitting.agree_market_sizes({way: one.plan for way, one in framings.items()}, everyone, ())
    made = []
    for words, own in zip(everyone, sizes, strict=True):
        framing = framings[words.locale.direction]
        canvas = compose.compose(shot, LOOK, framing)
        made.append(localize.localize(canvas, words, own, framing.plan, LOOK))
    return tuple(made)


@parametrize_sparsely(
    ("kind", "count", "size"),
    GroupKind,
    [2, 3, 4],
    ["540x540", "540x960", "960x540", "300x250", "160x600", "728x90", "970x250"],
)
def test_every_kind_passes_the_checks(kind: GroupKind, count: int, size: str) -> None:
    """Products are whole and uncovered, beside their own prices, and type is read; a banner may leave lines out."""
    for creative in ads(kind, count, size):
        found = [one for one in check.check(creative, date(2026, 8, 31)) if one.status > Status.SKIP]

        assert [one for one in found if one.code not in FORGIVEN] == []
        assert all(one.status < Status.FAIL for one in found)


@pytest.mark.parametrize("kind", list(GroupKind))
def test_readers_from_the_right_see_the_order_mirrored_and_the_products_as_they_are(kind: GroupKind) -> None:
    """The first product stands at the right; its pixels are those of the other ad."""
    left, right = ads(kind, 3, "540x540")
    first, other = (one.canvas.products for one in (left, right))

    assert left.canvas.direction is Direction.LTR
    for one, its in zip(first, other, strict=True):
        assert np.array_equal(one.cutout, its.cutout)
        assert one.product == its.product
        assert abs(540 - one.box.right - its.box.x) <= 1


def test_heights_of_the_brief_are_the_scale() -> None:
    """A bottle of 24 cm is one and a half times as high as a can of 16 cm, in front or behind."""
    for kind in (GroupKind.HERO, GroupKind.LINE_UP):
        products = {one.product: one for one in ads(kind, 3, "540x540", (16.0, 24.0, 16.0, None))[0].canvas.products}

        assert products["p1"].box.height / products["p0"].box.height == pytest.approx(1.5, abs=0.02)


def test_a_hero_stands_in_front_and_lower_than_the_others() -> None:
    """Without heights the others have 0.78 of its height; they stand higher, and are a little darker."""
    before, lead, after = ads(GroupKind.HERO, 3, "540x540")[0].canvas.products

    assert lead.product == "p1"
    for one in (before, after):
        assert one.box.height / lead.box.height == pytest.approx(0.78, abs=0.01)
        assert one.box.bottom < lead.box.bottom
        assert one.layer < lead.layer
        assert one.cutout[..., :3].mean() < 0.96 * mean_colour(one.product)


def mean_colour(product: str) -> float:
    """Return the mean of a packshot's colours."""
    return float(np.asarray(Image.open(io.BytesIO(packshot(int(product[1:])))))[..., :3].mean())


@pytest.mark.parametrize(
    ("size", "kind", "shown"),
    [
        ("160x600", GroupKind.LINE_UP, 2),
        ("728x90", GroupKind.LINE_UP, 4),
        ("728x90", GroupKind.PRICES, 2),
        ("320x50", GroupKind.HERO, 1),
        ("320x50", GroupKind.PRICES, 1),
        ("120x60", GroupKind.LINE_UP, 1),
    ],
)
def test_small_sizes_show_fewer_and_say_so(size: str, kind: GroupKind, shown: int) -> None:
    """The hero is among those that are shown; a finding names the others."""
    for creative in ads(kind, 4, size):
        products = [one.product for one in creative.canvas.products]
        (said,) = [one.status for one in check.check(creative, None) if one.check == "products_shown"]

        assert len(products) == shown
        assert "p1" in products
        assert said == (Status.PASS if shown == 4 else Status.WARN)


def test_products_of_a_strip_are_large_enough() -> None:
    """Four stand in 728x90 as one strip of at least 60 px."""
    assert all(one.box.height >= 60 for one in ads(GroupKind.LINE_UP, 4, "728x90")[0].canvas.products)


def test_all_prices_of_an_ad_have_one_size() -> None:
    """No product is louder than another."""
    for creative in ads(GroupKind.PRICES, 4, "540x540"):
        sizes = {one.text.font_px for one in creative.labels if one.text.name == "price"}

        assert len(sizes) == 1


def test_the_same_set_makes_the_same_bytes() -> None:
    """A picture is a function of the brief."""
    one = ads(GroupKind.HERO, 3, "300x250")[0].encoded
    ads.cache_clear()

    assert ads(GroupKind.HERO, 3, "300x250")[0].encoded == one


def test_a_format_without_words_shows_the_products_alone() -> None:
    """Neither names nor prices are drawn where the channel allows no text."""
    form = replace(parse_format("540x540"), shows=FormatContent.PICTURE)
    words = labelled(EVERYONE[0], 3)
    framing = compose.choose_framings(hero(GroupKind.PRICES, 3), form, (words,), LOOK, "")[Direction.LTR]

    assert framing.plan.group is not None
    assert all(place.label is None for place in framing.plan.group.places)
    assert framing.plan.zones == ()
