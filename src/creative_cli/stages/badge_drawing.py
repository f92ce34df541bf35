"""badge_drawing: where the badge of a claim stands at the picture, and its drawing. Not a stage."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from creative_cli.checks.photo_cells import INSIDE_MASK
from creative_cli.formats import Box
from creative_cli.layout.claim_badge import BadgeForm, BadgeShape, draw_claim_badge, set_badge
from creative_cli.layout.draw import Overlay
from creative_cli.layout.ground_parts import BEHIND_FRAMES, GroundKind
from creative_cli.layout.place import PlacedBlock
from creative_cli.layout.price_block import choose_price_faces
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Canvas, LocalizedCopy, Role
from creative_cli.shown import ShownBadge

PROOF_SIZES = (1.30, 1.15, 1.0)  # of the least small print, largest first
FORMS = ((BadgeForm.WIDE, BadgeForm.NARROW, BadgeForm.STACKED), (BadgeForm.LOW,))  # the low one where none else fits
BADGE_OVER_SUBJECT = 0.02  # of a badge
BADGE_OF_PICTURE = 0.24  # of a photo: more of a scene, which has no subject to keep clear of, is no picture of it
AT_THE_FRAME = BEHIND_FRAMES | {GroundKind.CROSSES}  # a badge inside the frame keeps clear of them
# Beside a product: how far down a badge stands, of the shape's height, and the least of its width that is on the shape.
BESIDE_STEPS, LEAST_ON_SHAPE = (0.5, 0.62, 0.38, 0.75, 0.25, 0.88, 0.12, 1.0, 0.0), 0.25
AIR, FACE_AIR = 0.30, 0.20  # to the frame's edge, of the margin; around faces, of their height


def draw_market_badge(
    words: LocalizedCopy,
    plan: CanvasPlan,
    canvas: Canvas,
    look: BrandStyle,
    blocks: Sequence[PlacedBlock],
    offer: Sequence[Overlay],
) -> tuple[tuple[Overlay, ...], ShownBadge | None]:
    """Draw the market's badge at the picture, clear of subject, faces, type and logo; nothing where it has no place.

    *offer* are the drawings of the price block and its burst, which it stands beside.
    """
    badge, photo = words.badge, canvas.photo
    if badge is None or photo is None or not plan.layout:
        return (), None
    signs = badge.claim
    faces = choose_price_faces(words.locale, look.fonts, look.style, signs, " ".join(badge.proof))
    least = next(style.smallest for style in plan.styles if style.role is Role.DISCLAIMER) * plan.format.short_side
    taken = [block.ink.grown(0.4 * block.size) for block in blocks]
    taken += [block.plate for block in blocks if block.plate is not None]
    taken += [overlay.ink.grown(plan.margin / 4) for overlay in offer if overlay.ink.area]
    taken += [canvas.logo.grown(canvas.logo.height / 2)]
    taken += [face.grown(FACE_AIR * face.height) for face in photo.faces]
    taken += [part.box for part in plan.parts if part.kind not in AT_THE_FRAME]
    # A shape is no larger than its product: there a badge may also stand beside the product, over the shape's edge.
    ways = (_list_corners, _list_beside) if plan.cutout is not None else (_list_corners,)
    for forms, list_places, share in product(FORMS, ways, PROOF_SIZES):
        for form in forms:
            shape = set_badge(badge, faces, look.style, share * least, form)
            place = _find_place(shape, plan, canvas, taken, list_places)
            if place is not None:
                return draw_claim_badge(badge, shape, place, (look.style, look.palette, look.fonts))
    return (), None


class _Picture(NamedTuple):
    """Where a badge may stand: its size, the frame and the subject, the bounds, and the air to them, px."""

    shape: BadgeShape
    frame: Box
    subject: Box
    bounds: Box
    air: float
    rtl: bool


def _find_place(
    shape: BadgeShape,
    plan: CanvasPlan,
    canvas: Canvas,
    taken: Sequence[Box],
    list_places: Callable[[_Picture], Iterator[tuple[float, float]]],
) -> tuple[float, float] | None:
    photo, form = canvas.photo, canvas.format
    if photo is None:
        return None
    rtl = plan.direction is Direction.RTL
    safe, edge = form.safe_zone(mirrored=rtl), plan.margin / 2
    left, top = max(safe.x, edge), max(safe.y, edge)
    right, bottom = min(safe.right, form.width - edge), min(safe.bottom, form.height - edge)
    bounds = Box(left, top, right - left, bottom - top)
    frame = plan.frame.box if plan.frame is not None else photo.frame
    most = BADGE_OF_PICTURE * frame.area if plan.cutout is None else bounds.area
    for x, y in list_places(_Picture(shape, frame, photo.subject_box, bounds, AIR * plan.margin, rtl)):
        box = Box(x, y, shape.width, shape.height)
        if not bounds.holds(box) or box.overlap(frame) > most or any(other.overlap(box) > 0 for other in taken):
            continue
        part = box.pixels(form.width, form.height)
        under = photo.subject[part[1] : part[3], part[0] : part[2]] > INSIDE_MASK
        if float(np.count_nonzero(under)) <= BADGE_OVER_SUBJECT * box.area:
            return x, y
    return None


def _list_corners(picture: _Picture) -> Iterator[tuple[float, float]]:
    """Yield places over the picture: its corners at the outer side first, then along its edges."""
    shape, frame, _, bounds, air, rtl = picture
    left, top = max(frame.x + air, bounds.x), max(frame.y + air, bounds.y)
    right = min(frame.right - air, bounds.right) - shape.width
    bottom = min(frame.bottom - air, bounds.bottom) - shape.height
    outer, inner = (left, right) if rtl else (right, left)
    yield from ((outer, top), (inner, bottom), (inner, top), (outer, bottom))
    for step in range(1, 8):
        down = top + step * (bottom - top) / 8
        yield from ((outer, down), (inner, down))
    for step in range(1, 8):
        across = outer + step * (inner - outer) / 8
        yield from ((across, top), (across, bottom))


def _list_beside(picture: _Picture) -> Iterator[tuple[float, float]]:
    """Yield places beside the subject of a breakout, at the outer side first, then above it and under its shape.

    Each lies partly on the shape or right at it, so that it belongs to the product.
    """
    shape, frame, subject, bounds, air, rtl = picture
    before, after = subject.x - air - shape.width, subject.right + air
    top, bottom = frame.y, min(frame.bottom, bounds.bottom) - shape.height
    for across in (before, after) if rtl else (after, before):
        on_shape = min(across + shape.width, frame.right) - max(across, frame.x)
        for step in BESIDE_STEPS if on_shape >= LEAST_ON_SHAPE * shape.width else ():
            yield across, top + step * (bottom - top)
    free = frame.width - shape.width
    for step in (0.0, 0.5, 1.0) if rtl else (1.0, 0.5, 0.0):
        yield frame.x + step * free, subject.y - air - shape.height
    yield frame.x + free / 2, frame.bottom + air
