"""Does all text fit its space?"""

from collections.abc import Iterable, Iterator

from creative_cli.checks.photo_cells import INSIDE_MASK
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import Box, Format, format_class
from creative_cli.models import Creative, Role, Status, TextBlock
from creative_cli.small_sizes import SMALL_CLASSES, advise_short_line, list_kept_roles

TOUCHING_PX = 1.0
"""How far text may reach over a margin or another text: ink is rounded to whole px."""

CROSSING_LAYOUT = "crossing"
"""The layout whose headline goes on over the photo on purpose."""

PHOTO_LAYOUTS = frozenset({"full-bleed", "card"})
"""The layouts whose photo fills the canvas, so that type lies on it, except in banners."""

SURFACE_ROLES = frozenset({Role.KICKER, Role.HEADLINE, Role.BODY})
"""The roles that never have a ground of their own, as buttons and small print may."""


def is_out_of_place(ink: Box, plate: Box, content: Box, bounds: Box, others: Iterable[Box]) -> bool:
    """Tell whether text that left its own space does harm.

    It does where its *ink* is out of the *content*, or its *plate* (the ink itself without a button) is cut by the
    *bounds* of the picture or lies on one of the *others*. A layout gives every text a space of its own; text that
    needs more of it, or one more line, is no fault where it is whole, in the margins, and on nothing else.
    """
    core = plate.grown(-TOUCHING_PX)
    return (
        not content.holds(ink.grown(-TOUCHING_PX))
        or not bounds.holds(core)
        or any(core.overlap(other) > 0 for other in others)
    )


def is_beside_photo(frame: Box, form: Format, layout: str) -> bool:
    """Tell whether a layout with its photo in *frame* (px) has all type beside it."""
    return bool(layout) and frame != form.bounds and layout != CROSSING_LAYOUT


def _find_lost_blocks(creative: Creative) -> Iterator[TextBlock]:
    canvas = creative.canvas
    for block in creative.layout:
        if block.overflow:
            others = [_drawn_box(other) for other in creative.layout if other is not block]
            others += [text.box for text in creative.offer] + [label.text.box for label in creative.labels]
            others += [canvas.logo] if canvas.logo.area else []
            out = is_out_of_place(block.box, _drawn_box(block), canvas.content, canvas.format.bounds, others)
            if out or _enters_photo(creative, block):
                yield block


def _find_blocks_on_photo(creative: Creative) -> Iterator[TextBlock]:
    """Yield type that lies on the photo though its layout has a space for it beside the photo."""
    layout, form = creative.canvas.composition, creative.canvas.format
    if layout is not None and (layout.layout not in PHOTO_LAYOUTS or format_class(form) in SMALL_CLASSES):
        yield from (
            block for block in creative.layout if block.role in SURFACE_ROLES and _enters_photo(creative, block)
        )


def _enters_photo(creative: Creative, block: TextBlock) -> bool:
    """Tell whether text lies on the photo, in a layout that has type beside it."""
    photo, layout = creative.canvas.photo, creative.canvas.composition
    if photo is None or layout is None or not is_beside_photo(photo.frame, creative.canvas.format, layout.layout):
        return False
    box = _drawn_box(block).grown(-TOUCHING_PX)
    left, top, right, bottom = box.pixels(photo.shown.shape[1], photo.shown.shape[0])
    return bool((photo.shown[top:bottom, left:right] > INSIDE_MASK).any())


def _drawn_box(block: TextBlock) -> Box:
    """Return the ink of a text, that of a button with its plate."""
    return block.plate or block.box


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Every line of copy is whole, at a legible size, inside the margins and on nothing else."""
    over = list(_find_lost_blocks(creative))
    form, copy = creative.canvas.format, creative.adaptation.copy
    for block in over:
        smallest = f"even at its smallest size ({block.font_px:.0f} px)"
        advice = advise_short_line(block.role, form, copy) or "shorten it for this market"
        message = f"The {block.role} does not fit {smallest}: {advice}."
        yield Outcome(Status.FAIL, "overflow", message, block.role)
    on_photo = [block for block in _find_blocks_on_photo(creative) if block not in over]
    for block in on_photo:
        message = f"The {block.role} runs on over the photo, which should stand beside it: choose another layout."
        yield Outcome(Status.FAIL, "on_photo", message, block.role)
    kept = list_kept_roles(form)
    meant = [role for role in creative.left_out if role in kept]
    for role in meant:
        advice = advise_short_line(role, form, copy)
        message = f"The {role} was left out: {form.name} has no room for it{advice and f'; {advice}'}."
        yield Outcome(Status.WARN, "left_out", message, role)
    if not over and not on_photo and not meant:
        yield pass_outcome(f"{len(creative.layout)} blocks of text fit")


CHECK = Check(
    id="text_overflow",
    rationale="Text that does not fit is cut off or covers the product, and an ellipsis would change the claim.",
    inspect=inspect,
)
