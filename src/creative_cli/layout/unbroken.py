"""What is never hyphenated: addresses, hashtags, handles, codes, versions, names with capitals inside.

A hyphen that was added would be read as part of them. A long address breaks after a sign of its own, without a hyphen,
as in the Chicago Manual of Style (7.46) and in CSS.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from creative_cli.layout.break_rules import LAST_RESORT_COST

# Inside an address, after one of its signs.
ADDRESS_COST = LAST_RESORT_COST + 2
# Inside a hashtag or a handle, before a capital or a number: #Quiet|Mornings.
TAG_COST = LAST_RESORT_COST + 3
NEVER_COST = float("inf")

# Letters of scripts with spaces. In Japanese, an address may touch other words.
_LETTER = "0-9A-Za-zÀ-ɏͰ-ԯ"
_TAIL = f"[{_LETTER}._~:/?#@!$&*+,;=%-]*[{_LETTER}/=_~-]"
_ADDRESS = re.compile(
    rf"(?i:https?://|www\.){_TAIL}"
    rf"|(?:mailto:)?[{_LETTER}][{_LETTER}._+-]*@[{_LETTER}-]+(?:\.[{_LETTER}-]+)+"
    rf"|(?<![{_LETTER}.@#])[{_LETTER}][{_LETTER}_-]*(?:\.[{_LETTER}][{_LETTER}_-]*)*\.(?:[a-z]{{2,}}|[A-Z]{{2,}})"
    rf"(?![{_LETTER}])(?:[/?#:]{_TAIL})?",
)
_TAG_ENDS = '\\s#＃@＠,;:!?！？、。「」()（）"“”«»'
_TAG = re.compile(rf"(?<!\w)[#＃@＠](?=[^\W_])[^{_TAG_ENDS}]*[^{_TAG_ENDS}.…]")
_TAG_WORD = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])|(?<=_)(?=[^\W_])|(?<=[^\W\d_])(?=\d)")
_VERSION = re.compile(rf"(?<![{_LETTER}])[vV]?\d+(?:\.\d+)+(?:[-.]?[{_LETTER}]+)*")
_ALPHANUMERIC = re.compile(rf"[{_LETTER}]+(?:[-_./:][{_LETTER}]+)*")
_CODE_PART = re.compile(r"[^-_./:]+")
# A break in an address is after one of these.
_ADDRESS_SIGNS = frozenset("/.-?&=_")


class Unbroken(NamedTuple):
    """Part of a text that gets no hyphen.

    `cost` is that of any break in it, but for the offsets in the text that `breaks` gives, each with its own.
    """

    start: int
    stop: int
    cost: float
    breaks: tuple[tuple[int, float], ...] = ()


@lru_cache(maxsize=1024)
def unbroken_spans(text: str) -> tuple[Unbroken, ...]:
    """Return the addresses, tags, codes and versions in *text*, in reading order."""
    spans: list[Unbroken] = []
    for match in _ADDRESS.finditer(text):
        start, stop = match.span()
        places = range(start + 1, stop)
        breaks = tuple((at, ADDRESS_COST) for at in places if _parts_address(text, at, stop))
        spans.append(Unbroken(start, stop, NEVER_COST, breaks))
    for match in _TAG.finditer(text):
        breaks = tuple((match.start() + at.start(), TAG_COST) for at in _TAG_WORD.finditer(match.group()))
        _add_span(spans, Unbroken(*match.span(), TAG_COST, breaks))
    for pattern in (_VERSION, _ALPHANUMERIC):
        for match in pattern.finditer(text):
            if pattern is _VERSION or _is_code(match.group()):
                _add_span(spans, Unbroken(*match.span(), NEVER_COST))
    return tuple(sorted(spans))


def bars_hyphens(word: str, text: str) -> bool:
    """Tell whether a word of letters looks like a name: a capital inside, or capitals in a text with small letters."""
    tail = word[1:]
    if word.isupper():
        return text.upper() != text
    return not tail.islower() and any(sign.isupper() for sign in tail)


def _add_span(spans: list[Unbroken], span: Unbroken) -> None:
    if all(span.stop <= other.start or other.stop <= span.start for other in spans):
        spans.append(span)


def _parts_address(text: str, place: int, stop: int) -> bool:
    """Tell whether an address may be parted at *place*: after a sign, not between two, nor just before its end."""
    before, after = text[place - 1], text[place]
    return before in _ADDRESS_SIGNS and after not in _ADDRESS_SIGNS and stop - place > 1


def _is_code(text: str) -> bool:
    """Tell whether digits and letters are one code: SUMMER-25X is, 24-Stunden-Service is not."""
    if not any(sign.isdigit() for sign in text) or not any(sign.isalpha() for sign in text):
        return "_" in text
    parts = _CODE_PART.findall(text)
    return all(any(sign.isdigit() for sign in part) or part.isupper() or len(part) == 1 for part in parts)
