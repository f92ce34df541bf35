"""Draws the page of a template: what its `under(ad)` puts under the text."""

import json
import threading
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import typst

from creative_cli.color.color_math import Palette, rgb_to_hex
from creative_cli.formats import Box
from creative_cli.layout.fonts import fonts_folder
from creative_cli.layout.template import CanvasPlan
from creative_cli.layout.template_files import RESERVED_NAME

_font_lock = threading.Lock()
_fonts: list[typst.Fonts] = []
_WRITTEN = "<creative-written>"


class PageMode(StrEnum):
    """What of a template's page is wanted: all of it, or what is left without its letters."""

    PAGE = "page"
    BARE = "bare"


def shipped_templates() -> Path:
    """Return the folder of the bundled templates."""
    return Path(str(files("creative_cli.layout"))) / "templates"


def draw_template_page(
    sources: Mapping[str, bytes], name: str, job: str, root: Path, mode: PageMode = PageMode.PAGE
) -> bytes:
    """Draw the page of a `background_job` by the template *name* of *sources* and return the PNG.

    Other files are read below *root* only, which is an empty folder for a user's template. Raises typst.TypstError.
    """
    compiler = _open_compiler(sources, root)
    png = compiler.compile(format="png", ppi=72, sys_inputs={"template": f"/{name}", "job": job, "mode": mode.value})
    if not isinstance(png, bytes):
        raise typst.TypstError("under(ad) draws more than one page", "", [], [])
    return png


def list_page_marks(sources: Mapping[str, bytes], name: str, job: str, root: Path) -> list[object]:
    """Return what a template writes on the page of a job, as `under.typ` marks it; no pixel is drawn.

    Raises RuntimeError, in Typst's words.
    """
    inputs = {"template": f"/{name}", "job": job, "mode": "written"}
    marks = json.loads(_open_compiler(sources, root, inputs).query(_WRITTEN, field="value"))
    return list(marks)


def _open_compiler(sources: Mapping[str, bytes], root: Path, inputs: Mapping[str, str] | None = None) -> typst.Compiler:
    driver = (shipped_templates() / "under.typ").read_bytes()
    everything = {RESERVED_NAME: driver, **sources}
    # The stub of the package lacks this kind of input.
    return typst.Compiler(  # type: ignore[type-var]
        everything,
        root=root,
        font_paths=_load_fonts(),
        ignore_system_fonts=True,
        sys_inputs=dict(inputs or {}),
    )


def _load_fonts() -> typst.Fonts:
    with _font_lock:
        if not _fonts:
            _fonts.append(
                typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts_folder()])
            )
    return _fonts[0]


def list_template_families() -> tuple[str, ...]:
    """Return the families that a template's letters may be taken from: all that are bundled."""
    return tuple(sorted({font.family for font in _load_fonts().fonts()}))


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
