"""Is the small print as large as its format asks for?"""

import math
from collections.abc import Iterator

from creative_cli.checks.drawn_ink import (
    BAND_EM,
    BAND_ROUNDING_PX,
    BAND_SCRIPTS,
    FONT_ROUNDING_PX,
    find_drawn_ink,
    measure_band,
)
from creative_cli.checks.photo_cells import find_composition
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import Format, FormatClass, format_class
from creative_cli.models import Creative, Role, Status

# Least size of feed ads: a fraction of the square root of their area, and px.
LEGAL_SIZES = {
    FormatClass.SQUARE: (0.0175, 18.0),
    FormatClass.PORTRAIT: (0.0175, 20.0),
    FormatClass.STORY: (0.0175, 24.0),
    FormatClass.WIDE: (0.0165, 22.0),
}

# Least size of banners as displayed, CSS px; strips of at least that height have room for more.
BANNER_LEGAL_PX, TALL_STRIP_LEGAL_PX, TALL_STRIP_HEIGHT = 9.0, 10.0, 200


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The small print is large enough to be read where the ad is delivered."""
    layout, form = find_composition(creative.canvas), creative.canvas.format
    block = next((block for block in creative.layout if block.role is Role.DISCLAIMER), None)
    if block is None:
        yield Outcome(Status.SKIP, "no_small_print", "The ad has no small print.")
        return
    if isinstance(layout, Outcome):
        yield layout
        return
    letters = creative.adaptation.rules.letters * (form.width + form.height)
    needed = least_legal_size(form, creative.adaptation.rules.letters)
    _, ink = find_drawn_ink(creative, block)
    band = measure_band(ink, block.font_px)
    wanted = max(BAND_EM * needed, letters) if creative.adaptation.locale.script in BAND_SCRIPTS else 0.0
    if block.font_px < needed - FONT_ROUNDING_PX:
        message = f"The small print is {block.font_px:.1f} px, but needs {needed:.1f} px in {form.name}: shorten it."
        yield Outcome(Status.FAIL, "too_small", message, Role.DISCLAIMER)
    elif not band or band + BAND_ROUNDING_PX < wanted:
        message = (
            f"The letters of the small print are {band:.0f} px high, but need {wanted:.0f} px: they are drawn small."
        )
        yield Outcome(Status.FAIL, "drawn_small", message, Role.DISCLAIMER)
    else:
        yield pass_outcome(f"{block.font_px:.1f} px, letters {band:.0f} px high")


def least_legal_size(form: Format, letters: float = 0.0) -> float:
    """Return the least size of small print, px of the file.

    With *letters* its low letters are at least that part of height + width, as the law of a market may ask.
    """
    return max(_least_by_format(form), letters * (form.width + form.height) / BAND_EM)


def _least_by_format(form: Format) -> float:
    density = form.width / form.display if form.display is not None else 1.0
    kind = format_class(form)
    if kind in LEGAL_SIZES:
        part, least = LEGAL_SIZES[kind]
        return max(part * math.sqrt(form.width * form.height), least)
    tall = kind is FormatClass.STRIP and form.height / density >= TALL_STRIP_HEIGHT
    return density * (TALL_STRIP_LEGAL_PX if tall else BANNER_LEGAL_PX)


CHECK = Check(
    id="legal_size",
    rationale="Small print that cannot be read has no legal effect, and regulators treat it as missing.",
    inspect=inspect,
)
