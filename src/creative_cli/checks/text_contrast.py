"""Can the type be read against what lies behind it?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color import contrast
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Status

INK_SURROUND_PX = 4
"""Px of picture around the ink that count as behind it: the eye reads edges, not fills."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Type reaches WCAG 2.2 AA contrast over nine tenths of the pixels behind it."""
    form, measured = creative.canvas.format, []
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} takes no type in the picture.")
        return
    for block in creative.layout:
        left, top, right, bottom = block.box.grown(INK_SURROUND_PX).pixels(form.width, form.height)
        ratio = contrast.worst_contrast(creative.ground[top:bottom, left:right], block.ink)
        measured.append((ratio, contrast.required_contrast(block.font_px, block.weight, form.short_side), block.role))
    failed = [entry for entry in measured if entry[0] < entry[1]]
    for ratio, needed, role in failed:
        message = f"The {role} has {ratio:.1f}:1 against what lies behind it, {needed}:1 is needed."
        yield Outcome(Status.FAIL, "low_contrast", message, role)
    if measured and not failed:
        yield pass_outcome(f"weakest {min(measured)[0]:.1f}:1")


CHECK = Check(
    id="text_contrast",
    rationale="Type below WCAG AA is lost in sunlight, and legal text must be legible everywhere.",
    inspect=inspect,
)
