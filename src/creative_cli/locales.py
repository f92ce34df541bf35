"""Locales of the markets ads are made for, from CLDR through Babel and our own overrides.

Direction is decided from the script: Babel calls `ku_Arab` left-to-right.
"""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """The side lines of a script start from."""

    LTR = "ltr"
    RTL = "rtl"


@dataclass(frozen=True, slots=True, order=True)
class Locale:
    """A language as it is written in one territory: `ja-JP`, `zh-Hant-TW`."""

    tag: str
    language: str
    script: str
    territory: str
    direction: Direction
