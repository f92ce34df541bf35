"""Finds the joints of compound words: Fortschritts|garantie.

A word is read as the cheapest row of known parts. A part costs the less, the more compounds of a word list begin or end
with it (a unigram model, as in Morfessor), and short parts cost more, because they fit by chance. The tables in
`hyphenation/` were counted by `tools/build_compounds.py`; the README beside them has sources and licences.
"""

import lzma
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from math import log
from typing import NamedTuple

from creative_cli.thread_caches import cached_for_threads

# Parts shorter than this are not looked for.
MIN_COMPOUND_PART = 3
# Languages whose compounds are divided at joints, and the table of each. Both kinds of Norwegian share one.
COMPOUND_TABLES = {"de": "de", "nl": "nl", "sv": "sv", "da": "da", "nb": "nb", "nn": "nb", "no": "nb"} | {
    "fi": "fi",
    "hu": "hu",
}
# Three equal consonants become two at a joint (busstopp is buss + stopp): there, no division is sure.
_SHORTENING = frozenset({"sv", "nb", "nn", "no"})
_VOWELS = frozenset("aeiouyåäöæø")
# What a part of few letters costs more.
_SHORT_PART_COST = {3: 1.6, 4: 0.5}
# A word that is in the list, but in no compound, counts as this much of one.
_UNSEEN_COUNT = 0.4
_UNSEEN_LINKED_COST = 0.95
_INFLECTED_COST = 0.7
# The most that a division may cost: by letter, and for any word. Known parts are divided only if it is sure.
_WORD_LIMIT = (1.5, 10.6)
_PART_LIMIT = (0.6, 14.0)
# From this count on, a part is known as a whole.
_KNOWN_COUNT = 3
_LONGEST_ENDING = 8
# The least letters of each of two endings in a row.
_SHORT_ENDING = 2
# The ratio of two neighbouring counts in a table.
COUNT_RATIO = 1.6
# Longer words are no words.
_LONGEST_WORD = 80


class PartCounts(NamedTuple):
    """How many compounds begin with a part, end with it, and end with an inflected form of it; 0 for none."""

    first: float
    last: float
    stem: float


@dataclass(frozen=True, slots=True)
class PartTable:
    """The parts of a language's compounds with their counts; *total* is the number of compounds counted.

    *codes* are the counts of the parts, as `decode_counts` reads them. *links* are the sounds between parts, *endings*
    those of inflected words, *suffixes* are no parts though they may be words; *whole* words have no joint.
    """

    total: float
    links: tuple[str, ...]
    endings: frozenset[str]
    suffixes: frozenset[str]
    whole: frozenset[str]
    codes: Mapping[str, str] = field(repr=False)

    def counts_of(self, part: str) -> PartCounts | None:
        """Return the counts of a part; None if it is not listed."""
        code = self.codes.get(part)
        return None if code is None else decode_counts(code)

    def cost_of(self, part: str, count: float) -> float:
        """Return the cost of a part that *count* compounds have."""
        # One compound is half a proof: it may be a chance.
        return log(self.total / (count - 0.5 if count > 1 else count)) + _SHORT_PART_COST.get(len(part), 0.0)


@cached_for_threads(maxsize=None)
def load_parts(name: str) -> PartTable:
    """Return the bundled table of a language."""
    packed = (files("creative_cli.layout") / "hyphenation" / f"parts-{name}.xz").read_bytes()
    return read_parts(lzma.decompress(packed).decode("utf-8"))


def read_parts(text: str) -> PartTable:
    """Return a table from its text: a header of five lines, then a line for each part.

    A line gives how many letters it shares with the part before, the rest of the part, and the code of its counts.
    """
    total, links, endings, suffixes, whole, lines = text.split("\n", 5)
    ends, parts, words = (frozenset(line.split()) for line in (endings, suffixes, whole))
    return PartTable(float(total), tuple(links.split()), ends, parts, words, _PartCodes(lines))


class _PartCodes(Mapping[str, str]):
    """The codes of parts by part, read from the lines of a table as they are asked for.

    All hundred thousand of German would take 0.1 s and 12 MB; a word asks for those that begin like its parts.
    """

    def __init__(self, lines: str) -> None:
        self._lines = lines
        self._read: dict[str, dict[str, str]] = {}
        # Lines that share less than two letters with the part before begin a place; parts are in alphabetical order.
        starts = [match.start() for match in re.finditer(r"^[01]", lines, re.MULTILINE)]
        self._places: dict[str, tuple[int, int]] = {}
        first = ""
        for start, stop in pairwise((*starts, len(lines))):
            first = first[: int(lines[start])] + lines[start + 1 : start + 3 - int(lines[start])]
            self._places[first] = start, stop

    def __getitem__(self, part: str) -> str:
        return self._read_place(part[:2])[part]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(self._read_place, self._places))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read_place(self, begins: str) -> Mapping[str, str]:
        if begins not in self._places:
            return {}
        if begins not in self._read:
            start, stop = self._places[begins]
            codes, part = {}, begins
            for line in self._lines[start:stop].splitlines():
                part = part[: ord(line[0]) - ord("0")] + line[1:-3]
                codes[part] = line[-3:]
            self._read[begins] = codes
        return self._read[begins]


