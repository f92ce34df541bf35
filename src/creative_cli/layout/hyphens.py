"""Where long words may be divided: at the joints of compounds first, then between syllables.

Syllables are found by Liang's patterns within each part of a compound: those of `pyphen` (LibreOffice's dictionaries),
and for German the newer ones of TeX.
"""

import io
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyphen

from creative_cli.layout.break_rules import LAST_RESORT_COST
from creative_cli.layout.compounds import compound_joints
from creative_cli.thread_caches import cached_for_threads

# Where the author put a soft hyphen.
SOFT_HYPHEN_COST = LAST_RESORT_COST + 0.1
# At the joint of a compound.
JOINT_COST = LAST_RESORT_COST + 0.2
# Between syllables.
SYLLABLE_COST = LAST_RESORT_COST + 0.5
# Between syllables next to a joint or to the end of the word: Kaffeema-schine.
NEAR_JOINT_COST = LAST_RESORT_COST + 0.8

# Shorter words are never hyphenated.
MIN_HYPHENATED_LETTERS = 8
# Words in capitals are hyphenated from this length: style packs set headlines in capitals, and names are shorter.
MIN_CAPITAL_LETTERS = 14
# Minimum letters before and after a hyphen.
MIN_HYPHENATED_PART = 3
# Minimum letters on both sides of a division within a part.
_MIN_SYLLABLE = 2
# The vowels of languages without a `pyphen` dictionary whose syllables begin with the last consonant before a vowel.
_OPEN_SYLLABLES = {"fi": "aeiouyäöå", "tr": "aeıioöuü", "az": "aeəıioöuü", "ms": "aeiou", "fil": "aeiou", "sw": "aeiou"}
# The dots of ë are left out at a line's end (geëerd, ge-eerd), and cafeetje loses an e: no division there.
_DUTCH_CHANGE = re.compile(r"(?=[ëïöü])|(?<=aa|ee|oo|uu)(?=tje)")


_NEVER_MET = "1\n"
"""A pattern of no letters that a word can have: `pyphen.HyphDict` refuses to be without any."""


class _Excerpt(NamedTuple):
    """Some patterns of a dictionary, which `pyphen.HyphDict` reads as it reads a file."""

    patterns: str

    def open(self, _mode: str) -> BinaryIO:
        return io.BytesIO(b"UTF-8\n")

    def read_text(self, _encoding: str) -> str:
        return f"UTF-8\n{_NEVER_MET}{self.patterns}"


class _Dictionary:
    """A file of patterns, of which `pyphen` parses only those whose letters a word has: all of German take 0.14 s."""

    def __init__(self, path: Path) -> None:
        heading, _, patterns = path.read_bytes().partition(b"\n")
        encoding = heading.decode().strip().lower().replace("microsoft-", "")
        patterns = re.sub(rb"\^\^([0-9a-f]{2})", lambda code: bytes.fromhex(code[1].decode()), patterns)
        letters = (re.sub(rb"/.*", b"", patterns) if b"/" in patterns else patterns).translate(None, b"0123456789\r\t ")
        keys, lines = (text.decode(encoding).split("\n") for text in (letters, patterns))
        self._patterns = dict(zip(keys, lines, strict=True))
        self._longest = max(map(len, self._patterns))

    def positions(self, word: str) -> list[pyphen.DataInt]:
        """Return where *word*, in small letters, may be divided, two letters or more from its ends."""
        ended, known = f".{word}.", self._patterns
        pieces = {ended[i:j] for i in range(len(ended)) for j in range(i + 1, min(len(ended), i + self._longest) + 1)}
        lines = (known[piece] for piece in sorted(pieces) if piece in known)
        found = pyphen.HyphDict(_Excerpt("\n".join(lines))).positions(word)
        return [place for place in found if _MIN_SYLLABLE <= place <= len(word) - _MIN_SYLLABLE]


@cached_for_threads(maxsize=None)
def _open_dictionary(language: str) -> _Dictionary | None:
    if language == "de":
        return _Dictionary(Path(str(files("creative_cli.layout") / "hyphenation" / "hyph-de-1996.dic")))
    found = pyphen.language_fallback(language)
    return _Dictionary(pyphen.LANGUAGES[found]) if found else None


def hyphenation_points(word: str, language: str) -> tuple[int, ...]:
    """Return the offsets in *word* where it may be hyphenated; none for short words, or capitals that may be a name."""
    return tuple(division_costs(word, language))


@lru_cache(maxsize=4096)
def division_costs(word: str, language: str) -> Mapping[int, float]:
    """Return the offsets in *word* where it may be hyphenated, in order, with the cost of a line break there."""
    least = MIN_CAPITAL_LETTERS if word.isupper() else MIN_HYPHENATED_LETTERS
    lower = word.lower()
    if len(word) < least or not word.isalpha() or len(lower) != len(word):
        return {}
    joints = compound_joints(lower, language)
    edges = (0, *joints, len(word))
    costs = dict.fromkeys(joints, JOINT_COST)
    for start, stop in pairwise(edges):
        for place in _syllable_ends(lower[start:stop], language):
            near = min(place, stop - start - place) < MIN_HYPHENATED_PART
            costs[start + place] = NEAR_JOINT_COST if near else SYLLABLE_COST
    return {
        place: costs[place]
        for place in sorted(costs)
        if MIN_HYPHENATED_PART <= place <= len(word) - MIN_HYPHENATED_PART and not _opens_with_mark(lower, place)
    }


def _syllable_ends(part: str, language: str) -> tuple[int, ...]:
    vowels = _OPEN_SYLLABLES.get(language)
    if vowels is not None:
        return tuple(match.start() for match in re.finditer(f"(?<=.)(?=[^{vowels}][{vowels}])", part))
    patterns = _open_dictionary(language)
    if patterns is None:
        return ()
    # Some words change when they are divided (Hungarian asszony, asz-szony). They are not divided there.
    places = [int(place) for place in patterns.positions(part) if place.data is None]
    changed = {match.start() for match in _DUTCH_CHANGE.finditer(part)} if language == "nl" else set[int]()
    return tuple(place for place in places if place not in changed)


def _opens_with_mark(word: str, place: int) -> bool:
    return unicodedata.combining(word[place]) > 0
