"""Does the file keep the channel's limit?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status

WARN_SHARE = 0.9
"""Share of the limit from which a file is worth a warning: platforms count differently by a few percent."""
KIBIBYTE = 1024


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The file is no larger than its channel allows."""
    limit, size = creative.canvas.format.max_bytes, len(creative.encoded)
    if limit is None:
        yield pass_outcome("this format has no limit of bytes")
    elif size > limit:
        kinds = ", ".join(creative.canvas.format.encodings)
        sizes = f"{size / KIBIBYTE:.0f} KiB, {creative.canvas.format.name} allows {limit / KIBIBYTE:.0f} KiB"
        yield Outcome(Status.FAIL, "too_large", f"The file has {sizes}; no quality of {kinds} is small enough.")
    elif size > WARN_SHARE * limit and creative.canvas.format.encodings[0] is not creative.encoding:
        yield Outcome(
            Status.WARN, "squeezed", f"Only as {creative.encoding} does the file keep {limit / KIBIBYTE:.0f} KiB."
        )
    else:
        yield pass_outcome(f"{size / KIBIBYTE:.0f} of {limit / KIBIBYTE:.0f} KiB")


CHECK = Check(
    id="byte_limit",
    rationale="A file over the channel's limit is refused on upload, on the evening the campaign starts.",
    inspect=inspect,
)
