"""The price block is one unit of real ink: aligned, whole, as large as its figure, and mirrored but for its digits."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_price
from creative_cli.brief.price_parts import PriceDisplay
from creative_cli.color.color_math import contrast_ratio
from creative_cli.formats import Box
from creative_cli.layout.badge import MAX_TEXT_WIDTH, BadgeColors, draw_badge
from creative_cli.layout.price_block import (
    PriceColors,
    PriceFaces,
    PriceShape,
    PriceSizes,
    SetRow,
    anchor_price_block,
    choose_price_faces,
    choose_price_ink,
    draw_price_block,
    fit_price_block,
    measure_price_block,
    price_block_size,
)
from creative_cli.layout.style_pack import STYLE_NAMES
from creative_cli.locale import locales, number_format
from creative_cli.models import Role
from tests.parameters import walk_rows

MARKETS = ("GB", "DE", "FR", "SE", "DK", "CZ", "PL", "JP", "US", "AE", "IL", "IN", "CH", "BR", "TR", "TH", "KR", "CN")
ROSE, YELLOW, WHITE = (233, 40, 95), (255, 210, 63), (255, 255, 255)
COLORS = PriceColors(YELLOW, WHITE, ROSE)
LARGE = PriceSizes(120, 18)


def offer(
    country: str, price: str = "12.50", was: str | None = "17", unit: str | None = None, note: str | None = None
) -> tuple[PriceDisplay, PriceFaces]:
    """Return an offer of a market in its own currency, and its typefaces."""
    locale, currency = locales.list_locales(country)[0], number_format.find_currency(country)
    amounts = [None if one is None else Decimal(one) for one in (price, was)]
    if number_format.currency_digits(currency or "") == 0:
        amounts = [None if one is None else (100 * one).to_integral_value() for one in amounts]
    display = describe_price(OfferFigures(amounts[0], amounts[1], Decimal(25), currency, unit, note=note), locale)
    assert display is not None
    return display, choose_price_faces(locale)


def row_of(shape: PriceShape, name: str) -> SetRow:
    """Return the only row with a name."""
    (row,) = (row for row in shape.rows if row.name == name)
    return row


@pytest.mark.parametrize("country", MARKETS)
def test_every_market_is_drawn_where_it_was_measured(country: str) -> None:
    """All texts are there, whole, inside the measured box, in the order of the block; the strike alone hangs out."""
    display, faces = offer(country, unit="6", note="100%")
    shape = measure_price_block(display, faces, LARGE)
    block = draw_price_block(shape, (40.25, 30.75), COLORS)

    assert [text.name for text in block.texts] == ["unit", "was", "price", "note"]
    assert [text.lines[0] for text in block.texts[1:3]] == [display.was, display.price]
    room = Box(40.25, 30.75, shape.width, shape.height)
    assert all(room.holds(text.box, slack=1.5) and text.area > 20 for text in block.texts)
    assert all(overlay.role is Role.PRICE and overlay.letters for overlay in block.overlays)
    tops = [text.box.y for text in block.texts]
    assert tops == sorted(tops)
    assert all(upper.box.bottom < lower.box.y for upper, lower in zip(block.texts, block.texts[1:], strict=False))


@walk_rows("country", MARKETS)
def test_raised_parts_reach_the_height_of_the_digits(country: str) -> None:
    """Currency and decimals hang from the top of the figure's digits; words stand on its line."""
    display, faces = offer(country)
    row = row_of(measure_price_block(display, faces, LARGE), "price")
    figure = max(row.pieces, key=lambda piece: piece.size)
    raised = [piece for piece in row.pieces if piece.baseline < figure.baseline and piece.text[-1].isdigit()]

    assert all(piece.ink.y == pytest.approx(figure.ink.y, abs=2) for piece in raised)
    assert all(piece.size <= LARGE.figure / 2 for piece in row.pieces if piece is not figure)
    assert all(
        left.ink.overlap(right.ink) == 0 for left in row.pieces for right in row.pieces if left is not right
    ) or ("," in figure.text)


