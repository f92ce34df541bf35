"""Does text stay off the product?"""

from collections.abc import Iterator

from creative_cli.checks.drawn_ink import find_drawn_ink
from creative_cli.checks.photo_cells import INSIDE_MASK, largest_difference, split_channels
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownPhoto

# Share of a text box that may touch the product: one row of pixels lost to rounding.
MAX_TOUCHING_SHARE = 0.005

# Share of the letters that may reach into the outline of a photo's subject, which is found to a few px only.
MAX_LETTERS_SHARE = 0.05

# A subject that changed by more, of 255, lies under a plate.
MAX_SHADE_LEVELS = 24


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No text covers the product."""
    canvas = creative.canvas
    if canvas.photo is not None:
        yield from _inspect_photo(creative, canvas.photo)
        return
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


def _inspect_photo(creative: Creative, photo: ShownPhoto) -> Iterator[Outcome]:
    """Measure letters on the bare subject of a photo; what a plate covers is measured by subject_kept."""
    touched = False
    for block in creative.layout:
        box, ink = find_drawn_ink(creative, block)
        left, top, right, bottom = box.pixels(photo.subject.shape[1], photo.subject.shape[0])
        part = slice(top, bottom), slice(left, right)
        on_subject = (photo.subject[part] > INSIDE_MASK) & (photo.shown[part] > 0)
        if not on_subject.any():
            continue
        ground, reference = (split_channels(one[part]) for one in (creative.ground, photo.reference))
        bare = on_subject & (largest_difference(ground, reference) <= MAX_SHADE_LEVELS)
        letters = ink > INSIDE_MASK // 2
        share = float(bare[letters].mean()) if letters.any() else 0.0
        if share > MAX_LETTERS_SHARE:
            touched = True
            message = f"{share:.0%} of the {block.role} lies on the subject of the photo."
            yield Outcome(Status.WARN, "on_subject", message, block.role)
    if not touched:
        yield pass_outcome("no text on the subject")


CHECK = Check(
    id="text_on_product",
    rationale="People should see the product; text on it hides the label and its legal text.",
    inspect=inspect,
)
