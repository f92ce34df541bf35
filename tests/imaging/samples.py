"""Pictures drawn in code, without files."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.color.color_math import Palette, hex_to_rgb
from creative_cli.formats import Box
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio.scene_spec import SceneSpec


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return *picture* as a file of *kind*, packed no harder than tests need."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **{**({"compress_level": 1} if kind == "PNG" else {}), **options})
    return buffer.getvalue()


def gradient(width: int = 400, height: int = 320) -> Image.Image:
    """Return a picture whose four corners differ: red grows to the right, green downwards."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.dstack([x, y, np.full_like(x, 80)]).astype(np.uint8))


def bottle(width: int = 160, height: int = 480, *, handle: int = 0) -> Pixels:
    """Return a cut-out bottle with a label, uint8 (h, w, 4); *handle* px stick out on its right side."""
    picture = Image.new("RGBA", (width + handle, height))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((width * 0.34, 0, width * 0.66, height * 0.3), fill=(214, 170, 60, 255))
    pen.rounded_rectangle((0, height * 0.22, width - 1, height - 1), radius=width * 0.1, fill=(150, 70, 20, 255))
    pen.rectangle((0, height * 0.5, width - 1, height * 0.8), fill=(240, 230, 210, 255))
    if handle:
        pen.rectangle((width - 2, height * 0.35, width + handle - 1, height * 0.6), fill=(150, 70, 20, 255))
    return np.asarray(picture)


def on_white(*, shadow: bool = False) -> Image.Image:
    """Return the bottle as a shop delivers it: on plain white, with a soft grey shadow below when asked."""
    cut = Image.fromarray(bottle())
    picture = Image.new("RGB", (480, 640), (255, 255, 255))
    if shadow:
        spot = Image.new("L", picture.size)
        ImageDraw.Draw(spot).ellipse((130, 540, 350, 580), fill=80)
        picture.paste((90, 90, 90), (0, 0), spot.filter(ImageFilter.GaussianBlur(12)))
    picture.paste(cut, (160, 80), cut)
    return picture


def checkered(cell: int = 16, light: int = 255, dark: int = 204) -> Image.Image:
    """Return the bottle on a painted checkerboard, as editors draw transparency."""
    y, x = np.mgrid[0:640, 0:480] // cell
    board = np.where((x + y) % 2, light, dark).astype(np.uint8)
    picture = Image.fromarray(np.dstack([board] * 3))
    cut = Image.fromarray(bottle())
    picture.paste(cut, (160, 80), cut)
    return picture


def palette(primary: str, secondary: str, accent: str, ink: str) -> Palette:
    """Return a palette of four hex colours."""
    return Palette(hex_to_rgb(primary), hex_to_rgb(secondary), hex_to_rgb(accent), hex_to_rgb(ink))


SOLARA = palette("#0F5C63", "#1F9A8F", "#FFD166", "#FFFFFF")
PALETTES = {
    "solara": SOLARA,
    "black": palette("#0B0B0D", "#2A2A30", "#E63946", "#FFFFFF"),
    "yellow": palette("#FFE34D", "#FFC400", "#E4572E", "#1A1A1A"),
    "white": palette("#FFFFFF", "#DDE3EA", "#2F6BFF", "#111418"),
    "neon": palette("#39FF14", "#FF00E5", "#00F0FF", "#10131A"),
    "grey": palette("#808080", "#9A9A9A", "#B0B0B0", "#FFFFFF"),
    "wrong ink": palette("#FFE34D", "#FFC400", "#E4572E", "#FFFFFF"),
}


def studio_set(
    colours: Palette = SOLARA, direction: Direction = Direction.LTR, seed: int = 0, side: int = 360
) -> SceneSpec:
    """Return a square set: type on the reading side, the product's room on the other."""
    room = Box(0.58 * side, 0.10 * side, 0.375 * side, 0.80 * side)
    quiet: tuple[Box, ...] = (
        Box(0.065 * side, 0.18 * side, 0.49 * side, 0.50 * side),
        Box(0.065 * side, 0.72 * side, 0.45 * side, 0.21 * side),
    )
    if direction is Direction.RTL:
        room, quiet = room.mirrored(side), tuple(box.mirrored(side) for box in quiet)
    return SceneSpec(side, side, colours, direction, room, 0.83 * side, quiet, seed)
