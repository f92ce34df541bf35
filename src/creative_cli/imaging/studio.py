"""The built-in studio: paints a lit scene in the brand's colours and stands the product in it.

No network, no model, no files: a scene follows from its `StudioSet` alone, so the same set gives the same bytes.
Order of work: stage (geometry) → set (wall, floor, architecture, podium) → shadows → calm under the type → film →
product. It is all painted for readers from the left; a right-to-left scene is the exact mirror, in which the product
is not flipped.
"""

from dataclasses import dataclass

import numpy as np

from creative_cli.colour import Rgb
from creative_cli.formats import Box
from creative_cli.imaging import light, product, sets, staging, stilllife
from creative_cli.imaging.calm import NARROW, calm
from creative_cli.imaging.compose import lay
from creative_cli.imaging.grade import grade
from creative_cli.locales import Direction
from creative_cli.records import Palette, Pixels


@dataclass(frozen=True, slots=True)
class StudioSet:
    """Everything a scene is painted from. Lengths in px.

    `room` is where the product may be, standing on `floor` (y). `quiet` are boxes where type will lie. The same
    `seed` gives the same set; seeds choose among the set designs and their details.
    """

    width: int
    height: int
    palette: Palette
    direction: Direction
    room: Box
    floor: float
    quiet: tuple[Box, ...]
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """A painted scene: `pixels` uint8 (height, width, 3); `product_mask` uint8 (height, width), 255 on the product.

    `product_box` is the product's ink box in px, None when there is no product.
    """

    pixels: Pixels
    product_box: Box | None
    product_mask: Pixels


def paint(set_: StudioSet, packshot: "Pixels | None") -> Painting:
    """Paint *set_* with *packshot*, a trimmed cut-out, uint8 (h, w, 4); a still life when it is None.

    Guarantees that the product is whole, inside the room, and that nine tenths of each quiet zone give the palette's ink
    at least 4.5:1 where any shade can.
    """
    mirrored = set_.direction is Direction.RTL
    room, quiet = set_.room, set_.quiet
    if mirrored:
        room, quiet = room.mirrored(set_.width), tuple(box.mirrored(set_.width) for box in quiet)
        packshot = None if packshot is None else packshot[:, ::-1]
    figure = stilllife.FIGURE if packshot is None else staging.figure(packshot[..., 3])
    stage = staging.stage((set_.width, set_.height), room, set_.floor, quiet, figure)
    colours = grade(set_.palette, None if packshot is None else _tone(packshot))
    scene = sets.room(stage, colours, quiet, set_.seed)
    calm(scene, quiet, set_.palette.ink, colours.base)
    sets.build(scene, stage, colours, quiet, set_.seed)
    body = None if packshot is None else product.fitted(packshot, stage.product)
    if body is not None:
        product.cast_behind(scene, stage, body, colours)
    sets.podium(scene, stage, colours, set_.seed)
    if body is None:
        stilllife.arrange(scene, stage, colours)
    else:
        product.cast_below(scene, stage, body, colours)
    calm(scene, quiet, set_.palette.ink, colours.base, NARROW)
    pixels = light.develop(scene, set_.seed)
    mask, box = np.zeros((set_.height, set_.width), np.uint8), None
    if body is not None:
        left, top, rgba = body
        rgba = product.relit(rgba, pixels[top : top + rgba.shape[0], left : left + rgba.shape[1]], colours)
        pixels = lay(pixels, rgba, left, top)
        mask[top : top + rgba.shape[0], left : left + rgba.shape[1]] = rgba[..., 3]
        box = Box(left, top, rgba.shape[1], rgba.shape[0])
    if mirrored:
        pixels, mask = np.ascontiguousarray(pixels[:, ::-1]), np.ascontiguousarray(mask[:, ::-1])
        box = None if box is None else box.mirrored(set_.width)
    return Painting(pixels, box, mask)


def _tone(packshot: Pixels) -> Rgb:
    """Return the mean colour of the product's upper three quarters: what is seen against the backdrop."""
    upper = packshot[: packshot.shape[0] * 3 // 4]
    solid = upper[upper[..., 3] > 200][:, :3]  # noqa: PLR2004  # glass shows the backdrop itself
    red, green, blue = (int(c) for c in (solid if len(solid) else packshot[..., :3].reshape(-1, 3)).mean(axis=0))
    return red, green, blue
