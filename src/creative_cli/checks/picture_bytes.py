"""Is the file of a picture small enough?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import NO_CHANNEL, CheckedPicture, skip_inapplicable
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """The file has no more bytes than its channel takes."""
    form = picture.judged
    if form is None:
        yield skip_inapplicable("no_channel", NO_CHANNEL)
    elif form.max_bytes is None:
        yield skip_inapplicable("no_limit", f"{form.name} has no limit")
    elif picture.size > form.max_bytes:
        message = f"The file has {picture.size:,} bytes; {form.name} takes {form.max_bytes:,}."
        yield Outcome(Status.FAIL, "too_large", message)
    else:
        yield pass_outcome(f"{picture.size:,} of {form.max_bytes:,} bytes")


CHECK = Check(
    id="picture_bytes",
    rationale="Platforms reject files over their limit at upload, often on the evening the campaign starts.",
    inspect=inspect,
)
