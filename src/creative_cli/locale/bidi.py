"""The Unicode bidirectional algorithm (UAX #9, revision 48): in which order the signs of a line stand.

Drawing has an algorithm of its own, inside Typst. This one is apart from it, so that a check can hold one against the
other. tools/bidi_test.py runs both against the BidiCharacterTest of the Unicode Character Database.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import bidirectional

LEFT_TO_RIGHT_ISOLATE = "\u2066"
RIGHT_TO_LEFT_ISOLATE = "\u2067"
FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
DIRECTIONAL_ISOLATES = LEFT_TO_RIGHT_ISOLATE + RIGHT_TO_LEFT_ISOLATE + FIRST_STRONG_ISOLATE

MAX_DEPTH = 125
"""The deepest level that is opened (UAX #9, BD2)."""

MAX_BRACKETS = 63
"""The brackets that may be open at a time in the search for pairs (UAX #9, BD16)."""

# Opening and closing brackets in pairs: BidiBrackets.txt of the Unicode Character Database 15.0, 2022-05-03, under the
# Unicode License v3 (https://www.unicode.org/license.txt).
_BRACKET_PAIRS = (
    "()[]{}\u0f3a\u0f3b\u0f3c\u0f3d\u169b\u169c\u2045\u2046\u207d\u207e\u208d\u208e\u2308\u2309\u230a\u230b\u2329\u232a"
    "\u2768\u2769\u276a\u276b\u276c\u276d\u276e\u276f\u2770\u2771\u2772\u2773\u2774\u2775\u27c5\u27c6\u27e6\u27e7\u27e8"
    "\u27e9\u27ea\u27eb\u27ec\u27ed\u27ee\u27ef\u2983\u2984\u2985\u2986\u2987\u2988\u2989\u298a\u298b\u298c\u298d\u2990"
    "\u298f\u298e\u2991\u2992\u2993\u2994\u2995\u2996\u2997\u2998\u29d8\u29d9\u29da\u29db\u29fc\u29fd\u2e22\u2e23\u2e24"
    "\u2e25\u2e26\u2e27\u2e28\u2e29\u2e55\u2e56\u2e57\u2e58\u2e59\u2e5a\u2e5b\u2e5c\u3008\u3009\u300a\u300b\u300c\u300d"
    "\u300e\u300f\u3010\u3011\u3014\u3015\u3016\u3017\u3018\u3019\u301a\u301b\ufe59\ufe5a\ufe5b\ufe5c\ufe5d\ufe5e\uff08"
    "\uff09\uff3b\uff3d\uff5b\uff5d\uff5f\uff60\uff62\uff63"
)
# Brackets that are canonically equivalent pair with each other.
_EQUIVALENT_BRACKETS = {"\u2329": "\u3008", "\u232a": "\u3009"}

_EMBEDDINGS = frozenset({"LRE", "RLE", "LRO", "RLO"})
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
_AT_LINE_END = frozenset({"WS", "LRI", "RLI", "FSI", "PDI"})


class _Sequence(NamedTuple):
    """An isolating run sequence (BD13): its places, its level, and the directions before and after it."""

    places: list[int]
    level: int
    before: str
    after: str


class _Status(NamedTuple):
    """An entry of the directional status stack (X1)."""

    level: int
    override: str
    isolate: bool


def find_bidi_class(sign: str) -> str:
    """Return the Bidi_Class of a character, such as AL; L for one that is unassigned."""
    return bidirectional(sign) or "L"


def has_right_to_left(text: str) -> bool:
    """Return whether a text has letters or digits that bidi may move: right-to-left letters, Arabic-Indic digits."""
    return any(find_bidi_class(sign) in {"R", "AL", "AN"} for sign in text)


def resolve_levels(text: str, base: int | None) -> tuple[int | None, ...]:
    """Return the embedding level of each character of a paragraph (UAX #9, P2 to I2).

    *base* is the paragraph's level, 0 from left to right and 1 from right to left; None takes it from its first strong
    character. None stands for characters that rule X9 removes.
    """
    classes = [find_bidi_class(sign) for sign in text]
    partners = _match_isolates(classes)
    start = _first_strong(classes, partners, 0, len(classes)) if base is None else base
    levels, kinds = _explicit_levels(classes, partners, start)
    kept = [place for place, kind in enumerate(classes) if kind not in _REMOVED]
    # All of them first: their ends depend on levels that the loop changes.
    for sequence in list(_find_sequences(kept, classes, levels, partners, start)):
        _resolve_weak(sequence, kinds)
        _resolve_brackets(sequence, kinds, text, classes)
        _resolve_neutral(sequence, kinds)
        for place in sequence.places:
            kind, level = kinds[place], levels[place]
            if level % 2 == 0:
                levels[place] += {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
            elif kind != "R":
                levels[place] += 1
    return tuple(
        None if kind in _REMOVED else start if kind == "B" else level
        for kind, level in zip(classes, levels, strict=True)
    )


def order_line(text: str, levels: Sequence[int | None], base: int) -> tuple[int, ...]:
    """Return the places of a line's characters from left to right (UAX #9, L1 and L2), without removed ones."""
    own = list(levels)
    at_end = True
    for place in reversed(range(len(text))):
        kind = find_bidi_class(text[place])
        if kind in {"S", "B"}:
            at_end, own[place] = True, base
        elif kind in _AT_LINE_END and at_end:
            own[place] = base
        elif kind not in _REMOVED:
            at_end = False
    shown = [(place, level) for place, level in enumerate(own) if level is not None]
    order = [place for place, _ in shown]
    depth = [level for _, level in shown]
    for limit in range(max(depth, default=0), 0, -1):
        start = 0
        while start < len(order):
            if depth[start] < limit:
                start += 1
                continue
            stop = start
            while stop < len(order) and depth[stop] >= limit:
                stop += 1
            order[start:stop] = reversed(order[start:stop])
            depth[start:stop] = reversed(depth[start:stop])
            start = stop
    return tuple(order)


def _match_isolates(classes: Sequence[str]) -> dict[int, int]:
    """Return the partner of each isolate initiator and PDI that has one (BD9)."""
    partners, opened = {}, list[int]()
    for place, kind in enumerate(classes):
        if kind in _ISOLATES:
            opened.append(place)
        elif kind == "PDI" and opened:
            start = opened.pop()
            partners[start], partners[place] = place, start
        elif kind == "B":
            opened.clear()
    return partners


def _first_strong(classes: Sequence[str], partners: dict[int, int], start: int, stop: int) -> int:
    """Return the level of the first strong character between two places, outside of isolates (P2 and P3)."""
    place = start
    while place < stop:
        kind = classes[place]
        if kind in {"L", "R", "AL"}:
            return 0 if kind == "L" else 1
        place = partners.get(place, stop) if kind in _ISOLATES else place + 1
    return 0


class _OpenedLevels:
    """The directional status stack, and what did not fit on it (X1)."""

    def __init__(self, base: int) -> None:
        self.stack = [_Status(base, "", isolate=False)]
        self.isolates_beyond = self.embeddings_beyond = self.isolates = 0

    @property
    def top(self) -> _Status:
        return self.stack[-1]

    def open_level(self, override: str, *, right: bool, isolate: bool) -> None:
        """Open an embedding, an override or an isolate (X2 to X5c)."""
        level = (self.top.level + 1) | 1 if right else (self.top.level + 2) & ~1
        if level <= MAX_DEPTH and not self.isolates_beyond and not self.embeddings_beyond:
            self.stack.append(_Status(level, override, isolate))
            self.isolates += isolate
        elif isolate:
            self.isolates_beyond += 1
        elif not self.isolates_beyond:
            self.embeddings_beyond += 1

    def close_isolate(self) -> None:
        """Close the innermost isolate and what it holds (X6a)."""
        if self.isolates_beyond:
            self.isolates_beyond -= 1
        elif self.isolates:
            self.embeddings_beyond = 0
            while not self.stack.pop().isolate:
                continue
            self.isolates -= 1

    def close_embedding(self) -> None:
        """Close the innermost embedding or override (X7)."""
        if self.isolates_beyond:
            return
        if self.embeddings_beyond:
            self.embeddings_beyond -= 1
        elif not self.top.isolate and len(self.stack) > 1:
            self.stack.pop()


def _explicit_levels(classes: Sequence[str], partners: dict[int, int], base: int) -> tuple[list[int], list[str]]:
    """Return level and class of each character after the explicit formatting characters (X1 to X8)."""
    levels, kinds = [base] * len(classes), list(classes)
    opened = _OpenedLevels(base)
    for place, kind in enumerate(classes):
        if kind == "PDI":
            opened.close_isolate()
        levels[place] = opened.top.level
        if kind not in _REMOVED and kind != "B":
            kinds[place] = opened.top.override or kind
        if kind in _EMBEDDINGS | _ISOLATES:
            right = kind[0] == "R"
            if kind == "FSI":
                right = _first_strong(classes, partners, place + 1, partners.get(place, len(classes))) == 1
            override = {"LRO": "L", "RLO": "R"}.get(kind, "")
            opened.open_level(override, right=right, isolate=kind in _ISOLATES)
        elif kind == "PDF":
            opened.close_embedding()
    return levels, kinds


def _find_sequences(
    kept: Sequence[int], classes: Sequence[str], levels: Sequence[int], partners: dict[int, int], base: int
) -> Iterator[_Sequence]:
    """Yield the isolating run sequences of a paragraph (X10)."""
    runs: list[list[int]] = []
    for place in kept:
        if classes[place] == "B":
            continue
        after_isolate = bool(runs) and (classes[runs[-1][-1]] in _ISOLATES or classes[place] == "PDI")
        if runs and levels[runs[-1][-1]] == levels[place] and not (after_isolate and _is_paired(runs, place, partners)):
            runs[-1].append(place)
        else:
            runs.append([place])
    starts = {run[0]: run for run in runs}
    number = {place: index for index, place in enumerate(kept)}
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in partners:
            continue  # it continues the run of its isolate
        places = list(run)
        while classes[places[-1]] in _ISOLATES and places[-1] in partners:
            places += starts[partners[places[-1]]]
        level = levels[places[0]]
        first, last = number[places[0]], number[places[-1]]
        before = levels[kept[first - 1]] if first else base
        ends = last + 1 == len(kept) or classes[places[-1]] in _ISOLATES
        after = base if ends else levels[kept[last + 1]]
        yield _Sequence(places, level, _direction(max(level, before)), _direction(max(level, after)))


def _is_paired(runs: list[list[int]], place: int, partners: dict[int, int]) -> bool:
    return runs[-1][-1] in partners or place in partners


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve_weak(sequence: _Sequence, kinds: list[str]) -> None:
    """Resolve the weak types of a sequence (W1 to W7)."""
    places = sequence.places
    _resolve_marks(sequence, kinds)
    _resolve_digits(sequence, kinds, "AL", "AN")
    for place in places:
        kinds[place] = "R" if kinds[place] == "AL" else kinds[place]
    for left, place, right in zip(places, places[1:], places[2:], strict=False):
        around = kinds[left]
        if around == kinds[right] and (
            (kinds[place] in {"ES", "CS"} and around == "EN") or (kinds[place] == "CS" and around == "AN")
        ):
            kinds[place] = around
    _resolve_terminators(places, kinds)
    for place in places:
        kinds[place] = "ON" if kinds[place] in {"ES", "CS"} else kinds[place]
    _resolve_digits(sequence, kinds, "L", "L")


def _resolve_marks(sequence: _Sequence, kinds: list[str]) -> None:
    """Give marks the type of what they stand on (W1)."""
    before = sequence.before
    for place in sequence.places:
        if kinds[place] == "NSM":
            kinds[place] = "ON" if before in _ISOLATES | {"PDI"} else before
        before = kinds[place]


def _resolve_digits(sequence: _Sequence, kinds: list[str], strong: str, found: str) -> None:
    """Make European digits *found* where the strong type before them is *strong* (W2, W7)."""
    before = sequence.before
    for place in sequence.places:
        if kinds[place] in {"L", "R", "AL"}:
            before = kinds[place]
        elif kinds[place] == "EN" and before == strong:
            kinds[place] = found


def _resolve_terminators(places: Sequence[int], kinds: list[str]) -> None:
    """Make terminators beside European digits part of them, and others neutral (W5, W6)."""
    index = 0
    while index < len(places):
        stop = index
        while stop < len(places) and kinds[places[stop]] == "ET":
            stop += 1
        beside = (index and kinds[places[index - 1]] == "EN") or (stop < len(places) and kinds[places[stop]] == "EN")
        for place in places[index:stop]:
            kinds[place] = "EN" if beside else "ON"
        index = stop + 1


@cache
def _bracket_partners() -> dict[str, tuple[str, bool]]:
    """Return for each bracket the closing one of its pair, and whether it opens."""
    found = {}
    for opening, closing in zip(_BRACKET_PAIRS[::2], _BRACKET_PAIRS[1::2], strict=True):
        shared = _EQUIVALENT_BRACKETS.get(closing, closing)
        found[opening], found[closing] = (shared, True), (shared, False)
    return found


def _find_brackets(sequence: _Sequence, kinds: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Return the pairs of brackets, as indexes of the sequence, by their opening (BD16)."""
    pairs, opened = [], list[tuple[str, int]]()
    for index, place in enumerate(sequence.places):
        bracket = _bracket_partners().get(text[place]) if kinds[place] == "ON" else None
        if bracket is None:
            continue
        closing, opens = bracket
        if opens:
            if len(opened) == MAX_BRACKETS:
                return []
            opened.append((closing, index))
            continue
        for depth in reversed(range(len(opened))):
            if opened[depth][0] == closing:
                pairs.append((opened[depth][1], index))
                del opened[depth:]
                break
    return sorted(pairs)


def _strong_direction(kind: str) -> str:
    """Return the direction that a type counts as among brackets and neutrals; nothing for a neutral."""
    return "R" if kind in {"R", "AN", "EN"} else "L" if kind == "L" else ""


def _resolve_brackets(sequence: _Sequence, kinds: list[str], text: str, classes: Sequence[str]) -> None:
    """Resolve paired brackets by what they enclose (N0)."""
    places, embedding = sequence.places, _direction(sequence.level)
    for first, last in _find_brackets(sequence, kinds, text):
        inside = {_strong_direction(kinds[place]) for place in places[first + 1 : last]} - {""}
        if not inside:
            continue
        found = embedding
        if embedding not in inside:
            context = next(
                (side for place in reversed(places[:first]) if (side := _strong_direction(kinds[place]))),
                sequence.before,
            )
            found = context if context != embedding else embedding
        for index in (first, last):
            kinds[places[index]] = found
            # Marks on a bracket go with it.
            for place in places[index + 1 :]:
                if classes[place] != "NSM":
                    break
                kinds[place] = found


def _resolve_neutral(sequence: _Sequence, kinds: list[str]) -> None:
    """Resolve neutral types by their surroundings, or else by the level (N1 and N2)."""
    places, index = sequence.places, 0
    while index < len(places):
        if kinds[places[index]] not in _NEUTRAL:
            index += 1
            continue
        stop = index
        while stop < len(places) and kinds[places[stop]] in _NEUTRAL:
            stop += 1
        before = _strong_direction(kinds[places[index - 1]]) if index else sequence.before
        after = _strong_direction(kinds[places[stop]]) if stop < len(places) else sequence.after
        for place in places[index:stop]:
            kinds[place] = before if before == after else _direction(sequence.level)
        index = stop
