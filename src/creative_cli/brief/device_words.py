"""Reads what a brief says that a type-led ad can be made of, and writes it as a market does."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from creative_cli.brief.device_facts import DeviceFacts
from creative_cli.brief.schema import Brief, Market
from creative_cli.brief.source_positions import SourceDocument
from creative_cli.errors import Problem
from creative_cli.locale import number_format
from creative_cli.locale.locales import Locale

MOST_PARTS = 10
"""More blocks than these are not counted at a glance."""

# Words of a category that mean software.
_APP_WORDS = frozenset({"app", "apps", "software", "saas", "platform"})
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# "one in five", "one child in four", "3 out of 4".
_SHARE_PHRASE = re.compile(r"\b(\w+)(?: \w+){0,2} (?:in|out of) (\w+)\b", re.IGNORECASE)
_SHARE = re.compile(r"([0-9]+)/([0-9]+)")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MARKS = re.compile("[\u061c\u200e\u200f]")


def describe_device_facts(brief: Brief, market: Market, locale: Locale) -> DeviceFacts:
    """Return what a market of a brief gives a type-led ad.

    A figure of the brief is written in the market's form; a figure or a list of the market's own is printed as it is.
    """
    own, items = brief.figure or "", market.items or brief.items
    return DeviceFacts(
        named=brief.device or "",
        figure=market.figure or _write_figure(own, locale),
        share=_read_share(own) or _find_share_phrase(brief) or (0, 0),
        day=("", "") if brief.date is None else number_format.split_day(brief.date, locale),
        items=tuple((item.label, item.value) for item in items),
        app=not _APP_WORDS.isdisjoint(re.findall("[a-z]+", (brief.category or "").lower())),
        thing=brief.offering == "thing",
        folio=market.folio or brief.folio or _write_month(brief, locale),
    )


def find_device_problems(document: SourceDocument, foreign: Sequence[int]) -> Iterator[Problem]:
    """Yield markets that read another language than the list of the brief; *foreign* are their places."""
    if document.at("items") is None:
        return
    for index in foreign:
        if document.at("markets", index, "items") is None:
            where = document.label(("markets", index))
            sentence = f"items is in the language of the message: add items: to {where} in its language."
            yield document.problem(("items",), sentence)


def _write_month(brief: Brief, locale: Locale) -> str:
    """Return the month in which the campaign starts; empty without a flight."""
    return "" if brief.flight is None else number_format.localize_month(brief.flight.start, locale)


def _write_figure(figure: str, locale: Locale) -> str:
    if _SHARE.fullmatch(figure):
        return ""
    if percent := _PERCENT.fullmatch(figure):
        return _MARKS.sub("", number_format.localize_percent(Decimal(percent[1]), locale))
    return number_format.localize_number(Decimal(figure), locale) if _NUMBER.fullmatch(figure) else figure


def _read_share(figure: str) -> tuple[int, int] | None:
    """Return the proportion that a figure states, 1/5 or 20%, if it has few parts."""
    share, percent = _SHARE.fullmatch(figure), _PERCENT.fullmatch(figure)
    if share is not None and int(share[2]):
        return _few_parts(Fraction(int(share[1]), int(share[2])))
    return _few_parts(Fraction(percent[1]) / 100) if percent is not None else None


def _find_share_phrase(brief: Brief) -> tuple[int, int] | None:
    """Return the proportion of an English message that says "one in five"."""
    if not brief.source_language.lower().startswith("en"):
        return None
    for some, whole in _SHARE_PHRASE.findall(f"{brief.message.headline}\n{brief.message.body or ''}".replace("*", "")):
        parts, of = _read_number(some), _read_number(whole)
        if 0 < parts < of and (found := _few_parts(Fraction(parts, of))) is not None:
            return found
    return None


def _read_number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return _NUMBER_WORDS.index(word.lower()) + 1 if word.lower() in _NUMBER_WORDS else 0


def _few_parts(share: Fraction) -> tuple[int, int] | None:
    few = 0 < share < 1 and share.denominator <= MOST_PARTS
    return (share.numerator, share.denominator) if few else None
