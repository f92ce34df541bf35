"""Sets and draws the price block: unit, previous price, price, price of a unit and a note, one below the other.

The price is one unit that never breaks: a large figure, its decimals and its currency small and high, and words such as
kr or 円 on its line. It shrinks as a whole. Lines align by their ink at the side where reading starts; the digits
themselves always run from left to right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import atan2, ceil, radians, tan
from unicodedata import bidirectional, east_asian_width

import numpy as np

from creative_cli.brief.price_parts import PartKind, PriceDisplay
from creative_cli.color import contrast
from creative_cli.color.color_math import Rgb, contrast_ratio
from creative_cli.formats import Box, join_boxes
from creative_cli.layout.draw import Overlay
from creative_cli.layout.glyph_coverage import family_covers
from creative_cli.layout.ink_pages import (
    InkLine,
    InkPage,
    TextPiece,
    draw_ink_pages,
    frame_around,
    ink_area,
    set_piece,
)
from creative_cli.layout.measure import measure_text
from creative_cli.layout.paragraph import TEXT_TASTE, best_lines, open_breaks
from creative_cli.layout.scripts import Typeface, choose_typeface
from creative_cli.layout.slots import SIZE_STEP_PX
from creative_cli.locale.direction_runs import strip_isolates
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import BrandFont, Role
from creative_cli.shown import OfferText

FIGURE_WEIGHT, TEXT_WEIGHT = 700, 400
MINUS, EN_DASH = "\u2212", "\u2013"
# Decimal marks that stand on the line; raised, they would look like an apostrophe.
COMMAS = (",", "٫")

# Sizes, of the figure's.
WAS_SHARE, SMALL_SHARE = 0.34, 0.22
SIGN_SHARE, WORD_SHARE, MINOR_SHARE = 0.46, 0.42, 0.50
# A word below raised decimals is smaller if it must be, down to this; else it stands beside them.
MIN_STACKED_SHARE = 0.30
# Distances between inks, of the figure's size.
SIGN_GAP, LETTERS_GAP, MINOR_GAP, WORD_GAP, STACK_GAP = 0.06, 0.10, 0.05, 0.10, 0.07
ROW_GAP, FIGURE_GAP = 0.16, 0.15
# Distance of a percentage after the previous price, of their size.
PERCENT_GAP = 0.55
# The line through a previous price: its weight and how far it reaches out of the ink, of the text's size; its angle.
STRIKE_WEIGHT, STRIKE_REACH, STRIKE_DEGREES = 0.075, 0.16, 7.0
# A long price is struck at a smaller angle: the line stays within its height, of its ink.
MAX_STRIKE_RISE = 0.95
# How much of the text's colour the previous price has; the rest is its ground's.
WAS_STRENGTH = 0.86
# Lines of a unit or a note.
MAX_SMALL_LINES = 3


@dataclass(frozen=True, slots=True)
class PriceFaces:
    """The typefaces of a price block: of the figure, and of the text around it."""

    locale: Locale
    figure: Typeface
    text: Typeface


@dataclass(frozen=True, slots=True)
class PriceSizes:
    """The size of the figure and the least size of any text, px."""

    figure: float
    least: float


@dataclass(frozen=True, slots=True)
class PriceColors:
    """The ink of the figure and of the text around it, and their ground."""

    figure: Rgb
    text: Rgb
    ground: Rgb


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row of the block: the field of PriceDisplay that it prints, its lines, and its pieces, px from its own corner.

    `struck` is the line through it. `ink` is what the letters cover, and the line above and below them.
    """

    name: str
    lines: tuple[str, ...]
    pieces: tuple[TextPiece, ...]
    size: float
    weight: int
    ink: Box
    struck: InkLine | None = None

    def moved(self, across: float, down: float) -> "SetRow":
        """Return the row moved by px."""
        line = self.struck
        return replace(
            self,
            pieces=tuple(piece.moved(across, down) for piece in self.pieces),
            ink=Box(self.ink.x + across, self.ink.y + down, self.ink.width, self.ink.height),
            struck=None
            if line is None
            else InkLine(
                (line.start[0] + across, line.start[1] + down),
                (line.end[0] + across, line.end[1] + down),
                line.weight,
            ),
        )


@dataclass(frozen=True, slots=True)
class PriceShape:
    """A price block as set: its rows from top to bottom, px from its top left corner, its width and its height."""

    rows: tuple[SetRow, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True, eq=False)
