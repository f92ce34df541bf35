"""Is the logo large enough?"""

from collections.abc import Iterator

import numpy as np

from creative_cli.checks.photo_cells import largest_difference
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.imaging.logo_fit import CAPITALS_HEIGHT_SHARE, LEAST_STRIP_HEIGHT_PX, least_logo_height
from creative_cli.models import Creative, Role, Status
from creative_cli.shown import ShownLogo

LEAST_PX = LEAST_STRIP_HEIGHT_PX
# Letters of a name in a logo can be made out from this height on, CSS px as shown.
LEAST_LETTERS_PX = 4.5
# Least height of a logo as shown, CSS px, in formats that are not as low as 320 × 50.
LEAST_SHOWN_PX = 8.0
# Width / height beyond which no logo is both high enough and narrow enough; and height / width, beyond which the
# letters of a name that runs down are too small.
EXTREME_ASPECT, EXTREME_TALLNESS = 8.0, 5.0
# Half a px: sizes are whole px.
ROUNDING_PX = 0.5
# Of 255: the least difference that ink makes to its ground.
SEEN_STEP = 12


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The logo is as high as it must be to be recognized."""
    form, shown = creative.canvas.format, creative.canvas.shown_logo
    if form.shows is FormatContent.PICTURE:
        yield Outcome(Status.SKIP, "no_logo", f"{form.name} has no logo in the picture.")
        return
    if form.shows is FormatContent.LOGO:
        yield Outcome(Status.SKIP, "alone", f"{form.name} shows the logo alone, as large as the picture allows.")
        return
    if shown is None:
        message = "The canvas does not say how its logo is shown. This is a bug in what composed it."
        yield Outcome(Status.ERROR, "not_measured", message, Role.LOGO)
        return
    height, scale = _drawn_height(creative, shown), form.shown_scale
    least = max(least_logo_height(form.width, form.height), LEAST_SHOWN_PX / scale - ROUNDING_PX)
    lowest = min(LEAST_PX, least)
    if shown.source is None:  # a name in type is read at half the height at which a drawn logo is recognized
        least, lowest = CAPITALS_HEIGHT_SHARE * least, CAPITALS_HEIGHT_SHARE * lowest
    # What the brand asks for is no matter of degree.
    least, lowest = max(least, shown.min_height), max(lowest, shown.min_height)
    rows, columns = shown.mark.shape[:2]
    shape = columns / rows
    extreme = not 1 / EXTREME_TALLNESS < shape < EXTREME_ASPECT
    if height >= least - ROUNDING_PX:
        if shown.source is not None and shown.name_height is not None and shown.name_height * scale < LEAST_LETTERS_PX:
            letters = f"The letters of the name in the logo are {shown.name_height:.0f} px high in {form.name}"
            message = f"{letters}, too small to read: give the mark without the name as brand.logo.mark."
            yield Outcome(Status.WARN, "small_letters", message, Role.LOGO)
            return
        if extreme and columns < rows and columns < least - ROUNDING_PX:
            message = (
                f"The logo is {columns} px wide and {height} px high in {form.name}, too narrow to read: give the mark "
                "without the name, or a lying logo, as brand.logo.mark."
            )
            yield Outcome(Status.WARN, "too_narrow", message, Role.LOGO)
            return
        yield pass_outcome(f"{height:.0f} px high")
        return
    status = Status.WARN if extreme or height >= lowest - ROUNDING_PX else Status.FAIL
    hint = "give the mark without the name as brand.logo.mark" if extreme else "give it more room in the template"
    message = f"The logo is {height:.0f} px high, but needs {least:.0f} px in {form.name}: {hint}."
    yield Outcome(status, "too_small", message, Role.LOGO)


def _drawn_height(creative: Creative, shown: ShownLogo) -> int:
    """Return the px between the first and the last row of the mark that differs from what lies under it."""
    left, top, right, bottom = shown.box.pixels(creative.canvas.format.width, creative.canvas.format.height)
    under = creative.canvas.backdrop[top:bottom, left:right]
    if shown.plate_fill is not None:
        under = np.full_like(under, shown.plate_fill)
    apart = largest_difference(creative.pixels[top:bottom, left:right], under, axis=-1)
    rows = np.flatnonzero((apart >= SEEN_STEP).any(axis=1))
    return int(rows[-1] - rows[0] + 1) if rows.size else 0


CHECK = Check(
    id="logo_size",
    rationale="A logo of a few px is a smudge: people see that something is there, but not whose ad it is.",
    inspect=inspect,
)
