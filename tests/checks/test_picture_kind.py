"""The kind of a file."""

import pytest

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.picture_kind import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of, with_facts


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), with_facts(good_picture(suffix="gif"), kind="gif"), "wrong_kind")


@pytest.mark.parametrize(
    ("facts", "suffix", "expected"),
    [
        ({"kind": "png"}, "png", [("ok", Status.PASS)]),
        ({"kind": "gif"}, "gif", [("wrong_kind", Status.FAIL)]),
        ({"kind": "jpeg"}, "png", [("wrong_suffix", Status.WARN)]),
        ({"kind": "jpeg"}, "jfif", [("ok", Status.PASS)]),
        ({"kind": "png", "deep": True}, "png", [("too_deep", Status.WARN)]),
    ],
)
def test_the_content_decides_and_the_name_has_to_agree(
    facts: dict[str, object], suffix: str, expected: list[tuple[str, Status]]
) -> None:
    """The channel takes JPEG and PNG."""
    assert outcomes_of(CHECK, with_facts(good_picture(suffix=suffix), **facts)) == expected


def test_without_a_channel_any_kind_is_taken() -> None:
    """Only its name has to be right."""
    free = with_facts(good_picture(forms=(), form=None, suffix="tif"), kind="tiff")

    assert outcomes_of(CHECK, free) == [("ok", Status.PASS)]
