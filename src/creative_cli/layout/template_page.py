"""Draws the page of a template: what its `under(ad)` puts under the text."""

import json
import threading
from collections.abc import Mapping
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


def shipped_templates() -> Path:
    """Return the folder of the bundled templates."""
    return Path(str(files("creative_cli.layout"))) / "templates"


def draw_template_page(sources: Mapping[str, bytes], name: str, job: str, root: Path) -> bytes:
    """Draw the page of a `background_job` by the template *name* of *sources* and return the PNG.

    Other files are read below *root* only, which is an empty folder for a user's template. Raises typst.TypstError.
    """
    with _font_lock:
        if not _fonts:
            _fonts.append(
                typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts_folder()])
            )
    driver = (shipped_templates() / "under.typ").read_bytes()
    everything = {RESERVED_NAME: driver, **sources}
    # The stub of the package lacks this kind of input.
    compiler = typst.Compiler(everything, root=root, font_paths=_fonts[0], ignore_system_fonts=True)  # type: ignore[type-var]
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
