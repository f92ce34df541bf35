"""Is type large enough where the ad is shown?"""

from collections.abc import Iterator

from creative_cli.channels import load_channels
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import MIN_LEGIBLE_PX, Creative, Status

SIZE_ROUNDING_PX = 0.25
"""CSS px that sizes in half px of the file may fall short."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Every line is large enough to be read at the size the ad is shown."""
    form = creative.canvas.format
    channel = load_channels().get(form.name)
    small = False
    for block in creative.layout:
        shown = block.font_px * form.shown_scale
        asked = channel.min_font_px if channel is not None and channel.min_font_px is not None else 0.0
        if shown < MIN_LEGIBLE_PX[block.role] - SIZE_ROUNDING_PX or block.font_px < asked:
            small = True
            least = max(MIN_LEGIBLE_PX[block.role] / form.shown_scale, asked)
            size = f"The {block.role} is {block.font_px:.1f} px, {least:.1f} can be read"
            yield Outcome(Status.FAIL, "too_small", f"{size}: shorten the copy for {form.name}.", block.role)
    if not small:
        yield pass_outcome("all type can be read")


CHECK = Check(
    id="legible_size",
    rationale="Small print that cannot be read does not count as said, and nobody presses a button they cannot read.",
    inspect=inspect,
)
