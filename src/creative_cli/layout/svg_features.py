"""Finds what an SVG uses that the renderer leaves out or draws in another way, which would spoil a logo unseen."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from creative_cli.errors import PictureError

OUTLINES_HINT = "Convert text to outlines in the design program and save again as plain SVG."
PLAIN_HINT = "Convert text to outlines, write colours into the shapes and save again as plain SVG, or export it as PNG."
INSIDE_HINT = "Convert text to outlines, put everything it uses into the file itself, or export it as PNG."

_STYLE_SHEET = re.compile(rb"<\?xml-stylesheet\b")
_CSS_IMPORT = re.compile(r"@import\b")
_CSS_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
# CSS Color 4 and 5; the renderer knows those of SVG 1.1 and CSS Color 3.
_NEW_COLOR = re.compile(r"(?<![\w-])(oklch|oklab|lch|lab|hwb|color|color-mix|light-dark)\(")
_FAR_URL = re.compile(r"url\(\s*['\"]?(?!#|data:)([^'\")]+)")
_FONT_FAMILY = re.compile(r"font-family\s*:\s*([^;}]+)")
_FONT_SHORTHAND = re.compile(r"(?<![\w-])font\s*:\s*[^;}]*?[\d.]+(?:[a-z]{1,4}|%)(?:/[\w.%]+)?\s+([^;}]+)")
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_TEXT_TAGS = ("text", "tspan", "textPath", "tref")


def refuse_unsupported_svg(svg: bytes, root: ET.Element, families: frozenset[str]) -> None:
    """Raise PictureError if the SVG needs a feature that would not be drawn as its author sees it.

    *families* are the fonts that text may use, in lower case. Pictures that link to other files are left to the
    renderer, which refuses them.
    """
    if _STYLE_SHEET.search(svg):
        raise PictureError("The SVG takes its colours from an external style sheet (xml-stylesheet).", PLAIN_HINT)
    parents = {child: parent for parent in root.iter() for child in parent}
    styles = [element.text or "" for element in root.iter() if _local_name(element) == "style"]
    for css in _list_css(root, styles):
        _refuse_css(css)
    for element in root.iter():
        name = _local_name(element)
        if name == "link":
            raise PictureError("The SVG takes its colours from an external style sheet (link).", PLAIN_HINT)
        if name == "foreignObject" and not _is_left_out(element, parents):
            raise PictureError("The SVG has HTML inside (foreignObject), which is not drawn.", OUTLINES_HINT)
        target = next((element.attrib[key] for key in _HREFS if key in element.attrib), "").strip()
        if name not in {"a", "image", "script"} and target and not target.startswith(("#", "data:")):
            raise PictureError(
                f"The SVG takes a part from another file ({name} {target!r}), never loaded.", INSIDE_HINT
            )
    _refuse_unknown_fonts(root, parents, styles, families)


def _local_name(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _list_css(root: ET.Element, styles: list[str]) -> Iterator[str]:
    yield from styles
    for element in root.iter():
        yield from (value for key, value in element.attrib.items() if "(" in value and key not in _HREFS)


def _refuse_css(css: str) -> None:
    if _CSS_IMPORT.search(css):
        raise PictureError("The SVG takes its colours from an external style sheet (@import).", PLAIN_HINT)
    if found := _CSS_VARIABLE.search(css):
        raise PictureError(f"The SVG uses a CSS variable, var({found[1]}), which is not drawn.", PLAIN_HINT)
    if found := _NEW_COLOR.search(css):
        raise PictureError(f"The SVG has a colour written as {found[1]}(), which is not drawn.", PLAIN_HINT)
    if found := _FAR_URL.search(css):
        raise PictureError(f"The SVG takes a part from another file ({found[1].strip()!r}), never loaded.", INSIDE_HINT)


def _is_left_out(element: ET.Element, parents: dict[ET.Element, ET.Element]) -> bool:
    """Return whether no program is meant to draw the element: design programs keep their own data that way."""
    return "requiredExtensions" in element.attrib or _local_name(parents.get(element, element)) in {"defs", "metadata"}


def _refuse_unknown_fonts(
    root: ET.Element, parents: dict[ET.Element, ET.Element], styles: list[str], families: frozenset[str]
) -> None:
    sheet = [family for css in styles for family in _families_in(css)]
    for element in root.iter():
        if _local_name(element) not in _TEXT_TAGS or not (element.text or "").strip():
            continue
        # Which rule of a style sheet holds for a text is not resolved: all of its fonts have to be known.
        wanted = [_own_family(element, parents), *sheet]
        for family in [name for name in wanted if name is not None] or [""]:
            if not family:
                raise PictureError("The SVG has text without a font of its own.", OUTLINES_HINT)
            if family.lower() not in families:
                raise PictureError(f"The SVG has text in the font {family!r}, which is not here.", OUTLINES_HINT)


def _own_family(element: ET.Element, parents: dict[ET.Element, ET.Element]) -> str | None:
    """Return the first font the text asks for, by its own or an inherited attribute; None without one."""
    at: ET.Element | None = element
    while at is not None:
        found = _families_in(at.attrib.get("style", ""))
        if found:
            return found[-1]
        if "font-family" in at.attrib:
            return _first_family(at.attrib["font-family"])
        at = parents.get(at)
    return None


def _families_in(css: str) -> list[str]:
    return [_first_family(found[1]) for rule in (_FONT_FAMILY, _FONT_SHORTHAND) for found in rule.finditer(css)]


def _first_family(value: str) -> str:
    return value.split(",", maxsplit=1)[0].strip().strip("'\"").strip()
