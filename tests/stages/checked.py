"""A hero made into ads for readers from both sides, and what the checks say of them."""

from dataclasses import replace
from datetime import date

from creative_cli.color.color_math import Palette
from creative_cli.formats import Format
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import (
    POSTER_TEMPLATE,
    AdCopy,
    BrandStyle,
    CopySource,
    Finding,
    HeroImage,
    LocalizedCopy,
    Status,
    TemplateRef,
)
from creative_cli.stages import check, compose, copyfitting, localize
from tests.imaging.samples import SOLARA

WORDS = {
    "en-US": AdCopy("Summer, poured over ice", "Cold-brewed and sun-ripe.", "Taste it today", "Serve chilled."),
    "ar-SA": AdCopy("صيفٌ يُسكب على الثلج", "شاي بارد مع خوخ ناضج.", "جرّبه اليوم", "يُقدَّم باردًا."),
}
LOOK = BrandStyle("Solara", SOLARA, ("Solara",))


EVERYONE = tuple(
    LocalizedCopy(resolve_locale(tag[3:], tag[:2], "en"), copy, CopySource.BRIEF) for tag, copy in WORDS.items()
)


def troubles(
    shot: HeroImage,
    form: Format,
    design: TemplateRef = POSTER_TEMPLATE,
    layout: str = "framed",
    style: str = "retail",
    palette: Palette = SOLARA,
) -> list[Finding]:
    """Return everything the checks find on the ads of *shot* in one format and design, for each of WORDS."""
    look, everyone = replace(LOOK, design=design, style=style, palette=palette), EVERYONE
    framings = compose.choose_framings(shot, form, everyone, look, layout)
    plans = {way: framing.plan for way, framing in framings.items()}
    sizes = copyfitting.agree_market_sizes(plans, everyone, ())
    found: list[Finding] = []
    for words, own in zip(everyone, sizes, strict=True):
        framing = framings[words.locale.direction]
        canvas = compose.compose(shot, look, framing)
        creative = localize.localize(canvas, words, own, framing.plan, look)
        found += [finding for finding in check.check(creative, date(2026, 8, 31)) if finding.status > Status.SKIP]
    return found
