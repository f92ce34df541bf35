"""Price and badge in finished layouts: every figure in every size, and nothing under the badge that must be seen."""

import io
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from PIL import Image

from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_price
from creative_cli.checks import offer_shown
from creative_cli.checks.runner import run_check
from creative_cli.formats import Box, parse_format
from creative_cli.imaging.blending import paste_layer
from creative_cli.layout.place import PlacedBlock
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.style_pack import STYLE_NAMES
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction, resolve_locale
from creative_cli.models import AdCopy, Canvas, CopySource, Creative, HeroImage, HeroKind, LocalizedCopy, Role, Status
from creative_cli.stages import compose, offer_drawing
from tests.imaging.samples import bottle
from tests.layout.test_skeleton import SIZES
from tests.parameters import parametrize_sparsely
from tests.stages.checked import LOOK, WORDS

MARKETS = {"en-GB": ("GBP", "5.99", "7.99"), "de-DE": ("EUR", "5.99", "7.99"), "ja-JP": ("JPY", "1980", "2640")}
ARABIC = {"ar-AE": ("AED", "24.50", "32.50")}
LANGUAGES = {"ja-JP": AdCopy("夏を、氷に注ごう。", "本物の桃の水出しティー。", "今すぐ味わう", "冷やしてどうぞ。")}


def market(tag: str, currency: str, price: str, was: str) -> LocalizedCopy:
    """Return the copy and the offer of a market: a price, what it was, and 25 % off."""
    locale = resolve_locale(tag[3:], tag[:2], "en")
    copy = LANGUAGES.get(tag) or WORDS["ar-SA" if tag.startswith("ar") else "en-US"]
    display = describe_price(OfferFigures(Decimal(price), Decimal(was), Decimal(25), currency), locale)
    return LocalizedCopy(locale, copy, CopySource.BRIEF, offer=display)


EVERYONE = tuple(market(tag, *figures) for tag, figures in (MARKETS | ARABIC).items())


def packshot() -> HeroImage:
    """Return a product without its background."""
    file = io.BytesIO()
    Image.fromarray(bottle()).save(file, "PNG", compress_level=1)
    return HeroImage("tea", HeroKind.PACKSHOT, "brief", "", 0, 0.0, packshot=file.getvalue(), aspect=1 / 3)


NO_PICTURE = HeroImage("tea", HeroKind.STUDIO, "studio", "", 0, 0.0)
HEROES = {"breakout": packshot(), "numeral": NO_PICTURE}


@cache
def canvases(layout: str, size: str, style: str) -> dict[Direction, tuple[CanvasPlan, Canvas]]:
    """Return the canvases of an offer, without type."""
    look, hero = replace(LOOK, style=style), HEROES[layout]
    framings = compose.choose_framings(hero, parse_format(size), EVERYONE, look, "")
    return {way: (framing.plan, compose.compose(hero, look, framing)) for way, framing in framings.items()}


def drawn(words: LocalizedCopy, layout: str, size: str, style: str = "retail") -> tuple[CanvasPlan, Creative]:
    """Return the ad with its offer and without other type."""
    plan, canvas = canvases(layout, size, style)[words.locale.direction]
    offer = offer_drawing.draw_offer(words, plan, canvas, replace(LOOK, style=style))
    ground = pixels = canvas.pixels
    for layer in offer.overlays:
        if not layer.letters:
            ground = paste_layer(ground, layer.rgba, layer.x, layer.y)
            pixels = paste_layer(pixels, layer.rgba, layer.x, layer.y)
    for layer in offer.overlays:
        if layer.letters:
            pixels = paste_layer(pixels, layer.rgba, layer.x, layer.y)
    return plan, Creative(canvas, words, pixels, ground, (), b"", canvas.format.encodings[0], offer=offer.texts)


@pytest.mark.run  # seconds
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", HEROES)
def test_every_size_shows_the_whole_offer_of_every_market(layout: str, size: str) -> None:
    """Each figure is in the pixels, whole, with contrast; the price in its room, a badge off type, price and logo."""
    for words in EVERYONE:
        plan, creative = drawn(words, layout, size)
        canvas, form = creative.canvas, creative.canvas.format
        (finding,) = run_check(offer_shown.CHECK, creative)

        assert plan.layout == layout
        assert finding.status is Status.PASS, (words.locale.tag, finding.message)
        assert sorted(text.name for text in creative.offer) == ["percent", "price", "was"]
        assert plan.price is not None
        for text in creative.offer:
            assert form.bounds.holds(text.box)
            assert all(zone.box.grown(-1).overlap(text.box) == 0 for zone in plan.zones), text.name
            assert canvas.logo.overlap(text.box) == 0
            assert not text.turned or not form.is_banner
            if text.turned:
                assert plan.price.overlap(text.box) == 0
            else:
                assert plan.price.holds(text.box, 2.0), (words.locale.tag, text.name)


@parametrize_sparsely(("words", "style"), [EVERYONE[0], EVERYONE[-1]], STYLE_NAMES, together=1)
def test_a_badge_of_every_style_finds_its_place_beside_a_packshot(words: LocalizedCopy, style: str) -> None:
    """The percentage is on the badge over the picture, hides hardly anything of the product, and is printed once."""
    _, creative = drawn(words, "breakout", "720x900", style)
    (percent,) = (text for text in creative.offer if text.name == "percent")
    assert creative.canvas.photo is not None
    left, top, right, bottom = percent.box.pixels(720, 900)
    under = creative.canvas.photo.subject[top:bottom, left:right]

    assert percent.turned
    assert np.count_nonzero(under) <= 0.15 * under.size


def test_a_banner_has_its_percentage_beside_the_previous_price() -> None:
    """There is no room for a badge in a leaderboard."""
    _, creative = drawn(EVERYONE[0], "breakout", "728x90")

    assert [text.turned for text in creative.offer if text.name == "percent"] == [False]


def test_without_an_offer_nothing_is_drawn() -> None:
    """Neither overlays nor texts."""
    plan, canvas = canvases("breakout", "1:1", "retail")[Direction.LTR]
    bare = replace(EVERYONE[0], offer=None)

    assert offer_drawing.draw_offer(bare, plan, canvas, LOOK) == ((), ())
    assert offer_drawing.offer_fits(bare, plan, ())


def test_a_price_leaves_copy_the_room_that_it_takes() -> None:
    """A tall button that reaches into the room of the price makes it smaller; far copy does not."""
    words = EVERYONE[0]
    plan, canvas = canvases("breakout", "1:1", "retail")[Direction.LTR]
    room = plan.price
    assert room is not None

    def height_beside(*blocks: PlacedBlock) -> float:
        texts = offer_drawing.draw_offer(words, plan, canvas, LOOK, blocks).texts
        return next(text.font_px for text in texts if text.name == "price")

    def block(box: Box) -> PlacedBlock:
        face = choose_typeface(words.locale, Role.CTA, 700)
        return PlacedBlock(Role.CTA, face, 30, (), box, None, overflow=True)

    free = height_beside()
    below = Box(room.x, room.bottom - 0.3 * room.height, room.width, 100)
    beside = Box(room.right + 20, below.y, 100, 100)
    assert height_beside(block(beside)) == free
    assert height_beside(block(below)) < free
