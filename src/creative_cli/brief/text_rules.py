"""Rules for the texts of a brief.

Copy is printed exactly as written. Invisible characters are rejected: they could reorder letters in the picture, or
carry words to a model that no reader of the brief has seen.
"""

import re
import unicodedata

from creative_cli.locale.bidi import DIRECTIONAL_ISOLATES, POP_DIRECTIONAL_ISOLATE

# Longest part of a file, in characters, that a message repeats.
MAX_QUOTED_CHARACTERS = 60

# The flags of England, Scotland and Wales: the only legitimate use of tag characters (Unicode 16, UTS #51 ED-14a).
_TAG_SEQUENCE_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{4,6}\U000e007f")

_FORBIDDEN_CHARACTERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u206a-\u206f\ufff9-\ufffb\ufffd\ufffe\uffff\ufeff"
    "\U000e0000-\U000e007f]"
)

_CHARACTER_NAMES = {
    "\t": "a tab",
    "\r": "a carriage return",
    "\u2028": "a line separator (U+2028); write a plain line break",
    "\u2029": "a paragraph separator (U+2029); write a plain line break",
    "\ufffd": "U+FFFD, which marks a letter that was lost when the file was saved",
    "\ufeff": "a byte order mark (U+FEFF)",
}


def quote_for_message(text: str) -> str:
    """Return *text* in quotes, with control characters escaped and long text shortened."""
    return repr(text if len(text) <= MAX_QUOTED_CHARACTERS else text[: MAX_QUOTED_CHARACTERS - 1] + "…")


def quote_if_unprintable(word: str) -> str:
    """Return *word* as it is if it is short and printable, else quoted for a message."""
    return word if word.isprintable() and len(word) <= MAX_QUOTED_CHARACTERS else quote_for_message(word)


def _describe_character(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    if sign in _CHARACTER_NAMES:
        return _CHARACTER_NAMES[sign]
    if "\u202a" <= sign <= "\u202e":
        return f"the direction override {code}; use isolates (U+2066 to U+2069) instead"
    return f"the invisible character {code}"


def clean_text(text: str) -> str:
    """Return *text* in NFC, stripped of surrounding white space and otherwise unchanged.

    Raises ValueError for forbidden characters, with a message that follows the name of the field.
    """
    found = _FORBIDDEN_CHARACTERS.search(_TAG_SEQUENCE_FLAG.sub("", text))
    if found is not None:
        raise ValueError(f"contains {_describe_character(found[0])}.")
    _require_closed_isolates(text)
    text = unicodedata.normalize("NFC", text).strip(" \n")
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in text):
        raise ValueError("is empty: write its text, or leave the key out.")
    return text


def clean_line(text: str) -> str:
    """Return *text* cleaned as by `clean_text`; raise ValueError for a line break in it."""
    text = clean_text(text)
    if "\n" in text:
        raise ValueError("contains a line break: write it on one line.")
    return text


def _require_closed_isolates(text: str) -> None:
    # An isolate that is closed has no effect beyond the text.
    depth = 0
    for sign in text:
        depth += (sign in DIRECTIONAL_ISOLATES) - (sign == POP_DIRECTIONAL_ISOLATE)
        if depth < 0:
            raise ValueError("closes a direction isolate (U+2069) that it has not opened.")
    if depth:
        raise ValueError("opens a direction isolate without closing it: add U+2069.")
