"""compose: turn a hero into the canvas of one ratio and reading direction, with the logo and room for text.

Longer than most files: studio, scene and photo differ in a few lines each and share everything else.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from creative_cli.brief.look_names import SetName
from creative_cli.color.color_math import NEAR_BLACK, WHITE, Palette
from creative_cli.formats import Box, Format, FormatClass, FormatContent, format_class
from creative_cli.imaging import unwanted_object
from creative_cli.imaging.blending import fill_picture, paste_layer
from creative_cli.imaging.cover_crop import choose_cover_crop
from creative_cli.imaging.cutout import cut_out_subject
from creative_cli.imaging.layers import decode_rgba
from creative_cli.imaging.photo import Photo, load_photo
from creative_cli.imaging.shown_crop import crop_cover
from creative_cli.imaging.source import decode_scene
from creative_cli.layout import backgrounds, template
from creative_cli.layout.draw import ink_box
from creative_cli.layout.logo_ladder import LogoPlace, choose_logo_surface, draw_brand_logo
from creative_cli.layout.pack_plans import list_pack_plans
from creative_cli.layout.skeleton import FULL_BLEED, LAYOUT_NAMES
from creative_cli.layout.small_logo import give_words_mark_room
from creative_cli.layout.template import CanvasPlan
from creative_cli.layout.template_words import show_template_words
from creative_cli.locale.locales import Direction
from creative_cli.models import (
    POSTER_TEMPLATE,
    BrandStyle,
    Canvas,
    HeroImage,
    HeroKind,
    LocalizedCopy,
    TemplateRef,
)
from creative_cli.shown import ShownPhoto, ShownWords
from creative_cli.small_sizes import SMALL_CLASSES
from creative_cli.stages import arrange, group_drawing, layered, type_led
from creative_cli.stages.logo_drawing import brand_logo_place
from creative_cli.stages.picture_origins import describe_origin
from creative_cli.studio import placement
from creative_cli.studio.scene_spec import RenderedScene, SceneSpec
from creative_cli.studio.sets.dressed_set import choose_first_fitting, dress_set
from creative_cli.studio.sets.set_choice import SetWish, rank_studio_sets
from creative_cli.studio.sets.set_stage import find_product_view

SetPainter: TypeAlias = Callable[[SetName, SceneSpec, bytes], RenderedScene]
"""Paints a set for a scene, with a packshot in it (PNG)."""

NEUTRAL_PALETTE = Palette(WHITE, WHITE, WHITE, NEAR_BLACK)  # for scenes that are only measured
CLEAR_SPACE = 0.125  # around a logo alone in its picture, as a share of the short side of the safe zone
BOTTOM = 3  # of the sides left, top, right, bottom
BREAKOUT, FRAMED = "breakout", "framed"
LEAST_SET_PX = 200.0  # height from which a banner, such as 300 × 250, has room for a set with type in it
LEAST_FRAME_PX = 80.0  # height from which a strip, such as 728 × 90, has room for a set in a frame
ON_PHOTOS = frozenset({"full-bleed", "card", "crossing"})  # skeletons that lay type or plates on a photo
EMPTY_ASPECT = 1.0  # width / height of the room that a template has for a product, if the brief has no picture


def look_identity(look: BrandStyle) -> dict[str, object]:
    """Return what determines the brand's part of a canvas, for its key."""
    logo, picture = look.logo, look.watermark_picture
    files = () if logo is None else (logo.file, logo.on_light, logo.on_dark, logo.mono, logo.mark)
    return {
        "name": look.name,
        "palette": look.palette,
        "set": look.studio_set,
        "set_palette": look.set_palette,
        "style": look.style,
        "devices": (look.devices, look.category, look.duotone, look.warning),
        "logo_sha256": [None if data is None else hashlib.sha256(data).hexdigest() for data in files],
        "logo_recolour": logo is not None and logo.recolour,
        "watermark": look.watermark if picture is None else hashlib.sha256(picture).hexdigest(),
    }


