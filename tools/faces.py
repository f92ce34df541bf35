"""Draw a headline of each script in the display face of every style pack, as one picture.

python tools/faces.py outputs/faces.png
"""

import sys
import tomllib
from pathlib import Path

from PIL import Image, ImageDraw

from creative_cli.formats import Box
from creative_cli.layout.display_caps import apply_display_caps
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.measure import set_lines
from creative_cli.layout.place import PlacedBlock, PlacedLine
from creative_cli.layout.scripts import choose_typeface, display_script
from creative_cli.layout.style_pack import STYLE_NAMES, load_style_pack
from creative_cli.locale.locales import Locale, resolve_locale
from creative_cli.models import Role

COPY = Path(__file__).parent.parent / "tests" / "data" / "world-copy.toml"
SIZE, INK, GAP = 36.0, (16, 42, 42), 26
COLUMN, NAMES = 560, 150
EXTRA = " 24 %"
"""Digits and a sign, which many faces lack."""


def set_headline(text: str, locale: Locale, style: str) -> PlacedBlock:
    """Set a text on two lines from (0, 0) down, as a headline of a style pack."""
    if load_style_pack(style).caps:
        text = apply_display_caps(text, locale, ("Solara",))
    face = choose_typeface(locale, Role.HEADLINE, 700, (), style, text)
    middle = min((place for place, sign in enumerate(text) if sign == " "), key=lambda at: abs(at - len(text) / 2))
    size, lines = SIZE * face.scale, []
    measured = set_lines((text[:middle], text[middle + 1 :]), face)
    pitch = max(face.pitch, -measured[0].ink.bottom + measured[1].ink.top + 0.04)
    for number, line in enumerate(measured):
        baseline = (measured[0].ink.top + number * pitch) * size
        ink = Box(
            line.ink.left * size,
            baseline - line.ink.top * size,
            (line.ink.right - line.ink.left) * size,
            (line.ink.top - line.ink.bottom) * size,
        )
        lines.append(PlacedLine(line.text, 0.0, baseline, line.width * size, ink))
    left, right = min(line.ink.x for line in lines), max(line.ink.right for line in lines)
    whole = Box(left, lines[0].ink.y, right - left, lines[1].ink.bottom - lines[0].ink.y)
    return PlacedBlock(Role.HEADLINE, face, size, tuple(lines), whole, None, overflow=False)


def main() -> None:
    """Draw the picture."""
    rows, shown = [], set()
    for tag, copy in tomllib.loads(COPY.read_text("utf-8")).items():
        language, _, territory = tag.rpartition("-")
        locale = resolve_locale(territory, language, "en")
        if display_script(locale) in shown:
            continue
        shown.add(display_script(locale))
        gap = " " if " " in copy["headline"] else " Solara"
        text = copy["headline"] + gap.rstrip() + EXTRA
        blocks = [set_headline(text, locale, style) for style in STYLE_NAMES]
        drawn = [draw_blocks((block,), {Role.HEADLINE: INK}, INK)[0] for block in blocks]
        rows.append((tag, blocks, drawn))
    heights = [max(overlay.rgba.shape[0] for overlay in drawn) + GAP for _, _, drawn in rows]
    sheet = Image.new("RGB", (NAMES + COLUMN * len(STYLE_NAMES), 40 + sum(heights)), "white")
    pen, top = ImageDraw.Draw(sheet), 40
    for number, style in enumerate(STYLE_NAMES):
        pen.text((NAMES + number * COLUMN, 12), style, fill=INK)
    for (tag, blocks, drawn), height in zip(rows, heights, strict=True):
        pen.text((12, top), tag, fill=INK)
        for number, (block, overlay) in enumerate(zip(blocks, drawn, strict=True)):
            left = NAMES + number * COLUMN
            letters = Image.fromarray(overlay.rgba, "RGBA")
            sheet.paste(letters, (left, top), letters)
            pen.text((left, top + height - 14), block.typeface.families[0], fill=(150, 150, 150))
        top += height
    Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
    sheet.save(sys.argv[1])


if __name__ == "__main__":
    main()
