"""Render every packshot in `briefs/assets/` from its SVG to PNG.

Typst rasterizes the SVG, and Pillow crops the picture to its content: the same SVG and version of Typst give the same
PNG. Logos (`*-logo.svg`) stay vectors.
"""

import io
import sys
import tempfile
from pathlib import Path

import typst
from PIL import Image

ASSETS = Path(__file__).parents[1] / "briefs" / "assets"
LONGEST = 1600
"""The longer side of a packshot, px."""
PAGE = """\
#set page(width: {side}pt, height: {side}pt, margin: 0pt, fill: none)
#image("{name}", width: 100%, height: 100%, fit: "contain")
"""


def rendered(svg: Path) -> Image.Image:
    """Return *svg* with straight alpha on nothing, cut to its ink, its longer side `LONGEST` px.

    At 72 ppi one pt of the page is one px. Raise TypeError if Typst makes more than one page of the drawing.
    """
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.typ")
        page.write_text(PAGE.format(side=LONGEST, name=svg.name), encoding="utf-8")
        Path(folder, svg.name).write_bytes(svg.read_bytes())
        png = typst.Compiler(str(page), root=folder, ignore_system_fonts=True).compile(format="png", ppi=72)
    if not isinstance(png, bytes):
        raise TypeError(f"{svg.name} came out as more than one page; a packshot is one drawing")
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    return picture.crop(picture.getchannel("A").getbbox())


def main() -> int:
    """Write one PNG beside each packshot SVG and say what was written."""
    for svg in sorted(ASSETS.glob("*.svg")):
        if svg.stem.endswith("-logo"):
            continue
        picture, target = rendered(svg), svg.with_suffix(".png")
        picture.save(target, optimize=True)
        print(f"{target.name}: {picture.width}x{picture.height} px, {target.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
