"""What a file tells beside its pixels."""

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.picture_metadata import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of, with_facts


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), with_facts(good_picture(), location=True), "location", Status.WARN)


def test_each_thing_is_named() -> None:
    """Place, person, serial number and rotation."""
    found = outcomes_of(CHECK, with_facts(good_picture(), location=True, author="Ana", serial="12", turned=True))

    assert found == [(code, Status.WARN) for code in ("location", "author", "serial", "turned")]
