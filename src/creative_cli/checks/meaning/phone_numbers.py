"""Finds phone numbers in copy, however they are grouped, with or without the code of the country. Not a check.

A number is recognized by its form, not by the plan of a country: ads print short, free and made-up numbers.
"""

import re
from collections.abc import Iterator

MIN_DIGITS, MAX_DIGITS = 7, 15
"""How many digits a phone number has; E.164 allows 15."""

_NUMBER = re.compile(
    r"(?<![\w.,/:%-])(?:\+\s?\d|\(\d|0\d|1-\d|\d{3}-\d)[\d\s().\-‑–/\u00a0\u202f]{4,24}\d(?![\d%]|[.,]\d)"
)
_DATE_OR_TIME = re.compile(
    r"(?<!\d)\d{1,2}[.:]\d{2}\s?[-–—]|^\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b(?![./]\d)|^\d{1,2}\.\d{1,2}\.?\s?[-–—]"
)


def find_phones(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and digits of each phone number in a plain text; an international one begins with a plus."""
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        if MIN_DIGITS <= len(digits) <= MAX_DIGITS and _DATE_OR_TIME.search(match[0]) is None:
            abroad = match[0].startswith("+") or digits.startswith("00")
            yield match.start(), match.end(), f"+{digits.lstrip('0')}" if abroad else digits


def is_same_phone(one: str, other: str) -> bool:
    """Tell whether two phone numbers are one: +49 30 555 0142 and 030 555 0142."""
    if one.startswith("+") == other.startswith("+"):
        return one.lstrip("0") == other.lstrip("0")
    return one.removeprefix("+").endswith(other.removeprefix("+").lstrip("0")) or other.removeprefix("+").endswith(
        one.removeprefix("+").lstrip("0")
    )


def drop_same_phones(source: str, text: str) -> tuple[str, str]:
    """Return both texts without the phone numbers that they share."""
    theirs, ours = list(find_phones(source)), list(find_phones(text))
    return _without(source, theirs, ours), _without(text, ours, theirs)


def _without(text: str, phones: list[tuple[int, int, str]], others: list[tuple[int, int, str]]) -> str:
    for start, stop, digits in reversed(phones):
        if any(is_same_phone(digits, other) for *_, other in others):
            text = f"{text[:start]} {text[stop:]}"
    return text