class PriceBlock:
    """A drawn price block: overlays in paint order, the texts for the checks, and the box of all ink (px)."""

    overlays: tuple[Overlay, ...]
    texts: tuple[OfferText, ...]
    box: Box


def choose_price_faces(
    locale: Locale, brand: tuple[BrandFont, ...] = (), style: str = "", signs: str = "", notes: str = ""
) -> PriceFaces:
    """Return the typefaces of a price block: the headline's for the figure, the body's for the text.

    With a *style* the figure has the display face of that pack, if it has all *signs*. A font of the brand sets the
    figure if it draws all *signs*, and the text if it draws the *notes* too.
    """
    figure = choose_typeface(locale, Role.HEADLINE, FIGURE_WEIGHT, brand, style, signs)
    text = choose_typeface(locale, Role.BODY, TEXT_WEIGHT, brand, text=f"{signs} {notes}")
    # Digits and their unit are one word: no quarter em between 960 and 円, and no wide setting as for kana.
    return PriceFaces(
        locale, replace(figure, spaced=False, tracking=min(figure.tracking, 0.0)), replace(text, spaced=False)
    )


def write_drawable_minus(text: str, face: Typeface) -> str:
    """Return *text* with an en dash for its minus sign if the font of its digits lacks one.

    A minus sign from another font would show by its weight.
    """
    digit = next((sign for sign in text if sign.isdecimal()), "5")
    family = next((one for one in face.families if not _lacks(one, digit, face)), face.families[0])
    return text.replace(MINUS, EN_DASH) if _lacks(family, MINUS, face) else text


def choose_percent_face(text: str, face: Typeface) -> Typeface:
    """Return *face* for a percentage, which runs from left to right, but for one in Arabic-Indic digits: ٪٢٥.

    Their percent sign and minus stand where right-to-left reading has them (UAX #9: digits of the class AN).
    """
    if any(bidirectional(sign) == "AN" for sign in text):
        return face
    return replace(face, direction=Direction.LTR)


def _lacks(family: str, sign: str, face: Typeface) -> bool:
    return not family_covers(family, sign, face.weight, face.brand)


def choose_price_ink(wanted: Rgb, text: Rgb, ground: Rgb) -> Rgb:
    """Return the ink of the figure: *wanted* if it has 3:1 on *ground* (WCAG 2.2, large text), else *text*."""
    return wanted if contrast_ratio(wanted, ground) >= contrast.LARGE_TEXT_CONTRAST else text


def price_block_size(
    display: PriceDisplay, faces: PriceFaces, sizes: PriceSizes, width: float | None = None, *, percent: bool = False
) -> tuple[float, float]:
    """Return the width and height of the block's ink, px; the arguments are those of `measure_price_block`."""
    shape = measure_price_block(display, faces, sizes, width, percent=percent)
    return shape.width, shape.height


def fit_price_block(
    display: PriceDisplay,
    faces: PriceFaces,
    room: tuple[float, float],
    target: PriceSizes,
    floor: float,
    *,
    percent: bool = False,
) -> PriceSizes | None:
    """Return the largest size of the figure from *floor* to that of *target* (px) at which the block fits *room*.

    *room* is a width and a height, px. None if the block does not fit at *floor*. Sizes are half px apart.
    """

    def fits(steps: int) -> bool:
        size = replace(target, figure=steps * SIZE_STEP_PX)
        width, height = price_block_size(display, faces, size, room[0], percent=percent)
        return width <= room[0] and height <= room[1]

    high = int(target.figure / SIZE_STEP_PX)
    low = min(ceil(floor / SIZE_STEP_PX), high)
    if not fits(low):
        return None
    # The block grows with the figure: every size below one that fits does too.
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return replace(target, figure=low * SIZE_STEP_PX)


