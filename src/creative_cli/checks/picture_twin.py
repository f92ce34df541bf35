"""Is the picture there only once?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status

MOST_TWINS_NAMED = 3


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """No other picture of the same size looks the same."""
    for same, code, says in ((True, "copy", "The same file is at"), (False, "twin", "It looks the same as")):
        names = [twin.name for twin in picture.twins if twin.same_file is same]
        if names:
            more = f" and {len(names) - MOST_TWINS_NAMED} more" if len(names) > MOST_TWINS_NAMED else ""
            yield Outcome(Status.WARN, code, f"{says} {', '.join(names[:MOST_TWINS_NAMED])}{more}.")
    if not picture.twins:
        yield pass_outcome("no other looks the same")


CHECK = Check(
    id="picture_twin",
    rationale="Two ads that look the same are one too many, or one of them lacks its own words.",
    inspect=inspect,
)