def template_digest(design: TemplateRef) -> str:
    """Return the digest of a template, for cache keys and the manifest."""
    return backgrounds.digest_design(design)


@dataclass(frozen=True, slots=True)
class Framing:
    """Where everything goes on a canvas; for a photo or a scene also the window that is cut from it, px of it.

    `wanted` is the campaign's skeleton, which another may stand in for.
    """

    plan: CanvasPlan
    window: Box | None = None
    wanted: str = ""


def choose_framing(
    hero: HeroImage, form: Format, direction: Direction, design: TemplateRef = POSTER_TEMPLATE
) -> Framing:
    """Choose the arrangement of a template for the hero in *form*. Scenes and photos need their bytes.

    Photos in one of our own layouts are arranged by `choose_framings`, for all markets together.
    """
    if form.shows is FormatContent.LOGO:
        return Framing(_logo_only_plan(form, direction, design))
    if is_photo(hero):
        return _frame_in_template(hero, form, direction, design)
    plan = template.read_design(design).arrange(form, direction, hero.aspect or EMPTY_ASPECT)
    return Framing(plan, _find_scene_window(hero, plan))


def is_photo(hero: HeroImage) -> bool:
    """Return whether the hero is a whole picture: a photo, or one that a provider painted with its product."""
    return hero.kind in {HeroKind.PHOTO, HeroKind.GENERATED}


def is_type_led(hero: HeroImage, form: Format, look: BrandStyle) -> bool:
    """Return whether an ad is made of type: there is neither a picture nor a template of the user's that needs none."""
    return hero.kind is HeroKind.STUDIO and look.design.folder is None and form.shows is not FormatContent.LOGO


def choose_skeleton(hero: HeroImage, form: Format, look: BrandStyle, layout: str, *, offer: bool) -> str | None:
    """Return the skeleton of a hero's ads; None where the template arranges them.

    *layout* is the campaign's skeleton for photos. Packshots get one if the brief names it, in strips and small
    banners, where a set is too small to carry type, and with an *offer*, whose price needs a surface: there a packshot
    stands on a shape, and a painted scene gets a frame.
    """
    if look.design.folder is not None or form.shows is not FormatContent.AD:
        return None
    if is_photo(hero):
        return layout
    low = form.height * form.shown_scale < LEAST_FRAME_PX
    wanted = look.layout or (FRAMED if not offer and not low else BREAKOUT)
    stands = hero.kind is HeroKind.PACKSHOT and hero.picture is None
    if not offer and look.layout in {None, FULL_BLEED} and (stands and _has_room_for_set(form)):
        return None
    if not offer and look.layout is None and format_class(form) not in SMALL_CLASSES:
        return None
    return FRAMED if wanted in ON_PHOTOS or (wanted == BREAKOUT and not stands) else wanted


def choose_studio_set(wish: SetWish, heroes: Sequence[HeroImage], palette: Palette) -> SetName:
    """Return the first set that suits the words of *wish* in which all packshots of *heroes* can be shown."""
    shots = [decode_rgba(hero.packshot) for hero in heroes if hero.packshot is not None]
    views = tuple(find_product_view(shot[..., 3]) for shot in shots)
    return choose_first_fitting(rank_studio_sets(replace(wish, views=views)), shots, palette)


def _has_room_for_set(form: Format) -> bool:
    """Return whether a set can carry type in a format: a strip is too low, and so is a small banner."""
    kind = format_class(form)
    return kind is not FormatClass.STRIP and (
        kind not in SMALL_CLASSES or form.height * form.shown_scale >= LEAST_SET_PX
    )


