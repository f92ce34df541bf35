"""The brand's fonts set all copy, and their licenses allow it."""

from dataclasses import replace

from creative_cli.checks.brand_font import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.models import Creative, Finding, Status
from creative_cli.shown import ShownFont
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples

FONT = ShownFont("house.ttf", "latin", "House Regular")


def findings(creative: Creative, font: ShownFont) -> tuple[Finding, ...]:
    """Return what the check says of an ad with a font of the brand."""
    return run_check(CHECK, replace(creative, fonts=(font,)))


def test_a_font_with_all_letters_passes_and_is_named(good: Creative) -> None:
    """People see which face of a collection was used."""
    (finding,) = findings(good, FONT)

    assert finding.status is Status.PASS
    assert "House Regular" in finding.message


def test_without_a_font_of_the_brand_there_is_nothing_to_check(good: Creative) -> None:
    """Our fonts have every letter that they should."""
    assert [one.status for one in run_check(CHECK, good)] == [Status.SKIP]


def test_missing_letters_are_named_with_font_market_texts_and_cure(good: Creative) -> None:
    """A long list is cut."""
    (finding,) = findings(good, replace(FONT, letters=tuple("ăâêôơưđảãạẽẹẻỏ"), roles=("headline", "body")))

    assert (finding.status, finding.code) == (Status.WARN, "letters_missing")
    for words in ("house.ttf", "brand.fonts.latin", "ă â ê", "and 2 more", "en-US", "headline and body", "Name a file"):
        assert words in finding.message


def test_glyphs_without_ink_fail(good: Creative) -> None:
    """Such a file is damaged."""
    (finding,) = findings(good, replace(FONT, empty=("Q", "g")))

    assert (finding.status, finding.code) == (Status.FAIL, "empty_glyph")
    assert "Q g" in finding.message


def test_lent_symbols_and_licenses_are_warnings(good: Creative) -> None:
    """Each has its own code."""
    told = findings(good, replace(FONT, lent=("™",), restricted=True))

    assert [(one.status, one.code) for one in told] == [(Status.WARN, "sign_missing"), (Status.WARN, "license")]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(
        replace(good, fonts=(FONT,)), replace(good, fonts=(replace(FONT, empty=("Q", "g")),)), "empty_glyph"
    )
