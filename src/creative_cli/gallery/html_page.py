"""The gallery as one HTML file that works from a folder: its style and scripts inside, its pictures beside it.

Pictures are loaded from the folder as they come into view, in frames whose shape is known, so that nothing jumps. No
thumbnails are made: the files are there, they are sharp on every screen, and the page weighs what it says only (about
2 KB an ad). The page may load pictures beside it and nothing else, and run the scripts whose hashes it names.
"""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Template

from creative_cli.gallery.cards import Gallery
from creative_cli.gallery.page_data import build_gallery_data, encode_for_script

STYLE_PARTS = ("theme", "layout", "cards", "viewer")
SCRIPT_PARTS = ("base", "address", "reviews", "places", "facets", "grid", "overlay", "viewer", "keys", "start")
"""The parts of the script in the order they are read; each says first what it is for."""


def render_gallery(gallery: Gallery) -> bytes:
    """Return the page, UTF-8: the same bytes for the same gallery, every text in it escaped.

    It belongs into the campaign's folder as `index.html`. Raises StorageError when an ad's path leads out of it.
    """
    content = build_gallery_data(gallery)
    style, script = _read_parts("styles", "css", STYLE_PARTS), _page_script()
    page = _load_template().render(
        gallery=gallery,
        content=content,
        data=encode_for_script(content),
        style=style,
        script=script,
        policy=_content_security_policy(style, script),
    )
    # A lone surrogate has no UTF-8 form; in a text it stands for a byte that was never readable.
    return page.encode("utf-8", "replace")


def _content_security_policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            # Some browsers hold that a page from a folder has no 'self'; file: is that folder, and nothing on the web.
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
    # A checkout on Windows may have other line ends, and the page is the same everywhere.
    return "\n".join((here / f"{name}.{suffix}").read_text("utf-8").replace("\r\n", "\n") for name in names)


def _page_script() -> str:
    return f'(() => {{\n"use strict";\n{_read_parts("scripts", "js", SCRIPT_PARTS)}\n}})();\n'


@cache
def _load_template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # 60 ms, and only runs publish

    environment = Environment(
        loader=PackageLoader("creative_cli.gallery"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.j2")