def measure_price_block(
    display: PriceDisplay, faces: PriceFaces, sizes: PriceSizes, width: float | None = None, *, percent: bool = False
) -> PriceShape:
    """Set the rows of a price block.

    Units and notes wider than *width* (px) take more lines; the price itself never breaks. An offer without a price has
    its percentage as the figure. With *percent*, the percentage stands after the previous price, or above the price:
    for ads without room for a badge.
    """
    rows = _set_rows(display, faces, sizes, width, percent=percent)
    rtl = faces.text.direction is Direction.RTL
    widest = max(join_boxes([cell.ink for cell in row]).width for row in rows)
    placed: list[SetRow] = []
    top = 0.0
    for above, row in zip([None, *rows], rows, strict=False):
        if above is not None:
            beside_figure = any(cell.size == sizes.figure for cell in (*above, *row))
            top += (FIGURE_GAP if beside_figure else ROW_GAP) * sizes.figure
        ink = join_boxes([cell.ink for cell in row])
        left = widest - ink.width if rtl else 0.0
        placed += [cell.moved(left - ink.x, top - ink.y) for cell in row]
        top += ink.height
    return PriceShape(tuple(placed), widest, top)


def anchor_price_block(shape: PriceShape, box: Box, anchor: str, *, rtl: bool) -> tuple[float, float]:
    """Return the corner for a block in a box: at the side where reading starts, and at its top, middle or bottom."""
    free = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[anchor]
    return box.right - shape.width if rtl else box.x, box.y + free * (box.height - shape.height)


def draw_price_block(
    shape: PriceShape, corner: tuple[float, float], colors: PriceColors, brand: tuple[BrandFont, ...] = ()
) -> PriceBlock:
    """Draw a price block with its top left corner at *corner*, px on the canvas.

    Raises TypesetError, which is a bug, if ink is not where it was measured: no text is ever clipped.
    """
    rows = [row.moved(*corner) for row in shape.rows]
    pages, texts = [], []
    for row in rows:
        ink = _row_ink(row, colors)
        pieces = join_boxes([piece.ink for piece in row.pieces])
        pages.append(InkPage(frame_around(pieces), ink, row.pieces))
        texts.append(OfferText(row.name, row.lines, pieces, 0.0, row.size, ink, row.weight))
        if row.struck is not None:
            pages.append(InkPage(frame_around(_line_box(row.struck)), colors.text, shapes=(row.struck,)))
    overlays = draw_ink_pages(pages, Role.PRICE, brand)
    rest = iter(overlays)
    drawn = []
    for text, row in zip(texts, rows, strict=True):
        letters = next(rest)
        covered = letters if row.struck is None else _join_masks(letters, next(rest))
        struck = None if row.struck is None else _line_box(row.struck)
        drawn.append(replace(text, box=letters.ink, area=ink_area(covered), struck=struck))
    return PriceBlock(overlays, tuple(drawn), join_boxes([overlay.ink for overlay in overlays]))


def _join_masks(letters: Overlay, line: Overlay) -> Overlay:
    """Return the letters together with the part of a line that lies in their ink box."""
    rgba = letters.rgba.copy()
    left, top, right, bottom = (
        int(letters.ink.x) - letters.x,
        int(letters.ink.y) - letters.y,
        int(letters.ink.right) - letters.x,
        int(letters.ink.bottom) - letters.y,
    )
    rows, columns = slice(top, bottom), slice(left, right)
    across, down = letters.x - line.x, letters.y - line.y
    # The line's page may end above or below the letters' box.
    under = np.zeros_like(rgba[..., 3])
    height, width = line.rgba.shape[:2]
    y0, y1 = max(top, -down), min(bottom, height - down)
    x0, x1 = max(left, -across), min(right, width - across)
    under[y0:y1, x0:x1] = line.rgba[y0 + down : y1 + down, x0 + across : x1 + across, 3]
    rgba[rows, columns, 3] = np.maximum(rgba[rows, columns, 3], under[rows, columns])
    return replace(letters, rgba=rgba)


def _line_box(line: InkLine) -> Box:
    """Return the box of a line that rises to the right."""
    (left, bottom), (right, top) = line.start, line.end
    return Box(left, top, right - left, bottom - top).grown(line.weight)


def _row_ink(row: SetRow, colors: PriceColors) -> Rgb:
    if row.weight == FIGURE_WEIGHT:
        return colors.figure
    if row.struck is None:
        return colors.text
    red, green, blue = (
        round(WAS_STRENGTH * text + (1 - WAS_STRENGTH) * ground)
        for text, ground in zip(colors.text, colors.ground, strict=True)
    )
    muted = (red, green, blue)
    return muted if contrast_ratio(muted, colors.ground) >= contrast.NORMAL_TEXT_CONTRAST else colors.text


