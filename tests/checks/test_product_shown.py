"""The ad shows what it sells."""

from dataclasses import replace

from creative_cli.channels import get_channel
from creative_cli.checks.product_shown import CHECK
from creative_cli.models import Creative, HeroKind, Status
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import results


def test_a_photo_and_a_packshot_show_the_product(photo: Creative, good: Creative) -> None:
    """What the brief brings is shown."""
    assert results(CHECK, photo) == [("ok", Status.PASS)]
    assert results(CHECK, good) == [("ok", Status.PASS)]


def test_a_scene_without_a_product_is_a_warning(good: Creative) -> None:
    """A brief without a picture gets a decorative scene, which sells nothing."""
    scene = replace(good, canvas=replace(good.canvas, product_box=None))
    studio = replace(good, canvas=replace(good.canvas, kind=HeroKind.STUDIO))

    assert results(CHECK, scene) == [("no_product", Status.WARN)]
    assert results(CHECK, studio) == [("no_product", Status.WARN)]


def test_a_logo_alone_is_skipped(good: Creative) -> None:
    """Such a picture never shows a product."""
    logo = replace(good.canvas, format=get_channel("google.rda.logo_sq").format)

    assert results(CHECK, replace(good, canvas=logo)) == [("no_product", Status.SKIP)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    return CheckExamples(good, replace(good, canvas=replace(good.canvas, product_box=None)), "no_product", Status.WARN)
