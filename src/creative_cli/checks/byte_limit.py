"""Does the file stay under the channel's size limit?"""

from collections.abc import Iterator

from creative_cli.channels import BYTES_PER_KIB
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status

# Share of the limit from which a recompressed file is a warning: platforms count differently by a few percent.
WARN_SHARE = 0.9


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The file is no larger than its channel allows."""
    form, size = creative.canvas.format, len(creative.encoded)
    if form.max_bytes is None:
        yield pass_outcome("this format has no size limit")
        return
    sizes = f"{size / BYTES_PER_KIB:.0f} KiB", f"{form.max_bytes / BYTES_PER_KIB:.0f} KiB"
    if size > form.max_bytes:
        message = f"The file has {sizes[0]}, but {form.name} allows {sizes[1]}, even at the lowest quality."
        yield Outcome(Status.FAIL, "too_large", message)
    elif size > WARN_SHARE * form.max_bytes and form.encodings[0] is not creative.encoding:
        yield Outcome(Status.WARN, "squeezed", f"The file stays under {sizes[1]} only as {creative.encoding}.")
    else:
        yield pass_outcome(f"{sizes[0]} of {sizes[1]}")


CHECK = Check(
    id="byte_limit",
    rationale="Platforms reject files over their limit at upload, often on the evening the campaign starts.",
    inspect=inspect,
)
