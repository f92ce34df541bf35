"""ai_label_drawing: the label that says that a model made the picture, in a corner of the ad. Not a stage."""

from collections.abc import Iterator, Sequence

import numpy as np

from creative_cli.color.color_math import NEAR_BLACK, WHITE
from creative_cli.formats import Box
from creative_cli.layout.draw import Overlay
from creative_cli.layout.ink_pages import InkArea, InkPage, TextPiece, draw_ink_pages, frame_around, set_piece
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Canvas, LocalizedCopy, Role
from creative_cli.provenance.file_facts import FileFacts
from creative_cli.shown import ShownAiLabel

LABEL_WEIGHT = 500
PLAIN_HEIGHT, LEAST_PX = 0.016, 8.0  # of the letters: of the shortest side, and px as shown
PADDING = 0.55  # around the letters, of their height
LABEL_AIR = 0.25  # to texts and the logo, of the margin
STEPS = 8  # places along an edge between two corners
MAX_OVER_PRODUCT = 0.02  # of the label, before the next place is tried


def draw_ai_label(
    words: LocalizedCopy,
    plan: CanvasPlan,
    canvas: Canvas,
    look: BrandStyle,
    facts: FileFacts,
    taken: Sequence[Box],
) -> tuple[tuple[Overlay, ...], ShownAiLabel | None]:
    """Draw the label on a plate at an edge, clear of type (*taken*), logo and faces; nothing if none is asked for.

    Where people are shown it stands as near to a face as it can, otherwise in the first free corner, off the
    product if there is a place for it. Nothing is drawn where it has no place at all: the check reports that.
    """
    text = facts.person_label if canvas.origin.person else facts.label
    if not text or not canvas.origin.from_model:
        return (), None
    form = plan.format
    face = choose_typeface(words.locale, Role.BODY, LABEL_WEIGHT, look.fonts, text=text)
    tall = max(facts.label_height * form.short_side, PLAIN_HEIGHT * form.short_side, LEAST_PX / form.shown_scale)
    probe = set_piece(text, face, 100.0)
    piece = set_piece(text, face, 100.0 * tall / probe.ink.height)
    edge = PADDING * piece.ink.height
    size = (piece.ink.width + 2 * edge, piece.ink.height + 2 * edge)
    place = _find_place(size, plan, canvas, taken)
    if place is None:
        return (), None
    return _draw_at(piece, place, edge, look)


def _draw_at(
    piece: TextPiece, plate: Box, edge: float, look: BrandStyle
) -> tuple[tuple[Overlay, ...], ShownAiLabel | None]:
    moved = piece.moved(round(plate.x + edge - piece.ink.x), round(plate.y + edge - piece.ink.y))
    corners = ((plate.x, plate.y), (plate.right, plate.y), (plate.right, plate.bottom), (plate.x, plate.bottom))
    pages = (
        InkPage(frame_around(plate), NEAR_BLACK, shapes=(InkArea((corners,)),), letters=False),
        InkPage(frame_around(moved.ink), WHITE, (moved,)),
    )
    return draw_ink_pages(pages, Role.DISCLAIMER, look.fonts), ShownAiLabel(piece.source, plate, moved.ink)


def _find_place(size: tuple[float, float], plan: CanvasPlan, canvas: Canvas, taken: Sequence[Box]) -> Box | None:
    faces = () if canvas.photo is None else canvas.photo.faces
    blocked = [*taken, canvas.logo.grown(LABEL_AIR * plan.margin), *faces]
    free = [box for box in _list_places(size, plan, canvas) if not any(other.overlap(box) > 0 for other in blocked)]
    if not free:
        return None
    covered = {box: _covered_share(box, canvas) for box in free}
    clear = [box for box in free if covered[box] <= MAX_OVER_PRODUCT]
    if faces:
        return min(clear or free, key=lambda box: _distance(box, faces[0]))
    return clear[0] if clear else min(free, key=lambda box: covered[box])


def _list_places(size: tuple[float, float], plan: CanvasPlan, canvas: Canvas) -> Iterator[Box]:
    """Yield places in the safe zone: at the edges of the picture if there are any, then at those of the ad."""
    form = plan.format
    safe = form.safe_zone(mirrored=plan.direction is Direction.RTL)
    whole = Box(0, 0, form.width, form.height)
    for frame in (whole if canvas.photo is None else canvas.photo.frame, whole):
        yield from _list_edges(size, frame, safe, plan.margin / 2)


def _list_edges(size: tuple[float, float], frame: Box, safe: Box, edge: float) -> Iterator[Box]:
    """Yield the corners of a frame, the lower ones first, then places between them."""
    left, top = max(safe.x, frame.x + edge), max(safe.y, frame.y + edge)
    right = min(safe.right, frame.right - edge) - size[0]
    bottom = min(safe.bottom, frame.bottom - edge) - size[1]
    if right < left or bottom < top:
        return
    across = [left + step * (right - left) / STEPS for step in range(STEPS + 1)]
    down = [top + step * (bottom - top) / STEPS for step in range(STEPS + 1)]
    places = [(right, bottom), (left, bottom), (right, top), (left, top)]
    places += [(x, y) for y in (bottom, top) for x in across[1:-1]]
    places += [(x, y) for x in (right, left) for y in down[1:-1]]
    for x, y in places:
        yield Box(round(x), round(y), size[0], size[1])


def _covered_share(box: Box, canvas: Canvas) -> float:
    left, top, right, bottom = box.pixels(canvas.format.width, canvas.format.height)
    mask = canvas.product_mask if canvas.photo is None else np.maximum(canvas.product_mask, canvas.photo.subject)
    return float((mask[top:bottom, left:right] > 127).mean())  # noqa: PLR2004  # half of the mask's range


def _distance(box: Box, face: Box) -> float:
    across = (box.x + box.width / 2) - (face.x + face.width / 2)
    down = (box.y + box.height / 2) - (face.y + face.height / 2)
    return float(np.hypot(across, down))
