"""Every character has a glyph."""

from dataclasses import replace

from creative_cli.checks.missing_glyph import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.models import Creative, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """Copy our fonts can print passes."""
    findings = run_check(CHECK, good)

    assert [finding.status for finding in findings] == [Status.PASS]


def test_each_character_without_a_glyph_is_named(good: Creative) -> None:
    """Every missing character is a finding of its own."""
    assert codes(replace(good, missing_glyphs=("🜁", "🜂"))) == ["no_glyph", "no_glyph"]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(good, replace(good, missing_glyphs=("🜁",)), "no_glyph")
