"""Draws what a template puts under the text: a panel, a band, a frame.

A template's `.typ` file defines `under(ad)`. It can read its own folder only: that of the bundled templates, or that of
the brief.
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path, PurePosixPath

import typst

from creative_cli.color.color_math import Palette, rgb_to_hex
from creative_cli.errors import TypesetError, UsageError
from creative_cli.formats import Box
from creative_cli.layout import template
from creative_cli.layout.draw import decode_png
from creative_cli.layout.fonts import fonts_folder
from creative_cli.layout.template import CanvasPlan
from creative_cli.models import POSTER_TEMPLATE, Pixels, TemplateRef

# Files that every template uses.
SHARED_SOURCES = ("break-rules.toml", "templates/measure.typ", "templates/poster.typ", "templates/under.typ")
DESIGNS_WITHOUT_BACKGROUND = (POSTER_TEMPLATE, TemplateRef("minimal"))

_QUOTED_NAME = re.compile(r'"((?:[^"\\\n]|\\.){1,400})"')
_font_lock = threading.Lock()
_fonts: list[typst.Fonts] = []


def draw_background(design: TemplateRef, plan: CanvasPlan, palette: Palette) -> Pixels | None:
    """Draw what is under the text as uint8 (height, width, 4), in the size of the canvas; None if empty.

    Raises TypesetError if Typst rejects a bundled template, and UsageError if it rejects a user's.
    """
    if design in DESIGNS_WITHOUT_BACKGROUND:
        return None

    try:
        rgba = decode_png(draw_background_page(design, background_job(plan, palette)))
    except typst.TypstError as error:
        if design.folder is None:
            raise TypesetError(f"Typst rejected {design.name}.typ: {error.message}", error.diagnostic) from error
        raise UsageError(f"The template {design.name} is not usable: {error.message}.", error.diagnostic) from error
    return rgba if rgba[..., 3].any() else None


def draw_background_page(design: TemplateRef, job: str) -> bytes:
    """Draw the page of a `background_job` and return the PNG; raise typst.TypstError."""
    with _font_lock:
        if not _fonts:
            _fonts.append(
                typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts_folder()])
            )
    driver = (_shipped_folder() / "templates" / "under.typ").read_bytes()
    home, name = (_shipped_folder() / "templates", f"{design.name}.typ")
    if design.folder is not None:
        home, name = design.folder.resolve(), PurePosixPath(design.name).as_posix()
    compiler = typst.Compiler(driver, root=home, font_paths=_fonts[0], ignore_system_fonts=True)
    png = compiler.compile(format="png", ppi=72, sys_inputs={"template": f"/{name}", "job": job})
    if not isinstance(png, bytes):
        raise typst.TypstError("under(ad) draws more than one page", "", [], [])
    return png


def background_job(plan: CanvasPlan, palette: Palette) -> str:
    """Return an ad as JSON for `under.typ`: lengths in px, colors as #rrggbb."""
    return json.dumps(
        {
            "width": plan.format.width,
            "height": plan.format.height,
            "margin": plan.margin,
            "direction": plan.direction.value,
            "arrangement": plan.arrangement,
            "content": _box_table(plan.content),
            "zones": [{**_box_table(zone.box), "roles": zone.roles} for zone in plan.zones],
            "product": _box_table(plan.product),
            "logo": _box_table(plan.logo),
            "panel": None if plan.panel is None else _box_table(plan.panel),
            "palette": {name: rgb_to_hex(getattr(palette, name)) for name in ("primary", "secondary", "accent", "ink")},
        }
    )


def _box_table(box: Box) -> dict[str, float]:
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}


def digest_design(design: TemplateRef) -> str:
    """Return a template's name, version and a hash of its files and the files they name, for keys and the manifest."""
    digest = hashlib.sha256()
    for name in SHARED_SOURCES:
        digest.update((_shipped_folder() / name).read_bytes())
    if design.folder is None:
        paths = [_shipped_folder() / "templates" / f"{design.name}{suffix}" for suffix in (".toml", ".typ")]
    else:
        data = template.design_data_file(design)
        poster = [_shipped_folder() / "templates" / "poster.toml"]
        paths = [*poster, *template_sources(design), *([data] if data is not None else [])]
    for path in paths:
        digest.update(path.read_bytes() if path.is_file() else b"-")
    return f"{design.name} {template.read_design(design).version} {digest.hexdigest()[:12]}"


def template_sources(design: TemplateRef) -> Iterator[Path]:
    """Yield a user's template, the files it names in quotes, and the files that those name."""
    home = (design.folder or Path()).resolve()
    waiting, seen = [home / design.name], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        yield path
        if path.suffix == ".typ":
            for name in _QUOTED_NAME.findall(path.read_text("utf-8", "replace")):
                near = (home / name.lstrip("/")) if name.startswith("/") else path.parent / name
                try:
                    near = near.resolve()
                except (OSError, RuntimeError, ValueError):
                    continue  # the quoted text is not a file name
                if near.is_relative_to(home):
                    waiting.append(near)


def _shipped_folder() -> Path:
    return Path(str(files("creative_cli.layout")))
