"""Light on a set: the key's gradient, and what a product does to the ground: contact, cast shadow, reflection, rim.

Strengths and softness are those of the composition's specification. Shadows are drawn on a coarse grid: nothing in
them is sharp. They multiply by the paints' dark tint, never by grey or black.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from creative_cli.color.color_math import Rgb
from creative_cli.color.oklab_pixels import light_to_oklab, pixels_to_oklab
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field, ScenePatch
from creative_cli.models import Pixels
from creative_cli.studio.product import ScaledProduct, find_lowest_points
from creative_cli.studio.sets.set_stage import ProductView, SetStage
from creative_cli.studio.shadow_patterns import window_pane_light

CAST_CELL_PX, CAST_CELLS = 3, 330  # grid of cast shadows, of large pictures; cells of the short side, at least
MIN_WALL_SHADOW = 0.3  # of a product's height whose shadow falls on the wall; the tip of one alone would be a smudge
CAST_ASIDE, CAST_BACK = 0.58, 0.15  # reach of a shadow sideways and up the picture, of the height that casts it
CAST_STRENGTHS = (0.75, 0.40)  # at the foot, and a short side above it
CAST_SOFTNESSES = (0.004, 0.010, 0.020)  # of the short side: at the foot, half way and a short side above it

# The contact shadow's layers: shift down and softness of the short side, strength.
CONTACTS = ((0.002, 0.005, 0.80), (0.006, 0.010, 0.50), (0.006, 0.026, 0.45))
WINDOW_SLANT = 0.14  # sideways shift of a window's light per px down
# Share of the ground's pattern that type takes, and its softness across and down, of the short side.
GROUND_CALM, GROUND_SOFTNESS = 0.70, (0.10, 0.012)
RIM_WIDTH = 0.007  # of the short side

# Oklab distance of the product from what is directly behind it, and the share of its edge that must have it.
MIN_EDGE_DISTANCE, MIN_EDGE_SHARE = 0.10, 0.85
# Changes of the light on the wall behind the product that are tried until it stands out, the weakest first.
WALL_LIGHTS = (1.0, 0.87, 1.13, 0.76, 1.26, 0.67, 1.40, 1.6)
MAX_WALL_LIGHT = 0.90  # of the brightest channel: brighter walls burn out


class Ledge(NamedTuple):
    """The top of a plinth, px: shadows of the product end at it. An ellipse, or `square`."""

    centre: tuple[float, float]
    radii: tuple[float, float]
    square: bool = False


class Gloss(NamedTuple):
    """A ground's reflection: its `strength`, 0..1, and its `length`, of the product's height."""

    strength: float
    length: float


def wash_key_light(scene: Field, stage: SetStage, strength: float, fall: float = 0.5) -> None:
    """Brighten *scene* towards the key light, high on one side, and darken it towards the far lower corner."""
    x, y = raster.pixel_centers(stage.width, stage.height)
    long = max(stage.width, stage.height)
    source = -0.05 * stage.width if stage.lean > 0 else 1.05 * stage.width
    radii = 0.75 * long + 0.25 * stage.width, 0.85 * long
    across, down = raster.glow_axes(x, y, (source, 0.05 * stage.height), radii)
    level = np.float32(strength) * across * down
    level += np.float32(1 - strength * fall)
    scene *= level


def glow_behind(scene: Field, stage: SetStage, colour: Field, strength: float, size: float = 0.5) -> None:
    """Add a pool of light on the wall behind the product; the quiet box gets a third of it."""
    x, y = raster.pixel_centers(stage.width, stage.height)
    s, box = stage.short_side, stage.product
    where = (stage.axis, box.y + 0.42 * box.height)
    across, down = raster.glow_axes(x, y, where, (size * s, max(size * s, 0.6 * box.height)))
    down = np.float32(strength) * down
    aside, apart = _calm_axes(stage, 0.22)
    pool = across * down
    pool -= across * aside * (np.float32(0.66) * down * apart)
    for channel in range(3):
        scene[channel] += pool * float(colour[channel, 0, 0])


def throw_window_light(scene: Field, stage: SetStage, strength: float) -> None:
    """Brighten the wall where a window throws its panes, behind the product; the quiet box gets a third of it."""
    s, box = stage.short_side, stage.product
    extent = max(0.62 * s, 1.25 * box.width), max(0.62 * s, min(0.9 * s, 0.95 * box.height))
    middle = stage.axis - stage.lean * 0.10 * s, stage.seam - 0.47 * s
    size = stage.size
    if stage.lean > 0:
        lit = window_pane_light(size, middle, extent, 0.013 * s, WINDOW_SLANT)
    else:
        lit = window_pane_light(size, (stage.width - middle[0], middle[1]), extent, 0.013 * s, WINDOW_SLANT)[:, ::-1]
    lit = lit * (1 - np.float32(0.72) * calm_area(stage, 0.12))
    top = int(max(0, stage.seam))
    scene[:, :top] *= 1 - np.float32(0.3 * strength) + np.float32(1.15 * strength) * lit[:top]


def calm_ground(scene: Field, stage: SetStage, ledge: Ledge | None) -> None:
    """Take most of the pattern from the ground where type stands on it: planks, flecks and leaves are its noise.

    What stands on the ground and the wall behind it stay as they are.
    """
    across, down = (share * stage.short_side for share in GROUND_SOFTNESS)
    end = stage.width if ledge is None else ledge.centre[0] - ledge.radii[0] - down
    for box in stage.on_ground:
        top, right = max(box.y - down, stage.seam + 2 * down), min(box.right + across, end)
        where = raster.scene_patch(scene, box.x - across, top, right, box.bottom + down)
        if where is None:
            continue
        aside = raster.smooth_step(across, 0, raster.distance_outside(where.x, box.x, box.right))
        apart = raster.smooth_step(down, 0, raster.distance_outside(where.y, max(box.y, top + down), box.bottom))
        share = np.float32(GROUND_CALM) * aside * apart
        for channel in range(3):
            part = scene[channel, where.rows, where.columns]
            part += share * (raster.blur_axes(part, 3 * down, down) - part)


def calm_area(stage: SetStage, soft: float = 0.07) -> Field:
    """Return 1 in the quiet box and 0 away from it, with an edge *soft* of the short side wide; (height, width)."""
    aside, apart = _calm_axes(stage, soft)
    return np.asarray(aside * apart, np.float32)


def _calm_axes(stage: SetStage, soft: float) -> tuple[Field, Field]:
    x, y = raster.pixel_centers(stage.width, stage.height)
    edge, box = soft * stage.short_side, stage.quiet
    aside = raster.smooth_step(edge, 0, raster.distance_outside(x, box.x, box.right))
    return aside, raster.smooth_step(edge, 0, raster.distance_outside(y, box.y, box.bottom))


def darken_scene(scene: Field, where: ScenePatch, shade: Field, tint: Field) -> None:
    """Multiply the window of *scene* by *tint* (3, 1, 1) where *shade* is 1, and less where it is less."""
    for channel in range(3):
        left = shade * np.float32(1 - tint[channel, 0, 0])
        scene[channel, where.rows, where.columns] *= np.subtract(1, left, out=left)


def ledge_coverage(where: ScenePatch, ledge: Ledge) -> Field:
    """Return the coverage 0..1 of a plinth's top."""
    if not ledge.square:
        return raster.ellipse_coverage(where.x, where.y, ledge.centre, ledge.radii)
    (cx, cy), (half, rise) = ledge.centre, ledge.radii
    across = np.clip(np.float32(half + 0.5) - np.abs(where.x - np.float32(cx)), 0, 1)
    return np.asarray(across * np.clip(np.float32(rise + 0.5) - np.abs(where.y - np.float32(cy)), 0, 1), np.float32)