def test_words_stand_on_the_line_and_signs_hang_from_the_top() -> None:
    """£ is raised, 円 stands beside the digits, zł below raised decimals and right of the comma."""
    pound = row_of(measure_price_block(*offer("GB", "6", "8"), LARGE), "price").pieces
    yen = row_of(measure_price_block(*offer("JP"), LARGE), "price").pieces
    zloty = row_of(measure_price_block(*offer("PL"), LARGE), "price").pieces

    assert [piece.text for piece in pound] == ["£", "6"]
    assert pound[0].ink.y == pytest.approx(pound[1].ink.y, abs=2)
    assert [piece.text for piece in yen] == ["1,250", "円"]
    assert yen[1].ink.bottom == pytest.approx(yen[0].baseline, abs=0.5)
    assert [piece.text for piece in zloty] == ["12,", "50", "zł"]
    assert zloty[2].ink.y > zloty[1].ink.bottom
    assert zloty[2].baseline == zloty[0].baseline
    assert zloty[2].ink.x > zloty[0].ink.right


@pytest.mark.parametrize("country", ["DE", "SE", "AE", "JP", "PL"])
@settings(deadline=None, max_examples=8)
@given(size=st.integers(40, 600), more=st.integers(1, 80))
def test_the_block_grows_with_its_figure(country: str, size: int, more: int) -> None:
    """A larger figure is wider and higher, and nothing ever breaks."""
    display, faces = offer(country)
    small, large = (price_block_size(display, faces, PriceSizes(px / 2, 9)) for px in (size, size + more))

    assert small[0] < large[0]
    assert small[1] < large[1]
    assert len(measure_price_block(display, faces, PriceSizes(size / 2, 9), 10.0).rows) == 2


@settings(deadline=None, max_examples=15)
@given(width=st.integers(40, 500), height=st.integers(40, 400))
def test_the_largest_size_that_fits(width: int, height: int) -> None:
    """It fits, half a px more does not, and None means that the floor does not fit either."""
    display, faces = offer("DE", unit="Sechserpack")
    found = fit_price_block(display, faces, (width, height), PriceSizes(140, 12), 24)

    def fits(figure: float) -> bool:
        across, down = price_block_size(display, faces, PriceSizes(figure, 12), width)
        return across <= width and down <= height

    if found is None:
        assert not fits(24)
    else:
        assert fits(found.figure)
        assert found.figure == 140 or not fits(found.figure + 0.5)


def test_a_long_note_takes_more_lines_and_the_price_never_does() -> None:
    """Words wrap within the width; the price is one row of one line."""
    display, faces = offer("PL", note="Najniższa cena z 30 dni przed obniżką: 17,49 zł")
    shape = measure_price_block(display, faces, PriceSizes(90, 18), 260)

    assert len(row_of(shape, "note").lines) == 2
    assert " ".join(row_of(shape, "note").lines) == display.note
    assert row_of(shape, "price").lines == (display.price,)
    assert shape.width <= 260


def test_the_least_size_holds_for_small_figures() -> None:
    """Previous price and note are never smaller than the legal size."""
    shape = measure_price_block(*offer("DE", note="inkl. MwSt."), PriceSizes(30, 14))

    assert {row.name: row.size for row in shape.rows} == {"was": 14, "price": 30, "note": 14}


def test_the_previous_price_is_struck_by_one_line() -> None:
    """At 7°, or flatter for long prices: the line crosses the letters from end to end; it is visible on the ground."""
    for was, degrees in (("17", (6.9, 7.1)), ("17000000", (1.0, 7.1))):
        row = row_of(measure_price_block(*offer("DE", "12.50", was), LARGE), "was")
        assert row.struck is not None
        (left, low), (right, high) = row.struck.start, row.struck.end
        assert degrees[0] <= np.degrees(np.arctan2(low - high, right - left)) <= degrees[1]
        assert row.struck.weight == pytest.approx(0.075 * row.size)
        letters = row.pieces[0].ink
        assert left < letters.x < letters.right < right
        assert letters.y - 2 <= high < low <= letters.bottom + 2
    block = draw_price_block(measure_price_block(*offer("DE"), LARGE), (0, 0), COLORS)
    assert contrast_ratio(block.texts[0].ink, ROSE) >= 3


