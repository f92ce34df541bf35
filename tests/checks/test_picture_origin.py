"""What a file of any tool says of its origin."""

from typing import Any

from creative_cli.checks.picture_file import CheckedPicture, CredentialsState
from creative_cli.checks.picture_origin import CHECK
from creative_cli.models import Status
from creative_cli.provenance.picture_origin import PictureMarks
from creative_cli.provenance.source_types import SourceType
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of
from tests.parameters import walk_rows

MADE = PictureMarks(sources=(SourceType.TRAINED,), systems=("a generator",))
LABEL = ("label_unknown", Status.WARN)


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one whose Content Credentials are broken."""
    return CheckExamples(
        good_picture(), good_picture(credentials=CredentialsState.INVALID), "invalid_credentials", Status.FAIL
    )


@walk_rows(
    ("changes", "found"),
    [
        ({"marks": MADE}, [("unmarked", Status.WARN), LABEL]),
        ({"marks": MADE, "stated": (SourceType.TRAINED,)}, [LABEL]),
        ({"marks": MADE, "stated": (SourceType.COMPOSITE_SYNTHETIC,)}, [LABEL]),
        ({"marks": MADE, "stated": (SourceType.DIGITAL_CAPTURE,)}, [("contradiction", Status.FAIL), LABEL]),
        ({"marks": PictureMarks(damaged=True)}, [("damaged", Status.WARN)]),
        ({"credentials": CredentialsState.UNREAD}, [("unread_credentials", Status.WARN)]),
        ({"credentials": CredentialsState.VALID}, [("ok", Status.PASS)]),
        ({"stated": (SourceType.DIGITAL_CAPTURE,)}, [("ok", Status.PASS)]),
        ({"marks": MADE, "recorded": True}, [("recorded", Status.SKIP)]),
        ({"marks": MADE, "recorded": False, "stated": (SourceType.TRAINED,)}, [LABEL]),
    ],
)
def test_what_a_file_says_of_a_model_is_judged(changes: dict[str, Any], found: list[tuple[str, Status]]) -> None:
    """Unmarked, contradicting, damaged or broken; an ad of ours that is as it was made was judged by its run."""
    assert outcomes_of(CHECK, good_picture(**changes)) == found
