"""Set designs: the architecture behind and under the product.

The upper bits of a seed come from the campaign and choose the podium and the place of the accent, which its products
share. The lowest eight come from the product and choose the design behind it.
"""

import itertools
import math
from collections.abc import Callable
from typing import TypeAlias

from creative_cli.formats import Box
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field, color_to_light
from creative_cli.studio import shadow_patterns, shapes
from creative_cli.studio.grading import ColorGrade
from creative_cli.studio.set_layout import TIER_SPREAD, SetLayout

ARCHITECTURE_GAP = 0.025  # distance of architecture from text, of the short side

# Tried positions of the disc: height above the floor, of the product's height, and shift, of the short side.
DISC_LIFTS = (0.50, 0.56, 0.44, 0.62, 0.38, 0.68, 0.32, 0.74)
DISC_OFFSETS = (0.0, 0.05, 0.10, 0.15, 0.20, 0.28, 0.36)

MIN_DISC_SEEN = 0.2  # a disc with a smaller visible share is not drawn

# Draws architecture into a scene, in place; the last argument is the seed.
SceneDesign: TypeAlias = Callable[[Field, SetLayout, ColorGrade, int], None]


def build_scene(scene: Field, stage: SetLayout, colours: ColorGrade, seed: int) -> None:
    """Draw one of the designs into *scene*, an empty room."""
    SCENE_DESIGNS[((seed >> 8) + seed & 0xFF) % len(SCENE_DESIGNS)](scene, stage, colours, seed)


def build_disc(scene: Field, stage: SetLayout, colours: ColorGrade, _seed: int) -> None:
    """Draw a large disc in the accent's colour behind the product, with a glow on the wall around it.

    It is as large as the text beside it allows, even beyond the edge of the picture. There is none if the product would
    hide it.
    """
    s, product = stage.short_side, stage.product
    most = min(max(0.33 * s, 0.62 * product.width), max(0.62 * product.height, 0.75 * product.width))
    worth, disc = 0.0, (0.0, 0.0, 0.0)
    for lift, aside in itertools.product(DISC_LIFTS, DISC_OFFSETS):
        x, y = stage.centre + aside * s, product.bottom - lift * product.height
        fits = min(
            most, _distance_to_text(stage, (x, y)) - ARCHITECTURE_GAP * s, y - 0.04 * s, stage.top + 0.015 * s - y
        )
        seen = _visible_share(stage, x, y, fits) if fits > 0 else 0.0
        candidate = fits * math.sqrt(seen) * (1 - 0.9 * aside) * (1 - 0.25 * abs(lift - 0.5))
        if seen > MIN_DISC_SEEN and candidate > worth:
            worth, disc = candidate, (x, y, fits)
    if not worth:
        return
    cx, cy, radius = disc
    x_, y_ = raster.pixel_centers(stage.width, stage.height)
    halo = raster.gaussian_glow(x_, y_, (cx, cy), (1.35 * radius, 1.35 * radius)) * _text_clearance(stage, 0.30 * s)
    halo *= 0.10 if colours.airy else 0.30
    scene += (0.7 * colours.wall.shades[:, -1:, None] + color_to_light(colours.sun, 0.3)) * halo
    shapes.draw_disc(scene, (cx, cy), radius, colours.accent, 0.0022 * s)


def _visible_share(stage: SetLayout, x: float, y: float, radius: float) -> float:
    """Return the share of a disc that is on the canvas and outside the product's box."""
    product, inside, seen = stage.product, 0, 0
    for down, across in itertools.product(range(-7, 8, 2), repeat=2):
        if down * down + across * across > 64:
            continue  # corners of the grid, outside the disc
        u, v = x + across * radius / 8, y + down * radius / 8
        hidden = product.x < u < product.right and product.y < v < product.bottom
        inside += 1
        seen += u < stage.width and not hidden
    return seen / inside


def build_arch(scene: Field, stage: SetLayout, colours: ColorGrade, seed: int) -> None:
    """Draw an arched niche in the accent's colour behind the product, or a disc if none fits."""
    place = _fit_arch(stage)
    if place is None:
        build_disc(scene, stage, colours, seed)
        return
    x, crown, half = place
    s = stage.short_side
    shapes.draw_niche(scene, (x, crown, stage.horizon + 0.004 * s), half, colours.accent, 0.0015 * s)


def _fit_arch(stage: SetLayout) -> tuple[float, float, float] | None:
    """Return x, top and half width, px, of an arch that frames the product outside the text."""
    s, product = stage.short_side, stage.product
    half = min(max(1.25 * stage.radius, 0.75 * product.width), (stage.width - stage.centre) * 0.92)
    crown = max(product.y - 0.06 * s, 0.045 * s)
    for box in stage.quiet:
        if box.right < stage.centre and box.bottom > crown and box.y < stage.horizon:
            half = min(half, stage.centre - box.right - ARCHITECTURE_GAP * s)
        elif box.bottom < stage.horizon and box.right >= stage.centre:
            crown = max(crown, box.bottom + ARCHITECTURE_GAP * s)
    narrow, low = half < 0.62 * product.width, crown > product.y + 0.02 * product.height
    return None if narrow or low else (stage.centre, crown, half)


