"""Finds what reads against the direction of its text: names, numbers and addresses in Arabic, Arabic names in English.

The bidirectional algorithm (UAX #9) orders plain text by its letters alone: between Arabic words it parts "+971 4 555"
at the spaces, and moves signs to the other side. Each whole run therefore gets one isolate. What the author has
isolated, or parted with a direction mark, stays as it is.

A percent sign of Arabic (U+066A) is no part of a Latin run that it follows: in Arabic and Persian it stands on the left
of digits. So does a currency that follows its amount after a space (CLDR, patterns of ar, fa and he).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import category

from creative_cli.locale.bidi import (
    DIRECTIONAL_ISOLATES,
    FIRST_STRONG_ISOLATE,
    LEFT_TO_RIGHT_ISOLATE,
    POP_DIRECTIONAL_ISOLATE,
    RIGHT_TO_LEFT_ISOLATE,
    find_bidi_class,
)
from creative_cli.locale.left_runs import (
    ARABIC_PERCENT,
    BLANK_SIGNS,
    CLOSING_BRACKETS,
    NATIVE_SIGNS,
    OPENING_BRACKETS,
    find_left_runs,
)
from creative_cli.locale.locales import Direction


class TextSpan(NamedTuple):
    """A part of a text, from its first place to the one after its last."""

    start: int
    stop: int


class DirectionRun(NamedTuple):
    """A run against the direction of its text, and the isolate that opens it."""

    start: int
    stop: int
    isolate: str


LEFT_TO_RIGHT_MARK = "\u200e"
# The invisible sign of each strong class, and the class that digits take from an isolate itself.
_STRONG_MARKS = {"L": LEFT_TO_RIGHT_MARK, "R": "\u200f", "AL": "\u061c"}
_IMPLIED_CLASS = {LEFT_TO_RIGHT_ISOLATE: "L", RIGHT_TO_LEFT_ISOLATE: "R", FIRST_STRONG_ISOLATE: ""}
_MARKS = re.compile("[\u2066-\u2068][\u061c\u200e\u200f]?|[\u2069\u200e]")

# Letters of scripts with spaces. In Arabic or Japanese, words may touch a name.
_LETTER = "[0-9A-Za-zÀ-ɏͰ-ԯ]"

# RFC 3987, section 4.1: an address reads from left to right as a whole, whatever letters its path has.
_ADDRESS = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.|mailto:|tel:)\S+"
    r"|[A-Za-z0-9_][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[\w-]+)+"
    r"|(?<![A-Za-z0-9._%+])(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}(?::\d+)?(?:/\S*)?"
)
_AFTER_ADDRESS = ".,:;!?،؛؟۔…\"'”’»"


def find_names(text: str, names: Iterable[str]) -> list[TextSpan]:
    """Return where *names* occur as whole words; of overlapping ones the longest counts."""
    spans: list[TextSpan] = []
    for name in sorted(filter(None, names), key=len, reverse=True):
        for match in re.finditer(f"(?<!{_LETTER}){re.escape(name)}(?!{_LETTER})", text):
            if all(match.end() <= start or end <= match.start() for start, end in spans):
                spans.append(TextSpan(*match.span()))
    return spans


def is_one_run(name: str) -> bool:
    """Return whether a name among letters of the other direction is one run by itself, with all its signs."""
    rtl = any(find_bidi_class(sign) in {"R", "AL"} for sign in name)
    around, direction = ("a", Direction.LTR) if rtl else ("א", Direction.RTL)
    runs = find_direction_runs(f"{around} {name} {around}", direction)
    return [(run.start, run.stop) for run in runs] == [(2, 2 + len(name))]


def strip_isolates(text: str) -> str:
    """Return a text without isolates, and without the marks that `mark_runs` and `balance_isolates` put in."""
    return _MARKS.sub("", text)


def find_direction_runs(text: str, direction: Direction, names: Sequence[TextSpan] = ()) -> tuple[DirectionRun, ...]:
    """Return the runs of one paragraph that read against *direction*, in order; *names* are parts of runs as they are.

    Runs are whole: words, numbers and signs with the blanks between them; a text without other letters is one run with
    its punctuation. Digits alone need no isolate.
    """
    signs = _classify_signs(text, names, direction)
    against = "L" if direction is Direction.RTL else "R"
    if against in signs and not set(signs) & (set("LRX") - {against}) and not set(text) & NATIVE_SIGNS:
        # A whole sentence: its stops are its own.
        return (DirectionRun(0, len(text), LEFT_TO_RIGHT_ISOLATE if against == "L" else RIGHT_TO_LEFT_ISOLATE),)
    if direction is Direction.RTL:
        return tuple(DirectionRun(start, stop, LEFT_TO_RIGHT_ISOLATE) for start, stop, _ in find_left_runs(text, signs))
    return tuple(
        DirectionRun(start, stop, FIRST_STRONG_ISOLATE if "L" in signs[start:stop] else RIGHT_TO_LEFT_ISOLATE)
        for start, stop in _find_right_runs(text, signs)
    )


def mark_runs(text: str, runs: Iterable[DirectionRun]) -> tuple[str, ...]:
    """Return each sign of *text* with the invisible ones around it that keep *runs* in order.

    A run has an isolate. Arabic-Indic digits count as right-to-left among blanks and hyphens (UAX #9, N1): after each
    group of them in a left-to-right run stands a mark.
    """
    marked = list(text)
    for start, stop, isolate in runs:
        if isolate == LEFT_TO_RIGHT_ISOLATE:
            for place in range(start, stop - 1):
                if find_bidi_class(text[place]) == "AN" and find_bidi_class(text[place + 1]) != "AN":
                    marked[place] += LEFT_TO_RIGHT_MARK
        marked[start] = isolate + marked[start]
        marked[stop - 1] += POP_DIRECTIONAL_ISOLATE
    return tuple(marked)


def isolate_runs(text: str, direction: Direction, names: Iterable[str] = ()) -> str:
    """Return a paragraph with each run against *direction* in an isolate of its own."""
    return "".join(mark_runs(text, find_direction_runs(text, direction, find_names(text, names))))


def balance_isolates(before: str, line: str) -> str:
    """Return a line with every isolate closed, and those opened again that the text *before* it has left open.

    Digits take their direction from the letters before them (UAX #9, W2 and W7), which may be on the line above: a mark
    stands for the last of those.
    """
    opened = _follow_isolates([], before)
    prefix = "".join(one.isolate for one in opened)
    if opened and opened[-1].last not in {"", _IMPLIED_CLASS[opened[-1].isolate]}:
        prefix += _STRONG_MARKS[opened[-1].last]
    return prefix + line + POP_DIRECTIONAL_ISOLATE * len(_follow_isolates(opened, line))


class _OpenIsolate(NamedTuple):
    """An isolate that is not closed yet, its direction as its letters decide it, and the last class of those."""

    isolate: str
    last: str = ""


def _follow_isolates(opened: list[_OpenIsolate], text: str) -> list[_OpenIsolate]:
    """Return the isolates that are open after a text, of which some were *opened* before it."""
    opened = list(opened)
    for sign in text:
        kind = find_bidi_class(sign)
        if sign in DIRECTIONAL_ISOLATES:
            opened.append(_OpenIsolate(sign))
        elif sign == POP_DIRECTIONAL_ISOLATE and opened:
            opened.pop()
        elif opened and kind in _STRONG_MARKS:
            isolate = opened[-1].isolate
            if isolate == FIRST_STRONG_ISOLATE:
                isolate = LEFT_TO_RIGHT_ISOLATE if kind == "L" else RIGHT_TO_LEFT_ISOLATE
            opened[-1] = _OpenIsolate(isolate, kind)
    return opened


def _classify_signs(text: str, names: Sequence[TextSpan], direction: Direction) -> str:
    """Return a letter for each sign: L, R, D for a digit, N for neutral, S for a blank, X for what the author isolated.

    Names and addresses are L, or R for a name with right-to-left letters.
    """
    signs = _classify_alone(text)
    if direction is Direction.RTL:
        for start, stop in find_addresses(text):
            if "X" not in signs[start:stop]:
                signs[start:stop] = "L" * (stop - start)
    for start, stop in names:
        own = signs[start:stop]
        if "X" in own:
            continue
        if "R" not in own:
            signs[start:stop] = "L" * len(own)
        elif direction is Direction.LTR:
            signs[start:stop] = ["R" if sign != "L" else sign for sign in own]
    return "".join(signs)


def _classify_alone(text: str) -> list[str]:
    signs: list[str] = []
    depth = 0
    for sign in text:
        opens, closes = sign in DIRECTIONAL_ISOLATES, sign == POP_DIRECTIONAL_ISOLATE
        depth += opens
        own = _classify_sign(sign)
        if own == "M":
            own = signs[-1] if signs else "N"
        signs.append("X" if depth or closes or sign == "\n" else own)
        depth -= closes and depth > 0
    return signs


def _classify_sign(sign: str) -> str:
    """Return the letter of a sign by itself, as in `_classify_signs`; M for a mark on the sign before."""
    kind = find_bidi_class(sign)
    if kind in {"R", "AL"}:
        return "R"
    if kind in {"L", "NSM"}:
        return "L" if kind == "L" else "M"
    if category(sign)[0] == "N":
        return "D"
    return "S" if BLANK_SIGNS.match(sign) else "N"


def find_addresses(text: str) -> Iterator[TextSpan]:
    """Yield the web and e-mail addresses of a text, without the stops after them."""
    for match in _ADDRESS.finditer(text):
        found = match[0]
        while found:
            last = found[-1]
            unopened = last in CLOSING_BRACKETS and found.count(last) > found.count(
                OPENING_BRACKETS[CLOSING_BRACKETS.index(last)]
            )
            if last not in _AFTER_ADDRESS and not unopened:
                break
            found = found[:-1]
        if found:
            yield TextSpan(match.start(), match.start() + len(found))


def _find_right_runs(text: str, signs: str) -> Iterator[TextSpan]:
    """Yield runs of right-to-left words in left-to-right text, with the digits between them and native ones after."""
    for match in re.finditer("R(?:[RDNS]*R)?", signs):
        start, stop = match.span()
        if not any(find_bidi_class(sign) in {"R", "AL"} and category(sign)[0] == "L" for sign in text[start:stop]):
            continue
        native = re.compile(rf"[ \u00a0]?[\u0660-\u0669\u06f0-\u06f9]+{ARABIC_PERCENT}?").match(text, stop)
        if native is not None and "X" not in signs[stop : native.end()]:
            stop = native.end()
        # A hashtag or a handle begins with its sign, on the right.
        if start and text[start - 1] in "#@" and signs[start - 1] == "N":
            start -= 1
        yield TextSpan(start, stop)
