"""Draw every logo of a folder in every usual size on three grounds, and judge what is seen by other means.

python tools/logo_sheet.py FOLDER [OUTPUT]

The logos are drawn by the product's functions. The judge knows nothing of them: it takes the drawn picture apart into
five colours with Pillow's quantizer and asks with CIEDE2000 whether each of them, where it is drawn, differs from what
lies around it. It prints one line per ground and the marks that it and the product's check see differently. Sheets go
to OUTPUT (default: outputs), one per ground and one of banners.
"""

import io
import math
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from creative_cli.brief.brand_keys import Colors
from creative_cli.brief.palette import derive_palette
from creative_cli.checks import logo_parts, logo_size
from creative_cli.checks.runner import run_check
from creative_cli.color.color_math import Palette, hex_to_rgb
from creative_cli.errors import PictureError
from creative_cli.formats import Box, Encoding, parse_format
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.logo_fit import MAX_WIDTH_SHARE, logo_ink_area
from creative_cli.layout.logo_ladder import LogoDrawing, LogoPlace, draw_brand_logo
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import (
    AdCopy,
    BrandLogo,
    BrandStyle,
    Canvas,
    CopySource,
    Creative,
    LocalizedCopy,
    Pixels,
    Status,
)

SIZES = (
    "1080x1080",
    "1080x1350",
    "1080x1920",
    "1920x1080",
    "1200x628",
    "300x250",
    "336x280",
    "160x600",
    "120x600",
    "728x90",
    "970x250",
    "320x100",
    "300x600",
)
GROUNDS = {"light": "#F4EFE6", "primary": "#C2410C", "dark": "#16202C"}
MARGIN_SHARE = 0.065
BANNER_MARGIN_PX = {"300x250": 15, "336x280": 15, "160x600": 13, "120x600": 10, "728x90": 10, "970x250": 26}
CLUSTERS = 5
SEEN_DIFFERENCE = 8.0
"""CIEDE2000 from which a colour differs from its surroundings at a glance."""
SEEN_SHARE = 0.5
"""Of a colour's outline that has to differ that much."""
MIN_INK_SHARE = 0.06
ZOOM, REACH = 2, 4  # px of the judge per px of the ad, and px around the logo that it looks at
CELL, LABEL, GAP = 230, 16, 8
FONT = Path(__file__).parent.parent / "fonts" / "NotoSans-Regular.ttf"


class Shown(NamedTuple):
    """One logo on one canvas, with what the product's checks and the judge say."""

    logo: str
    size: str
    ground: str
    drawing: LogoDrawing
    pixels: Pixels
    check: Status
    size_check: Status
    message: str
    lost: tuple[str, ...]


def draw_logo(name: str, data: bytes, size: str, ground: str) -> Shown:
    """Draw a logo on a plain canvas and judge it."""
    form = parse_format(size)
    colour = hex_to_rgb(GROUNDS[ground])
    palette = Palette(*derive_palette(Colors(primary=GROUNDS["primary"])))
    look = BrandStyle("Brand", palette, (), BrandLogo(data))
    canvas = np.full((form.height, form.width, 3), colour, np.uint8)
    margin = BANNER_MARGIN_PX.get(size, MARGIN_SHARE * form.short_side)
    content = form.bounds.grown(-margin)
    room = Box(content.x, content.y, MAX_WIDTH_SHARE * content.width, min(content.height, 0.3 * form.height + 30))
    if form.width < 200:  # a tower has no other column beside the logo
        room = Box(content.x, content.y, content.width, room.height)
    place = LogoPlace(room, logo_ink_area(form.width, form.height), radius=0.02 * math.sqrt(form.width * form.height))
    drawing = draw_brand_logo(look, place, canvas)
    pixels = paste_layer(canvas, drawing.pixels, int(drawing.outer.x), int(drawing.outer.y))
    composed = Canvas(
        format=form,
        direction=Direction.LTR,
        pixels=pixels,
        product_box=None,
        product_mask=np.zeros(pixels.shape[:2], np.uint8),
        product_seen=None,
        zones=(),
        content=content,
        logo=drawing.outer,
        logo_pixels=drawing.pixels,
        backdrop=canvas,
        shown_logo=drawing.shown,
    )
    locale = Locale("en-US", "en", "Latn", "US", Direction.LTR)
    words = LocalizedCopy(locale, AdCopy("-"), CopySource.SOURCE)
    noisy = _as_jpeg(pixels)
    ad = Creative(composed, words, noisy, noisy, (), b"", Encoding.PNG)
    (seen,), (height,) = run_check(logo_parts.CHECK, ad), run_check(logo_size.CHECK, ad)
    lost = tuple(find_lost_colors(pixels, drawing))
    return Shown(name, size, ground, drawing, pixels, seen.status, height.status, seen.message, lost)


