"""Is the product large enough, and seen against its ground?"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import CELL_PX, PHOTO_KINDS, sampling_step, split_channels, sum_cells
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color.oklab_map import oklab_map
from creative_cli.formats import Format, FormatContent
from creative_cli.models import Canvas, Creative, Pixels, Status

MIN_PRODUCT_SHARE, MIN_BANNER_SHARE = 0.04, 0.02
"""Of the canvas, that the product covers at least; in low and in narrow banners, where most room is for type."""
BANNER_ASPECT = 2.5
"""Long side / short side from which a format is such a banner."""
LONG_PRODUCT = 0.5
"""Of the canvas's short side: a slim product as long as this is large enough, however little it covers."""
SEEN_DISTANCE = 0.06
"""Distance in Oklab from which a product stands out from what is beside it."""
MIN_SEEN_EDGE, MIN_SEEN_INSIDE = 0.35, 0.35
"""Of the outline, or of the inside, that has to stand out."""
HINT_DISTANCE, MIN_HINTED_EDGE = 0.03, 0.35
"""Distance from which an eye still follows a clean edge, and the part of the outline that has it at least: less, and
only the print on a product is seen, not the product."""
LOST_SHARE = 0.08
"""Where less than this of both stands out, nothing of the product is seen."""
SOLID_ALPHA, MIN_SOLID_SHARE = 200, 0.5
"""Coverage, of 255, from which a px is the product's own, and the share of its px that have it."""
MIN_DETAIL_LEVELS = 4.0
"""Standard deviation of the inside, of 255, below which a product is one plain colour."""

_THERE_ALPHA = 16
_INSIDE_ALPHA = 127
# Of a cell's samples, that product and ground need each for their colours to be compared there.
_LEAST_PART = 0.15
# Samples of an inside, below which its spread is a matter of luck.
_LEAST_INSIDE = 16


