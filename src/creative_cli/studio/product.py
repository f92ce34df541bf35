"""The product in the scene: its shadows, its reflection, and the scene's light on it."""

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
from creative_cli.studio.grading import Grade
from creative_cli.studio.set_layout import OPAQUE, PITCH, Stage, whole

LENGTH = 0.52
"""How far a shadow reaches sideways, of the height that throws it: the key stands 60 degrees high."""

BACK = 0.16
"""How far it reaches away from the viewer, of the same."""

SLICES = 40
CELL = 4
"""Shadows are drawn on a grid this coarse, px."""
SOFTNESSES = 4

GLASS = 100
"""Alpha from which a product throws a shadow: clear glass does too."""

CONTACT = ((0.0025, 0.8), (0.008, 0.6), (0.022, 0.5))
"""Softness of the contact shadow's three parts, of the short side, and their strength."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A product scaled for its place: `rgba` uint8 (h, w, 4), straight alpha, its top left corner at whole px."""

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


def fitted(packshot: Pixels, box: Box) -> Body:
    """Return *packshot* scaled into *box*, rounded inwards to whole px; clear pixels lend no colour."""
    left, top, width, height = whole(box)
    premultiplied = Image.fromarray(np.ascontiguousarray(packshot)).convert("RGBa")
    scaled = premultiplied.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return Body(left, top, np.asarray(scaled.convert("RGBA")))


def cast_behind(scene: Field, stage: Stage, body: Body, colours: Grade) -> None:
    """Lay the product's shadows on wall and floor, before the podium stands in front of them."""
    _on_wall(scene, stage, body, colours)
    s = stage.short_side
    where = raster.patch(scene, 0, stage.horizon - 0.02 * s, stage.width, stage.height)
    if where is None:
        return
    floor = raster.smooth(stage.horizon - 0.02 * s, stage.horizon + 0.03 * s, where.y)
    shade = _swept(stage, body, stage.rise)[where.rows, where.columns]
    shapes.darken(scene, where, 0.55 * shade * floor, colours.shade)


def cast_below(scene: Field, stage: Stage, body: Body, colours: Grade) -> None:
    """Lay the product's shadow and reflection on the podium, darkest where it touches."""
    rx, ry = stage.radius, stage.radius * PITCH
    where = raster.patch(scene, stage.centre - rx, stage.top - ry, stage.centre + rx, stage.top + ry)
    if where is None:
        return
    shade = _swept(stage, body, 0.0)[where.rows, where.columns]
    shapes.darken(scene, where, 0.62 * shade * _face(stage, where), colours.shade)
    _reflection(scene, stage, body)
    _contact(scene, stage, body, colours)


def relit(body: Body, around: Pixels) -> Pixels:
    """Return the product under the scene's lamps, uint8 (h, w, 4); *around* is the scene where it is going to stand.

    A little darker away from the key and near the ground, and the room's light wrapped round its edge, as lenses do.
    The middle of the product, with its label, keeps its colours within a few hundredths.
    """
    height, width = body.alpha.shape
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    level = 1.025 - 0.075 * raster.smooth(-0.2, 1, x) - 0.15 * raster.smooth(0.90, 1, y)
    own = [np.multiply(body.rgba[..., channel], level, dtype=np.float32) for channel in range(3)]
    return wrapped(body, own, around, max(1.5, 0.011 * width), 0.42)


def wrapped(body: Body, own: Sequence[Field], around: Pixels, edge: float, strength: float) -> Pixels:
    """Return the product in its *own* colours (a plane each of red, green and blue), the light *around* on its edge.

    *edge* is how far the light comes round, px, *strength* how much of it, 0..1. uint8 (h, w, 4).
    """
    alpha = body.alpha / np.float32(255)
    wrap = np.clip((1 - raster.blur(alpha, edge)) * 2, 0, 1) * alpha * np.float32(strength / 255)
    lit = np.empty_like(body.rgba)
    for channel in range(3):
        back = raster.blur(around[..., channel].astype(np.float32), 6 * edge)
        lit[..., channel] = np.clip(255.5 - (255 - own[channel]) * (1 - wrap * back), 0, 255)
    lit[..., 3] = body.alpha
    return lit


def lowest_points(body: Body) -> NDArray[np.intp]:
    """Return how far below the product's top each of its columns ends, px; 0 for a column that is empty."""
    tall, solid = body.alpha.shape[0], body.alpha > OPAQUE
    return np.where(solid.any(axis=0), tall - np.argmax(solid[::-1], axis=0), 0)


