"""Draws pieces of text and plain shapes in one ink each, as transparent pictures: the price block and the badge."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, floor

import numpy as np

from creative_cli.color.color_math import Rgb
from creative_cli.errors import TypesetError
from creative_cli.formats import Box, join_boxes
from creative_cli.layout.draw import INK_TOLERANCE_PX, Overlay, decode_png, ink_box
from creative_cli.layout.measure import run_template, set_lines, typeface_inputs
from creative_cli.layout.reading_facts import LinePlace, LogicalText, ReadingPage, read_drawn_order
from creative_cli.layout.scripts import Typeface
from creative_cli.locale.direction_runs import isolate_runs
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandFont, Pixels, Role

# Room around the ink, px: antialiased edges end inside it.
BLEED_PX = 4
# Pages whose pictures a process keeps.
CACHED_PAGES = 96


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A single line of text at a size, px: its left end, its baseline and its ink on the canvas.

    `source` is the text without the isolates that it is set with.
    """

    text: str
    face: Typeface
    size: float
    x: float
    baseline: float
    ink: Box
    source: str = ""

    def moved(self, across: float, down: float) -> "TextPiece":
        """Return the piece moved by px."""
        ink = Box(self.ink.x + across, self.ink.y + down, self.ink.width, self.ink.height)
        return replace(self, x=self.x + across, baseline=self.baseline + down, ink=ink)


@dataclass(frozen=True, slots=True)
class InkLine:
    """A straight line between two points, px on the canvas."""

    start: tuple[float, float]
    end: tuple[float, float]
    weight: float


@dataclass(frozen=True, slots=True)
class InkRing:
    """A circle's outline, px on the canvas."""

    center: tuple[float, float]
    radius: float
    weight: float


@dataclass(frozen=True, slots=True)
class InkArea:
    """A filled area between closed outlines, px on the canvas; where two lie over each other is a hole."""

    outlines: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class InkPage:
    """What is drawn in one ink: text and shapes inside *frame*, turned clockwise by degrees around its centre.

    `letters` is False for what counts as ground of other text.
    """

    frame: Box
    ink: Rgb
    pieces: tuple[TextPiece, ...] = ()
    shapes: tuple[InkLine | InkRing | InkArea, ...] = ()
    turn: float = 0.0
    letters: bool = True


def set_piece(text: str, face: Typeface, size: float) -> TextPiece:
    """Return a line of text at a size (px) with its left end and its baseline at 0; runs against it are isolated."""
    set_text = isolate_runs(text, face.direction)
    (line,) = set_lines((set_text,), face)
    ink = line.ink
    box = Box(ink.left * size, -ink.top * size, (ink.right - ink.left) * size, (ink.top - ink.bottom) * size)
    return TextPiece(set_text, face, size, 0.0, 0.0, box, text)


def frame_around(ink: Box) -> Box:
    """Return the whole px around an ink box, with room for its edges."""
    left, top = floor(ink.x) - BLEED_PX, floor(ink.y) - BLEED_PX
    return Box(left, top, ceil(ink.right) + BLEED_PX - left, ceil(ink.bottom) + BLEED_PX - top)


def ink_area(overlay: Overlay) -> float:
    """Return how much an overlay covers, px²."""
    return float(overlay.rgba[..., 3].sum(dtype=np.float64)) / 255  # full coverage of a px


def draw_ink_pages(pages: Sequence[InkPage], role: Role, brand: tuple[BrandFont, ...]) -> tuple[Overlay, ...]:
    """Draw pages in order and return their overlays.

    Raises TypesetError, which is a bug, if the ink of text that is not turned is not where its pieces say.
    """
    if not pages:
        return ()  # Typst would draw one empty page
    masks = _draw_pages(json.dumps([_page_job(page) for page in pages]), brand)
    read = read_drawn_order("price.typ", [_reading_page(page, role) for page in pages], brand)
    overlays = []
    for page, mask, reading in zip(pages, masks, read, strict=True):
        ink = ink_box(mask, page.frame.x, page.frame.y)
        if page.pieces and not page.turn:
            _require_ink(ink, page)
        rgba = np.empty((*mask.shape, 4), np.uint8)
        rgba[..., :3] = page.ink
        rgba[..., 3] = mask
        overlays.append(Overlay(role, int(page.frame.x), int(page.frame.y), rgba, ink, page.letters, reading=reading))
    return tuple(overlays)


def _reading_page(page: InkPage, role: Role) -> ReadingPage:
    texts = tuple(
        LogicalText(
            str(role),
            piece.source,
            piece.face.direction,
            (LinePlace(piece.text, piece.x, piece.ink.right - piece.x, piece.baseline),),
        )
        for piece in page.pieces
    )
    return ReadingPage(_page_job(page), texts, page.frame, page.turn)


@lru_cache(maxsize=CACHED_PAGES)
def _draw_pages(pages: str, brand: tuple[BrandFont, ...]) -> tuple[Pixels, ...]:
    """Return the coverage of each page, uint8 (height, width); markets and products with the same page share it."""
    pictures = run_template("price.typ", {"pages": json.loads(pages)}, "png", brand)
    masks = tuple(np.ascontiguousarray(decode_png(picture)[..., 3]) for picture in pictures)
    for mask in masks:
        mask.setflags(write=False)
    return masks


def _page_job(page: InkPage) -> dict[str, object]:
    return {
        "width": page.frame.width,
        "height": page.frame.height,
        "turn": page.turn,
        "shapes": [_shape_job(shape, page.frame) for shape in page.shapes],
        "pieces": [_piece_job(piece, page.frame) for piece in page.pieces],
    }


def _shape_job(shape: InkLine | InkRing | InkArea, frame: Box) -> dict[str, object]:
    def local(point: tuple[float, float]) -> tuple[float, float]:
        return point[0] - frame.x, point[1] - frame.y

    match shape:
        case InkLine(start, end, weight):
            return {"kind": "line", "start": local(start), "end": local(end), "weight": weight}
        case InkRing(center, radius, weight):
            return {"kind": "ring", "center": local(center), "radius": radius, "weight": weight}
        case InkArea(outlines):
            return {"kind": "area", "outlines": [[local(point) for point in outline] for outline in outlines]}


def _piece_job(piece: TextPiece, frame: Box) -> dict[str, object]:
    (line,) = set_lines((piece.text,), piece.face)
    width = line.width * piece.size
    # Wider than the line: Typst must not break it.
    measure = width + 4 * piece.size
    rtl = piece.face.direction is Direction.RTL
    return {
        **typeface_inputs(piece.face),
        "text": piece.text,
        "size": piece.size,
        "x": (piece.x + width - measure if rtl else piece.x) - frame.x,
        "y": piece.baseline - frame.y,
        "measure": measure,
    }


def _require_ink(drawn: Box, page: InkPage) -> None:
    wanted = join_boxes([piece.ink for piece in page.pieces])
    off = max(
        abs(drawn.x - floor(wanted.x)),
        abs(drawn.y - floor(wanted.y)),
        abs(drawn.right - ceil(wanted.right)),
        abs(drawn.bottom - ceil(wanted.bottom)),
    )
    if off > INK_TOLERANCE_PX:
        words = " ".join(piece.text for piece in page.pieces)
        raise TypesetError(
            f"Typst drew “{words}” of the offer {off:.1f} px off: {drawn} instead of {wanted}.",
            "This is a bug: please report it with the brief.",
        )
