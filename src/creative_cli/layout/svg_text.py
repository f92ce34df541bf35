"""Finds text in an SVG that would be drawn in another font, in other letters, or not at all."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from creative_cli.layout.svg_document import SvgPlace, svg_name
from creative_cli.layout.svg_styles import OUTLINE_CURE, SvgFault, read_declarations

_TEXT_TAGS = frozenset({"text", "tspan", "textPath", "tref", "altGlyph"})
_SHORTHAND = re.compile(r".*?(?<![\d.])[\d.]++(?:[a-z]{1,4}|%)(?:\s*/\s*[\w.%]+)?\s+(.+)", re.IGNORECASE | re.DOTALL)
_WEIGHT = re.compile(r"(?<![\w.-])(bold|[1-9]00)(?![\w%.-])")
_SLANTED = re.compile(r"(?<![\w-])(italic|oblique)(?![\w-])", re.IGNORECASE)


class SvgFonts(NamedTuple):
    """The fonts that text may use: the `weights` of each family, and what finds the letters that a family lacks."""

    weights: Mapping[str, tuple[int, ...]]
    find_missing: Callable[[str, tuple[str, ...]], tuple[str, ...]]


NO_SVG_FONTS = SvgFonts({}, lambda text, _families: (text,))


def is_text(name: str) -> bool:
    """Return whether an element of this name is text."""
    return name in _TEXT_TAGS


def find_svg_text_faults(
    texts: Sequence[ET.Element],
    parents: Mapping[ET.Element, ET.Element],
    sheet: Sequence[tuple[str, str]],
    places: Mapping[ET.Element, SvgPlace],
    fonts: SvgFonts,
) -> Iterator[SvgFault]:
    """Yield the faults of drawn *texts*; *sheet* are the properties and values of all style sheets."""
    # Which rule of a style sheet holds for a text is not resolved: all of its fonts have to be here.
    in_sheets = [family for name, value in sheet if (family := _family_of(name, value)) is not None]
    weights = [weight for name, value in sheet if (weight := _weight_of(name, value))]
    weights += ["slanted" for name, value in sheet if _slant_of(name, value) == "yes"]
    sized = any(name in {"font", "font-size"} for name, _ in sheet)
    for element in texts:
        written = (element.text or "") + "".join(child.tail or "" for child in element)
        if svg_name(element) == "tref":
            yield SvgFault("text taken from another place (tref)", OUTLINE_CURE, places[element])
        if not written.strip():
            continue
        yield from _find_one(element, written, (parents, in_sheets, weights, sized), places[element], fonts)


def _find_one(
    element: ET.Element,
    written: str,
    around: tuple[Mapping[ET.Element, ET.Element], Sequence[str], Sequence[str], bool],
    place: SvgPlace,
    fonts: SvgFonts,
) -> Iterator[SvgFault]:
    parents, in_sheets, weights, sized = around
    own = _inherited(element, parents, _family_of)
    wanted = [*([] if own is None else [own]), *in_sheets]
    if not any(wanted):
        yield SvgFault("text without a font of its own", OUTLINE_CURE, place)
        return
    here = {family.lower(): (family, known) for family, known in fonts.weights.items()}
    for family in wanted:
        if family.lower() not in here:
            yield SvgFault(f"text in the font {family!r}, which is not here", OUTLINE_CURE, place)
            return
    family, known = here[wanted[0].lower()]
    for what in _undrawn_settings(element, parents, (family, known), weights, sized=sized):
        yield SvgFault(what, OUTLINE_CURE, place)
    if missing := fonts.find_missing(written, (family,)):
        yield SvgFault(f"text with {' '.join(missing[:5])!r}, which {family!r} does not have", OUTLINE_CURE, place)


def _undrawn_settings(
    element: ET.Element,
    parents: Mapping[ET.Element, ET.Element],
    here: tuple[str, tuple[int, ...]],
    weights: Sequence[str],
    *,
    sized: bool,
) -> Iterator[str]:
    """Yield what a text asks of its font, which is *here* with its weights, and does not get."""
    family, known = here
    if _inherited(element, parents, _direction_of) == "rtl":
        yield "text with direction rtl"
    if _inherited(element, parents, _slant_of) == "yes" or "slanted" in weights:
        yield f"slanted text in {family!r}, which has no italics here"
    if not sized and _inherited(element, parents, _size_of) is None:
        yield "text without a size"
    yield from (f"text with {what}" for what in dict.fromkeys(_odd_settings(element, parents)))
    asked = _inherited(element, parents, _weight_of)
    for weight in dict.fromkeys(one for one in (asked, *weights) if one is not None and one.isdigit()):
        if int(weight) not in known:
            yield f"text of weight {weight} in {family!r}, which has {' and '.join(map(str, known))} here"


def _inherited(
    element: ET.Element, parents: Mapping[ET.Element, ET.Element], read: Callable[[str, str], str | None]
) -> str | None:
    """Return what *read* finds in the element's own attributes and style, or in those of the nearest around it."""
    at: ET.Element | None = element
    while at is not None:
        said = [*at.attrib.items(), *read_declarations(at.attrib.get("style", ""))]
        found = [one for name, value in said if (one := read(name.lower(), value)) is not None]
        if found:
            return found[-1]
        at = parents.get(at)
    return None


def _odd_settings(element: ET.Element, parents: Mapping[ET.Element, ET.Element]) -> Iterator[str]:
    """Yield the settings of a text, its own and inherited, that come out in another way (`tools/svg_judge.py`)."""
    at: ET.Element | None = element
    while at is not None:
        for key, value in [*at.attrib.items(), *read_declarations(at.attrib.get("style", ""))]:
            name, plain = key.lower(), value.strip().lower()
            if (
                (name == "font-size" and not plain[:1].isdigit() and plain[:1] not in {".", "+"})
                or (name in {"letter-spacing", "word-spacing"} and plain.endswith("%"))
                or (name == "baseline-shift" and plain in {"sub", "super"})
                or (name == "text-decoration" and "overline" in plain)
                or (name == "lengthadjust" and plain == "spacingandglyphs")
                or (name in {"text-orientation", "glyph-orientation-vertical"} and plain not in {"mixed", "auto"})
                or (name == "path" and svg_name(at) == "textPath")
            ):
                yield f"{key}: {value.strip()[:40]}"
        at = parents.get(at)


def _size_of(name: str, value: str) -> str | None:
    return value if name in {"font", "font-size"} else None


def _slant_of(name: str, value: str) -> str | None:
    if name not in {"font", "font-style"}:
        return None
    return "yes" if _SLANTED.search(value) else "no"


def _direction_of(name: str, value: str) -> str | None:
    return value.strip().lower() if name == "direction" else None


def _weight_of(name: str, value: str) -> str | None:
    """Return the weight that a property asks for, as a number; "" for one that depends on others."""
    if name not in {"font", "font-weight"}:
        return None
    plain = value.replace("!important", "").strip().lower()
    if name == "font":
        found = _WEIGHT.search(plain)
        plain = found[1] if found else "normal"
    return {"normal": "400", "bold": "700"}.get(plain, plain if plain.isdigit() else "")


def _family_of(name: str, value: str) -> str | None:
    if name == "font":
        found = _SHORTHAND.fullmatch(value.strip())
        return _first_family(found[1]) if found else None
    return _first_family(value) if name == "font-family" else None


def _first_family(value: str) -> str:
    return value.replace("!important", "").split(",", maxsplit=1)[0].strip().strip("'\"").strip()
