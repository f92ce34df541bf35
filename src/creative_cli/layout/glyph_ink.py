"""Tells which characters of a font leave ink when they are drawn.

A font may map a character to a glyph without an outline, to its box for missing characters, to a letter without the
mark, to an outline far outside the em, or to a picture in colours that the tool does not paint. None of them prints the
character. HarfBuzz shapes and draws, as it does for most browsers.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from unicodedata import category, normalize

import uharfbuzz
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.recordingPen import RecordingPen

LEAST_INK: Final = 0.00005
"""The least area of a glyph that counts as ink, em²: 7 units square of 1000. The full stops of our fonts have 0.006."""

EM_TOP, EM_BOTTOM, EM_ASIDE = 1.6, -0.8, 2.0
"""Where ink must at least begin, em: over and under the baseline, and beside the advance. Vowel signs of Indic scripts
stand up to 1.5 em before their origin, and Nastaliq rises by 1.3."""

INVISIBLE_STACKERS: Final = frozenset("\u1039\u17d2\u1a60")
"""Signs that stack the next consonant, without ink of their own (Indic_Syllabic_Category=Invisible_Stacker)."""

BRAILLE_BLANK: Final = "\u2800"

STROKED_LETTERS: Final = dict(zip("łŁđĐøØħĦŧŦıŋŊðəıɓɗƙẞ", "lLdDoOhHtTinNdeibdkS", strict=True))
"""Letters that Unicode does not decompose, and the letter that a careless font draws for them."""

_SOFT_DOTTED: Final = frozenset("ijįɨʝ")
_DOT_ABOVE: Final = "\u0307"
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})
_BOX_SIGNS: Final = range(0x2580, 0x2600)

GlyphOutline: TypeAlias = tuple[tuple[str, tuple[Any, ...]], ...]


class _InkPen(AreaPen):  # type: ignore[misc]  # fontTools ships no types
    """Adds up the areas of contours, whatever their direction."""

    def __init__(self) -> None:
        super().__init__()
        self.total = 0.0
        self.value: float = 0.0

    def _closePath(self) -> None:  # noqa: N802  # the name of fontTools
        super()._closePath()
        self.total += abs(self.value)
        self.value = 0


@dataclass(frozen=True, slots=True)
class _DrawnGlyph:
    """A glyph's outline in font units, and where it stands."""

    outline: GlyphOutline
    x: int
    y: int


