"""The colours of a picture."""

import pytest

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.picture_profile import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of, with_facts


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), with_facts(good_picture(), mode="CMYK"), "not_rgb")


@pytest.mark.parametrize(
    ("mode", "profile", "expected"),
    [
        ("RGB", "", ("ok", Status.PASS)),
        ("P", "sRGB", ("ok", Status.PASS)),
        ("RGB", "Display P3", ("other_profile", Status.WARN)),
        ("CMYK", "", ("not_rgb", Status.FAIL)),
        ("LAB", "sRGB", ("not_rgb", Status.FAIL)),
    ],
)
def test_print_colours_fail_and_other_profiles_are_a_warning(
    mode: str, profile: str, expected: tuple[str, Status]
) -> None:
    """No profile means sRGB on the web."""
    assert outcomes_of(CHECK, with_facts(good_picture(), mode=mode, profile=profile)) == [expected]
