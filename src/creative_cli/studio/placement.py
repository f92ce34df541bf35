"""Places a packshot in a generated scene: the scene comes from a model, the product's pixels from the brand.

The order is crop (the scene's surface comes under the product's foot) → blur behind the surface → shadows and, on a
glossy surface, a reflection → product. Inside its outline the product changes by one gain per channel, at most
`MAX_TINT`; only its edge takes light from behind. Scenes are composed for left-to-right text and mirrored for
right-to-left; the product is never flipped.
"""

import numpy as np
from PIL import Image, ImageFilter

from creative_cli.formats import Box
from creative_cli.imaging import raster, surface
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.extend import extend_photo
from creative_cli.imaging.raster import Field
from creative_cli.imaging.surface import Surface
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio import set_layout
from creative_cli.studio.product import (
    MIN_SHADOW_ALPHA,
    SHADOW_CELL_PX,
    SHADOW_DEPTH,
    SHADOW_LENGTH,
    ScaledProduct,
    draw_shadow_cells,
    find_lowest_points,
    scale_product,
    wrap_light,
)
from creative_cli.studio.scene_spec import RenderedScene, SceneSpec
from creative_cli.studio.set_layout import ELLIPSE_RATIO, SetLayout

MAX_TINT = 0.04  # largest change of a product's channel to match the scene's light: half of a visible change of colour
LIGHT_WRAP = 0.34  # share of the light behind that an edge takes
BACKGROUND_BLUR = 0.0030  # blur behind the surface, of the short side
SHADOW_DENSITY = 0.66  # share of light that a shadow takes next to the surface

# Softness (of the short side) of the contact shadow's three parts, and the share of light they take.
SCENE_CONTACT_SHADOWS = ((0.0030, 0.72), (0.010, 0.52), (0.030, 0.40))

MAX_REFLECTION = 0.30  # strongest reflection of the product: water, lacquer, glass
DISPLAY_GAMMA = 2.2  # light multiplied by m is encoded values multiplied by the 2.2th root of m
SCENE_SHADOW_SLICES, SCENE_SHADOW_SOFTNESSES = 48, 6  # slices of the product that cast shadows, grouped by softness


def find_product_window(set_: SceneSpec, picture: Pixels, packshot: Pixels) -> Box:
    """Return the window of *picture*, px, for *packshot*, which the set places on the canvas."""
    twin, product = _mirror_for_ltr(set_, packshot)
    stage = set_layout.arrange_set(
        (twin.width, twin.height), twin.room, twin.floor, twin.quiet, set_layout.measure_silhouette(product[..., 3])
    )
    found = surface.find_surface(picture)
    return surface.choose_surface_window(
        picture, found, (twin.width, twin.height), twin.floor, twin.quiet, stage.product
    )


def place_product(set_: SceneSpec, picture: Pixels, window: Box, packshot: Pixels) -> RenderedScene:
    """Return *packshot*, a trimmed cut-out (h, w, 4), in *window* of *picture*, uint8 (h, w, 3).

    Guarantees that the product is whole, inside the room, with its foot on the set's floor. Palette and seed of the set
    are not used.
    """
    twin, product = _mirror_for_ltr(set_, packshot)
    seen = _place_ltr(twin, picture, window, product)
    return seen if set_.direction is Direction.LTR else seen.mirrored()


def _mirror_for_ltr(set_: SceneSpec, packshot: Pixels) -> tuple[SceneSpec, Pixels]:
    return (set_, packshot) if set_.direction is Direction.LTR else (set_.mirrored(), packshot[:, ::-1])


