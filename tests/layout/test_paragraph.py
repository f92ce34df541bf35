"""Lines: which of the legal ways to part a text is taken."""

from itertools import combinations, pairwise

import pytest

from creative_cli.layout.break_rules import LAST_RESORT_COST
from creative_cli.layout.measure import MeasuredText, measure_text
from creative_cli.layout.paragraph import (
    HEADLINE_TASTE,
    best_lines,
    count_avoided_breaks,
    fewest_lines,
    open_breaks,
    span_width,
)
from creative_cli.layout.scripts import choose_typeface
from creative_cli.models import Role
from tests.layout.ads import COPIES, LOCALES, headline_lines
from tests.parameters import walk_rows


def text_of(words: str, tag: str) -> MeasuredText:
    """Measure a headline."""
    return measure_text(words, LOCALES[tag], (), choose_typeface(LOCALES[tag], Role.HEADLINE, 700))


def ways(text: MeasuredText, count: int, limit: float) -> list[tuple[int, ...]]:
    """Return every way to part a text into so many lines no wider than *limit* em, by trying all."""
    places = [i for i, piece in enumerate(text.pieces[:-1], start=1) if piece.token.cost < LAST_RESORT_COST]
    found = []
    for stops in combinations(places, count - 1):
        edges = (0, *stops, len(text.pieces))
        if all(span_width(text, a, b) <= limit for a, b in pairwise(edges)):
            found.append(stops)
    return found


@pytest.mark.parametrize("tag", ["en-US", "de-DE", "ru-RU", "ar-SA", "hi-IN", "th-TH"])
def test_the_fewest_lines_are_the_fewest(tag: str) -> None:
    """Counting greedily finds what trying every way finds."""
    text = text_of(COPIES[tag].body or "", tag)
    opened = open_breaks(text, float("inf"))
    for limit in range(6, 30, 3):
        fewest = fewest_lines(text, limit, opened)
        possible = [count for count in range(1, 6) if ways(text, count, limit)]
        assert fewest == (min(possible) if possible else None) or (fewest or 0) > 5


@pytest.mark.parametrize(
    "words",
    [
        "Pressed oranges, nothing else.",
        "Cold-brewed tea with real peach.",
        "Everything you love about summer in one glass",
    ],
)
def test_no_short_word_stands_alone_on_the_last_line_if_another_break_fits(words: str) -> None:
    """A widow is avoided whenever the same number of lines can be had without one."""
    text = text_of(words, "en-US")
    tail = span_width(text, len(text.pieces) - 1, len(text.pieces))
    for tenths in range(50, 200, 5):
        limit = tenths / 10
        opened = open_breaks(text, float("inf"))
        count = fewest_lines(text, limit, opened)
        if count is None or count == 1 or tail > 0.3 * limit:
            continue
        lines = best_lines(text, limit, opened, count, HEADLINE_TASTE)
        better = [way for way in ways(text, count, limit) if way[-1] < len(text.pieces) - 1]
        if better:
            assert len(lines[-1].split()) > 1


@pytest.mark.parametrize("tag", ["ja-JP", "zh-Hans-CN", "zh-Hant-TW"])
def test_no_orphan_of_two_characters_ends_a_chinese_or_japanese_text(tag: str) -> None:
    """The last line has three characters or more while a line holds four."""
    text = COPIES[tag].body or ""
    for width in range(480, 1300, 45):
        assert len(headline_lines(text, tag, width)[-1].rstrip("。")) > 2


@walk_rows(
    ("tag", "width", "lines"),
    [
        ("en-US", 620, ("Summer,", "poured over ice")),
        ("fr-CA", 560, ("L’été,", "versé sur glace")),
        ("ja-JP", 500, ("夏を、", "氷にそそごう。")),
        ("th-TH", 560, ("ฤดูร้อนที่เย็นฉ่ำ", "ในทุกแก้ว")),
        ("zh-Hans-CN", 320, ("把夏天倒", "在冰块上")),
        ("pl-PL", 560, ("Lato w szklance", "z lodem i miętą")),
    ],
)
def test_headlines_break_by_sense(tag: str, width: float, lines: tuple[str, ...]) -> None:
    """A headline breaks where a reader pauses, not where the line happens to be full."""
    assert headline_lines(COPIES[tag].headline, tag, width) == lines


def test_a_line_that_fits_stays_one_line() -> None:
    """A text that fits on one line never breaks, pauses or not."""
    for tag in ("en-US", "ja-JP", "ar-SA"):
        assert len(headline_lines(COPIES[tag].headline, tag, 3000, lines=1)) == 1


def test_avoided_breaks_are_counted() -> None:
    """A line that ends with a preposition counts, one that ends with a noun or a comma does not."""
    text = text_of("Gemacht für Stadttage, und für Nächte", "de-DE")

    assert count_avoided_breaks(text, ["Gemacht für", "Stadttage,", "und für", "Nächte"]) == 2
    assert count_avoided_breaks(text, ["Gemacht", "für Stadttage,", "und für Nächte"]) == 0
