"""The bytes of a picture."""

from creative_cli.checks.picture_bytes import CHECK
from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import BANNER, good_picture, outcomes_of


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), good_picture(size=10**9), "too_large")


def test_the_limit_itself_is_allowed() -> None:
    """One byte more is not; a channel without a limit and no channel are no PASS."""
    assert BANNER.max_bytes is not None
    banner = good_picture(forms=(BANNER,), form=None, size=BANNER.max_bytes)

    assert outcomes_of(CHECK, banner) == [("ok", Status.PASS)]
    assert outcomes_of(CHECK, good_picture(forms=(), form=None)) == [("no_channel", Status.SKIP)]
