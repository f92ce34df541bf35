"""Reads what a user's template writes itself: words that no brief has, but that are printed as copy is.

Typst says what it sets in type, and where (see `under.typ`). Words in an SVG picture are read from its file. Letters
that are drawn as shapes, or in a picture of pixels, are not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creative_cli.color.color_math import Palette, Rgb, hex_to_rgb
from creative_cli.errors import PictureError
from creative_cli.formats import Box, Format
from creative_cli.imaging.blending import paste_layer
from creative_cli.layout.draw import ink_box
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.sandbox import TemplateFault, list_page_jobs, list_user_marks
from creative_cli.layout.svg_document import read_svg, svg_name
from creative_cli.layout.template_page import list_template_families
from creative_cli.locale.direction_runs import strip_isolates
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels, TemplateRef
from creative_cli.shown import ShownWords, WordsInk

MAX_MARKS = 4000
"""Of a template: more are not read."""
# Of the size of type: a piece that begins this far from the last belongs to the same line.
_SAME_LINE_EM = 1.6
# Typst drops the spaces beside its marks: where a piece really begins is this much further on for each before it.
_SPACE_EM = 0.35
# The next line of a text has nearly the same size.
_SAME_SIZE = 1.3
# The next line of a text is at most this far below, em.
_NEXT_LINE_EM = 1.6
_LEVEL_EM = 0.1
# Signs that stand without a space after what goes before, or before what follows. Typst sets quotes apart.
_CLOSING, _OPENING = frozenset(".,:;!?%)]}'’”»…、。，！？」』"), frozenset("([{'’“«「『")
# How far letters reach above and below the baseline, em.
_ABOVE_EM, _BELOW_EM = 1.0, 0.35
# The width that is drawn, of that which was measured, between which a piece stands in one level line.
_ONE_LINE = (0.97, 1.03)
_GROUND_PX = 4
_BOLD, _REGULAR = 700, 400
# The part of the letters' pixels that are covered most: they have the colour of the ink.
_FULL_INK = 75.0


class WrittenPiece(NamedTuple):
    """A piece of text in one style: where it begins and ends on its baseline, px, and its `width` in one line."""

    text: str
    begins: tuple[float, float]
    ends: tuple[float, float]
    width: float
    size: float
    bold: bool
    fill: Rgb | None

    @property
    def in_line(self) -> bool:
        """Whether it stands in one level line, so that its place is known."""
        across, down = abs(self.ends[0] - self.begins[0]), abs(self.ends[1] - self.begins[1])
        low, high = (part * self.width for part in _ONE_LINE)
        return down <= _LEVEL_EM * self.size and low - 1 <= across <= high + 1

    @property
    def box(self) -> Box:
        """Where its letters are looked for, if it is in one line."""
        top = self.begins[1] - _ABOVE_EM * self.size
        left, right = sorted((self.begins[0], self.ends[0]))
        return Box(left, top, right - left, (_ABOVE_EM + _BELOW_EM) * self.size)


class _Layers(NamedTuple):
    """Where letters are, (height, width), the page on what lies under it, and the same without its letters."""

    inked: NDArray[np.bool_]
    drawn: Pixels
    ground: Pixels


@lru_cache(maxsize=16)  # what is found in them, and what is printed of them
def find_template_texts(
    design: TemplateRef, forms: tuple[Format, ...], directions: tuple[Direction, ...], palette: Palette
) -> tuple[str, ...]:
    """Return the texts that a user's template writes on any of its pages, each once; no pixel is drawn.

    () for a bundled template, and for one that Typst cannot read: that is a problem of the brief.
    """
    if design.folder is None:
        return ()
    pages = list_user_marks(design, list_page_jobs(design, forms, directions, palette))
    groups = [] if isinstance(pages, TemplateFault) else [_group_pieces(read_marks(marks)) for marks in pages]
    written = (_join_text(group) for page in groups for group in page)
    return tuple(dict.fromkeys((*written, *_read_svg_texts(design))))


def show_template_words(
    design: TemplateRef, marks: Sequence[object], page: Pixels, bare: Pixels, under: Pixels
) -> tuple[ShownWords, ...]:
    """Return the words that a template's *page* shows, of the *marks* of its texts; those in its SVG pictures last.

    *page* is uint8 (height, width, 4), *bare* the same without letters, and *under* what both lie on, (height, width,
    3). Words that leave no ink where they are set in one level line are hidden, and left out.
    """
    inked = (page != bare).any(axis=2)
    drawn, ground = paste_layer(under, page, 0, 0), paste_layer(under, bare, 0, 0)
    shown = []
    for group in _group_pieces(read_marks(marks)):
        seen = [piece for piece in group if not _is_hidden(piece, inked)]
        if text := _join_text(seen):
            layers = _Layers(inked, drawn, ground)
            inks = (_measure_ink(piece, at, layers) for at, piece in enumerate(seen) if piece.in_line)
            shown.append(ShownWords(text, find_missing_letters(text), tuple(one for one in inks if one is not None)))
    return (*shown, *(ShownWords(text) for text in _read_svg_texts(design)))


def find_missing_letters(text: str) -> tuple[str, ...]:
    """Return the characters of a template's text that no bundled font has."""
    return find_missing_glyphs(text, list_template_families())


