"""Type covers no more than the channel allows."""

from dataclasses import replace

from creative_cli.channels import get_channel
from creative_cli.checks.runner import run_check
from creative_cli.checks.text_area import CHECK
from creative_cli.formats import Format
from creative_cli.models import Creative
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def on(creative: Creative, form: Format) -> Creative:
    """Return the ad as if it had been made for another format."""
    return replace(creative, canvas=replace(creative.canvas, format=form))


def test_a_format_that_sets_no_limit_passes(good: Creative) -> None:
    """A plain ratio does not limit type."""
    assert codes(good) == ["ok"]


def test_type_within_a_fifth_passes_and_more_fails(good: Creative) -> None:
    """Google's fifth is measured over all type and the logo."""
    form = replace(get_channel("google.rda.square").format, width=1080, height=1080)
    headline, button = good.layout
    large = replace(headline, box=replace(headline.box, height=450))

    assert codes(on(good, form)) == ["ok"]
    assert codes(on(replace(good, layout=(large, button)), form)) == ["too_much_type"]


def test_an_eleventh_word_fails_where_ten_are_allowed(good: Creative) -> None:
    """Amazon counts words."""
    form = get_channel("amazon.rec.300x250").format
    headline, button = good.layout
    ten = replace(headline, lines=("one two three four", "five six seven"))

    assert codes(on(replace(good, layout=(ten, button)), form)) == ["ok"]
    assert codes(on(replace(good, layout=(replace(ten, lines=(*ten.lines, "eight")), button)), form)) == [
        "too_many_words"
    ]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good, form = good_ad(), get_channel("amazon.rec.300x250").format
    headline, button = good.layout
    eleven = replace(headline, lines=("one two three four", "five six seven eight"))
    return CheckExamples(on(good, form), on(replace(good, layout=(eleven, button)), form), "too_many_words")
