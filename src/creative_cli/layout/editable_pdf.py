"""Writes an ad as an editable PDF with separate picture, button, logo and live text.

One px is one pt. The letters come from the same Typst function as those of the picture, with embedded fonts. The file
has no timestamp: the same ad gives the same bytes.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from PIL import Image

from creative_cli.color.color_math import Rgb, rgb_to_hex
from creative_cli.errors import PictureError, TypesetError
from creative_cli.formats import Box
from creative_cli.imaging.foreign_worker import run_in_worker
from creative_cli.layout.brand_fonts import brand_font_folders
from creative_cli.layout.draw import decode_png, ink_box, letters_job, plate_radius, runs_job
from creative_cli.layout.fonts import fonts_folder
from creative_cli.layout.glyph_outlines import parse_svg
from creative_cli.layout.pdf_compiling import compile_pdf_page
from creative_cli.layout.pdf_text import add_actual_text
from creative_cli.layout.place import PlacedBlock, PlacedLine
from creative_cli.layout.svg_document import plain_svg_bytes
from creative_cli.layout.svg_raster import INK_SEARCH_SCALE, svg_to_png
from creative_cli.models import BrandFont, Pixels, Role
from creative_cli.scratch_folders import open_scratch_folder, raising_scratch_errors

# The main file, and the one that draws the letters of pictures, too.
PDF_TEMPLATES = ("editable.typ", "poster.typ")
SOLID_LOGO_ALPHA = 200
# Mean color difference, 0 to 255, up to which a recolored SVG counts as the logo in the picture.
MAX_LOGO_DIFFERENCE = 12.0

_SIMPLER_HINT = "Simplify the SVG of the logo, or give it as PNG of 1000 to 4000 px."
_PAINTS = ("fill", "stroke", "stop-color", "color")
_KEPT_PAINT = re.compile(r"none|transparent|url\(", re.IGNORECASE)
_PAINT = re.compile(r"(?P<name>(?:^|[;{\s])(?:fill|stroke|stop-color|color)\s*:\s*)(?P<value>[^;}]+)")
_MASKS = ("{http://www.w3.org/2000/svg}mask", "mask")


@dataclass(frozen=True, slots=True)
class LogoPlate:
    """The plate under a logo: its box and the radius of its corners, px, and its colour."""

    box: Box
    radius: float
    fill: Rgb


@dataclass(frozen=True, slots=True, eq=False)
class LogoMark:
    """The logo on the canvas: its pixels, uint8 (height, width, 4), their position, their source and their plate.

    The source is `svg`, or `name` for a brand name set by `set_wordmark`; both are None for a raster logo.
    """

    pixels: Pixels
    box: Box
    svg: bytes | None = None
    name: PlacedBlock | None = None
    plate: LogoPlate | None = None


def draw_editable_pdf(
    title: str,
    backdrop: Pixels,
    mark: LogoMark,
    blocks: tuple[PlacedBlock, ...],
    inks: Mapping[Role, Rgb],
    plate: Rgb,
    emphasis: Mapping[Role, Rgb] | None = None,
) -> bytes:
    """Return the PDF of an ad; *backdrop* is the picture without logo, buttons and text, uint8 (height, width, 3).

    *emphasis* are the colors of emphasized words, by role, where they are not those of *inks*. An SVG logo stays vector
    and a wordmark stays text. Raises TypesetError and StorageError, and PictureError if the SVG exceeds the limits of a
    worker.
    """
    height, width = backdrop.shape[:2]
    page = Box(0, 0, width, height)
    drawn = [(block, inks[block.role]) for block in blocks]
    if mark.name is not None:
        drawn.append((_move_block(mark.name, mark.box), _median_color(mark.pixels)))
    brand = next((block.typeface.brand for block, _ in drawn), ())
    with open_scratch_folder() as folder, raising_scratch_errors():
        for template in PDF_TEMPLATES:
            shutil.copyfile(str(files("creative_cli.layout") / "templates" / template), folder / template)
        (folder / "backdrop.png").write_bytes(_encode_png(backdrop))
        job = {
            "title": title,
            "width": width,
            "height": height,
            "under": [] if mark.plate is None else [_plate_job(mark.plate.box, mark.plate.radius, mark.plate.fill)],
            "logo": None if mark.name is not None else _write_logo(mark, folder),
            "plates": [
                *(_plate_job(block.plate, plate_radius(block), plate) for block in blocks if block.plate is not None),
                *(_plate_job(block.rule, 0.0, inks[block.role]) for block in blocks if block.rule is not None),
            ],
            "pages": [_letters_page(block, page, ink, emphasis or {}) for block, ink in drawn if block.ink.area],
        }
        return add_actual_text(
            _compile_pdf(folder, job, brand), [line for block, _ in drawn for line in block.lines], height
        )


def _letters_page(block: PlacedBlock, page: Box, ink: Rgb, emphasis: Mapping[Role, Rgb]) -> dict[str, object]:
    color = rgb_to_hex(ink)
    if not block.emphasized or block.role not in emphasis:
        return {**letters_job(block, page), "ink": color}
    return {**runs_job(block, page, color, rgb_to_hex(emphasis[block.role])), "ink": color}


def _compile_pdf(folder: Path, job: Mapping[str, object], brand: tuple[BrandFont, ...]) -> bytes:
    fonts = [str(fonts_folder()), *map(str, brand_font_folders(brand))]
    options = {"folder": str(folder), "job": json.dumps(job), "fonts": fonts}
    answer = run_in_worker(compile_pdf_page, PDF_TEMPLATES[0].encode(), "The editable PDF", options, _SIMPLER_HINT)
    if "message" in answer.fields:
        message, diagnostic = answer.fields["message"], answer.fields["diagnostic"]
        raise TypesetError(f"Typst rejected editable.typ: {message}", str(diagnostic))
    return answer.data


def _plate_job(box: Box, radius: float, fill: Rgb) -> dict[str, object]:
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    return {**place, "radius": radius, "fill": rgb_to_hex(fill)}


def _move_block(block: PlacedBlock, to: Box) -> PlacedBlock:
    def moved(box: Box) -> Box:
        return Box(box.x + to.x, box.y + to.y, box.width, box.height)

    lines = tuple(
        PlacedLine(line.text, line.x + to.x, line.baseline + to.y, line.width, moved(line.ink)) for line in block.lines
    )
    return replace(block, lines=lines, ink=moved(block.ink))


def _median_color(pixels: Pixels) -> Rgb:
    solid = pixels[pixels[..., 3] > SOLID_LOGO_ALPHA][:, :3]
    red, green, blue = (int(channel) for channel in np.median(solid if len(solid) else pixels[..., :3], axis=0))
    return red, green, blue


def _encode_png(pixels: Pixels) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _write_logo(mark: LogoMark, folder: Path) -> dict[str, object]:
    box = mark.box
    if mark.svg is not None:
        plain = plain_svg_bytes(mark.svg)
        for svg in (plain, _recolor_svg(plain, _median_color(mark.pixels))):
            frame = _svg_frame(svg, mark)
            if frame is not None:
                (folder / "logo.svg").write_bytes(svg)
                return {"file": "logo.svg", "x": frame.x, "y": frame.y, "width": frame.width, "height": frame.height}
    (folder / "logo.png").write_bytes(_encode_png(mark.pixels))
    return {"file": "logo.png", "x": box.x, "y": box.y, "width": box.width, "height": box.height}


def _svg_frame(svg: bytes, mark: LogoMark) -> Box | None:
    """Return the frame with which the SVG's ink fills the logo's box; None if it does not look like the logo."""
    box = mark.box
    try:
        large = decode_png(svg_to_png(svg, INK_SEARCH_SCALE * box.width, INK_SEARCH_SCALE * box.height))
    except PictureError:
        return None  # only a recolored SVG can fail: the original is on the canvas already
    ink = ink_box(large[..., 3])
    if not ink.area:
        return None
    left, top, right, bottom = (int(edge) for edge in (ink.x, ink.y, ink.right, ink.bottom))
    if not _looks_like(large[top:bottom, left:right], mark.pixels):
        return None
    across, down = box.width / ink.width, box.height / ink.height
    return Box(box.x - ink.x * across, box.y - ink.y * down, large.shape[1] * across, large.shape[0] * down)


def _looks_like(drawn: Pixels, wanted: Pixels) -> bool:
    height, width = wanted.shape[:2]
    small = np.asarray(Image.fromarray(drawn).resize((width, height), Image.Resampling.BOX)).astype(np.float64)
    share = np.minimum(small[..., 3], wanted[..., 3])[..., None] / 255
    return (
        float((share * np.abs(small[..., :3] - wanted[..., :3])).sum() / (3 * max(1.0, share.sum())))
        <= MAX_LOGO_DIFFERENCE
    )


def _recolor_svg(svg: bytes, ink: Rgb) -> bytes:
    """Return a one-color drawing in another color; the paints `none` and references stay."""
    color = rgb_to_hex(ink)
    root = parse_svg(svg)
    masked = {inner for mask in root.iter() if mask.tag in _MASKS for inner in mask.iter()}
    root.attrib.setdefault("fill", color)
    for element in root.iter():
        if element in masked:
            continue
        for name in _PAINTS:
            if name in element.attrib and not _KEPT_PAINT.match(element.attrib[name].strip()):
                element.attrib[name] = color
        if "style" in element.attrib:
            element.attrib["style"] = _recolor_style(element.attrib["style"], color)
        if element.text and str(element.tag).endswith("style"):
            element.text = _recolor_style(element.text, color)
    return ET.tostring(root)


def _recolor_style(style: str, color: str) -> str:
    return _PAINT.sub(
        lambda found: found[0] if _KEPT_PAINT.match(found["value"].strip()) else found["name"] + color, style
    )