def _place_ltr(set_: SceneSpec, picture: Pixels, window: Box, packshot: Pixels) -> RenderedScene:
    size = set_.width, set_.height
    stage = set_layout.arrange_set(
        size, set_.room, set_.floor, set_.quiet, set_layout.measure_silhouette(packshot[..., 3])
    )
    body = scale_product(packshot, stage.product)
    found = surface.find_surface(picture)
    scale = set_.width / window.width
    far, near = (found.far - window.y) * scale, (found.near - window.y) * scale
    there = Surface(far, near if found.near < picture.shape[0] else set_.height + 1.0, found.gloss)
    ground = _blur_behind(_crop_scene(picture, window, size, stage, scale), there, stage)
    around = _surrounding_color(ground, body)
    ground = _add_shadow(ground, stage, body, there)
    if there.gloss:
        ground = _add_reflection(ground, stage, body, there)
    mask = np.zeros(size[::-1], np.uint8)
    mask[body.rows, body.columns] = body.alpha
    lit = _match_light(body, ground, around)
    return RenderedScene(paste_layer(ground, lit, body.left, body.top), body.box, mask)


def _crop_scene(picture: Pixels, window: Box, size: tuple[int, int], stage: SetLayout, scale: float) -> Pixels:
    """Return *window* of the scene at the size of the canvas, extended where it exceeds the picture."""
    height, width = picture.shape[:2]
    if Box(0, 0, width, height).holds(window, slack=1.0):
        box = (max(0.0, window.x), max(0.0, window.y), min(window.right, width), min(window.bottom, height))
        return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, box=box))
    product = stage.product
    x, y = (window.x + product.x / scale, window.y + product.y / scale)
    kept = Box(x, y, product.width / scale, product.height / scale)
    left, top = min(max(kept.x, 0.0), width - 1.0), min(max(kept.y, 0.0), height - 1.0)
    right, bottom = min(max(kept.right, left + 1), width), min(max(kept.bottom, top + 1), height)
    return extend_photo(picture, window, size, Box(left, top, right - left, bottom - top))


def _blur_behind(ground: Pixels, there: Surface, stage: SetLayout) -> Pixels:
    """Return the scene, sharp at the product and softer towards the surface's far edge and behind it."""
    soft = Image.fromarray(ground).filter(ImageFilter.GaussianBlur(BACKGROUND_BLUR * stage.short_side))
    _, y = raster.pixel_centers(*ground.shape[1::-1])
    away = raster.smooth_step(stage.product.bottom - 0.05 * stage.short_side, there.far, y)
    rows = np.flatnonzero(away[:, 0] > 0)
    if not len(rows) or there.far >= stage.product.bottom:
        return ground
    part = slice(0, int(rows[-1]) + 1)
    sharp = ground.copy()
    share = away[part, :, None]
    sharp[part] = sharp[part] + share * (np.asarray(soft, np.float32)[part] - sharp[part]) + np.float32(0.5)
    return sharp


def _add_shadow(ground: Pixels, stage: SetLayout, body: ScaledProduct, there: Surface) -> Pixels:
    """Return the scene with the product's shadow, softer and weaker with distance, and its contact shadow."""
    _, y = raster.pixel_centers(stage.width, stage.height)
    edge = max(2.0, 0.006 * stage.short_side)
    on = raster.smooth_step(there.far - 0.2 * edge, there.far + edge, y) * raster.smooth_step(
        there.near, there.near - edge, y
    )
    lit = 1 - SHADOW_DENSITY * _sweep_shadow(stage, body) * on
    strip = max(3, int(0.035 * body.alpha.shape[0]))
    margin = int(0.09 * stage.short_side) + 2
    foot = np.pad(body.alpha[-strip:] / np.float32(255), margin)
    top, left = body.bottom - strip - margin, body.left - margin
    where = raster.picture_patch(lit, left, top, foot.shape[1], foot.shape[0])
    if where is not None:
        rows, columns = raster.picture_part(where, left, top)
        for radius, taken in SCENE_CONTACT_SHADOWS:
            soft = raster.blur_axes(foot, 1.6 * radius * stage.short_side, 0.7 * radius * stage.short_side)
            part = np.clip(soft / max(float(soft.max()), 1e-3), 0, 1)[rows, columns]
            lit[where.rows, where.columns] *= 1 - taken * part * on[where.rows]
    return np.asarray(ground * (lit ** (1 / DISPLAY_GAMMA))[..., None] + np.float32(0.5), np.uint8)


