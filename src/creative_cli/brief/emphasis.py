r"""Emphasis in headlines: asterisks around whole words, as in `Summer, *poured* over ice`.

Emphasized words are drawn in another colour. `\*` is an asterisk that is printed, and so is one that marks no words, as
in `5* hotel`. Briefs, translators and exchange files have marked text; everything else sees plain text.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MARK, ESCAPED_MARK = "*", "\\*"

# Letters of scripts without spaces around words: a word of theirs may begin and end beside any letter. Hangul is among
# them, as particles follow a name without a space.
_UNSPACED_LETTER = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u318f\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff]"
)


class EmphasizedText(NamedTuple):
    """A text as it is printed, and where its emphasized words begin and end; equal places mean none."""

    text: str
    start: int = 0
    stop: int = 0


def parse_emphasis(text: str) -> EmphasizedText:
    r"""Return *text* without the asterisks around its emphasized words, and with `\*` as a plain asterisk.

    Only a pair around whole words counts. Of several pairs the first is the emphasis, and none of them is printed.
    """
    pairs = tuple(_find_pairs(text))
    marks = {place for pair in pairs for place in pair}
    start = stop = 0
    kept: list[str] = []
    for place, sign in enumerate(text):
        if pairs and place == pairs[0][0]:
            start = len(kept)
        elif pairs and place == pairs[0][1]:
            stop = len(kept)
        if place not in marks and not text.startswith(ESCAPED_MARK, place):
            kept.append(sign)
    return EmphasizedText("".join(kept), start, stop)


def strip_emphasis(text: str) -> str:
    """Return *text* as it is printed."""
    return parse_emphasis(text).text


def count_emphasis(text: str) -> int:
    """Return how many pairs of asterisks mark words."""
    return sum(1 for _ in _find_pairs(text))


def count_loose_marks(text: str) -> int:
    """Return how many asterisks mark nothing and are printed, without escaped ones."""
    return len(_mark_places(text)) - 2 * count_emphasis(text)


def _mark_places(text: str) -> list[int]:
    return [place for place, sign in enumerate(text) if sign == MARK and (not place or text[place - 1] != "\\")]


def _find_pairs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of both asterisks of each pair."""
    begin: int | None = None
    for place in _mark_places(text):
        if begin is not None and _closes(text, place) and any(sign.isalnum() for sign in text[begin:place]):
            yield begin, place
            begin = None
        elif _opens(text, place):
            begin = place


def _opens(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return not _is_inside_word(before) and bool(after.strip(MARK).strip()) and unicodedata.category(after)[0] != "M"


def _closes(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    marked = bool(after) and unicodedata.category(after)[0] == "M"
    return bool(before.strip()) and not marked and not _is_inside_word(after)


def _is_inside_word(sign: str) -> bool:
    """Return whether an asterisk beside *sign*, a character or nothing, is part of a word or of other asterisks."""
    return sign == MARK or (sign.isalnum() and _UNSPACED_LETTER.match(sign) is None)
