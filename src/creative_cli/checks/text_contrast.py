"""Is the text readable against its background?"""

from collections.abc import Iterator
from typing import NamedTuple

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color import contrast
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Role, Status


class _Measured(NamedTuple):
    ratio: float
    needed: float
    role: Role
    says: str


# Pixels around the letters that count as their background: the eye reads edges, not fills.
INK_SURROUND_PX = 4


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Text reaches WCAG 2.2 AA contrast against at least 90 % of its background."""
    form, measured = creative.canvas.format, list[_Measured]()
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} has no text in the picture.")
        return
    for block in creative.layout:
        needed = contrast.required_contrast(block.font_px, block.weight, form.short_side)
        parts = [(block.box, block.ink, f"The {block.role} has")]
        if block.emphasis is not None:
            says = f"The emphasis of the {block.role} has"
            parts += [(box, block.emphasis.ink, says) for box in block.emphasis.boxes]
        for box, ink, says in parts:
            left, top, right, bottom = box.grown(INK_SURROUND_PX).pixels(form.width, form.height)
            ratio = contrast.worst_contrast(creative.ground[top:bottom, left:right], ink)
            measured.append(_Measured(ratio, needed, block.role, says))
    failed = [entry for entry in measured if entry.ratio < entry.needed]
    for ratio, needed, role, says in failed:
        message = f"{says} a contrast of {ratio:.1f}:1 to its background, but needs {needed}:1."
        yield Outcome(Status.FAIL, "low_contrast", message, role)
    if measured and not failed:
        yield pass_outcome(f"lowest contrast {min(measured).ratio:.1f}:1")


CHECK = Check(
    id="text_contrast",
    rationale="Text below WCAG AA contrast disappears in sunlight, and legal text must be legible everywhere.",
    inspect=inspect,
)
