"""What the texts of a brief may hold.

Copy is printed exactly as written, so what nobody can see must not be in it: it would change the order of
letters on the picture, or carry words to a model that no reader of the brief has approved.
"""

import re
import unicodedata

DIRECTIONAL_ISOLATES = "\u2066\u2067\u2068"
"""LRI, RLI and FSI: allowed where each is closed by a PDI, so that they end with the text they stand in."""

POP_DIRECTIONAL_ISOLATE = "\u2069"

_TAG_SEQUENCE_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{4,6}\U000e007f")
"""The flags of England, Scotland and Wales: the only honest use of tag characters (Unicode 16, UTS #51 ED-14a)."""

_FORBIDDEN_CHARACTERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u206a-\u206f\ufff9-\ufffb\ufffd\ufffe\uffff\ufeff"
    "\U000e0000-\U000e007f]"
)

_CHARACTER_NAMES = {
    "\t": "a tab",
    "\r": "a carriage return",
    "\u2028": "a line separator (U+2028); write a plain line break",
    "\u2029": "a paragraph separator (U+2029); write a plain line break",
    "\ufffd": "U+FFFD, which stands where a letter was lost when the file was saved",
    "\ufeff": "a byte order mark (U+FEFF)",
}


MAX_QUOTED_CHARACTERS = 60
"""Longest piece of a file, in characters, that a message repeats."""


def quote_for_message(text: str) -> str:
    """Return *text* in quotes for a message: escaped where a terminal would obey it, cut where it is long."""
    return repr(text if len(text) <= MAX_QUOTED_CHARACTERS else text[: MAX_QUOTED_CHARACTERS - 1] + "…")


def _describe_character(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    if sign in _CHARACTER_NAMES:
        return _CHARACTER_NAMES[sign]
    if "\u202a" <= sign <= "\u202e":
        return f"the direction override {code}; isolates (U+2066 to U+2069) do the same and end with the text"
    return f"the invisible character {code}"


def clean_text(text: str) -> str:
    """Return *text* in NFC without the white space around it; everything else stays as written.

    Raises ValueError, in words that follow the name of the field, for characters that must not be printed.
    """
    found = _FORBIDDEN_CHARACTERS.search(_TAG_SEQUENCE_FLAG.sub("", text))
    if found is not None:
        raise ValueError(f"holds {_describe_character(found[0])}.")
    _require_closed_isolates(text)
    text = unicodedata.normalize("NFC", text).strip(" \n")
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in text):
        raise ValueError("is empty: write its text, or leave the key out.")
    return text


def clean_line(text: str) -> str:
    """Return *text* as `clean` does; a line break inside is refused too."""
    text = clean_text(text)
    if "\n" in text:
        raise ValueError("holds a line break: write it on one line.")
    return text


def _require_closed_isolates(text: str) -> None:
    depth = 0
    for sign in text:
        depth += (sign in DIRECTIONAL_ISOLATES) - (sign == POP_DIRECTIONAL_ISOLATE)
        if depth < 0:
            raise ValueError("closes a direction isolate (U+2069) that it has not opened.")
    if depth:
        raise ValueError("opens a direction isolate that it does not close: add U+2069.")
