"""Solid shapes of a set, lit by one key light from the left: cylinders, discs, arches, screens, balls, cones.

Each function draws into a scene of linear light, in place; all lengths are px. `soft` is the width of edges: shapes
behind the product are a little out of focus.
"""

import numpy as np

from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field, ScenePatch
from creative_cli.studio.grading import ShadeRamp
from creative_cli.studio.set_layout import ELLIPSE_RATIO

SCREEN_FLUTES = 14  # approximate number


def draw_ground_shadow(scene: Field, centre: tuple[float, float], radius: float, tall: float, tint: Field) -> None:
    """Darken the floor around a round shape: dark at its foot, long and faint along the light."""
    x, y = centre
    flat = radius * ELLIPSE_RATIO
    reach = radius + 0.6 * tall
    where = raster.scene_patch(scene, x - 2 * radius, y - 3 * flat, x + reach + 2 * radius, y + 3 * flat)
    if where is None:
        return
    along = max(reach - radius, 1.0)
    # The sweep of the base along the light: distance to a segment, squashed like the floor.
    t = np.clip((where.x - x) / np.float32(along), 0, 1)
    u, v = (where.x - x - t * along) / radius, (where.y - y + 0.10 * t * along) / flat
    rho = np.sqrt(u * u + v * v)
    long = raster.smooth_step(1.25, 0.55, rho - 0.25 * t) * (1 - 0.75 * t)
    u0, v0 = (where.x - x) / radius, (where.y - y) / flat
    near = np.sqrt(u0 * u0 + v0 * v0)
    touch = np.exp(-np.maximum(near - 1, 0) / np.float32(0.09))
    shade = 1 - (1 - 0.50 * long) * (1 - 0.55 * touch)
    darken_patch(scene, where, shade, tint)


def darken_patch(scene: Field, where: ScenePatch, shade: Field, tint: Field) -> None:
    """Remove light by *shade* (0..1), and colour the rest by *tint*, like shadows on coloured walls."""
    part = scene[:, where.rows, where.columns]
    part *= 1 - shade * (1 - tint)


def draw_cylinder(
    scene: Field, centre: tuple[float, float], radius: float, rise: float, ramp: ShadeRamp, *, glow: float = 0.0
) -> None:
    """Draw an upright cylinder; *centre* is the middle of its upper face, which *glow* brightens from behind."""
    cx, top = centre
    flat, bottom = radius * ELLIPSE_RATIO, top + rise
    where = raster.scene_patch(scene, cx - radius - 2, top - flat - 2, cx + radius + 2, bottom + flat + 2)
    if where is None:
        return
    across = np.clip((where.x - cx) / np.float32(radius), -1, 1)
    front = np.sqrt(1 - across * across)
    lower = raster.ellipse_coverage(where.x, where.y, (cx, bottom), (radius, flat))
    middle = np.clip(radius - np.abs(where.x - cx) + 0.5, 0, 1) * np.clip(
        np.minimum(where.y - top, bottom - where.y) + 0.5, 0, 1
    )
    down = np.clip((where.y - top - flat * front) / np.float32(max(rise, 1.0)), 0, 1)
    facing = np.clip(-0.62 * across + 0.62 * front, 0, 1)
    side = 0.16 + 0.52 * facing + 0.07 * raster.smooth_step(0.72, 1.0, across) - 0.10 * down
    raster.blend_light(scene, where, ramp(side), np.maximum(lower, middle))
    upper = raster.ellipse_coverage(where.x, where.y, (cx, top), (radius, flat))
    back = np.clip((top + flat - where.y) / np.float32(2 * flat), 0, 1)
    face = 0.74 - 0.09 * across + glow * back
    raster.blend_light(scene, where, ramp(face), upper)
    draw_bevel(scene, where, (cx, top), (radius, flat), ramp, across)


def draw_bevel(
    scene: Field,
    where: ScenePatch,
    centre: tuple[float, float],
    radii: tuple[float, float],
    ramp: ShadeRamp,
    across: Field,
) -> None:
    """Draw the thin highlight along the rounded front edge of an upper face."""
    width = max(1.2, 0.006 * radii[0])
    outer = raster.ellipse_coverage(where.x, where.y, centre, radii)
    inner = raster.ellipse_coverage(where.x, where.y, (centre[0], centre[1] - width), radii, soft=width)
    line = np.clip(outer - inner, 0, 1) * raster.smooth_step(1.0, -0.7, across)
    raster.blend_light(scene, where, ramp(np.ones_like(line)), line * 0.85)
    under = np.clip(
        raster.ellipse_coverage(where.x, where.y, (centre[0], centre[1] + 1.6 * width), radii, soft=2 * width) - outer,
        0,
        1,
    )
    raster.scale_light(scene, where, 1 - 0.16 * under)


