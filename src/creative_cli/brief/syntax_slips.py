"""Characters that look like the syntax of YAML and JSON and are none: curly quotes, full-width colons, odd spaces.

Word processors, chats and East Asian keyboards write them. A reader that does not know them complains of another place,
or takes them for text; each has the same message in JSON and in YAML, in block and in flow form.
"""

import re
from collections.abc import Iterator

from creative_cli.brief.source_positions import KeyPath, SourceDocument, SourcePosition, UnreadableBriefError
from creative_cli.errors import Problem

_OPENING = "“”„‟«»‘’‚‛‹›＂＇"
_CLOSING = "”“»«’‘›‹\"'＂＇"
_COLONS = {"：": "full-width", "﹕": "small", "︓": "vertical", "∶": "ratio", "꞉": "letter"}
_WIDE_SIGNS = {"，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "＃": "#", "＂": '"'}
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

_STRAIGHT_QUOTES = ('"', "'")

LONGEST_NUMBER = 40
"""Most digits of a number in which a comma is looked for."""

_QUOTE_SENTENCE = (
    "Curly quotes ({0}) are not the quotes of YAML and JSON: write straight ones. "
    "To print curly quotes, put straight ones around them."
)
_SPACE_SENTENCE = "There is a space here that YAML and JSON do not know (U+{0:04X}): write a plain one."
_COLON_SENTENCE = "There is a {0} colon here ({1}): write a plain one, with a space after it in YAML."
_SIGN_SENTENCE = "There is a full-width sign here ({0}): write a plain one ({1})."
_DASH_SENTENCE = "There is a {0} here: an item of a list starts with a hyphen and a space."
_COLOR_SENTENCE = '{0} is empty, as # starts a comment in YAML: write it in quotes, "{1}".'
_COMMA_SENTENCE = "{0!r} is not a number: write digits with a point, such as 2.99, without a currency."

_ODD_OR_QUOTE = re.compile(rf"[{''.join(_COLONS)}{re.escape(''.join(_WIDE_SIGNS))}{_SPACES}\"']")
_INDENT = re.compile(f"^[ \t]*([{_SPACES}])")
_AFTER_COLON = re.compile(f"^[ ]*(?:- )?[\\w$-]+:([{_SPACES}])|^[ ]*-([{_SPACES}])")
_WIDE_COLON = re.compile(rf"(?:^[ ]*(?:- )?|[{{,][ ]*)[\"'“]?([\w$-]+)[\"'”]?[ ]?([{''.join(_COLONS)}])")
_DASH = re.compile("^[ ]*([–—−‐‑•·▪●◦])[ \u00a0\t]")
_QUOTE = re.compile(rf"(?:^[ ]*(?:- )?|[:,{{\[][ ]*)([{_OPENING}])")
_CLOSING_QUOTE = re.compile(rf"([{_OPENING}])[ ]*(?=[:,}}\]]|$)")
_COLOR = re.compile(r"(?:([a-z_]+):|[\[,])[ ]*(#[0-9A-Fa-f]{3,8})(?![0-9A-Fa-f\"'])")
_DECIMAL_COMMA = re.compile(r"(?<![\w.\"])\d+(?:\.\d+)?,$")
_DASH_NAMES = {"–": "dash (–)", "—": "dash (—)", "−": "minus sign (−)", "‐": "hyphen (‐)", "‑": "hyphen (‑)"}


def find_quote_slips(document: SourceDocument, text: str) -> Iterator[Problem]:
    """Yield each key and value of a brief, read from *text*, that stands in curly quotes and no others."""
    lines = text.split("\n")
    places = {**{place: keys for keys, place in document.keys.items()}, **_text_places(document)}
    for place, keys in sorted(places.items()):
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        written = line[place.column - 1 :].rstrip("\r")
        if _is_quoted(written, document.text(*keys) if keys in document.values else None, keys):
            yield Problem(document.name, place.line, place.column, _QUOTE_SENTENCE.format(written[0]))


def _text_places(document: SourceDocument) -> dict[SourcePosition, KeyPath]:
    return {place: keys for keys, place in document.values.items() if document.text(*keys) is not None}


def _is_quoted(written: str, value: str | None, keys: KeyPath) -> bool:
    """Tell whether what is written at a key or a value begins with a curly quote that encloses it, or should."""
    if not written or written[0] not in _OPENING:
        return False
    name = str(keys[-1]) if keys else ""
    for inside in (value, name):
        if inside is None or not inside.startswith(written[0]):
            continue
        # In flow form the text ends at its first comma, before the quote does.
        if len(inside) > 1 and inside[-1] in _CLOSING and not any(sign in _OPENING for sign in inside[1:-1]):
            return True
        if not any(sign in _CLOSING for sign in inside[1:]) and re.match(r"[,}\]]", written[len(inside) :].lstrip()):
            return True
    return False


def join_decimal_commas(document: SourceDocument, text: str) -> None:
    """Make one value of `4,50`, which flow form reads as 4 and a key 50: it is then explained as a wrong number."""
    lines = text.split("\n")
    last: dict[KeyPath, str] = {}
    for keys, place in document.keys.items():
        parent = document.at(*keys[:-1])
        name, before = str(keys[-1]), last.get(keys[:-1])
        last[keys[:-1]] = name
        if not isinstance(parent, dict) or parent.get(name, "") is not None or not name[:1].isdecimal():
            continue
        end = place.column - 1
        near = max(0, end - LONGEST_NUMBER)  # a line may have all of a brief
        if before is not None and _DECIMAL_COMMA.search(lines[place.line - 1], near, end) is not None:
            number = document.sources.get((*keys[:-1], before), str(parent[before]))
            parent[before] = f"{number},{name}"
            del parent[name]
            last[keys[:-1]] = before


def find_character_slips(text: str, last_line: int, keys: frozenset[str]) -> Iterator[tuple[SourcePosition, str]]:
    """Yield the place and the explanation of each odd space, colon and dash up to *last_line*.

    *keys* are those of a brief: another word before a full-width colon is text.
    """
    for number, line in enumerate(text.split("\n")[:last_line], start=1):
        if (found := _WIDE_COLON.search(line)) is not None and found[1] in keys:
            sentence = _COLON_SENTENCE.format(_COLONS[found[2]], found[2])
            yield SourcePosition(number, found.start(2) + 1), sentence
        elif (found := _DASH.match(line)) is not None:
            name = _DASH_NAMES.get(found[1], f"bullet ({found[1]})")
            yield SourcePosition(number, found.start(1) + 1), _DASH_SENTENCE.format(name)
        elif (found := _INDENT.match(line) or _AFTER_COLON.match(line)) is not None and line.strip():
            space = found[found.lastindex or 1]
            at = SourcePosition(number, found.start(found.lastindex or 1) + 1)
            yield at, _SPACE_SENTENCE.format(ord(space))


def explain_unreadable(text: str, error: UnreadableBriefError, keys: frozenset[str]) -> UnreadableBriefError:
    """Return the error of a slip at or before the place of *error*, or else *error* itself."""
    lines = text.split("\n")
    last = min(error.place.line, len(lines))
    here = lines[last - 1]
    at = min(error.place.column, len(here))
    quote = _QUOTE.search(here) or _CLOSING_QUOTE.search(here)
    if quote is not None and quote.start(1) <= at:
        return UnreadableBriefError(SourcePosition(last, quote.start(1) + 1), _QUOTE_SENTENCE.format(quote[1]))
    # What follows a colour is a comment, and with it the bracket that closes: reading stops lines later.
    for number in range(last, 0, -1):
        line = lines[number - 1]
        if (color := _COLOR.search(line)) is not None and not _is_in_quotes(line, color.start(2)):
            sentence = _COLOR_SENTENCE.format(color[1] or "The colour", color[2])
            return UnreadableBriefError(SourcePosition(number, color.start(2) + 1), sentence)
    for place, sentence in find_character_slips(text, last, keys):
        return UnreadableBriefError(place, sentence)
    return _explain_sign(here, error) or error


def _explain_sign(line: str, error: UnreadableBriefError) -> UnreadableBriefError | None:
    """Return the error of a sign on the line at which reading stopped."""
    sign = line[error.place.column - 1 : error.place.column]
    number = _DECIMAL_COMMA.search(line[: error.place.column - 1])
    if number is not None and sign.isdigit():
        digits = re.match(r"\d+", line[error.place.column - 1 :])
        written = number[0] + ("" if digits is None else digits[0])
        return UnreadableBriefError(
            SourcePosition(error.place.line, number.start() + 1), _COMMA_SENTENCE.format(written)
        )
    quoted = dict.fromkeys("\"'", False)
    for found in _ODD_OR_QUOTE.finditer(line):
        one, place = found[0], SourcePosition(error.place.line, found.start() + 1)
        if one in quoted:
            quoted[one] = not quoted[one]
        elif any(quoted.values()):
            continue
        elif one in _COLONS:
            return UnreadableBriefError(place, _COLON_SENTENCE.format(_COLONS[one], one))
        elif one in _WIDE_SIGNS:
            return UnreadableBriefError(place, _SIGN_SENTENCE.format(one, _WIDE_SIGNS[one]))
        else:
            return UnreadableBriefError(place, _SPACE_SENTENCE.format(ord(one)))
    return None


def _is_in_quotes(line: str, at: int) -> bool:
    return any(line.count(quote, 0, at) % 2 for quote in _STRAIGHT_QUOTES)
