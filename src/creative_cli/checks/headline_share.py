"""Is the headline as large as its format asks for?"""

from collections.abc import Iterator

from creative_cli.checks.drawn_ink import FONT_ROUNDING_PX, find_drawn_ink
from creative_cli.checks.photo_cells import find_composition
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.models import Canvas, Creative, Role, Status, TextBlock
from creative_cli.small_sizes import LONG_WORD_SHARE, advise_short_line

# The letters of a headline are at least this high, em: a line without ascenders and capitals.
LEAST_LETTER_EM = 0.3

# From this part of its space on a line is full: words are measured a little wider than their ink.
FULL_LINE = 0.95

CLOSE_ENOUGH = 0.90
"""A headline this near to the least of its target looks as large: the steps of scales of type are an eighth or more."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The headline has the size that carries its format."""
    form, layout = creative.canvas.format, find_composition(creative.canvas)
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} has no text in the picture.")
        return
    if isinstance(layout, Outcome):
        yield layout
        return
    block = next((block for block in creative.layout if block.role is Role.HEADLINE), None)
    if block is None:
        yield Outcome(Status.FAIL, "missing", "The ad has no headline.", Role.HEADLINE)
        return
    # A face that is set larger than others may still be as small as they are.
    floor, low, high = layout.headline
    floor, low, high = floor * min(1.0, block.scale), low * min(1.0, block.scale), high * block.scale
    size, share = f"{block.font_px:.0f} px", block.font_px / form.height
    advice = advise_short_line(Role.HEADLINE, form, creative.adaptation.copy) or "a shorter one is larger"
    drawn, _ = find_drawn_ink(creative, block)
    if drawn.height < LEAST_LETTER_EM * block.font_px:
        message = f"The headline is laid out at {size}, but its letters are only {drawn.height:.0f} px high."
        yield Outcome(Status.FAIL, "not_drawn", message, Role.HEADLINE)
    elif block.font_px < _least_size(floor, block, creative.canvas) - FONT_ROUNDING_PX:
        message = f"The headline is only {size}, {share:.1%} of the height: at least {floor:.0f} px: {advice}."
        yield Outcome(Status.FAIL, "too_small", message, Role.HEADLINE)
    elif block.font_px < CLOSE_ENOUGH * low:
        message = f"The headline is {size}, smaller than the {low:.0f} px that carry {form.name}: {advice}."
        yield Outcome(Status.WARN, "small", message, Role.HEADLINE)
    elif block.font_px > high + FONT_ROUNDING_PX:
        message = f"The headline is {size}, larger than the {high:.0f} px that suit {form.name}."
        yield Outcome(Status.WARN, "large", message, Role.HEADLINE)
    else:
        yield pass_outcome(f"{size}, {share:.1%} of the height")


def _least_size(floor: float, block: TextBlock, canvas: Canvas) -> float:
    """Return the least size, px: less than the floor only where one word would be wider than its space at the floor."""
    zone = next((zone for zone in canvas.zones if Role.HEADLINE in zone.roles), None)
    wide = zone is not None and block.box.width * floor / block.font_px > FULL_LINE * zone.box.width
    return LONG_WORD_SHARE * floor if wide and len(max(block.lines, key=len).split()) == 1 else floor


CHECK = Check(
    id="headline_share",
    rationale="A headline is read in passing or not at all: a small one is decoration.",
    inspect=inspect,
)
