"""Has the picture a size that its channel takes?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import NO_CHANNEL, CheckedPicture, skip_inapplicable
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status

SIZE_RATIO_TOLERANCE = 0.01
"""How far width / height may be off, of itself: platforms crop or letterbox from about here."""
MOST_SIZES_NAMED = 6


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """The picture has exactly the width and height of its channel."""
    width, height = picture.facts.width, picture.facts.height
    if not picture.forms:
        yield skip_inapplicable("no_channel", NO_CHANNEL)
        return
    if picture.form is not None and (width, height) == (picture.form.width, picture.form.height):
        yield pass_outcome(f"{width}x{height}, as {picture.form.name} has it")
        return
    near = [
        form
        for form in picture.forms
        if abs(width / height / form.aspect - 1) <= SIZE_RATIO_TOLERANCE and width >= form.width
    ]
    if near:
        form = near[0]
        message = f"The picture has {width}x{height} px and {form.name} {form.width}x{form.height}: it is scaled down."
        yield Outcome(Status.WARN, "scaled", message)
        return
    wanted = [f"{form.name} ({form.width}x{form.height})" for form in picture.forms[:MOST_SIZES_NAMED]]
    more = f" and {len(picture.forms) - MOST_SIZES_NAMED} more" if len(picture.forms) > MOST_SIZES_NAMED else ""
    message = f"The picture has {width}x{height} px, which is no size of {', '.join(wanted)}{more}."
    yield Outcome(Status.FAIL, "wrong_size", message)


CHECK = Check(
    id="picture_size",
    rationale="Platforms reject or rescale uploads of another size, and rescaled text is blurred.",
    inspect=inspect,
)
