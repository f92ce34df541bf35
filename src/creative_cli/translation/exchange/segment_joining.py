"""Joins the segments of a unit to one text, with the spaces between them that the source has."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JoinedSegment:
    """A segment, or what stands between segments. `target` is None if it has no translation.

    `order` is its place in the translation, from 1, where that differs from its place in the source.
    """

    source: str
    target: str | None
    order: int | None = None

    @property
    def is_space(self) -> bool:
        """Whether the source has nothing to translate here."""
        return not self.source.strip()


def join_segments(segments: Sequence[JoinedSegment]) -> str:
    """Return the translation of all *segments* in its own order.

    Where the translation has no space between two of them, it gets the one of the source, unless its script has none.
    """
    written = ""
    gap = ""
    for one in _in_target_order(segments):
        if one.is_space:
            gap += one.source
            written += one.target or ""
            continue
        text = one.target or ""
        lead = one.source[: len(one.source) - len(one.source.lstrip())]
        if written and text and _lacks_space(written, text):
            written += gap + lead
        written += text
        gap = one.source[len(one.source.rstrip()) :]
    return written


def find_untranslated(segments: Iterable[JoinedSegment]) -> tuple[int, ...]:
    """Return the numbers, from 1, of the segments that have words in the source but none in the translation."""
    real = [one for one in segments if not one.is_space]
    return tuple(number for number, one in enumerate(real, start=1) if not (one.target or "").strip())


def _in_target_order(segments: Sequence[JoinedSegment]) -> list[JoinedSegment]:
    """Return the segments by their places in the translation; those without a place of their own fill the rest."""
    places: dict[int, JoinedSegment] = {one.order: one for one in segments if one.order is not None}
    rest = [one for one in segments if one.order is None]
    placed: list[JoinedSegment] = []
    for place in range(1, len(segments) + 1):
        if place in places:
            placed.append(places[place])
        elif rest:
            placed.append(rest.pop(0))
    return [*placed, *rest]


def _lacks_space(left: str, right: str) -> bool:
    if left[-1].isspace() or right[0].isspace():
        return False
    # After a Chinese or Japanese sentence there is no space; Korean, as wide, has one.
    wide = unicodedata.east_asian_width(left[-1]) in {"W", "F"}
    return not wide or unicodedata.name(left[-1], "").startswith("HANGUL")
