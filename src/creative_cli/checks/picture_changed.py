"""Is the file the one that was checked when it was made?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import CheckedPicture, skip_inapplicable
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """A file that a manifest names is as it was made."""
    if picture.recorded is None:
        yield skip_inapplicable("no_manifest", "it is in no manifest of this tool")
    elif picture.recorded:
        yield pass_outcome("as it was made")
    else:
        message = "The file was changed after it was made: the findings of its run are about another picture."
        yield Outcome(Status.WARN, "changed", message)


CHECK = Check(
    id="picture_changed",
    rationale="An ad that was edited by hand has not been checked in the form that is delivered.",
    inspect=inspect,
)
