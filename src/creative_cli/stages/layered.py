"""layered: a canvas of a skeleton: the surface, the picture in its frame, the plate, the logo."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from creative_cli.color.color_math import NEAR_BLACK, Palette
from creative_cli.formats import Box, Format
from creative_cli.imaging.blending import blend_into, fill_picture, paste_layer
from creative_cli.imaging.duotone import set_duotone
from creative_cli.imaging.main_subject import SubjectKind
from creative_cli.imaging.photo import Photo
from creative_cli.imaging.shown_crop import crop_cover
from creative_cli.layout.draw import ink_box
from creative_cli.layout.frame_shapes import draw_frame_shape, draw_soft_ellipse, resize_cutout
from creative_cli.layout.logo_ladder import draw_brand_logo
from creative_cli.layout.part_painting import paint_ground_parts
from creative_cli.layout.scallops import draw_scallops
from creative_cli.layout.style_pack import FrameShape, SurfaceRole
from creative_cli.layout.surface_colors import LIGHT_SURFACES, mix_surface
from creative_cli.layout.template import CanvasPlan, Frame
from creative_cli.models import BrandStyle, Canvas, Pixels
from creative_cli.shown import Composition, ShownPhoto
from creative_cli.stages.logo_drawing import brand_logo_place
from creative_cli.studio.scene_spec import RenderedScene

PLATE_ROLE = SurfaceRole.PAPER
CONTACT_SHADOW, SHADOW_HEIGHT = 0.42, 0.07  # opacity of the shadow under a cut-out, and its height, of the cut-out's
HALF_ALPHA = 128  # alpha from which a px belongs to the foot
FRAMED_PHOTOS = 2  # that are kept, 8 MB each: two sets at a time are in work
WHOLE_SIDES = (False, False, False, False)


class _Layers(NamedTuple):
    """A canvas in work: its pixels, and how the picture is shown on it."""

    pixels: Pixels
    photo: ShownPhoto


def compose_photo(photo: Photo, window: Box, look: BrandStyle, plan: CanvasPlan, wanted: str) -> Canvas:
    """Lay surface, photo, plate and logo over each other as *plan* says; the photo keeps its own pixels."""
    frame = _frame(plan)
    left, top, right, bottom = frame.box.pixels(plan.format.width, plan.format.height)
    shown = _frame_photo(photo, window, frame, plan.format, look.palette if look.duotone else None)
    pixels, part = _bare_surface(look, plan), (slice(top, bottom), slice(left, right))
    if frame.shape is FrameShape.RECT and not frame.scallop:
        pixels[part] = shown.reference[part]
    else:
        blend_into(pixels, np.dstack([shown.reference[part], shown.shown[part]]), left, top)
    return _finish(_Layers(pixels, shown), look, plan, wanted)


# The canvases of both reading directions often show the same, and what the checks measure in it is measured once.
@lru_cache(maxsize=FRAMED_PHOTOS)
def _frame_photo(photo: Photo, window: Box, frame: Frame, form: Format, tones: Palette | None) -> ShownPhoto:
    """Crop a photo into a frame, in *tones* of a palette if there is one."""
    left, top, right, bottom = frame.box.pixels(form.width, form.height)
    shown = record_photo(photo, window, frame.box, form, _outline(frame, (right - left, bottom - top)))
    part = slice(top, bottom), slice(left, right)
    if tones is not None:
        shown.reference[part] = set_duotone(shown.reference[part], tones)
    return shown


def record_photo(photo: Photo, window: Box, frame: Box, form: Format, outline: Pixels | None = None) -> ShownPhoto:
    """Crop a photo into a frame (px) of a canvas; *outline* is the frame's shape, uint8 (height, width)."""
    left, top, right, bottom = frame.pixels(form.width, form.height)
    size, part = (right - left, bottom - top), (slice(top, bottom), slice(left, right))
    crop = crop_cover(photo, window, size)
    reference = np.zeros((form.height, form.width, 3), np.uint8)
    shown, subject = (np.zeros((form.height, form.width), np.uint8) for _ in range(2))
    reference[part] = crop.pixels
    shown[part] = 255 if outline is None else outline
    keep, scene = photo.main.keep, photo.main.kind is SubjectKind.SCENE
    # A scene has no subject to keep: any part of it may be shown.
    if not scene:
        subject[part] = np.minimum(crop.mask, shown[part])
    scale = size[0] / window.width
    # People in a scene may be left out of the frame.
    faces = [face.box for face in photo.main.faces if not scene or _holds_middle(window, face.box)]
    return ShownPhoto(
        frame=Box(left, top, size[0], size[1]),
        reference=reference,
        shown=shown,
        made_up=np.zeros_like(shown),
        subject=subject,
        subject_box=Box(left, top, 0, 0) if scene else _moved(crop.subject, left, top),
        subject_share=keep.overlap(window) / keep.area if keep.area else 1.0,
        faces=tuple(_on_canvas(face, window, scale, left, top) for face in faces),
        touched=crop.touched,
        upscale=scale,
    )


