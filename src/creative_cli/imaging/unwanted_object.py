"""Finds an unwanted object in a generated scene, in the place of the brand's product.

Models add products on their own, because the prompt mentions one. The network of `u2net` outlines them well; the
outline's position tells them from an empty place. Results on rendered scenes with the thresholds below:

| in the scene | scenes | seen |
|---|---|---|
| rooms, windows, bokeh, glossy kitchens, backdrops, plants, shadows, lamps, tables, plinths, empty photos | 91 | 0 |
| bottles, cans, jars, boxes, people, pale glass, of 0.2 to 0.55 of the height, with shadow | 140 | 132 |
| bottles, cans and pumps of 0.18 or 0.24 of the height | 78 | 56 |

It misses objects cut by a side of the picture, small ones on a plinth or a round table or beside a bright window, and
objects by a sink whose near edge passes for the surface's far one. No response of a service was tested.
"""

from typing import Final

import numpy as np

from creative_cli.formats import Box
from creative_cli.imaging import u2net
from creative_cli.imaging.raster import Field
from creative_cli.imaging.saliency import PresenceMask, presence_parts
from creative_cli.imaging.source import decode_scene
from creative_cli.imaging.surface import find_surface
from creative_cli.models import Pixels

OBJECT_GRID_PX: Final = 256  # longer side of the network's result, px
MIN_OBJECT_SHARE: Final = 0.006  # share of the picture; a bottle of a fifth of the height has 0.008 to 0.012

# Mean inside the outline; small bottles on brown had 0.84, larger objects 0.91, a patch of light 0.57.
MIN_OBJECT_CERTAINTY: Final = 0.8

# Share of its box that the outline fills; objects had 0.64 and more, bottles 0.75, leaves up to 0.57.
MIN_BOX_FILL: Final = 0.62

# Distance of the foot from the surface's far edge, of its depth; objects behind the surface have less.
MIN_FOOT_DEPTH: Final = 0.08

LOWER_EDGE: Final = 0.985  # share of the height from which the lower edge cuts an outline
MAX_OBJECT_ASPECT: Final = 2.0  # width / height; wider things lie flat: a tabletop, a tray, a cloth
MIN_VISIBLE_SHARE: Final = 0.25  # share of an object that must be visible on a canvas


def find_unwanted_object(data: bytes) -> Box | None:
    """Return the box of an unwanted object in an encoded scene, in fractions of it, or None; raise PictureError."""
    picture = decode_scene(data)
    height, width = picture.shape[:2]
    found = find_object_in_pixels(picture)
    return found and Box(found.x / width, found.y / height, found.width / width, found.height / height)


def find_object_in_pixels(picture: Pixels) -> Box | None:
    """Return the box of the largest object on the surface of *picture*, uint8 (h, w, 3), px, or None.

    None also if the network cannot run. Things cut by a side of the picture belong to the place: plants, furniture.
    Things cut by its lower edge count if they rise above the surface's far edge: a person does, a plinth does not.
    """
    height, width = picture.shape[:2]
    scale = OBJECT_GRID_PX / max(height, width)
    certainty = u2net.predict_presence(picture, (max(8, round(width * scale)), max(8, round(height * scale))))
    if certainty is None:
        return None
    far = find_surface(picture).far / height
    boxes = [
        box for box in (_standing_object(certainty, part, far) for part in presence_parts(certainty)) if box is not None
    ]
    largest = max(boxes, key=lambda box: box.area, default=None)
    if largest is None:
        return None
    return Box(largest.x / scale, largest.y / scale, largest.width / scale, largest.height / scale)


def object_on_canvas(found: Box, data: bytes, window: Box, size: tuple[int, int], product: Box) -> Box | None:
    """Return the box of *found* (of `find_unwanted_object`) on a canvas of *size* that shows *window* of *data*, px.

    None if the window cuts most of it off or the product covers it.
    """
    height, width = decode_scene(data).shape[:2]
    scale = size[0] / window.width
    x, y = (found.x * width - window.x) * scale, (found.y * height - window.y) * scale
    whole = Box(x, y, found.width * width * scale, found.height * height * scale)
    left, top = max(0.0, whole.x), max(0.0, whole.y)
    seen = Box(left, top, min(whole.right, size[0]) - left, min(whole.bottom, size[1]) - top)
    if min(seen.width, seen.height) <= 0 or seen.area < MIN_VISIBLE_SHARE * whole.area:
        return None
    return None if seen.overlap(product) > (1 - MIN_VISIBLE_SHARE) * seen.area else seen


def _standing_object(certainty: Field, part: PresenceMask, far: float) -> Box | None:
    """Return the box of *part*, cells, if it is an object on the surface, whose far edge is at *far* of the height."""
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    height, width = part.shape
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    tall, wide, cells = bottom - top, right - left, int(part.sum())
    cut = left == 0 or right == width or (bottom >= LOWER_EDGE * height and top > far * height)
    object_ = (
        cells >= MIN_OBJECT_SHARE * part.size
        and cells >= MIN_BOX_FILL * tall * wide
        and wide < MAX_OBJECT_ASPECT * tall
        and float(certainty[part].mean()) >= MIN_OBJECT_CERTAINTY
        and bottom / height >= far + MIN_FOOT_DEPTH * (1 - far)
    )
    return Box(left, top, wide, tall) if object_ and not cut else None
