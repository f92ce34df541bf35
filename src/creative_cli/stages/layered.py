"""layered: a canvas of a skeleton: the surface, the photo in its frame, the plate, the logo."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from creative_cli.formats import Box
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.cover_crop import crop_cover
from creative_cli.imaging.photo import Photo
from creative_cli.layout.draw import ink_box
from creative_cli.layout.style_pack import FrameShape, SurfaceRole
from creative_cli.layout.surface_colors import mix_surface
from creative_cli.layout.template import CanvasPlan, Frame
from creative_cli.models import BrandStyle, Canvas, Composition, Pixels, ShownPhoto

SHAPE_OVERSAMPLE = 4  # outlines are drawn this much larger, which smooths their edges
PLATE_ROLE = SurfaceRole.WHITE


def compose_layers(photo: Photo, window: Box, look: BrandStyle, plan: CanvasPlan, wanted: str) -> Canvas:
    """Lay surface, photo, plate and logo over each other as *plan* says; the photo keeps its own pixels."""
    frame = plan.frame
    if frame is None or plan.surface is None:
        raise AssertionError(f"the plan {plan.arrangement} has no frame or no surface")
    form = plan.format
    ground = mix_surface(plan.surface, look.palette)
    left, top, right, bottom = frame.box.pixels(form.width, form.height)
    size = right - left, bottom - top
    shown = crop_cover(photo, window, size)
    outline = _outline(frame, (left, top), size)
    pixels = np.full((form.height, form.width, 3), ground, np.uint8)
    pixels = paste_layer(pixels, np.dstack([shown.pixels, outline]), left, top)
    reference = np.zeros_like(pixels)
    reference[top:bottom, left:right] = shown.pixels
    visible, subject = (np.zeros((form.height, form.width), np.uint8) for _ in range(2))
    visible[top:bottom, left:right] = outline
    subject[top:bottom, left:right] = np.minimum(shown.subject, outline)
    seen = subject
    if plan.plate is not None:
        pixels, seen = _lay_plate(pixels, subject, plan, look)
    scale = size[0] / window.width
    box = photo.subject.box
    on_canvas = Box(
        left + (box.x - window.x) * scale, top + (box.y - window.y) * scale, box.width * scale, box.height * scale
    )
    from creative_cli.stages.compose import _draw_logo, _position_logo, _tint_logo

    logo = _draw_logo(look, plan)
    logo_box = _position_logo(plan, logo)
    tinted = _tint_logo(logo, pixels, logo_box, look)
    return Canvas(
        format=form,
        direction=plan.direction,
        pixels=paste_layer(pixels, tinted, round(logo_box.x), round(logo_box.y)),
        product_box=ink_box(seen) if seen.any() else None,
        product_mask=seen,
        product_seen=float(seen.sum(dtype=np.int64)) / max(1.0, float(subject.sum(dtype=np.int64))),
        zones=plan.zones,
        content=plan.content,
        logo=logo_box,
        logo_pixels=tinted,
        backdrop=pixels,
        photo=ShownPhoto(
            frame=Box(left, top, size[0], size[1]),
            reference=reference,
            shown=visible,
            made_up=np.zeros_like(visible),
            subject=subject,
            subject_box=on_canvas,
            subject_share=box.overlap(window) / box.area if box.area else 1.0,
            faces=tuple(Box(face.x + left, face.y + top, face.width, face.height) for face in shown.faces),
            touched=_touched_sides(photo),
            upscale=scale,
        ),
        composition=Composition(
            layout=plan.layout,
            wanted=wanted or plan.layout,
            style=look.style,
            surface=str(plan.surface),
            ground=ground,
            side=plan.side,
            headline=plan.headline,
        ),
    )


def _touched_sides(photo: Photo) -> tuple[bool, bool, bool, bool]:
    height, width = photo.pixels.shape[:2]
    box, near = photo.subject.box, 0.01 * max(width, height)
    return box.x <= near, box.y <= near, box.right >= width - near, box.bottom >= height - near


def _lay_plate(pixels: Pixels, subject: Pixels, plan: CanvasPlan, look: BrandStyle) -> tuple[Pixels, Pixels]:
    plate = plan.plate or plan.content
    left, top, right, bottom = plate.pixels(pixels.shape[1], pixels.shape[0])
    shape = FrameShape.ROUNDED if plan.plate_radius else FrameShape.RECT
    cover = _outline(Frame(plate, shape, plan.plate_radius), (left, top), (right - left, bottom - top))
    layer = np.empty((*cover.shape, 4), np.uint8)
    layer[..., :3] = mix_surface(PLATE_ROLE, look.palette)
    layer[..., 3] = cover
    seen = subject.copy()
    seen[top:bottom, left:right] = np.minimum(seen[top:bottom, left:right], 255 - cover)
    return paste_layer(pixels, layer, left, top), seen


def _outline(frame: Frame, origin: tuple[int, int], size: tuple[int, int]) -> Pixels:
    """Return the shape of a frame as coverage, uint8 (height, width), on the whole px from *origin*."""
    return _draw_shape(frame.shape, size, round(frame.radius, 2), round(frame.edge, 2))


@lru_cache(maxsize=32)
def _draw_shape(shape: FrameShape, size: tuple[int, int], radius: float, edge: float) -> Pixels:
    width, height = size
    if shape is FrameShape.RECT or (shape is FrameShape.ROUNDED and not radius):
        return _read_only(np.full((height, width), 255, np.uint8))
    big = SHAPE_OVERSAMPLE * width, SHAPE_OVERSAMPLE * height
    picture = Image.new("L", big, 0)
    pen, last = ImageDraw.Draw(picture), (big[0] - 1, big[1] - 1)
    corner = SHAPE_OVERSAMPLE * radius
    if shape is FrameShape.CIRCLE:
        pen.ellipse((0, 0, *last), fill=255)
    elif shape is FrameShape.ROUNDED:
        pen.rounded_rectangle((0, 0, *last), corner, fill=255)
    elif shape is FrameShape.ARCH:
        # A half circle over a box: on a wide frame the arc is as high as the frame allows.
        dome = min(big[0] / 2, 0.62 * big[1])
        pen.ellipse((0, 0, last[0], 2 * dome), fill=255)
        pen.rounded_rectangle((0, dome, *last), min(corner, big[0] / 8), fill=255, corners=(False, False, True, True))
    else:
        lean = SHAPE_OVERSAMPLE * abs(edge)
        points = [(lean, 0), (big[0], 0), (big[0], big[1]), (0, big[1])]
        if edge < 0:
            points = [(big[0] - x, y) for x, y in points]
        pen.polygon(points, fill=255)
    return _read_only(np.asarray(picture.resize(size, Image.Resampling.BOX)))


def _read_only(mask: Pixels) -> Pixels:
    mask.setflags(write=False)
    return mask
