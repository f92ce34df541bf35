"""The device of a campaign without pictures is the first that the brief can fill, in every market."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
from PIL import Image

from creative_cli.brief.device_facts import Device, DeviceFacts
from creative_cli.brief.device_words import describe_device_facts
from creative_cli.brief.loader import parse_brief
from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_price
from creative_cli.layout.brand_mark import find_brand_mark
from creative_cli.layout.device_choice import (
    choose_device,
    copy_beside_figure,
    find_inner_figure,
    find_shown_figure,
    settle_device,
    split_leading_figure,
)
from creative_cli.locale.locales import resolve_locale
from creative_cli.locale.number_format import split_day
from creative_cli.models import AdCopy, BrandLogo, CopySource, LocalizedCopy
from tests.brief.conftest import problems
from tests.parameters import walk_rows
from tests.stages.checked import LOOK

ITEMS = (("Rye", "$5"), ("Roll", "$1"))


def market(tag: str, headline: str, facts: DeviceFacts = DeviceFacts()) -> LocalizedCopy:  # noqa: B008  # frozen
    """Return a market with a headline."""
    return LocalizedCopy(resolve_locale(tag[3:], tag[:2], "en"), AdCopy(headline), CopySource.BRIEF, facts=facts)


def mark_file(*, beside: bool) -> bytes:
    """Return a logo: a disc, with a long bar *beside* it as a name is."""
    y, x = np.mgrid[-1:1:400j, -1:1:400j]
    logo = np.zeros((400, 1800 if beside else 400, 4), np.uint8)
    logo[:, :400][np.hypot(x, y) < 0.95] = (20, 60, 90, 255)
    if beside:
        logo[140:260, 520:1760] = (20, 60, 90, 255)
    file = io.BytesIO()
    Image.fromarray(logo).save(file, "PNG")
    return file.getvalue()


@walk_rows(
    ("facts", "headline", "device"),
    [
        (DeviceFacts(day=("14", "Jun"), figure="4%", items=ITEMS), "An open-air night by the river", Device.TICKET),
        (DeviceFacts(figure="4%", share=(1, 25), items=ITEMS), "On every single pound you save", Device.NUMERAL),
        (DeviceFacts(), "4.1% on every pound you save", Device.NUMERAL),
        (DeviceFacts(share=(1, 5), items=ITEMS), "One child in five is hungry", Device.PROPORTION),
        (DeviceFacts(items=ITEMS, app=True), "Warm at six, every morning", Device.BOARD),
        (DeviceFacts(app=True), "Your week", Device.TILES),
        (DeviceFacts(), "Wake up slower", Device.ROWS),
        (DeviceFacts(), "A headline that is longer than one row", Device.LETTER),
        (DeviceFacts(named="cropped-letter", items=ITEMS), "Warm at six", Device.LETTER),
        (DeviceFacts(named="ticket"), "Wake up slower", Device.ROWS),
    ],
)
def test_the_first_need_that_is_met_decides(facts: DeviceFacts, headline: str, device: Device) -> None:
    """Dates go before numbers, those before lists; a device that is named counts if it can be drawn."""
    assert choose_device((market("en-US", headline, facts),), LOOK) == device


def test_editorial_sets_a_figure_in_a_block() -> None:
    """A book face has no figure over the whole measure."""
    facts = DeviceFacts(figure="4%")

    assert choose_device((market("en-US", "On every pound", facts),), replace(LOOK, style="editorial")) == Device.FIGURE


def test_every_market_must_be_able_to() -> None:
    """One headline too long for a row, or in other letters, decides for all; so does one market without a list."""
    short, long, other = (
        market("en-US", "Wake up"),
        market("de-DE", "Langsamer aufwachen"),
        market("ja-JP", "朝、ゆっくり"),
    )
    listed = market("en-US", "Warm at six, every morning", DeviceFacts(items=ITEMS))

    assert choose_device((short, long), LOOK) == choose_device((short, other), LOOK) == Device.LETTER
    assert choose_device((listed, market("de-DE", "Ab sechs Uhr warm, jeden Morgen")), LOOK) == Device.LETTER


def test_rows_of_words_give_way_in_other_scripts() -> None:
    """Named in the brief, they serve Latin markets; the mark serves the others, the letter if there is none."""
    facts = DeviceFacts(named="word-rows")
    everyone = market("en-US", "Wake up", facts), market("ja-JP", "朝、ゆっくり", facts)
    marked = replace(LOOK, logo=BrandLogo(mark_file(beside=False)))

    assert [words.facts.chosen for words in settle_device(everyone, LOOK)] == ["word-rows", "cropped-letter"]
    assert [words.facts.chosen for words in settle_device(everyone, marked)] == ["word-rows", "mark-pattern"]


def test_a_mark_is_found_alone_and_beside_a_name() -> None:
    """It is as wide as high; a name alone is no mark."""
    alone, beside = (find_brand_mark(BrandLogo(mark_file(beside=some))) for some in (False, True))

    assert alone is not None
    assert beside is not None
    assert abs(beside.shape[1] / beside.shape[0] - 1) < 0.05
    assert find_brand_mark(BrandLogo(mark_file(beside=True), recolour=False)) is None
    assert find_brand_mark(None) is None


@walk_rows(
    ("headline", "figure", "rest"),
    [
        ("4.1% on every pound", "4.1%", "on every pound"),
        ("€189 a night for two", "€189", "a night for two"),
        ("140 good hands wanted", "140", "good hands wanted"),
        ("We need 140 hands", "", "We need 140 hands"),
        ("24/7 for you and yours", "", "24/7 for you and yours"),
        ("100 days", "", "100 days"),
    ],
)
def test_a_figure_that_opens_the_headline(headline: str, figure: str, rest: str) -> None:
    """It is drawn large, and the headline goes on after it; one in the middle stays where it is."""
    assert split_leading_figure(headline) == (figure, rest)


@walk_rows(
    ("headline", "figure"),
    [
        ("Your savings now earn 3.9%", "3.9%"),
        ("預金の利回りが3.9%に", "3.9%"),
        ("مدخراتك تربح الآن 3.9%", "3.9%"),
        ("Rooms from €189 a night", "€189"),
        ("From 10% to 20% off", ""),
        ("Open since 1924", ""),
    ],
)
def test_a_figure_inside_the_headline(headline: str, figure: str) -> None:
    """One percentage or price is worth showing; a year, or one of two figures, is not."""
    assert find_inner_figure(headline) == figure


def test_nothing_is_set_twice() -> None:
    """The headline is without its figure only where that is drawn from it; emphasis stays where it can."""
    words = market("en-US", "4.1% on every pound")
    words = replace(words, copy=replace(words.copy, marked="4.1% on *every pound*"))
    offered = replace(words, offer=describe_price(OfferFigures(Decimal(9), currency="USD"), words.locale))

    assert copy_beside_figure(words, Device.NUMERAL).headline == "on every pound"
    assert copy_beside_figure(words, Device.NUMERAL).emphasis == ("on every pound", 3, 14)
    assert copy_beside_figure(words, Device.BOARD) == copy_beside_figure(offered, Device.NUMERAL) == words.copy
    shown = find_shown_figure(words)
    assert shown is not None
    assert shown.percent == "4.1%"


def test_rows_of_words_emphasize_their_headline() -> None:
    """The filled row has the accent."""
    copy = copy_beside_figure(market("en-US", "Wake up"), Device.ROWS)

    assert (copy.headline, copy.emphasis) == ("Wake up", ("Wake up", 0, 7))


@walk_rows(
    ("country", "parts"),
    [
        ("GB", ("14", "Jun")),
        ("US", ("Jun", "14")),
        ("DE", ("14.", "Juni")),
        ("JP", ("6月", "14日")),
        ("TH", ("14", "มิ.ย.")),
        ("SA", ("١٤", "يونيو")),
        ("IL", ("14", "ביוני")),
        ("HU", ("jún.", "14.")),
    ],
)
def test_a_date_is_written_as_in_the_market(country: str, parts: tuple[str, str]) -> None:
    """Its parts have the order, the signs and the digits that CLDR gives."""
    locale = resolve_locale(country, None, "en")

    assert split_day(date(2026, 6, 14), locale) == parts


BRIEF = """
schema: 1
campaign: spring
brand: {name: Kornblume, colors: {primary: "#7a2e1d"}}
message: {headline: One loaf in five is rye}
products: [{id: bread, name: Bread}]
category: mobile app
figure: "4.1%"
items: [{label: Rye, value: $5}, {label: Roll, value: $1}]
offering: service
markets:
  - US
  - country: DE
    copy: {headline: Jedes fünfte Brot ist aus Roggen}
    items: [{label: Roggen, value: "5 €"}, {label: Brötchen, value: "1 €"}]
  - country: SA
    figure: "٤٫١٪"
    copy: {headline: رغيف من كل خمسة من الجاودار}
    items: [{label: جاودار, value: "22"}, {label: لفافة, value: "4"}]
