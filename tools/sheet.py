"""Draw contact sheets of finished campaigns: one picture per ratio, every market side by side.

python tools/sheet.py outputs/summer-drinks-2026
python tools/sheet.py --strip docs/images/summer-drinks.jpg AD AD AD
"""

import sys
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageDraw, ImageFont

from creative_cli.errors import CreativeError
from creative_cli.storage.codec import encode_record
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder

CELL = 420
"""Height of a picture on the sheet, px."""
GAP, LABEL = 14, 26
WIDTH = 2400
FONT = Path(__file__).parent.parent / "fonts" / "NotoSans-Regular.ttf"


def draw_sheet(folder: Path, ratio: str, entries: list[dict[str, str]]) -> Path:
    """Draw one sheet and return its path."""
    pictures = []
    for entry in entries:
        with Image.open(folder / entry["path"]) as opened:
            width = round(opened.width * CELL / opened.height)
            pictures.append((f"{entry['locale']} {entry['product']} {entry['status']}", opened.resize((width, CELL))))
    columns = max(1, (WIDTH - GAP) // (pictures[0][1].width + GAP))
    rows = -(-len(pictures) // columns)
    step = pictures[0][1].width + GAP
    sheet = Image.new("RGB", (columns * step + GAP, rows * (CELL + LABEL + GAP) + GAP), "#eeeeee")
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 16)
    for index, (label, picture) in enumerate(pictures):
        x, y = GAP + index % columns * step, GAP + index // columns * (CELL + LABEL + GAP)
        sheet.paste(picture, (x, y))
        pen.text((x, y + CELL + 3), label, fill="#222222", font=font)
    path = folder / f"sheet-{ratio.replace(':', 'x').replace('/', '-')}.png"
    sheet.save(path)
    return path


def draw_strip(path: Path, names: list[str]) -> None:
    """Draw finished ads of any ratio in one row, as the README shows them."""
    pictures = []
    for name in names:
        with Image.open(name) as opened:
            pictures.append(opened.resize((round(opened.width * CELL / opened.height), CELL), Image.Resampling.LANCZOS))
    strip = Image.new("RGB", (sum(p.width for p in pictures) + GAP * (len(pictures) - 1), CELL), "white")
    x = 0
    for picture in pictures:
        strip.paste(picture, (x, 0))
        x += picture.width + GAP
    strip.save(path, quality=88)


def main() -> None:
    """Draw every ratio of every folder named on the command line, or one strip."""
    if sys.argv[1:2] == ["--strip"]:
        draw_strip(Path(sys.argv[2]), sys.argv[3:])
        return
    for name in sys.argv[1:]:
        folder = Path(name)
        try:
            manifest = OutputFolder(folder.parent, folder.name, StateFolder(folder.parent / ".creative")).manifest()
        except CreativeError as error:
            sys.exit(f"{error.sentence} {error.hint}")
        assets = [cast("dict[str, Any]", encode_record(asset)) for asset in (manifest.assets if manifest else ())]
        for ratio in dict.fromkeys(asset["ratio"] for asset in assets):
            entries = sorted((a for a in assets if a["ratio"] == ratio), key=lambda a: (a["product"], a["locale"]))
            print(draw_sheet(folder, ratio, entries))


if __name__ == "__main__":
    main()
