"""compose: turn a hero into the canvas of one ratio and reading direction, with the logo and room for text.

Longer than most files: studio, scene and photo differ in a few lines each and share everything else.
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from creative_cli.color.color_math import NEAR_BLACK, WHITE
from creative_cli.formats import Box, Format, FormatContent
from creative_cli.imaging import unwanted_object
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.crop import ArrangementBoxes, choose_crop, crop_photo
from creative_cli.imaging.layers import decode_rgba
from creative_cli.imaging.logo_fit import logo_ink_area
from creative_cli.imaging.photo import Photo, load_photo
from creative_cli.imaging.source import decode_scene
from creative_cli.layout import backgrounds, template
from creative_cli.layout.logo_ladder import LogoPlace, choose_logo_surface, draw_brand_logo
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import POSTER_TEMPLATE, BrandStyle, Canvas, HeroImage, HeroKind, Palette, TemplateRef
from creative_cli.studio import placement, renderer
from creative_cli.studio.renderer import RenderedScene, SceneSpec

NEUTRAL_PALETTE = Palette(WHITE, WHITE, WHITE, NEAR_BLACK)  # for scenes that are only measured
CLEAR_SPACE = 0.125  # around a logo alone in its picture, as a share of the short side of the safe zone
STILL_LIFE_ASPECT = 1.0  # width / height, if the brief has no product picture


def look_identity(look: BrandStyle) -> dict[str, object]:
    """Return what determines the brand's part of a canvas, for its key."""
    logo, picture = look.logo, look.watermark_picture
    files = () if logo is None else (logo.file, logo.on_light, logo.on_dark, logo.mono)
    return {
        "name": look.name,
        "palette": look.palette,
        "style": look.style,
        "logo_sha256": [None if data is None else hashlib.sha256(data).hexdigest() for data in files],
        "logo_recolour": logo is not None and logo.recolour,
        "watermark": look.watermark if picture is None else hashlib.sha256(picture).hexdigest(),
    }


def template_digest(design: TemplateRef) -> str:
    """Return the digest of a template, for cache keys and the manifest."""
    return backgrounds.digest_design(design)


@dataclass(frozen=True, slots=True)
class Framing:
    """Where everything goes on a canvas; for a photo or a scene also the window that is cut from it, px of it."""

    plan: CanvasPlan
    window: Box | None = None


def choose_framing(
    hero: HeroImage, form: Format, direction: Direction, design: TemplateRef = POSTER_TEMPLATE
) -> Framing:
    """Choose the arrangement for the hero in *form*. Photos and scenes are looked at: they need their bytes."""
    if form.shows is FormatContent.LOGO:
        return Framing(_logo_only_plan(form, direction, design))
    if hero.picture is None or hero.packshot is not None:
        plan = template.read_design(design).arrange(form, direction, hero.aspect or STILL_LIFE_ASPECT)
        return Framing(plan, _find_scene_window(hero, plan))

    photo, plans = _analyze_photo(hero, hero.picture), _photo_plans(form, direction, design)
    choices = []
    for view in dict.fromkeys(plan.view for plan in plans):
        own, size = [plan for plan in plans if plan.view == view], (round(view.width), round(view.height))
        choice = choose_crop(photo.pixels, photo.subject, size, [_view_places(plan) for plan in own])
        choices.append((choice.score, Framing(own[choice.arrangement], _canvas_window(choice.window, view, form))))
    return max(choices, key=lambda scored: scored[0])[1]


def _view_places(plan: CanvasPlan) -> ArrangementBoxes:
    """Return where a plan puts things in its view, px of that; what lies on a panel hides no more than the panel."""
    view, panel = plan.view, plan.panel
    on = [] if panel is None else [panel]
    boxes = (*on, *(zone.box for zone in plan.zones if not any(under.holds(zone.box) for under in on)))
    logo = None if any(under.holds(plan.logo) for under in on) else _relative_to_view(plan.logo, view)
    # Part of a panel along a whole side may reach into no view at all.
    laid = tuple(_relative_to_view(box, view) for box in boxes if box.overlap(view) >= 1)
    return ArrangementBoxes(laid, logo, _relative_to_view(plan.product, view))


def _relative_to_view(box: Box, view: Box) -> Box:
    return Box(box.x - view.x, box.y - view.y, box.width, box.height)


def _canvas_window(window: Box, view: Box, form: Format) -> Box:
    """Return the window of the whole canvas where *window* is what its *view* shows."""
    if view == form.bounds:
        return window
    scale = window.width / round(view.width)
    return Box(window.x - view.x * scale, window.y - view.y * scale, form.width * scale, form.height * scale)


def _logo_only_plan(form: Format, direction: Direction, design: TemplateRef) -> CanvasPlan:
    """Return the plan of a picture that shows the logo alone: in the middle of what the channel shows, with air."""
    plan = template.read_design(design).arrange(form, direction, STILL_LIFE_ASPECT)
    safe = form.safe_zone(mirrored=direction is Direction.RTL)
    room = safe.grown(-CLEAR_SPACE * min(safe.width, safe.height))
    return replace(plan, content=room, logo=room, product=room, floor=room.bottom, zones=(), panel=None)


