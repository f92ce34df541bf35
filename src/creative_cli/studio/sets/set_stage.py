"""Where things are in a set, px: foot line, ground plane, product and the quiet box for type.

The camera is a long lens that looks down a little. A circle on the ground is `GROUND_RATIO` times as high as wide at
the foot line and flatter behind it, as in the packshots; everything on the ground uses this one plane. Stages are laid
out for left-to-right text; a right-to-left set is drawn like them, with the light from the other side, and mirrored.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from creative_cli.formats import Box, join_boxes
from creative_cli.imaging.raster import Field
from creative_cli.models import Pixels
from creative_cli.studio.scene_spec import SceneSpec
from creative_cli.studio.set_layout import SOLID_PRODUCT_ALPHA, arrange_set, measure_silhouette, round_box

GROUND_RATIO = 0.19  # height of a circle on the ground at the foot line, of its width
EYE_HEIGHT = 0.42  # of the horizon above the foot line, of the short side
# Distance at which a step back on the ground is seen as large as the ratio says, of the short side.
EYE_DISTANCE = EYE_HEIGHT / GROUND_RATIO
QUIET_GAP = 0.025  # between product and quiet box, of the short side
EDGE_GAP = 0.022  # of the ground's front edge from type on the ground, of the short side
PLINTH_RISE = 0.05  # of the foot on a plinth over that on the ground, of the short side
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


class SetLook(NamedTuple):
    """What a set asks of its stage: a `plinth` for the product, or the ground.

    `raised` is how much higher than on other plinths a product stands, and `widest` the width of the widest product,
    of the short side and of the room's width.
    """

    plinth: bool = False
    raised: float = 0.0
    widest: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class SetStage:
    """A set's geometry, px, with the light from the left if `lean` is 1 and from the right if it is -1.

    `foot` is the y of the product's lowest point, `seam` of the edge between wall and ground. `base` is half the width
    of the product's foot and `middle` the x of its centre. `on_ground` are the boxes of type and button below the wall.
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
    on_ground: tuple[Box, ...]
    lean: int
    seed: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the canvas."""
        return self.width, self.height

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

    def front_edge(self, drop: float) -> float:
        """Return the y of the front edge of the ground, *drop* short sides below the foot and clear of type on it."""
        typed = max((box.bottom for box in self.on_ground), default=0.0) + EDGE_GAP * self.short_side
        return max(self.foot + drop * self.short_side, typed)

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


def stage_set(spec: SceneSpec, alpha: Pixels, look: SetLook, lean: int = 1) -> SetStage:
    """Stage a product of this trimmed *alpha* in the room of *spec*, which is written for readers from the left.

    The product is as large as the room allows, and clear of type where possible.
    """
    short = min(spec.width, spec.height)
    foot = spec.floor - (PLINTH_RISE + look.raised) * short if look.plinth else spec.floor
    room = replace(
        spec.room, x=spec.room.x + (1 - look.widest) / 2 * spec.room.width, width=look.widest * spec.room.width
    )
    what = measure_silhouette(alpha)
    placed = arrange_set((spec.width, spec.height), room, foot, spec.quiet, what)
    left, top, width, height = round_box(placed.product)
    product = Box(left, top, width, height)
    view = find_product_view(alpha)
    rise = FRONTAL_SEAM_HEIGHT if view is ProductView.FRONTAL else SEAM_HEIGHT
    seam = product.bottom - rise * short
    start, end = _foot_span(alpha >= SOLID_PRODUCT_ALPHA)
    scale = width / alpha.shape[1]
    upper = [box for box in spec.quiet if box.y + box.height / 2 < seam and box.area > 0]
    return SetStage(
        width=spec.width,
        height=spec.height,
        axis=left + width / 2,
        foot=product.bottom,
        seam=seam,
        product=product,
        middle=left + (start + end) / 2 * scale,
        base=max(2.0, (end - start) / 2 * scale),
        view=view,
        on_ground=tuple(box for box in spec.quiet if box not in upper and box.area > 0),
        quiet=_clear_of_product(join_boxes(upper), product, QUIET_GAP * short) if upper else Box(0, 0, 0, 0),
        lean=lean,
        seed=spec.seed,
    )


def _clear_of_product(box: Box, product: Box, gap: float) -> Box:
    """Return the part of the box of all type that keeps its distance from the product, beside it or above it."""
    if box.grown(gap).overlap(product) <= 0:
        return box
    beside = replace(box, width=max(0.0, product.x - gap - box.x))
    above = replace(box, height=max(0.0, product.y - gap - box.y))
    return max(beside, above, key=lambda one: one.area)
