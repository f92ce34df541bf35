"""Type keeps off the product."""

from dataclasses import replace

from creative_cli.checks.runner import run_check
from creative_cli.checks.text_on_product import CHECK
from creative_cli.formats import Box
from creative_cli.models import Creative, Role, Status, TextBlock
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import PRIMARY, WHITE, lay_veil, results, set_text


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """Type beside the product passes."""
    findings = run_check(CHECK, good)

    assert [finding.status for finding in findings] == [Status.PASS]


def test_a_headline_across_the_product_fails(good: Creative) -> None:
    """Type over the product is found by its overlap with the product's own pixels."""
    headline, button = good.layout
    across = replace(headline, box=replace(headline.box, y=500, width=700))

    assert codes(replace(good, layout=(across, button))) == ["on_product"]


def test_a_picture_without_a_product_is_skipped(good: Creative) -> None:
    """Where there is no product the check says so instead of passing."""
    assert codes(replace(good, canvas=replace(good.canvas, product_box=None))) == ["no_product"]


def test_letters_on_the_subject_of_a_photo_are_a_warning(photo: Creative) -> None:
    """Bare letters on the subject are named; on a plate, or beside the subject, they are not on it."""
    over = TextBlock(Role.BODY, Box(700, 500, 200, 40), 40, ("Over",), overflow=False, ink=WHITE, weight=700)
    above = replace(over, box=Box(700, 100, 200, 40))
    plated = lay_veil(photo, over.box.grown(20), 1, PRIMARY)

    assert results(CHECK, set_text(photo, over)) == [("on_subject", Status.WARN)]
    assert results(CHECK, set_text(photo, above)) == [("ok", Status.PASS)]
    assert results(CHECK, set_text(plated, over)) == [("ok", Status.PASS)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    headline, button = good.layout
    across = replace(headline, box=replace(headline.box, y=500, width=700))
    return CheckExamples(good, replace(good, layout=(across, button)), "on_product")
