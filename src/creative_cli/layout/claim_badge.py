"""Sets and draws the badge of a claim, a rating, an award or new, in the shapes of each style pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from math import ceil, cos, floor, hypot, pi, sin

from creative_cli.brief.badge_facts import BadgeKind, BadgeWords
from creative_cli.color.color_math import PURE_BLACK, WHITE, Palette, Rgb, choose_readable, contrast_ratio
from creative_cli.color.contrast import NORMAL_TEXT_CONTRAST
from creative_cli.formats import Box, join_boxes
from creative_cli.layout.draw import Overlay
from creative_cli.layout.ink_pages import BLEED_PX, InkArea, InkPage, InkRing, TextPiece, draw_ink_pages, set_piece
from creative_cli.layout.price_block import PriceFaces
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.surface_colors import mix_surface
from creative_cli.models import BrandFont, Role
from creative_cli.shown import ShownBadge

# The claim's size by kind, of the proof's; distances of rows and the air inside a shape, of the proof's size.
CLAIM_SIZES = {BadgeKind.RATING: 2.5, BadgeKind.AWARD: 1.75, BadgeKind.NEW: 2.2}
ROW_AIR, SHAPE_AIR, STAR_AIR = 0.55, 0.85, 0.5
STAR_SIZE, STAR_INNER = 1.55, 0.45  # of the proof's size; the inner radius of a star, of its outer one
ROUND_AIR = 1.16  # diameter of a disc, of the diagonal of its text
POINTS, POINT_DEPTH = 18, 0.09  # of a burst
SLANT = 0.20  # how far the side of a tag leans, of its height
SHORT_NAME = 9  # letters of an award's name that stay on one line
ROUND_SHAPES = {"editorial": "ring", "retail": "burst", "soft": "disc"}  # of awards, by style; else a box
CORNERS = {"editorial": 0.0, "bold": 0.0, "retail": 0.55, "soft": 9.0, "tech": 0.35}  # of the proof's size
DISC_STEPS = 72

Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class BadgeShape:
    """A badge as set, px from its own corner: its rows, its stars, the size of its proof, and its whole size.

    `rounded` says whether it is a ring, a burst or a disc.
    """

    pieces: tuple[TextPiece, ...]
    stars: tuple[tuple[float, float, float], ...]
    size: float
    width: float
    height: float
    lines: tuple[str, ...]
    rounded: bool = False


class BadgeForm(Enum):
    """How the words of a badge are parted: in two rows, with more for the proof, or with one for the stars as well.

    A low one has two rows and is never round: an award finds a place with it over a product that fills its shape.
    """

    WIDE = "wide"
    NARROW = "narrow"
    STACKED = "stacked"
    LOW = "low"


def set_badge(
    badge: BadgeWords, faces: PriceFaces, style: str, size: float, form: BadgeForm = BadgeForm.WIDE
) -> BadgeShape:
    """Set a badge whose proof has *size* (px)."""
    claim = CLAIM_SIZES[badge.kind] * size
    plain = badge.stars and style in {"editorial", "tech"}
    said = f"{badge.claim}/{badge.stars}" if plain else badge.claim
    low = form is BadgeForm.LOW
    names = _break_name(said) if badge.kind is BadgeKind.AWARD and not low else (said,)
    joined = (", ".join(badge.proof),) if badge.proof else ()
    proof = joined if form is BadgeForm.WIDE or low else badge.proof
    rows = [set_piece(line, faces.figure, claim) for line in names]
    rows += [set_piece(line, faces.text, size) for line in proof]
    # Editorial and tech print the scale instead of stars.
    stars = 0 if plain else badge.stars
    apart = form is BadgeForm.STACKED
    wide = stars * STAR_SIZE * size + (0.0 if apart else STAR_AIR * size) if stars else 0.0
    first_row = max(rows[0].ink.width, wide) if apart else rows[0].ink.width + wide
    width = max(first_row, *(row.ink.width for row in rows))
    placed, top = [], 0.0
    dots: tuple[tuple[float, float, float], ...] = ()
    for number, row in enumerate(rows):
        total = row.ink.width + (wide if number == 0 and not apart else 0.0)
        left = (width - total) / 2
        placed.append(row.moved(left - row.ink.x, top - row.ink.y))
        if number == 0 and stars:
            radius, below = STAR_SIZE * size / 2, row.ink.height + ROW_AIR * size
            first = (width - wide) / 2 if apart else left + row.ink.width + STAR_AIR * size
            middle = top + (below + radius if apart else row.ink.height / 2)
            dots = tuple((first + (2 * place + 1) * radius, middle, 0.9 * radius) for place in range(stars))
            top += 2 * radius + ROW_AIR * size if apart else 0.0
        top += row.ink.height + ROW_AIR * size
    height = top - ROW_AIR * size
    air = SHAPE_AIR * size
    rounded = badge.kind is BadgeKind.AWARD and style in ROUND_SHAPES and not low
    if rounded:
        side = ROUND_AIR * hypot(width, height) + air / 2
        across, down, full = (side - width) / 2, (side - height) / 2, (side, side)
    else:
        lean = SLANT * (height + 2 * air) if _is_tag(badge, style) else 0.0
        across, down = 1.3 * air + lean / 2, air
        full = width + 2 * across, height + 2 * air
    pieces = tuple(piece.moved(across, down) for piece in placed)
    moved = tuple((x + across, y + down, radius) for x, y, radius in dots)
    return BadgeShape(pieces, moved, size, full[0], full[1], (*names, *proof), rounded)


def draw_claim_badge(
    badge: BadgeWords, shape: BadgeShape, corner: tuple[float, float], look: tuple[str, Palette, tuple[BrandFont, ...]]
) -> tuple[tuple[Overlay, ...], ShownBadge]:
    """Draw a badge with its upper left corner at a point (px) in a style pack, a palette and the brand's fonts."""
    style, palette, brand = look
    x, y = round(corner[0]), round(corner[1])
    box = Box(x, y, shape.width, shape.height)
    # In a box an award that is round elsewhere would look like a button: it has the colours of a rating.
    boxed = badge.kind is BadgeKind.AWARD and style in ROUND_SHAPES and not shape.rounded
    fill, ink, accent = _pick_colors(BadgeKind.RATING if boxed else badge.kind, style, palette)
    frame = _frame(box)
    pages = [InkPage(frame, fill, shapes=(InkArea((_outline(badge, style, box, shape),)),), letters=False)]
    pages += [InkPage(frame, accent, shapes=marks, letters=False) for marks in _marks(badge, style, box, shape)]
    if shape.stars:
        dots = [(one[0] + x, one[1] + y, one[2]) for one in shape.stars]
        full = tuple(InkArea((_star(dot),)) for dot in dots)
        pages.append(InkPage(frame, _soften(ink, fill), shapes=full, letters=False))
        lit = tuple(_lit_stars(dots, badge.share))
        if lit:
            pages.append(InkPage(frame, accent, shapes=lit, letters=False))
    pieces = tuple(piece.moved(x, y) for piece in shape.pieces)
    pages.append(InkPage(frame, ink, pieces))
    letters = join_boxes([piece.ink for piece in pieces])
    least = min(piece.size for piece in pieces)
    shown = ShownBadge(badge.kind, shape.lines, box, letters, least, ink, fill)
    return draw_ink_pages(pages, Role.BADGE, brand), shown


