"""Does text stay off the product?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status

# Share of a text box that may touch the product: one row of pixels lost to rounding.
MAX_TOUCHING_SHARE = 0.005


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No text covers the product."""
    canvas = creative.canvas
    if canvas.product_box is None:
        yield Outcome(Status.SKIP, "no_product", "This picture shows no product.")
        return
    touched = False
    for block in creative.layout:
        left, top, right, bottom = block.box.pixels(canvas.format.width, canvas.format.height)
        covered = canvas.product_mask[top:bottom, left:right] > 0
        share = float(covered.mean()) if covered.size else 0.0
        if share > MAX_TOUCHING_SHARE:
            touched = True
            message = f"{share:.0%} of the {block.role} lies on the product."
            yield Outcome(Status.FAIL, "on_product", message, block.role)
    if not touched:
        yield pass_outcome("no text on the product")


CHECK = Check(
    id="text_on_product",
    rationale="People should see the product; text on it hides the label and its legal text.",
    inspect=inspect,
)
