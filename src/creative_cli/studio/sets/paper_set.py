"""Sheets of cut paper."""

import math

import numpy as np
from PIL import Image, ImageDraw

from creative_cli.color.color_math import WHITE, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.studio.product import ScaledProduct
from creative_cli.studio.sets import set_surfaces as surfaces
from creative_cli.studio.sets.set_light import Ledge, darken_scene, wash_key_light
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import ProductView, SetStage

SHEET_CELL_PX = 3  # grid of the sheets' shadows, which are soft


def paper_wall(paints: SetPaints) -> Rgb:
    """Return the colour of the farthest sheet, behind the type: the tint."""
    return paints.lift_wall(paints.tint)


def draw_paper(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw sheets of cut paper: a sun, hills in steps from tint to primary, leaves, a disc to stand on."""
    sky, s = paper_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, sky)
    random = np.random.default_rng(stage.seed)
    x, y = raster.pixel_centers(stage.width, stage.height)
    sun = _sun_disc(stage)
    _lay_sheet(scene, stage, raster.ellipse_coverage(x, y, sun[:2], (sun[2], sun[2])), paints.accent, paints)
    bodies = [mix_oklab(sky, mix_oklab(paints.secondary, paints.primary, 0.12), share) for share in (0.42, 0.78)]
    bodies += [mix_oklab(paints.secondary, paints.primary, share) for share in (0.30, 0.66)]
    bodies.append(set_lightness(paints.primary, 0.93 * rgb_to_oklab(paints.primary)[0]))
    tops = (stage.seam - 0.16 * s, stage.seam - 0.085 * s, stage.seam - 0.02 * s, stage.foot - 0.075 * s)
    for index, (top, colour) in enumerate(zip(tops, bodies, strict=False)):
        highest = stage.quiet.bottom + (0.06 + 0.035 * index) * s
        _lay_sheet(scene, stage, _hill_cover(stage, max(top, highest), random), colour, paints)
    if stage.view is ProductView.ABOVE:
        cx, cy = stage.base_centre
        radius = min(max(1.55 * stage.base, 0.15 * s), max(stage.width - cx - 0.02 * s, 1.1 * stage.base))
        disc = raster.ellipse_coverage(x, y, (cx, cy), (radius, radius * stage.flat_ratio(cy)))
        _lay_sheet(scene, stage, disc, paints.accent, paints, 0.6)
    front = _hill_cover(stage, stage.front_edge(0.07), random, 0.010)
    _lay_sheet(scene, stage, front, bodies[4], paints)
    _paper_leaves(scene, stage, paints, random)
    grain = _paper_grain(stage, random)
    scene *= 1 + np.float32(0.018) * grain
    wash_key_light(scene, stage, 0.20)
    return scene, None


def _sun_disc(stage: SetStage) -> tuple[float, float, float]:
    """Return x, y and radius of the sun: behind the product, clear of the quiet box."""
    s, box, quiet = stage.short_side, stage.product, stage.quiet
    radius = min(0.36 * s, max(0.24 * s, 0.62 * box.width, 0.36 * box.height))
    x, y = stage.axis + 0.02 * s, box.y + 0.30 * box.height
    for _ in range(40):
        away = math.hypot(max(quiet.x - x, x - quiet.right, 0.0), max(quiet.y - y, y - quiet.bottom, 0.0))
        if away >= radius + 0.012 * s:
            break
        x, y, radius = x + (0.006 * s if quiet.right < stage.axis else 0), y + 0.008 * s, radius * 0.985
    return x, y, radius


def _hill_cover(stage: SetStage, top: float, random: np.random.Generator, swing: float = 0.030) -> Field:
    """Return the coverage of a hill whose ridge swings about *top*."""
    s = stage.short_side
    x, y = raster.pixel_centers(stage.width, stage.height)
    ridge = np.full((1, stage.width), top, np.float32)
    for waves, share in ((0.9, 1.0), (1.9, 0.45), (3.7, 0.18)):
        turn = random.uniform(0, 6.28)
        ridge += np.float32(share * swing * s) * np.sin(x / np.float32(s) * np.float32(waves * 3.1) + np.float32(turn))
    return np.asarray(np.clip(y - ridge + 0.5, 0, 1), np.float32)


def _lay_sheet(scene: Field, stage: SetStage, cover: Field, colour: Rgb, paints: SetPaints, lift: float = 1.0) -> None:
    """Lay a sheet on the others: its soft shadow away from the light, a fine light edge, its colour."""
    s, cell = stage.short_side, SHEET_CELL_PX
    small = np.asarray(
        Image.fromarray(cover).resize((-(-stage.width // cell), -(-stage.height // cell)), Image.Resampling.BOX)
    )
    blur = 0.011 * lift * s / cell
    aside, down = round(0.008 * lift * s / cell) * stage.lean, round(0.004 * lift * s / cell)
    margin = math.ceil(3 * blur) + abs(aside) + down + 1
    window = raster.find_window(small > 0, margin, margin)
    if window is None:
        return
    soft = raster.blur_field(small[window], blur)
    moved = np.zeros_like(soft)
    onto, taken = slice(max(0, down), None), slice(0, soft.shape[0] - down)
    if aside >= 0:
        moved[onto, aside:] = soft[taken, : soft.shape[1] - aside]
    else:
        moved[onto, :aside] = soft[taken, -aside:]
    # A ridge's shadow also falls on the sheet above it, a little: the sheets stand apart.
    shade = np.clip(np.maximum(moved, 0.85 * soft), 0, 1)
    found = raster.enlarge_window(scene, shade, window, cell)
    if found is None:
        return
    where, large = found
    shown = cover[where.rows, where.columns]
    darken_scene(scene, where, 0.55 * large * (1 - shown), paints.shadow)
    edge = shown - np.minimum(shown, _shift_down(shown, 2))
    lights = raster.color_to_light(colour)[:, 0, 0]
    rim = raster.color_to_light(mix_oklab(colour, WHITE, 0.35))[:, 0, 0]
    for channel in range(3):
        tone = np.clip(edge, 0, 1) * (rim[channel] - lights[channel])
        tone += lights[channel]
        under = scene[channel, where.rows, where.columns]
        tone -= under
        tone *= shown
        under += tone


def _shift_down(field: Field, rows: int) -> Field:
    moved = np.zeros_like(field)
    moved[rows:] = field[:-rows]
    return moved


def _paper_leaves(scene: Field, stage: SetStage, paints: SetPaints, random: np.random.Generator) -> None:
    """Lay three leaves in the far lower corner, below the product's foot and beside it."""
    s = stage.short_side
    room = stage.width - stage.product.right
    colours = (
        paints.secondary,
        mix_oklab(paints.accent, paints.secondary, 0.08),
        mix_oklab(paints.secondary, WHITE, 0.25),
    )
    for index, colour in enumerate(colours):
        long = min(0.24 * s, 0.14 * s + 0.8 * room) * (1.0, 0.9, 0.7)[index]
        root = stage.width + 0.01 * s - index * 0.030 * s, stage.height + 0.02 * s
        angle = math.radians((-118, -96, -142)[index] + float(random.uniform(-4, 4)))
        _lay_sheet(scene, stage, _leaf_cover(stage, root, angle, long), colour, paints, 0.7)
        vein = _leaf_vein(stage, root, angle, long)
        where = raster.scene_patch(scene, 0, 0, stage.width, stage.height)
        if where is not None:
            darken_scene(scene, where, 0.30 * vein, paints.shadow)


def _leaf_cover(stage: SetStage, root: tuple[float, float], angle: float, long: float) -> Field:
    along, aside = np.linspace(0, 1, 24), np.sin(np.linspace(0, math.pi, 24)) ** 0.85
    bend = 0.16 * np.sin(along * math.pi)
    outline = [(t * long, (b + 0.22 * a) * long) for t, a, b in zip(along, aside, bend, strict=True)]
    outline += [(t * long, (b - 0.22 * a) * long) for t, a, b in zip(along[::-1], aside[::-1], bend[::-1], strict=True)]
    return _draw_cover(stage, [_turn_point(root, angle, point) for point in outline])


def _leaf_vein(stage: SetStage, root: tuple[float, float], angle: float, long: float) -> Field:
    line = [(t * long, 0.16 * math.sin(t * math.pi) * long) for t in np.linspace(0, 0.94, 20)]
    picture = Image.new("L", stage.size)
    width = max(1, round(0.003 * stage.short_side))
    ImageDraw.Draw(picture).line([_turn_point(root, angle, point) for point in line], fill=255, width=width)
    return np.asarray(picture, np.float32) / 255


def _turn_point(root: tuple[float, float], angle: float, point: tuple[float, float]) -> tuple[float, float]:
    c, d = math.cos(angle), math.sin(angle)
    return root[0] + c * point[0] - d * point[1], root[1] + d * point[0] + c * point[1]


def _draw_cover(stage: SetStage, points: list[tuple[float, float]]) -> Field:
    fine = surfaces.FINE
    picture = Image.new("L", (stage.width * fine, stage.height * fine))
    ImageDraw.Draw(picture).polygon([(x * fine, y * fine) for x, y in points], fill=255)
    return np.asarray(picture.resize(stage.size, Image.Resampling.BOX), np.float32) / 255


def _paper_grain(stage: SetStage, random: np.random.Generator) -> Field:
    """Return the tooth of paper: fine noise with fibres."""
    tile = random.standard_normal((256, 256), dtype=np.float32)
    tile = 0.5 * tile + 1.6 * raster.blur_axes(tile, 1.6, 0.5)
    return np.tile(tile, (-(-stage.height // 256), -(-stage.width // 256)))[: stage.height, : stage.width]