"""


def test_facts_are_written_in_each_market_s_form() -> None:
    """A figure of the brief is localized; a market's own figure and list are printed as they are."""
    loaded = parse_brief(BRIEF.encode(), name="brief.yaml", folder=Path())
    american, german, arabic = (
        describe_device_facts(loaded.brief, market, resolved.locale)
        for market, resolved in zip(loaded.brief.markets, loaded.markets, strict=True)
    )

    assert (american.figure, german.figure, arabic.figure) == ("4.1%", "4,1\u00a0%", "٤٫١٪")
    assert american.items == (("Rye", "$5"), ("Roll", "$1"))
    assert german.items[1] == ("Brötchen", "1 €")
    assert (american.share, american.app, american.thing) == ((1, 5), True, False)


def test_what_a_device_lacks_is_said() -> None:
    """A list in another language than the market's, one of one row, and a device without what it needs are errors."""
    foreign = BRIEF.replace('    items: [{label: Roggen, value: "5 €"}, {label: Brötchen, value: "1 €"}]\n', "")
    single = BRIEF.replace(
        "items: [{label: Rye, value: $5}, {label: Roll, value: $1}]", "items: [{label: Rye, value: $5}]"
    )
    dateless = BRIEF + "device: ticket\n"

    assert "add items:" in problems(foreign)[0].message
    assert "one item" in problems(single)[0].message
    assert "needs date" in problems(dateless)[0].message
