"""Take screenshots of the demo's gallery page at phone and desktop width, dark and light, for the docs.

python tools/gallery_sample.py             makes the demo's ads and writes docs/images/gallery-*.png
python tools/gallery_sample.py FOLDER      writes the pictures to FOLDER instead
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from creative_cli.engine.planner import Slice, build_plans
from creative_cli.services.reviews import publish_gallery
from creative_cli.services.workspace import Workspace
from creative_cli.storage.state import StateFolder

ROOT = Path(__file__).parent.parent
BRIEF = ROOT / "briefs" / "summer-drinks.yaml"
DESK, PHONE = (1440, 900), (390, 844)
SHOTS = (
    ("sheet", "dark", DESK),
    ("sheet", "light", DESK),
    ("sheet", "dark", PHONE),
    ("viewer", "dark", DESK),
    ("viewer", "light", PHONE),
    ("compare", "light", DESK),
)
MOST_BYTES = 300_000
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
"""Fontconfig's settings: our own fonts, so that every script shows on any machine."""

VIEWER = "format=9%3A16&ad=ar-SA%2F9x16%2Ficed-tea.jpg"
COMPARED = "ad=ar-SA%2F1x1%2Fpeach-soda.jpg&with=ja-JP"


def decided(page: Page) -> None:
    """Give some verdicts, so that the progress shows."""
    page.locator(".card a").first.focus()
    for key in "aaarra":
        page.keyboard.press(key)
        page.keyboard.press("ArrowRight")


def overlaid(page: Page) -> None:
    """Draw the layout and what TikTok covers."""
    page.locator("#boxes").check()
    page.locator("#zone").select_option("tiktok.infeed.vertical")


def photographed(browser: Browser, file: Path, name: str, theme: str, size: tuple[int, int]) -> bytes:
    """Return one picture of the page as *theme* and *size* (CSS px) show it, a PNG."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="light" if theme == "light" else "dark"
    )
    page = context.new_page()
    page.goto(file.as_uri())
    if name == "sheet":
        decided(page)
        page.evaluate("scrollTo(0, 0)")
    else:
        page.goto(file.as_uri() + "#" + (VIEWER if name == "viewer" else COMPARED))
        page.reload()
        if name == "viewer":
            overlaid(page)
    page.wait_for_load_state("networkidle")
    page.locator("#toast").evaluate("toast => { toast.textContent = ''; }")
    shot = page.screenshot(animations="disabled")
    context.close()
    return packed(shot)


def packed(shot: bytes) -> bytes:
    """Return a PNG as it is while it is small, else with 256 colours."""
    if len(shot) <= MOST_BYTES:
        return shot
    smaller = io.BytesIO()
    opened = Image.open(io.BytesIO(shot)).convert("RGB")
    opened.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1).save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


def main() -> None:
    """Make the ads, publish the page, photograph it."""
    target = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "images"
    target.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no Chromium to photograph the page with: apt-get install -y chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        command = [sys.executable, "-m", "creative_cli", "run", str(BRIEF), "--output", folder, "--quiet"]
        subprocess.run(command, check=True)
        file = publish_gallery(
            build_plans([str(BRIEF)], Slice(), translator=False)[0], Workspace(root, StateFolder(root / ".creative"))
        )
        if file is None:
            sys.exit("The run made no ads.")
        settings = root / "fonts.conf"
        settings.write_text(FONTS.format(fonts=ROOT / "fonts", cache=root / "fonts-cache"), "utf-8")
        browser = playwright.chromium.launch(
            executable_path=chromium, env={**os.environ, "FONTCONFIG_FILE": str(settings)}
        )
        for name, theme, size in SHOTS:
            picture = photographed(browser, file, name, theme, size)
            path = target / f"gallery-{name}-{theme}-{size[0]}.png"
            path.write_bytes(picture)
            print(f"{path}: {len(picture) / 1000:.0f} kB{' TOO LARGE' if len(picture) > MOST_BYTES else ''}")
        browser.close()


if __name__ == "__main__":
    main()
