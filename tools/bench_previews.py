"""Prints how long the preview of one ad takes, first and after changes of the demo brief.

python tools/bench_previews.py            the demo: packshots in a painted set
python tools/bench_previews.py PHOTO ...  the same brief with photos in place of its packshots
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from creative_cli.engine.planner import BriefText
from creative_cli.services.ad_previews import AdName, AdPreviews
from creative_cli.services.workspace import open_workspace

DEMO = Path(__file__).parent.parent / "briefs" / "summer-drinks.yaml"
AD = AdName("iced-tea", "en-US", "1:1")
CHANGES = (
    ("copy", "over ice", "over mint"),
    ("copy again", "over mint", "over lime"),
    ("button", "Taste it today", "Taste it now"),
    ("colour", "#0F5C63", "#3F1C63"),
    ("accent", "#FFD166", "#FFB0A0"),
    ("nothing", "", ""),
)


def write_brief(folder: Path, photos: Sequence[str]) -> str:
    """Return the demo brief, with *photos* in place of its packshots; its files are copied into *folder*."""
    shutil.copytree(DEMO.parent / "assets", folder / "assets")
    text = DEMO.read_text("utf-8")
    for name, photo in zip(("iced-tea", "peach-soda"), (*photos, *photos), strict=False):
        own = f"{name}{Path(photo).suffix}"
        (folder / own).write_bytes(Path(photo).read_bytes())
        text = text.replace(f"assets/{name}.png", own)
    return text


def show_preview(title: str, previews: AdPreviews, brief: BriefText, *, draft: bool) -> None:
    """Draw the ad and print what it took."""
    wall, cpu = time.monotonic(), time.process_time()
    drawn = previews.preview(brief, AD, draft=draft)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    kind = "draft" if drawn.draft else "as a run makes it"
    print(f"preview     {title:<12} {cpu:6.3f} s of CPU, {wall:6.3f} s: {kind}")


def main() -> None:
    """Print the first preview, and those after each change: at once, and then as a run makes it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        text = write_brief(folder, sys.argv[1:])
        previews = AdPreviews(open_workspace(folder / "outputs", None))
        show_preview("first", previews, BriefText(text.encode(), folder), draft=False)
        for title, old, new in CHANGES:
            text = text.replace(old, new) if old else text
            brief = BriefText(text.encode(), folder)
            show_preview(title, previews, brief, draft=True)
            show_preview("", previews, brief, draft=False)


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    main()
