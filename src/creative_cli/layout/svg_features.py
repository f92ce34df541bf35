"""Finds what an SVG uses that the renderer leaves out or draws in another way, which would spoil a logo unseen.

All of it is found by reading the file, and reported together with its lines.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from creative_cli.errors import PictureError
from creative_cli.layout.svg_document import SvgDocument, SvgPlace, find_href, read_svg, svg_name
from creative_cli.layout.svg_pictures import find_picture_faults, open_inner_svg
from creative_cli.layout.svg_styles import (
    COLOR_PROPERTIES,
    INSIDE_CURE,
    LENGTH_PROPERTIES,
    OUTLINE_CURE,
    PLAIN_CURE,
    TEXT_PROPERTIES,
    StyleSheet,
    SvgFault,
    find_declaration_faults,
    find_font_units,
    find_value_faults,
    has_style_errors,
    own_references,
    read_declarations,
)
from creative_cli.layout.svg_support import svg_support
from creative_cli.layout.svg_text import SvgFonts, find_svg_text_faults, is_text

MAX_LISTED_FAULTS = 12
LONGEST_FAULT = 200  # characters: names and values are the file's

_VALUE_ATTRIBUTES = COLOR_PROPERTIES | LENGTH_PROPERTIES | svg_support("drawn_properties") | {"offset"}
# On an svg inside another they are left out.
_NOT_INSIDE = ("opacity", "transform", "filter", "mask", "clip-path")
_ODD_LENGTH = re.compile(r"[+-]?[\d.]+(?:e[+-]?\d+)?\s*(rem|ch|vw|vh|vmin|vmax|Q|q|lh|rlh|cap|ic)\s*")
_HIDING = {"display": {"none"}, "opacity": {"0", "0%", "0.0"}}


def refuse_unsupported_svg(document: SvgDocument, fonts: SvgFonts) -> None:
    """Raise PictureError, with all of them and their lines, for features not drawn as the author sees them.

    *fonts* are those that text may use.
    """
    faults = list(dict.fromkeys(_FeatureReader(document, fonts).faults()))
    if not faults:
        return
    places: dict[tuple[str, str], list[SvgPlace]] = {}
    for fault in sorted(faults, key=lambda one: one.place):
        places.setdefault((fault.what, fault.cure), []).append(fault.place)
    listed = [_say_fault(what, where) for (what, _), where in places.items()]
    more = len(listed) - MAX_LISTED_FAULTS
    if more > 0:
        listed = [*listed[:MAX_LISTED_FAULTS], f"and {more} more"]
    cures = [cure for cure in (PLAIN_CURE, INSIDE_CURE) if any(cure == one for _, one in places)]
    # Programs that write one of these features write text as text.
    cure = ", ".join([OUTLINE_CURE, *cures])
    raise PictureError(
        f"The SVG has what would not be drawn as its author sees it: {'; '.join(listed)}.",
        f"{cure[0].upper()}{cure[1:]} and save again as plain SVG, or export it as PNG.",
    )


def has_svg_text(document: SvgDocument) -> bool:
    """Return whether fonts are needed to draw a document."""
    return any(is_text(name) for _, name in document.elements())


def _say_fault(what: str, places: list[SvgPlace]) -> str:
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    what = what if len(what) <= LONGEST_FAULT else f"{what[: LONGEST_FAULT - 1]}…"
    what = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in what)
    return f"{what} (line {places[0].line}, column {places[0].column}{more})"


class _FeatureReader:
    """Walks what a document draws, through its references, and collects what the renderer cannot do."""

    def __init__(self, document: SvgDocument, fonts: SvgFonts, *, inner: bool = False) -> None:
        self._document = document
        self._fonts = fonts
        self._inner = inner
        self._named = {
            element.attrib["id"]: element
            for element, _ in reversed(list(document.elements()))
            if "id" in element.attrib
        }
        self._parents = {child: parent for parent in document.root.iter() for child in parent}
        copies = any(name == "use" for _, name in document.elements())
        self._sheets = [
            StyleSheet(element.text or "", document.text_places.get(element, document.places[element]), copies=copies)
            for element, name in document.elements()
            if name == "style" and element.attrib.get("type", "text/css") in {"text/css", ""}
        ]
        self._hidden = {selector for sheet in self._sheets for selector in sheet.hidden}

    def faults(self) -> Iterator[SvgFault]:
        """Yield all faults, in no order."""
        for place in self._document.sheets:
            yield SvgFault("an external style sheet (xml-stylesheet)", PLAIN_CURE, place)
        yield from self._faults_anywhere()
        for sheet in self._sheets:
            yield from sheet.faults
        drawn = self._list_drawn()
        texts = [element for element in drawn if self._is_in_text(element)]
        for element in drawn:
            yield from self._faults_of(element, with_text=bool(texts))
        if texts:
            for sheet in self._sheets:
                yield from sheet.text_faults
                for place in sheet.font_faces:
                    yield SvgFault("a font of its own (@font-face)", OUTLINE_CURE, place)
            declared = [(name, value) for sheet in self._sheets for name, value, _ in sheet.declared]
            yield from find_svg_text_faults(texts, self._parents, declared, self._document.places, self._fonts)
        yield from self._sheet_unit_faults()

    def _sheet_unit_faults(self) -> Iterator[SvgFault]:
        declared = [one for sheet in self._sheets for one in sheet.declared]
        if not any(name in {"font", "font-size"} for name, _, _ in declared):
            for name, value, place in declared:
                if name in LENGTH_PROPERTIES and (unit := find_font_units(value)):
                    yield SvgFault(f"a length in {unit} without a font size", PLAIN_CURE, place)

    def _faults_anywhere(self) -> Iterator[SvgFault]:
        """Yield what counts wherever it stands."""
        for element in self._document.root.iter():
            place, name = self._document.places[element], str(element.tag).rpartition("}")[2]
            if name == "link" and "stylesheet" in element.attrib.get("rel", "stylesheet"):
                yield SvgFault("an external style sheet (link)", PLAIN_CURE, place)
            if not svg_name(element):
                continue
            if name in svg_support("animations"):
                yield SvgFault(f"an animation ({name}), of which one picture would be taken", PLAIN_CURE, place)
            elif name == "script" and "json" not in element.attrib.get("type", ""):
                yield SvgFault("a script, which never runs", PLAIN_CURE, place)
            elif name in svg_support("later_paints"):
                yield SvgFault(f"a paint of SVG 2 ({name})", PLAIN_CURE, place)
            elif name in svg_support("flowed_text"):
                yield SvgFault(f"flowed text ({name})", OUTLINE_CURE, place)
            elif name == "style" and element.attrib.get("media", "all").strip() not in {"all", "screen", ""}:
                yield SvgFault(f"a style sheet for {element.attrib['media']!r}", PLAIN_CURE, place)

    def _list_drawn(self) -> list[ET.Element]:
        """Return the elements that are drawn: not hidden, and those that others refer to."""
        root = self._document.root
        drawn: dict[ET.Element, None] = {}
        waiting = [root]
        for sheet in self._sheets:
            ids = [one for _, value, _ in sheet.declared for one in own_references(value)]
            waiting += [self._named[one] for one in ids if one in self._named]
        while waiting:
            element = waiting.pop()
            if element in drawn or not svg_name(element) or self._is_hidden(element):
                continue
            drawn[element] = None
            waiting += [child for child in element if svg_name(child) not in svg_support("stored_elements")]
            target = find_href(element)
            ids = [one for value in element.attrib.values() for one in own_references(value)]
            ids += [target[1:]] if target.startswith("#") else []
            waiting += [self._named[one] for one in ids if one in self._named]
        return list(drawn)

    def _is_in_text(self, element: ET.Element) -> bool:
        at: ET.Element | None = element
        while at is not None and not is_text(svg_name(at)):
            at = self._parents.get(at)
        return at is not None

    def _is_hidden(self, element: ET.Element) -> bool:
        if "requiredExtensions" in element.attrib:
            return True
        said = dict(_list_said(element))
        if any(said.get(name, "").strip() in values for name, values in _HIDING.items()):
            return True
        if said.get("visibility", "").strip() in {"hidden", "collapse"}:
            # What is in a hidden group may show itself.
            return not any("visibility" in dict(_list_said(inner)) for inner in element.iter() if inner is not element)
        names = {svg_name(element), f"#{element.attrib.get('id', '')}"}
        names |= {f".{one}" for one in element.attrib.get("class", "").split()}
        return bool(names & self._hidden)

    def _faults_of(self, element: ET.Element, *, with_text: bool) -> Iterator[SvgFault]:
        place, name = self._document.places[element], svg_name(element)
        yield from self._kind_faults(element, name, place)
        yield from self._attribute_faults(element, name, place)
        css = element.attrib.get("style", "")
        if has_style_errors(css):
            yield SvgFault("a style that cannot be read", PLAIN_CURE, place)
        for key, value in read_declarations(css):
            if key.lower() not in TEXT_PROPERTIES or with_text:
                yield from find_declaration_faults(key, value, place)
            yield from self._context_faults(element, key.lower(), value, place)

    def _kind_faults(self, element: ET.Element, name: str, place: SvgPlace) -> Iterator[SvgFault]:
        """Yield what an element of this name is not drawn for."""
        if name == "foreignObject":
            yield SvgFault("HTML inside (foreignObject)", OUTLINE_CURE, place)
        elif name in svg_support("wrong_filters") or (
            name == "feTurbulence" and element.attrib.get("stitchTiles") == "stitch"
        ):
            yield SvgFault(
                f"the filter {name}{' with stitchTiles' if name == 'feTurbulence' else ''}", PLAIN_CURE, place
            )
        elif name == "svg" and element is not self._document.root:
            said = {key for key, _ in _list_said(element)}
            for key in (key for key in _NOT_INSIDE if key in said):
                yield SvgFault(f"an svg inside with {key}", PLAIN_CURE, place)
        elif name in {"image", "feImage"}:
            yield from self._picture_faults(element, name, place)
        target = find_href(element)
        if name not in {"a", "image", "feImage", "script"} and target and not target.startswith("#"):
            yield SvgFault(f"a part of another file ({name} {target!r}), never loaded", INSIDE_CURE, place)
        if name == "use":
            if target.startswith("#") and target[1:] not in self._named:
                yield SvgFault(f"a copy of {target!r}, which is not in the file", INSIDE_CURE, place)
            if any(element.attrib.get(side, "").strip().endswith("%") for side in ("width", "height")):
                yield SvgFault("a copy (use) with a size in %", PLAIN_CURE, place)

    def _picture_faults(self, element: ET.Element, name: str, place: SvgPlace) -> Iterator[SvgFault]:
        inner = open_inner_svg(element)
        if inner is None:
            yield from find_picture_faults(element, name, place)
        elif self._inner:
            yield SvgFault("an SVG picture inside an SVG picture", PLAIN_CURE, place)
        else:
            try:
                for fault in _FeatureReader(read_svg(inner), self._fonts, inner=True).faults():
                    yield SvgFault(f"{fault.what} in an SVG picture inside", fault.cure, place)
            except PictureError as error:
                yield SvgFault(f"an SVG picture inside that is refused: {error.sentence[:-1]}", PLAIN_CURE, place)

    def _attribute_faults(self, element: ET.Element, name: str, place: SvgPlace) -> Iterator[SvgFault]:
        for key, value in element.attrib.items():
            if key in _VALUE_ATTRIBUTES:
                yield from find_value_faults(key, value, place)
            elif key in svg_support("geometry_attributes") and not (
                element is self._document.root and key in {"width", "height"}
            ):
                yield from self._length_faults(key, value, place)
            elif key == "mask-mode" or (key == "vector-effect" and value.strip() not in {"none", "inherit"}):
                yield SvgFault(f"the property {key} ({value.strip()})", PLAIN_CURE, place)
            yield from self._context_faults(element, key, value, place)
        if "pathLength" in element.attrib and "stroke-dasharray" in self._said_around(element):
            yield SvgFault(f"dashes measured by pathLength ({name})", PLAIN_CURE, place)

    def _said_around(self, element: ET.Element) -> set[str]:
        """Return the properties that an element, those around it or any style sheet set."""
        said = {name for sheet in self._sheets for name, _, _ in sheet.declared}
        at: ET.Element | None = element
        while at is not None:
            said.update(name for name, _ in _list_said(at))
            at = self._parents.get(at)
        return said

    def _length_faults(self, key: str, value: str, place: SvgPlace) -> Iterator[SvgFault]:
        if found := _ODD_LENGTH.fullmatch(value.strip()):
            yield SvgFault(f"a length in the unit {found[1]} ({key})", PLAIN_CURE, place)
        elif "(" in value:
            yield from find_value_faults(key, value, place)
        elif value.strip() == "auto" and key in {"rx", "ry"}:
            yield SvgFault(f"{key}: auto", PLAIN_CURE, place)

    def _context_faults(self, element: ET.Element, key: str, value: str, place: SvgPlace) -> Iterator[SvgFault]:
        """Yield what depends on what the element and those around it say."""
        if key == "color-interpolation" and value.strip() == "linearRGB":
            yield SvgFault("colours mixed in linearRGB (color-interpolation)", PLAIN_CURE, place)
        if key == "filter":
            for one in own_references(value):
                if one not in self._named:
                    yield SvgFault(f"a filter, {one!r}, that is not in the file", INSIDE_CURE, place)
        measured = key in LENGTH_PROPERTIES or (
            key in svg_support("geometry_attributes") and element is not self._document.root
        )
        # Where no size of type is set, the renderer takes 12 px, and browsers 16.
        if measured and (unit := find_font_units(value)) and not {"font", "font-size"} & self._said_around(element):
            yield SvgFault(f"a length in {unit} without a font size", PLAIN_CURE, place)


def _list_said(element: ET.Element) -> list[tuple[str, str]]:
    """Return what an element says of itself, attributes before its style."""
    css = element.attrib.get("style")
    own = list(element.attrib.items())
    return own if css is None else [*own, *((name.lower(), value) for name, value in read_declarations(css))]
