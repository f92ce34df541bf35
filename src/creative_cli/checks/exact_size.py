"""Is the file as large as its format says?"""

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
        yield Outcome(
            Status.FAIL,
            "wrong_size",
            f"The file is {width} × {height} px, {form.name} is {form.width} × {form.height} px.",
        )


CHECK = Check(
    id="exact_size",
    rationale="Platforms refuse or rescale uploads of another size, and rescaled type is blurred type.",
    inspect=inspect,
)
