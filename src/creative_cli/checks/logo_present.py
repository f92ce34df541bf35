"""Is the logo visible in the final pixels?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color.contrast import luminance_map
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Pixels, Role, Status

# Measured: at least 0.97 for an untouched logo, up to 0.7 with a bar over half of it.
MIN_LOGO_CORRELATION = 0.80
# Luminance variance up to which a background is plain; shade then shifts it and does not scale it.
EVEN_VARIANCE = 1e-4
# Contrast between the logo and its surroundings. WCAG exempts logos, but people still have to see them.
MIN_LOGO_CONTRAST = 1.4
# Logo opacity: ink above, background below; antialiased edges between them count as neither.
INK_COVER, BACKGROUND_COVER = 0.9, 0.1


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The whole logo is visible where it was placed."""
    canvas, form = creative.canvas, creative.canvas.format
    if form.shows is FormatContent.PICTURE:
        yield Outcome(Status.SKIP, "no_logo", f"{form.name} has no logo in the picture.")
        return
    left, top = round(canvas.logo.x), round(canvas.logo.y)
    height, width = canvas.logo_pixels.shape[:2]
    if left < 0 or top < 0 or left + width > form.width or top + height > form.height:
        yield Outcome(Status.FAIL, "cut", "The logo is cut off at the edge of the picture.", Role.LOGO)
        return
    found = creative.pixels[top : top + height, left : left + width]
    likeness, ratio = _compare_logo(found, canvas.logo_pixels, canvas.backdrop[top : top + height, left : left + width])
    if likeness < MIN_LOGO_CORRELATION:
        message = f"The logo is not recognizable in the picture (similarity {likeness:.2f})."
        yield Outcome(Status.FAIL, "not_found", message, Role.LOGO)
    elif ratio < MIN_LOGO_CONTRAST:
        message = f"The logo is hard to see: its contrast to the background is only {ratio:.1f}:1."
        yield Outcome(Status.FAIL, "faint", message, Role.LOGO)
    else:
        yield pass_outcome(f"similarity {likeness:.2f}, contrast {ratio:.1f}:1")


def _compare_logo(found: Pixels, logo: Pixels, backdrop: Pixels) -> tuple[float, float]:
    """Return the correlation of the pixels with the logo, -1 to 1, and the logo's contrast ratio."""
    cover = logo[..., 3].astype(np.float32) / 255
    seen = luminance_map(found)
    ink, around = cover > INK_COVER, cover < BACKGROUND_COVER
    drawn = luminance_map(logo[..., :3])
    if not ink.any():
        return 0.0, 1.0
    if not around.any():
        # A logo without transparency, such as a JPEG, brings its own background: measure the contrast inside it.
        dark, light = (float(value) for value in np.quantile(seen, (0.02, 0.98)))
        return _correlation(seen, drawn), _contrast_ratio(dark, light)
    ratio = _contrast_ratio(float(np.median(seen[ink])), float(np.median(seen[around])))
    # Subtract the background: one that is half light and half dark must not count as part of the logo.
    ground = _ground_under_logo(seen, luminance_map(backdrop), around)
    return _correlation(seen - ground, np.asarray((drawn - ground) * cover, np.float32)), ratio


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


def _contrast_ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


CHECK = Check(
    id="logo_present",
    rationale="People must see who an ad is from; a white logo on a bright sky goes unnoticed.",
    inspect=inspect,
)
