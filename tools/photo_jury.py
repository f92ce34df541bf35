"""Sheets of ads for people's eyes: contact sheets, numbered thumbnails for a jury, and the count of its verdicts."""

import csv
import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from photo_briefs import MadeAd

FONT = Path(__file__).parent.parent / "fonts" / "NotoSans-Regular.ttf"
SHEET_WIDTH, CELL, GAP, LABEL = 2400, 300, 12, 40
JURY_WIDTH, JURY_CELL, A_SHEET = 1800, 400, 20
COLUMNS = ("number", "verdict", "reason", "status", "photo", "layout", "locale", "format", "file")
FIT, UNFIT = {"fit", "yes", "y", "1"}, {"unfit", "no", "n", "0"}


def draw_sheet(
    path: Path, cells: Sequence[tuple[Path, str, str]], *, width: int = SHEET_WIDTH, cell: int = CELL
) -> None:
    """Draw ads in rows, *cell* px high or as wide as a row; each has a label and a remark in red."""
    font = ImageFont.truetype(FONT, 15)
    places: list[tuple[int, int, Image.Image, str, str]] = []
    x, y, tallest = GAP, GAP, 0
    for file, label, remark in cells:
        with Image.open(file) as opened:
            picture = opened.convert("RGB")
        picture.thumbnail((width // 3, cell), Image.Resampling.LANCZOS)
        wide = max(picture.width, round(font.getlength(label)) + 4)
        if x + wide + GAP > width and x > GAP:
            x, y, tallest = GAP, y + tallest + LABEL + GAP, 0
        places.append((x, y, picture, label, remark))
        x, tallest = x + wide + GAP, max(tallest, picture.height)
    sheet = Image.new("RGB", (width, y + tallest + LABEL + GAP), "#e8e8e8")
    pen = ImageDraw.Draw(sheet)
    for left, top, picture, label, remark in places:
        sheet.paste(picture, (left, top))
        if remark:
            pen.rectangle(
                (left - 3, top - 3, left + picture.width + 2, top + picture.height + 2), outline="#cc0000", width=3
            )
        pen.text((left, top + picture.height + 2), label, fill="#222222", font=font)
        pen.text((left, top + picture.height + 19), remark, fill="#cc0000", font=font)
    sheet.save(path, quality=85)


def write_jury(folder: Path, ads: Sequence[MadeAd], count: int) -> None:
    """Write numbered sheets of 20 ads and verdicts.csv into *folder*, in an order that has no pattern."""
    order = sorted(ads, key=lambda ad: hashlib.sha256(f"{ad.campaign}/{ad.entry['path']}".encode()).digest())
    chosen = order[:count]
    with (folder / "verdicts.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, ad in enumerate(chosen, 1):
            size = f"{ad.entry['width']}x{ad.entry['height']}"
            name = ad.file.relative_to(folder).as_posix()
            writer.writerow((number, "", "", ad.entry["status"], ad.photo, ad.layout, ad.entry["locale"], size, name))
    for start in range(0, len(chosen), A_SHEET):
        part = chosen[start : start + A_SHEET]
        cells = []
        for number, ad in enumerate(part, start + 1):
            size = f"{ad.entry['width']}x{ad.entry['height']}"
            label = f"{number} {ad.layout} {ad.entry['locale']} {size} {ad.entry['status']}"
            cells.append((ad.file, label, ""))
        draw_sheet(folder / f"jury-{start + 1:03}-{start + len(part):03}.png", cells, width=JURY_WIDTH, cell=JURY_CELL)
    print(f"{len(chosen)} ads on {-(-len(chosen) // A_SHEET)} sheets in {folder}.")
    print("Write fit or unfit into the column `verdict` of verdicts.csv, then: tools/photos.py --verdicts verdicts.csv")


def count_verdicts(path: Path) -> str:
    """Return the shares of a filled-in verdicts.csv as lines; each with its 95 % interval by Wilson (1927).

    Raises SystemExit with a sentence if a verdict is neither fit nor unfit.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if (row["verdict"] or "").strip()]
    for row in rows:
        if row["verdict"].strip().lower() not in FIT | UNFIT:
            raise SystemExit(f"Ad {row['number']}: {row['verdict']!r} is no verdict. Write fit or unfit.")
    fit = [row["verdict"].strip().lower() in FIT for row in rows]
    passed = [good for row, good in zip(rows, fit, strict=True) if row["status"] == "PASS"]
    lines = [
        f"fit to publish: {_share(sum(fit), len(fit))}",
        f"unfit, of those with status PASS: {_share(len(passed) - sum(passed), len(passed))}",
    ]
    for column in ("layout", "locale", "format", "photo"):
        for value in dict.fromkeys(row[column] for row in rows):
            own = [good for row, good in zip(rows, fit, strict=True) if row[column] == value]
            lines.append(f"  {column:7} {value:18} fit {sum(own)} of {len(own)} = {sum(own) / len(own):.0%}")
    return "\n".join(lines)


def _share(count: int, total: int) -> str:
    if not total:
        return "no verdicts"
    share, z = count / total, 1.96
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    reach = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{count} of {total} = {share:.1%} (95 %: {middle - reach:.1%} to {middle + reach:.1%})"
