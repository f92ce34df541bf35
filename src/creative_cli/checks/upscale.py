"""Does the photo have enough pixels for its frame?"""

from collections.abc import Iterator

from creative_cli.checks.photo_cells import find_photo
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status

# Pixels of the frame per pixel of the photo: up to here it looks sharp, and up to here soft but not blurred.
SHARP_UPSCALE, MAX_UPSCALE = 1.5, 3.0


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The photo is enlarged to one and a half times its size at most."""
    photo = find_photo(creative)
    if isinstance(photo, Outcome):
        yield photo
    elif photo.upscale <= SHARP_UPSCALE:
        yield pass_outcome(f"the photo is shown at {photo.upscale:.2f} times its size")
    else:
        status = Status.WARN if photo.upscale <= MAX_UPSCALE else Status.FAIL
        need = f"A photo {photo.upscale / SHARP_UPSCALE:.1f} times as wide would be sharp."
        yield Outcome(status, "enlarged", f"The photo is enlarged {photo.upscale:.1f} times and looks blurred. {need}")


CHECK = Check(
    id="upscale",
    rationale="An enlarged photo is soft beside sharp type, and makes a good product look cheap.",
    inspect=inspect,
)
