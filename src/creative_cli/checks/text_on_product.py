"""Does type keep off the product?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status

MAX_TOUCHING_SHARE = 0.005
"""Part of a text box that may touch the product: rounding of one row of px, no more."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No type lies on the product."""
    canvas = creative.canvas
    if canvas.product_box is None:
        yield Outcome(Status.SKIP, "no_product", "There is no product in this picture to keep off.")
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
        yield pass_outcome("type keeps off the product")


CHECK = Check(
    id="text_on_product",
    rationale="The product is what people are to see; type on it hides the label and its legal text.",
    inspect=inspect,
)
