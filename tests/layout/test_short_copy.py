"""Low banners print the short lines of a brief, and small formats have room for what they show."""

import pytest

from creative_cli.formats import parse_format
from creative_cli.layout import fit
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.skeleton import list_skeleton_plans
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.locale.locales import Direction
from creative_cli.models import AdCopy, CopySource, LocalizedCopy, Role
from creative_cli.stages.copyfitting import drop_missing_glyphs, drop_roles, fit_copy
from tests.layout.ads import LOCALES
from tests.parameters import walk_rows

LONG = AdCopy("Weiter kommen, leichter tragen", "390 g leicht.", "Jetzt entdecken", short_headline="Leichter weiter")
SHORT = {
    "en-US": AdCopy("Rain is optional", None, "Buy"),
    "ar-SA": AdCopy("أخف حملًا", None, "تسوّق"),
    "th-TH": AdCopy("เบากว่าเดิม", None, "ซื้อ"),
}
LOW = ("320x50", "300x50", "468x60", "120x60", "320x100", "414x125", "200x200", "120x600")


def placed(copy: AdCopy, size: str, tag: str = "de-DE", arrangement: int = 0) -> dict[Role, PlacedBlock]:
    """Set a copy in an arrangement of a small format."""
    plan = list_skeleton_plans("framed", parse_format(size), Direction.LTR, load_style_pack("retail"))[arrangement]
    words = LocalizedCopy(LOCALES[tag], copy, CopySource.BRIEF)
    sizes = fit_copy(words, plan, (), ())
    shown, _ = drop_missing_glyphs(words, plan, ())
    kept = drop_roles(shown, [role for role, _ in shown.lines() if role not in dict(sizes.pairs)])
    texts = fit.measure_copy(kept, words.locale, (), plan)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    return {block.role: block for block in blocks}


@pytest.mark.parametrize("size", ["320x50", "468x60", "728x90", "120x60"])
def test_a_low_banner_prints_the_short_headline(size: str) -> None:
    """Below 100 px of height; the button has no short line here and keeps its own."""
    found = placed(LONG, size)

    assert " ".join(found[Role.HEADLINE].words) == "Leichter weiter"
    assert Role.CTA not in found or " ".join(found[Role.CTA].words) == "Jetzt entdecken"


@pytest.mark.parametrize("size", ["300x250", "970x250", "1:1", "414x125"])
def test_other_ads_print_the_headline(size: str) -> None:
    """The short lines are no copy of theirs, and nothing of them is set."""
    found = placed(LONG, size)

    assert " ".join(found[Role.HEADLINE].words) == "Weiter kommen, leichter tragen"
    assert set(found) <= {Role.HEADLINE, Role.BODY, Role.CTA}


@walk_rows("size", LOW)
@walk_rows("tag", SHORT)
def test_short_lines_fit_small_formats(size: str, tag: str) -> None:
    """Three words and a button of one fit, all inside their zones, at sizes that can be read."""
    headline, cta = {"en-US": ("Rain is optional", "Buy"), "ar-SA": ("أخف حملًا", "تسوّق"), "th-TH": ("เบากว่าเดิม", "ซื้อ")}[
        tag
    ]
    found = placed(AdCopy(headline, None, cta), size, tag)

    assert not any(block.overflow for block in found.values())
    assert found[Role.HEADLINE].size >= 11
    assert size == "120x60" or found[Role.CTA].size >= 9.5


def test_short_lines_are_lines_of_the_copy() -> None:
    """So that checks, translators and exchange files see them."""
    assert (Role.SHORT_HEADLINE, "Leichter weiter") in LONG.lines()
    assert LONG.shown(short=True).headline == "Leichter weiter"
    assert LONG.shown(short=True).lines() == LONG.shown(short=True).shown(short=False).lines()
