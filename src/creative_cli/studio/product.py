"""Draws the product's shadows and reflection into a scene, and the scene's light onto the product."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from creative_cli.formats import Box
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.models import Pixels
from creative_cli.studio import shapes
from creative_cli.studio.grading import ColorGrade
from creative_cli.studio.set_layout import ELLIPSE_RATIO, SOLID_PRODUCT_ALPHA, SetLayout, round_box

SHADOW_LENGTH = 0.52  # sideways reach of a shadow, of the height of the object: the key light stands at 60 degrees
SHADOW_DEPTH = 0.16  # reach of a shadow away from the viewer, of the height of the object

SHADOW_CELL_PX = 4  # grid of the shadows
STUDIO_SHADOW_SLICES, STUDIO_SHADOW_SOFTNESSES = 40, 4  # slices that cast shadows, grouped by softness
MIN_SHADOW_ALPHA = 100  # lowest alpha that casts a shadow; clear glass casts one too

# Softness (of the short side) and strength of the contact shadow's three parts.
STUDIO_CONTACT_SHADOWS = ((0.0025, 0.8), (0.008, 0.6), (0.022, 0.5))


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


def cast_backdrop_shadow(scene: Field, stage: SetLayout, body: ScaledProduct, colours: ColorGrade) -> None:
    """Draw the product's shadows on wall and floor, before the podium is drawn over them."""
    _cast_on_wall(scene, stage, body, colours)
    s = stage.short_side
    where = raster.scene_patch(scene, 0, stage.horizon - 0.02 * s, stage.width, stage.height)
    if where is None:
        return
    floor = raster.smooth_step(stage.horizon - 0.02 * s, stage.horizon + 0.03 * s, where.y)
    shade = _sweep_shadow(stage, body, stage.rise)[where.rows, where.columns]
    shapes.darken_patch(scene, where, 0.55 * shade * floor, colours.shade)


def cast_podium_shadow(scene: Field, stage: SetLayout, body: ScaledProduct, colours: ColorGrade) -> None:
    """Draw the product's shadow and reflection on the podium, darkest at the contact."""
    rx, ry = stage.radius, stage.radius * ELLIPSE_RATIO
    where = raster.scene_patch(scene, stage.centre - rx, stage.top - ry, stage.centre + rx, stage.top + ry)
    if where is None:
        return
    shade = _sweep_shadow(stage, body, 0.0)[where.rows, where.columns]
    shapes.darken_patch(scene, where, 0.62 * shade * _podium_face(stage, where), colours.shade)
    _add_reflection(scene, stage, body)
    _add_contact_shadow(scene, stage, body, colours)


def light_product(body: ScaledProduct, around: Pixels) -> Pixels:
    """Return the product in the scene's light, uint8 (h, w, 4); *around* is the scene in the product's box.

    It is slightly darker away from the key light and near the ground, and light from behind wraps round its edge. The
    middle of the product, with its label, keeps its colours within a few hundredths.
    """
    height, width = body.alpha.shape
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    level = 1.025 - 0.075 * raster.smooth_step(-0.2, 1, x) - 0.15 * raster.smooth_step(0.90, 1, y)
    own = [np.multiply(body.rgba[..., channel], level, dtype=np.float32) for channel in range(3)]
    return wrap_light(body, own, around, max(1.5, 0.011 * width), 0.42)


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


def enlarge_cells(shade: Field, stage: SetLayout) -> Field:
    """Return a field of the shadow grid at the size of the canvas, (height, width), 0..1."""
    large = Image.fromarray(shade).resize((stage.width, stage.height), Image.Resampling.BICUBIC)
    return np.asarray(np.clip(np.asarray(large), 0, 1))


def _podium_face(stage: SetLayout, where: raster.ScenePatch) -> Field:
    return raster.ellipse_coverage(
        where.x, where.y, (stage.centre, stage.top), (stage.radius, stage.radius * ELLIPSE_RATIO)
    )


def _product_slices(alpha: Pixels) -> list[tuple[float, float, float]]:
    """Return (height above ground, middle, half width) of slices through the product, from its foot up."""
    tall, slices = alpha.shape[0], []
    for step in range(STUDIO_SHADOW_SLICES):
        above = (step + 0.5) / STUDIO_SHADOW_SLICES * tall
        solid = (alpha[max(0, int(tall - above))] > MIN_SHADOW_ALPHA).nonzero()[0]
        if len(solid):
            slices.append((above, float(solid[0] + solid[-1] + 1) / 2, float(solid[-1] + 1 - solid[0]) / 2))
    return slices


