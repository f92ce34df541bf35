"""The product is seen."""

from dataclasses import replace

import numpy as np

from creative_cli.channels import get_channel
from creative_cli.checks.product_seen import CHECK, MIN_SEEN_SHARE
from creative_cli.checks.runner import run_check
from creative_cli.formats import Box
from creative_cli.models import Creative, Status


def codes(creative: Creative) -> list[tuple[str, Status]]:
    """Return what the check says, as codes and statuses."""
    return [(finding.code, finding.status) for finding in run_check(CHECK, creative)]


def test_a_good_ad_passes(good: Creative) -> None:
    """A product that nothing lies on is seen."""
    assert codes(good) == [("ok", Status.PASS)]


def test_a_product_that_nothing_is_left_of_fails(good: Creative) -> None:
    """A panel over all of the product leaves an empty mask."""
    canvas = replace(good.canvas, product_mask=np.zeros_like(good.canvas.product_mask), product_seen=0.0)

    assert codes(replace(good, canvas=canvas)) == [("hidden", Status.FAIL)]


def test_a_product_that_is_mostly_covered_or_cut_off_fails(good: Creative) -> None:
    """Less than the least part is too little, that part is enough."""
    for share, expected in ((MIN_SEEN_SHARE - 0.01, ("hidden", Status.FAIL)), (MIN_SEEN_SHARE, ("ok", Status.PASS))):
        assert codes(replace(good, canvas=replace(good.canvas, product_seen=share))) == [expected]


def test_type_and_logo_hide_too(good: Creative) -> None:
    """What lies under lines of type is not seen, even where all of it is in the picture."""
    headline, button = good.layout
    over = replace(headline, box=Box(600, 400, 320, 400))

    assert codes(replace(good, layout=(over, button))) == [("hidden", Status.FAIL)]
    assert codes(replace(good, canvas=replace(good.canvas, logo=Box(600, 400, 320, 400)))) == [("hidden", Status.FAIL)]


def test_where_there_is_no_product_the_check_says_so(good: Creative) -> None:
    """A still life without a product, and a picture of the logo alone, are skipped."""
    logo = replace(good.canvas, format=get_channel("google.rda.logo_sq").format)

    assert codes(replace(good, canvas=replace(good.canvas, product_box=None))) == [("no_product", Status.SKIP)]
    assert codes(replace(good, canvas=logo)) == [("no_product", Status.SKIP)]


def test_what_nobody_measured_has_not_passed(good: Creative) -> None:
    """A product without a word on how much of it is seen, or with a mask of another picture, is our mistake."""
    for canvas in (
        replace(good.canvas, product_seen=None),
        replace(good.canvas, product_mask=np.zeros((9, 9), np.uint8)),
    ):
        assert codes(replace(good, canvas=canvas)) == [("not_measured", Status.ERROR)]
