"""The file keeps the channel's limit."""

from dataclasses import replace

from creative_cli.checks.byte_limit import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import Encoding, Format
from creative_cli.models import Creative
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples


def codes(creative: Creative) -> list[str]:
    """Return what the check says, as codes."""
    return [finding.code for finding in run_check(CHECK, creative)]


def on(creative: Creative, form: Format) -> Creative:
    """Return the ad as if it had been made for another format."""
    return replace(creative, canvas=replace(creative.canvas, format=form))


def test_a_format_without_a_limit_passes(good: Creative) -> None:
    """A plain ratio has no limit to keep."""
    assert codes(good) == ["ok"]


def test_a_file_within_the_limit_passes_and_one_byte_more_fails(good: Creative) -> None:
    """The limit itself is allowed, one byte over it is not."""
    form, size = good.canvas.format, len(good.encoded)

    assert codes(on(good, replace(form, max_bytes=size))) == ["ok"]
    assert codes(on(good, replace(form, max_bytes=size - 1))) == ["too_large"]


def test_a_file_that_had_to_change_its_kind_to_fit_warns(good: Creative) -> None:
    """Close to the limit and not the first kind of file the channel takes: worth a look."""
    tight = replace(good.canvas.format, max_bytes=len(good.encoded), encodings=(Encoding.PNG, Encoding.JPG))

    assert codes(on(good, tight)) == ["squeezed"]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good = good_ad()
    form, size = good.canvas.format, len(good.encoded)
    return CheckExamples(
        on(good, replace(form, max_bytes=size)), on(good, replace(form, max_bytes=size - 1)), "too_large"
    )
