"""Does all text fit its space?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status
from creative_cli.small_sizes import list_kept_roles


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Every line of copy fits its space at a legible size."""
    over = [block for block in creative.layout if block.overflow]
    for block in over:
        smallest = f"even at its smallest size ({block.font_px:.0f} px)"
        message = f"The {block.role} does not fit {smallest}: shorten it for this market."
        yield Outcome(Status.FAIL, "overflow", message, block.role)
    kept = list_kept_roles(creative.canvas.format)
    meant = [role for role in creative.left_out if role in kept]
    for role in meant:
        message = f"The {role} was left out: {creative.canvas.format.name} has no room for it."
        yield Outcome(Status.WARN, "left_out", message, role)
    if not over and not meant:
        yield pass_outcome(f"{len(creative.layout)} blocks of text fit")


CHECK = Check(
    id="text_overflow",
    rationale="Text that does not fit is cut off or covers the product, and an ellipsis would change the claim.",
    inspect=inspect,
)
