"""Draws the badge of a discount: a burst, a disc, an outlined disc or a tag, by style pack, turned a little."""

from dataclasses import dataclass, replace
from math import ceil, cos, hypot, pi, sin

from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box, join_boxes
from creative_cli.layout.draw import Overlay
from creative_cli.layout.ink_pages import (
    BLEED_PX,
    InkArea,
    InkPage,
    InkRing,
    TextPiece,
    draw_ink_pages,
    ink_area,
    set_piece,
)
from creative_cli.layout.price_block import FIGURE_WEIGHT, PriceFaces, choose_percent_face, write_drawable_minus
from creative_cli.locale.locales import Direction
from creative_cli.models import Role
from creative_cli.shown import OfferText

BADGE_DEGREES = -8.0  # anticlockwise
BADGE_SHARE = 0.19  # diameter, of the canvas' short side
BURST_POINTS = 18
BURST_DEPTH = 0.10  # of the radius, from points to notches
# The most that text takes of the diameter: its width, and its diagonal.
MAX_TEXT_WIDTH, MAX_TEXT_DIAGONAL = 0.62, 0.72
SECOND_LINE_SHARE = 0.62
LINE_GAP = 0.20  # between the inks of two lines, of the first line's size
RING_RADIUS, RING_WEIGHT = 0.455, 0.014  # of the diameter
TAG_HEIGHT, TAG_POINT, TAG_HOLE = 0.58, 0.20, 0.032  # of the diameter
CIRCLE_STEPS = 96

_SHAPES = {"editorial": "ring", "bold": "tag", "retail": "burst", "soft": "disc", "tech": "tag"}

Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class BadgeColors:
    """The fill of a badge and the ink of its text."""

    fill: Rgb
    ink: Rgb


@dataclass(frozen=True, slots=True, eq=False)
class DrawnBadge:
    """A drawn badge: overlays in paint order, its text for the checks, and the box of all ink (px)."""

    overlays: tuple[Overlay, ...]
    text: OfferText
    box: Box


def draw_badge(text: str, faces: PriceFaces, square: Box, style: str, colors: BadgeColors) -> DrawnBadge:
    """Draw a discount on a badge that fills *square* (px) before it is turned by `BADGE_DEGREES`.

    A line end in *text* parts its lines. Text is at most 62 % as wide as the square. *style* is the name of a style
    pack. In right-to-left markets a tag is mirrored, its text is not.
    """
    center = float(round(square.x + square.width / 2)), float(round(square.y + square.height / 2))
    shape, side = _SHAPES[style], square.width
    frame = _turned_frame(center, side)
    rtl = faces.text.direction is Direction.RTL
    shift = 0.0
    if shape == "tag":
        shift = TAG_POINT * side * (-0.35 if rtl else 0.35)
    pieces = _set_text(
        write_drawable_minus(text, faces.figure).split("\n"),
        faces,
        center[0] + shift,
        center[1],
        side,
        low=shape == "tag",
    )
    pages = [InkPage(frame, colors.fill, shapes=(_outline(shape, center, side, rtl=rtl),), turn=BADGE_DEGREES)]
    if shape == "ring":
        ring = InkRing(center, RING_RADIUS * side, max(1.0, RING_WEIGHT * side))
        pages.append(InkPage(frame, colors.ink, shapes=(ring,)))
    pages = [replace(page, letters=False) for page in pages]
    pages.append(InkPage(frame, colors.ink, pieces, turn=BADGE_DEGREES))
    overlays = draw_ink_pages(pages, Role.BADGE, faces.figure.brand)
    size = max(piece.size for piece in pieces)
    lines = tuple(text.split("\n"))
    drawn = OfferText(
        "percent", lines, overlays[-1].ink, ink_area(overlays[-1]), size, colors.ink, FIGURE_WEIGHT, turned=True
    )
    return DrawnBadge(overlays, drawn, join_boxes([overlay.ink for overlay in overlays]))


def _turned_frame(center: tuple[float, float], side: float) -> Box:
    """Return a square of whole px around a whole point, which the page turns around; corners of a tag fit in it."""
    reach = ceil(0.6 * side) + BLEED_PX
    return Box(center[0] - reach, center[1] - reach, 2 * reach, 2 * reach)


def _set_text(
    lines: list[str], faces: PriceFaces, x: float, y: float, side: float, *, low: bool
) -> tuple[TextPiece, ...]:
    """Return the lines centred on a point, as large as the badge allows."""
    face = choose_percent_face(lines[0], faces.figure)
    other = faces.figure
    # Everything is proportional: set at 1 px first.
    shares = [1.0] + [SECOND_LINE_SHARE] * (len(lines) - 1)
    inks = [
        set_piece(line, face if number == 0 else other, share).ink
        for number, (line, share) in enumerate(zip(lines, shares, strict=True))
    ]
    width = max(ink.width for ink in inks)
    height = sum(ink.height for ink in inks) + LINE_GAP * (len(lines) - 1)
    size = min(MAX_TEXT_WIDTH * side / width, MAX_TEXT_DIAGONAL * side / hypot(width, height))
    if low:
        size = min(size, 0.72 * TAG_HEIGHT * side / height)
    pieces, top = [], y - height * size / 2
    for number, (line, share) in enumerate(zip(lines, shares, strict=True)):
        piece = set_piece(line, face if number == 0 else other, share * size)
        pieces.append(piece.moved(x - piece.ink.x - piece.ink.width / 2, top - piece.ink.y))
        top += piece.ink.height + LINE_GAP * size
    return tuple(pieces)


def _outline(shape: str, center: tuple[float, float], side: float, *, rtl: bool) -> InkArea:
    radius = side / 2
    if shape == "burst":
        steps = 2 * BURST_POINTS
        reach = [radius * (1 - BURST_DEPTH * (step % 2)) for step in range(steps)]
        return InkArea((tuple(_polar(center, reach[step], step / steps) for step in range(steps)),))
    if shape != "tag":
        return InkArea((_circle(center, radius),))
    flip = -1 if rtl else 1
    half, point = TAG_HEIGHT * side / 2, radius - TAG_POINT * side
    corners = ((-radius, 0.0), (-point, -half), (radius, -half), (radius, half), (-point, half))
    hole = (center[0] - flip * (radius - 0.72 * TAG_POINT * side), center[1])
    return InkArea(
        (
            tuple((center[0] + flip * across, center[1] + down) for across, down in corners),
            _circle(hole, TAG_HOLE * side),
        )
    )


def _circle(center: tuple[float, float], radius: float) -> Outline:
    return tuple(_polar(center, radius, step / CIRCLE_STEPS) for step in range(CIRCLE_STEPS))


def _polar(center: tuple[float, float], radius: float, turn: float) -> tuple[float, float]:
    """Return the point at a share of a full turn, from the top clockwise."""
    angle = 2 * pi * turn
    return center[0] + radius * sin(angle), center[1] - radius * cos(angle)