def choose_framings(
    hero: HeroImage, form: Format, everyone: tuple[LocalizedCopy, ...], look: BrandStyle, layout: str
) -> dict[Direction, Framing]:
    """Choose where everything goes in *form*, for each direction in which *everyone* reads.

    A whole picture is arranged by the skeleton *layout*, or what takes its place there, with one frame for all markets;
    everything else by the template of *look*. Photos and scenes need their bytes.
    """
    if hero.members and form.shows is not FormatContent.LOGO:
        arranged = group_drawing.arrange_products(hero, form, everyone, look)
        return {direction: Framing(plan) for direction, plan in arranged.plans}
    if is_type_led(hero, form, look):
        arranged = type_led.arrange_type_led(form, everyone, look)
        return {direction: Framing(plan) for direction, plan in arranged.plans}
    skeleton = choose_skeleton(hero, form, look, layout, offer=any(words.offer for words in everyone))
    if skeleton is not None:
        picture = _analyze_photo(hero, hero.picture or b"") if is_photo(hero) else _packshot_of(hero)
        arranged = arrange.arrange_picture(picture, form, everyone, look, skeleton)
        return {direction: Framing(plan, arranged.window, skeleton) for direction, plan in arranged.plans}
    directions = sorted({words.locale.direction for words in everyone})
    return {direction: choose_framing(hero, form, direction, look.design) for direction in directions}


def _packshot_of(hero: HeroImage) -> arrange.Packshot | None:
    return None if hero.aspect is None else arrange.Packshot(hero.aspect)


def is_framed_by_content(
    hero: HeroImage, form: Format, everyone: tuple[LocalizedCopy, ...], look: BrandStyle, layout: str
) -> bool:
    """Return whether `choose_framings` analyzes a picture or fits type, which takes long; *hero* needs no bytes.

    Not so where only its scene is painted: whoever has that knows it.
    """
    if is_photo(hero) or hero.members or is_type_led(hero, form, look):
        return True
    return choose_skeleton(hero, form, look, layout, offer=any(words.offer for words in everyone)) is not None


def rank_layouts(
    hero: HeroImage, form: Format, everyone: tuple[LocalizedCopy, ...], look: BrandStyle
) -> dict[str, float]:
    """Return the score of every skeleton for a photo in one format; 0 where it cannot be used."""
    return arrange.score_layouts(_analyze_photo(hero, hero.picture or b""), form, everyone, look)


def _frame_in_template(hero: HeroImage, form: Format, direction: Direction, design: TemplateRef) -> Framing:
    """Choose among the arrangements of a user's template by the crop of the photo; the photo is never reshaped."""
    photo = _analyze_photo(hero, hero.picture or b"")
    choices: list[tuple[bool, float, int, Framing]] = []
    for plan in template.read_design(design).candidates(form, direction):
        view = plan.view
        boxes = [_relative_to_view(box, view) for box in (*(zone.box for zone in plan.zones), plan.logo)]
        size = round(view.width), round(view.height)
        crop = choose_cover_crop(photo, size, covered=[box for box in boxes if box.area])
        choices.append((crop.eligible, crop.score, -len(choices), Framing(plan, crop.window)))
    return max(choices, key=lambda choice: choice[:3])[3]


def _relative_to_view(box: Box, view: Box) -> Box:
    return Box(box.x - view.x, box.y - view.y, box.width, box.height)


def _logo_only_plan(form: Format, direction: Direction, design: TemplateRef) -> CanvasPlan:
    """Return the plan of a picture that shows the logo alone: in the middle of what the channel shows, with air."""
    plan = template.read_design(design).arrange(form, direction, EMPTY_ASPECT)
    safe = form.safe_zone(mirrored=direction is Direction.RTL)
    room = safe.grown(-CLEAR_SPACE * min(safe.width, safe.height))
    return replace(plan, content=room, logo=room, product=room, floor=room.bottom, zones=(), panel=None)


