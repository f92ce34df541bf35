"""Draws a packshot in one of the twelve sets, and accepts the picture by its own pixels.

The order is surfaces, key light, props, shadows, reflection, product. A set is drawn for left-to-right text. A
right-to-left set is drawn with the light from the other side and the packshot turned, then the whole is mirrored: the
set changes sides, the light still comes from where it does in the packshot, and the product is as it was brought.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from PIL import Image

from creative_cli.brief.look_names import SetName
from creative_cli.color.color_math import (
    NEAR_BLACK,
    WHITE,
    Palette,
    Rgb,
    choose_readable,
    contrast_ratio,
)
from creative_cli.color.contrast import NORMAL_TEXT_CONTRAST, luminance_map
from creative_cli.formats import Box
from creative_cli.imaging import raster
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.quiet import measure_plain_quiet
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio.product import scale_product
from creative_cli.studio.scene_spec import RenderedScene, SceneSpec
from creative_cli.studio.sets import set_light
from creative_cli.studio.sets.set_designs import SET_DESIGNS, SetDesign
from creative_cli.studio.sets.set_light import MIN_EDGE_SHARE, measure_edge_share
from creative_cli.studio.sets.set_paints import SetPaints, mix_set_paints
from creative_cli.studio.sets.set_stage import stage_set

LightSide: TypeAlias = Literal["left", "right"]
LIFT_STEP, MAX_LIFTS = 0.03, 6  # Oklab lightness by which a wall leaves the type's colour, and how often
SKETCH_SHARE = 0.4  # of the sides of a picture, at which a draft is drawn
SKETCH_MOST_PX = 640  # its longer side: formats of one area are sketched in about the same time
SKETCH_PX = 240  # side of the square on which walls are tried
MIN_EDGE_GAIN = 0.10  # share of the edge that another lightness must gain
MIN_QUIET = 0.86  # of the quiet box, by `imaging.quiet`
# The wall's own colour starts with more than the text needs: tiles, folds and light take some of it.
WALL_CONTRAST = 5.6


class WallChoice(NamedTuple):
    """A wall that a product may stand out from: tint and secondary `swapped`, lightness moved `towards` the type's.

    `type_color` is tried first; None leaves it to the set.
    """

    swapped: bool = False
    towards: float = 0.0
    type_color: Rgb | None = None


# Tried in this order: the set as it is, then for a product that would vanish before the wall.
WALL_CHOICES = (
    WallChoice(),
    WallChoice(swapped=True),
    WallChoice(towards=0.06),
    WallChoice(swapped=True, towards=0.06),
    WallChoice(towards=0.12),
    WallChoice(swapped=True, towards=0.12),
    WallChoice(swapped=True, towards=0.18),
)


class _Order(NamedTuple):
    """What a set is drawn for: the scene, the packshot, and the side from which the light in it comes."""

    spec: SceneSpec
    packshot: Pixels
    lit_from: LightSide


@dataclass(frozen=True, slots=True, eq=False)
class DressedSet:
    """A finished scene, and where type goes (px).

    `quiet` is how quiet the box for type is, `contrast` that of `type_color` on it, `edge` the share of the product's
    edge that stands out from what is behind it.
    """

    name: SetName
    scene: RenderedScene
    quiet_box: Box
    type_color: Rgb
    quiet: float
    contrast: float
    edge: float

    @property
    def accepted(self) -> bool:
        """Whether type can be read in the quiet box and the product be told from the set."""
        return self.readable and self.edge >= MIN_EDGE_SHARE

    @property
    def readable(self) -> bool:
        """Whether the quiet box is quiet and its type has the contrast it needs."""
        return self.quiet >= MIN_QUIET and self.contrast >= NORMAL_TEXT_CONTRAST

    @property
    def worth(self) -> float:
        """How near the picture is to be accepted; 3 where it is."""
        return (
            min(1.0, self.quiet / MIN_QUIET)
            + min(1.0, self.contrast / NORMAL_TEXT_CONTRAST)
            + min(1.0, self.edge / MIN_EDGE_SHARE)
        )


def dress_set(name: SetName, spec: SceneSpec, packshot: Pixels, lit_from: LightSide = "left") -> DressedSet:
    """Draw the set *name* with a trimmed packshot, uint8 (h, w, 4); a pure function: the same gives the same bytes.

    *lit_from* is the side from which the light in the packshot comes.

    The wall moves away from the type's colour in up to six steps until type can be read. Where the product does not
    stand out from the wall, secondary and tint change places, then the wall's lightness moves the other way as far as
    type allows. Returns the best picture if none is accepted.
    """
    return _dress_readably(name, _Order(spec, packshot, lit_from), _choose_wall(name, packshot, spec.palette, lit_from))


def sketch_set(name: SetName, spec: SceneSpec, packshot: Pixels) -> RenderedScene:
    """Draw the set at a part of its size and enlarge it: a draft, in a part of the time.

    Its own wall is drawn first, without a trial of others on a small square: most sets are drawn once.
    """
    small = spec.scaled(min(SKETCH_SHARE, SKETCH_MOST_PX / max(spec.width, spec.height)))
    drawn = _dress_readably(name, _Order(small, packshot, "left"), WALL_CHOICES[0])
    scene = (drawn if drawn.accepted else dress_set(name, small, packshot)).scene
    size = spec.width, spec.height

    def enlarge(pixels: Pixels) -> Pixels:
        return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))

    box = None if scene.product_box is None else scene.product_box.scaled(spec.width / small.width)
    return RenderedScene(enlarge(scene.pixels), box, enlarge(scene.product_mask))


def _choose_wall(name: SetName, packshot: Pixels, palette: Palette, lit_from: LightSide) -> WallChoice:
    """Return the wall that the product stands out from, tried on a small square so that all formats share it.

    They share the colour of type, too.
    """
    picture = Image.fromarray(np.ascontiguousarray(packshot))
    picture.thumbnail((SKETCH_PX, SKETCH_PX), Image.Resampling.BOX, reducing_gap=None)
    return _choose_wall_for(name, picture.tobytes(), picture.size, palette, lit_from)


@lru_cache(maxsize=64)  # a campaign's products in all sets; each entry is a packshot of up to 230 kB
def _choose_wall_for(
    name: SetName, packshot: bytes, size: tuple[int, int], palette: Palette, lit_from: LightSide
) -> WallChoice:
    pixels = np.frombuffer(packshot, np.uint8).reshape(size[1], size[0], 4)
    sketch = _Order(sketch_spec(palette), pixels, lit_from)
    best, chosen = -MIN_EDGE_GAIN, WALL_CHOICES[0]
    for choice in WALL_CHOICES:
        if choice.swapped and SET_DESIGNS[name].dark:
            continue  # its dark mixtures would turn grey
        tried = _dress_readably(name, sketch, choice)
        if tried.readable and tried.edge >= MIN_EDGE_SHARE:
            return choice._replace(type_color=tried.type_color)
        # A wall of other colours that does not do is no gain; the set's own at another lightness may be.
        if tried.readable and not choice.swapped and tried.edge > best + MIN_EDGE_GAIN:
            best, chosen = tried.edge, choice._replace(type_color=tried.type_color)
    return chosen


def sketch_spec(palette: Palette) -> SceneSpec:
    """Return the small square on which sets are tried: type on the reading side, the product on the other."""
    side = SKETCH_PX
    room = Box(0.585 * side, 0.10 * side, 0.37 * side, 0.80 * side)
    quiet = Box(0.065 * side, 0.065 * side, 0.50 * side, 0.60 * side)
    return SceneSpec(side, side, palette, Direction.LTR, room, 0.83 * side, (quiet,), seed=0)


def choose_first_fitting(names: Sequence[SetName], packshots: Sequence[Pixels], palette: Palette) -> SetName:
    """Return the first of *names* in which type can be read and every one of *packshots* stands out, or the nearest.

    They are tried on a small square.
    """
    worth = {}
    for name in names:
        made = [dress_set(name, sketch_spec(palette), packshot) for packshot in packshots]
        if all(one.accepted for one in made):
            return name
        worth[name] = min((one.readable, one.worth) for one in made)
    return max(names, key=lambda name: worth[name])


def _dress_readably(name: SetName, order: _Order, wall: WallChoice) -> DressedSet:
    design, made = SET_DESIGNS[name], None
    plain = mix_set_paints(order.spec.palette, swapped=wall.swapped)
    colours = _type_colors(design, plain, wall.type_color)
    for type_color in colours:
        away = -1 if type_color == WHITE else 1
        for step in range(MAX_LIFTS + 1):
            lift = away * (step * LIFT_STEP - wall.towards)
            paints = mix_set_paints(order.spec.palette, swapped=wall.swapped, lift=lift)
            enough = WALL_CONTRAST if step < MAX_LIFTS else NORMAL_TEXT_CONTRAST
            if contrast_ratio(type_color, design.wall(paints)) < enough:
                continue
            drawn = _draw_mirrored(name, order, paints, type_color)
            if made is None or drawn.worth > made.worth:
                made = drawn
            if drawn.readable:
                return drawn
    return made or _draw_mirrored(name, order, plain, choose_readable(colours, design.wall(plain), WALL_CONTRAST))


def _type_colors(design: SetDesign, paints: SetPaints, first: Rgb | None) -> tuple[Rgb, ...]:
    """Return the colour of type to be tried *first*, or the set's own, then the other."""
    dark = choose_readable((paints.ink, NEAR_BLACK), WHITE, 7.0)
    return (WHITE, dark) if (first == WHITE if first is not None else design.dark) else (dark, WHITE)


