"""The size of a picture."""

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.picture_size import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import SQUARE, good_picture, outcomes_of, with_facts
from tests.parameters import walk_rows


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), with_facts(good_picture(form=None), width=1079), "wrong_size")


@walk_rows(
    ("width", "height", "expected"),
    [
        (1080, 1080, ("ok", Status.PASS)),
        (2160, 2160, ("scaled", Status.WARN)),
        (1440, 1434, ("scaled", Status.WARN)),
        (1079, 1080, ("wrong_size", Status.FAIL)),
        (540, 540, ("wrong_size", Status.FAIL)),
        (1440, 1080, ("wrong_size", Status.FAIL)),
    ],
)
def test_a_larger_picture_of_the_same_shape_is_scaled_and_any_other_fails(
    width: int, height: int, expected: tuple[str, Status]
) -> None:
    """Exact is right; what a platform would enlarge or crop is not."""
    form = SQUARE if (width, height) == (1080, 1080) else None

    assert outcomes_of(CHECK, with_facts(good_picture(form=form), width=width, height=height)) == [expected]


def test_without_a_channel_nothing_is_passed() -> None:
    """The reason is said."""
    assert outcomes_of(CHECK, good_picture(forms=(), form=None)) == [("no_channel", Status.SKIP)]
