"""Is the surface used?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import UNCHANGED_LEVELS, find_composition, largest_difference, split_channels
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Pixels, Status

# Part of the height that may be a band of plain surface: to pass, and not to fail.
GOOD_EMPTY_SHARE, MAX_EMPTY_SHARE = 1 / 3, 0.40

# Every how many px rows and columns are sampled: type and logos are larger.
ROW_STEP, COLUMN_STEP = 2, 3
# Every how many of these columns tell that a row of a photo is not plain.
GLANCE_STEP = 16


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
    rows = creative.pixels[top:bottom:ROW_STEP, ::COLUMN_STEP]
    if not rows.size:
        return 0
    plain = _find_plain(rows[:, ::GLANCE_STEP])
    plain[plain] = _find_plain(rows[plain])
    edges = np.flatnonzero(np.diff(plain, prepend=False, append=False))
    bands = [rows[start:stop, 0].astype(np.int16) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    tallest = 0
    while bands:
        colours = bands.pop()
        other = np.flatnonzero(np.abs(colours - colours[0]).max(axis=1) > UNCHANGED_LEVELS)
        alike = int(other[0]) if other.size else len(colours)
        if alike < len(colours):
            bands.append(colours[alike:])
        tallest = max(tallest, alike)
    return min(tallest * ROW_STEP, bottom - top)


def _find_plain(rows: Pixels) -> NDArray[np.bool_]:
    """Return which rows have the colour of their first pixel everywhere."""
    planes = split_channels(rows)
    return np.asarray((largest_difference(planes, planes[..., :1]) <= UNCHANGED_LEVELS).all(axis=1), np.bool_)


CHECK = Check(
    id="empty_band",
    rationale="A large plain band looks unfinished, and every pixel of an ad is paid for.",
    inspect=inspect,
)
