"""SVG pictures: what our own code reads, refuses and rewrites before the renderer sees it."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from creative_cli.errors import PictureError
from creative_cli.layout.svg_document import SvgDocument, find_href, plain_svg_bytes, read_svg, svg_name
from creative_cli.layout.svg_features import has_svg_text, refuse_unsupported_svg
from creative_cli.layout.svg_fonts import bundled_svg_fonts
from creative_cli.layout.svg_text import NO_SVG_FONTS
from tests.fuzzing.laws import count_lines, require, require_error
from tests.fuzzing.target import Target

REPOSITORY = Path(__file__).parents[2]

_PLACE = re.compile(r"\(line (\d+), column (\d+)")
_FOREIGN_URL = re.compile(r"url\(\s*['\"]?\s*(?!\s*['\"]?\s*(?:#|data:|\)))", re.IGNORECASE)


_SEEDS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0h24v24z" fill="#123"/></svg>',
    b"""<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="120" height="40">
  <style>.a{fill:#0F5C63;opacity:.5} g > .b{stroke:red} @media print{.a{fill:none}}</style>
  <defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient>
  <clipPath id="c"><rect width="10" height="10"/></clipPath>
  <filter id="f"><feGaussianBlur stdDeviation="2"/></filter></defs>
  <g class="a" clip-path="url(#c)" filter="url(#f)" transform="scale(2)">
  <rect class="b" fill="url(#g)" width="9" height="9"/></g>
  <use xlink:href="#c" x="4"/><text font-family="Inter" font-size="12" x="1">Ab &amp; c</text>
</svg>
""",
    b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" style="background:none">
  <image width="1" height="1" href="data:image/png;base64,
   iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="/>
  <image width="5" height="5" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'
   viewBox='0 0 1 1'%3E%3Crect width='1' height='1'/%3E%3C/svg%3E"/>
  <svg x="1" y="1" width="4" height="4" viewBox="0 0 2 2"><circle r="1" style="fill:rgb(1,2,3);stroke-width:1px"/></svg>
</svg>
""",
)


def read_svg_file(data: bytes) -> None:
    """Read an SVG and say what would not be drawn; what passes has no part elsewhere and stays the same rewritten."""
    try:
        document = read_svg(data)
    except PictureError as error:
        require_error(error, "", data)
        return
    require_places(document, data)
    plain = plain_svg_bytes(data)
    require(plain_svg_bytes(plain) == plain, "an SVG that is plain stays as it is")
    same = read_svg(plain)
    require(ET.tostring(same.root) == ET.tostring(document.root), "a plain SVG draws the same")
    window = document.window()
    if window is not None:
        require(all(abs(number) < float("inf") for number in window), "a window is finite", *window)
        part = document.with_window(window.part(0, 0, 1, 1, (2, 2)))
        require(part.count("<") == document.text.count("<"), "another window changes no element")
    for fonts in (NO_SVG_FONTS, bundled_svg_fonts()):
        try:
            refuse_unsupported_svg(document, fonts)
        except PictureError as error:
            require_error(error, "", data)
            for line, column in _PLACE.findall(error.sentence):
                require(1 <= int(line) <= count_lines(plain), "a fault lies inside the file", error.sentence)
                require(int(column) >= 1, "a column counts from 1", error.sentence)
        else:
            require_harmless(document)
    has_svg_text(document)


def require_places(document: SvgDocument, data: bytes) -> None:
    """Require that every element has a place inside the file."""
    lines = count_lines(document.text.encode("utf-8", "surrogatepass")) + count_lines(data)
    for element, place in document.places.items():
        require(1 <= place.line <= lines, "an element lies inside the file", element.tag, place)


def require_harmless(document: SvgDocument) -> None:
    """Require that a drawing that is not refused asks for nothing outside of its file and runs nothing."""
    for element in document.root.iter():
        name = svg_name(element)
        require(name != "script" or "json" in element.attrib.get("type", ""), "no script passes")
        if name in {"image", "feImage", "use"}:
            target = find_href(element)
            require(not target or target[:1] == "#" or target[:5].lower() == "data:", "no link passes", name, target)
        for value in (*element.attrib.values(), (element.text or "") if name == "style" else ""):
            require("@import" not in value.lower() or name != "style", "no import passes", value)


def read_packed_file(data: bytes) -> None:
    """Read the same compressed."""
    read_svg_file(gzip.compress(data, 1, mtime=0))


def _list_seeds() -> Iterator[tuple[str, bytes]]:
    for seed in _SEEDS:
        yield "svg", seed
    yield "svgz", _SEEDS[0]
    for path in sorted((REPOSITORY / "briefs" / "assets").glob("*-logo.svg")):
        yield "svg", path.read_bytes()


DRAWINGS = Target("svg", {"svg": read_svg_file, "svgz": read_packed_file}, _list_seeds)