def _as_jpeg(pixels: Pixels) -> Pixels:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=80, subsampling=0)
    return np.asarray(Image.open(file).convert("RGB"))


def find_lost_colors(pixels: Pixels, drawing: LogoDrawing) -> Iterator[str]:
    """Yield the colours of the logo, as supplied, that do not differ from what lies around them in *pixels*."""
    box, scale = drawing.box, ZOOM
    width, height = int(box.width), int(box.height)
    supplied = drawing.shown.supplied
    inner = np.asarray(Image.fromarray(_is_even(supplied).astype(np.uint8) * 255).filter(ImageFilter.MinFilter(3))) > 0
    inner &= supplied[..., 3] > 20
    inner = inner if inner.sum() > 0.02 * inner.size else supplied[..., 3] > 100
    swatch = Image.fromarray(supplied[inner][None, :, :3]).quantize(CLUSTERS, Image.Quantize.MEDIANCUT)
    table, labels = np.asarray(swatch.getpalette()).reshape(-1, 3), np.full(inner.shape, -1, np.int16)
    labels[inner] = np.asarray(swatch)[0]
    frame = (int(box.x) - REACH, int(box.y) - REACH, int(box.x) + width + REACH, int(box.y) + height + REACH)
    seen = Image.fromarray(pixels).crop(frame)
    lab = _to_lab(np.asarray(seen.resize((scale * seen.width, scale * seen.height), Image.Resampling.NEAREST)))
    for label in np.unique(labels[inner]):
        if (labels == label).sum() < MIN_INK_SHARE * inner.sum():
            continue
        mask = Image.fromarray((labels == label).astype(np.uint8) * 255)
        cover = np.asarray(mask.resize((scale * width, scale * height), Image.Resampling.BOX))
        mine = cover >= min(128, int(cover.max()) // 2)
        field = Image.fromarray(np.pad(mine, scale * REACH).astype(np.uint8) * 255)
        near, far = (np.asarray(field.filter(ImageFilter.BoxBlur(by))) > 0 for by in (scale, 2 * scale + 1))
        core = np.asarray(field.filter(ImageFilter.BoxBlur(1))) == 255
        core = core if core.sum() > 0.2 * mine.sum() else np.asarray(field) > 0
        around = far & ~near
        own = np.median(lab[core], axis=0)
        away = color_difference(np.broadcast_to(own, lab[around].shape), lab[around])
        if float((away >= SEEN_DIFFERENCE).mean()) < SEEN_SHARE:
            yield "#{:02x}{:02x}{:02x}".format(*table[label])


def _is_even(pixels: Pixels) -> NDArray[np.bool_]:
    """Return the px that are like their neighbours to the right and below."""
    even = np.zeros(pixels.shape[:2], np.bool_)
    field = pixels.astype(np.int16)
    step = np.maximum(
        np.abs(field[1:-1, 2:] - field[1:-1, :-2]).max(axis=2), np.abs(field[2:, 1:-1] - field[:-2, 1:-1]).max(axis=2)
    )
    even[1:-1, 1:-1] = step < 12
    return even


def _to_lab(pixels: Pixels) -> NDArray[np.float64]:
    """Return CIE L*a*b* (D65) of sRGB px."""
    value = pixels / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    matrix = np.array(
        ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    )
    xyz = linear @ matrix.T / np.array((0.95047, 1.0, 1.08883))
    curve = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(curve, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def color_difference(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIEDE2000 of two fields of L*a*b* (Sharma, Wu and Dalal, 2005)."""
    light1, a1, b1 = np.moveaxis(one, -1, 0)
    light2, a2, b2 = np.moveaxis(other, -1, 0)
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = np.hypot(a1, b1), np.hypot(a2, b2)
    hue1, hue2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = chroma1 * chroma2 == 0
    turn = np.where(grey, 0, (hue2 - hue1 + 180) % 360 - 180)
    hue_step = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(turn / 2))
    total = hue1 + hue2
    hue = np.where(np.abs(hue1 - hue2) <= 180, total / 2, np.where(total < 360, total / 2 + 180, total / 2 - 180))
    hue = np.where(grey, total, hue)
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    weight = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    scale_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    scale_chroma, scale_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * weight
    turn_rate = (
        2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    )
    steps = (light2 - light1) / scale_light, (chroma2 - chroma1) / scale_chroma, hue_step / scale_hue
    difference: NDArray[np.float64] = np.sqrt(
        np.maximum(0, steps[0] ** 2 + steps[1] ** 2 + steps[2] ** 2 - turn_rate * steps[1] * steps[2])
    )
    return difference


def draw_sheet(path: Path, shown: list[Shown]) -> None:
    """Draw a sheet with one row per logo and one cell per size: the corner of the canvas that has the logo."""
    names = list(dict.fromkeys(one.logo for one in shown))
    columns = list(dict.fromkeys((one.size, one.ground) for one in shown))
    sheet = Image.new(
        "RGB", (len(columns) * (CELL + GAP) + GAP, len(names) * (CELL // 2 + LABEL + GAP) + GAP), "#cccccc"
    )
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 11)
    for one in shown:
        x = GAP + columns.index((one.size, one.ground)) * (CELL + GAP)
        y = GAP + names.index(one.logo) * (CELL // 2 + LABEL + GAP)
        outer = one.drawing.outer
        scale = min(1.0, CELL / (outer.right + outer.x), (CELL // 2) / (outer.bottom + outer.y))
        corner = Image.fromarray(one.pixels[: int(CELL // 2 / scale), : int(CELL / scale)])
        corner = corner.resize((round(corner.width * scale), round(corner.height * scale)), Image.Resampling.LANCZOS)
        sheet.paste(corner, (x, y))
        mark = "" if one.check <= Status.SKIP and not one.lost else f" {one.check.name} {','.join(one.lost)}"
        text = f"{one.size} {one.drawing.rung} {int(one.drawing.box.width)}×{int(one.drawing.box.height)}{mark}"
        pen.text((x, y + CELL // 2), text, fill="#aa0000" if mark else "#222222", font=font)
    sheet.save(path)


def print_table(shown: list[Shown]) -> None:
    """Print one line per ground, and every logo that a check or the judge complains of."""
    print(f"{'ground':8} {'logos':>5}  {'rungs':70} {'size':24} FAIL  lost  false FAIL  missed")
    for ground in GROUNDS:
        own = [one for one in shown if one.ground == ground]
        rungs = ", ".join(f"{name} {count}" for name, count in Counter(one.drawing.rung for one in own).most_common())
        sizes = ", ".join(f"{s.name} {n}" for s, n in sorted(Counter(one.size_check for one in own).items()))
        failed = [one for one in own if one.check >= Status.FAIL]
        false = [one for one in failed if not one.lost]
        missed = [one for one in own if one.lost and one.check < Status.FAIL]
        lost = sum(bool(one.lost) for one in own)
        print(
            f"{ground:8} {len(own):5}  {rungs:70} {sizes:24} {len(failed):4} {lost:5} {len(false):11} {len(missed):7}"
        )
    for one in shown:
        if one.check >= Status.FAIL or one.lost:
            print(f"  {one.logo} {one.size} {one.ground}: {one.drawing.rung}, lost {one.lost}, {one.message}")
    for one in shown:
        if one.size_check >= Status.FAIL:
            print(f"  {one.logo} {one.size} {one.ground}: {one.drawing.rung} of {one.drawing.box.height:.0f} px")


def main() -> None:
    """Draw and judge every logo of the folder named on the command line."""
    folder, output = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "outputs")
    output.mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in {".svg", ".png"})
    shown: list[Shown] = []
    for path in files:
        for size in SIZES:
            for ground in GROUNDS:
                try:
                    shown.append(draw_logo(path.name, path.read_bytes(), size, ground))
                except PictureError as error:
                    print(f"{path.name}: refused: {error.sentence}")
                    break
            else:
                continue
            break
    print_table(shown)
    for ground in GROUNDS:
        draw_sheet(output / f"logos-{ground}.png", [one for one in shown if one.ground == ground])


if __name__ == "__main__":
    main()
