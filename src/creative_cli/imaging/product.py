"""The product in the scene: its shadows, its reflection, and the scene's light on it."""

import numpy as np
from PIL import Image, ImageDraw

from creative_cli.formats import Box
from creative_cli.imaging import forms, light
from creative_cli.imaging.grade import Grade
from creative_cli.imaging.light import Field
from creative_cli.imaging.staging import OPAQUE, PITCH, Stage, whole
from creative_cli.records import Pixels

LENGTH = 0.52
"""How far a shadow reaches sideways, of the height that throws it: the key stands 60 degrees high."""

BACK = 0.16
"""How far it reaches away from the viewer, of the same."""

SLICES = 40
CELL = 4
"""Shadows are drawn on a grid this coarse, px."""
SOFTNESSES = 4


def fitted(packshot: Pixels, box: Box) -> tuple[int, int, Pixels]:
    """Return left, top and the packshot scaled into *box* (whole px); clear pixels lend no colour."""
    left, top, width, height = whole(box)
    premultiplied = Image.fromarray(np.ascontiguousarray(packshot)).convert("RGBa")
    return left, top, np.asarray(premultiplied.resize((width, height), Image.Resampling.LANCZOS).convert("RGBA"))


def cast_behind(scene: Field, stage: Stage, body: tuple[int, int, Pixels], colours: Grade) -> None:
    """Lay the product's shadows on wall and floor, before the podium stands in front of them."""
    left, top, rgba = body
    _on_wall(scene, stage, left, top, rgba[..., 3], colours)
    shade = _swept(stage, left, rgba[..., 3], stage.rise)
    whole_scene = light.patch(scene, 0, 0, stage.width, stage.height)
    if shade is not None and whole_scene is not None:
        s = stage.short_side
        floor = light.smooth(stage.horizon - 0.02 * s, stage.horizon + 0.03 * s, whole_scene.y)
        forms.darken(scene, whole_scene, 0.55 * shade * floor, colours.shade)


def cast_below(scene: Field, stage: Stage, body: tuple[int, int, Pixels], colours: Grade) -> None:
    """Lay the product's shadow and reflection on the podium, darkest where it touches."""
    left, top, rgba = body
    bottom = top + rgba.shape[0]
    shade = _swept(stage, left, rgba[..., 3], 0.0)
    radii = stage.radius, stage.radius * PITCH
    where = light.patch(scene, stage.centre - radii[0], stage.top - radii[1], stage.centre + radii[0], stage.top + radii[1])
    if shade is not None and where is not None:
        face = light.ellipse(where.x, where.y, (stage.centre, stage.top), radii)
        forms.darken(scene, where, 0.62 * shade[where.rows, where.columns] * face, colours.shade)
    _reflection(scene, stage, left, bottom, rgba)
    _contact(scene, stage, left, bottom, rgba[..., 3], colours)


def _profile(alpha: Pixels) -> list[tuple[float, float, float]]:
    """Return (height above ground, middle, half width) of slices through the product, from its foot up."""
    tall = alpha.shape[0]
    slices = []
    for step in range(SLICES):
        row = alpha[min(tall - 1, int(tall - 1 - (step + 0.5) / SLICES * tall))]
        solid = (row > 100).nonzero()[0]  # noqa: PLR2004  # glass throws a shadow too
        if len(solid):
            slices.append(((step + 0.5) / SLICES * tall, float(solid[0] + solid[-1] + 1) / 2, float(solid[-1] + 1 - solid[0]) / 2))
    return slices