def read_marks(marks: Sequence[object]) -> tuple[WrittenPiece, ...]:
    """Return the pieces of text that the marks of `under.typ` describe; what a template imitates is left out."""
    pieces, begins = [], None
    for mark in marks[:MAX_MARKS]:
        if not isinstance(mark, Mapping):
            continue
        begins, begun = _read_point(mark.get("begins")), begins
        if begins is None and begun is not None and (piece := _read_piece(mark, begun)) is not None:
            pieces.append(piece)
    return tuple(pieces)


def _read_piece(mark: Mapping[Any, Any], begins: tuple[float, float]) -> WrittenPiece | None:
    ends, text, size, width = (mark.get(key) for key in ("ends", "text", "size", "width"))
    point, fill = _read_point(ends), mark.get("fill")
    if point is None or not isinstance(text, str) or not isinstance(size, int | float):
        return None
    if not isinstance(width, int | float) or not text:
        return None
    # A colour that lets the ground through is measured where it lies on it.
    ink = hex_to_rgb(fill) if isinstance(fill, str) and len(fill) == len("#rrggbb") else None
    across = abs(point[0] - begins[0])
    level = abs(point[1] - begins[1]) <= _LEVEL_EM * size
    scale = across / width if level and width > 0 and 0 < across < width else 1.0
    return WrittenPiece(text, begins, point, width * scale, size * scale, bool(mark.get("bold")), ink)


def _read_point(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(one, int | float) for one in value):  # noqa: PLR2004  # x and y
        return None
    return float(value[0]), float(value[1])


def _group_pieces(pieces: Sequence[WrittenPiece]) -> Iterator[list[WrittenPiece]]:
    """Yield the pieces that are read on as one text: on one line, or on the next."""
    group: list[WrittenPiece] = []
    for piece in pieces:
        if group and not _goes_on(group, piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _goes_on(group: list[WrittenPiece], piece: WrittenPiece) -> bool:
    before = group[-1]
    em = max(before.size, piece.size)
    down, across = piece.begins[1] - before.ends[1], piece.begins[0] - before.ends[0]
    if abs(down) <= _LEVEL_EM * em:
        return abs(across) <= _SAME_LINE_EM * em
    if em > _SAME_SIZE * min(before.size, piece.size):
        return False
    left = min(one.begins[0] for one in group)
    return 0 < down <= _NEXT_LINE_EM * em and abs(piece.begins[0] - left) <= _NEXT_LINE_EM * em


def _join_text(group: Sequence[WrittenPiece]) -> str:
    text, quoted = "", False
    for piece in group:
        glued = not text or piece.text[0] in _CLOSING or text[-1] in _OPENING
        if text.endswith('"') and quoted:
            glued = True
        if piece.text == '"':
            glued, quoted = glued or quoted, not quoted
        text += piece.text if glued else f" {piece.text}"
    return strip_isolates(" ".join(text.split()))


def _is_hidden(piece: WrittenPiece, inked: NDArray[np.bool_]) -> bool:
    if not piece.text.strip() or not piece.in_line or piece.width < 1:  # a letter that no font has is 0 px wide
        return False
    # Letters that are turned upside down are below their baseline.
    box = replace(piece.box, height=2 * _ABOVE_EM * piece.size)
    left, top, right, bottom = box.pixels(inked.shape[1], inked.shape[0])
    return not inked[top:bottom, left:right].any()


def _measure_ink(piece: WrittenPiece, at: int, layers: _Layers) -> WordsInk | None:
    """Return the ink of the piece that has *at* others of its text before it; None where it leaves none."""
    inked, drawn, ground = layers
    height, width = inked.shape
    box = replace(piece.box, width=piece.box.width + at * _SPACE_EM * piece.size)
    left, top, right, bottom = box.pixels(width, height)
    found = ink_box(inked[top:bottom, left:right].astype(np.uint8) * 255, left, top)
    if not found.area:
        return None
    left, top, right, bottom = found.pixels(width, height)
    ink = piece.fill
    if ink is None:
        here, there = drawn[top:bottom, left:right], ground[top:bottom, left:right]
        change = np.abs(here.astype(np.int16) - there).max(axis=2)
        full = here[change >= np.percentile(change[change > 0], _FULL_INK)] if change.any() else here.reshape(-1, 3)
        ink = tuple(int(value) for value in np.median(full, axis=0))  # type: ignore[assignment]  # three channels
    left, top, right, bottom = found.grown(_GROUND_PX).pixels(width, height)
    around = ground[top:bottom, left:right].copy()
    return WordsInk(found, piece.size, _BOLD if piece.bold else _REGULAR, ink or (0, 0, 0), around)


def _read_svg_texts(design: TemplateRef) -> Iterator[str]:
    """Yield the texts in the SVG pictures that a template names."""
    for name, data in design.files:
        if name.lower().endswith(".svg"):
            try:
                root = read_svg(data).root
            except PictureError:
                continue  # Typst says what is wrong with it
            for element in root.iter():
                if svg_name(element) == "text" and (text := " ".join("".join(element.itertext()).split())):
                    yield text