def _sweep_shadow(stage: SetLayout, body: ScaledProduct, drop: float) -> Field:
    """Return the shadow of the product's round slices on a floor *drop* px below its foot, (height, width), 0..1.

    Higher parts cast softer shadows.
    """
    slices = _product_slices(body.alpha)
    base = stage.top + 0.25 * stage.foot * ELLIPSE_RATIO + drop
    shade = draw_shadow_cells(stage, ())
    for group in range(STUDIO_SHADOW_SOFTNESSES):
        boxes = []
        first, last = (
            group * len(slices) // STUDIO_SHADOW_SOFTNESSES,
            (group + 1) * len(slices) // STUDIO_SHADOW_SOFTNESSES + 1,
        )
        for above, middle, half in slices[first:last]:
            x, y = body.left + middle + SHADOW_LENGTH * (above + drop), base - SHADOW_DEPTH * (above + drop)
            boxes.append((x - half, y - half * ELLIPSE_RATIO, x + half, y + half * ELLIPSE_RATIO))
        soft = (0.006 + 0.020 * group) * stage.short_side / SHADOW_CELL_PX
        shade = np.maximum(shade, raster.blur_field(draw_shadow_cells(stage, boxes), soft) * (1 - 0.17 * group))
    return enlarge_cells(shade, stage)


def _cast_on_wall(scene: Field, stage: SetLayout, body: ScaledProduct, colours: ColorGrade) -> None:
    """Draw the faint, wide shadow on the wall behind the product."""
    s = stage.short_side
    soft, left, top = 0.022 * s, body.left + int(0.055 * s), body.top - int(0.012 * s)
    margin = int(2.5 * soft)
    shade = raster.blur_field(np.pad(body.alpha / np.float32(255), margin), soft)
    height, width = shade.shape
    where = raster.picture_patch(scene, left - margin, top - margin, width, height)
    if where is None:
        return
    shade = shade[raster.picture_part(where, left - margin, top - margin)]
    above = raster.smooth_step(stage.horizon + 0.01 * s, stage.horizon - 0.05 * s, where.y)
    shapes.darken_patch(scene, where, 0.34 * shade * above, colours.shade)


def _add_contact_shadow(scene: Field, stage: SetLayout, body: ScaledProduct, colours: ColorGrade) -> None:
    """Darken the podium under and around the product's foot, following its lower edge."""
    s = stage.short_side
    strip = max(3, int(0.035 * body.alpha.shape[0]))
    margin = int(0.06 * s) + 2
    foot = np.pad(body.alpha[-strip:] / np.float32(255), margin)
    left, top = body.left - margin, body.bottom - strip - margin
    where = raster.picture_patch(scene, left, top, foot.shape[1], foot.shape[0])
    if where is None:
        return
    lit = np.ones_like(foot)
    for radius, strength in STUDIO_CONTACT_SHADOWS:
        lit *= 1 - strength * np.clip(raster.blur_axes(foot, 1.6 * radius * s, 0.75 * radius * s), 0, 1)
    shade = (1 - lit)[raster.picture_part(where, left, top)]
    shapes.darken_patch(scene, where, shade * _podium_face(stage, where), 0.6 * colours.shade)


def _add_reflection(scene: Field, stage: SetLayout, body: ScaledProduct) -> None:
    """Mirror the product's foot in the podium, each column about its lowest point, with a quick fade."""
    tall, wide = body.alpha.shape
    lowest = find_lowest_points(body)
    rounding = 1.3 * stage.foot * ELLIPSE_RATIO
    deep = min(0.05 * stage.short_side, 0.5 * tall)
    where = raster.picture_patch(scene, body.left, int(body.bottom - rounding), wide, int(rounding + deep))
    if where is None:
        return
    columns = np.arange(where.columns.start, where.columns.stop) - body.left
    below = np.arange(where.rows.start, where.rows.stop)[:, None] - body.top - lowest[columns]
    seen = body.rgba[np.clip(lowest[columns] - 1 - below, 0, tall - 1), columns]
    fade = np.where(below >= 0, np.clip(1 - below / deep, 0, 1) ** 1.8, 0).astype(np.float32)
    foot = raster.smooth_step(tall - rounding, tall - 0.6 * rounding, lowest[columns].astype(np.float32))
    cover = (
        raster.blur_field(seen[..., 3] / np.float32(255) * fade * foot, 1.5)
        * _podium_face(stage, where)
        * np.float32(0.26)
    )
    soft = 0.0028 * stage.short_side
    colour = np.stack(
        [raster.blur_axes(raster.srgb_to_light(seen[..., channel]), soft, 1.6 * soft) for channel in range(3)]
    )
    raster.blend_light(scene, where, colour, cover)
