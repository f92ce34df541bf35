"""What a template writes itself is printed copy."""

from dataclasses import replace

import numpy as np
import pytest

from creative_cli.checks.runner import run_check
from creative_cli.checks.template_text import CHECK
from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownWords, WordsInk
from tests.checks.conftest import GROUND, WHITE, good_ad
from tests.checks.examples import CheckExamples
from tests.checks.words import locale


def letters(ink: Rgb = WHITE, font_px: float = 30.0) -> WordsInk:
    """Return letters of a template on the ground of the good ad."""
    ground = np.full((40, 200, 3), GROUND, np.uint8)
    return WordsInk(Box(100, 600, 192, 32), font_px, 400, ink, ground)


def writing(creative: Creative, *words: ShownWords, tag: str = "en-US") -> Creative:
    """Return the ad with words of a template, in a market."""
    adaptation = replace(creative.adaptation, locale=locale(tag))
    return replace(creative, canvas=replace(creative.canvas, words=words), adaptation=adaptation)


def codes(creative: Creative) -> list[tuple[Status, str]]:
    """Return what the check says."""
    return [(one.status, one.code) for one in run_check(CHECK, creative)]


def test_an_ad_without_words_of_a_template_is_skipped(good: Creative) -> None:
    """Bundled templates write nothing."""
    assert codes(good) == [(Status.SKIP, "no_words")]


@pytest.mark.parametrize(
    ("text", "tag", "code"),
    [
        ("Klimaneutral seit 2020", "de-DE", "EU-ECGT-OFFSET"),
        ("Lorem ipsum dolor sit amet", "en-US", "unfinished"),
        ("Now {price}", "en-US", "unfilled"),
        ("cafÃ© time", "en-US", "mojibake"),
    ],
)
def test_words_are_checked_as_copy_is(good: Creative, text: str, tag: str, code: str) -> None:
    """Claims, placeholders and damage are found, and the message quotes the text."""
    found = [one for one in run_check(CHECK, writing(good, ShownWords(text), tag=tag)) if one.status >= Status.WARN]

    assert code in {one.code for one in found}, [(one.code, one.message) for one in found]
    assert all(f"“{text}”" in one.message for one in found)


def test_letters_have_to_be_read(good: Creative) -> None:
    """Contrast and size are those of all text; what no font has is named."""
    faint, tiny = (
        ShownWords("Since 1905", (), (letters((20, 100, 108)),)),
        ShownWords("Since", (), (letters(font_px=12),)),
    )
    box = ShownWords("Since ꙮ", ("ꙮ",), (letters(),))

    assert codes(writing(good, faint)) == [(Status.FAIL, "low_contrast")]
    assert codes(writing(good, tiny)) == [(Status.FAIL, "too_small")]
    assert codes(writing(good, box)) == [(Status.FAIL, "no_glyph")]


def examples() -> CheckExamples[Creative]:
    """Return an ad whose template writes what may be printed, and one that nobody can read."""
    good = good_ad()
    readable, faint = (
        ShownWords("Since 1905", (), (letters(),)),
        ShownWords("Since 1905", (), (letters((20, 100, 108)),)),
    )
    return CheckExamples(writing(good, readable), writing(good, faint), "low_contrast")
