"""Is the product seen in the final picture?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Status

MIN_SEEN_SHARE = 0.5
"""Least part of the product that has to be seen; with less most of it is hidden."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Most of the product is seen: no panel, type or button covers it and no edge cuts it off."""
    canvas = creative.canvas
    if canvas.format.shows is FormatContent.LOGO:
        yield Outcome(Status.SKIP, "no_product", f"{canvas.format.name} shows the logo and no product.")
        return
    if canvas.product_box is None:
        yield Outcome(Status.SKIP, "no_product", "There is no product in this picture to be seen.")
        return
    if canvas.product_seen is None or canvas.product_mask.shape != creative.pixels.shape[:2]:
        yield Outcome(Status.ERROR, "not_measured", "Nobody noted how much of the product the picture shows.")
        return
    seen = canvas.product_seen * _uncovered_share(creative)
    if seen < MIN_SEEN_SHARE:
        least = f"at least {MIN_SEEN_SHARE:.0%} has to be"
        message = f"{seen:.0%} of the product is seen, and {least}: the rest is covered or cut off."
        yield Outcome(Status.FAIL, "hidden", message)
    else:
        yield pass_outcome(f"{seen:.0%} of the product is seen")


def _uncovered_share(creative: Creative) -> float:
    """Return the part of the product in the picture, 0..1, that neither type nor the logo lies on."""
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
    rationale="People buy what they see; an ad whose product lies under a panel or outside the picture sells nothing.",
    inspect=inspect,
)