def list_possible_plans(
    hero: HeroImage, form: Format, direction: Direction, look: BrandStyle, words: LocalizedCopy, *, painted: bool
) -> tuple[CanvasPlan, ...]:
    """Return the plans that an ad of *hero* and *words*, as the brief brings it, may get in *form*.

    No picture is looked at. Where a packshot is brought, the product's shape decides and there is one plan; where
    nothing is brought, the arrangements of the device. A photo decides by what
    it shows, and so does a picture that a provider is to paint (*painted*): then there are several.
    """
    design, offer = look.design, words.offer is not None
    if form.shows is FormatContent.LOGO:
        return (_logo_only_plan(form, direction, design),)
    if hero.members:
        return group_drawing.list_product_plans(hero, form, direction, look, (words,))
    if is_type_led(hero, form, look):
        typed = type_led.list_type_led_plans(form, direction, look, (words,))
        # The studio paints nothing where no provider can.
        return (*_photo_plans(form, direction, look, offer=offer), *typed) if painted else typed
    skeleton = None if is_photo(hero) else choose_skeleton(hero, form, look, "", offer=offer)
    if hero.kind is HeroKind.PHOTO or skeleton is not None:
        return _photo_plans(form, direction, look, offer=offer)
    still = template.read_design(design).arrange(form, direction, hero.aspect or EMPTY_ASPECT)
    if painted and (hero.kind is not HeroKind.PACKSHOT or format_class(form) in SMALL_CLASSES):
        # A painted scene gets a frame in small sizes; the studio paints where no provider can.
        return (*_photo_plans(form, direction, look, offer=offer), still)
    return (still,)


def _photo_plans(form: Format, direction: Direction, look: BrandStyle, *, offer: bool) -> tuple[CanvasPlan, ...]:
    if look.design.folder is not None:
        return template.read_design(look.design).candidates(form, direction)
    return tuple(
        give_words_mark_room(plan, look)
        for layout in LAYOUT_NAMES
        for plan in list_pack_plans(layout, form, direction, look, offer=offer)
    )


def paint_set(name: SetName, spec: SceneSpec, packshot: bytes) -> RenderedScene:
    """Paint the set *name* as ads show it."""
    return dress_set(name, spec, decode_rgba(packshot)).scene


def compose(hero: HeroImage, look: BrandStyle, framing: Framing, paint: SetPainter = paint_set) -> Canvas:
    """Paint or crop the hero as *framing* says and put the logo on it. Studio sets are painted by *paint*.

    In right-to-left markets everything changes sides; the product and the logo are never flipped.
    """
    if framing.plan.group is not None:
        canvas = group_drawing.compose_products(hero, look, framing.plan)
    else:
        canvas = _compose(hero, look, framing, paint)
    return replace(canvas, kind=hero.kind, origin=describe_origin(hero, framing.plan, canvas))


def _compose(hero: HeroImage, look: BrandStyle, framing: Framing, paint: SetPainter) -> Canvas:
    plan = framing.plan
    if plan.format.shows is FormatContent.LOGO:
        return _compose_logo_only(look, plan)
    if plan.device is not None:
        return type_led.compose_type_led(look, plan, framing.wanted)
    if plan.frame is not None and framing.window is not None:
        photo = _analyze_photo(hero, hero.picture or b"")
        return layered.compose_photo(photo, framing.window, look, plan, framing.wanted)
    if plan.cutout is not None:
        return _compose_breakout(hero, look, plan, framing.wanted)
    dressed = look.studio_set if hero.packshot is not None and hero.picture is None else None
    if plan.frame is not None:
        framed = layered.compose_scene(_render_in_frame(hero, look, plan, paint), look, plan, framing.wanted)
        return replace(framed, studio_set=dressed)
    painted = _render_picture(hero, look, framing, paint)
    under = backgrounds.draw_background(look.design, plan, look.palette)
    painting = painted if under is None else _add_template_ground(painted, under)
    logo = draw_brand_logo(look, brand_logo_place(look, plan), painting.pixels)
    return Canvas(
        format=plan.format,
        direction=plan.direction,
        pixels=paste_layer(painting.pixels, logo.pixels, round(logo.outer.x), round(logo.outer.y)),
        product_box=painting.product_box,
        product_mask=painting.product_mask,
        product_seen=_visible_product_share(painted, painting),
        zones=plan.zones,
        content=plan.content,
        logo=logo.outer,
        logo_pixels=logo.pixels,
        backdrop=painting.pixels,
        shown_logo=logo.shown,
        photo=_shown_in_template(hero, framing) if is_photo(hero) else None,
        occupant=_unwanted_object_box(hero, framing, painting.product_box),
        studio_set=dressed,
        words=() if under is None else _show_template_words(look, under, painted),
    )


