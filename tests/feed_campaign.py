"""A small campaign from a feed whose rows share pictures, as large ones do."""

import shutil
from pathlib import Path

from tests.conftest import REPOSITORY

PICTURES = ("iced-tea", "serum")
CAMPAIGN = "shelf"
BRIEF = """\
schema: 1
campaign: shelf
brand: {name: Fjell, colors: {primary: "#1D3B4A", accent: "#F2B544"}}
message: {headline: "{product}, now {price}", cta: Shop now}
products: {file: feed.csv}
markets: [IE]
ratios: ["300x250"]
"""


def write_feed_campaign(
    folder: Path, rows: int = 6, prices: dict[int, int] | None = None, pictures: tuple[str, ...] = PICTURES
) -> Path:
    """Write a brief with a feed of *rows*, some of them with other *prices*, and return the brief."""
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        shutil.copy(REPOSITORY / "briefs" / "assets" / f"{name}.png", assets)
    lines = ["id,title,price,image"]
    for number in range(rows):
        picture = pictures[number % len(pictures)]
        image = picture if picture.startswith("https:") else f"assets/{picture}.png"
        lines.append(f"sku-{number:02},Runner {number},{(prices or {}).get(number, 60 + number)}.90 EUR,{image}")
    (folder / "feed.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "brief.yaml").write_text(BRIEF, "utf-8")
    return folder / "brief.yaml"
