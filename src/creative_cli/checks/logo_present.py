"""Is the logo there in the final pixels?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from creative_cli.checks.check import Check, Outcome, passed
from creative_cli.contrast import luminance_map
from creative_cli.formats import Shows
from creative_cli.records import Creative, Pixels, Role, Status

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PRESENT = 0.80
"""Least correlation of a logo that is there; measured: 0.93 and more untouched, under 0.6 when a bar lies on it."""
VISIBLE = 1.4
"""Least contrast of the logo's ink to its own surroundings; WCAG exempts logotypes, people's eyes do not."""


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The logo can be seen, whole, where it was placed."""
    canvas, form = creative.canvas, creative.canvas.format
    if form.shows is Shows.PICTURE:
        yield Outcome(Status.SKIP, "no_logo", f"{form.name} takes no logo in the picture.")
        return
    left, top = round(canvas.logo.x), round(canvas.logo.y)
    height, width = canvas.logo_pixels.shape[:2]
    if left < 0 or top < 0 or left + width > form.width or top + height > form.height:
        yield Outcome(Status.FAIL, "cut", "The logo reaches out of the picture.", Role.LOGO)
        return
    found = creative.pixels[top : top + height, left : left + width]
    likeness, ratio = _compare(found, canvas.logo_pixels)
    if likeness < PRESENT:
        message = f"The logo cannot be made out in the picture (likeness {likeness:.2f})."
        yield Outcome(Status.FAIL, "not_found", message, Role.LOGO)
    elif ratio < VISIBLE:
        message = f"The logo stands at {ratio:.1f}:1 against its surroundings and is hardly seen."
        yield Outcome(Status.FAIL, "faint", message, Role.LOGO)
    else:
        yield passed(f"likeness {likeness:.2f}, {ratio:.1f}:1")


def _compare(found: Pixels, logo: Pixels) -> tuple[float, float]:
    import numpy as np  # noqa: PLC0415  # checks are named in light paths

    cover = logo[..., 3].astype(np.float32) / 255
    seen = luminance_map(found)
    ink, around = cover > 0.9, cover < 0.1  # noqa: PLR2004  # the edge between them belongs to neither
    if not ink.any() or not around.any():
        return 0.0, 1.0
    ratio = _ratio(float(np.median(seen[ink])), float(np.median(seen[around])))
    drawn = luminance_map(logo[..., :3])
    return _correlation(seen, drawn, cover.astype(np.float32), float(np.median(seen[around]))), ratio


def _correlation(
    seen: "NDArray[np.float32]", drawn: "NDArray[np.float32]", cover: "NDArray[np.float32]", behind: float
) -> float:
    """Correlate what is seen with the logo laid on an even ground, as normalised cross-correlation, -1..1."""
    import numpy as np  # noqa: PLC0415  # checks are named in light paths

    expected = drawn * cover + behind * (1 - cover)
    one, other = seen - seen.mean(), expected - expected.mean()
    energy = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / energy if energy else 0.0


def _ratio(one: float, other: float) -> float:
    lighter, darker = max(one, other), min(one, other)
    return (lighter + 0.05) / (darker + 0.05)


CHECK = Check(
    id="logo_present",
    rationale="An ad without its sender is money spent for nobody; a white logo on a bright sky is no logo.",
    inspect=inspect,
)