def _compose_breakout(hero: HeroImage, look: BrandStyle, plan: CanvasPlan, wanted: str) -> Canvas:
    """Stand the packshot, or the subject of a photo, on the shape."""
    if hero.packshot is not None:
        return layered.compose_cutout(decode_rgba(hero.packshot), look, plan, wanted, rests=True)
    cut = cut_out_subject(_analyze_photo(hero, hero.picture or b""))
    if cut is None:
        raise AssertionError("a breakout was chosen for a photo whose subject cannot be cut out")
    return layered.compose_cutout(cut.pixels, look, plan, wanted, rests=not cut.touched[BOTTOM])


def _unwanted_object_box(hero: HeroImage, framing: Framing, product: Box | None) -> Box | None:
    """Return where the canvas shows an object that a service painted into the scene unasked, px."""
    form, window = framing.plan.format, framing.window
    if hero.occupant is None or hero.picture is None or window is None or product is None:
        return None

    rtl = framing.plan.direction is Direction.RTL
    stands = product.mirrored(form.width) if rtl else product
    seen = unwanted_object.object_on_canvas(hero.occupant, hero.picture, window, (form.width, form.height), stands)
    return seen.mirrored(form.width) if seen is not None and rtl else seen


def _compose_logo_only(look: BrandStyle, plan: CanvasPlan) -> Canvas:
    """Lay the logo on a plain ground of the brand's, in the middle; no picture is needed."""
    form, palette = plan.format, look.palette
    colour = choose_logo_surface(look, (palette.primary, palette.secondary, palette.accent, WHITE, NEAR_BLACK))
    ground = fill_picture(form.height, form.width, colour)
    logo = draw_brand_logo(look, LogoPlace(plan.logo, plan.logo.area, "center", "middle"), ground)
    return Canvas(
        format=form,
        direction=plan.direction,
        pixels=paste_layer(ground, logo.pixels, round(logo.outer.x), round(logo.outer.y)),
        product_box=None,
        product_mask=np.zeros((form.height, form.width), np.uint8),
        product_seen=None,
        zones=(),
        content=plan.content,
        logo=logo.outer,
        logo_pixels=logo.pixels,
        backdrop=ground,
        shown_logo=logo.shown,
    )


def _visible_product_share(painted: RenderedScene, decorated: RenderedScene) -> float | None:
    """Return the part of the product, 0..1, that the picture shows under what the template lays over it."""
    if painted.product_box is None:
        return None
    before, after = (float(one.product_mask.sum()) for one in (painted, decorated))
    return after / before if before else 0.0


def _add_template_ground(painting: RenderedScene, under: backgrounds.Background) -> RenderedScene:
    """Lay what the template draws under the type; the product is not seen where that covers it."""
    seen = painting.product_mask * ((255 - under.pixels[..., 3]) / np.float32(255))
    return replace(
        painting,
        pixels=paste_layer(painting.pixels, under.pixels, 0, 0),
        product_mask=np.rint(seen).astype(np.uint8),
    )


def _show_template_words(
    look: BrandStyle, under: backgrounds.Background, painted: RenderedScene
) -> tuple[ShownWords, ...]:
    if look.design.folder is None:
        return ()
    return show_template_words(look.design, under.marks, under.pixels, under.bare, painted.pixels)


def _render_picture(hero: HeroImage, look: BrandStyle, framing: Framing, paint: SetPainter) -> RenderedScene:
    """Paint the studio's scene, stand the product in a generated one, or cut the photo, as the plan wants it."""
    plan, window = framing.plan, framing.window

    if hero.packshot is None:
        if hero.picture is None or window is None:
            return _plain_ground(look, plan)
        return _crop_photo(hero, hero.picture, window, plan)
    if hero.picture is None or window is None:
        return paint(look.studio_set, _studio_set(hero, look.set_palette or look.palette, plan), hero.packshot)
    set_, packshot = _studio_set(hero, look.palette, plan), decode_rgba(hero.packshot)
    return placement.place_product(set_, decode_scene(hero.picture), window, packshot)


