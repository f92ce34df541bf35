"""How a photo is arranged in a format: by its subject, by its quiet parts, and by the longest copy of all markets."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_price
from creative_cli.formats import Box, parse_format
from creative_cli.imaging.photo import Photo, analyze_pixels, load_photo
from creative_cli.layout import fit
from creative_cli.layout.measure import MeasuredText
from creative_cli.layout.place import place_blocks
from creative_cli.layout.skeleton import FALLBACKS, LAYOUT_NAMES
from creative_cli.locale.locales import Direction, resolve_locale
from creative_cli.models import AdCopy, CopySource, LocalizedCopy, Role
from creative_cli.stages import arrange
from creative_cli.stages.copyfitting import agree_market_sizes, fit_copy, shown_copy
from tests.stages.checked import EVERYONE, LOOK
from tests.stages.test_photos import photo

LEFT_TO_RIGHT = EVERYONE[:1]
LOW_SUBJECT = Box(0.1, 0.5, 0.3, 0.2)  # wider than high: it fits into a row as well as into a column


def shot(where: str, focus: Box | None = None) -> Photo:
    """Return a photo of test_photos, searched for its subject."""
    return load_photo(photo(where), focus)


def words(tag: str, headline: str) -> LocalizedCopy:
    """Return the copy of a market with a headline."""
    copy = AdCopy(headline, "Cold-brewed and sun-ripe.", "Taste it today", "Serve chilled.")
    return LocalizedCopy(resolve_locale(tag[3:], tag[:2], "en"), copy, CopySource.BRIEF)


ENGLISH = words("en-GB", "Summer, poured over ice")
GERMAN = words("de-DE", "Sommererfrischungsgetränk, eiskalt eingeschenkt")
ENDLESS = words("en-GB", "Summer, poured over ice and peaches, again and again, " * 8)


@pytest.mark.parametrize("size", ["1:1"])
@pytest.mark.parametrize(("where", "side"), [("left", "end"), ("right", "start")])
def test_type_on_a_photo_stands_where_the_photo_is_free(where: str, side: str, size: str) -> None:
    """A subject at one side sends type to the other, and no type lies on it."""
    form = parse_format(size)
    found = arrange.arrange_picture(shot(where), form, LEFT_TO_RIGHT, LOOK, "full-bleed")
    plan, window = dict(found.plans)[Direction.LTR], found.window

    assert (found.layout, found.eligible, plan.side) == ("full-bleed", True, side)
    assert window is not None
    subject, scale = shot(where).main.box, form.width / window.width
    seen = Box((subject.x - window.x) * scale, (subject.y - window.y) * scale, *(scale * s for s in size_of(subject)))
    assert all(zone.box.overlap(seen) == 0 for zone in plan.zones)


def size_of(box: Box) -> tuple[float, float]:
    """Return width and height of a box."""
    return box.width, box.height


@pytest.mark.parametrize("size", ["1:1", "9:16", "16:9"])
def test_a_restless_photo_never_carries_type(size: str) -> None:
    """It is full-bleed in no format, whatever is wanted, and says why."""
    busy, form = shot("busy"), parse_format(size)
    full = arrange.best_arrangement(busy, form, LEFT_TO_RIGHT, LOOK, "full-bleed")

    assert not full.eligible
    assert full.reason
    assert arrange.score_layouts(busy, form, LEFT_TO_RIGHT, LOOK)["full-bleed"] == 0
    instead = arrange.arrange_picture(busy, form, LEFT_TO_RIGHT, LOOK, "full-bleed")
    assert instead.eligible
    assert instead.layout in FALLBACKS["full-bleed"]


@pytest.mark.run  # seconds
@pytest.mark.parametrize("size", ["9:16"])
@pytest.mark.parametrize("wanted", LAYOUT_NAMES)
def test_where_nothing_can_be_used_type_gets_a_surface(wanted: str, size: str) -> None:
    """Copy that fits nowhere still makes an ad, whose type is not on the photo, and the reason is said."""
    found = arrange.arrange_picture(shot("left"), parse_format(size), (ENDLESS,), LOOK, wanted)

    assert not found.eligible
    assert found.reason
    assert found.layout not in {"full-bleed", "card"}
    assert found.window is not None
    assert dict(found.plans)[Direction.LTR].surface is not None


def test_a_subject_that_no_frame_can_hold_is_said() -> None:
    """A product as wide as a panorama is cut by every frame of a story: the ad is made, and the reason is said."""
    panorama = analyze_pixels(np.full((300, 1500, 3), 180, np.uint8), Box(50, 100, 1400, 100))
    found = arrange.arrange_picture(panorama, parse_format("9:16"), LEFT_TO_RIGHT, LOOK, "full-bleed")

    assert not found.eligible
    assert "subject" in found.reason
    assert found.layout not in {"full-bleed", "card"}


@pytest.mark.parametrize("size", ["1:1", "4:5"])
def test_a_subject_that_fills_its_photo_gets_a_frame_in_the_corner(size: str) -> None:
    """A frame over the whole width would cut its top, a column its sides."""
    large = shot("left", Box(0.12, 0.06, 0.70, 0.88))
    found = arrange.arrange_picture(large, parse_format(size), LEFT_TO_RIGHT, LOOK, "framed")
    plan = dict(found.plans)[Direction.LTR]

    assert (found.layout, found.eligible, found.reason) == ("framed", True, "")
    assert plan.frame is not None
    assert plan.frame.box.width <= plan.frame.box.height
    assert all(zone.box.y >= plan.frame.box.bottom for zone in plan.zones)
    assert plan.logo.right <= plan.frame.box.x


def test_one_long_language_moves_the_photo_of_a_square_over_the_type_for_all() -> None:
    """A German word too wide for a column makes a row, in the English ad too."""
    low, square = shot("left", LOW_SUBJECT), parse_format("1:1")
    alone = arrange.best_arrangement(low, square, (ENGLISH,), LOOK, "framed")
    together = arrange.best_arrangement(low, square, (ENGLISH, GERMAN), LOOK, "framed")

    assert dict(alone.plans)[Direction.LTR].arrangement == "column"
    assert together.eligible
    assert dict(together.plans)[Direction.LTR].arrangement.startswith("row")


@pytest.mark.parametrize("layout", ["framed"])
def test_the_order_of_the_markets_does_not_matter(layout: str) -> None:
    """The arrangement, its window and its score are those of the set."""
    markets, form = (ENGLISH, GERMAN, *EVERYONE), parse_format("1:1")
    first = arrange.arrange_picture(shot("left"), form, markets, LOOK, layout)
    second = arrange.arrange_picture(shot("left"), form, markets[::-1], LOOK, layout)

    assert first == second


@pytest.mark.parametrize("layout", ["framed", "split", "card", "full-bleed"])
@pytest.mark.parametrize("size", ["9:16", "300x250"])
def test_all_markets_share_window_and_frame(layout: str, size: str) -> None:
    """Readers from the right have the mirrored frame, type and logo room, and the same part of the photo."""
    form = parse_format(size)
    found = arrange.arrange_picture(shot("right"), form, (GERMAN, *EVERYONE), LOOK, layout)
    plans = dict(found.plans)
    left, right = plans[Direction.LTR], plans[Direction.RTL]

    assert left.frame is not None
    assert right.frame is not None
    assert (left.layout, left.arrangement, left.surface) == (right.layout, right.arrangement, right.surface)
    assert left.frame.box.mirrored(form.width) == right.frame.box
    assert [zone.box.mirrored(form.width) for zone in left.zones] == [zone.box for zone in right.zones]
    assert left.logo.mirrored(form.width) == right.logo


@pytest.mark.parametrize("size", ["1:1", "16:9"])
def test_a_price_never_stands_on_a_photo(size: str) -> None:
    """A photo that carries type does not carry a price: with an offer, another layout takes its place."""
    display = describe_price(OfferFigures(Decimal("5.99"), currency="GBP"), ENGLISH.locale)
    priced = replace(ENGLISH, offer=display)
    found = arrange.arrange_picture(shot("right"), parse_format(size), (priced,), LOOK, "full-bleed")

    assert found.layout != "full-bleed"
    assert all(plan.price is not None for _, plan in found.plans)


BURMESE = words("my-MM", "ရေခဲပေါ်မှာ လောင်းထည့်လိုက်တဲ့ အေးမြတဲ့ နွေရာသီအရသာ")
TALL_SUBJECT = Box(0.3, 0.05, 0.4, 0.9)


def test_a_story_with_long_copy_has_its_price_beside_a_tall_subject() -> None:
    """Over the whole width, headline and price would leave a bottle too little height: it would be cut, or small."""
    small_print = "Offer ends August 31, while supplies last. Deposit not included."
    everyone = []
    for market in (BURMESE, GERMAN):
        price = describe_price(OfferFigures(Decimal(4500), was=Decimal(6000), currency="MMK"), market.locale)
        copy = replace(market.copy, cta="Order a trial pack", disclaimer=small_print)
        everyone.append(replace(market, copy=copy, offer=price))
    found = arrange.arrange_picture(shot("left", TALL_SUBJECT), parse_format("9:16"), everyone, LOOK, "framed")
    plan = dict(found.plans)[Direction.LTR]

    assert (found.layout, found.eligible) == ("framed", True)
    assert plan.price is not None
    assert plan.price.right < plan.product.x
    assert plan.product.height > 0.35 * plan.format.height


@pytest.mark.parametrize(
    ("size", "aspect", "beside"), [("9:16", 0.35, True), ("9:16", 1.2, False), ("4:5", 0.35, True), ("4:5", 1.4, False)]
)
def test_a_packshot_gets_the_frame_in_which_it_stands_largest(size: str, aspect: float, beside: bool) -> None:  # noqa: FBT001  # what is expected
    """A bottle stands beside the type, in a column of its height; a wide pack over or under it."""
    found = arrange.arrange_picture(arrange.Packshot(aspect), parse_format(size), (ENGLISH,), LOOK, "framed")
    frame = dict(found.plans)[Direction.LTR].product

    assert (found.layout, found.eligible) == ("framed", True)
    assert (frame.height > 1.5 * frame.width) is beside


def test_long_copy_keeps_the_width_of_a_story_beside_no_packshot() -> None:
    """Words that a column of half a story cannot take stand over the bottle, which is smaller then."""
    found = arrange.arrange_picture(arrange.Packshot(0.35), parse_format("9:16"), (BURMESE,), LOOK, "framed")
    frame = dict(found.plans)[Direction.LTR].product

    assert found.eligible
    assert frame.width > frame.height


SHORT_LINES = {
    "de-DE": ("Sommer am Wasser", "Sichern"),
    "fr-FR": ("L’été bien frais", "Réserver"),
    "ka-GE": ("ზაფხული ყინულზე", "გასინჯე"),
    "my-MM": ("နွေရာသီအရသာ", "မြည်းပါ"),
    "th-TH": ("ซัมเมอร์เย็นชื่นใจ", "ลิ้มลอง"),
    "ja-JP": ("冷えた夏の一杯", "見る"),
}


@pytest.mark.parametrize("size", ["320x50", "300x50"])
@pytest.mark.parametrize("layout", ["split", "breakout"])
def test_short_lines_stand_beside_a_price_in_a_low_banner(size: str, layout: str) -> None:
    """All markets fit the arrangement, though the longest words of their whole copy are others."""
    everyone = []
    for tag, (headline, button) in SHORT_LINES.items():
        market = words(tag, GERMAN.copy.headline)
        price = describe_price(OfferFigures(Decimal("8.90"), was=Decimal("11.90"), currency="EUR"), market.locale)
        copy = replace(market.copy, short_headline=headline, short_cta=button)
        everyone.append(replace(market, copy=copy, offer=price))
    found = arrange.arrange_picture(None, parse_format(size), everyone, LOOK, layout)
    plan = dict(found.plans)[Direction.LTR]

    assert found.eligible
    for market in everyone:
        texts = fit.measure_copy(shown_copy(market, plan), market.locale, (), plan)
        sizes = fit_copy(market, plan, (), ())
        head, foot = place_blocks(plan.zones, _shown(texts, sizes), plan.styles, plan.format.short_side, sizes)
        assert (len(head.words) <= 2, head.overflow, foot.overflow) == (True, False, False), market.locale.tag


@pytest.mark.parametrize("size", ["320x50", "300x50", "320x100"])
def test_a_button_gets_wider_before_a_word_on_it_is_divided(size: str) -> None:
    """The words beside it give it the room; a button whose words fit keeps its width."""
    wide = {}
    for button in ("Commander maintenant", "Tutustu tarjouksiimme", "Order now"):
        market = words("fi-FI", "Kesä jäillä")
        market = replace(market, copy=replace(market.copy, cta=button))
        plan = dict(arrange.arrange_picture(None, parse_format(size), [market], LOOK, "framed").plans)[Direction.LTR]
        sizes = fit_copy(market, plan, (), ())
        texts = _shown(fit.measure_copy(shown_copy(market, plan), market.locale, (), plan), sizes)
        blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
        (foot,) = (block for block in blocks if block.role is Role.CTA)
        wide[button] = next(zone.box.width for zone in plan.zones if Role.CTA in zone.roles)

        assert " ".join(foot.words) == button
        assert foot.plate is not None
        assert plan.format.bounds.grown(-2).holds(foot.plate)
    assert wide["Order now"] < wide["Tutustu tarjouksiimme"]


@pytest.mark.parametrize("size", ["4:5", "300x250", "9:16"])
def test_burmese_lines_end_at_the_spaces_between_phrases(size: str) -> None:
    """A headline a little smaller keeps its phrases whole: ICU has words, and the copy says where a phrase ends."""
    text = "ရေခဲပေါ်မှာ လောင်းထည့်လိုက်တဲ့ အေးမြတဲ့ နွေရာသီအရသာ"
    market = words("my-MM", text)
    market = replace(market, copy=AdCopy(text, cta="မြည်းပါ"))
    plan = dict(arrange.arrange_picture(None, parse_format(size), [market], LOOK, "framed").plans)[Direction.LTR]
    (sizes,) = agree_market_sizes({Direction.LTR: plan}, (market,), ())
    texts = _shown(fit.measure_copy(shown_copy(market, plan), market.locale, (), plan), sizes)
    headline, _ = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)

    assert len(headline.words) > 1
    assert " ".join(headline.words) == text


def _shown(texts: dict[Role, MeasuredText], sizes: fit.FontSizes) -> dict[Role, MeasuredText]:
    """Return the texts that have a size."""
    return {role: text for role, text in texts.items() if role in dict(sizes.pairs)}


def test_a_photo_breaks_out_only_if_its_subject_can_be_cut_out() -> None:
    """A bottle stands without its ground, and needs no window; a marked box has no edge to cut along: it is framed."""
    square = parse_format("1:1")
    found = arrange.arrange_picture(shot("left"), square, EVERYONE, LOOK, "breakout")
    marked = arrange.arrange_picture(shot("left", LOW_SUBJECT), square, EVERYONE, LOOK, "breakout")

    assert (found.layout, found.eligible, found.window) == ("breakout", True, None)
    assert all(plan.cutout is not None for _, plan in found.plans)
    assert (marked.layout, marked.eligible) == ("framed", True)
    assert marked.window is not None
