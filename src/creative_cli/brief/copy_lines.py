"""The lines of copy, and the words in braces that they print: {price}, {product}."""

import re
from collections.abc import Mapping

from creative_cli.brief.source_positions import KeyPath

COPY_ROLES = ("kicker", "headline", "body", "cta", "disclaimer")

COPY_PATHS: tuple[KeyPath, ...] = (*((role,) for role in COPY_ROLES), ("short", "headline"), ("short", "cta"))
"""The keys of each line below `message` or `copy`."""

_PLACEHOLDER = re.compile(r"\{([^{}\n]{0,40})\}")
# The end of a sentence, in any script, after marks of emphasis and closing quotation marks.
_FULL_STOP = re.compile("[*\"'”’“»›]*[.。．｡।۔։።]")
# An abbreviation's stop at the end of a value, before marks of direction: `449 kr.`, `٩٩ ج.م.`.
_LAST_STOP = re.compile("[.]([\u061c\u200e\u200f]*)$")


def find_placeholders(text: str) -> tuple[str, ...]:
    """Return the names in braces, in order and with repetitions: `("price", "was")`."""
    return tuple(_PLACEHOLDER.findall(text))


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Return *text* with its placeholders filled; unknown names stay in braces, for the checks to find.

    A value that ends in a stop (`449 kr.`) loses it before the end of the sentence: no two stops are printed.
    """

    def fill(found: re.Match[str]) -> str:
        value = values.get(found[1], found[0])
        return _LAST_STOP.sub(r"\1", value) if _FULL_STOP.match(text, found.end()) else value

    return _PLACEHOLDER.sub(fill, text)