def _set_rows(
    display: PriceDisplay, faces: PriceFaces, sizes: PriceSizes, width: float | None, *, percent: bool
) -> list[tuple[SetRow, ...]]:
    """Return the rows from top to bottom; what stands side by side is one row."""
    small = max(SMALL_SHARE * sizes.figure, sizes.least)
    medium = max(WAS_SHARE * sizes.figure, sizes.least)
    figures = dict(display.figures())
    rows: list[tuple[SetRow, ...]] = []
    if display.unit is not None:
        rows.append((_set_small("unit", display.unit, faces, small, width),))
    beside = []
    if display.was is not None:
        beside.append(_strike_row(_set_line("was", display.was, faces.text, medium, TEXT_WEIGHT)))
    if percent and display.parts and display.percent is not None:
        face = choose_percent_face(display.percent, faces.figure)
        beside.append(_set_line("percent", figures["percent"], face, medium, FIGURE_WEIGHT))
    if beside:
        rows.append(_put_beside(beside, PERCENT_GAP * medium, rtl=faces.text.direction is Direction.RTL))
    if display.parts:
        pieces = tuple(_set_figure(display, faces.figure, sizes.figure))
        ink = join_boxes([piece.ink for piece in pieces])
        rows.append((SetRow("price", (figures["price"],), pieces, sizes.figure, FIGURE_WEIGHT, ink),))
    elif display.percent is not None:
        rows.append((_set_percent(display.percent, faces.figure, sizes.figure),))
    for name, text in (("base", display.base), ("note", display.note)):
        if text is not None:
            rows.append((_set_small(name, text, faces, small, width),))
    return rows


def _set_line(name: str, text: str, face: Typeface, size: float, weight: int) -> SetRow:
    piece = set_piece(write_drawable_minus(text, face), face, size)
    return SetRow(name, (text,), (piece,), size, weight, piece.ink)


def _set_percent(text: str, face: Typeface, size: float) -> SetRow:
    """Set a percentage as the figure; the word after its line end stands small and high beside it: 30% OFF."""
    number, _, word = text.partition("\n")
    row = _set_line("percent", number, choose_percent_face(number, face), size, FIGURE_WEIGHT)
    if not word:
        return row
    piece = set_piece(word, face, WORD_SHARE * size)
    piece = piece.moved(row.ink.right + WORD_GAP * size - piece.ink.x, row.ink.y - piece.ink.y)
    both = (*row.pieces, piece)
    return replace(row, lines=(f"{number} {word}",), pieces=both, ink=join_boxes([one.ink for one in both]))


def _set_small(name: str, text: str, faces: PriceFaces, size: float, width: float | None) -> SetRow:
    """Set a unit or a note, in as many lines as it needs within *width*, px."""
    face = faces.text
    lines: tuple[str, ...] = (text,)
    if width is not None and set_piece(text, face, size).ink.width > width:
        measured = measure_text(text, faces.locale, (), face)
        lines = best_lines(measured, width / size, open_breaks(measured, width / size), MAX_SMALL_LINES, TEXT_TASTE)
    pieces = [set_piece(line, face, size).moved(0.0, number * face.pitch * size) for number, line in enumerate(lines)]
    rtl = face.direction is Direction.RTL
    edge = max(piece.ink.right for piece in pieces) if rtl else min(piece.ink.x for piece in pieces)
    aligned = tuple(piece.moved(edge - (piece.ink.right if rtl else piece.ink.x), 0.0) for piece in pieces)
    read = tuple(strip_isolates(line) for line in lines)
    return SetRow(name, read, aligned, size, TEXT_WEIGHT, join_boxes([piece.ink for piece in aligned]))


def _strike_row(row: SetRow) -> SetRow:
    """Return the row with a line through it, which rises to the right."""
    ink, size = row.ink, row.size
    reach = ink.width / 2 + STRIKE_REACH * size
    angle = min(radians(STRIKE_DEGREES), atan2(MAX_STRIKE_RISE * ink.height / 2, reach))
    x, y = ink.x + ink.width / 2, ink.y + ink.height / 2
    across, up = reach, reach * tan(angle)
    line = InkLine((x - across, y + up), (x + across, y - up), STRIKE_WEIGHT * size)
    # Rows align by their letters: the line hangs out at both ends.
    return replace(row, struck=line, ink=join_boxes([ink, Box(x, y - up, 0.0, 2 * up).grown(line.weight / 2)]))


