"""The right copy that defects are planted in: usual lines of ads in English and forty other locales."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

SOURCE_TAG = "en-IE"

_TABLES: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("right-copy.toml").read_text("utf-8"))
LONG_COPY = ("months", "delivery", "weight")
SOURCE: Mapping[str, str] = {
    **_TABLES[SOURCE_TAG],
    "copy": " · ".join(_TABLES[SOURCE_TAG][one] for one in LONG_COPY),
}


class RightLine(NamedTuple):
    """A line in a locale, the kind of line it is, and its source in English."""

    tag: str
    kind: str
    source: str
    text: str


def list_right_lines() -> list[RightLine]:
    """Return every line with its source, locale by locale, and a longer copy of three lines for each locale."""
    return [
        RightLine(tag, kind, SOURCE[kind], text)
        for tag, lines in _TABLES.items()
        if tag != SOURCE_TAG
        for kind, text in ({**lines, "copy": right_text(tag, "copy")}).items()
    ]


def right_text(tag: str, kind: str) -> str:
    """Return one line of a locale."""
    return " · ".join(_TABLES[tag][one] for one in LONG_COPY) if kind == "copy" else _TABLES[tag][kind]