def draw_disc(scene: Field, centre: tuple[float, float], radius: float, ramp: ShadeRamp, soft: float) -> None:
    """Draw a standing disc, lit from the upper left and darker below."""
    where = raster.scene_patch(
        scene,
        centre[0] - radius - soft,
        centre[1] - radius - soft,
        centre[0] + radius + soft,
        centre[1] + radius + soft,
    )
    if where is None:
        return
    cover = raster.ellipse_coverage(where.x, where.y, centre, (radius, radius), soft)
    u, v = (where.x - centre[0]) / np.float32(radius), (where.y - centre[1]) / np.float32(radius)
    level = 0.70 - 0.10 * u - 0.20 * v - 0.06 * (u * u + v * v)
    raster.blend_light(scene, where, ramp(level), cover)


def draw_ball(scene: Field, centre: tuple[float, float], radius: float, ramp: ShadeRamp) -> None:
    """Draw a matte ball."""
    where = raster.scene_patch(
        scene, centre[0] - radius - 2, centre[1] - radius - 2, centre[0] + radius + 2, centre[1] + radius + 2
    )
    if where is None:
        return
    u, v = (where.x - centre[0]) / np.float32(radius), (where.y - centre[1]) / np.float32(radius)
    front = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    facing = np.clip(-0.55 * u - 0.50 * v + 0.67 * front, 0, 1)
    bounce = np.clip(0.35 * v - 0.1, 0, 1) * (1 - facing)
    gloss = np.exp(-((u + 0.42) ** 2 + (v + 0.45) ** 2) / np.float32(0.030))
    level = 0.14 + 0.62 * facing**1.15 + 0.22 * bounce + 0.16 * gloss
    raster.blend_light(scene, where, ramp(level), raster.ellipse_coverage(where.x, where.y, centre, (radius, radius)))


def draw_niche(scene: Field, place: tuple[float, float, float], half: float, ramp: ShadeRamp, soft: float) -> None:
    """Draw an arched niche in the wall, *half* its width; *place* is the x of its middle, the y of top and floor.

    The left jamb casts its shadow inside, the right one catches the light.
    """
    cx, crown, foot = place
    where = raster.scene_patch(scene, cx - half - 4, crown - 4, cx + half + 4, foot + 4)
    if where is None:
        return
    depth = 0.11 * half
    opening = _arch_coverage(where, (cx, crown, foot), half, soft)
    back = _arch_coverage(where, (cx - depth, crown + 0.45 * depth, foot), half - 0.2 * depth, soft) * opening
    down = np.clip((where.y - crown) / np.float32(max(foot - crown, 1)), 0, 1)
    across = (where.x - cx) / np.float32(half)
    raster.blend_light(scene, where, ramp(0.93 - 0.16 * down + 0 * across), opening)
    shifted = _arch_coverage(where, (cx + 0.30 * half, crown + 0.40 * half, foot + 2 * half), half, 0.16 * half)
    level = (
        0.40
        + 0.26 * shifted
        + 0.06 * across
        - 0.10 * down
        + 0.07 * raster.gaussian_glow(where.x, where.y, (cx + 0.35 * half, crown + 1.2 * half), (half, half))
    )
    raster.blend_light(scene, where, ramp(level), back)


def draw_screen(scene: Field, place: tuple[float, float, float], half: float, ramp: ShadeRamp, tint: Field) -> None:
    """Draw a fluted panel with a round top in front of the wall; *place* as for a niche.

    Each flute is a shallow half round, lit from the left.
    """
    cx, crown, foot = place
    shift = 0.10 * half
    where = raster.scene_patch(scene, cx - half - 4, crown - 4, cx + half + 4 * shift, foot + 4)
    if where is None:
        return
    shadow = _arch_coverage(where, (cx + shift, crown + 0.5 * shift, foot), half, 0.22 * half)
    darken_patch(scene, where, 0.42 * shadow, tint)
    flutes = 2 * max(4, round(SCREEN_FLUTES / 2)) + 1
    across = (where.x - cx) / np.float32(half)
    turn = np.mod((across + 1) * np.float32(flutes / 2), 1) * 2 - 1
    facing = np.clip(-0.50 * turn + 0.62 * np.sqrt(np.clip(1 - turn * turn, 0, 1)), 0, 1)
    down = np.clip((where.y - crown) / np.float32(max(foot - crown, 1)), 0, 1)
    groove = raster.smooth_step(0.72, 1.0, np.abs(turn))
    level = 0.36 + 0.34 * facing - 0.10 * groove - 0.12 * down - 0.05 * across
    raster.blend_light(scene, where, ramp(level), _arch_coverage(where, place, half, 1.2))


def _arch_coverage(where: ScenePatch, place: tuple[float, float, float], half: float, soft: float) -> Field:
    """Return the coverage of a rectangle with a round top; *place* is the x of its middle, the y of top and foot."""
    cx, crown, foot = place
    soft = max(soft, 1.0)
    rise = np.minimum(where.y - np.float32(crown + half), 0)
    away = np.sqrt((where.x - cx) ** 2 + rise**2) - np.float32(half)
    below = where.y - np.float32(foot)
    return np.asarray(np.clip(0.5 - away / soft, 0, 1) * np.clip(0.5 - below / soft, 0, 1), np.float32)
