"""Does the ad show what the brief offers?"""

from collections.abc import Iterator

import numpy as np

from creative_cli.brief.copy_lines import find_placeholders
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color import contrast
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Role, Status
from creative_cli.shown import OfferText

# Pixels around the letters that count as their background, as in the contrast check.
SURROUND_PX = 4
# The part of the drawn letters that must be in the ad: antialiasing rounds a little away.
MIN_SHOWN_SHARE = 0.92
# How far a pixel may be from the line between ground and ink, of 255: more is another colour.
MAX_OFF_COLOR = 48.0

_FIGURE_NAMES = {"price": "price", "was": "previous price", "percent": "percentage"}


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The offer's price, previous price and percentage are in the ad, whole and with a contrast of 3:1."""
    form, offer = creative.canvas.format, creative.adaptation.offer
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} has no text in the picture.")
        return
    if offer is None:
        yield Outcome(Status.SKIP, "no_offer", "The brief offers no price or percentage here.")
        return
    found, in_copy = list(find_text_faults(creative, creative.offer)), _figures_in_copy(creative)
    for name, text in offer.figures():
        drawn = any(one.name == name and " ".join(one.lines) == text for one in creative.offer)
        if not drawn and name not in in_copy:
            sentence = f"The ad does not show the {_FIGURE_NAMES[name]} “{text}”"
            advice = f"write {{{name}}} in the copy, or choose a layout with room for it."
            found.append(Outcome(Status.FAIL, "missing", f"{sentence}: {advice}", Role.PRICE))
    yield from found
    if not found:
        yield pass_outcome(", ".join(text for _, text in offer.figures()))


def _figures_in_copy(creative: Creative) -> set[str]:
    """Return the placeholders in the copy that the ad prints."""
    template, drawn = creative.adaptation.template, {block.role for block in creative.layout}
    lines = () if template is None else template.lines()
    return {name for role, line in lines if role in drawn for name in find_placeholders(line)}


def find_text_faults(creative: Creative, texts: tuple[OfferText, ...]) -> Iterator[Outcome]:
    """Yield texts of an offer that reach out of the picture, cannot be read on their ground, or are covered."""
    form = creative.canvas.format
    for text in texts:
        role = Role.BADGE if text.turned else Role.PRICE
        quoted = f"“{' '.join(text.lines)}” of the offer"
        if not form.bounds.holds(text.box, slack=0):
            yield Outcome(Status.FAIL, "outside", f"{quoted} reaches out of the picture: give it more room.", role)
            continue
        left, top, right, bottom = text.box.grown(SURROUND_PX).pixels(form.width, form.height)
        ratio = contrast.worst_contrast(creative.ground[top:bottom, left:right], text.ink)
        if ratio < contrast.LARGE_TEXT_CONTRAST:
            needed = f"has a contrast of {ratio:.1f}:1, but needs {contrast.LARGE_TEXT_CONTRAST}:1"
            yield Outcome(Status.FAIL, "low_contrast", f"{quoted} {needed}: choose another colour.", role)
        elif (share := _shown_share(creative, text)) < MIN_SHOWN_SHARE:
            yield Outcome(Status.FAIL, "covered", f"Only {share:.0%} of {quoted} is in the picture: free it.", role)


def _shown_share(creative: Creative, text: OfferText) -> float:
    """Return how much of a text's letters is in the final pixels, as a share of what was drawn."""
    left, top, right, bottom = text.box.pixels(creative.canvas.format.width, creative.canvas.format.height)
    ground = creative.ground[top:bottom, left:right].astype(np.float32)
    shown = creative.pixels[top:bottom, left:right].astype(np.float32) - ground
    full = np.asarray(text.ink, np.float32) - ground
    cover = np.clip((shown * full).sum(axis=2) / np.maximum((full * full).sum(axis=2), 1.0), 0.0, 1.0)
    off = np.abs(shown - cover[..., None] * full).max(axis=2)
    return float(cover[off <= MAX_OFF_COLOR].sum()) / max(text.area, 1.0)


CHECK = Check(
    id="offer_shown",
    rationale="An ad for an offer without its price sells nothing, and half an offer misleads.",
    inspect=inspect,
)