def cells(stage: Stage, boxes: Iterable[tuple[float, float, float, float]]) -> Field:
    """Return ellipses in *boxes* (left, top, right, bottom, px of the canvas) on a grid of CELL px, 0..1."""
    part = Image.new("L", (-(-stage.width // CELL), -(-stage.height // CELL)))
    pen = ImageDraw.Draw(part)
    for box in boxes:
        pen.ellipse([edge / CELL for edge in box], fill=255)
    return np.asarray(part, np.float32) / 255


def grown(shade: Field, stage: Stage) -> Field:
    """Return what was drawn on the grid of `cells` at the size of the canvas, (height, width), 0..1."""
    large = Image.fromarray(shade).resize((stage.width, stage.height), Image.Resampling.BICUBIC)
    return np.asarray(np.clip(np.asarray(large), 0, 1))


def _face(stage: Stage, where: raster.Patch) -> Field:
    """Return the coverage of the podium's upper face."""
    return raster.ellipse(where.x, where.y, (stage.centre, stage.top), (stage.radius, stage.radius * PITCH))


def _slices(alpha: Pixels) -> list[tuple[float, float, float]]:
    """Return (height above ground, middle, half width) of slices through the product, from its foot up."""
    tall, slices = alpha.shape[0], []
    for step in range(SLICES):
        above = (step + 0.5) / SLICES * tall
        solid = (alpha[max(0, int(tall - above))] > GLASS).nonzero()[0]
        if len(solid):
            slices.append((above, float(solid[0] + solid[-1] + 1) / 2, float(solid[-1] + 1 - solid[0]) / 2))
    return slices


def _swept(stage: Stage, body: Body, drop: float) -> Field:
    """Return the shadow of the product's round slices swept along the light over a floor *drop* px below its foot.

    Parts of the product that are higher throw softer shadows. (height, width) of the canvas, 0..1.
    """
    slices = _slices(body.alpha)
    base = stage.top + 0.25 * stage.foot * PITCH + drop
    shade = cells(stage, ())
    for group in range(SOFTNESSES):
        boxes = []
        first, last = group * len(slices) // SOFTNESSES, (group + 1) * len(slices) // SOFTNESSES + 1
        for above, middle, half in slices[first:last]:
            x, y = body.left + middle + LENGTH * (above + drop), base - BACK * (above + drop)
            boxes.append((x - half, y - half * PITCH, x + half, y + half * PITCH))
        soft = (0.006 + 0.020 * group) * stage.short_side / CELL
        shade = np.maximum(shade, raster.blur(cells(stage, boxes), soft) * (1 - 0.17 * group))
    return grown(shade, stage)


def _on_wall(scene: Field, stage: Stage, body: Body, colours: Grade) -> None:
    """Lay the faint, wide shadow the product throws on what stands behind it."""
    s = stage.short_side
    soft, left, top = 0.022 * s, body.left + int(0.055 * s), body.top - int(0.012 * s)
    margin = int(2.5 * soft)
    shade = raster.blur(np.pad(body.alpha / np.float32(255), margin), soft)
    height, width = shade.shape
    where = raster.window(scene, left - margin, top - margin, width, height)
    if where is None:
        return
    shade = shade[raster.part(where, left - margin, top - margin)]
    above = raster.smooth(stage.horizon + 0.01 * s, stage.horizon - 0.05 * s, where.y)
    shapes.darken(scene, where, 0.34 * shade * above, colours.shade)


def _contact(scene: Field, stage: Stage, body: Body, colours: Grade) -> None:
    """Darken the podium right under and around the product's foot, following its own lower edge."""
    s = stage.short_side
    strip = max(3, int(0.035 * body.alpha.shape[0]))
    margin = int(0.06 * s) + 2
    foot = np.pad(body.alpha[-strip:] / np.float32(255), margin)
    left, top = body.left - margin, body.bottom - strip - margin
    where = raster.window(scene, left, top, foot.shape[1], foot.shape[0])
    if where is None:
        return
    lit = np.ones_like(foot)
    for radius, strength in CONTACT:
        lit *= 1 - strength * np.clip(raster.blur2(foot, 1.6 * radius * s, 0.75 * radius * s), 0, 1)
    shade = (1 - lit)[raster.part(where, left, top)]
    shapes.darken(scene, where, shade * _face(stage, where), 0.6 * colours.shade)


def _reflection(scene: Field, stage: Stage, body: Body) -> None:
    """Mirror the product's foot in the podium's polish, each column about its own lowest point, soon fading."""
    tall, wide = body.alpha.shape
    lowest = lowest_points(body)
    rounding = 1.3 * stage.foot * PITCH
    deep = min(0.05 * stage.short_side, 0.5 * tall)
    where = raster.window(scene, body.left, int(body.bottom - rounding), wide, int(rounding + deep))
    if where is None:
        return
    columns = np.arange(where.columns.start, where.columns.stop) - body.left
    below = np.arange(where.rows.start, where.rows.stop)[:, None] - body.top - lowest[columns]
    seen = body.rgba[np.clip(lowest[columns] - 1 - below, 0, tall - 1), columns]
    fade = np.where(below >= 0, np.clip(1 - below / deep, 0, 1) ** 1.8, 0).astype(np.float32)
    foot = raster.smooth(tall - rounding, tall - 0.6 * rounding, lowest[columns].astype(np.float32))
    cover = raster.blur(seen[..., 3] / np.float32(255) * fade * foot, 1.5) * _face(stage, where) * np.float32(0.26)
    soft = 0.0028 * stage.short_side
    colour = np.stack([raster.blur2(raster.decoded(seen[..., channel]), soft, 1.6 * soft) for channel in range(3)])
    raster.mix(scene, where, colour, cover)
