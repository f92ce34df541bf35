"""Render every packshot of `briefs/assets/` from its SVG to the PNG that a brief names.

The SVG is the source of truth. Typst rasterises it (the same renderer as the type on the ads), Pillow cuts the picture
to its ink, and the same SVG gives the same bytes on every machine. Logos (`*-logo.svg`) stay vectors and are skipped.
"""

import io
import sys
import tempfile
from pathlib import Path

import typst
from PIL import Image

ASSETS = Path(__file__).parents[1] / "briefs" / "assets"
HEIGHT = 1600
"""Height of a tall packshot, px."""
LONGEST = 1600
"""No side is longer than this, px: a wide packshot is lower than a tall one."""


def rendered(svg: Path) -> Image.Image:
    """Return *svg* as a straight-alpha picture on nothing, cut to its ink.

    The page is as large as the drawing in pt, and at 72 ppi one pt is one px.
    """
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.typ"
        image = f'image("/{svg.name}", height: {HEIGHT}pt)'
        page.write_text(
            f"#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
            f"#let drawing = {image}\n"
            f"#context {{ let size = measure(drawing)\n"
            f"  let factor = calc.min(1, {LONGEST}pt / calc.max(size.width, size.height))\n"
            f"  scale(factor * 100%, reflow: true, drawing) }}\n",
            encoding="utf-8",
        )
        (Path(folder) / svg.name).write_bytes(svg.read_bytes())
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
