"""The built-in studio: paints a lit scene in the brand's colours and stands the product in it.

No network, no model, no files: a scene follows from its `StudioSet` alone, so the same set gives the same bytes.
Order of work: stage (geometry) → set (wall, floor, architecture, podium) → shadows → calm under the type → film →
product. It is all painted for readers from the left; a right-to-left scene is the exact mirror, in which the product
is not flipped.
"""

from dataclasses import dataclass, replace

import numpy as np

from creative_cli.color.color import Rgb
from creative_cli.formats import Box
from creative_cli.imaging import raster
from creative_cli.imaging.compose import lay
from creative_cli.locale.locales import Direction
from creative_cli.models import Palette, Pixels
from creative_cli.studio import product, scenes, set_layout, still_life
from creative_cli.studio.backdrop import room
from creative_cli.studio.grading import grade
from creative_cli.studio.text_areas import NARROW, calm


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


def paint(set_: StudioSet, packshot: Pixels | None) -> Painting:
    """Paint *set_* with *packshot*, a trimmed cut-out, uint8 (h, w, 4); a still life when it is None.

    Guarantees that the product is whole and inside the room, and that nine tenths of each quiet zone give the palette's
    ink at least 4.5:1, if black or white would give it 5.2.
    """
    if set_.direction is Direction.LTR:
        return _painted(set_, packshot)
    twin = replace(
        set_, room=set_.room.mirrored(set_.width), quiet=tuple(box.mirrored(set_.width) for box in set_.quiet)
    )
    seen = _painted(twin, None if packshot is None else packshot[:, ::-1])
    return Painting(
        pixels=np.ascontiguousarray(seen.pixels[:, ::-1]),
        product_box=seen.product_box and seen.product_box.mirrored(set_.width),
        product_mask=np.ascontiguousarray(seen.product_mask[:, ::-1]),
    )


def _painted(set_: StudioSet, packshot: Pixels | None) -> Painting:
    """Paint for readers from the left, whatever the set's direction."""
    size, ink = (set_.width, set_.height), set_.palette.ink
    figure = still_life.FIGURE if packshot is None else set_layout.figure(packshot[..., 3])
    stage = set_layout.stage(size, set_.room, set_.floor, set_.quiet, figure, scenes.spread(set_.seed))
    colours = grade(set_.palette, None if packshot is None else _tone(packshot))
    scene = room(stage, colours, set_.seed)
    calm(scene, set_.quiet, ink, colours.base)
    scenes.build(scene, stage, colours, set_.seed, with_product=packshot is not None)
    if packshot is None:
        scenes.podium(scene, stage, colours, set_.seed)
        still_life.arrange(scene, stage, colours)
        calm(scene, set_.quiet, ink, colours.base, NARROW)
        return Painting(raster.develop(scene, set_.seed), None, np.zeros(size[::-1], np.uint8))
    body = product.fitted(packshot, stage.product)
    product.cast_behind(scene, stage, body, colours)
    scenes.podium(scene, stage, colours, set_.seed)
    product.cast_below(scene, stage, body, colours)
    calm(scene, set_.quiet, ink, colours.base, NARROW)
    pixels = raster.develop(scene, set_.seed)
    mask = np.zeros(size[::-1], np.uint8)
    mask[body.rows, body.columns] = body.alpha
    lit = product.relit(body, pixels[body.rows, body.columns])
    return Painting(lay(pixels, lit, body.left, body.top), body.box, mask)


def _tone(packshot: Pixels) -> Rgb:
    """Return the mean colour of the product's upper three quarters: what is seen against the backdrop."""
    upper = packshot[: packshot.shape[0] * 3 // 4]
    solid = upper[upper[..., 3] > 200][:, :3]  # noqa: PLR2004  # glass shows the backdrop itself
    red, green, blue = (int(c) for c in (solid if len(solid) else packshot[..., :3].reshape(-1, 3)).mean(axis=0))
    return red, green, blue