def list_possible_plans(
    hero: HeroImage, form: Format, direction: Direction, design: TemplateRef, *, painted: bool
) -> tuple[CanvasPlan, ...]:
    """Return the plans that an ad of *hero*, as the brief brings it, may get in *form*; no picture is looked at.

    Where a packshot or nothing is brought, the product's shape decides and there is one plan. A photo decides by what
    it shows, and so does a picture that a provider is to paint (*painted*): then there are several.
    """
    if form.shows is FormatContent.LOGO:
        return (_logo_only_plan(form, direction, design),)
    if hero.kind is HeroKind.PHOTO:
        return _photo_plans(form, direction, design)
    still = template.read_design(design).arrange(form, direction, hero.aspect or STILL_LIFE_ASPECT)
    if not painted or hero.kind is HeroKind.PACKSHOT:
        return (still,)
    # The studio paints where no provider can.
    return (*_photo_plans(form, direction, design), still)


def _photo_plans(form: Format, direction: Direction, design: TemplateRef) -> tuple[CanvasPlan, ...]:
    arranged = (
        template.load_template(backgrounds.PHOTO_TEMPLATE)
        if design == POSTER_TEMPLATE
        else template.read_design(design)
    )
    return arranged.candidates(form, direction)


def compose(hero: HeroImage, look: BrandStyle, framing: Framing) -> Canvas:
    """Paint or crop the hero as *framing* says and put the logo on it.

    In right-to-left markets everything changes sides; the product and the logo are never flipped.
    """
    plan = framing.plan
    if plan.format.shows is FormatContent.LOGO:
        return _compose_logo_only(look, plan)
    painted = _render_picture(hero, look, framing)
    painting = _add_template_ground(painted, look, plan)
    logo = draw_brand_logo(look, _logo_place(look, plan), painting.pixels)
    return Canvas(
        format=plan.format,
        direction=plan.direction,
        pixels=paste_layer(painting.pixels, logo.pixels, round(logo.outer.x), round(logo.outer.y)),
        product_box=painting.product_box,
        product_mask=painting.product_mask,
        product_seen=_visible_product_share(hero, framing, painted, painting),
        zones=plan.zones,
        content=plan.content,
        logo=logo.outer,
        logo_pixels=logo.pixels,
        backdrop=painting.pixels,
        shown_logo=logo.shown,
        occupant=_unwanted_object_box(hero, framing, painting.product_box),
    )


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
    ground = np.full((form.height, form.width, 3), colour, np.uint8)
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


def _visible_product_share(
    hero: HeroImage, framing: Framing, painted: RenderedScene, decorated: RenderedScene
) -> float | None:
    """Return the part of the product, 0..1, that the picture shows under what the template lays over it."""
    if painted.product_box is None:
        return None
    before, after = (float(one.product_mask.sum()) for one in (painted, decorated))
    whole = 1.0
    if framing.window is not None and hero.picture is not None and hero.packshot is None:
        whole = _analyze_photo(hero, hero.picture).subject.share(framing.window)
    return whole * after / before if before else 0.0


def _add_template_ground(painting: RenderedScene, look: BrandStyle, plan: CanvasPlan) -> RenderedScene:
    """Lay what the template draws under the type; the product is not seen where that covers it."""
    under = backgrounds.draw_background(look.design, plan, look.palette)
    if under is None:
        return painting

    seen = painting.product_mask * ((255 - under[..., 3]) / np.float32(255))
    return replace(
        painting, pixels=paste_layer(painting.pixels, under, 0, 0), product_mask=np.rint(seen).astype(np.uint8)
    )


def _render_picture(hero: HeroImage, look: BrandStyle, framing: Framing) -> RenderedScene:
    """Paint the studio's scene, stand the product in a generated one, or cut the photo, as the plan wants it."""
    plan, window = framing.plan, framing.window

    packshot = None if hero.packshot is None else decode_rgba(hero.packshot)
    if hero.picture is None or window is None:
        return renderer.render_scene(_studio_set(hero, look.palette, plan), packshot)
    if packshot is None:
        return _crop_photo(hero, hero.picture, window, plan)
    return placement.place_product(_studio_set(hero, look.palette, plan), decode_scene(hero.picture), window, packshot)


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
    photo, width, height = _analyze_photo(hero, data), plan.format.width, plan.format.height
    made = crop_photo(photo.pixels, photo.subject, window, (width, height))
    if plan.view == plan.format.bounds or Box(0, 0, photo.pixels.shape[1], photo.pixels.shape[0]).holds(window):
        return RenderedScene(made.pixels, made.subject, made.mask)
    # What is made up under a panel must not draw the part that is seen along.
    left, top, right, bottom = plan.view.pixels(width, height)
    scale = window.width / width
    part = Box(window.x + left * scale, window.y + top * scale, (right - left) * scale, (bottom - top) * scale)
    pixels = made.pixels.copy()
    pixels[top:bottom, left:right] = crop_photo(photo.pixels, photo.subject, part, (right - left, bottom - top)).pixels
    return RenderedScene(pixels, made.subject, made.mask)


def _analyze_photo(hero: HeroImage, data: bytes) -> Photo:
    return load_photo(data, hero.focus, painted=hero.kind is HeroKind.GENERATED)


def _quiet_areas(plan: CanvasPlan) -> tuple[Box, ...]:
    """Return where the picture must be calm: behind the type and behind the logo, but not behind a panel."""
    boxes = (*(zone.box for zone in plan.zones), plan.logo)
    return tuple(box for box in boxes if plan.panel is None or not plan.panel.holds(box))


def _logo_place(look: BrandStyle, plan: CanvasPlan) -> LogoPlace:
    form, radius = plan.format, load_style_pack(look.style).radius
    return LogoPlace(
        plan.logo,
        logo_ink_area(form.width, form.height),
        "right" if plan.direction is Direction.RTL else "left",
        radius=radius * (form.width * form.height) ** 0.5,
    )
