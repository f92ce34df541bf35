"""Where things are in a set, px: foot line, ground plane, product and the quiet box for type.

The camera is a long lens that looks down a little. A circle on the ground is `GROUND_RATIO` times as high as wide at
the foot line and flatter behind it, as in the packshots; everything on the ground uses this one plane. Stages are laid
out for left-to-right text; a right-to-left set is drawn like them, with the light from the other side, and mirrored.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from creative_cli.formats import Box, Format, FormatClass, format_class
from creative_cli.imaging.raster import Field
from creative_cli.models import Pixels
from creative_cli.studio.set_layout import SOLID_PRODUCT_ALPHA, round_box

GROUND_RATIO = 0.19  # height of a circle on the ground at the foot line, of its width
EYE_HEIGHT = 0.42  # of the horizon above the foot line, of the short side
# Distance at which a step back on the ground is seen as large as the ratio says, of the short side.
EYE_DISTANCE = EYE_HEIGHT / GROUND_RATIO
QUIET_MARGIN = 0.065  # around the quiet box, of the short side
QUIET_GAP = 0.025  # between product and quiet box, of the short side
# Height above the foot line at which the wall meets the ground, of the short side; frontal packshots see little ground.
SEAM_HEIGHT, FRONTAL_SEAM_HEIGHT = 0.155, 0.06
FOOT_SHARE = 0.04  # lowest part of a product, of its height, that touches the ground
# Sag of a round foot below its sides, of its width, that shows the product from above: an ellipse of the ground's ratio
# has 0.04 there.
MIN_FOOT_SAG = 0.018
FLAT_ASPECT = 1.25  # width / height from which a frontal thing lies or stands flat, such as a shoe or a card


class ProductView(StrEnum):
    """How a packshot shows its product."""

    ABOVE = "above"
    FRONTAL = "frontal"
    FLAT = "flat"


class StageFrame(NamedTuple):
    """Where product and type stand in a class of formats, of the height if not said otherwise.

    `top` and `foot` bound the product, `plinth` is its foot on a plinth; `axis` and `widest` are of the width. A `band`
    has its quiet box across the whole width, as high as said; 0 where the set says how large the box is.
    """

    top: float
    foot: float
    plinth: float
    axis: float
    widest: float
    band: float = 0.0


STAGE_FRAMES = {
    FormatClass.SQUARE: StageFrame(0.195, 0.895, 0.845, 0.705, 0.47),
    FormatClass.PORTRAIT: StageFrame(0.31, 0.885, 0.845, 0.5, 0.66, 0.24),
    FormatClass.STORY: StageFrame(0.355, 0.845, 0.815, 0.5, 0.74, 0.275),
    FormatClass.WIDE: StageFrame(0.13, 0.895, 0.85, 0.715, 0.36),
    FormatClass.STRIP: StageFrame(0.09, 0.92, 0.885, 0.83, 0.24),
    FormatClass.SMALL: StageFrame(0.15, 0.90, 0.86, 0.735, 0.46),
    FormatClass.TOWER: StageFrame(0.47, 0.91, 0.88, 0.5, 0.84, 0.37),
}


class SetLook(NamedTuple):
    """What a set asks of its stage: its quiet box in a square, of width and height; a plinth or the ground.

    A foot on a plinth is `raised`, of the height, above where plinths put it. `air` is what the set needs between
    product and quiet box for a niche, a sun or lamps, of the short side. `widest` shrinks wide products.
    Where something `tall` stands behind the product, type stays beside it.
    """

    quiet: tuple[float, float]
    plinth: bool = False
    raised: float = 0.0
    air: float = QUIET_GAP
    widest: float = 1.0
    tall: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SetStage:
    """A set's geometry, px, with the light from the left if `lean` is 1 and from the right if it is -1.

    `foot` is the y of the product's lowest point, `seam` of the edge between wall and ground. `base` is half the width
    of the product's foot and `middle` the x of its centre.
    """

    width: int
    height: int
    axis: float
    foot: float
    seam: float
    product: Box
    middle: float
    base: float
    view: ProductView
    quiet: Box
    lean: int
    seed: int

    @property
    def short_side(self) -> int:
        """The shorter side of the canvas."""
        return min(self.width, self.height)

    @property
    def horizon(self) -> float:
        """Y of the horizon."""
        return self.foot - EYE_HEIGHT * self.short_side

    @property
    def base_height(self) -> float:
        """Half the height of the product's foot as an ellipse on the ground; thin where its top is not seen."""
        return self.base * (GROUND_RATIO if self.view is ProductView.ABOVE else 0.05)

    @property
    def base_centre(self) -> tuple[float, float]:
        """The middle of the product's foot."""
        return self.middle, self.foot - self.base_height

    def ground_at(self, x: Field, y: Field) -> tuple[Field, Field]:
        """Return how far right and behind the foot line the ground seen at *x*, *y* is, in px of the foot line."""
        zoom = np.float32(EYE_HEIGHT * self.short_side) / np.maximum(y - np.float32(self.horizon), 1)
        return (x - np.float32(self.axis)) * zoom, (zoom - 1) * np.float32(EYE_DISTANCE * self.short_side)

    def ground_span(self, top: float) -> tuple[float, float]:
        """Return how far behind the foot line the canvas's lower edge is, and what is seen at *top* (y), px."""
        _, behind = self.ground_at(np.zeros(1, np.float32), np.array([self.height, max(top, self.horizon + 2)]))
        return float(behind[0]), float(behind[1])

    def seen_at(self, across: Field, behind: Field) -> tuple[Field, Field]:
        """Return the x and y at which a place on the ground is seen; the inverse of `ground_at`."""
        zoom = 1 + behind / np.float32(EYE_DISTANCE * self.short_side)
        return self.axis + across / zoom, self.horizon + EYE_HEIGHT * self.short_side / zoom

    def flat_ratio(self, y: float) -> float:
        """Return the height of a level circle seen at *y*, of its width."""
        return max(0.02, GROUND_RATIO * (y - self.horizon) / (EYE_HEIGHT * self.short_side))