def record_composition(look: BrandStyle, plan: CanvasPlan, wanted: str) -> Composition:
    """Return how a plan arranges an ad, for the checks; *wanted* is the layout of the campaign."""
    surface = plan.surface or SurfaceRole.PAPER
    return Composition(
        layout=plan.layout,
        wanted=wanted or plan.layout,
        style=look.style,
        surface=str(surface),
        ground=mix_surface(surface, look.palette),
        side=plan.side,
        headline=plan.headline,
        palette=look.palette,
    )


def compose_cutout(cutout: Pixels, look: BrandStyle, plan: CanvasPlan, wanted: str, *, rests: bool) -> Canvas:
    """Stand a cut-out, uint8 (h, w, 4), on the shape of a breakout, with a contact shadow.

    One that does not rest on its foot, as the photo cut it there, ends with the shape's lower edge.
    """
    frame, room = _frame(plan), plan.cutout or _frame(plan).box
    left, top, right, bottom = frame.box.pixels(plan.format.width, plan.format.height)
    shape = np.empty((bottom - top, right - left, 4), np.uint8)
    shape[..., :3] = mix_surface(_shape_role(plan), look.palette)
    shape[..., 3] = _outline(frame, (right - left, bottom - top))
    pixels = paste_layer(_bare_surface(look, plan), shape, left, top)
    scale = min(room.width / cutout.shape[1], room.height / cutout.shape[0])
    size = max(1, round(scale * cutout.shape[1])), max(1, round(scale * cutout.shape[0]))
    drawn = resize_cutout(cutout, size)
    x, y = round(room.x + (room.width - size[0]) / 2), round(room.bottom - size[1])
    if rests:
        pixels = _lay_contact_shadow(pixels, drawn[..., 3], x, y)
    else:
        y = bottom - size[1]
        drawn = _end_with_shape(drawn, shape[..., 3], (left - x, top - y))
    pixels = paste_layer(pixels, drawn, x, y)
    shown = np.zeros(pixels.shape[:2], np.uint8)
    shown[y : y + size[1], x : x + size[0]] = drawn[..., 3]
    box = Box(x, y, size[0], size[1])
    photo = record_cutout(pixels, shown, box, scale)
    return _finish(_Layers(pixels, photo), look, plan, wanted)


def record_cutout(pixels: Pixels, shown: Pixels, box: Box, upscale: float) -> ShownPhoto:
    """Return how cut-outs in *box* (px) are shown, for the checks: whole, and where *shown* covers the canvas."""
    return ShownPhoto(
        frame=box,
        reference=pixels,
        shown=shown,
        made_up=np.zeros_like(shown),
        subject=shown,
        subject_box=box,
        subject_share=1.0,
        faces=(),
        touched=WHOLE_SIDES,
        upscale=upscale,
        cutout=True,
    )


def compose_scene(scene: RenderedScene, look: BrandStyle, plan: CanvasPlan, wanted: str) -> Canvas:
    """Lay a scene that was rendered at the size of the frame on the surface."""
    frame, form = _frame(plan), plan.format
    height, width = scene.pixels.shape[:2]
    left, top = round(frame.box.x), round(frame.box.y)
    outline = _outline(frame, (width, height))
    reference = paste_layer(
        np.zeros((form.height, form.width, 3), np.uint8),
        np.dstack([scene.pixels, np.full_like(outline, 255)]),
        left,
        top,
    )
    pixels = paste_layer(_bare_surface(look, plan), np.dstack([scene.pixels, outline]), left, top)
    photo = ShownPhoto(
        frame=Box(left, top, width, height),
        reference=reference,
        shown=_placed(outline, form, left, top),
        made_up=np.zeros((form.height, form.width), np.uint8),
        subject=_placed(np.minimum(scene.product_mask, outline), form, left, top),
        subject_box=Box(left, top, 0, 0) if scene.product_box is None else _moved(scene.product_box, left, top),
        subject_share=1.0,
        faces=(),
        touched=WHOLE_SIDES,
        upscale=1.0,
    )
    return _finish(_Layers(pixels, photo), look, plan, wanted)


def _placed(mask: Pixels, form: Format, left: int, top: int) -> Pixels:
    """Return a mask on the canvas, cut at its edges."""
    placed = np.zeros((form.height, form.width), np.uint8)
    part = placed[top : top + mask.shape[0], left : left + mask.shape[1]]
    part[...] = mask[: part.shape[0], : part.shape[1]]
    return placed


def _holds_middle(window: Box, box: Box) -> bool:
    across, down = box.x + box.width / 2, box.y + box.height / 2
    return window.x < across < window.right and window.y < down < window.bottom


def _on_canvas(box: Box, window: Box, scale: float, left: float, top: float) -> Box:
    return Box(
        left + (box.x - window.x) * scale, top + (box.y - window.y) * scale, box.width * scale, box.height * scale
    )


def _frame(plan: CanvasPlan) -> Frame:
    if plan.frame is None:
        raise AssertionError(f"the plan {plan.arrangement} has no frame")
    return plan.frame


