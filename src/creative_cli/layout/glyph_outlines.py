"""The extents of ink, read from the outlines in Typst's SVG.

Typst tells advance widths and line heights but not how far ink reaches to the sides. Its SVG holds every glyph's
outline and place; the hull of an outline's points is its extent, as type designers put points at extremes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

PITCH = 10.0
"""Distance of the rows in measure.typ, em: more than any ink reaches up or down."""

SIZE = 100.0
"""Font size in measure.typ, pt."""

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")


@dataclass(frozen=True, slots=True)
class Ink:
    """The extent of ink in em: x grows right from the line's left end, y grows *up* from the baseline.

    `stem` is where ink begins above the baseline, on the left: a j's tail, which reaches further, lies below.
    """

    left: float
    bottom: float
    right: float
    top: float
    stem: float

    def moved(self, by: float) -> "Ink":
        """Return the extent moved right by some em."""
        return Ink(self.left + by, self.bottom, self.right + by, self.top, self.stem + by)

    def joined(self, other: "Ink") -> "Ink":
        """Return the extent of both."""
        if NO_INK in (self, other):
            return other if self == NO_INK else self
        return Ink(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
            min(self.stem, other.stem),
        )


NO_INK = Ink(0.0, 0.0, 0.0, 0.0, 0.0)
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
    stem = min((x for x, y in points if y > 0), default=max(xs))
    return Ink(min(xs), min(ys), max(xs), max(ys), stem)


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
    for name, x, baseline in _uses(root, 0.0, 0.0):
        glyph = glyphs.get(name, NO_INK)
        row = round(baseline / (PITCH * SIZE)) - 1
        if glyph != NO_INK and 0 <= row < count:
            up = (row + 1) * PITCH * SIZE - baseline
            inks[row] = inks[row].joined(
                Ink(
                    left=(x + glyph.left) / SIZE,
                    bottom=(up + glyph.bottom) / SIZE,
                    right=(x + glyph.right) / SIZE,
                    top=(up + glyph.top) / SIZE,
                    stem=(x + glyph.stem) / SIZE,
                )
            )
    return inks


def _uses(group: ET.Element, left: float, top: float) -> Iterator[tuple[str, float, float]]:
    """Yield every glyph's name with the place of its origin, px from the page's top left corner."""
    for element in group:
        if element.tag == f"{_SVG}use":
            # Inside a run y grows up: Typst turns it over.
            x, y = float(element.attrib.get("x", 0)), float(element.attrib.get("y", 0))
            yield element.attrib[_HREF].removeprefix("#"), left + x, top - y
        elif element.tag == f"{_SVG}g":
            x, y = _moved(element.attrib.get("transform", ""))
            yield from _uses(element, left + x, top + y)


def _moved(transform: str) -> tuple[float, float]:
    """Return how far a transform of Typst's moves; it writes no others but the turning over of a run."""
    kind, _, tail = transform.partition("(")
    numbers = [float(number) for number in tail.rstrip(")").split()]
    if kind in {"matrix", "translate"}:
        return numbers[-2], numbers[-1]
    return 0.0, 0.0