def find_product_view(alpha: Pixels) -> ProductView:
    """Return how a trimmed packshot shows its product, from the lower edge of its alpha, uint8 (height, width)."""
    solid = alpha >= SOLID_PRODUCT_ALPHA
    height, width = solid.shape
    left, right = _foot_span(solid)
    lowest = np.where(solid.any(axis=0), height - np.argmax(solid[::-1], axis=0), 0)
    span = right - left
    if span >= 8:
        third = max(1, int(0.06 * span))
        near = [int(left + 0.08 * span), int(right - 0.08 * span)]
        sides = [float(np.median(lowest[max(0, x - third) : x + third])) for x in near]
        middle = float(lowest[int(left + 0.2 * span) : int(right - 0.2 * span)].max())
        if min(middle - side for side in sides) > MIN_FOOT_SAG * span:
            return ProductView.ABOVE
    return ProductView.FLAT if width >= FLAT_ASPECT * height else ProductView.FRONTAL


def _foot_span(solid: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[int, int]:
    """Return the first column of the product's foot and the one after its last."""
    height, width = solid.shape
    rows = max(2, round(max(FOOT_SHARE * height, min(0.75 * GROUND_RATIO * width, 0.15 * height))))
    foot = np.flatnonzero(solid[-rows:].any(axis=0))
    return (int(foot[0]), int(foot[-1]) + 1) if len(foot) else (0, width)


def stage_set(size: tuple[int, int], alpha: Pixels, look: SetLook, seed: int, lean: int = 1) -> SetStage:
    """Stage a product of this trimmed *alpha*, as large as the format allows, with the quiet box beside or above it.

    The box keeps its distance from the product; it gives up width or height, whichever leaves more of it.
    """
    width, height = size
    frame = STAGE_FRAMES[format_class(Format("", "", width, height))]
    short, view = min(size), find_product_view(alpha)
    foot = height * (frame.plinth - look.raised if look.plinth else frame.foot)
    tall, wide = alpha.shape
    scale = min((foot - frame.top * height) / tall, look.widest * frame.widest * width / wide)
    if frame.axis > 0.5:
        axis = min(frame.axis * width, width - QUIET_MARGIN * short - wide * scale / 2)
    else:
        axis = frame.axis * width
    product = Box(axis - wide * scale / 2, foot - tall * scale, wide * scale, tall * scale)
    left, top, box_width, box_height = round_box(product)
    product = Box(left, top, box_width, box_height)
    start, end = _foot_span(alpha >= SOLID_PRODUCT_ALPHA)
    rise = FRONTAL_SEAM_HEIGHT if view is ProductView.FRONTAL else SEAM_HEIGHT
    return SetStage(
        width=width,
        height=height,
        axis=axis,
        foot=product.bottom,
        seam=product.bottom - rise * short,
        product=product,
        middle=left + (start + end) / 2 * scale,
        base=max(2.0, (end - start) / 2 * scale),
        view=view,
        quiet=_quiet_box(size, frame, look, product),
        lean=lean,
        seed=seed,
    )


def _quiet_box(size: tuple[int, int], frame: StageFrame, look: SetLook, product: Box) -> Box:
    width, height = size
    short = min(size)
    edge, gap = QUIET_MARGIN * short, look.air * short
    if frame.band:
        top = edge if height < 1.5 * width else 0.065 * height
        tall = min(frame.band * height, product.y - QUIET_GAP * short - top)
        return Box(QUIET_MARGIN * width, top, (1 - 2 * QUIET_MARGIN) * width, tall)
    across, down = look.quiet
    longer = max(1.0, width / height)
    box = Box(edge, edge, min(across * width * min(1.3, longer**0.35), width - 2 * edge), down * height)
    if box.right <= product.x - gap or (box.bottom <= product.y - gap and not look.tall):
        return box
    beside = Box(edge, edge, max(0.0, min(box.width, product.x - gap - edge)), box.height)
    above = Box(edge, edge, box.width, max(0.0, min(box.height, product.y - gap - edge)))
    return beside if look.tall else max(beside, above, key=lambda one: one.area)
