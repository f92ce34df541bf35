"""The extents of ink, read from the outlines in Typst's SVG.

Typst tells advance widths and line heights but not how far ink reaches to the sides. Its SVG holds every glyph's
outline and place; the hull of an outline's points is its extent, as type designers put points at extremes.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

ROW = 1000.0
"""Distance of the rows in measure.typ, pt."""

SIZE = 100.0
"""Font size in measure.typ, pt."""

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MATRIX = re.compile(r"matrix\(([^)]*)\)")
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")


@dataclass(frozen=True, slots=True)
class Ink:
    """The extent of ink in em: x grows right from the line's left end, y grows *up* from the baseline."""

    left: float
    bottom: float
    right: float
    top: float

    def moved(self, by: float) -> "Ink":
        """Return the extent moved right by some em."""
        return Ink(self.left + by, self.bottom, self.right + by, self.top)

    def joined(self, other: "Ink") -> "Ink":
        """Return the extent of both."""
        if NO_INK in (self, other):
            return other if self == NO_INK else self
        return Ink(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


NO_INK = Ink(0.0, 0.0, 0.0, 0.0)
"""What a string of spaces and format characters leaves."""


@lru_cache(maxsize=16384)
def _extent(path: str) -> Ink:
    """Return the hull of a path's points, in its own units."""
    points: list[tuple[float, float]] = []
    here = start = (0.0, 0.0)
    for step, tail in _STEP.findall(path):
        numbers = [float(number) for number in tail.split()]
        kind = step.lower()
        from_x, from_y = here if step.islower() else (0.0, 0.0)
        if kind == "z":
            here = start
        elif kind == "m":
            here = start = (from_x + numbers[0], from_y + numbers[1])
        else:
            # Only where something is drawn does the point it starts from count.
            points.append(here)
            if kind == "h":
                steps = [(from_x + numbers[0], here[1])]
            elif kind == "v":
                steps = [(here[0], from_y + numbers[0])]
            else:
                steps = [(from_x + x, from_y + y) for x, y in zip(numbers[0::2], numbers[1::2], strict=True)]
            points += steps
            here = steps[-1]
    if not points:
        return NO_INK
    xs, ys = zip(*points, strict=True)
    return Ink(min(xs), min(ys), max(xs), max(ys))


def rows(page: bytes, count: int) -> list[Ink]:
    """Return the ink of each of *count* rows of measure.typ, in em."""
    # Typst wrote this document a moment ago from our own template, so it needs no defence against hostile XML.
    root = ET.fromstring(page)  # noqa: S314  # as said above
    glyphs = {
        symbol.attrib["id"]: _extent(path.attrib["d"])
        for symbol in root.iter(f"{_SVG}symbol")
        for path in symbol.iter(f"{_SVG}path")
    }
    inks = [NO_INK] * count
    for run in root.iter(f"{_SVG}g"):
        found = _MATRIX.match(run.attrib.get("transform", ""))
        if found is None:
            continue
        _, _, _, flip, left, baseline = (float(number) for number in found[1].split())
        row = round(baseline / ROW) - 1
        for use in run.findall(f"{_SVG}use"):
            glyph = glyphs.get(use.attrib[_HREF].removeprefix("#"), NO_INK)
            if glyph == NO_INK or not 0 <= row < count:
                continue
            x = left + float(use.attrib.get("x", 0))
            y = -flip * float(use.attrib.get("y", 0)) - (baseline - (row + 1) * ROW)
            ink = Ink(
                (glyph.left + x) / SIZE, (glyph.bottom + y) / SIZE, (glyph.right + x) / SIZE, (glyph.top + y) / SIZE
            )
            inks[row] = inks[row].joined(ink)
    return inks
