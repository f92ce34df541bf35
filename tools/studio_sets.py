"""Draw contact sheets of the studio sets, and print what each set costs and how quiet and readable it is.

python tools/studio_sets.py FOLDER [--packshot NAME ...] [--colors NAME] [--small] [--bare]

One sheet for each packshot: every set in five formats, left-to-right and right-to-left; with --small in the sizes of
banners. --bare leaves out the outlines of the quiet boxes.
"""

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from creative_cli.color.color_math import Palette, hex_to_rgb
from creative_cli.formats import Format
from creative_cli.layout.template import load_template
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio.scene_spec import SceneSpec
from creative_cli.studio.sets.dressed_set import DressedSet, dress_set
from creative_cli.studio.sets.set_choice import SET_NAMES
from set_packshots import TEST_PACKSHOTS

ROOT = Path(__file__).parents[1]
FONT = ROOT / "fonts" / "NotoSans-Regular.ttf"
FORMATS = ((1080, 1080), (1080, 1350), (1080, 1920), (1920, 1080), (300, 250))
BANNERS = ((160, 600), (300, 250), (970, 250), (1200, 300), (1200, 628))
CELL, GAP, LABEL = 330, 8, 20
"""Height of a picture on the sheet, px; room around it and for its label."""
COLOURS = {
    "solara": ("#0F5C63", "#1F9A8F", "#FFD166", "#FFFFFF"),
    "halune": ("#4A2238", "#A8606E", "#F0C8A0", "#2B1320"),
    "cobalt": ("#1D3FBB", "#6FA8FF", "#FF7A3D", "#FFFFFF"),
    "green": ("#2E7D32", "#A5D6A7", "#F4A259", "#FFFFFF"),
    "black": ("#0B0B0D", "#2A2A30", "#E63946", "#FFFFFF"),
    "yellow": ("#FFE34D", "#FFC400", "#E4572E", "#1A1A1A"),
    "white": ("#FFFFFF", "#DDE3EA", "#2F6BFF", "#111418"),
}
OWN_COLOURS = {"cream": "halune", "serum": "halune", "iced-tea": "solara", "peach-soda": "solara", "box": "green"}


def load_packshot(name: str) -> Pixels:
    """Return one of the trial packshots, or one of the sample briefs', uint8 (h, w, 4)."""
    if name in TEST_PACKSHOTS:
        return TEST_PACKSHOTS[name]()
    with Image.open(ROOT / "briefs" / "assets" / f"{name}.png") as opened:
        return np.asarray(opened.convert("RGBA"))


def poster_scene(size: tuple[int, int], pixels: Pixels, palette: Palette, direction: Direction) -> SceneSpec:
    """Return the scene of a poster of this size for a packshot."""
    form = Format("", "", *size)
    plan = load_template("poster").arrange(form, direction, pixels.shape[1] / pixels.shape[0])
    quiet = (*(zone.box for zone in plan.zones), plan.logo)
    return SceneSpec(*size, palette, direction, plan.product, plan.floor, quiet, seed=5)


def show_set(made: DressedSet, label: str, *, bare: bool) -> Image.Image:
    """Return one picture of the sheet with its figures below."""
    picture = Image.fromarray(made.scene.pixels)
    if not bare:
        box = made.quiet_box
        ImageDraw.Draw(picture).rectangle((box.x, box.y, box.right, box.bottom), outline=made.type_color)
    picture = picture.resize((max(60, round(picture.width * CELL / picture.height)), CELL), Image.Resampling.LANCZOS)
    cell = Image.new("RGB", (picture.width, CELL + LABEL), "#eeeeee")
    cell.paste(picture, (0, 0))
    ImageDraw.Draw(cell).text((2, CELL + 2), label, fill="#222222", font=ImageFont.truetype(FONT, 12))
    return cell


def draw_set_sheet(path: Path, rows: list[list[Image.Image]]) -> None:
    """Save rows of pictures as one sheet."""
    width = max(sum(cell.width + GAP for cell in row) for row in rows) + GAP
    sheet = Image.new("RGB", (width, len(rows) * (CELL + LABEL + GAP) + GAP), "#eeeeee")
    for index, row in enumerate(rows):
        x = GAP
        for cell in row:
            sheet.paste(cell, (x, GAP + index * (CELL + LABEL + GAP)))
            x += cell.width + GAP
    sheet.save(path)
    print(path)


def main() -> None:
    """Draw the sheets and print the table: CPU seconds per set and format, the median of all packshots."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--packshot", nargs="+", default=[*TEST_PACKSHOTS, "iced-tea"])
    parser.add_argument("--colors", choices=COLOURS)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--bare", action="store_true")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    sizes, refused = BANNERS if asked.small else FORMATS, []
    spent: dict[tuple[str, tuple[int, int]], list[float]] = {}
    for packshot in asked.packshot:
        pixels, rows = load_packshot(packshot), []
        palette = Palette(*map(hex_to_rgb, COLOURS[asked.colors or OWN_COLOURS.get(packshot, "cobalt")]))
        for name in SET_NAMES:
            row = []
            for direction in Direction:
                for width, height in sizes:
                    start = time.process_time()
                    made = dress_set(name, poster_scene((width, height), pixels, palette, direction), pixels)
                    spent.setdefault((name, (width, height)), []).append(time.process_time() - start)
                    figures = f"{made.quiet:.2f} {made.contrast:.1f}:1 {made.edge:.2f}"
                    row.append(show_set(made, f"{name} {figures}", bare=asked.bare))
                    if not made.accepted:
                        refused.append(f"{packshot} {name} {width}x{height} {direction}: {figures}")
            rows.append(row)
        draw_set_sheet(asked.folder / f"sets-{packshot}{'-small' if asked.small else ''}.png", rows)
    print(f"{'CPU s, median':<14}", *(f"{f'{width}x{height}':>10}" for width, height in sizes))
    for name in SET_NAMES:
        print(f"{name:<14}", *(f"{statistics.median(spent[name, size]):>10.2f}" for size in sizes))
    total = len(asked.packshot) * len(SET_NAMES) * len(sizes) * 2
    print(f"{total - len(refused)} of {total} accepted (quiet, contrast, edge); not:", *refused, sep="\n  ")


if __name__ == "__main__":
    main()
