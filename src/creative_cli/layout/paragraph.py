"""Breaks a measured text into lines: pure arithmetic in em.

`fewest_lines` never falls as the text grows, which is why sizes are chosen by it. `best_lines` then finds the breaks
that read best at the chosen size, by their costs.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from creative_cli.layout.break_rules import AVOIDED_BREAK_COST, LAST_RESORT_COST, PAUSE_COST
from creative_cli.layout.hyphens import MIN_HYPHENATED_PART
from creative_cli.layout.linebreak import FORBIDDEN_BREAK_COST
from creative_cli.layout.measure import MeasuredText
from creative_cli.layout.scripts import CHINESE_OR_JAPANESE
from creative_cli.locale.direction_runs import balance_isolates, strip_isolates

# A single short word on the last line.
LONELY_WORD_COST = 0.6
# A line narrower than `MIN_LINE_EM`.
SHORT_LINE_COST = 0.35
# A line that is not the last and ends without a pause should be wider: a short word does not stand alone.
MIN_LINE_EM = 2.4
# One or two characters alone on a line of Chinese or Japanese.
ORPHAN_COST = 1.6
_ORPHAN_CHARACTERS = 2
# One or two letters between two hyphens: only if nothing else fits.
SHORT_PART_COST = 5.0
_ROUNDING = 1e-6
# Answers that a process keeps of each question, about 0.5 KB each: sizes are tried again by every plan and set.
CACHED_BREAKS = 8192


class LineTaste(NamedTuple):
    """How much the sense of a break counts in a role, and the cost of each line beyond the fewest.

    A single word on the last line is lonely below the share *lonely* of the mean line.
    """

    sense: float
    line_price: float
    lonely: float


HEADLINE_TASTE = LineTaste(sense=1.0, line_price=0.5, lonely=0.62)
# Small text is read as a block: pauses matter less, and only a widow is worth another line.
TEXT_TASTE = LineTaste(sense=0.4, line_price=0.6, lonely=0.45)


class LineSpan(NamedTuple):
    """A possible line: the piece where it stops, and the width of its ink, em."""

    stop: int
    width: float


@lru_cache(maxsize=CACHED_BREAKS)
def open_breaks(
    text: MeasuredText, narrow: float, worst: float = LAST_RESORT_COST, *, everything: bool = False
) -> tuple[bool, ...]:
    """Return for each piece whether a line may end after it: a break costs less than *worst*, or *everything* is true.

    A word wider than *narrow* (em) may break inside, at the breaks of least cost with which every part fits. Phrases
    that must stay together do not count as a word: text added at the end never allows a break before it.
    """
    pieces = text.pieces
    if everything:
        return tuple(piece.token.forced or piece.token.cost < FORBIDDEN_BREAK_COST for piece in pieces)
    opened = [piece.token.forced or piece.token.cost < worst for piece in pieces]
    start = 0
    for end, piece in enumerate(pieces, start=1):
        if opened[end - 1] or piece.token.gap or end == len(pieces):
            _open_wide_part(text, start, end, narrow, opened)
            start = end
    return tuple(opened)


def _open_wide_part(text: MeasuredText, start: int, end: int, narrow: float, opened: list[bool]) -> None:
    """Open the cheapest breaks inside the pieces *start* to *end*, and dearer ones in what is still too wide."""
    if end - start == 1 or span_width(text, start, end) <= narrow:
        return
    costs = [piece.token.cost for piece in text.pieces[start : end - 1]]
    least = min(costs)
    if least == FORBIDDEN_BREAK_COST:
        return
    edges = [start, *(start + place + 1 for place, cost in enumerate(costs) if cost == least), end]
    for before, after in pairwise(edges):
        if after < end:
            opened[after - 1] = True
        _open_wide_part(text, before, after, narrow, opened)


def _possible_lines(text: MeasuredText, start: int, limit: float, opened: tuple[bool, ...]) -> list[LineSpan]:
    """Return the lines that begin at a piece and are no wider than *limit*, shortest first."""
    pieces, last = text.pieces, len(text.pieces) - 1
    spans: list[LineSpan] = []
    at, begin, reach, most = 0.0, pieces[start].before, 0.0, limit + _ROUNDING
    for index in range(start, last + 1):
        piece = pieces[index]
        begin = min(begin, at + piece.before)
        reach = max(reach, at + piece.width - piece.after)
        if reach - begin > most:
            break
        if index == last:
            spans.append(LineSpan(index + 1, reach - begin))
        elif opened[index]:
            end = max(reach, at + piece.marked_width - piece.marked_after) if piece.token.mark else reach
            if end - begin <= most:
                spans.append(LineSpan(index + 1, end - begin))
            if piece.token.forced:
                break
        at += piece.width + piece.joint
    return spans


def span_width(text: MeasuredText, start: int, stop: int) -> float:
    """Return the width of the ink of pieces *start* to *stop* on one line, em."""
    at, begin, reach = 0.0, text.pieces[start].before, 0.0
    for piece in text.pieces[start:stop]:
        begin = min(begin, at + piece.before)
        reach = max(reach, at + piece.width - piece.after)
        at += piece.width + piece.joint
    last = text.pieces[stop - 1]
    if last.token.mark and stop < len(text.pieces):
        reach = max(reach, at - last.joint - last.width + last.marked_width - last.marked_after)
    return reach - begin


@lru_cache(maxsize=CACHED_BREAKS)
def fewest_lines(text: MeasuredText, limit: float, opened: tuple[bool, ...], shortest: float = 0.0) -> int | None:
    """Return the fewest lines no wider than *limit* em; None if the text does not break that way.

    Lines narrower than *shortest* em must end with a pause or be the last. The result never falls when a word is
    appended, and never rises with *limit*.
    """
    count, reached, total = 0, {0}, len(text.pieces)
    while total not in reached:
        stops: set[int] = set()
        for start in reached:
            spans = _possible_lines(text, start, limit, opened)
            # Without a minimum width, the longest line always leads to the fewest lines.
            for span in spans if shortest else spans[-1:]:
                if span.width >= shortest or span.stop == total or text.pieces[span.stop - 1].token.cost <= PAUSE_COST:
                    stops.add(span.stop)
        if not stops:
            return None
        reached = stops
        count += 1
    return count


def widest_unit(text: MeasuredText, opened: tuple[bool, ...]) -> float:
    """Return the width of the widest unbreakable part, em."""
    starts = [0, *(index + 1 for index, is_open in enumerate(opened) if is_open)]
    stops = [*starts[1:], len(text.pieces)]
    return max(
        (span_width(text, start, stop) for start, stop in zip(starts, stops, strict=True) if stop > start), default=0.0
    )


def count_avoided_breaks(text: MeasuredText, lines: Sequence[str]) -> int:
    """Return how many of *lines*, which `best_lines` found, end where a careful typesetter would not break."""
    count, rest = 0, iter(text.pieces)
    for line in lines[:-1]:
        left = strip_isolates(line).rstrip()
        for piece in rest:
            left = left.removeprefix(strip_isolates(piece.token.text)).lstrip(piece.token.gap)
            if not left or left == piece.token.mark:
                count += not piece.token.forced and piece.token.cost >= AVOIDED_BREAK_COST
                break
    return count


@lru_cache(maxsize=CACHED_BREAKS)
def best_lines(
    text: MeasuredText, limit: float, opened: tuple[bool, ...], most: int, taste: LineTaste
) -> tuple[str, ...]:
    """Return the lines that read best among all ways to break the text into at most *most* lines.

    Uses more lines if *most* are not enough, and lets the widest unbreakable part overflow: the caller decides whether
    that is acceptable.
    """
    if not text.pieces:
        return ()
    limit = max(limit, widest_unit(text, opened))
    fewest = fewest_lines(text, limit, opened)
    if fewest is None:
        raise AssertionError("no lines for a text whose widest unbreakable part fits")
    spans = [_possible_lines(text, start, limit, opened) for start in range(len(text.pieces))]
    ways = [_cheapest_way(text, spans, count, taste) for count in range(fewest, max(fewest, most) + 1)]
    found = [
        (cost + taste.line_price * extra, stops)
        for extra, way in enumerate(ways)
        if way is not None
        for cost, stops in [way]
    ]
    _, stops = min(found)
    return tuple(_line_text(text, start, stop) for start, stop in pairwise((0, *stops)))


def _cheapest_way(
    text: MeasuredText, spans: list[list[LineSpan]], count: int, taste: LineTaste
) -> tuple[float, tuple[int, ...]] | None:
    """Return the cost and the line ends of the best way to break the text into exactly *count* lines."""
    whole = sum(piece.width + piece.joint for piece in text.pieces)
    target = max(whole / count, max((piece.width for piece in text.pieces), default=0.0))
    total = len(text.pieces)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for number in range(count):
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, stops) in best.items():
            if start == total:
                continue
            for span in spans[start]:
                if (span.stop == total) != (number + 1 == count):
                    continue
                grade = cost + _line_cost(text, start, span, target, taste)
                if span.stop not in reached or grade < reached[span.stop][0]:
                    reached[span.stop] = (grade, (*stops, span.stop))
        best = reached
    return best.get(total)


def _line_cost(text: MeasuredText, start: int, span: LineSpan, target: float, taste: LineTaste) -> float:
    """Return the cost of one line: how much its length differs from *target*, and how its end reads."""
    ragged = ((target - span.width) / target) ** 2 if target else 0.0
    token = text.pieces[span.stop - 1].token
    ideographs = text.prepared.locale.script in CHINESE_OR_JAPANESE
    if span.stop < len(text.pieces):
        if token.forced:
            return ragged
        if (
            start
            and token.mark
            and text.pieces[start - 1].token.mark
            and _count_letters(text, start, span) < MIN_HYPHENATED_PART
        ):
            ragged += SHORT_PART_COST
        if span.width < MIN_LINE_EM and token.cost > PAUSE_COST:
            ragged += ORPHAN_COST if ideographs else SHORT_LINE_COST
        return ragged + token.extra + (token.cost if token.cost > 0 else taste.sense * token.cost)
    if not start:
        return ragged
    tail = "".join(piece.token.text for piece in text.pieces[start : span.stop])
    if ideographs and len(strip_isolates(tail).rstrip("。！？、.!?")) <= _ORPHAN_CHARACTERS:
        return ragged + ORPHAN_COST
    alone = span.stop - start == 1 and start > 1 and not text.pieces[start - 1].token.forced
    return ragged + LONELY_WORD_COST if alone and not ideographs and span.width < taste.lonely * target else ragged


def _count_letters(text: MeasuredText, start: int, span: LineSpan) -> int:
    return sum(len(piece.token.text) for piece in text.pieces[start : span.stop])


def _line_text(text: MeasuredText, start: int, stop: int) -> str:
    tokens = [piece.token for piece in text.pieces[start:stop]]
    mark = tokens[-1].mark if stop < len(text.pieces) else ""
    line = "".join(token.text + token.gap for token in tokens[:-1]) + tokens[-1].text + mark
    return balance_isolates("".join(piece.token.text for piece in text.pieces[:start]), line)
