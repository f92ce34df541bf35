"""Draws the features of svg_features.toml with our renderer and with Chromium, and lists those that differ.

    python tools/svg_judge.py

What is taken must look as in a browser; what looks otherwise must be refused. Needs Chromium (Debian: chromium).
"""

import base64
import io
import math
import shutil
import string
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from fontTools import subset
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import sync_playwright

from creative_cli.errors import PictureError
from creative_cli.layout.fonts import font_file
from creative_cli.layout.svg_document import read_svg
from creative_cli.layout.svg_features import refuse_unsupported_svg
from creative_cli.layout.svg_fonts import bundled_svg_fonts
from creative_cli.layout.svg_raster import svg_to_png

FEATURES = Path(__file__).with_name("svg_features.toml")
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 80" '
    'width="200" height="80">'
)
WHOLE = ("<svg xmlns=", "<s:svg", "<!DOCTYPE", "<?xml")
TILE = (200, 80)  # px
COLUMNS = 12
PAGE = 72  # features on a page: text brings its font each time
STEP = 24  # of 255, from which a px differs: antialiasing of two renderers stays below on most edges
MAX_DIFFERENCE = 0.03  # of the px: edges of patterns, noise and type
FAMILY = "Noto Sans"  # of the features with text; the browser gets its file


class SvgFeature(NamedTuple):
    """A feature as a document, and whether it is drawn or refused."""

    name: str
    svg: str
    drawn: bool


def list_svg_features() -> list[SvgFeature]:
    """Return all features of svg_features.toml."""
    tables = tomllib.loads(FEATURES.read_text("utf-8"))
    return [
        SvgFeature(name, body if body.startswith(WHOLE) else f"{HEAD}{body}</svg>", drawn)
        for table, drawn in (("drawn", True), ("refused", False))
        for name, body in tables[table].items()
    ]


def refusal_of(svg: str) -> str | None:
    """Return why an SVG is refused; None if it is taken."""
    try:
        refuse_unsupported_svg(read_svg(svg.encode()), bundled_svg_fonts())
    except PictureError as error:
        return error.sentence
    return None


def photograph_in_browser(features: list[SvgFeature]) -> NDArray[np.int16]:
    """Return all features side by side, as Chromium draws them on white."""
    tiles = "".join(
        f'<img width={TILE[0]} height={TILE[1]} style="position:absolute;object-fit:contain;'
        f'left:{index % COLUMNS * TILE[0]}px;top:{index // COLUMNS * TILE[1]}px" src="{_as_address(feature.svg)}">'
        for index, feature in enumerate(features)
    )
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        sys.exit("There is no Chromium to compare with: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        size = {"width": COLUMNS * TILE[0], "height": math.ceil(len(features) / COLUMNS) * TILE[1]}
        page = browser.new_page(viewport={"width": size["width"], "height": size["height"]})
        page.set_content(f"<body style='margin:0;background:#fff'>{tiles}")
        page.wait_for_load_state("load")
        picture = page.screenshot()
        browser.close()
    with Image.open(io.BytesIO(picture)) as opened:
        return np.asarray(opened.convert("RGB"), np.int16)


def draw_on_white(svg: str) -> NDArray[np.int16]:
    """Return a feature as our renderer draws it."""
    png = svg_to_png(svg.encode(), *TILE)
    with Image.open(io.BytesIO(png)) as opened:
        drawn = opened.convert("RGBA")
    field = Image.new("RGB", TILE, "#ffffff")
    field.paste(drawn, ((TILE[0] - drawn.width) // 2, (TILE[1] - drawn.height) // 2), drawn)
    return np.asarray(field, np.int16)


def measure_differences(features: list[SvgFeature]) -> dict[str, float]:
    """Return for each feature the share of its px in which our picture differs from the browser's."""
    shares = {}
    for start in range(0, len(features), PAGE):
        part = features[start : start + PAGE]
        sheet = photograph_in_browser(part)
        for index, feature in enumerate(part):
            left, top = index % COLUMNS * TILE[0], index // COLUMNS * TILE[1]
            theirs = sheet[top : top + TILE[1], left : left + TILE[0]]
            away = np.abs(theirs - draw_on_white(feature.svg)).max(axis=2)
            shares[feature.name] = float((away > STEP).mean())
    return shares


@cache
def _small_font(weight: int) -> str:
    """Return the font, with the letters of the features alone, in base64: whole fonts are too much for one page."""
    options = subset.Options(layout_features=["*"])
    with subset.load_font(str(font_file(FAMILY, weight)[0]), options) as font:
        cut = subset.Subsetter(options)
        cut.populate(text=FEATURES.read_text("utf-8") + string.printable)
        cut.subset(font)
        file = io.BytesIO()
        font.save(file)
    return base64.b64encode(file.getvalue()).decode()


def _as_address(svg: str) -> str:
    if FAMILY in svg:
        faces = "".join(
            f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:url(data:font/ttf;base64,{data})}}"
            for weight, data in ((400, _small_font(400)), (700, _small_font(700)))
        )
        svg = svg.replace("</svg>", f"<style>{faces}</style></svg>")
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def main() -> None:
    """Print each feature that is taken and looks otherwise, and each with another verdict than the file's."""
    features = list_svg_features()
    for feature in features:
        refusal = refusal_of(feature.svg)
        if (refusal is None) != feature.drawn:
            print(f"{feature.name}: the file says drawn = {feature.drawn}; {refusal or 'it is taken'}")
    for name, share in measure_differences([one for one in features if refusal_of(one.svg) is None]).items():
        if share > MAX_DIFFERENCE:
            print(f"{name}: {share:.1%} of its px differ")


if __name__ == "__main__":
    main()
