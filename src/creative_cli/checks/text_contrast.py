"""Is the text readable against its background?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color import contrast
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Status

# Pixels around the letters that count as their background: the eye reads edges, not fills.
INK_SURROUND_PX = 4


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Text reaches WCAG 2.2 AA contrast against at least 90 % of its background."""
    form, measured = creative.canvas.format, []
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} has no text in the picture.")
        return
    for block in creative.layout:
        left, top, right, bottom = block.box.grown(INK_SURROUND_PX).pixels(form.width, form.height)
        ratio = contrast.worst_contrast(creative.ground[top:bottom, left:right], block.ink)
        measured.append((ratio, contrast.required_contrast(block.font_px, block.weight, form.short_side), block.role))
    failed = [entry for entry in measured if entry[0] < entry[1]]
    for ratio, needed, role in failed:
        message = f"The {role} has a contrast of {ratio:.1f}:1 to its background, but needs {needed}:1."
        yield Outcome(Status.FAIL, "low_contrast", message, role)
    if measured and not failed:
        yield pass_outcome(f"lowest contrast {min(measured)[0]:.1f}:1")


CHECK = Check(
    id="text_contrast",
    rationale="Text below WCAG AA contrast disappears in sunlight, and legal text must be legible everywhere.",
    inspect=inspect,
)
