"""YAML as events with places, with the plain scalars of YAML 1.2.

PyYAML reads 1.1, where `NO` is false, `9:16` is 556 and `2026-06-01` is a date. Here a plain scalar is null,
true, false, a number or text, as the core schema of YAML 1.2 has it (§10.3.2), and nothing is built from
tags. The parser written in Python is used: it behaves the same everywhere and costs 8 ms for a long brief.
"""

import re
from collections.abc import Iterator

import yaml

from creative_cli.brief.positions import Event, Kind, Place, Scalar, UnreadableError

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile("[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 does not let stand bare, and the three signs that 1.1 alone reads as line breaks."""

_ADVICE = (
    ("mapping values are not allowed", "There is a second colon here: put the whole text in quotes."),
    ("'\\t' that cannot start", "There is a tab here: YAML is indented with spaces only."),
    ("that cannot start any token", "A text cannot start with this sign: put it in quotes."),
    ("while scanning a quoted scalar", "The text that starts here has no closing quote."),
    ("found unexpected end of stream", "The text that starts here has no closing quote."),
    ("found unknown escape character", "There is a backslash that means nothing in double quotes: use single quotes."),
    ("could not find expected ':'", "A key must be followed by a colon and a space."),
    ("expected ',' or ']'", "The list that opens with [ is not closed, or a comma is missing."),
    ("expected ',' or '}'", "The mapping that opens with { is not closed, or a comma is missing."),
    ("expected <block end>", "This line is not indented like its neighbours."),
    ("expected alphabetic or numeric character", "A text cannot start with & or *: put it in quotes."),
)
