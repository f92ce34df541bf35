"""The kicker: a short line over the headline, in capitals where the script has them, and the first to go."""

import pytest

from creative_cli.formats import DEFAULT_FORMATS, parse_format
from creative_cli.layout import fit
from creative_cli.layout.display_caps import apply_display_caps
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.skeleton import list_skeleton_plans
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import AdCopy, Role
from tests.layout.ads import LOCALES
from tests.parameters import walk_rows

COPY = AdCopy("Summer, poured over ice", "Cold-brewed tea.", "Taste it today", "Serve chilled.", "New this summer")


@walk_rows(
    ("tag", "text", "shown"),
    [
        ("en-US", "New this summer", "NEW THIS SUMMER"),
        ("de-DE", "Für draußen", "FÜR DRAUẞEN"),
        ("tr-TR", "Yeni ve ılık", "YENİ VE ILIK"),
        ("el-GR", "Νέο προϊόν", "ΝΕΟ ΠΡΟΪΟΝ"),
        ("ru-RU", "Новинка лета", "НОВИНКА ЛЕТА"),
        ("ja-JP", "夏の新作 new", "夏の新作 new"),
        ("ar-SA", "جديد", "جديد"),
        ("ka-GE", "ახალი", "ახალი"),
    ],
)
def test_capitals_are_those_of_the_language(tag: str, text: str, shown: str) -> None:
    """Latin, Cyrillic and Greek get capitals; scripts without them stay as they are."""
    language, _, territory = tag.rpartition("-")
    assert apply_display_caps(text, resolve_locale(territory, language, "en"), ()) == shown


def test_names_keep_their_letters() -> None:
    """A name that is never translated is not respelled either."""
    where = LOCALES["en-US"]
    assert apply_display_caps("New: iGlow (the iGlowers)", where, ("iGlow",)) == "NEW: iGlow (THE iGlowers)"


def ad(copy: AdCopy, tag: str, ratio: str, layout: str = "framed") -> tuple[CanvasPlan, dict[Role, PlacedBlock]]:
    """Settle a copy in the first arrangement of a skeleton."""
    where = LOCALES[tag]
    plan = list_skeleton_plans(layout, parse_format(ratio), where.direction, load_style_pack("soft"))[0]
    texts = fit.measure_copy(copy, where, (), plan)
    sizes = fit.fit_sizes(plan.zones, texts, plan.styles, plan.format.short_side)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    return plan, {block.role: block for block in blocks}


@walk_rows("layout", ["framed", "split", "card", "full-bleed"])
@walk_rows("ratio", sorted(DEFAULT_FORMATS))
def test_a_layout_sets_it_over_the_headline(layout: str, ratio: str) -> None:
    """On one line, smaller than the body, clear of the headline and in its column."""
    plan, blocks = ad(COPY, "en-US", ratio, layout)
    kicker, headline = blocks[Role.KICKER], blocks[Role.HEADLINE]
    assert kicker.words == ("NEW THIS SUMMER",)
    assert not kicker.overflow
    assert kicker.size < blocks[Role.BODY].size
    assert kicker.size * plan.format.shown_scale >= 7
    gap = headline.ink.y - kicker.ink.bottom
    assert 0.45 * kicker.size < gap < 0.9 * kicker.size + 0.12 * headline.size
    assert abs(kicker.ink.x - headline.ink.x) < 3


@pytest.mark.parametrize("ratio", ["728x90", "970x250"])
def test_strips_have_no_place_for_it(ratio: str) -> None:
    """The wide banners never show it."""
    assert Role.KICKER not in ad(COPY, "en-US", ratio)[1]


def test_tracking_is_for_capitals_only() -> None:
    """Letters that join, or have no capitals, are not set apart."""
    tracked = {
        tag: ad(AdCopy("x", kicker=text), tag, "1:1")[1][Role.KICKER].typeface.tracking
        for tag, text in {"en-US": "New", "el-GR": "Νέο", "ar-SA": "جديد", "hi-IN": "नया", "th-TH": "ใหม่"}.items()
    }
    assert tracked == {"en-US": 0.14, "el-GR": 0.14, "ar-SA": 0.0, "hi-IN": 0.0, "th-TH": 0.0}
