"""The layout of a set: positions of product, podium and horizon, in px, for left-to-right text.

The camera is a long lens looking down a little: verticals stay vertical, and a circle on the floor becomes an ellipse
`ELLIPSE_RATIO` times as high as wide. Right-to-left scenes use the same layout, mirrored at the end.
"""

from dataclasses import dataclass

import numpy as np

from creative_cli.formats import Box
from creative_cli.models import Pixels

ELLIPSE_RATIO = 0.25  # height of a level circle, of its width: the camera looks down by 14.5 degrees
SOLID_PRODUCT_ALPHA = 128  # lowest alpha that counts as the product
MIN_PRODUCT_SCALE = 0.6  # smallest product that avoids text, of the size its room allows
MIN_TEXT_DISTANCE = 0.02  # distance of product and podium from text, of the short side
MIN_PODIUM_LEDGE = 1.12  # smallest width of a podium's upper face, of the width of the foot

# Width of a podium's lower tier, of the upper one, and the smallest that shows two tiers.
TIER_SPREAD, MIN_TIER_SPREAD = 1.26, 1.1

TIER_MARGIN = 0.025  # distance of a lower tier from the edge of the picture, of the short side
FOOT_HEIGHT_SHARE = 0.04  # lowest part of the product's height, which shows where it touches the ground


@dataclass(frozen=True, slots=True)
class Silhouette:
    """A product's silhouette, px: its size, and the middle and half width of its foot."""

    width: int
    height: int
    middle: float
    foot: float

    @property
    def reach(self) -> float:
        """The farthest ink from the middle, px; a mirrored scene needs as much room."""
        return max(self.middle, self.width - self.middle)


@dataclass(frozen=True, slots=True)
class SetLayout:
    """A podium, the product on it and the horizon, px.

    `top` is the y of the middle of the podium's upper face, `radius` half its width, `rise` the height of its side;
    `spread` is the width of its lower tier, of the upper one, 1 with one tier. `horizon` is where floor turns into
    wall. `foot` is half the width of the product's foot. `quiet` are the boxes of text.
    """

    width: int
    height: int
    centre: float
    top: float
    radius: float
    rise: float
    spread: float
    horizon: float
    product: Box
    foot: float
    quiet: tuple[Box, ...]

    @property
    def bottom(self) -> float:
        """Y of the middle of the podium's lower face."""
        return self.top + self.rise

    @property
    def short_side(self) -> int:
        """The shorter side of the canvas."""
        return min(self.width, self.height)


def measure_silhouette(alpha: Pixels) -> Silhouette:
    """Measure a trimmed product from its alpha, uint8 (height, width)."""
    height, width = alpha.shape
    foot = np.flatnonzero((alpha[-max(2, round(height * FOOT_HEIGHT_SHARE)) :] >= SOLID_PRODUCT_ALPHA).any(axis=0))
    if not len(foot):
        return Silhouette(width, height, width / 2, width / 2)
    return Silhouette(width, height, float(foot[0] + foot[-1] + 1) / 2, float(foot[-1] + 1 - foot[0]) / 2)


def arrange_set(
    size: tuple[int, int], room: Box, floor: float, quiet: tuple[Box, ...], what: Silhouette, spread: float = 0.0
) -> SetLayout:
    """Place *what* on *floor*, as large as *room* allows and outside the *quiet* boxes where possible.

    To avoid text it moves aside and shrinks, to no less than `MIN_PRODUCT_SCALE` of the size the room allows. A podium,
    *spread* times as wide below as above (0 for none), moves aside and narrows too, to no less than
    `MIN_PODIUM_LEDGE` of the foot.
    """
    width, height = size
    short = min(size)
    gap = MIN_TEXT_DISTANCE * short
    ceiling = max([room.y, *(box.bottom + gap for box in quiet if _overhangs_room(box, room, floor))])
    largest = min(room.width / (2 * what.reach), (floor - ceiling) / what.height)
    beside = [box.right + gap for box in quiet if box.bottom > floor - what.height * largest and box.y < floor]
    start = max([room.x, *beside])
    scale = min(largest, max(MIN_PRODUCT_SCALE * largest, (room.right - start) / (2 * what.reach)))
    reach, tall, foot = what.reach * scale, what.height * scale, what.foot * scale
    centre = max(room.x + room.width / 2, start + reach)
    abreast = [box.right + gap for box in quiet if box.bottom > floor and box.y < floor and box.right < centre - foot]
    centre = min(max([centre, *(right + spread * MIN_PODIUM_LEDGE * foot for right in abreast)]), room.right - reach)
    product = Box(centre - what.middle * scale, floor - tall, what.width * scale, tall)
    top = floor - 0.45 * min(foot, 0.5 * tall) * ELLIPSE_RATIO
    free = min(width - centre, centre - max((box.right for box in quiet if box.right < centre - foot), default=0.0))
    wanted = min(max(1.6 * foot, 1.2 * reach, 0.26 * tall), 0.94 * free)
    if centre + spread * wanted >= width - TIER_MARGIN * short:
        spread = min(spread, 1.0)
    clear = centre - max(abreast) if abreast and spread else wanted * max(spread, 1.0)
    radius = max(min(wanted, clear / max(spread, 1.0)), MIN_PODIUM_LEDGE * foot, 2.0)
    spread = min(spread, clear / radius)
    ground = min([room.bottom, *(box.y - gap for box in quiet if _is_in_front(box, centre, radius, floor))])
    rise = max(ground - top - radius * ELLIPSE_RATIO, 0.03 * short)
    horizon = top - radius * ELLIPSE_RATIO - 0.05 * short
    tiers = spread if spread >= MIN_TIER_SPREAD else 1.0
    return SetLayout(width, height, centre, top, radius, rise, tiers, horizon, product, foot, quiet)


def _overhangs_room(box: Box, room: Box, floor: float) -> bool:
    """Return whether *box* covers the upper part of *room* over at least half of its width."""
    shared = min(box.right, room.right) - max(box.x, room.x)
    return room.y < box.bottom < room.y + 0.4 * (floor - room.y) and shared > 0.5 * room.width


def _is_in_front(box: Box, centre: float, radius: float, floor: float) -> bool:
    """Return whether *box* lies in front of a podium, below the product's floor."""
    return box.y > floor and box.right > centre - radius and box.x < centre + radius


def round_box(box: Box) -> tuple[int, int, int, int]:
    """Return a product's box in whole px (left, top, width, height), with the same bottom edge."""
    width, height = max(1, int(box.width + 1e-6)), max(1, int(box.height + 1e-6))
    left = int(np.floor(box.x + box.width / 2 - width / 2 + 0.5))
    return left, int(np.floor(box.bottom + 0.5)) - height, width, height