class FontInk:
    """The ink of one face of a font, from its data as TrueType or OpenType; *place* is that of a variable font."""

    def __init__(self, data: bytes, face: int, place: dict[str, float]) -> None:
        """Open the face; nothing is drawn yet."""
        opened = uharfbuzz.Face(data, face)
        self._font = uharfbuzz.Font(opened)
        if place:
            self._font.set_variations(place)
        self._em = opened.upem
        self._lock = threading.Lock()
        self._outlines: dict[int, GlyphOutline] = {}
        self._drawable: dict[str, bool] = {}

    def __contains__(self, character: str) -> bool:
        """Tell whether the font draws *character*, with the marks that it has."""
        return self.draws(character)

    def has_code(self, character: str) -> bool:
        """Tell whether the font maps *character* to a glyph, with or without ink."""
        return self._font.get_nominal_glyph(ord(character)) is not None

    def list_letters(self) -> Iterator[str]:
        """Yield the letters and digits that the font has codes for, with or without ink, by their codes."""
        return (chr(code) for code in self._font.face.unicodes if chr(code).isalnum())

    def find_blanks(self, word: str) -> tuple[str, ...]:
        """Return the parts of a word that leave no ink once it is shaped: an empty ligature, or a form in context."""
        with self._lock:
            inked: dict[int, bool] = {}
            for glyph, place in self._shape_glyphs(word):
                inked[place] = inked.get(place, False) or (glyph != 0 and bool(self._outline(glyph)))
        ends = [*sorted(inked)[1:], len(word)]
        return tuple(word[start:end] for start, end in zip(sorted(inked), ends, strict=True) if not inked[start])

    def draws(self, cluster: str) -> bool:
        """Tell whether the font draws all characters of a cluster: letters, and every mark on them; True for none."""
        with self._lock:
            known = self._drawable.get(cluster)
            if known is None:
                known = self._drawable[cluster] = self._try_cluster(cluster)
        return known

    def _try_cluster(self, cluster: str) -> bool:
        if not all(self._try_character(sign) for sign in cluster):
            return False
        if len(cluster) < 2:  # noqa: PLR2004  # one character has no marks beside it
            return True
        whole = self._shape(cluster)
        if whole is None:
            return False
        return all(
            self._shape(cluster[:place] + cluster[place + 1 :]) != whole
            for place, sign in enumerate(cluster)
            if category(sign) in _MARKS
            and sign not in INVISIBLE_STACKERS
            and place > 0
            and not (sign == _DOT_ABOVE and cluster[place - 1] in _SOFT_DOTTED)
        )

    def _try_character(self, sign: str) -> bool:
        glyph = self._font.get_nominal_glyph(ord(sign))
        if glyph is None:
            return False
        if sign in INVISIBLE_STACKERS or sign == BRAILLE_BLANK:
            return True
        outline = self._outline(glyph)
        if not self._has_ink(glyph, outline):
            return False
        if glyph == 0 or (outline == self._outline(0) and ord(sign) not in _BOX_SIGNS):
            return False
        base = STROKED_LETTERS.get(sign) or _base_letter(sign)
        below = None if base is None else self._font.get_nominal_glyph(ord(base))
        return below is None or outline != self._outline(below)

    def _has_ink(self, glyph: int, outline: GlyphOutline) -> bool:
        pen, bounds = _InkPen(), ControlBoundsPen(None)
        for pens in (pen, bounds):
            recording = RecordingPen()
            recording.value = list(outline)
            recording.replay(pens)
        if pen.total < LEAST_INK * self._em**2 or bounds.bounds is None:
            return False
        left, bottom, right, top = (float(value) / self._em for value in bounds.bounds)
        width = float(self._font.get_glyph_h_advance(glyph)) / self._em
        return bool(bottom < EM_TOP and top > EM_BOTTOM and left < width + EM_ASIDE and right > -EM_ASIDE)

    def _outline(self, glyph: int) -> GlyphOutline:
        if glyph not in self._outlines:
            pen = RecordingPen()
            self._font.draw_glyph_with_pen(glyph, pen)
            self._outlines[glyph] = tuple((kind, tuple(points)) for kind, points in pen.value)
        return self._outlines[glyph]

    def _shape(self, text: str) -> tuple[_DrawnGlyph, ...] | None:
        """Return what is drawn for a text, glyphs without outline left out; None if a glyph is missing."""
        buffer = self._fill_buffer(text)
        if buffer is None:
            return None
        drawn, x = [], 0
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if info.codepoint == 0:
                return None
            outline = self._outline(info.codepoint)
            if outline:
                drawn.append(_DrawnGlyph(outline, x + place.x_offset, place.y_offset))
            x += place.x_advance
        return tuple(drawn)

    def _shape_glyphs(self, text: str) -> list[tuple[int, int]]:
        """Return the glyphs of a text, each with the place in the text of what it draws."""
        buffer = self._fill_buffer(text)
        if buffer is None:
            return [(0, place) for place in range(len(text))]
        return [(info.codepoint, info.cluster) for info in buffer.glyph_infos]

    def _fill_buffer(self, text: str) -> Any:  # uharfbuzz ships no types
        """Return a text once it is shaped; None if the font's lookups make it grow without end."""
        buffer = uharfbuzz.Buffer()
        buffer.add_codepoints([ord(sign) for sign in text])
        buffer.guess_segment_properties()
        buffer.flags = uharfbuzz.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
        try:
            uharfbuzz.shape(self._font, buffer)
        except MemoryError:  # HarfBuzz has limits of its own, and this is how it says so
            return None
        return buffer


def _base_letter(sign: str) -> str | None:
    """Return the letter under the marks of a composed character; None for one without marks."""
    parts = normalize("NFD", sign)
    return parts[0] if len(parts) > 1 and category(parts[1]) in _MARKS else None