class ProductMeasures(NamedTuple):
    """What is seen of a product: shares of its outline and its inside that stand out, how solid, how much detail.

    `hinted` is the share of its outline that an eye can follow, if no more.
    """

    edge: float
    hinted: float
    inside: float
    solid: float
    detail: float


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The product is large enough to be seen, solid, and stands out from its ground."""
    canvas = creative.canvas
    if canvas.format.shows is FormatContent.LOGO or not _shows_packshot(canvas):
        yield Outcome(Status.SKIP, "no_packshot", "This picture shows no packshot.")
        return
    if canvas.product_mask.shape != creative.pixels.shape[:2] or not canvas.product_mask.any():
        yield Outcome(Status.ERROR, "not_measured", "The product's place was not recorded. This is a bug; report it.")
        return
    seen = canvas.product_mask > _INSIDE_ALPHA
    share, least = float(seen.mean()), least_product_share(canvas.format)
    length = max(int(np.ptp(np.flatnonzero(seen.any(axis=axis)), axis=0)) if share else 0 for axis in (0, 1))
    measured = measure_product(creative.pixels, canvas.product_mask, sampling_step(canvas.format))
    found = [*_find_invisible(measured)]
    if share < least and length < LONG_PRODUCT * canvas.format.short_side and measured.solid >= MIN_SOLID_SHARE:
        message = f"The product covers {share:.1%} of the ad, {least:.0%} is the least: shorten the copy beside it."
        found.append(Outcome(Status.WARN, "too_little", message))
    yield from found
    if not found:
        yield pass_outcome(f"{share:.0%} of the ad, {measured.edge:.0%} of its outline stands out")


def least_product_share(form: Format) -> float:
    """Return the share of a canvas that a product has to cover in a format."""
    aspect = max(form.width, form.height) / form.short_side
    return MIN_BANNER_SHARE if aspect >= BANNER_ASPECT else MIN_PRODUCT_SHARE


def _shows_packshot(canvas: Canvas) -> bool:
    """Return whether a product was drawn: the subject of a photo belongs to other checks."""
    if canvas.product_box is None:
        return False
    return canvas.photo is None or canvas.photo.cutout or canvas.kind not in PHOTO_KINDS


def _find_invisible(measured: ProductMeasures) -> Iterator[Outcome]:
    if measured.solid < MIN_SOLID_SHARE:
        message = (
            f"The product is transparent: {1 - measured.solid:.0%} of it lets the ground through. Use a packshot that "
            "is opaque."
        )
        yield Outcome(Status.WARN, "transparent", message)
        return
    if measured.edge < MIN_SEEN_EDGE and measured.inside < MIN_SEEN_INSIDE:
        lost = max(measured.edge, measured.inside) < LOST_SHARE
        message = (
            f"The product hardly stands out: {measured.edge:.0%} of its outline and {measured.inside:.0%} of its "
            "inside differ from the ground. Choose another ground."
        )
        yield Outcome(Status.FAIL if lost else Status.WARN, "faint", message)
    elif measured.hinted < MIN_HINTED_EDGE:
        message = (
            f"The product's outline melts into its ground: {1 - measured.hinted:.0%} of it differs by less than an eye "
            "sees, so that only its print shows. Choose another ground."
        )
        yield Outcome(Status.WARN, "faint", message)
    elif measured.detail < MIN_DETAIL_LEVELS:
        yield Outcome(Status.FAIL, "blank", "The product is one plain colour: its picture shows nothing.")


def measure_product(pixels: Pixels, mask: Pixels, step: int) -> ProductMeasures:
    """Return what is seen of the product under *mask*, uint8 (height, width), in *pixels*, sampled every *step* px."""
    window = _around_product(mask)
    alpha = mask[window][::step, ::step]
    planes = split_channels(pixels[window][::step, ::step])
    there, own = alpha > _THERE_ALPHA, alpha > _INSIDE_ALPHA
    solid = float((alpha[there] >= SOLID_ALPHA).mean()) if there.any() else 0.0
    within = planes[:, alpha >= SOLID_ALPHA]
    detail = float(within.std(axis=1).max()) if within.shape[1] >= _LEAST_INSIDE else MIN_DETAIL_LEVELS
    samples = (CELL_PX // step) ** 2
    inner, outer = sum_cells(own, step), sum_cells(~there, step)
    product, ground = _mean_colours(planes, own, inner, step), _mean_colours(planes, ~there, outer, step)
    border = (inner >= _LEAST_PART * samples) & (outer >= _LEAST_PART * samples)
    apart = np.sqrt(((product - ground) ** 2).sum(axis=-1))
    edge, hinted = (
        float((apart[border] >= least).mean()) if border.any() else 1.0 for least in (SEEN_DISTANCE, HINT_DISTANCE)
    )
    full = inner >= (1 - _LEAST_PART) * samples
    if not full.any() or not outer.any():
        return ProductMeasures(edge, hinted, edge, solid, detail)
    beside = np.median(ground[outer >= _LEAST_PART * samples], axis=0)
    away = np.sqrt(((product[full] - beside) ** 2).sum(axis=-1))
    return ProductMeasures(edge, hinted, float((away >= SEEN_DISTANCE).mean()), solid, detail)


def _around_product(mask: Pixels) -> tuple[slice, slice]:
    """Return the part of a canvas that holds the product and two cells around it."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    around = 2 * CELL_PX
    return (
        slice(max(0, int(rows[0]) - around), int(rows[-1]) + 1 + around),
        slice(max(0, int(columns[0]) - around), int(columns[-1]) + 1 + around),
    )


def _mean_colours(
    planes: Pixels, mask: NDArray[np.bool_], count: NDArray[np.float64], step: int
) -> NDArray[np.float32]:
    return oklab_map((sum_cells(planes * mask, step) / np.maximum(count, 1)).transpose(1, 2, 0))


CHECK = Check(
    id="product_visible",
    rationale="A product that is tiny, pale or lost in its ground is not seen, and what is not seen is not bought.",
    inspect=inspect,
)
