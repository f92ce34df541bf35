"""Is the space around the logo free, as far as its brand asks?"""

from collections.abc import Iterator

from creative_cli.checks.drawn_ink import find_drawn_ink, find_logo_ink
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import Box, FormatContent
from creative_cli.models import Creative, Role, Status

# Of the brand's clear space: below it the logo looks crowded, above it a little tight.
CROWDED = 0.5
EDGE_SLACK_PX = 1.0


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No text or edge is nearer to the logo than its clear space."""
    form, shown = creative.canvas.format, creative.canvas.shown_logo
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} has no text beside a logo in the picture.")
        return
    if shown is None or not shown.clear_space:
        yield Outcome(Status.SKIP, "no_rule", "The brand asks for no clear space around its logo.")
        return
    logo = find_logo_ink(creative)[0] if shown.plate is None else shown.box
    needed = shown.clear_space * logo.height
    name, room = min(_list_distances(creative, logo), key=lambda one: one[1])
    if room >= needed - EDGE_SLACK_PX:
        yield pass_outcome(f"{room:.0f} px are free around the logo, of {needed:.0f} px asked for")
        return
    status = Status.FAIL if room < CROWDED * needed else Status.WARN
    message = (
        f"The {name} is {room:.0f} px from the logo, but the brand keeps {needed:.0f} px free in {form.name}: "
        "choose another layout, or a smaller clear_space for this brief."
    )
    yield Outcome(status, "crowded", message, Role.LOGO)


def _list_distances(creative: Creative, logo: Box) -> Iterator[tuple[str, float]]:
    """Yield what is near the logo and its distance, px: the edges, letters, and the badge."""
    form = creative.canvas.format
    yield "edge", min(logo.x, logo.y, form.width - logo.right, form.height - logo.bottom)
    for block in creative.layout:
        box, _ = find_drawn_ink(creative, block)
        if box.area:
            yield block.role, measure_distance(logo, box)
    for text in (*creative.offer, *(label.text for label in creative.labels)):
        yield "price", measure_distance(logo, text.box)
    if creative.badge is not None:
        yield "badge", measure_distance(logo, creative.badge.box)


def measure_distance(one: Box, other: Box) -> float:
    """Return the free px between two boxes: of the larger of the gaps across and down, 0 where they touch."""
    across = max(one.x - other.right, other.x - one.right)
    down = max(one.y - other.bottom, other.y - one.bottom)
    return float(max(0.0, across, down))


CHECK = Check(
    id="logo_clear_space",
    rationale="Brand guides keep the space around a logo free; what crowds it looks like a part of it.",
    inspect=inspect,
)
