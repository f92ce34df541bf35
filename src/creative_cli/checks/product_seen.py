"""Is the product visible in the final picture?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Status

MIN_SEEN_SHARE = 0.5


def inspect(creative: Creative) -> Iterator[Outcome]:
    """At least half of the product is visible, neither covered nor cut off."""
    canvas = creative.canvas
    if canvas.format.shows is FormatContent.LOGO:
        yield Outcome(Status.SKIP, "no_product", f"{canvas.format.name} shows only the logo.")
    elif canvas.product_box is None:
        yield Outcome(Status.SKIP, "no_product", "This picture shows no product.")
    elif canvas.product_seen is None or canvas.product_mask.shape != creative.pixels.shape[:2]:
        yield Outcome(Status.ERROR, "not_measured", "The visible part of the product was not measured.")
    elif (seen := canvas.product_seen * _uncovered_share(creative)) < MIN_SEEN_SHARE:
        message = f"Only {seen:.0%} of the product is visible, at least {MIN_SEEN_SHARE:.0%} must be."
        yield Outcome(Status.FAIL, "hidden", message)
    else:
        yield pass_outcome(f"{seen:.0%} of the product is visible")


def _uncovered_share(creative: Creative) -> float:
    mask = creative.canvas.product_mask
    there = int((mask > 0).sum())
    if not there:
        return 0.0
    left_over = mask.copy()
    for box in (*(block.box for block in creative.layout), creative.canvas.logo):
        left, top, right, bottom = box.pixels(mask.shape[1], mask.shape[0])
        left_over[top:bottom, left:right] = 0
    return int((left_over > 0).sum()) / there


CHECK = Check(
    id="product_seen",
    rationale="People buy what they see; a product under a panel or outside the picture sells nothing.",
    inspect=inspect,
)