def _sweep_shadow(stage: SetLayout, body: ScaledProduct) -> Field:
    """Return the shadow of the product's round slices in light from the upper left, (height, width), 0..1."""
    tall = body.alpha.shape[0]
    base = body.bottom - 0.35 * stage.foot * ELLIPSE_RATIO
    shade = draw_shadow_cells(stage, ())
    for group in range(SCENE_SHADOW_SOFTNESSES):
        boxes = []
        for step in range(
            group * SCENE_SHADOW_SLICES // SCENE_SHADOW_SOFTNESSES,
            (group + 1) * SCENE_SHADOW_SLICES // SCENE_SHADOW_SOFTNESSES + 1,
        ):
            above = min(tall - 1.0, (step + 0.5) / SCENE_SHADOW_SLICES * tall)
            solid = np.flatnonzero(body.alpha[int(tall - 1 - above)] > MIN_SHADOW_ALPHA)
            if len(solid):
                middle, half = float(solid[0] + solid[-1] + 1) / 2, float(solid[-1] + 1 - solid[0]) / 2
                x, y = body.left + middle + SHADOW_LENGTH * above, base - SHADOW_DEPTH * above
                boxes.append((x - half, y - half * ELLIPSE_RATIO, x + half, y + half * ELLIPSE_RATIO))
        radius = (0.004 + 0.008 * group) * stage.short_side / SHADOW_CELL_PX
        soft = raster.blur_axes(draw_shadow_cells(stage, boxes), radius, 0.5 * radius)
        shade = np.maximum(shade, soft * (1 - 0.12 * group))
    return np.asarray(np.clip(raster.enlarge_field(shade, (stage.width, stage.height)), 0, 1))


def _add_reflection(ground: Pixels, stage: SetLayout, body: ScaledProduct, there: Surface) -> Pixels:
    """Return the scene with the product's lower part mirrored, each column about its lowest point."""
    tall = body.alpha.shape[0]
    lowest = find_lowest_points(body)
    deep = min(0.22 * stage.short_side, 0.6 * tall)
    rounding = 1.3 * stage.foot * ELLIPSE_RATIO
    rows = int(rounding + deep)
    below = np.arange(rows)[:, None] + (tall - int(rounding)) - lowest
    seen = body.rgba[np.clip(lowest - 1 - below, 0, tall - 1), np.arange(body.alpha.shape[1])]
    fade = np.where(below >= 0, np.clip(1 - below / deep, 0, 1) ** 1.6, 0)
    fade = fade * raster.smooth_step(tall - rounding, tall - 0.6 * rounding, lowest.astype(np.float32))
    soft = 0.004 * stage.short_side
    cover = (
        raster.blur_axes((seen[..., 3] * fade / 255).astype(np.float32), soft, 2 * soft) * MAX_REFLECTION * there.gloss
    )
    layer = np.empty((*cover.shape, 4), np.uint8)
    for channel in range(3):
        layer[..., channel] = raster.blur_axes(seen[..., channel].astype(np.float32), soft, 2 * soft)
    layer[..., 3] = np.clip(255 * cover, 0, 255)
    return paste_layer(ground, layer, body.left, body.bottom - int(rounding))


def _surrounding_color(ground: Pixels, body: ScaledProduct) -> Field:
    """Return the scene's mean colour around the product, encoded values."""
    box = body.box.grown(0.4 * body.box.width)
    left, top, right, bottom = box.pixels(ground.shape[1], ground.shape[0])
    return np.asarray(ground[top:bottom:4, left:right:4].reshape(-1, 3).mean(axis=0), np.float32)


def _match_light(body: ScaledProduct, ground: Pixels, around: Field) -> Pixels:
    """Return the product with a gain per channel and its edge lit from behind, uint8 (h, w, 4)."""
    tone = np.clip(around, 24, 232)
    gain = (tone / tone.mean()) ** 0.10 * (tone.mean() / 128) ** 0.05
    gain = np.clip(gain, 1 - MAX_TINT, 1 + MAX_TINT)
    own = [np.minimum(body.rgba[..., channel] * np.float32(gain[channel]), 255) for channel in range(3)]
    return wrap_light(body, own, ground[body.rows, body.columns], max(1.5, 0.008 * body.alpha.shape[1]), LIGHT_WRAP)