def _draw_mirrored(name: SetName, order: _Order, paints: SetPaints, type_color: Rgb) -> DressedSet:
    rtl = order.spec.direction is Direction.RTL
    lean = 1 if (order.lit_from == "left") != rtl else -1
    spec = order.spec.mirrored() if rtl else order.spec
    packshot = raster.mirror_pixels(order.packshot) if rtl else order.packshot
    made = _draw_for_ltr(name, spec, packshot, lean, (paints, type_color))
    if not rtl:
        return made
    return replace(made, scene=made.scene.mirrored(), quiet_box=made.quiet_box.mirrored(spec.width))


def _draw_for_ltr(
    name: SetName, spec: SceneSpec, packshot: Pixels, lean: int, colours: tuple[SetPaints, Rgb]
) -> DressedSet:
    design, (paints, type_color) = SET_DESIGNS[name], colours
    stage = stage_set(spec, packshot[..., 3], design.look, lean)
    body = scale_product(packshot, stage.product)
    scene, ledge = design.draw(stage, paints, body)
    if design.patterned:
        set_light.calm_ground(scene, stage, ledge)
    set_light.cast_set_shadow(scene, stage, body, paints.shadow, ledge, design.cast)
    set_light.reflect_product(scene, stage, body, design.gloss, ledge)
    set_light.touch_ground(scene, stage, body, paints.shadow, ledge)
    rgba = set_light.add_rim_light(body, paints.accent, stage.short_side) if design.rim else body.rgba
    set_light.part_from_wall(scene, stage, body, rgba)
    empty = raster.develop_scene(scene, spec.seed)
    mask = np.zeros((stage.height, stage.width), np.uint8)
    mask[body.rows, body.columns] = body.alpha
    typed = stage.quiet.area > 0
    return DressedSet(
        name=name,
        scene=RenderedScene(paste_layer(empty, rgba, body.left, body.top), body.box, mask),
        quiet_box=stage.quiet,
        type_color=type_color,
        quiet=measure_plain_quiet(empty, stage.quiet) if typed else 1.0,
        contrast=measure_type_contrast(empty, stage.quiet, type_color),
        edge=measure_edge_share(empty[body.rows, body.columns], rgba),
    )


def measure_type_contrast(pixels: Pixels, box: Box, colour: Rgb) -> float:
    """Return the lower contrast of *colour* with the 10th and the 90th percentile of luminance in *box*."""
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    if left >= right or top >= bottom:
        return math.inf
    low, high = np.percentile(luminance_map(pixels[top:bottom, left:right]), (10, 90))
    red, green, blue = luminance_map(np.array([[colour]], np.uint8)), low, high
    own = float(red[0, 0])
    return min((max(own, ground) + 0.05) / (min(own, ground) + 0.05) for ground in (float(green), float(blue)))
