"""badge_drawing: where the badge of a claim stands at the picture, and its drawing. Not a stage."""

from collections.abc import Iterator, Sequence

import numpy as np

from creative_cli.formats import Box
from creative_cli.layout.claim_badge import BadgeShape, draw_claim_badge, set_badge
from creative_cli.layout.draw import Overlay
from creative_cli.layout.ground_parts import BEHIND_FRAMES, GroundKind
from creative_cli.layout.place import PlacedBlock
from creative_cli.layout.price_block import choose_price_faces
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Canvas, LocalizedCopy, Role
from creative_cli.shown import ShownBadge

PROOF_SIZES = (1.30, 1.15, 1.0)  # of the least small print, largest first
BADGE_OVER_SUBJECT = 0.02  # of a badge
AT_THE_FRAME = BEHIND_FRAMES | {GroundKind.CROSSES}  # a badge inside the frame keeps clear of them
AIR, FACE_AIR = 0.30, 0.20  # to the frame's edge, of the margin; around faces, of their height


def draw_market_badge(
    words: LocalizedCopy,
    plan: CanvasPlan,
    canvas: Canvas,
    look: BrandStyle,
    blocks: Sequence[PlacedBlock],
    offer: Sequence[Overlay],
) -> tuple[tuple[Overlay, ...], ShownBadge | None]:
    """Draw the market's badge over the picture, clear of subject, faces, type and logo; nothing where it has no place.

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
    for share in PROOF_SIZES:
        for narrow in (False, True):
            shape = set_badge(badge, faces, look.style, share * least, narrow=narrow)
            place = _find_place(shape, plan, canvas, taken)
            if place is not None:
                return draw_claim_badge(badge, shape, place, (look.style, look.palette, look.fonts))
    return (), None


def _find_place(
    shape: BadgeShape, plan: CanvasPlan, canvas: Canvas, taken: Sequence[Box]
) -> tuple[float, float] | None:
    photo, form = canvas.photo, canvas.format
    if photo is None:
        return None
    rtl = plan.direction is Direction.RTL
    safe, edge = form.safe_zone(mirrored=rtl), plan.margin / 2
    room = Box(max(safe.x, edge), max(safe.y, edge), 0, 0)
    bounds = Box(
        room.x, room.y, min(safe.right, form.width - edge) - room.x, min(safe.bottom, form.height - edge) - room.y
    )
    frame = plan.frame.box if plan.frame is not None else photo.frame
    for x, y in _list_corners(shape, frame, bounds, AIR * plan.margin, rtl=rtl):
        box = Box(x, y, shape.width, shape.height)
        if not bounds.holds(box) or any(other.overlap(box) > 0 for other in taken):
            continue
        left, top, right, bottom = box.pixels(form.width, form.height)
        if float(np.count_nonzero(photo.subject[top:bottom, left:right] > 127)) <= BADGE_OVER_SUBJECT * box.area:  # noqa: PLR2004  # half of the mask's range
            return x, y
    return None


def _list_corners(
    shape: BadgeShape, frame: Box, bounds: Box, air: float, *, rtl: bool
) -> Iterator[tuple[float, float]]:
    """Yield places over the picture: its corners at the outer side first, then along its edges."""
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
