"""A word of a display line that is divided by pattern is found; hyphens of the copy are not."""

from dataclasses import replace

import pytest

from creative_cli.checks.hyphenated_display import CHECK
from creative_cli.models import Creative, Role, Status, TextBlock
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import results


def with_headline(ad: Creative, text: str, lines: tuple[str, ...]) -> Creative:
    """Return the ad with another headline, on these lines."""
    layout = tuple(replace(block, lines=lines) if block.role is Role.HEADLINE else block for block in ad.layout)
    adaptation = replace(ad.adaptation, copy=replace(ad.adaptation.copy, headline=text))
    return replace(ad, layout=layout, adaptation=adaptation)


@pytest.mark.parametrize(
    ("text", "lines", "status"),
    [
        ("Fortschrittsgarantie sichern", ("Fortschritts-", "garantie sichern"), Status.WARN),
        ("Fortschritts\u00adgarantie sichern", ("Fortschritts-", "garantie sichern"), Status.PASS),
        ("Kaffee-Vollautomat", ("Kaffee-", "Vollautomat"), Status.PASS),
        ("Kaffee-Vollautomat", ("Kaffee-Voll-", "automat"), Status.WARN),
        ("Straßenfestgarantie", ("STRASSENFEST-", "GARANTIE"), Status.WARN),
        ("Straßenfest\u00adgarantie", ("STRASSENFEST-", "GARANTIE"), Status.PASS),
        ("Εξοικονόμηση", ("ΕΞΟΙΚΟ-", "ΝΟΜΗΣΗ"), Status.WARN),
        ("Summer, poured over ice", ("Summer,", "poured over ice"), Status.PASS),
        ("Jetzt – oder nie", ("Jetzt –", "oder nie"), Status.PASS),
        ("Wi-Fi kaupan päälle", ("Wi-Fi kaupan", "päälle"), Status.PASS),
    ],
)
def test_a_hyphen_that_the_copy_lacks_is_found(
    good: Creative, text: str, lines: tuple[str, ...], status: Status
) -> None:
    """Soft hyphens and hyphens of the copy are the author's; the case of the letters does not matter."""
    found = results(CHECK, with_headline(good, text, lines))
    assert found == [("hyphenated_display", status)] if status is Status.WARN else [("ok", status)]


def test_body_and_small_print_may_be_divided(good: Creative) -> None:
    """Only what is set large is judged."""
    headline = next(block for block in good.layout if block.role is Role.HEADLINE)
    body = replace(headline, role=Role.BODY, lines=("Kaffeevoll-", "automat"))
    ad = replace(good, layout=(*good.layout, body))
    ad = replace(ad, adaptation=replace(ad.adaptation, copy=replace(ad.adaptation.copy, body="Kaffeevollautomat")))
    assert results(CHECK, ad) == [("ok", Status.PASS)]


def test_an_ad_without_display_lines_is_skipped(good: Creative) -> None:
    """There is nothing to judge."""
    assert results(CHECK, replace(good, layout=())) == [("no_display_line", Status.SKIP)]


def test_a_divided_button_is_found(good: Creative) -> None:
    """The finding names the role and the word."""
    button = next(block for block in good.layout if block.role is Role.CTA)
    ad: Creative = replace(good, layout=(replace(button, lines=("Gutschein-", "aktion")),))
    ad = replace(ad, adaptation=replace(ad.adaptation, copy=replace(ad.adaptation.copy, cta="Gutscheinaktion")))
    (outcome,) = CHECK.inspect(ad)
    assert outcome.role is Role.CTA
    assert "Gutschein-aktion" in outcome.message
    assert isinstance(button, TextBlock)


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good, text = good_ad(), "Kaffee-Vollautomat"
    return CheckExamples(
        with_headline(good, text, ("Kaffee-", "Vollautomat")),
        with_headline(good, text, ("Kaffee-Voll-", "automat")),
        "hyphenated_display",
        Status.WARN,
    )