def _bare_surface(look: BrandStyle, plan: CanvasPlan) -> Pixels:
    ground = mix_surface(plan.surface or SurfaceRole.PAPER, look.palette)
    pixels = fill_picture(plan.format.height, plan.format.width, ground)
    paint_ground_parts(pixels, plan, look.palette, behind=True)
    return pixels


def _end_with_shape(drawn: Pixels, shape: Pixels, place: tuple[int, int]) -> Pixels:
    """Return a cut-out that lies inside the shape below the shape's middle; *place* is the shape's corner in it, px."""
    across, down = place
    height, width = drawn.shape[:2]
    inside = np.zeros((height, width), np.uint8)
    tall, wide = shape.shape
    x0, y0 = max(0, across), max(0, down)
    x1, y1 = min(width, across + wide), min(height, down + tall)
    inside[y0:y1, x0:x1] = shape[y0 - down : y1 - down, x0 - across : x1 - across]
    inside[: max(0, down + tall // 2)] = 255
    ended = drawn.copy()
    ended[..., 3] = np.minimum(ended[..., 3], inside)
    return ended


def _shape_role(plan: CanvasPlan) -> SurfaceRole:
    """Return the surface of a shape behind a cut-out: light on a dark ground, and the brand's colour on a light one."""
    return SurfaceRole.PRIMARY if plan.surface in LIGHT_SURFACES else SurfaceRole.TINT


def _lay_contact_shadow(pixels: Pixels, alpha: Pixels, x: int, y: int) -> Pixels:
    """Return *pixels* with a soft shadow on the ground under a cut-out, as wide as its foot."""
    height, width = alpha.shape
    foot = alpha[round(0.94 * height) :]
    columns = np.flatnonzero((foot > HALF_ALPHA).any(axis=0))
    if not columns.size:
        return pixels
    high = max(4, round(SHADOW_HEIGHT * min(height, 2 * width)))
    wide = int(columns[-1] - columns[0] + 1)
    pad = high
    soft = draw_soft_ellipse((wide, high), pad, CONTACT_SHADOW)
    layer = np.empty((*soft.shape, 4), np.uint8)
    layer[..., :3] = NEAR_BLACK
    layer[..., 3] = soft
    return paste_layer(pixels, layer, x + int(columns[0]) - pad, y + height - round(0.62 * high) - pad)


def _moved(box: Box, across: float, down: float) -> Box:
    return Box(box.x + across, box.y + down, box.width, box.height)


def _finish(layers: _Layers, look: BrandStyle, plan: CanvasPlan, wanted: str) -> Canvas:
    pixels, photo = _lay_plate(layers.pixels, plan, look), layers.photo
    paint_ground_parts(pixels, plan, look.palette, behind=False)
    seen = photo.subject if plan.plate is None else np.minimum(photo.subject, 255 - _plate_cover(plan))
    logo = draw_brand_logo(look, brand_logo_place(look, plan), pixels)
    there, whole = (float(mask.sum(axis=1, dtype=np.uint32).sum()) for mask in (seen, photo.subject))
    return Canvas(
        format=plan.format,
        direction=plan.direction,
        pixels=paste_layer(pixels, logo.pixels, round(logo.outer.x), round(logo.outer.y)),
        product_box=ink_box(seen) if seen.any() else None,
        product_mask=seen,
        product_seen=there / whole if whole else None,
        zones=plan.zones,
        content=plan.content,
        logo=logo.outer,
        logo_pixels=logo.pixels,
        backdrop=pixels,
        shown_logo=logo.shown,
        photo=photo,
        composition=record_composition(look, plan, wanted),
    )


def _plate_cover(plan: CanvasPlan) -> Pixels:
    """Return where the plate lies, uint8 (height, width) of the canvas."""
    plate = plan.plate or plan.content
    left, top, right, bottom = plate.pixels(plan.format.width, plan.format.height)
    shape = FrameShape.ROUNDED if plan.plate_radius else FrameShape.RECT
    return _placed(
        _outline(Frame(plate, shape, plan.plate_radius), (right - left, bottom - top)), plan.format, left, top
    )


def _lay_plate(pixels: Pixels, plan: CanvasPlan, look: BrandStyle) -> Pixels:
    if plan.plate is None:
        return pixels
    cover = _plate_cover(plan)
    layer = np.empty((*cover.shape, 4), np.uint8)
    layer[..., :3] = mix_surface(PLATE_ROLE, look.palette)
    layer[..., 3] = cover
    return paste_layer(pixels, layer, 0, 0)


def _outline(frame: Frame, size: tuple[int, int]) -> Pixels:
    """Return the shape of a frame as coverage, uint8 (height, width)."""
    if frame.scallop:
        return draw_scallops(frame.shape, size, round(frame.radius, 2), round(frame.scallop, 1), frame.bleeds)
    return draw_frame_shape(frame.shape, size, round(frame.radius, 2), round(frame.edge, 2))
