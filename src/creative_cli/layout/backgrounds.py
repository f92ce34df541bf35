"""Draws what a template puts under the text: a panel, a band, a frame.

A template's `.typ` file defines `under(ad)`. A bundled one is drawn here, a user's in a worker process.
"""

import hashlib
from functools import cache, lru_cache
from typing import NamedTuple

import typst

from creative_cli.color.color_math import Palette
from creative_cli.errors import TypesetError, UsageError
from creative_cli.layout import template
from creative_cli.layout.draw import decode_png
from creative_cli.layout.sandbox import TemplateFault, read_user_page
from creative_cli.layout.template import CanvasPlan
from creative_cli.layout.template_page import background_job, draw_template_page, shipped_templates
from creative_cli.models import POSTER_TEMPLATE, Pixels, TemplateRef

# Files that every template uses.
SHARED_SOURCES = ("../break-rules.toml", "measure.typ", "poster.typ", "under.typ")
DESIGNS_WITHOUT_BACKGROUND = (POSTER_TEMPLATE, TemplateRef("minimal"))


class Background(NamedTuple):
    """What a template draws under the text, uint8 (height, width, 4), in the size of the canvas.

    `bare` is the same without the letters of what the template writes itself, which `marks` describe.
    """

    pixels: Pixels
    bare: Pixels
    marks: tuple[object, ...] = ()


def draw_background(design: TemplateRef, plan: CanvasPlan, palette: Palette) -> Background | None:
    """Draw what is under the text; None if empty.

    Raises TypesetError if Typst rejects a bundled template, and UsageError if it rejects a user's or that takes more
    time or memory than it may.
    """
    if design in DESIGNS_WITHOUT_BACKGROUND:
        return None
    job = background_job(plan, palette)
    if design.folder is not None:
        page = read_user_page(design, job)
        if isinstance(page, TemplateFault):
            raise UsageError(f"The template {design.name} is not usable: {page.message}.", page.diagnostic)
        rgba = decode_png(page.png)
        drawn = Background(rgba, decode_png(page.bare) if page.marks else rgba, page.marks)
    else:
        try:
            rgba = decode_png(_draw_bundled_page(design.name, job))
        except typst.TypstError as error:
            raise TypesetError(f"Typst rejected {design.name}.typ: {error.message}", error.diagnostic) from error
        drawn = Background(rgba, rgba)
    return drawn if drawn.marks or drawn.pixels[..., 3].any() else None


def _draw_bundled_page(name: str, job: str) -> bytes:
    return draw_template_page(_bundled_sources(), f"{name}.typ", job, shipped_templates())


@cache
def _bundled_sources() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(shipped_templates().glob("*.typ"))}


# Every set of a campaign has it in its key.
@lru_cache(maxsize=16)
def digest_design(design: TemplateRef) -> str:
    """Return a template's name, version and a hash of all files it can read, for keys and the manifest."""
    digest = hashlib.sha256()
    for name in SHARED_SOURCES:
        digest.update((shipped_templates() / name).read_bytes())
    shipped = ("poster.toml",) if design.folder is not None else (f"{design.name}.toml", f"{design.name}.typ")
    for name in shipped:
        digest.update((shipped_templates() / name).read_bytes())
    for name, data in design.files:
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return f"{design.name} {template.read_design(design).version} {digest.hexdigest()[:12]}"
