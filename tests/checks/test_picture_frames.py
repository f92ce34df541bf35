"""Animations."""

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.picture_frames import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of, with_facts


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), with_facts(good_picture(), frames=2), "animated")


def test_an_animation_fails_where_a_still_is_asked_for() -> None:
    """Without a channel it is to be looked at."""
    moving = with_facts(good_picture(), frames=2)

    assert outcomes_of(CHECK, moving) == [("animated", Status.FAIL)]
    assert outcomes_of(CHECK, with_facts(good_picture(forms=(), form=None), frames=2)) == [("animated", Status.WARN)]
