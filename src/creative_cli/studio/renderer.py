"""The built-in studio: renders a lit scene in the brand's colours with the product in it.

It uses no network, model or files: the same `SceneSpec` gives the same bytes. The order is layout → set (wall, floor,
architecture, podium) → shadows → text-area toning → film curve → product. Scenes are rendered for left-to-right text; a
right-to-left scene is the exact mirror, with the product not flipped.
"""

from dataclasses import dataclass, replace

import numpy as np

from creative_cli.color.color_math import Palette, Rgb
from creative_cli.formats import Box
from creative_cli.imaging import raster
from creative_cli.imaging.blending import paste_layer
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio import product, scenes, set_layout
from creative_cli.studio.backdrop import paint_backdrop
from creative_cli.studio.grading import grade_colors
from creative_cli.studio.text_areas import NARROW_SOFTNESS, tone_text_areas


@dataclass(frozen=True, slots=True)
class SceneSpec:
    """Everything a scene depends on. Lengths in px.

    `room` is where the product may be, standing on `floor` (y). `quiet` are the boxes of text. The `seed` chooses among
    the set designs and their details.
    """

    width: int
    height: int
    palette: Palette
    direction: Direction
    room: Box
    floor: float
    quiet: tuple[Box, ...]
    seed: int

    def mirrored(self) -> "SceneSpec":
        """Return the mirrored scene."""
        quiet = tuple(box.mirrored(self.width) for box in self.quiet)
        return replace(self, room=self.room.mirrored(self.width), quiet=quiet)


@dataclass(frozen=True, slots=True, eq=False)
class RenderedScene:
    """A rendered scene: `pixels` uint8 (height, width, 3); `product_mask` uint8 (height, width), 255 on the product.

    `product_box` is the product's ink box in px, None without a product.
    """

    pixels: Pixels
    product_box: Box | None
    product_mask: Pixels

    def mirrored(self) -> "RenderedScene":
        """Return the mirrored scene."""
        return RenderedScene(
            pixels=np.ascontiguousarray(self.pixels[:, ::-1]),
            product_box=self.product_box and self.product_box.mirrored(self.pixels.shape[1]),
            product_mask=np.ascontiguousarray(self.product_mask[:, ::-1]),
        )


def render_scene(set_: SceneSpec, packshot: Pixels) -> RenderedScene:
    """Render *set_* with *packshot*, a trimmed cut-out, uint8 (h, w, 4).

    Guarantees that the product is whole and inside the room, and that the palette's ink has a contrast of at least 4.5
    on nine tenths of each text box, if black or white would have 5.2.
    """
    if set_.direction is Direction.LTR:
        return _render_ltr(set_, packshot)
    return _render_ltr(set_.mirrored(), packshot[:, ::-1]).mirrored()


def _render_ltr(set_: SceneSpec, packshot: Pixels) -> RenderedScene:
    size, ink = (set_.width, set_.height), set_.palette.ink
    figure = set_layout.measure_silhouette(packshot[..., 3])
    stage = set_layout.arrange_set(size, set_.room, set_.floor, set_.quiet, figure, scenes.podium_spread(set_.seed))
    colours = grade_colors(set_.palette, _mean_product_color(packshot))
    scene = paint_backdrop(stage, colours, set_.seed)
    tone_text_areas(scene, set_.quiet, ink, colours.base)
    scenes.build_scene(scene, stage, colours, set_.seed)
    body = product.scale_product(packshot, stage.product)
    product.cast_backdrop_shadow(scene, stage, body, colours)
    scenes.build_podium(scene, stage, colours, set_.seed)
    product.cast_podium_shadow(scene, stage, body, colours)
    tone_text_areas(scene, set_.quiet, ink, colours.base, NARROW_SOFTNESS)
    pixels = raster.develop_scene(scene, set_.seed)
    mask = np.zeros(size[::-1], np.uint8)
    mask[body.rows, body.columns] = body.alpha
    lit = product.light_product(body, pixels[body.rows, body.columns])
    return RenderedScene(paste_layer(pixels, lit, body.left, body.top), body.box, mask)


def _mean_product_color(packshot: Pixels) -> Rgb:
    """Return the mean colour of the product's upper three quarters, which the backdrop surrounds."""
    upper = packshot[: packshot.shape[0] * 3 // 4]
    solid = upper[upper[..., 3] > 200][:, :3]  # without glass, which shows the backdrop
    red, green, blue = (int(c) for c in (solid if len(solid) else packshot[..., :3].reshape(-1, 3)).mean(axis=0))
    return red, green, blue
