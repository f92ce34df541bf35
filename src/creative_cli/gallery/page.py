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

from creative_cli.gallery.content import content_of, in_script
from creative_cli.gallery.gallery import Gallery

STYLES = ("theme", "layout", "cards", "viewer")
SCRIPTS = ("base", "address", "reviews", "places", "facets", "grid", "overlay", "viewer", "keys", "start")
"""The parts of the script in the order they are read; each says first what it is for."""


def publish(gallery: Gallery) -> bytes:
    """Return the page, UTF-8: the same bytes for the same gallery, every text in it escaped.

    It belongs into the campaign's folder as `index.html`. Raises StorageError when an ad's path leads out of it.
    """
    content = content_of(gallery)
    style, script = _joined("styles", "css", STYLES), _script()
    page = _template().render(
        gallery=gallery,
        content=content,
        data=in_script(content),
        style=style,
        script=script,
        policy=_policy(style, script),
    )
    # A lone surrogate has no UTF-8 form; in a text it stands for a byte that was never readable.
    return page.encode("utf-8", "replace")


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            # Some browsers hold that a page from a folder has no 'self'; file: is that folder, and nothing on the web.
            "img-src 'self' file: data:",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "require-trusted-types-for 'script'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _joined(folder: str, suffix: str, names: tuple[str, ...]) -> str:
    here = files("creative_cli.gallery") / folder
    # A checkout on Windows may have other line ends, and the page is the same everywhere.
    return "\n".join((here / f"{name}.{suffix}").read_text("utf-8").replace("\r\n", "\n") for name in names)


def _script() -> str:
    return f'(() => {{\n"use strict";\n{_joined("scripts", "js", SCRIPTS)}\n}})();\n'


@cache
def _template() -> Template:
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
