"""The extents of ink, read from the outlines in Typst's SVG.

Typst tells advance widths and line heights but not how far ink reaches to the sides. Its SVG holds every glyph's
outline and place; the hull of an outline's points is its extent, as type designers put points at extremes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

ROW_PITCH_EM = 10.0
"""Distance of the rows in measure.typ, em: more than any ink reaches up or down."""

MEASURED_SIZE_PT = 100.0
"""Font size in measure.typ, pt."""

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PATH_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")


@dataclass(frozen=True, slots=True)
class InkExtent:
    """The extent of ink in em: x grows right from the line's left end, y grows *up* from the baseline.

    `stem` is where ink begins above the baseline, on the left: a j's tail, which reaches further, lies below.
    """

    left: float
    bottom: float
    right: float
    top: float
    stem: float

    def moved(self, by: float) -> "InkExtent":
        """Return the extent moved right by some em."""
        return InkExtent(self.left + by, self.bottom, self.right + by, self.top, self.stem + by)

    def joined(self, other: "InkExtent") -> "InkExtent":
        """Return the extent of both."""
        if NO_INK in (self, other):
            return other if self == NO_INK else self
        return InkExtent(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
            min(self.stem, other.stem),
        )


NO_INK = InkExtent(0.0, 0.0, 0.0, 0.0, 0.0)
"""What a string of spaces and format characters leaves."""


@lru_cache(maxsize=16384)
def _path_extent(path: str) -> InkExtent:
    """Return the hull of a path's points, in its own units."""
    points: list[tuple[float, float]] = []
    here = start = (0.0, 0.0)
    for step, tail in _PATH_STEP.findall(path):
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
    return InkExtent(min(xs), min(ys), max(xs), max(ys), stem)


def read_row_inks(page: bytes, count: int) -> list[InkExtent]:
    """Return the ink of each of *count* rows of measure.typ, in em."""
    # Typst wrote this document a moment ago from our own template, so it needs no defence against hostile XML.
    root = ET.fromstring(page)  # noqa: S314  # as said above
    glyphs = {
        symbol.attrib["id"]: _path_extent(path.attrib["d"])
        for symbol in root.iter(f"{_SVG}symbol")
        for path in symbol.iter(f"{_SVG}path")
    }
    inks = [NO_INK] * count
    for name, x, baseline in _glyph_uses(root, 0.0, 0.0):
        glyph = glyphs.get(name, NO_INK)
        row = round(baseline / (ROW_PITCH_EM * MEASURED_SIZE_PT)) - 1
        if glyph != NO_INK and 0 <= row < count:
            up = (row + 1) * ROW_PITCH_EM * MEASURED_SIZE_PT - baseline
            inks[row] = inks[row].joined(
                InkExtent(
                    left=(x + glyph.left) / MEASURED_SIZE_PT,
                    bottom=(up + glyph.bottom) / MEASURED_SIZE_PT,
                    right=(x + glyph.right) / MEASURED_SIZE_PT,
                    top=(up + glyph.top) / MEASURED_SIZE_PT,
                    stem=(x + glyph.stem) / MEASURED_SIZE_PT,
                )
            )
    return inks


def _glyph_uses(group: ET.Element, left: float, top: float) -> Iterator[tuple[str, float, float]]:
    """Yield every glyph's name with the place of its origin, px from the page's top left corner."""
    for element in group:
        if element.tag == f"{_SVG}use":
            # Inside a run y grows up: Typst turns it over.
            x, y = float(element.attrib.get("x", 0)), float(element.attrib.get("y", 0))
            yield element.attrib[_HREF].removeprefix("#"), left + x, top - y
        elif element.tag == f"{_SVG}g":
            x, y = _transform_offset(element.attrib.get("transform", ""))
            yield from _glyph_uses(element, left + x, top + y)


def _transform_offset(transform: str) -> tuple[float, float]:
    """Return how far a transform of Typst's moves; it writes no others but the turning over of a run."""
    kind, _, tail = transform.partition("(")
    numbers = [float(number) for number in tail.rstrip(")").split()]
    if kind in {"matrix", "translate"}:
        return numbers[-2], numbers[-1]
    return 0.0, 0.0
