"""Is the logo there in the final pixels?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color.contrast import luminance_map
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Pixels, Role, Status

MIN_LOGO_CORRELATION = 0.80
"""Least correlation of a logo that is there; measured: 0.97 and more untouched, to 0.7 under a bar on half of it."""
EVEN_VARIANCE = 1e-4
"""Variance of luminance up to which a ground is even, so that a shade on it only moves it."""
MIN_LOGO_CONTRAST = 1.4
"""Least contrast of the logo's ink to its own surroundings; WCAG exempts logotypes, people's eyes do not."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The logo can be seen, whole, where it was placed."""
    canvas, form = creative.canvas, creative.canvas.format
    if form.shows is FormatContent.PICTURE:
        yield Outcome(Status.SKIP, "no_logo", f"{form.name} takes no logo in the picture.")
        return
    left, top = round(canvas.logo.x), round(canvas.logo.y)
    height, width = canvas.logo_pixels.shape[:2]
    if left < 0 or top < 0 or left + width > form.width or top + height > form.height:
        yield Outcome(Status.FAIL, "cut", "The logo reaches out of the picture.", Role.LOGO)
        return
    found = creative.pixels[top : top + height, left : left + width]
    likeness, ratio = _compare_logo(found, canvas.logo_pixels, canvas.backdrop[top : top + height, left : left + width])
    if likeness < MIN_LOGO_CORRELATION:
        message = f"The logo cannot be made out in the picture (likeness {likeness:.2f})."
        yield Outcome(Status.FAIL, "not_found", message, Role.LOGO)
    elif ratio < MIN_LOGO_CONTRAST:
        message = f"The logo stands at {ratio:.1f}:1 against its surroundings and is hardly seen."
        yield Outcome(Status.FAIL, "faint", message, Role.LOGO)
    else:
        yield pass_outcome(f"likeness {likeness:.2f}, {ratio:.1f}:1")


def _compare_logo(found: Pixels, logo: Pixels, backdrop: Pixels) -> tuple[float, float]:
    """Return how alike what is seen and the logo on its own ground are, -1 to 1, and the logo's contrast to that."""
    cover = logo[..., 3].astype(np.float32) / 255
    seen = luminance_map(found)
    ink, around = cover > 0.9, cover < 0.1  # noqa: PLR2004  # the edge between them belongs to neither
    drawn = luminance_map(logo[..., :3])
    if not ink.any():
        return 0.0, 1.0
    if not around.any():
        # A logo that brings its own ground, as JPEGs do, is seen by what is on that.
        dark, light = (float(value) for value in np.quantile(seen, (0.02, 0.98)))
        return _correlation(seen, drawn), _contrast_ratio(dark, light)
    ratio = _contrast_ratio(float(np.median(seen[ink])), float(np.median(seen[around])))
    ground = _ground_under_logo(seen, luminance_map(backdrop), around)
    # A ground that is half light and half dark is no part of the logo, and must not count as one.
    return _correlation(seen - ground, np.asarray((drawn - ground) * cover, np.float32)), ratio


def _ground_under_logo(
    seen: NDArray[np.float32], bare: NDArray[np.float32], around: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the ground under the logo: the picture without it, shaded as what is seen *around* the logo is."""
    here, there = bare[around], seen[around]
    spread = float(here.var())
    slope = float(((here - here.mean()) * (there - there.mean())).mean()) / spread if spread > EVEN_VARIANCE else 1.0
    return np.asarray(there.mean() + slope * (bare - here.mean()), np.float32)


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the normalised cross-correlation of two fields, -1 to 1; 0 where one of them is even."""
    one, other = one - one.mean(), other - other.mean()
    energy = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / energy if energy else 0.0


def _contrast_ratio(one: float, other: float) -> float:
    lighter, darker = max(one, other), min(one, other)
    return (lighter + 0.05) / (darker + 0.05)


CHECK = Check(
    id="logo_present",
    rationale="An ad without its sender is money spent for nobody; a white logo on a bright sky is no logo.",
    inspect=inspect,
)
