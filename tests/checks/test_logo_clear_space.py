"""What the brand keeps free around its logo is free."""

from dataclasses import replace

import pytest

from creative_cli.checks import logo_size
from creative_cli.checks.logo_clear_space import CHECK
from creative_cli.models import Creative, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import results


def with_space(good: Creative, share: float) -> Creative:
    """Return the ad with a clear space, of the logo's height (40 px); its headline is 80 px below the logo."""
    assert good.canvas.shown_logo is not None
    shown = replace(good.canvas.shown_logo, clear_space=share)
    return replace(good, canvas=replace(good.canvas, shown_logo=shown))


@pytest.mark.parametrize(
    ("share", "code", "status"),
    [
        (0.0, "no_rule", Status.SKIP),
        (0.5, "ok", Status.PASS),
        (1.9, "ok", Status.PASS),
        (3.0, "crowded", Status.WARN),
        (5.0, "crowded", Status.FAIL),
    ],
)
def test_the_nearest_text_or_edge_decides(good: Creative, share: float, code: str, status: Status) -> None:
    """Half of the clear space is too little, a part of it a warning."""
    assert results(CHECK, with_space(good, share)) == [(code, status)]


@pytest.mark.parametrize(
    ("least", "code", "status"), [(0, "ok", Status.PASS), (40, "ok", Status.PASS), (48, "too_small", Status.FAIL)]
)
def test_a_logo_below_the_least_height_of_its_brand_fails(
    good: Creative, least: float, code: str, status: Status
) -> None:
    """The logo of the ad is 40 px high; the brand's own least height counts where it is more than that of the size."""
    assert good.canvas.shown_logo is not None
    shown = replace(good.canvas.shown_logo, min_height=least)
    creative = replace(good, canvas=replace(good.canvas, shown_logo=shown))

    assert results(logo_size.CHECK, creative) == [(code, status)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(with_space(good, 0.5), with_space(good, 5.0), "crowded")
