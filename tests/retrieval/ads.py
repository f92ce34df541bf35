"""Finished ads of the shipped briefs as pictures."""

import json
from pathlib import Path

from PIL import Image

LOCALES = ("en-US", "ja-JP", "ar-SA", "ko-KR", "ar-AE")
"""Of whose ads copies are made: scripts that leave the picture otherwise, left to right and right to left."""


def made_ads(outputs: Path) -> dict[str, Image.Image]:
    """Return ads of the shipped briefs, half as large, by "campaign locale ratio/product"; of equal files the first."""
    found: dict[str, Image.Image] = {}
    seen: set[str] = set()
    for manifest in sorted(outputs.glob("*/manifest.json")):
        for asset in json.loads(manifest.read_text(encoding="utf-8"))["assets"]:
            if asset["locale"] in LOCALES and asset["sha256"] not in seen:
                seen.add(asset["sha256"])
                locale, _, rest = asset["path"].partition("/")
                picture = Image.open(manifest.parent / asset["path"])
                picture.draft("RGB", (picture.width // 2, picture.height // 2))
                found[f"{manifest.parent.name} {locale} {rest}"] = picture.convert("RGB")
    return found