def _swept(stage: Stage, left: int, alpha: Pixels, drop: float) -> "Field | None":
    """Return the shadow of the product's round slices swept along the light over a floor *drop* px below its foot.

    Parts of the product that are higher throw softer shadows. (height, width) of the canvas, 0..1.
    """
    slices = _profile(alpha)
    if not slices:
        return None
    size = -(-stage.width // CELL), -(-stage.height // CELL)
    base = stage.top + 0.25 * stage.foot * PITCH + drop
    shade = np.zeros((size[1], size[0]), np.float32)
    for group in range(SOFTNESSES):
        part = Image.new("L", size)
        pen = ImageDraw.Draw(part)
        first, last = group * len(slices) // SOFTNESSES, (group + 1) * len(slices) // SOFTNESSES + 1
        for tall, middle, half in slices[first:last]:
            x, y = left + middle + LENGTH * (tall + drop), base - BACK * (tall + drop)
            box = (x - half, y - half * PITCH, x + half, y + half * PITCH)
            pen.ellipse([edge / CELL for edge in box], fill=255)
        soft = (0.006 + 0.020 * group) * stage.short_side / CELL
        shade = np.maximum(shade, light.blur(np.asarray(part, np.float32) / 255, soft) * (1 - 0.17 * group))
    return np.clip(np.asarray(Image.fromarray(shade).resize((stage.width, stage.height), Image.Resampling.BICUBIC)), 0, 1)


def _on_wall(scene: Field, stage: Stage, left: int, top: int, alpha: Pixels, colours: Grade) -> None:
    """Lay the faint, wide shadow the product throws on what stands behind it."""
    s = stage.short_side
    aside, lift, soft = int(0.055 * s), int(-0.012 * s), 0.022 * s
    margin = int(2.5 * soft)
    padded = np.pad(alpha.astype(np.float32) / 255, margin)
    where = light.patch(scene, left + aside - margin + 1, top + lift - margin + 1, left + aside + alpha.shape[1] + margin - 2, top + lift + alpha.shape[0] + margin - 2)
    if where is None:
        return
    shade = light.blur(padded, soft)
    y0, x0 = max(0, -(top + lift - margin)), max(0, -(left + aside - margin))
    shade = shade[y0 : y0 + len(where.y), x0 : x0 + where.x.shape[1]]
    above = light.smooth(stage.horizon + 0.01 * s, stage.horizon - 0.05 * s, where.y)
    forms.darken(scene, where, 0.34 * shade * above, colours.shade)


def _contact(scene: Field, stage: Stage, left: int, bottom: int, alpha: Pixels, colours: Grade) -> None:
    """Darken the ground right under and around the product's foot, following its own lower edge."""
    s = stage.short_side
    strip = max(3, int(0.035 * alpha.shape[0]))
    reach = int(0.06 * s) + 2
    foot = np.zeros((strip + 2 * reach, alpha.shape[1] + 2 * reach), np.float32)
    foot[reach : reach + strip, reach:-reach] = alpha[-strip:] / np.float32(255)
    where = light.patch(scene, left - reach, bottom - strip - reach, left + alpha.shape[1] + reach, bottom + reach)
    if where is None:
        return
    total = np.ones_like(foot)
    for radius, strength in ((0.0025, 0.8), (0.008, 0.6), (0.022, 0.5)):
        wide = light.blur2(foot, 1.6 * radius * s, 0.75 * radius * s)
        total *= 1 - strength * np.clip(wide, 0, 1)
    y0, x0 = where.rows.start - (bottom - strip - reach), where.columns.start - (left - reach)
    shade = (1 - total)[max(0, y0) :, max(0, x0) :]
    rows, columns = min(shade.shape[0], where.rows.stop - where.rows.start), min(shade.shape[1], where.columns.stop - where.columns.start)
    window = light.Patch(slice(where.rows.start, where.rows.start + rows), slice(where.columns.start, where.columns.start + columns), where.x[:, :columns], where.y[:rows])
    on = light.ellipse(window.x, window.y, (stage.centre, stage.top), (stage.radius, stage.radius * PITCH))
    forms.darken(scene, window, shade[:rows, :columns] * on, colours.shade * 0.6)


def _reflection(scene: Field, stage: Stage, left: int, bottom: int, rgba: Pixels) -> None:
    """Mirror the product's foot in the podium's polish, each column about its own lowest point, soon fading."""
    tall, wide = rgba.shape[:2]
    solid = rgba[..., 3] > OPAQUE
    lowest = np.where(solid.any(axis=0), tall - np.argmax(solid[::-1], axis=0), 0)
    rounding = 1.3 * stage.foot * PITCH
    foot = light.smooth(tall - rounding, tall - 0.6 * rounding, lowest.astype(np.float32))
    deep = int(min(0.05 * stage.short_side, 0.5 * tall))
    where = light.patch(scene, left + 1, bottom - rounding, left + wide - 2, bottom + deep)
    if where is None or deep < 2:  # noqa: PLR2004  # nothing to mirror
        return
    columns = np.arange(where.columns.start, where.columns.stop) - left
    below = np.arange(where.rows.start, where.rows.stop)[:, None] - (bottom - tall) - lowest[columns]
    source = np.clip(lowest[columns] - 1 - below, 0, tall - 1)
    seen = rgba[source, columns]
    fade = np.where(below >= 0, np.clip(1 - below / deep, 0, 1) ** 1.8, 0).astype(np.float32)
    face = light.ellipse(where.x, where.y, (stage.centre, stage.top), (stage.radius, stage.radius * PITCH))
    cover = light.blur2(seen[..., 3] / np.float32(255) * fade * foot[columns], 1.5, 1.5) * face * np.float32(0.26)
    soft = 0.0028 * stage.short_side
    colour = np.stack([light.blur2(light.decoded(seen[..., channel]), soft, 1.6 * soft) for channel in range(3)])
    light.mix(scene, where, colour, cover)


def relit(rgba: Pixels, around: Pixels, colours: Grade) -> Pixels:
    """Return the product under the scene's lamps; *around* is the scene where it is going to stand, uint8 (h, w, 3).

    A little darker away from the key and near the ground, and the room's light wrapped round its edge, as a lens sees it.
    The middle of the product, with its label, keeps its colours within a few hundredths.
    """
    height, width = rgba.shape[:2]
    alpha = rgba[..., 3].astype(np.float32) / 255
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    level = 1.025 - 0.075 * light.smooth(-0.2, 1, x) - 0.15 * light.smooth(0.90, 1, y)
    out = rgba[..., :3] * level[..., None]
    edge = max(1.5, 0.011 * width)
    inner = np.clip((1 - light.blur(alpha, edge)) * 2, 0, 1) * alpha
    back = np.dstack([light.blur(around[..., channel].astype(np.float32), 6 * edge) for channel in range(3)])
    wrap = (inner * np.float32(0.42))[..., None]
    out = 255 - (255 - out) * (1 - wrap * back / 255)
    lit = np.clip(out + 0.5, 0, 255).astype(np.uint8)
    return np.dstack([lit, rgba[..., 3]])
