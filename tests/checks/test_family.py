"""The ad looks like its campaign."""

from dataclasses import replace

from creative_cli.channels import get_channel
from creative_cli.checks.family import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.models import Creative, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import photo_ad, results, with_composition


def test_the_layout_of_the_campaign_passes(photo: Creative) -> None:
    """What was wanted was made."""
    assert results(CHECK, photo) == [("ok", Status.PASS)]


def test_a_fallback_is_named(photo: Creative) -> None:
    """The warning says which layout was wanted, and which one is used."""
    other = with_composition(photo, wanted="full-bleed", layout="framed")
    (finding,) = run_check(CHECK, other)

    assert (finding.code, finding.status) == ("fallback", Status.WARN)
    assert "full-bleed" in finding.message
    assert "framed" in finding.message


def test_the_ratio_of_a_channel_is_named(photo: Creative) -> None:
    """People know ratios; the name of a channel needs one beside it."""
    story = replace(photo.canvas, format=get_channel("meta.stories").format)
    (finding,) = run_check(CHECK, with_composition(replace(photo, canvas=story), wanted="card"))

    assert "meta.stories (9:16)" in finding.message


def test_a_studio_picture_is_skipped(good: Creative, photo: Creative) -> None:
    """Templates are the same in all ads; a photo ad without its layout is an error."""
    assert results(CHECK, good) == [("no_layout", Status.SKIP)]
    assert results(CHECK, replace(photo, canvas=replace(photo.canvas, composition=None, photo=None))) == [
        ("not_measured", Status.ERROR)
    ]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    return CheckExamples(photo, with_composition(photo, wanted="full-bleed", layout="framed"), "fallback", Status.WARN)
