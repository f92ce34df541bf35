"""A short word alone on a line of the headline is found."""

from dataclasses import replace

import pytest

from creative_cli.checks.lonely_word import CHECK
from creative_cli.models import Creative, Role, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import results


def with_lines(ad: Creative, *lines: str) -> Creative:
    """Return the ad with its headline on these lines."""
    layout = tuple(replace(block, lines=lines) if block.role is Role.HEADLINE else block for block in ad.layout)
    return replace(ad, layout=layout)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("Cut for city", "days"), Status.WARN),
        (("Fall asleep", "so,", "wake up there"), Status.WARN),
        (("この街で、", "日", "ゆっくりと目覚める"), Status.WARN),
        (("Cut for", "city days"), Status.PASS),
        (("Summer, poured over ice",), Status.PASS),
        (("Go", "further, carry"), Status.WARN),
        (("Wake up", "slower"), Status.PASS),
        (("Das", "Erfrischungsgetränk", "des Sommers"), Status.PASS),  # the next word fills its line
        (("Das", "kühle Erfrischungsgetränk", "im Sommer"), Status.WARN),
        (("Мұзға", "құйылған", "жаз"), Status.PASS),  # a stack of single words, in which none is alone
        (("Мұзға", "құйылған", "ёз"), Status.WARN),
        (("құйылған", "жаз"), Status.WARN),
    ],
)
def test_lines_are_weighed_against_the_longest(good: Creative, lines: tuple[str, ...], status: Status) -> None:
    """One line, and lines of about one length, are fine; the word is named."""
    ((code, found),) = results(CHECK, with_lines(good, *lines))
    assert found is status
    assert code == ("lonely_word" if status is Status.WARN else "ok")


@pytest.mark.parametrize("role", [Role.BODY, Role.DISCLAIMER])
@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("よく", "冷やしてお召し上がりください。", "リサイクルにご協力ください。"), Status.WARN),
        (("よく冷やしてお召し上がり", "を。"), Status.WARN),
        (("よく冷やして", "お召し上がりください。"), Status.PASS),
        (("冷蔵。", "お早めにお召し上がりください。"), Status.PASS),  # a sentence of its own
        (("请冷藏后饮用，", "并请回收包装瓶。"), Status.PASS),
        (("A", "wonderfully cool drink"), Status.WARN),
        (("Serve chilled. Please", "recycle."), Status.PASS),
        (("Das", "Lieblingserfrischungsgetränk"), Status.PASS),
    ],
)
def test_small_text_leaves_no_word_alone(good: Creative, role: Role, lines: tuple[str, ...], status: Status) -> None:
    """A word before a break is alone unless a pause follows it; a short last line is no fault of small text."""
    text = replace(good.layout[0], role=role, lines=lines)
    ((_, found),) = results(CHECK, replace(good, layout=(good.layout[0], text)))
    assert found is status


def test_an_ad_without_a_headline_is_skipped(good: Creative) -> None:
    """There is nothing to judge."""
    bare = replace(good, layout=tuple(block for block in good.layout if block.role is not Role.HEADLINE))
    assert results(CHECK, bare) == [("no_headline", Status.SKIP)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(
        with_lines(good, "Cut for", "city days"), with_lines(good, "Cut for city", "days"), "lonely_word", Status.WARN
    )
