"""Is the surface used?"""

from collections.abc import Iterator

import numpy as np

from creative_cli.checks.photo_cells import UNCHANGED_LEVELS, find_composition, largest_difference, split_channels
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status

# Part of the height that may be a band of plain surface: to pass, and not to fail.
GOOD_EMPTY_SHARE, MAX_EMPTY_SHARE = 1 / 3, 0.40

# Every how many px rows and columns are sampled: type and logos are larger.
ROW_STEP, COLUMN_STEP = 2, 3


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No band of plain surface is higher than a third of the ad."""
    form, layout = creative.canvas.format, find_composition(creative.canvas)
    if isinstance(layout, Outcome):
        yield layout
        return
    share = _tallest_band(creative) / form.height
    if share <= GOOD_EMPTY_SHARE:
        yield pass_outcome(f"the tallest plain band is {share:.0%} of the height")
    else:
        message = f"A plain band takes {share:.0%} of the height, a third is the most: fill it with photo or type."
        yield Outcome(Status.WARN if share <= MAX_EMPTY_SHARE else Status.FAIL, "empty", message)


def _tallest_band(creative: Creative) -> int:
    """Return the height of the tallest run of rows in one colour, px; margins and unsafe zones do not count."""
    height, width = creative.pixels.shape[:2]
    _, top, _, bottom = creative.canvas.content.pixels(width, height)
    rows = split_channels(creative.pixels[top:bottom:ROW_STEP, ::COLUMN_STEP])
    if not rows.size:
        return 0
    plain = np.asarray((largest_difference(rows, rows[..., :1]) <= UNCHANGED_LEVELS).all(axis=1), np.bool_)
    colours = rows[..., 0].T.astype(np.int16)
    tallest, start = 0, 0
    for row, empty in enumerate(plain):
        if not empty:
            start = row + 1
        elif int(np.abs(colours[row] - colours[start]).max()) > UNCHANGED_LEVELS:
            start = row
        tallest = max(tallest, row + 1 - start)
    return min(tallest * ROW_STEP, bottom - top)


CHECK = Check(
    id="empty_band",
    rationale="A large plain band looks unfinished, and every pixel of an ad is paid for.",
    inspect=inspect,
)
