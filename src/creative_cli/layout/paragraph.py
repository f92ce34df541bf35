"""Parting a measured text into lines: pure arithmetic in em, no font and no picture.

Two questions are kept apart. *How many lines does it take at this width?* has one answer that never shrinks as the
text grows, so sizes are chosen by it. *Which of the ways to part it reads best?* is a matter of taste, written as
costs, and is asked afterwards at the chosen size.
"""

from dataclasses import dataclass
from itertools import pairwise

from creative_cli.layout.break_rules import LAST_RESORT_COST, PAUSE_COST
from creative_cli.layout.linebreak import FORBIDDEN_BREAK_COST, strip_isolates
from creative_cli.layout.measure import MeasuredText
from creative_cli.layout.scripts import CHINESE_OR_JAPANESE

LONELY_WORD_COST = 0.6
"""What a single short word on the last line costs."""

SHORT_LINE_COST = 0.35
"""What a line narrower than `LEAST_LINE` costs."""

MIN_LINE_EM = 2.4
"""Narrowest line that is not the last and ends without a pause, em: a short word does not stand alone."""

ORPHAN_COST = 1.6
"""What one or two characters on the last line of Chinese or Japanese cost."""

_LONELY_SHARE = 0.45
_ORPHAN_CHARACTERS = 2
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class LineTaste:
    """What is liked in a role: how much the sense of a break counts, and what a line more than needed costs."""

    sense: float
    line_price: float


HEADLINE_TASTE = LineTaste(sense=1.0, line_price=0.5)
TEXT_TASTE = LineTaste(sense=0.4, line_price=0.6)
"""Small text is read as a block: pauses matter less, and only a widow is worth a line."""


@dataclass(frozen=True, slots=True)
class LineSpan:
    """A line that could be: where it stops, and the width of its ink, em."""

    stop: int
    width: float


def open_breaks(
    text: MeasuredText, narrow: float, worst: float = LAST_RESORT_COST, *, everything: bool = False
) -> tuple[bool, ...]:
    """Tell after which pieces a line may end: where a break costs less than *worst*, or anywhere with *everything*.

    A word wider than *narrow* (em) may be parted inside at any price. Only words are looked at, and not what is held
    together over spaces, so that nothing added at the end of a text opens a place in it.
    """
    pieces = text.pieces
    if everything:
        return tuple(piece.token.forced or piece.token.cost < FORBIDDEN_BREAK_COST for piece in pieces)
    opened = [piece.token.forced or piece.token.cost < worst for piece in pieces]
    start = 0
    for end, piece in enumerate(pieces, start=1):
        if opened[end - 1] or piece.token.gap or end == len(pieces):
            if span_width(text, start, end) > narrow:
                opened[start : end - 1] = [piece.token.cost < FORBIDDEN_BREAK_COST for piece in pieces[start : end - 1]]
            start = end
    return tuple(opened)


def _possible_lines(text: MeasuredText, start: int, limit: float, opened: tuple[bool, ...]) -> list[LineSpan]:
    """Return the lines that can begin at a piece and are no wider than *limit*, shortest first."""
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
            end = max(reach, at + piece.marked.width - piece.marked.after) if piece.token.mark else reach
            if end - begin <= most:
                spans.append(LineSpan(index + 1, end - begin))
            if piece.token.forced:
                break
        at += piece.width + piece.joint
    return spans


def span_width(text: MeasuredText, start: int, stop: int) -> float:
    """Return how wide the ink of pieces *start* to *stop* is on one line, em."""
    at, begin, reach = 0.0, text.pieces[start].before, 0.0
    for piece in text.pieces[start:stop]:
        begin = min(begin, at + piece.before)
        reach = max(reach, at + piece.width - piece.after)
        at += piece.width + piece.joint
    last = text.pieces[stop - 1]
    if last.token.mark and stop < len(text.pieces):
        reach = max(reach, at - last.joint - last.width + last.marked.width - last.marked.after)
    return reach - begin


def fewest_lines(text: MeasuredText, limit: float, opened: tuple[bool, ...], shortest: float = 0.0) -> int | None:
    """Return the fewest lines no wider than *limit* em; None when there is no way to part the text so.

    Lines narrower than *shortest* em do not count as a way, unless a pause ends them or they are the last. The answer
    never falls when a word is appended, and never rises with *limit*.
    """
    count, reached, total = 0, {0}, len(text.pieces)
    while total not in reached:
        stops: set[int] = set()
        for start in reached:
            spans = _possible_lines(text, start, limit, opened)
            # Without a least width, whoever gets furthest needs the fewest lines.
            for span in spans if shortest else spans[-1:]:
                if span.width >= shortest or span.stop == total or text.pieces[span.stop - 1].token.cost <= PAUSE_COST:
                    stops.add(span.stop)
        if not stops:
            return None
        reached = stops
        count += 1
    return count


def widest_unit(text: MeasuredText, opened: tuple[bool, ...]) -> float:
    """Return the width of the widest thing that may not be parted, em."""
    starts = [0, *(index + 1 for index, is_open in enumerate(opened) if is_open)]
    stops = [*starts[1:], len(text.pieces)]
    return max(
        (span_width(text, start, stop) for start, stop in zip(starts, stops, strict=True) if stop > start), default=0.0
    )


def best_lines(
    text: MeasuredText, limit: float, opened: tuple[bool, ...], most: int, taste: LineTaste
) -> tuple[str, ...]:
    """Return the lines that read best among all ways to part the text into at most *most* lines.

    Takes as many lines as it must when *most* are not enough, and lets the widest unit stand out when nothing narrower
    is there: whether that is acceptable is not decided here.
    """
    if not text.pieces:
        return ()
    limit = max(limit, widest_unit(text, opened))
    fewest = fewest_lines(text, limit, opened)
    if fewest is None:
        raise AssertionError("a text whose widest unit fits has lines")
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
    """Return the cost and the ends of the best way to part the text into exactly *count* lines."""
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
    """Grade one line: how far it is from the length of the others, and how its end reads."""
    ragged = ((target - span.width) / target) ** 2 if target else 0.0
    token = text.pieces[span.stop - 1].token
    if span.stop < len(text.pieces):
        if token.forced:
            return ragged
        if span.width < MIN_LINE_EM and token.cost > PAUSE_COST:
            ragged += SHORT_LINE_COST
        return ragged + (token.cost if token.cost > 0 else taste.sense * token.cost)
    if not start:
        return ragged
    tail = "".join(piece.token.text for piece in text.pieces[start : span.stop])
    ideographs = text.prepared.locale.script in CHINESE_OR_JAPANESE
    if ideographs and len(strip_isolates(tail).rstrip("。！？、.!?")) <= _ORPHAN_CHARACTERS:
        return ragged + ORPHAN_COST
    alone = span.stop - start == 1 and start > 1 and not text.pieces[start - 1].token.forced
    return ragged + LONELY_WORD_COST if alone and not ideographs and span.width < _LONELY_SHARE * target else ragged


def _line_text(text: MeasuredText, start: int, stop: int) -> str:
    """Return pieces *start* to *stop* as the string of one line."""
    tokens = [piece.token for piece in text.pieces[start:stop]]
    mark = tokens[-1].mark if stop < len(text.pieces) else ""
    return "".join(token.text + token.gap for token in tokens[:-1]) + tokens[-1].text + mark