def _break_name(name: str) -> tuple[str, ...]:
    """Return a name in two lines of like length, or one if it is short."""
    words = name.split()
    if len(name) <= SHORT_NAME or len(words) < 2:  # noqa: PLR2004  # a single word cannot be parted
        return (name,)
    splits = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(splits, key=lambda pair: max(len(pair[0]), len(pair[1])))


def _is_tag(badge: BadgeWords, style: str) -> bool:
    return style == "bold" and badge.kind is not BadgeKind.RATING


def _frame(box: Box) -> Box:
    left, top = floor(box.x) - BLEED_PX, floor(box.y) - BLEED_PX
    return Box(left, top, ceil(box.right) + BLEED_PX - left, ceil(box.bottom) + BLEED_PX - top)


def _pick_colors(kind: BadgeKind, style: str, palette: Palette) -> tuple[Rgb, Rgb, Rgb]:
    """Return the fill of a badge, the ink of its words and the colour of its stars and marks."""
    dark, paper = mix_surface(SurfaceRole.INK, palette), mix_surface(SurfaceRole.PAPER, palette)
    fills = {
        "editorial": (paper, paper, paper),
        "bold": (dark, palette.accent, WHITE),
        "retail": (WHITE, palette.accent, palette.accent),
        "soft": (WHITE, palette.secondary, palette.accent),
        "tech": (dark, dark, WHITE),
    }
    fill = fills[style][tuple(BadgeKind).index(kind)]
    ink = choose_readable((dark, WHITE, PURE_BLACK), fill, NORMAL_TEXT_CONTRAST)
    seen = next((one for one in (palette.accent, palette.primary, ink) if contrast_ratio(one, fill) >= 1.7), ink)  # noqa: PLR2004  # what the eye finds as a star
    return fill, ink, ink if style == "editorial" else seen


