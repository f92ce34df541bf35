"""Pictures that are there twice."""

from creative_cli.checks.picture_file import CheckedPicture, Twin
from creative_cli.checks.picture_twin import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), good_picture(twins=(Twin("b.jpg", same_file=False),)), "twin", Status.WARN)


def test_a_copy_and_a_twin_are_told_apart() -> None:
    """The same bytes, or the same look."""
    both = good_picture(twins=(Twin("b.jpg", same_file=True), Twin("c.jpg", same_file=False)))

    assert outcomes_of(CHECK, both) == [("copy", Status.WARN), ("twin", Status.WARN)]