def cast_set_shadow(
    scene: Field, stage: SetStage, body: ScaledProduct, tint: Field, ledge: Ledge | None, strength: float = 1.0
) -> None:
    """Lay the product's own mask on the ground as its shadow, longer and softer with height, and up the wall.

    On a *ledge* the shadow ends at its edge.
    """
    cast = _cast_cells(stage, body)
    found = None if cast is None else raster.enlarge_window(scene, *cast, _cast_cell(stage))
    if found is None:
        return
    where, large = found
    field = np.clip(large, 0, 1) * np.float32(strength)
    if ledge is not None:
        field = field * ledge_coverage(where, ledge)
    darken_scene(scene, where, field, tint)


def _cast_cells(stage: SetStage, body: ScaledProduct) -> tuple[Field, tuple[slice, slice]] | None:
    """Return the shadow on its grid, and its window of the canvas's cells; None if there is none."""
    cell = _cast_cell(stage)
    short = stage.short_side / cell
    size = -(-stage.width // cell), -(-stage.height // cell)
    tall, wide = body.alpha.shape
    start_y, left = stage.base_centre[1] / cell, body.left / cell
    aside = stage.lean * CAST_ASIDE
    mask = Image.fromarray(body.alpha).convert("F")
    flat = mask.resize((max(1, wide // cell), max(1, round(CAST_BACK * tall / cell))), Image.Resampling.BOX)
    slope = aside / CAST_BACK
    # Each row of the shadow is a row of the squeezed mask, shifted by its distance from the foot.
    drop = start_y - flat.height
    sheared = flat.transform(
        size, Image.Transform.AFFINE, (1, slope, -slope * start_y - left, 0, 1, -drop), Image.Resampling.BILINEAR
    )
    _, y = raster.pixel_centers(*size)
    ground = np.asarray(sheared, np.float32) / 255 * (y >= np.float32(stage.seam / cell))
    climbs = (start_y - stage.seam / cell) / CAST_BACK  # the height whose shadow meets the wall
    meets_wall = climbs < (1 - MIN_WALL_SHADOW) * tall / cell
    upright = _climb_wall(mask, stage, (left, aside * climbs, climbs), size) if meets_wall else None
    # Rows that are shifted by several cells make steps, which the blur across covers.
    step = 0.5 * abs(slope)
    radii = [(max(step, radius * short), radius * short) for radius in CAST_SOFTNESSES]
    there = ground > 0 if upright is None else (ground > 0) | (upright > 0)
    reach = [1 + int(3 * max(one)) for one in zip(*radii, strict=True)]
    window = raster.find_window(there, *reach)
    if window is None:
        return None
    above = np.clip((start_y - y[window[0]]) / np.float32(CAST_BACK * short), 0, 1.2)
    soft = [raster.blur_axes(ground[window], across, down) for across, down in radii]
    low, high = np.clip(1 - 2 * above, 0, 1), np.clip(2 * above - 1, 0, 1)
    shade = low * soft[0] + (1 - low - high) * soft[1] + high * soft[2]
    shade *= np.float32(CAST_STRENGTHS[0]) + np.float32(CAST_STRENGTHS[1] - CAST_STRENGTHS[0]) * np.minimum(above, 1)
    if upright is not None:
        shade = np.maximum(shade, raster.blur_field(upright[window], CAST_SOFTNESSES[2] * short))
    return np.asarray(shade, np.float32), window


def _cast_cell(stage: SetStage) -> int:
    return max(1, min(CAST_CELL_PX, stage.short_side // CAST_CELLS))


def _climb_wall(mask: Image.Image, stage: SetStage, place: tuple[float, float, float], size: tuple[int, int]) -> Field:
    """Return the part of the shadow that stands on the wall, still sharp: the mask itself, aside and lowered."""
    cell = _cast_cell(stage)
    left, aside, climbs = place
    small = mask.resize((max(1, mask.width // cell), max(1, mask.height // cell)), Image.Resampling.BOX)
    seam = stage.seam / cell
    top = seam - (small.height - climbs)
    shifted = small.transform(
        size, Image.Transform.AFFINE, (1, 0, -left - aside, 0, 1, -top), Image.Resampling.BILINEAR
    )
    _, y = raster.pixel_centers(*size)
    return np.asarray(shifted, np.float32) / 255 * np.float32(CAST_STRENGTHS[1]) * (y < np.float32(seam))


def touch_ground(scene: Field, stage: SetStage, body: ScaledProduct, tint: Field, ledge: Ledge | None) -> None:
    """Darken the ground along the product's lower edge in three soft layers, darkest where it touches.

    The foot itself is the shape: round for a jar, straight for a shoe, a corner for a carton seen from above.
    """
    s = stage.short_side
    tall = min(body.alpha.shape[0], max(3, round(2 * stage.base_height + 0.012 * s)))
    margin = round(0.09 * s) + 2
    foot = np.pad(body.alpha[-tall:] / np.float32(255), ((margin, margin), (margin, margin)))
    left, top = body.left - margin, body.bottom - tall - margin
    where = raster.picture_patch(scene, left, top, foot.shape[1], foot.shape[0])
    if where is None:
        return
    lit = np.ones_like(foot)
    for down, soft, strength in CONTACTS:
        rows = round(down * s)
        moved = foot if not rows else np.concatenate([foot[-rows:], foot[:-rows]])
        lit *= 1 - np.float32(strength) * np.clip(raster.blur_axes(moved, 1.6 * soft * s, soft * s), 0, 1)
    shade = (1 - lit)[raster.picture_part(where, left, top)]
    if ledge is not None:
        shade = shade * ledge_coverage(where, ledge)
    darken_scene(scene, where, shade, tint)


def reflect_product(scene: Field, stage: SetStage, body: ScaledProduct, gloss: Gloss, ledge: Ledge | None) -> None:
    """Mirror the product in the ground, each pixel column about its own lowest row: a round foot stays round."""
    if stage.view is ProductView.FLAT or gloss.strength <= 0:
        return
    tall, wide = body.alpha.shape
    deep = gloss.length * tall
    rounding = 2.0 * stage.base_height + 2
    where = raster.picture_patch(scene, body.left, int(body.bottom - rounding), wide, int(rounding + deep))
    if where is None:
        return
    columns = np.arange(where.columns.start, where.columns.stop) - body.left
    lowest = find_lowest_points(body)[columns]
    below = np.arange(where.rows.start, where.rows.stop)[:, None] - body.top - lowest
    seen = body.rgba[np.clip(lowest - 1 - below, 0, tall - 1), columns]
    fade = np.where(below >= 0, np.clip(1 - below / np.float32(deep), 0, 1) ** 1.5, 0).astype(np.float32)
    foot = raster.smooth_step(tall - rounding, tall - 0.8 * rounding, lowest.astype(np.float32))
    soft = 0.004 * stage.short_side
    cover = raster.blur_axes(seen[..., 3] / np.float32(255) * fade * foot, soft, 0.5 * soft) * np.float32(
        gloss.strength
    )
    if ledge is not None:
        cover = cover * ledge_coverage(where, ledge)
    for channel in range(3):
        light = raster.blur_axes(raster.srgb_to_light(seen[..., channel]), soft, 1.5 * soft)
        under = scene[channel, where.rows, where.columns]
        under += cover * (light - under)


def add_rim_light(body: ScaledProduct, colour: Rgb, short_side: int, strength: float = 0.65) -> Pixels:
    """Return the product lit on both edges in *colour* from behind, as at night, uint8 (h, w, 4)."""
    wide = max(1, round(RIM_WIDTH * short_side))
    alpha = body.alpha / np.float32(255)
    if alpha.shape[1] <= 2 * wide:
        return body.rgba
    # Shifts pad with nothing: a wrapped shift would leave slivers on the opposite edge.
    left, right = np.zeros_like(alpha), np.zeros_like(alpha)
    left[:, wide:], right[:, :-wide] = alpha[:, :-wide], alpha[:, wide:]
    edge = np.clip(alpha - np.minimum(left, right), 0, 1)
    edge[edge < 0.05] = 0  # resampling ripples inside the product
    rim = raster.blur_axes(edge, 0.3 * wide, 0.5) * (edge > 0) * np.float32(strength)
    lit = body.rgba.copy()
    for channel in range(3):
        own = body.rgba[..., channel].astype(np.float32)
        lit[..., channel] = np.clip(own + rim * (np.maximum(own, colour[channel]) - own) + 0.5, 0, 255)
    return lit


def find_edge(rgba: Pixels) -> NDArray[np.bool_]:
    """Return the px on a product's edge, without the lowest tenth, which stands on the product's own shadow."""
    solid = np.pad(rgba[..., 3] > 200, 1)
    inner = solid[:-2, 1:-1] & solid[2:, 1:-1] & solid[1:-1, :-2] & solid[1:-1, 2:]
    edge = solid[1:-1, 1:-1] & ~inner
    edge[round(0.9 * edge.shape[0]) :] = False
    return edge


def measure_edge_share(behind: Pixels, rgba: Pixels) -> float:
    """Return the share of a product's edge that differs from what is *behind* it by `MIN_EDGE_DISTANCE` in Oklab."""
    edge = find_edge(rgba)
    if not edge.any():
        return 1.0
    away = pixels_to_oklab(rgba[..., :3][edge]) - pixels_to_oklab(behind[edge])
    return float((np.linalg.norm(away, axis=1) >= MIN_EDGE_DISTANCE).mean())


def part_from_wall(scene: Field, stage: SetStage, body: ScaledProduct, rgba: Pixels) -> None:
    """Brighten or darken what is behind the product until it stands out, as little as needed; not the quiet box."""
    edge = find_edge(rgba)
    if not edge.any():
        return
    own = pixels_to_oklab(rgba[..., :3][edge])
    behind = scene[:, body.rows, body.columns][:, edge]
    x, y = raster.pixel_centers(stage.width, stage.height)
    s, box = stage.short_side, stage.product
    wide, tall = max(0.72 * box.width, 0.30 * s), max(0.72 * box.height, 0.30 * s)
    across, down = raster.glow_axes(x, y, (stage.axis, box.y + 0.5 * box.height), (wide, tall))
    aside, apart = _calm_axes(stage, 0.25)
    above = raster.smooth_step(stage.foot, stage.seam - 0.03 * s, y)

    def reach(rows: slice, columns: slice) -> Field:
        pool = np.float32(1.7) * across[:, columns] * down[rows]
        return np.minimum(1.0, pool) * (1 - aside[:, columns] * apart[rows]) * above[rows]

    there = reach(body.rows, body.columns)[edge]
    best, chosen = -1.0, 1.0
    for factor in WALL_LIGHTS:
        lit = behind * (1 + np.float32(factor - 1) * there)
        if factor > 1 and float(np.percentile(lit.max(axis=0), 90)) > MAX_WALL_LIGHT:
            continue
        away = np.linalg.norm(light_to_oklab(np.minimum(lit, 1).T) - own, axis=1)
        share = float((away >= 1.05 * MIN_EDGE_DISTANCE).mean())
        if share > best + 0.02:
            best, chosen = share, factor
        if share >= MIN_EDGE_SHARE:
            break
    if chosen != 1.0:
        scene *= 1 + np.float32(chosen - 1) * reach(slice(None), slice(None))