def test_right_to_left_the_block_is_mirrored_and_its_digits_are_not() -> None:
    """Rows align at the right edge; the digits of one figure are the same pixels from both sides."""
    display, faces = offer("IL", "29", "39", unit="ארוז")
    shape = measure_price_block(display, faces, LARGE)
    edges = [max(piece.ink.right for piece in row.pieces) for row in shape.rows]
    assert edges == pytest.approx([shape.width] * 3, abs=0.01)

    english = replace(faces, text=replace(faces.text, direction=locales.Direction.LTR))
    digits = [
        draw_price_block(measure_price_block(replace(display, unit=None, was=None), one, LARGE), (0, 0), COLORS)
        for one in (faces, english)
    ]
    assert np.array_equal(digits[0].overlays[0].rgba, digits[1].overlays[0].rgba)
    assert anchor_price_block(shape, Box(10, 10, 600, 500), "bottom", rtl=True) == (
        610 - shape.width,
        510 - shape.height,
    )


def test_a_percentage_alone_is_the_figure_and_beside_the_previous_price_if_asked() -> None:
    """An ad without a badge still says how much is off."""
    locale = locales.list_locales("DE")[0]
    alone = describe_price(OfferFigures(percent=Decimal(25)), locale)
    assert alone is not None
    assert row_of(measure_price_block(alone, choose_price_faces(locale), LARGE), "percent").size == 120

    display, faces = offer("DE")
    shape = measure_price_block(display, faces, LARGE, percent=True)
    was, percent = row_of(shape, "was"), row_of(shape, "percent")
    assert percent.pieces[0].ink.x > was.pieces[0].ink.right
    assert percent.pieces[0].baseline == was.pieces[0].baseline


def test_a_figure_in_a_colour_that_cannot_be_read_takes_the_texts() -> None:
    """Yellow on white gives way."""
    assert choose_price_ink(YELLOW, (0, 0, 0), WHITE) == (0, 0, 0)
    assert choose_price_ink(YELLOW, WHITE, (20, 22, 26)) == YELLOW


@pytest.mark.parametrize("style", STYLE_NAMES)
@pytest.mark.parametrize("country", ["GB", "JP", "AE", "TW", "TR"])
def test_a_badge_holds_its_text(style: str, country: str) -> None:
    """The text is at most 62 % of the diameter wide, lies on the badge, and says the discount as the market does."""
    display, faces = offer(country)
    assert display.percent is not None
    badge = draw_badge(display.percent, faces, Box(100, 60, 205, 205), style, BadgeColors(YELLOW, ROSE))
    plate, letters = badge.overlays[0], badge.overlays[-1]

    assert badge.text.lines == tuple(display.percent.split("\n"))
    # The turned text is a little wider than it was set.
    assert badge.text.box.width <= (MAX_TEXT_WIDTH + 0.08) * 205
    assert [overlay.letters for overlay in badge.overlays] == [False] * (len(badge.overlays) - 1) + [True]
    assert (plate.rgba[..., 3][letters.rgba[..., 3] > 128] == 255).all()
    assert Box(100, 60, 205, 205).grown(12).holds(badge.box)


def test_the_same_offer_is_the_same_pixels() -> None:
    """Nothing depends on anything but the offer."""
    first, second = (draw_price_block(measure_price_block(*offer("DE"), LARGE), (5, 5), COLORS) for _ in range(2))

    assert all(np.array_equal(a.rgba, b.rgba) for a, b in zip(first.overlays, second.overlays, strict=True))
