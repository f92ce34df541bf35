"""A product at the size of its canvas, the cells its shadows are drawn in, and light that wraps round its edge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from creative_cli.formats import Box
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.models import Pixels
from creative_cli.studio.set_layout import SOLID_PRODUCT_ALPHA, SetLayout, round_box

SHADOW_LENGTH = 0.52  # sideways reach of a shadow, of the height of the object: the key light stands at 60 degrees
SHADOW_DEPTH = 0.16  # reach of a shadow away from the viewer, of the height of the object

SHADOW_CELL_PX = 4  # grid of the shadows
MIN_SHADOW_ALPHA = 100  # lowest alpha that casts a shadow; clear glass casts one too


@dataclass(frozen=True, slots=True, eq=False)
class ScaledProduct:
    """A product scaled for the canvas: `rgba` uint8 (h, w, 4), straight alpha, with its top left corner in px."""

    left: int
    top: int
    rgba: Pixels

    @property
    def alpha(self) -> Pixels:
        """Coverage, uint8 (h, w)."""
        return self.rgba[..., 3]

    @property
    def bottom(self) -> int:
        """First row of the canvas below the product."""
        return self.top + int(self.rgba.shape[0])

    @property
    def rows(self) -> slice:
        """Rows of the canvas the product fills."""
        return slice(self.top, self.bottom)

    @property
    def columns(self) -> slice:
        """Columns of the canvas the product fills."""
        return slice(self.left, self.left + self.rgba.shape[1])

    @property
    def box(self) -> Box:
        """The product's box on the canvas, px."""
        return Box(self.left, self.top, self.rgba.shape[1], self.rgba.shape[0])


def scale_product(packshot: Pixels, box: Box) -> ScaledProduct:
    """Return *packshot* scaled into *box*, rounded inwards to whole px; clear pixels add no colour."""
    left, top, width, height = round_box(box)
    premultiplied = Image.fromarray(np.ascontiguousarray(packshot)).convert("RGBa")
    scaled = premultiplied.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return ScaledProduct(left, top, np.asarray(scaled.convert("RGBA")))


def wrap_light(body: ScaledProduct, own: Sequence[Field], around: Pixels, edge: float, strength: float) -> Pixels:
    """Return the product, uint8 (h, w, 4), in *own* colours (red, green and blue planes), lit at its edge by *around*.

    *edge* is the width of the lit edge, px, *strength* its strength, 0..1.
    """
    alpha = body.alpha / np.float32(255)
    wrap = np.clip((1 - raster.blur_field(alpha, edge)) * 2, 0, 1) * alpha * np.float32(strength / 255)
    lit = np.empty_like(body.rgba)
    for channel in range(3):
        back = raster.blur_field(around[..., channel].astype(np.float32), 6 * edge)
        lit[..., channel] = np.clip(255.5 - (255 - own[channel]) * (1 - wrap * back), 0, 255)
    lit[..., 3] = body.alpha
    return lit


def find_lowest_points(body: ScaledProduct) -> NDArray[np.intp]:
    """Return how far below the product's top each column ends, px; 0 for an empty column."""
    tall, solid = body.alpha.shape[0], body.alpha > SOLID_PRODUCT_ALPHA
    return np.where(solid.any(axis=0), tall - np.argmax(solid[::-1], axis=0), 0)


def draw_shadow_cells(stage: SetLayout, boxes: Iterable[tuple[float, float, float, float]]) -> Field:
    """Return ellipses in *boxes* (left, top, right, bottom in px) on the shadow grid, 0..1."""
    part = Image.new("L", (-(-stage.width // SHADOW_CELL_PX), -(-stage.height // SHADOW_CELL_PX)))
    pen = ImageDraw.Draw(part)
    for box in boxes:
        pen.ellipse([edge / SHADOW_CELL_PX for edge in box], fill=255)
    return np.asarray(part, np.float32) / 255