def build_screen(scene: Field, stage: SetLayout, colours: ColorGrade, seed: int) -> None:
    """Draw a fluted panel in the second colour behind the product, or a disc if none fits."""
    place = _fit_arch(stage)
    if place is None:
        build_disc(scene, stage, colours, seed)
        return
    x, crown, half = place
    foot = stage.horizon + 0.02 * stage.short_side
    shapes.draw_screen(scene, (x, crown, foot), half, colours.second, colours.shade)


def build_window_light(scene: Field, stage: SetLayout, colours: ColorGrade, seed: int) -> None:
    """Draw a window's light with leaves on the wall behind the product, or a disc if text is above."""
    s, product = stage.short_side, stage.product
    size = stage.width, stage.height
    wide, tall = max(0.54 * s, 1.3 * product.width), max(0.74 * product.height, 0.55 * s)
    above = [box.bottom for box in stage.quiet if box.bottom <= product.y and box.right > stage.centre]
    if product.y + 0.37 * product.height - 0.5 * tall < max(above, default=0.0) - 0.04 * s:
        build_disc(scene, stage, colours, seed)
        return
    slack = ARCHITECTURE_GAP * s + shadow_patterns.PANE_SLANT * tall / 2
    beside = [box.right + slack for box in stage.quiet if _is_beside_product(box, stage)]
    middle = max([stage.centre - 0.5 * wide, *beside]) + 0.5 * wide, product.y + 0.37 * product.height
    lit = shadow_patterns.window_pane_light(size, middle, (wide, tall), 0.008 * s)
    lit *= shadow_patterns.palm_leaf_light(
        size, (middle[0] + 0.46 * s, middle[1] - 0.34 * s), 0.62 * s, seed, 0.0055 * s
    )
    _, y = raster.pixel_centers(*size)
    lit *= raster.smooth_step(stage.horizon + 0.004 * s, stage.horizon - 0.03 * s, y)
    lit *= _text_clearance(stage, 0.05 * s)
    scene *= 0.89 + 0.11 * lit
    scene += scene * (lit * color_to_light(colours.key, 0.55 if colours.airy else 1.5))


def build_columns(scene: Field, stage: SetLayout, colours: ColorGrade, _seed: int) -> None:
    """Draw two columns of different height behind the podium, with a ball on the taller one."""
    s, product = stage.short_side, stage.product
    foot = stage.horizon + 0.03 * s
    for aside, share, tall, ramp in ((0.95, 0.40, 0.62, colours.second), (-0.80, 0.34, 0.30, colours.plinth)):
        radius, top = share * stage.radius, product.bottom - tall * product.height
        x = min(stage.centre + aside * stage.radius, stage.width - 0.72 * radius - 0.02 * s)
        ball = 0.62 * radius if aside > 0 else 0.0
        taken = Box(x - radius, top - 2 * ball, 2 * radius, foot - top + 2 * ball).grown(0.015 * s)
        if any(taken.overlap(box) for box in stage.quiet) or foot - top < radius:
            continue
        shapes.draw_ground_shadow(scene, (x, foot), radius, foot - top, colours.shade)
        shapes.draw_cylinder(scene, (x, top), radius, foot - top, ramp)
        if ball:
            shapes.draw_ball(scene, (x - 0.02 * radius, top - 0.86 * ball), ball, colours.accent)


def podium_spread(seed: int) -> float:
    """Return the width of a podium below, of its width above: a campaign has two tiers or one."""
    return TIER_SPREAD if seed >> 8 & 1 else 1.0


def build_podium(scene: Field, stage: SetLayout, colours: ColorGrade, seed: int) -> None:
    """Draw the podium with one tier or two, in the second colour or the accent; the campaign's bits choose."""
    centre, radius, rise = stage.centre, stage.radius, stage.rise
    ramp = colours.accent if seed >> 9 & 1 else colours.plinth
    if stage.spread > 1:
        wider = stage.spread * radius
        rise /= 2
        shapes.draw_ground_shadow(scene, (centre, stage.bottom), wider, 2 * rise, colours.shade)
        shapes.draw_cylinder(scene, (centre, stage.bottom - rise), wider, rise, ramp)
    shapes.draw_ground_shadow(scene, (centre, stage.top + rise), radius, rise, colours.shade)
    shapes.draw_cylinder(scene, (centre, stage.top), radius, rise, ramp, glow=0.06)


def _distance_to_text(stage: SetLayout, centre: tuple[float, float]) -> float:
    x, y = centre
    away = (math.hypot(max(box.x - x, x - box.right, 0.0), max(box.y - y, y - box.bottom, 0.0)) for box in stage.quiet)
    return min(away, default=math.inf)


def _is_beside_product(box: Box, stage: SetLayout) -> bool:
    return box.right < stage.centre and box.bottom > stage.product.y and box.y < stage.product.bottom


def _text_clearance(stage: SetLayout, soft: float) -> Field:
    """Return 0 in the text boxes and 1 outside, with an edge *soft* px wide; (height, width)."""
    x, y = raster.pixel_centers(stage.width, stage.height)
    clear = x * 0 + y * 0 + 1
    for box in stage.quiet:
        aside = raster.smooth_step(0, soft, raster.distance_outside(x, box.x, box.right))
        apart = raster.smooth_step(0, soft, raster.distance_outside(y, box.y, box.bottom))
        clear *= 1 - (1 - aside) * (1 - apart)
    return clear


# Seeds rely on this order.
SCENE_DESIGNS: tuple[SceneDesign, ...] = (build_disc, build_arch, build_window_light, build_screen, build_columns)
