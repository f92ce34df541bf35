"""The gallery as one HTML file that works from a folder, with its styles and scripts inside and its pictures beside it.

Pictures load as they scroll into view, in frames of known size that keep the layout stable. There are no thumbnails:
the originals are at hand and sharp on every screen, and the page needs only about 2 KB per ad. Its security policy
allows pictures from its own folder and the scripts whose hashes it names, nothing else.
"""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from creative_cli.gallery.cards import Gallery
from creative_cli.gallery.page_data import build_gallery_data, encode_for_script
from creative_cli.html_templates import load_html_template

STYLE_PARTS = ("theme", "layout", "cards", "viewer")
SCRIPT_PARTS = ("base", "address", "reviews", "places", "facets", "grid", "overlay", "pins", "viewer", "keys", "start")
"""The parts of the script, in order of execution."""


def render_gallery(gallery: Gallery) -> bytes:
    """Return the page as UTF-8: deterministic, with every text escaped.

    The page belongs in the campaign's folder as `index.html`. Raises StorageError if an ad's path leads out of it.
    """
    content = build_gallery_data(gallery)
    style = _read_parts("styles", "css", STYLE_PARTS)
    script = f'(() => {{\n"use strict";\n{_read_parts("scripts", "js", SCRIPT_PARTS)}\n}})();\n'
    page = load_html_template("creative_cli.gallery", "page.html.j2").render(
        gallery=gallery,
        content=content,
        data=encode_for_script(content),
        style=style,
        script=script,
        policy=_content_security_policy(style, script),
    )
    # A lone surrogate, which stands for an unreadable byte, has no UTF-8 form.
    return page.encode("utf-8", "replace")


def _content_security_policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            # In some browsers a page opened from a folder has no 'self'; file: allows that folder, and nothing online.
            "img-src 'self' file: data:",
            f"style-src '{_csp_hash(style)}'",
            f"script-src '{_csp_hash(script)}'",
            "require-trusted-types-for 'script'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _read_parts(folder: str, suffix: str, names: tuple[str, ...]) -> str:
    here = files("creative_cli.gallery") / folder
    # A checkout on Windows may have other line endings; the page must be the same everywhere.
    return "\n".join((here / f"{name}.{suffix}").read_text("utf-8").replace("\r\n", "\n") for name in names)
