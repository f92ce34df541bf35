"""Is every part of the logo seen in the final pixels?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.checks.shared_measures import measured_once
from creative_cli.color.color_math import rgb_to_hex
from creative_cli.color.contrast import luminance_map
from creative_cli.formats import Box, FormatContent
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.logo_contrast import PartContrast, logo_surroundings, measure_logo_contrast
from creative_cli.imaging.logo_parts import find_logo_parts
from creative_cli.models import Canvas, Creative, Role, Status
from creative_cli.shown import ShownLogo

# Measured: at least 0.97 for an untouched logo, up to 0.7 with a bar over half of it.
MIN_LOGO_CORRELATION = 0.80
# Luminance variance up to which a background is plain; shade then shifts it and does not scale it.
EVEN_VARIANCE = 1e-4
# Logo opacity below which the background shows; of the logo's fullest px, as a whole logo may be translucent.
BACKGROUND_COVER = 0.1

# Of a contrast that is needed: what fine strokes lose to JPEG and to the measurement itself.
MEASURED = 0.95

ADVICE = "add brand.logo.on_dark or on_light, or allow recolour"


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Every color of the logo is seen where it was placed."""
    form, shown = creative.canvas.format, creative.canvas.shown_logo
    if form.shows is FormatContent.PICTURE:
        yield Outcome(Status.SKIP, "no_logo", f"{form.name} has no logo in the picture.")
        return
    if shown is None:
        message = "The canvas does not say how its logo is shown. This is a bug in what composed it."
        yield Outcome(Status.ERROR, "not_measured", message, Role.LOGO)
        return
    left, top = round(shown.box.x), round(shown.box.y)
    height, width = shown.mark.shape[:2]
    if left < 0 or top < 0 or left + width > form.width or top + height > form.height:
        yield Outcome(Status.FAIL, "cut", "The logo is cut off at the edge of the picture.", Role.LOGO)
        return
    known, around = _judged_logos(creative.canvas), logo_surroundings(Box(left, top, width, height))
    left, top, right, bottom = around.pixels(form.width, form.height)
    near = creative.pixels[top:bottom, left:right].tobytes()
    if near not in known:
        known[near] = _judge_logo(creative, shown)
    yield known[near]


# Most ads of a canvas have the same pixels around the logo: their type stands elsewhere.
@measured_once
def _judged_logos(canvas: Canvas) -> dict[bytes, Outcome]:  # noqa: ARG001  # the key: each canvas has its own
    return {}


def _judge_logo(creative: Creative, shown: ShownLogo) -> Outcome:
    likeness = _compare_logo(creative, shown)
    if likeness < MIN_LOGO_CORRELATION:
        message = f"The logo is not recognizable in the picture (similarity {likeness:.2f})."
        return Outcome(Status.FAIL, "not_found", message, Role.LOGO)
    found = find_logo_parts(shown.supplied)
    if not found.parts:
        return Outcome(Status.ERROR, "not_measured", "The logo has no ink that can be measured.", Role.LOGO)
    seen = measure_logo_contrast(creative.pixels, shown.box, found, shown.plate, shown.plate_radius)
    weakest = seen.weakest()
    if weakest is None:
        return Outcome(Status.ERROR, "not_measured", "No color of the logo is large enough to measure.", Role.LOGO)
    if weakest.ratio < MEASURED * weakest.needed:
        return Outcome(Status.FAIL, "part_lost", _explain_lost_part(weakest), Role.LOGO)
    if seen.median < MEASURED * seen.needed:
        message = (
            f"The logo is hard to see: half of it has less contrast than {seen.median:.1f}:1 to its ground, and "
            f"{seen.needed:.1f}:1 is needed: {ADVICE}."
        )
        return Outcome(Status.FAIL, "faint", message, Role.LOGO)
    return pass_outcome(
        f"similarity {likeness:.2f}, weakest color {weakest.ratio:.1f}:1, half of the logo {seen.median:.1f}:1"
    )


def _explain_lost_part(lost: PartContrast) -> str:
    where = "the colors around it" if lost.part.hosts else "the ground"
    return (
        f"The {rgb_to_hex(lost.part.color)} of the logo ({lost.part.share:.0%} of it) is lost: its contrast to {where} "
        f"is {lost.ratio:.1f}:1, and {lost.needed:.1f}:1 is needed: {ADVICE}."
    )


def _compare_logo(creative: Creative, shown: ShownLogo) -> float:
    """Return the correlation of the final pixels with the mark that was laid there, -1 to 1."""
    left, top = round(shown.box.x), round(shown.box.y)
    height, width = shown.mark.shape[:2]
    found = creative.pixels[top : top + height, left : left + width]
    bare = creative.canvas.backdrop[top : top + height, left : left + width]
    if shown.plate_fill is not None:
        bare = np.full_like(bare, shown.plate_fill)
    cover = np.asarray(shown.mark[..., 3], np.float32) / 255
    around = cover < BACKGROUND_COVER * float(cover.max())
    seen, drawn = luminance_map(found), luminance_map(paste_layer(bare, shown.mark, 0, 0))
    if not around.any():
        # A mark that fills its box, such as a badge: compared as it is.
        return _correlation(seen, drawn)
    # Subtract the background: one that is half light and half dark must not count as part of the logo.
    ground = luminance_map(bare)
    return _correlation(seen - _ground_under_logo(seen, ground, around), drawn - ground)


def _ground_under_logo(
    seen: NDArray[np.float32], bare: NDArray[np.float32], around: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the picture without its logo, shaded like the pixels *around* the logo."""
    here, there = bare[around], seen[around]
    spread = float(here.var())
    slope = float(((here - here.mean()) * (there - there.mean())).mean()) / spread if spread > EVEN_VARIANCE else 1.0
    return np.asarray(there.mean() + slope * (bare - here.mean()), np.float32)


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the normalized cross-correlation, -1 to 1; 0 if either field is uniform."""
    one, other = one - one.mean(), other - other.mean()
    energy = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / energy if energy else 0.0


CHECK = Check(
    id="logo_parts",
    rationale="People must see who an ad is from; a logo that loses a color to its ground is not the brand's any more.",
    inspect=inspect,
)
