"""Makes the ads of the reference sheets from briefs, and lays them out as the sheets do.

python tools/reference_sheets.py PHOTOS --logos LOGOS --beside GIVEN --sheet styles

PHOTOS and LOGOS are folders with the files that tools/reference/sheets.yaml names; GIVEN is a folder with the sheets as
given (styles.png or styles.jpg), each then drawn beside ours. Without --sheet all are made.
"""

import argparse
import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw, ImageFont

from creative_cli.formats import parse_format
from photo_briefs import brief_keys, made_ads, message_holds, run_briefs

ROOT = Path(__file__).parent.parent
SHEETS = Path(__file__).parent / "reference" / "sheets.yaml"
FONT = ROOT / "fonts" / "NotoSans-Regular.ttf"
SHEET_WIDTH, GAP, LABEL = 1800, 14, 30
MOST_ROW_HEIGHT = 620
"""Height of a row, px, that a single tall ad may not exceed."""
EVERY_LOGOS = 6
"""How many logos of the folder the ladder shows."""


@dataclass(frozen=True, slots=True)
class WantedAd:
    """One ad of a sheet: which message in which layout, style, format and market, for which brand and photo."""

    message: str
    layout: str
    style: str
    format: str
    market: str
    brand: str
    photo: str

    @property
    def campaign(self) -> str:
        """The campaign that it belongs to: all its formats and markets are made in one run."""
        parts = self.message, self.layout, self.style, self.brand, Path(self.photo).stem
        return "-".join("".join(letter if letter.isalnum() else "-" for letter in part.lower()) for part in parts)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet."""

    label: str
    ads: tuple[WantedAd, ...]


def read_sheets(logos: Path, only: Sequence[str]) -> tuple[dict[str, Any], dict[str, list[SheetRow]]]:
    """Return the data file, and the rows of each sheet; rows for every logo are repeated for those of *logos*."""
    data: dict[str, Any] = yaml.safe_load(SHEETS.read_text("utf-8"))
    if unknown := set(only) - set(data["sheets"]):
        raise SystemExit(f"There is no sheet {', '.join(sorted(unknown))}. Sheets: {', '.join(data['sheets'])}.")
    marks = [path.name for path in sorted(logos.glob("*.svg"))[:EVERY_LOGOS]] if logos.is_dir() else []
    for mark in marks:
        look = data["brands"]["meridian"]
        data["brands"][mark] = {**look, "name": Path(mark).stem.partition("_")[2].title(), "logo": mark}
    sheets = {}
    for name, rows in data["sheets"].items():
        if only and name not in only:
            continue
        sheets[name] = [
            SheetRow(row["label"].format(logo=mark), tuple(_wanted(ad, mark, data) for ad in row["ads"]))
            for row in rows
            for mark in (marks if row.get("every") == "logo" else [""])
        ]
    return data, sheets


def _wanted(given: list[str], mark: str, data: dict[str, Any]) -> WantedAd:
    message, layout, style, form = given[:4]
    usual = ["en-GB", "meridian", str(data["messages"][message]["photo"])]
    market, brand, photo = given[4:] + usual[len(given) - 4 :]
    return WantedAd(message, layout, style, form, market, brand.format(logo=mark), photo)


def require_keys() -> None:
    """End the process with a sentence if a brief cannot name a layout and a style."""
    for key in ("layout", "style"):
        if key not in brief_keys():
            raise SystemExit(
                f"Briefs of this version have no key `{key}`, so the reference sheets cannot be made. "
                "Check out a version whose `creative schema` lists it."
            )


def choose_possible(wanted: Iterable[WantedAd]) -> list[WantedAd]:
    """Return the ads whose layout and style a brief may name; print what it may not. Sheets show the others in grey."""
    known, possible = brief_keys(), []
    absent: dict[str, None] = {}
    for ad in wanted:
        unknown = [
            f"{key}: {value}" for key, value in (("layout", ad.layout), ("style", ad.style)) if value not in known[key]
        ]
        absent |= dict.fromkeys(unknown)
        if not unknown:
            possible.append(ad)
    if absent:
        print(f"Briefs of this version cannot name {', '.join(absent)}: such ads are grey boxes.", file=sys.stderr)
    return possible


def write_briefs(ads: Iterable[WantedAd], data: dict[str, Any], photos: Path, logos: Path, folder: Path) -> list[Path]:
    """Write a brief for each campaign of *ads* into *folder* and return their paths; ends with a sentence if a photo
    is missing.
    """  # noqa: D205 - one sentence
    campaigns: dict[str, list[WantedAd]] = defaultdict(list)
    for ad in ads:
        campaigns[ad.campaign].append(ad)
    folder.mkdir(parents=True)
    paths = []
    for name, group in campaigns.items():
        first = group[0]
        if not (photos / first.photo).is_file():
            raise SystemExit(f"{photos} has no {first.photo}. Name the folder with the photos of the sheets.")
        shutil.copyfile(photos / first.photo, folder / first.photo)
        message, look = data["messages"][first.message], data["brands"][first.brand]
        brand: dict[str, Any] = {"name": look["name"], "colors": look["colors"], "keep": [look["name"]]}
        if (logos / look["logo"]).is_file():
            shutil.copyfile(logos / look["logo"], folder / look["logo"])
            brand["logo"] = look["logo"]
        brief: dict[str, Any] = {
            "schema": 1,
            "campaign": name,
            "brand": brand,
            "source_language": "en",
            "layout": first.layout,
            "style": first.style,
            "message": _words(message["en-GB"]),
            "products": [{"id": "hero", "name": look["name"], "image": first.photo}],
            "markets": [_market(tag, message) for tag in dict.fromkeys(ad.market for ad in group)],
            "ratios": list(dict.fromkeys(ad.format for ad in group)),
        }
        path = folder / f"{name}.json"
        path.write_text(json.dumps(brief, ensure_ascii=False, indent=1), "utf-8")
        paths.append(path)
    return paths


def _words(copy: dict[str, str]) -> dict[str, str]:
    """Return the copy without a kicker or marks of emphasis that briefs of this version do not know."""
    words = {key: text for key, text in copy.items() if key != "kicker" or message_holds("kicker")}
    if not message_holds("*"):
        words["headline"] = words["headline"].replace("*", "")
    return words


def _market(tag: str, message: dict[str, Any]) -> dict[str, Any]:
    language, country = tag.split("-")
    market: dict[str, Any] = {"country": country, "language": language, "copy": _words(message[tag])}
    if figures := message.get("offer", {}).get(tag):
        market["offer"] = {key: float(figure) if "." in figure else int(figure) for key, figure in figures.items()}
    return market


def draw_reference(
    path: Path, rows: Sequence[SheetRow], files: dict[WantedAd, tuple[Path, str]], given: Path | None
) -> None:
    """Draw a sheet: rows of equal height with labels, ads that were not made as grey boxes, and *given* beside it."""
    font = ImageFont.truetype(FONT, 18)
    bands: list[tuple[str, list[Image.Image], list[str]]] = []
    for row in rows:
        pictures, notes = [], []
        for ad in row.ads:
            if ad in files:
                with Image.open(files[ad][0]) as opened:
                    pictures.append(opened.convert("RGB"))
                notes.append(f"{ad.layout} {ad.style} {ad.market} {files[ad][1]}")
            else:
                form = parse_format(ad.format)
                pictures.append(Image.new("RGB", (form.width, form.height), "#999999"))
                notes.append(f"not made: {ad.layout} {ad.format} {ad.market}")
        room = SHEET_WIDTH - GAP * (len(pictures) + 1)
        height = min(MOST_ROW_HEIGHT, room / sum(picture.width / picture.height for picture in pictures),
                     max(picture.height for picture in pictures))  # fmt: skip
        bands.append((row.label, [
            picture.resize((round(picture.width * height / picture.height), round(height)), Image.Resampling.LANCZOS)
            for picture in pictures
        ], notes))  # fmt: skip
    tall = GAP + sum(LABEL * bool(label) + pictures[0].height + LABEL + GAP for label, pictures, _ in bands)
    sheet = Image.new("RGB", (SHEET_WIDTH, tall), "#d6d8da")
    pen, small, y = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 12), GAP
    for label, pictures, notes in bands:
        if label:
            pen.text((GAP, y), label, fill="#111111", font=font)
            y += LABEL
        x = GAP
        for picture, note in zip(pictures, notes, strict=True):
            sheet.paste(picture, (x, y))
            pen.text((x, y + picture.height + 3), note, fill="#333333", font=small)
            x += picture.width + GAP
        y += pictures[0].height + LABEL + GAP
    if given is not None:
        with Image.open(given) as opened:
            other = opened.convert("RGB")
        other = other.resize((SHEET_WIDTH, round(other.height * SHEET_WIDTH / other.width)), Image.Resampling.LANCZOS)
        pair = Image.new("RGB", (2 * SHEET_WIDTH + GAP, max(sheet.height, other.height)), "white")
        pair.paste(sheet, (0, 0))
        pair.paste(other, (SHEET_WIDTH + GAP, 0))
        sheet = pair
    sheet.save(path)


def find_given(folder: Path | None, name: str) -> Path | None:
    """Return the sheet as given, if *folder* has it."""
    files = [folder / f"{name}{suffix}" for suffix in (".png", ".jpg")] if folder else []
    return next((file for file in files if file.is_file()), None)


def main() -> None:
    """Make every sheet asked for and print its path."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, nargs="?", default=ROOT.parent / "shared" / "heroes")
    parser.add_argument("--logos", type=Path, default=ROOT.parent / "shared" / "logos")
    parser.add_argument("--beside", type=Path, help="folder with the sheets as given")
    parser.add_argument("--sheet", action="append", default=[], help="only this sheet; repeatable")
    parser.add_argument("--output", type=Path, default=ROOT / "outputs" / "reference")
    options = parser.parse_args()
    data, sheets = read_sheets(options.logos, options.sheet)
    require_keys()
    output = options.output.resolve()
    shutil.rmtree(output / "briefs", ignore_errors=True)
    wanted = dict.fromkeys(ad for rows in sheets.values() for row in rows for ad in row.ads)
    briefs = write_briefs(choose_possible(wanted), data, options.photos, options.logos, output / "briefs")
    for name, sentence in run_briefs(briefs, output).items():
        print(f"refused: {name}: {sentence}", file=sys.stderr)
    made: dict[tuple[str, str, str], tuple[Path, str]] = {}
    for ad in made_ads(output, briefs):
        entry = ad.entry
        for form in (entry["ratio"], f"{entry['width']}x{entry['height']}"):
            made[ad.campaign, form, entry["country"]] = ad.file, entry["status"]
    keys = {ad: (ad.campaign, ad.format, ad.market.rpartition("-")[2]) for ad in wanted}
    files = {ad: made[key] for ad, key in keys.items() if key in made}
    for name, rows in sheets.items():
        path = output / f"{name}.png"
        draw_reference(path, rows, files, find_given(options.beside, name))
        print(path)


if __name__ == "__main__":
    main()
