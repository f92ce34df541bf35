"""Measures the extents of ink from the outlines in Typst's SVG.

Typst gives advance widths and line heights, but not the extent of ink. Its SVG has every glyph's outline and position;
the bounds of an outline's points are its extent, as type designers put points at extremes. Where they did not, the
curve itself is followed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from xml.etree import ElementTree as ET

# Distance between the rows of measure.typ: more than the height of any ink.
ROW_PITCH_EM = 10.0
# The font size in measure.typ.
MEASURED_SIZE_PT = 100.0

# How far a corner of a curve may lie beyond its ends, in the units of MEASURED_SIZE_PT, and the points that follow it.
CURVE_TOLERANCE, CURVE_STEPS = 2.0, 48

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PATH_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")


@dataclass(frozen=True, slots=True)
class InkExtent:
    """The extent of ink in em: x from the line's left end to the right, y from the baseline *up*.

    `stem` is the left end of the ink above the baseline: the tail of a j reaches further left below it.
    """

    left: float
    bottom: float
    right: float
    top: float
    stem: float

    def moved(self, by: float) -> "InkExtent":
        """Return the extent moved to the right, em."""
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


# The extent of spaces and format characters.
NO_INK = InkExtent(0.0, 0.0, 0.0, 0.0, 0.0)


def _follow_curve(corners: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Return points of a Bézier curve: its *corners* if they lie between its ends, points on the curve if not."""
    (first_x, first_y), *inner, (last_x, last_y) = corners
    left, right = min(first_x, last_x) - CURVE_TOLERANCE, max(first_x, last_x) + CURVE_TOLERANCE
    low, high = min(first_y, last_y) - CURVE_TOLERANCE, max(first_y, last_y) + CURVE_TOLERANCE
    if len(inner) not in {1, 2} or all(left <= x <= right and low <= y <= high for x, y in inner):
        return list(corners[1:])
    followed = []
    for step in range(1, CURVE_STEPS + 1):
        row, part = list(corners), step / CURVE_STEPS
        while len(row) > 1:  # de Casteljau
            row = [(a + part * (c - a), b + part * (d - b)) for (a, b), (c, d) in pairwise(row)]
        followed.append(row[0])
    return followed


@lru_cache(maxsize=16384)
def _path_extent(path: str) -> InkExtent:
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
            # The start counts only if something is drawn from it.
            points.append(here)
            if kind == "h":
                steps = [(from_x + numbers[0], here[1])]
            elif kind == "v":
                steps = [(here[0], from_y + numbers[0])]
            else:
                steps = [(from_x + x, from_y + y) for x, y in zip(numbers[0::2], numbers[1::2], strict=True)]
            points += _follow_curve((here, *steps)) if kind in "cq" else steps
            here = steps[-1]
    if not points:
        return NO_INK
    xs, ys = zip(*points, strict=True)
    stem = min((x for x, y in points if y > 0), default=max(xs))
    return InkExtent(min(xs), min(ys), max(xs), max(ys), stem)


def read_row_inks(page: bytes, count: int) -> list[InkExtent]:
    """Return the ink of each of *count* rows of measure.typ, in em."""
    root = parse_svg(page)
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


def parse_svg(svg: bytes) -> ET.Element:
    """Return the root of an SVG; raise ParseError."""
    return ET.fromstring(svg)  # noqa: S314  # Expat has rejected entity bombs since 2.4, which every Python here has


def _glyph_uses(group: ET.Element, left: float, top: float) -> Iterator[tuple[str, float, float]]:
    """Yield every glyph's name and origin, px from the page's top left corner."""
    for element in group:
        if element.tag == f"{_SVG}use":
            # Inside a run, y grows upwards.
            x, y = float(element.attrib.get("x", 0)), float(element.attrib.get("y", 0))
            yield element.attrib[_HREF].removeprefix("#"), left + x, top - y
        elif element.tag == f"{_SVG}g":
            x, y = _transform_offset(element.attrib.get("transform", ""))
            yield from _glyph_uses(element, left + x, top + y)


def _transform_offset(transform: str) -> tuple[float, float]:
    # Typst writes translations, and matrices that mirror a run vertically.
    kind, _, tail = transform.partition("(")
    numbers = [float(number) for number in tail.rstrip(")").split()]
    if kind in {"matrix", "translate"}:
        return numbers[-2], numbers[-1]
    return 0.0, 0.0
