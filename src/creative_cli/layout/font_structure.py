"""Looks at a font's glyphs before anything draws them: composites that recur or multiply, and missing parts.

Formats: the tables `head`, `maxp`, `loca` and `glyf` of OpenType 1.9.1.
"""

import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from creative_cli.layout.font_map_limits import find_map_fault

MAX_COMPOSITE_DEPTH = 16
"""Most levels of parts in a glyph. The deepest in our fonts has 3."""

MAX_GLYPH_POINTS = 100_000
"""Most points of a glyph with all its parts. The largest letters in our fonts have 1,500."""

MAX_GLYPH_PARTS, MAX_PARTS = 256, 500_000
"""Most parts of a glyph, and of all glyphs together: files in which glyphs share their data could have billions."""

_WORDS, _MORE, _SCALE, _TWO_SCALES, _MATRIX = 0x0001, 0x0020, 0x0008, 0x0040, 0x0080


@dataclass(frozen=True, slots=True)
class _Glyf:
    """The table `glyf` of a face, and where in the file each glyph starts; one more number is its end."""

    data: bytes
    places: tuple[int, ...]

    def parts(self, glyph: int) -> tuple[tuple[int, ...], int]:
        """Return the parts of a composite glyph, () for a simple one, and how many points are its own."""
        start, end = self.places[glyph], self.places[glyph + 1]
        if end - start < 10:  # noqa: PLR2004  # the header of a glyph; a glyph without ink has none
            return (), 0
        (contours,) = struct.unpack_from(">h", self.data, start)
        if contours >= 0:
            last = struct.unpack_from(">H", self.data, start + 10 + 2 * (contours - 1))[0] if contours else -1
            return (), last + 1
        found: list[int] = []
        place, flags = start + 10, _MORE
        while flags & _MORE and place + 4 <= end and len(found) <= MAX_GLYPH_PARTS:
            flags, part = struct.unpack_from(">HH", self.data, place)
            found.append(part)
            place += 8 if flags & _WORDS else 6
            place += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
        return tuple(found), 0


def find_structure_fault(data: bytes, offsets: Iterable[int]) -> str | None:
    """Return what is wrong with the glyphs of a font file, as the end of a sentence; None if nothing is.

    *offsets* are where the table directories of its faces start, bytes.
    """
    seen: set[tuple[int, int]] = set()
    for offset in offsets:
        tables = _list_tables(data, offset)
        try:
            fault = find_map_fault(data, tables)
            key = tables.get(b"glyf", (0, 0))
            if fault is None and key not in seen:  # faces of a collection share it
                seen.add(key)
                fault = _find_fault(data, tables)
        except struct.error:
            fault = "is damaged: a table is shorter than it says"
        if fault is not None:
            return fault
    return None


def _list_tables(data: bytes, offset: int) -> dict[bytes, tuple[int, int]]:
    (count,) = struct.unpack_from(">H", data, offset + 4)
    entries = (struct.unpack_from(">4sLLL", data, offset + 12 + 16 * number) for number in range(count))
    return {tag: (start, length) for tag, _, start, length in entries}


def _find_fault(data: bytes, tables: Mapping[bytes, tuple[int, int]]) -> str | None:
    if not {b"glyf", b"loca", b"head", b"maxp"} <= tables.keys():
        return None
    (glyf, size), (loca, loca_size), head, maxp = (tables[tag] for tag in (b"glyf", b"loca", b"head", b"maxp"))
    (long_places,) = struct.unpack_from(">h", data, head[0] + 50)
    (count,) = struct.unpack_from(">H", data, maxp[0] + 4)
    if loca_size < (count + 1) * (4 if long_places else 2):
        return f"says that it has {count} glyphs, but names the places of fewer"
    kind, unit = ("L", 1) if long_places else ("H", 2)
    places = tuple(unit * place for place in struct.unpack_from(f">{count + 1}{kind}", data, loca))
    if any(place > size for place in places):
        return "has a glyph that lies outside its table `glyf`"
    return _find_composite_fault(count, _Glyf(data[glyf : glyf + size], places).parts)


def _find_composite_fault(count: int, parts_of: Callable[[int], tuple[tuple[int, ...], int]]) -> str | None:
    """Return what is wrong with composite glyphs, following every glyph once."""
    levels: dict[int, int] = {}
    points: dict[int, int] = {}
    total = 0
    for first in range(count):
        open_glyphs: list[int] = [first]
        waiting: set[int] = set()
        while open_glyphs:
            glyph = open_glyphs[-1]
            if glyph in levels:
                open_glyphs.pop()
                waiting.discard(glyph)
                continue
            parts, own = parts_of(glyph)
            total += len(parts)
            if len(parts) > MAX_GLYPH_PARTS or total > MAX_PARTS:
                return f"has a glyph (number {glyph}) with more than the limit of {MAX_GLYPH_PARTS} parts in it"
            if any(part >= count for part in parts):
                return f"has a glyph (number {glyph}) with a part that does not exist"
            unknown = [part for part in dict.fromkeys(parts) if part not in levels]
            if unknown:
                waiting.add(glyph)
                if waiting.intersection(unknown):
                    return f"has a glyph (number {glyph}) that is a part of itself"
                open_glyphs += unknown
                continue
            levels[glyph] = 1 + max((levels[part] for part in parts), default=0)
            points[glyph] = own + sum(points[part] for part in parts)
            if levels[glyph] > MAX_COMPOSITE_DEPTH:
                return f"has a glyph (number {glyph}) with more than the limit of {MAX_COMPOSITE_DEPTH} levels of parts"
            if points[glyph] > MAX_GLYPH_POINTS:
                return f"has a glyph (number {glyph}) with more than the limit of {MAX_GLYPH_POINTS:,} points"
    return None