def _soften(ink: Rgb, fill: Rgb) -> Rgb:
    red, green, blue = (round(0.22 * over + 0.78 * under) for over, under in zip(ink, fill, strict=True))
    return red, green, blue


def _outline(badge: BadgeWords, style: str, box: Box, shape: BadgeShape) -> Polygon:
    if shape.rounded:
        radius, middle = box.width / 2, (box.x + box.width / 2, box.y + box.height / 2)
        if ROUND_SHAPES[style] == "burst":
            turns = 2 * POINTS
            return tuple(_polar(middle, radius * (1 - POINT_DEPTH * (step % 2)), step / turns) for step in range(turns))
        return tuple(_polar(middle, radius, step / DISC_STEPS) for step in range(DISC_STEPS))
    if _is_tag(badge, style):
        lean = SLANT * box.height
        return ((box.x + lean, box.y), (box.right, box.y), (box.right - lean, box.bottom), (box.x, box.bottom))
    corner = min(CORNERS[style] * shape.size, box.height / 2)
    if not corner:
        return ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
    centers = (
        ((box.right - corner, box.y + corner), 0.0),
        ((box.right - corner, box.bottom - corner), 0.25),
        ((box.x + corner, box.bottom - corner), 0.5),
        ((box.x + corner, box.y + corner), 0.75),
    )
    return tuple(_polar(center, corner, start + step / 64) for center, start in centers for step in range(17))


def _marks(badge: BadgeWords, style: str, box: Box, shape: BadgeShape) -> Iterator[tuple[InkArea | InkRing, ...]]:
    """Yield the rules, rings and bars of a badge, in its second colour."""
    thin = max(1.0, round(0.10 * shape.size))
    if style == "editorial":
        if shape.rounded:
            middle, radius = (box.x + box.width / 2, box.y + box.height / 2), box.width / 2
            yield (InkRing(middle, 0.97 * radius, thin), InkRing(middle, 0.91 * radius, thin))
        else:
            yield (_bar(Box(box.x, box.y, box.width, thin)), _bar(Box(box.x, box.bottom - thin, box.width, thin)))
    elif style == "tech" and badge.kind is BadgeKind.AWARD:
        yield (_bar(Box(box.x, box.y, 3 * thin, box.height)),)
    elif style == "tech" and badge.kind is BadgeKind.RATING:
        yield (_bar(Box(box.x, box.bottom - 2 * thin, badge.share * box.width, 2 * thin)),)


def _bar(box: Box) -> InkArea:
    return InkArea((((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)),))


def _star(dot: tuple[float, float, float]) -> Polygon:
    x, y, radius = dot
    return tuple(_polar((x, y), radius * (STAR_INNER if step % 2 else 1), step / 10) for step in range(10))


def _lit_stars(dots: list[tuple[float, float, float]], share: float) -> Iterator[InkArea]:
    """Yield the stars of a score, the last one up to its part."""
    for place, dot in enumerate(dots):
        part = min(1.0, max(0.0, share * len(dots) - place))
        if part > 0:
            outline = _cut_right(_star(dot), dot[0] - dot[2] + 2 * part * dot[2])
            if outline:
                yield InkArea((outline,))


def _cut_right(outline: Polygon, edge: float) -> Polygon:
    """Return the part of an outline left of *edge*, x in px."""
    kept: list[tuple[float, float]] = []
    for one, other in zip(outline, (*outline[1:], outline[0]), strict=True):
        if one[0] <= edge:
            kept.append(one)
        if (one[0] <= edge) is not (other[0] <= edge):
            part = (edge - one[0]) / (other[0] - one[0])
            kept.append((edge, one[1] + part * (other[1] - one[1])))
    return tuple(kept)


def _polar(center: tuple[float, float], radius: float, turn: float) -> tuple[float, float]:
    angle = 2 * pi * turn
    return center[0] + radius * sin(angle), center[1] - radius * cos(angle)
