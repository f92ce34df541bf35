r"""Finds escapes of files and programs in a text: \n, \u00e9, %20, =C3=A9.

A backslash before an asterisk is not one of them: it prints the asterisk.
"""

import re
import sys
from collections.abc import Iterator
from urllib.parse import unquote

from creative_cli.brief.damage.damage_record import Damage, show_part

_ESCAPE_NAMES = {"n": "a line break", "r": "a line break", "t": "a space"}
_BACKSLASH = re.compile(
    r"(?:\\r\\n|\\+(?:[ux]\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|N\{[^}]*\}|[0-7]{3}|[nrtbfv0\"'’‘“”/\\&]))+"
)
# Some exports lose the backslash: Cafu00e9.
_BARE_CODE = re.compile(
    r"(?<=[^\W\d_])u00[0-9a-f]{2}|%u[0-9A-Fa-f]{4}|\bU\+[0-9A-F]{4,5}\b|(?<![\w&])#x[0-9A-Fa-f]{2,5};"
)
_PERCENT = re.compile(
    r"(?:%(?:[Cc][2-9A-Fa-f]|[Dd][0-9A-Fa-f]|[Ee][0-9A-Fa-f]|[Ff][0-4])(?:%[89ABab][0-9A-Fa-f])+)+"
    r"|(?<=[^\W\d_])(?:%(?:20|2[0-9A-Fa-f]|3[A-Fa-f]|0[AaDd]|[89ABab][0-9A-Fa-f]))+(?=[^\W\d_]|$)"
)
_QUOTED_PRINTABLE = re.compile(
    r"(?:=[C-F][0-9A-F](?:=[89AB][0-9A-F])+)+|=3D|=0D=0A|=\?[\w-]+\?[BbQq]\?[^?\s]*\?=|(?<=[^\W\d_])=E[0-9A-F](?=[^\W\d_])|(?<=[a-z]{2})=[C-F][0-9A-F](?!\w)"
)
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*")
_UTF7 = re.compile(r"(?<=[A-Za-z])[+&]A[A-P][A-Za-z0-9+/]-")


def find_escapes(text: str) -> Iterator[Damage]:
    """Yield the escapes of a text."""
    if "\\" in text:
        for match in _BACKSLASH.finditer(text):
            yield Damage("escape", match.start(), match[0], _explain_backslash(match[0]))
    for pattern in (_BARE_CODE, _UTF7):
        for match in pattern.finditer(text):
            says = f"has {show_part(match[0])}, the code of a character: write the character itself."
            yield Damage("escape", match.start(), match[0], says)
    if "%" in text:
        addresses = [(match.start(), match.end()) for match in _ADDRESS.finditer(text)]
        for match in _PERCENT.finditer(text):
            if any(start <= match.start() < stop for start, stop in addresses):
                continue
            meant = unquote(match[0])
            yield Damage("escape", match.start(), match[0], _explain_octets(match[0], "a web address", meant))
    if "=" in text:
        for match in _QUOTED_PRINTABLE.finditer(text):
            meant = "" if "?" in match[0] else unquote(match[0].replace("=", "%"))
            yield Damage("escape", match.start(), match[0], _explain_octets(match[0], "an e-mail", meant))


def _explain_backslash(found: str) -> str:
    sign = found.lstrip("\\")
    code = re.fullmatch(r"(?:[uUx]\{?)([0-9A-Fa-f]{1,8})\}?", sign)
    if sign in _ESCAPE_NAMES:
        write = f"{_ESCAPE_NAMES[sign]} itself"
    elif code is not None and int(code[1], 16) <= sys.maxunicode and chr(int(code[1], 16)).isprintable():
        write = show_part(chr(int(code[1], 16)))
    elif len(sign) == 1 and not sign.isalnum():
        write = f"{show_part(sign)} without the backslash"
    else:
        write = "the character itself"
    return f"has the escape {show_part(found)}: write {write}."


def _explain_octets(found: str, home: str, meant: str) -> str:
    write = show_part(meant) if meant.strip() and "\ufffd" not in meant else "the character itself"
    return f"has {show_part(found)}, as {home} encodes a character: write {write}."