@cache
def decode_counts(code: str) -> PartCounts:
    """Return the counts of a code of three letters.

    A dot stands for none, "a" for a word in no compound, and the letters from "b" for the powers of `COUNT_RATIO`.
    """
    scale = {".": 0.0, "a": _UNSEEN_COUNT}
    return PartCounts(*(scale[sign] if sign in scale else COUNT_RATIO ** (ord(sign) - ord("b")) for sign in code))


@lru_cache(maxsize=4096)
def compound_joints(word: str, language: str) -> tuple[int, ...]:
    """Return the offsets in *word* where its parts meet; none in languages without a table."""
    name, lower = COMPOUND_TABLES.get(language), word.lower()
    if name is None or len(lower) != len(word) or not 2 * MIN_COMPOUND_PART <= len(word) <= _LONGEST_WORD:
        return ()
    table = load_parts(name)
    joints = _joints_within(table, lower, is_last=True, limit=_WORD_LIMIT)
    if language in _SHORTENING:
        starts = (0, *joints)
        joints = [
            place for start, place in zip(starts, joints, strict=False) if _keeps_letters(table, lower, start, place)
        ]
    return tuple(joints)


def _joints_within(table: PartTable, word: str, *, is_last: bool, limit: tuple[float, float]) -> list[int]:
    """Return the joints of a word or of a part, and those within its parts."""
    found = find_division(table, word, is_last=is_last)
    if found is None or _is_whole(table, word):
        return []
    cost, cuts = found
    counts = table.counts_of(word)
    if counts is not None and max(counts.first, counts.last) >= _KNOWN_COUNT:
        limit = _PART_LIMIT
    if cost > limit[0] * len(word) + limit[1]:
        return []
    edges, joints = (0, *cuts, len(word)), set(cuts)
    for start, stop in pairwise(edges):
        if stop - start >= 2 * MIN_COMPOUND_PART:
            last = is_last and stop == len(word)
            joints |= {start + at for at in _joints_within(table, word[start:stop], is_last=last, limit=_PART_LIMIT)}
    return sorted(joints)


def _is_whole(table: PartTable, word: str) -> bool:
    return any(word[: len(word) - cut] in table.whole for cut in range(4) if not cut or word[-cut:] in table.endings)


def find_division(table: PartTable, word: str, *, is_last: bool = True) -> tuple[float, tuple[int, ...]] | None:
    """Return the cost and the offsets of the cheapest division of a word into two parts or more; None if none is known.

    A word that *is_last* may be inflected, another may end with a link.
    """
    length = len(word)
    ways: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for stop in range(MIN_COMPOUND_PART, length - MIN_COMPOUND_PART + 1):
        for start in [at for at in ways if at <= stop - MIN_COMPOUND_PART]:
            cost = _first_cost(table, word[start:stop])
            if cost is not None and (stop not in ways or ways[start][0] + cost < ways[stop][0]):
                ways[stop] = (ways[start][0] + cost, (*ways[start][1], stop))
    ends = []
    for at, (total, cuts) in ways.items():
        cost = _tail_cost(table, word[at:], is_last=is_last) if at else None
        if cost is not None:
            ends.append((total + cost, cuts))
    return min(ends, default=None)


def _first_cost(table: PartTable, part: str) -> float | None:
    counts = table.counts_of(part)
    if counts is not None and counts.first:
        return table.cost_of(part, counts.first)
    for link in table.links:
        counts = table.counts_of(part.removesuffix(link)) if part.endswith(link) else None
        if counts is not None and (counts.first or counts.last):
            return table.cost_of(part, _UNSEEN_COUNT) + _UNSEEN_LINKED_COST
    return None


def _tail_cost(table: PartTable, part: str, *, is_last: bool) -> float | None:
    cost = _last_cost(table, part)
    if is_last:
        return cost
    linked = [_last_cost(table, part.removesuffix(link)) for link in table.links if part.endswith(link)]
    return min((one for one in (cost, _first_cost(table, part), *linked) if one is not None), default=None)


def _last_cost(table: PartTable, part: str) -> float | None:
    counts = table.counts_of(part)
    if counts is not None and counts.last:
        return table.cost_of(part, counts.last)
    stems = [part[:-cut] for cut in range(1, _LONGEST_ENDING + 1) if _is_ending(table, part[-cut:])]
    if part in table.suffixes or not table.suffixes.isdisjoint(stems):
        return None
    return min(
        (
            table.cost_of(stem, counts.stem) + _INFLECTED_COST
            for stem in stems
            if (counts := table.counts_of(stem)) is not None and counts.stem
        ),
        default=None,
    )


def _is_ending(table: PartTable, tail: str) -> bool:
    """Tell whether a tail is an ending, or two of them (Finnish -assa-mme)."""
    if tail in table.endings:
        return True
    cuts = range(_SHORT_ENDING, len(tail) - _SHORT_ENDING + 1)
    return any(tail[:cut] in table.endings and tail[cut:] in table.endings for cut in cuts)


def _keeps_letters(table: PartTable, word: str, start: int, place: int) -> bool:
    """Tell whether the consonants beside a joint belong to one part each: buss|topp may be buss|stopp."""
    before, after = word[start:place], word[place:]
    if before[-1] in _VOWELS:
        return True
    if before[-1] == after[0]:
        counts = table.counts_of(before + after[0])
        return counts is None or counts.first < 1
    return before[-1] != before[-2] or _last_cost(table, before[-1] + after) is None