def _put_beside(cells: Sequence[SetRow], gap: float, *, rtl: bool) -> tuple[SetRow, ...]:
    """Return cells side by side on one baseline, the first where reading starts."""
    placed: list[SetRow] = []
    at = 0.0
    for cell in reversed(cells) if rtl else cells:
        placed.append(cell.moved(at - cell.ink.x, 0.0))
        at = placed[-1].ink.right + gap
    return tuple(reversed(placed)) if rtl else tuple(placed)


def _set_figure(display: PriceDisplay, face: Typeface, size: float) -> Iterator[TextPiece]:
    """Yield the pieces of the price from left to right, the figure's baseline at 0."""
    runs = _join_runs(display)
    plain = replace(face, direction=Direction.LTR)
    digits = next(text for kind, text in runs if kind is PartKind.WHOLE)
    top = -set_piece(_only_digits(digits), plain, size).ink.y
    at = 0.0  # where the next piece may begin, px
    comma = 0.0  # where a comma on the line ends, px
    minor: TextPiece | None = None
    for number, (kind, text) in enumerate(runs):
        rtl_word = kind is PartKind.WORD and face.direction is Direction.RTL
        own = face if rtl_word else plain
        gap = 0.0 if number == 0 else _gap_before(kind, *runs[number - 1]) * size
        if kind is PartKind.WORD and minor is not None:
            below = _stack_below(text, own, minor, size)
            if below is not None:
                # Beside the comma, if one reaches under the decimals.
                yield below.moved(max(minor.ink.x, comma + SIGN_GAP * size) - below.ink.x, 0.0)
                continue
        piece = _scale_run(kind, text, own, size, top)
        piece = piece.moved(at + gap - piece.ink.x, 0.0)
        yield piece
        at = piece.ink.right
        if kind is PartKind.WHOLE and text[-1] in COMMAS:
            # Raised decimals begin over the comma, not after it.
            at, comma = set_piece(text[:-1], plain, size).moved(piece.x, 0.0).ink.right, at
        minor = piece if kind is PartKind.MINOR else minor


def _join_runs(display: PriceDisplay) -> list[tuple[PartKind, str]]:
    """Return the runs of the price, each in one size: a comma and flat decimals go with the digits."""
    runs: list[tuple[PartKind, str]] = []
    for part in display.parts:
        flat = part.kind is PartKind.TAIL or (not display.raised and part.kind in {PartKind.MARK, PartKind.MINOR})
        if flat or (part.kind is PartKind.MARK and part.text in COMMAS):
            kind, text = runs[-1]
            runs[-1] = (kind, text + part.text)
        elif part.kind is PartKind.MINOR and runs[-1][0] is PartKind.MARK:
            runs[-1] = (PartKind.MINOR, runs[-1][1] + part.text)
        else:
            runs.append((part.kind, part.text))
    return runs


def _only_digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _gap_before(kind: PartKind, before: PartKind, text_before: str) -> float:
    if PartKind.WORD in {kind, before}:
        return WORD_GAP
    if before is PartKind.SIGN and len(text_before) > 1:
        return LETTERS_GAP
    return MINOR_GAP if kind is PartKind.MINOR or before is PartKind.MINOR else SIGN_GAP


def _scale_run(kind: PartKind, text: str, face: Typeface, size: float, top: float) -> TextPiece:
    """Return a run in its size: raised so that its digits or capitals reach *top* px, or on the line."""
    if kind is PartKind.WHOLE:
        return set_piece(text, face, size)
    if kind is PartKind.WORD:
        piece = set_piece(text, face, WORD_SHARE * size)
        # Ideographs stand a little below the line; beside digits they stand on it.
        wide = east_asian_width(text[0]) == "W"
        return piece.moved(0.0, -piece.ink.bottom if wide else 0.0)
    share = MINOR_SHARE if kind is PartKind.MINOR else SIGN_SHARE
    piece = set_piece(text, face, share * size)
    reference = set_piece(_only_digits(text) or "0", face, share * size)
    return piece.moved(0.0, -(top + reference.ink.y))


def _stack_below(text: str, face: Typeface, minor: TextPiece, size: float) -> TextPiece | None:
    """Return a word in the size that fits below raised decimals; None if there is no room for it."""
    full = set_piece(text, face, size)
    room = -minor.ink.bottom - STACK_GAP * size
    share = min(WORD_SHARE, room / -full.ink.y)
    if share < MIN_STACKED_SHARE or face.direction is Direction.RTL:
        return None
    return set_piece(text, face, share * size)
