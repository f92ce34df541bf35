"""group_drawing: the canvas of an ad with several products: one wall and ground, or the tiles of a grid."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np

from creative_cli.brief.group_facts import GroupKind
from creative_cli.formats import Box, Format, FormatContent
from creative_cli.imaging import raster
from creative_cli.imaging.blending import fill_picture, paste_layer
from creative_cli.imaging.layers import decode_rgba
from creative_cli.imaging.raster import Field
from creative_cli.layout.draw import ink_box
from creative_cli.layout.frame_shapes import draw_frame_shape
from creative_cli.layout.group_places import GroupNeeds, find_group_needs
from creative_cli.layout.group_plans import GROUP_LAYOUT, list_group_plans
from creative_cli.layout.group_shapes import GroupMeasure
from creative_cli.layout.group_type import tile_surface
from creative_cli.layout.logo_ladder import draw_brand_logo
from creative_cli.layout.style_pack import FrameShape, SurfaceRole, load_style_pack
from creative_cli.layout.surface_colors import LIGHT_SURFACES, mix_surface
from creative_cli.layout.template import CanvasPlan, GroupPlan, ProductPlace
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Canvas, GroupMember, HeroImage, LocalizedCopy, Pixels
from creative_cli.shown import ShownProduct
from creative_cli.stages.arrange import ArrangedPicture, choose_arrangement
from creative_cli.stages.layered import record_composition, record_cutout
from creative_cli.stages.logo_drawing import brand_logo_place
from creative_cli.studio.product import ScaledProduct, scale_product
from creative_cli.studio.sets.set_light import cast_set_shadow, touch_ground
from creative_cli.studio.sets.set_stage import FOOT_SHARE, SetStage, find_product_view

GOOD_GRADE = 0.35  # how well copy must fit for the products not to give it more room
SUPPORT_SHADE = 0.93  # brightness of a product behind a hero
# Light of the ground relative to the wall, and of the wall behind the products, on dark and on light surfaces.
GROUND_LIGHT, LIGHT_GROUND = 0.52, 0.86
GLOW, LIGHT_GLOW = 0.42, 0.06
SEAM_SOFTNESS = 0.004  # of the height
UNCHANGED_LIGHT = 0.0008  # of white: a change of light that the eye cannot see
CAST_STRENGTH = 0.55  # of the shadows on the ground: less than alone in a set, as the next product is near
PRICE_TILE_RADIUS = 0.014  # of u, at most: a flag stands in the corner


class _Stand(NamedTuple):
    """A product as it stands on the canvas, and its place in the plan."""

    body: ScaledProduct
    place: ProductPlace
    member: GroupMember


def measure_members(hero: HeroImage) -> tuple[GroupMeasure, ...]:
    """Return the products of a set as the arrangements see them."""
    return tuple(GroupMeasure(one.product, one.aspect, one.height_cm, one.leads) for one in hero.members)


def list_product_plans(
    hero: HeroImage, form: Format, direction: Direction, look: BrandStyle, everyone: Sequence[LocalizedCopy]
) -> tuple[CanvasPlan, ...]:
    """Return the arrangements of a set of products in *form*, the preferred one first."""
    if hero.group is None:
        raise AssertionError("a set of products has a kind")
    needs = _find_needs(everyone, hero)
    return list_group_plans(hero.group, measure_members(hero), form, direction, load_style_pack(look.style), needs)


def arrange_products(
    hero: HeroImage, form: Format, everyone: Sequence[LocalizedCopy], look: BrandStyle
) -> ArrangedPicture:
    """Return the arrangement of a set of products that the copy of all markets fits best in *form*."""
    plans = {
        direction: list_product_plans(hero, form, direction, look, everyone)
        for direction in sorted({words.locale.direction for words in everyone})
    }
    if form.shows is not FormatContent.AD:
        first = tuple((way, own[0]) for way, own in plans.items())
        return ArrangedPicture(GROUP_LAYOUT, 1.0, True, "", first, None)  # noqa: FBT003  # there is no type to fit
    options = []
    for step in range(min(len(own) for own in plans.values())):
        option = choose_arrangement(None, {way: own[step : step + 1] for way, own in plans.items()}, everyone, look)
        if option.eligible and option.grade >= GOOD_GRADE:
            return option
        options.append(option)
    # Arrangements further down have smaller products: they are for copy that needs the room.
    return max(options, key=lambda option: (option.eligible, option.grade))


def _find_needs(everyone: Sequence[LocalizedCopy], hero: HeroImage) -> GroupNeeds:
    shown = {one.product for one in hero.members}
    labels = [label for words in everyone for label in words.labels if label.product in shown]
    legal = any(words.copy.disclaimer is not None for words in everyone)
    return find_group_needs(any(words.offer is not None for words in everyone), legal, labels)


def compose_products(hero: HeroImage, look: BrandStyle, plan: CanvasPlan) -> Canvas:
    """Draw wall, ground or tiles, the shadows of all products, the products from back to front, and the logo.

    Shadows lie under every product: none falls on another's label.
    """
    group = plan.group
    if group is None:
        raise AssertionError(f"the plan {plan.arrangement} shows one product")
    stands = _scale_members(hero, group)
    pixels = _light_ground(look, plan, group, stands, hero.seed)
    bodies = sorted(stands, key=lambda one: one.place.layer)
    for one in bodies:
        pixels = paste_layer(pixels, one.body.rgba, one.body.left, one.body.top)
    shown = np.zeros(pixels.shape[:2], np.uint8)
    for one in bodies:
        _join_mask(shown, one.body)
    logo = draw_brand_logo(look, brand_logo_place(look, plan), pixels)
    around = ink_box(shown)
    upscale = max(one.body.rgba.shape[0] / decode_rgba(one.member.packshot or b"").shape[0] for one in stands)
    photo = record_cutout(pixels, shown, around, upscale)
    return Canvas(
        format=plan.format,
        direction=plan.direction,
        pixels=paste_layer(pixels, logo.pixels, round(logo.outer.x), round(logo.outer.y)),
        product_box=around,
        product_mask=shown,
        product_seen=1.0,
        zones=plan.zones,
        content=plan.content,
        logo=logo.outer,
        logo_pixels=logo.pixels,
        backdrop=pixels,
        shown_logo=logo.shown,
        photo=photo,
        composition=record_composition(look, plan, GROUP_LAYOUT),
        products=tuple(_record(one) for one in stands),
        group=group.kind,
    )


def _record(one: _Stand) -> ShownProduct:
    return ShownProduct(
        product=one.place.product,
        cutout=one.body.rgba,
        x=one.body.left,
        y=one.body.top,
        layer=one.place.layer,
        tile=one.place.tile,
        height_cm=one.member.height_cm,
        support=one.place.support,
    )


def _scale_members(hero: HeroImage, group: GroupPlan) -> list[_Stand]:
    members = {one.product: one for one in hero.members}
    stands = []
    for place in group.places:
        member = members[place.product]
        body = scale_product(decode_rgba(member.packshot or b""), place.box)
        if group.kind is GroupKind.HERO and not member.leads:
            shaded = body.rgba.copy()
            shaded[..., :3] = np.rint(shaded[..., :3] * np.float32(SUPPORT_SHADE)).astype(np.uint8)
            body = ScaledProduct(body.left, body.top, shaded)
        stands.append(_Stand(body, place, member))
    return stands


def _join_mask(shown: Pixels, body: ScaledProduct) -> None:
    box = body.box
    height, width = shown.shape
    left, top, right, bottom = box.pixels(width, height)
    part = shown[top:bottom, left:right]
    own = body.alpha[top - body.top : bottom - body.top, left - body.left : right - body.left]
    np.maximum(part, own, out=part)


def _light_ground(look: BrandStyle, plan: CanvasPlan, group: GroupPlan, stands: Sequence[_Stand], seed: int) -> Pixels:
    """Return wall and ground, or the surface with its tiles, with the shadows of all products."""
    form, surface = plan.format, plan.surface or SurfaceRole.PAPER
    ground = mix_surface(surface, look.palette)
    flat = fill_picture(form.height, form.width, ground)
    tiles = [one.place.tile for one in stands if one.place.tile is not None]
    if tiles:
        fill = mix_surface(tile_surface(plan), look.palette)
        radius = min(plan.plate_radius, PRICE_TILE_RADIUS * sqrt(form.width * form.height))
        for tile in tiles:
            flat = _lay_tile(flat, tile, fill, radius)
    scene = np.stack([raster.srgb_to_light(flat[..., channel]) for channel in range(3)]).astype(np.float32)
    if not tiles:
        _light_wall(scene, plan, group, light=surface in LIGHT_SURFACES)
    tint = raster.color_to_light(mix_surface(SurfaceRole.INK, look.palette))
    for one in stands:
        stage = _stage_product(plan, group, one)
        if one.place.tile is None and plan.group is not None and len(stands) > 1:
            # On the wall, beside the next product or the type, it would read as a smudge.
            wall = scene[:, : int(stage.seam)].copy()
            cast_set_shadow(scene, stage, one.body, tint, None, CAST_STRENGTH)
            scene[:, : int(stage.seam)] = wall
        touch_ground(scene, stage, one.body, tint, None)
    return _develop(scene, flat, seed)


def _lay_tile(pixels: Pixels, tile: Box, fill: tuple[int, int, int], radius: float) -> Pixels:
    left, top, right, bottom = (round(side) for side in (tile.x, tile.y, tile.right, tile.bottom))
    shape = FrameShape.ROUNDED if radius else FrameShape.RECT
    layer = np.empty((bottom - top, right - left, 4), np.uint8)
    layer[..., :3] = fill
    layer[..., 3] = draw_frame_shape(shape, (right - left, bottom - top), round(radius, 2), 0.0)
    return paste_layer(pixels, layer, left, top)


def _light_wall(scene: Field, plan: CanvasPlan, group: GroupPlan, *, light: bool) -> None:
    """Brighten the wall behind the products, and darken the ground from the seam down."""
    form = plan.format
    x, y = raster.pixel_centers(form.width, form.height)
    boxes = [place.box for place in group.places]
    left, right = min(box.x for box in boxes), max(box.right for box in boxes)
    top, bottom = min(box.y for box in boxes), max(box.bottom for box in boxes)
    middle = (left + right) / 2, top + 0.42 * (bottom - top)
    pool = raster.gaussian_glow(x, y, middle, (0.62 * (right - left), 0.62 * max(bottom - top, 0.6 * (right - left))))
    scene *= 1 + np.float32(LIGHT_GLOW if light else GLOW) * pool
    if group.seam < form.height:
        soft = max(1.0, SEAM_SOFTNESS * form.height)
        below = raster.smooth_step(group.seam - soft, group.seam + soft, y)
        scene *= 1 - np.float32(1 - (LIGHT_GROUND if light else GROUND_LIGHT)) * below


def _stage_product(plan: CanvasPlan, group: GroupPlan, one: _Stand) -> SetStage:
    """Return the geometry that the shadows of a product need: the light comes from the upper left."""
    form, body = plan.format, one.body
    rows = max(2, round(FOOT_SHARE * body.alpha.shape[0]))
    foot = np.flatnonzero((body.alpha[-rows:] > 127).any(axis=0))  # noqa: PLR2004  # half of an alpha
    start, end = (int(foot[0]), int(foot[-1]) + 1) if foot.size else (0, body.alpha.shape[1])
    return SetStage(
        width=form.width,
        height=form.height,
        axis=body.left + (start + end) / 2,
        foot=body.bottom,
        seam=min(group.seam, body.bottom - 1),
        product=body.box,
        middle=body.left + (start + end) / 2,
        base=max(2.0, (end - start) / 2),
        view=find_product_view(body.alpha),
        quiet=Box(0, 0, 0, 0),
        on_ground=(),
        lean=1,
        seed=0,
    )


def _develop(scene: Field, flat: Pixels, seed: int) -> Pixels:
    """Return the picture of a scene; where nothing was lit or shaded, *flat* as it is, so that surfaces stay exact."""
    lit = raster.develop_scene(scene, seed)
    before = np.stack([raster.srgb_to_light(flat[..., channel]) for channel in range(3)])
    change = np.asarray(np.abs(scene - before).max(axis=0, keepdims=True)).transpose(1, 2, 0)
    return np.where(change > UNCHANGED_LIGHT, lit, flat)
