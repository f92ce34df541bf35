"""Files that were changed after they were made."""

from creative_cli.checks.picture_changed import CHECK
from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(recorded=True), good_picture(recorded=False), "changed", Status.WARN)


def test_a_picture_of_another_tool_is_no_pass() -> None:
    """Only a manifest knows."""
    assert outcomes_of(CHECK, good_picture()) == [("no_manifest", Status.SKIP)]
