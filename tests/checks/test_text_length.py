"""The copy fits the fields beside the picture."""

from dataclasses import replace

import pytest

from creative_cli.channels import get_channel
from creative_cli.checks.runner import run_check
from creative_cli.checks.text_length import CHECK
from creative_cli.formats import Format
from creative_cli.models import CopySource, Creative, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def on(creative: Creative, form: Format) -> Creative:
    """Return the ad as if it had been made for another format."""
    return replace(creative, canvas=replace(creative.canvas, format=form))


def test_a_format_without_fields_passes(good: Creative) -> None:
    """A plain ratio has no text fields."""
    assert codes(good) == ["ok"]


def test_copy_that_fits_passes_and_one_character_more_warns(good: Creative) -> None:
    """A headline goes into the longest field that Google has for it, which takes 90 characters."""
    form = get_channel("google.rda.square").format

    def headline(text: str) -> Creative:
        words = good.adaptation
        return on(replace(good, adaptation=replace(words, copy=replace(words.copy, headline=text))), form)

    assert codes(headline("x" * 31)) == ["ok"]
    assert codes(headline("x" * 90)) == ["ok"]
    assert codes(headline("x" * 91)) == ["too_long"]


def test_wide_characters_count_double(good: Creative) -> None:
    """Forty-six Japanese characters are longer than ninety Latin ones."""
    words = good.adaptation
    japanese = replace(good, adaptation=replace(words, copy=replace(words.copy, headline="夏" * 46)))

    assert codes(on(japanese, get_channel("google.rda.square").format)) == ["too_long"]


def test_what_a_platform_cuts_is_told(good: Creative) -> None:
    """Meta shows 27 characters of a headline and 125 above the picture: what is longer than both is cut."""
    words = good.adaptation
    above, long = (
        replace(good, adaptation=replace(words, copy=replace(words.copy, headline="x" * count))) for count in (28, 126)
    )
    short = replace(long, adaptation=replace(words, copy=replace(long.adaptation.copy, short_headline="x" * 27)))

    assert codes(on(above, get_channel("meta.feed.square").format)) == ["ok"]
    assert codes(on(long, get_channel("meta.feed.square").format)) == ["cut"]
    assert codes(on(short, get_channel("meta.feed.square").format)) == ["ok"]


@pytest.mark.parametrize("name", ["meta.feed.square", "linkedin.landscape"])
def test_an_optional_description_takes_no_body(good: Creative, name: str) -> None:
    """The body belongs into the primary text; the short description below the picture is another line."""
    words = good.adaptation
    body = replace(good, adaptation=replace(words, copy=replace(words.copy, headline="Short", body="x" * 80)))
    long = replace(good, adaptation=replace(words, copy=replace(words.copy, headline="Short", body="x" * 160)))

    assert codes(on(body, get_channel(name).format)) == ["ok"]
    assert codes(on(long, get_channel(name).format)) == ["cut"]


def test_a_description_that_is_the_only_field_takes_the_body(good: Creative) -> None:
    """Google's responsive ads have no other field for the body."""
    words = good.adaptation
    long = replace(good, adaptation=replace(words, copy=replace(words.copy, headline="Short", body="x" * 91)))

    assert codes(on(long, get_channel("google.rda.square").format)) == ["too_long"]


def test_pseudo_copy_is_pasted_nowhere(good: Creative) -> None:
    """It is longer on purpose, and tests the picture."""
    words = good.adaptation
    long = replace(words, copy=replace(words.copy, headline="x" * 300), source=CopySource.PSEUDO)

    assert codes(on(replace(good, adaptation=long), get_channel("meta.reels").format)) == ["pseudo_copy"]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good, form = good_ad(), get_channel("google.rda.square").format
    words = good.adaptation
    long = replace(words, copy=replace(words.copy, headline="x" * 91))
    return CheckExamples(on(good, form), on(replace(good, adaptation=long), form), "too_long", Status.WARN)
