"""Says in which order the characters of right-to-left texts were drawn, from the places of their glyphs.

The pages are those that the pictures were drawn from. Texts without right-to-left letters are left out: there is
nothing that could be moved.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

from creative_cli.formats import Box
from creative_cli.layout.drawn_glyphs import DrawnGlyph, read_drawn_glyphs
from creative_cli.layout.measure import run_template
from creative_cli.locale.bidi import find_bidi_class, has_right_to_left
from creative_cli.locale.direction_runs import strip_isolates
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandFont
from creative_cli.shown import DrawnCluster, DrawnLine, DrawnText

# Layouts whose order a process keeps: about 20 kB each.
CACHED_READINGS = 256
NO_FRAME = Box(0, 0, 0, 0)
# How far apart, em, the glyphs of one cluster begin at most.
CLUSTER_REACH_EM = 1.0


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A line as it is set, its left end, its width and its baseline, px on the canvas."""

    text: str
    x: float
    width: float
    baseline: float


@dataclass(frozen=True, slots=True)
class LogicalText:
    """A text in reading order before isolates are set, with its direction, its lines and the names that stay whole."""

    name: str
    text: str
    direction: Direction
    lines: tuple[LinePlace, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """A page of a template, what it says, the part of the canvas it covers, and its turn, degrees clockwise."""

    job: Mapping[str, object]
    texts: tuple[LogicalText, ...] = ()
    frame: Box = NO_FRAME
    turn: float = 0.0


def read_drawn_order(
    template: str, pages: Sequence[ReadingPage], brand: tuple[BrandFont, ...]
) -> list[tuple[DrawnText, ...]]:
    """Return for each page of a template the drawn order of its texts with right-to-left letters.

    Raises TypesetError, which is a bug, if the glyphs cannot be read.
    """
    wanted = [number for number, page in enumerate(pages) if any(has_right_to_left(text.text) for text in page.texts)]
    found: list[tuple[DrawnText, ...]] = [()] * len(pages)
    read = read_drawn_lines(template, [pages[number] for number in wanted], brand)
    for number, drawn in zip(wanted, read, strict=True):
        rows = iter(drawn)
        texts = [(text, tuple(next(rows) for _ in text.lines)) for text in pages[number].texts]
        found[number] = tuple(
            DrawnText(text.name, text.text, text.direction is Direction.RTL, lines, text.names)
            for text, lines in texts
            if has_right_to_left(text.text)
        )
    return found


def read_drawn_lines(
    template: str, pages: Sequence[ReadingPage], brand: tuple[BrandFont, ...]
) -> list[tuple[DrawnLine, ...]]:
    """Return for each page of a template its lines with the glyphs where they were drawn; raise TypesetError."""
    if not pages:
        return []
    jobs = json.dumps([page.job for page in pages])
    drawn = _draw_glyphs(template, jobs, brand)
    return [tuple(_read_lines(page, glyphs)) for page, glyphs in zip(pages, drawn, strict=True)]


@lru_cache(maxsize=CACHED_READINGS)
def _draw_glyphs(template: str, pages: str, brand: tuple[BrandFont, ...]) -> tuple[tuple[DrawnGlyph, ...], ...]:
    (pdf,) = run_template(template, {"pages": json.loads(pages)}, "pdf", brand)
    return read_drawn_glyphs(pdf)


def _read_lines(page: ReadingPage, glyphs: Sequence[DrawnGlyph]) -> Iterator[DrawnLine]:
    lines = [line for text in page.texts for line in text.lines]
    rows: list[list[DrawnGlyph]] = [[] for _ in lines]
    current = 0
    for glyph in _stand_upright(page, glyphs):
        # Lines are drawn in order, and raised glyphs may be nearer to the line before.
        following = range(current, len(lines))
        current = min(following, key=lambda number: _line_distance(lines[number], glyph))
        rows[current].append(glyph)
    reach = CLUSTER_REACH_EM * _font_size(page.job)
    for line, row in zip(lines, rows, strict=True):
        yield DrawnLine(strip_isolates(line.text), tuple(_join_clusters(row, reach)))


def _line_distance(line: LinePlace, glyph: DrawnGlyph) -> float:
    return abs(glyph.y - line.baseline) + max(0.0, line.x - glyph.x, glyph.x - line.x - line.width)


def _stand_upright(page: ReadingPage, glyphs: Sequence[DrawnGlyph]) -> Iterator[DrawnGlyph]:
    """Yield glyphs with their places on the canvas, px, before the page is turned around its centre."""
    across, down = page.frame.width / 2, page.frame.height / 2
    turn = radians(page.turn)
    for glyph in glyphs:
        x, y = glyph.x - across, page.frame.height - glyph.y - down
        yield DrawnGlyph(
            glyph.text,
            page.frame.x + across + x * cos(turn) + y * sin(turn),
            page.frame.y + down + y * cos(turn) - x * sin(turn),
        )


def _join_clusters(glyphs: Sequence[DrawnGlyph], reach: float) -> Iterator[DrawnCluster]:
    """Yield what each glyph stands for, with one place for the glyphs of a cluster, which begin within *reach* px.

    The same letter twice in a row is one glyph each, which the check allows for. Joined letters keep the order in which
    they were drawn, as the tails of Nastaliq begin under the letters to their right.
    """
    places: list[float] = []
    for place, glyph in enumerate(glyphs):
        before = glyphs[place - 1] if place else None
        together = before is not None and glyph.text == before.text and abs(glyph.x - before.x) <= reach
        places.append(places[-1] if together else glyph.x)
    for place in reversed(range(len(glyphs) - 1)):
        if _is_joining(glyphs[place].text) and _is_joining(glyphs[place + 1].text):
            near = glyphs[place + 1].x - glyphs[place].x > -reach
            places[place] = min(places[place], places[place + 1]) if near else places[place]
    for glyph, at in zip(glyphs, places, strict=True):
        yield DrawnCluster(glyph.text, at)


def _is_joining(text: str) -> bool:
    return bool(text) and all(find_bidi_class(sign) in {"AL", "NSM"} for sign in text)


def _font_size(job: Mapping[str, object]) -> float:
    pieces = job.get("pieces")
    if isinstance(pieces, list):
        return max(float(piece["size"]) for piece in pieces)
    size = job["size"]
    return float(size) if isinstance(size, int | float) else 0.0