def _plain_ground(look: BrandStyle, plan: CanvasPlan) -> RenderedScene:
    """Return the brand's colour, for a user's template that draws everything itself."""
    shape = plan.format.height, plan.format.width
    ground = np.full((*shape, 3), look.palette.primary, np.uint8)
    return RenderedScene(ground, None, np.zeros(shape, np.uint8))


def _render_in_frame(hero: HeroImage, look: BrandStyle, plan: CanvasPlan, paint: SetPainter) -> RenderedScene:
    """Return the studio's scene, or the product in a generated one, at the size of the frame."""
    box = plan.product
    width, height = round(box.width), round(box.height)
    room = arrange.find_product_room(Box(0, 0, width, height))
    set_ = SceneSpec(
        width=width,
        height=height,
        palette=look.set_palette or look.palette,
        direction=plan.direction,
        room=room,
        floor=room.bottom,
        quiet=(),
        seed=hero.seed,
    )
    if hero.packshot is None:
        raise AssertionError("only a packshot stands in a scene that is framed")
    if hero.picture is None:
        return paint(look.studio_set, set_, hero.packshot)
    scene, packshot = decode_scene(hero.picture), decode_rgba(hero.packshot)
    return placement.place_product(set_, scene, placement.find_product_window(set_, scene, packshot), packshot)


def _find_scene_window(hero: HeroImage, plan: CanvasPlan) -> Box | None:
    """Return the part of a generated scene that the product is to stand in; None where the studio paints one."""
    if hero.picture is None or hero.packshot is None:
        return None

    return placement.find_product_window(
        _studio_set(hero, NEUTRAL_PALETTE, plan), decode_scene(hero.picture), decode_rgba(hero.packshot)
    )


def _studio_set(hero: HeroImage, palette: Palette, plan: CanvasPlan) -> SceneSpec:
    return SceneSpec(
        width=plan.format.width,
        height=plan.format.height,
        palette=palette,
        direction=plan.direction,
        room=plan.product,
        floor=plan.floor,
        quiet=_quiet_areas(plan),
        seed=hero.seed,
    )


def _crop_photo(hero: HeroImage, data: bytes, window: Box, plan: CanvasPlan) -> RenderedScene:
    """Return the photo in the view that a user's template leaves it; the rest of the canvas is plain."""
    photo, form, view = _analyze_photo(hero, data), plan.format, plan.view
    left, top, right, bottom = view.pixels(form.width, form.height)
    shown = crop_cover(photo, window, (right - left, bottom - top))
    pixels = fill_picture(form.height, form.width, WHITE)
    mask = np.zeros((form.height, form.width), np.uint8)
    pixels[top:bottom, left:right] = shown.pixels
    mask[top:bottom, left:right] = shown.mask
    return RenderedScene(pixels, ink_box(mask), mask)


def _shown_in_template(hero: HeroImage, framing: Framing) -> ShownPhoto | None:
    """Return how a user's template shows a photo, for the checks."""
    form, view, window = framing.plan.format, framing.plan.view, framing.window
    if window is None:
        return None
    photo = _analyze_photo(hero, hero.picture or b"")
    return layered.record_photo(photo, window, view, form)


def _analyze_photo(hero: HeroImage, data: bytes) -> Photo:
    return load_photo(data, hero.focus)


def _quiet_areas(plan: CanvasPlan) -> tuple[Box, ...]:
    """Return where the picture must be calm: behind the type and behind the logo, but not behind a panel."""
    boxes = (*(zone.box for zone in plan.zones), plan.logo)
    return tuple(box for box in boxes if plan.panel is None or not plan.panel.holds(box))
