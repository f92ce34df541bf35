"""Does the file have the size of its format?"""

import io
from collections.abc import Iterator

from PIL import Image

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The file has exactly the width and height of its format."""
    form = creative.canvas.format
    with Image.open(io.BytesIO(creative.encoded)) as picture:
        width, height = picture.size
    if (width, height) == (form.width, form.height):
        yield pass_outcome(f"{width} × {height} px")
    else:
        message = f"The file is {width} × {height} px, but {form.name} is {form.width} × {form.height} px."
        yield Outcome(Status.FAIL, "wrong_size", message)


CHECK = Check(
    id="exact_size",
    rationale="Platforms reject or rescale uploads of another size, and rescaled text is blurred.",
    inspect=inspect,
)
