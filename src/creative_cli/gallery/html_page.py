"""The gallery as one HTML file that works from a folder, with its styles and scripts inside and its pictures beside it.

Pictures load as they scroll into view, in frames of known size that keep the layout stable. There are no thumbnails:
the originals are at hand and sharp on every screen, and the page needs only about 2 KB per ad. Its security policy
allows pictures from its own folder and the scripts whose hashes it names, nothing else. The page of a large campaign
has no cards and no data of ads inside: it loads an index, and the rest as somebody looks at it (`large_index.py`).
"""

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files as package_files

from creative_cli.errors import StorageError
from creative_cli.gallery.cards import Gallery
from creative_cli.gallery.page_data import GalleryData, LargeFiles, build_gallery_data, encode_for_script
from creative_cli.gallery.regions import find_regions
from creative_cli.html_templates import load_html_template

STYLE_PARTS = ("theme", "layout", "cards", "viewer")
SCRIPT_PARTS = (
    "base",
    "large",
    "address",
    "reviews",
    "places",
    "facets",
    "grid",
    "overlay",
    "pins",
    "viewer",
    "keys",
    "start",
)
"""The parts of the script, in order of execution."""

SERVED_SCRIPT_PARTS = (*SCRIPT_PARTS[:-1], "shared", SCRIPT_PARTS[-1])
"""The parts where a server keeps the verdicts."""

_STYLE_MARKS = "<style>", "</style>"
_SCRIPT_MARKS = "<script>(() => {", "</script>"
_POLICY_MARKS = '<meta http-equiv="Content-Security-Policy"', ">"


@dataclass(frozen=True, slots=True)
class PageTotals:
    """The numbers in the head of the page."""

    ads: int
    locales: int
    products: int


def render_gallery(gallery: Gallery) -> bytes:
    """Return the page as UTF-8: deterministic, with every text escaped.

    The page belongs in the campaign's folder as `index.html`. Raises StorageError if an ad's path leads out of it.
    """
    content = build_gallery_data(gallery)
    locales, products = {ad.locale for ad in content.ads}, {ad.product for ad in content.ads}
    return _render_page(gallery, content, PageTotals(len(content.ads), len(locales), len(products)))


def render_large_gallery(gallery: Gallery, files: LargeFiles, countries: Collection[str], totals: PageTotals) -> bytes:
    """Return the page of a large campaign: its ads are in scripts beside it, which it loads as they are needed.

    *countries* are those of all ads, which *gallery* does not have.
    """
    content = replace(build_gallery_data(gallery), regions=find_regions(countries), files=files)
    return _render_page(gallery, content, totals)


def link_page_parts(page: str, style_url: str, script_url: str) -> str:
    """Return a page that `render_gallery` or `render_large_gallery` made, with style and script at addresses.

    A server sends them with a policy of its own, under which nothing inline runs. Raises StorageError for other pages.
    """
    page = _replace_part(page, _POLICY_MARKS, "")
    page = _replace_part(page, _STYLE_MARKS, f'<link rel="stylesheet" href="{style_url}">')
    return _replace_part(page, _SCRIPT_MARKS, f'<script src="{script_url}"></script>')


def _replace_part(page: str, marks: tuple[str, str], instead: str) -> str:
    # Every text of people is escaped in the page: the marks stand only where the template has them.
    before, begins, rest = page.partition(marks[0])
    _, ends, after = rest.partition(marks[1])
    if not begins or not ends:
        raise StorageError(
            "The page of this campaign cannot be shown: another version of creative wrote it.", "Run its brief again."
        )
    return before + instead + after


def read_served_style() -> str:
    """Return the style sheet of a page that a server shows."""
    return _read_parts("styles", "css", (*STYLE_PARTS, "shared"))


def read_page_theme() -> str:
    """Return the colours, buttons and fields, which other pages have too."""
    return _read_parts("styles", "css", STYLE_PARTS[:1])


def read_served_script() -> str:
    """Return the script of a page whose verdicts a server keeps."""
    return _wrap_script(SERVED_SCRIPT_PARTS)


def _wrap_script(parts: tuple[str, ...]) -> str:
    return f'(() => {{\n"use strict";\n{_read_parts("scripts", "js", parts)}\n}})();\n'


def _render_page(gallery: Gallery, content: GalleryData, totals: PageTotals) -> bytes:
    style, script = _read_parts("styles", "css", STYLE_PARTS), _wrap_script(SCRIPT_PARTS)
    page = load_html_template("creative_cli.gallery", "page.html.j2").render(
        gallery=gallery,
        content=content,
        totals=totals,
        data=encode_for_script(content),
        style=style,
        script=script,
        policy=_content_security_policy(style, script, loads_scripts=content.files is not None),
    )
    # A lone surrogate, which stands for an unreadable byte, has no UTF-8 form.
    return page.encode("utf-8", "replace")


def _content_security_policy(style: str, script: str, *, loads_scripts: bool) -> str:
    # The page loads only scripts that its own data name; what they say is data, never parsed as HTML.
    beside = " 'self' file:" if loads_scripts else ""
    return "; ".join(
        (
            "default-src 'none'",
            # In some browsers a page opened from a folder has no 'self'; file: allows that folder, and nothing online.
            "img-src 'self' file: data:",
            f"style-src '{_csp_hash(style)}'",
            f"script-src '{_csp_hash(script)}'{beside}",
            "require-trusted-types-for 'script'",
            *(("trusted-types creative",) if loads_scripts else ()),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _read_parts(folder: str, suffix: str, names: tuple[str, ...]) -> str:
    here = package_files("creative_cli.gallery") / folder
    # A checkout on Windows may have other line endings; the page must be the same everywhere.
    return "\n".join((here / f"{name}.{suffix}").read_text("utf-8").replace("\r\n", "\n") for name in names)
