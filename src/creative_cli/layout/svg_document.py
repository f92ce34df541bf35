"""Reads the bytes of an SVG into a tree that knows where each element stands; refuses what is no plain drawing.

Entities are refused, not expanded, and nothing that the document names is loaded.
"""

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, NoReturn
from xml.etree import ElementTree as ET
from xml.parsers import expat

from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import PictureError

# Drawings are far smaller; larger files are traced photos.
MAX_SVG_BYTES = 8_000_000
# Including every copy by `<use>`: ten lines of SVG can expand to billions of shapes.
MAX_SVG_SHAPES = 200_000
# Levels of groups and copies; a copy of itself is endless.
MAX_SVG_DEPTH = 200
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")

PLAIN_SVG_HINT = "Save it again as plain SVG."
AS_PNG_HINT = "Save it again as plain SVG, or export it as PNG."

_GZIP = b"\x1f\x8b"
_DECLARATION = re.compile(r"<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"""<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.-]+)["']""")
# Text encodings that design programs have written; others may be no encodings of text at all.
_KNOWN_ENCODING = re.compile(
    r"utf-?(8|16)(-?[lb]e)?|(us-)?ascii|iso-?8859-?\d+|(windows|cp)-?125\d|shift_?jis|euc-\w\w|gbk?|gb2312|gb18030|big5|koi8-[ru]"
)
_NUMBER = r"[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?+"
_VIEW_BOX = re.compile(rf"\s*+({_NUMBER})[\s,]++({_NUMBER})[\s,]++({_NUMBER})[\s,]++({_NUMBER})\s*+")
_LENGTH = re.compile(rf"\s*+({_NUMBER})\s*+(%|[a-zA-Z]*+)\s*+")
_ATTRIBUTE_VALUE = r"""\s*=\s*(?:"[^"]*"|'[^']*')"""
_ROOT_TAG = re.compile(rf"(<[\w:.-]+)((?:\s+[\w:.-]+{_ATTRIBUTE_VALUE})*)")
MAX_FRAME = 1e9
"""Largest number of a viewBox, width or height: renderers count in 32-bit floats, and 1e39 is infinite there."""

_FRAME_ATTRIBUTE = re.compile(rf"\s(?:viewBox|width|height){_ATTRIBUTE_VALUE}")


class SvgWindow(NamedTuple):
    """The part of a drawing that its frame shows, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float

    def part(self, left: float, top: float, right: float, bottom: float, size: tuple[int, int]) -> "SvgWindow":
        """Return the part between these px of a picture of the window that is *size* px large."""
        across, down = self.width / size[0], self.height / size[1]
        return SvgWindow(self.x + left * across, self.y + top * down, (right - left) * across, (bottom - top) * down)


class SvgPlace(NamedTuple):
    """A 1-based line and column of an SVG."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class SvgDocument:
    """An SVG: its `text` without an XML declaration, its tree, and the `sheets` that its processing asks for.

    `places` says where each element starts, `text_places` where the text in it does; the root starts at the character
    `root_start` of the text.
    """

    text: str
    root_start: int
    root: ET.Element
    places: dict[ET.Element, SvgPlace]
    text_places: dict[ET.Element, SvgPlace]
    sheets: tuple[SvgPlace, ...]

    def window(self) -> SvgWindow | None:
        """Return what the frame shows; None if that cannot be changed without changing the drawing."""
        if "preserveAspectRatio" in self.root.attrib or self._has_shares():
            return None
        box = _VIEW_BOX.fullmatch(self.root.attrib.get("viewBox", ""))
        sides = [_LENGTH.fullmatch(self.root.attrib.get(side, "")) for side in ("width", "height")]
        width, height = (float(side[1]) if side is not None else 0.0 for side in sides)
        units = {side[2] for side in sides if side is not None}
        if box is None:
            return SvgWindow(0, 0, width, height) if units <= {"", "px"} and width and height else None
        window = SvgWindow(*(float(number) for number in box.groups()))
        if units <= {"%"}:
            return window
        if None in sides and units <= {"", "px"}:
            width, height = width or window.width, height or window.height  # as the renderer does
        elif None in sides or len(units) != 1:
            return None
        # A frame of another shape shows more on two sides: xMidYMid meet (SVG 2, 8.6).
        across = max(window.width, window.height * width / height)
        down = max(window.height, window.width * height / width)
        return SvgWindow(window.x - (across - window.width) / 2, window.y - (down - window.height) / 2, across, down)

    def _has_shares(self) -> bool:
        """Return whether a length is a share of the frame, so that another window would change it."""
        return any(
            value.strip().endswith("%")
            for element in self.root.iter()
            if element is not self.root
            for value in element.attrib.values()
        )

    def with_window(self, window: SvgWindow) -> str:
        """Return the text with another part of the drawing in its frame."""
        tag = _ROOT_TAG.match(self.text, self.root_start)
        if tag is None:
            return self.text
        attributes = _FRAME_ATTRIBUTE.sub("", tag[2])
        frame = " ".join(f"{number:.9g}" for number in window)
        frame = f' viewBox="{frame}" width="{window.width:.9g}" height="{window.height:.9g}"'
        return f"{self.text[: tag.end(1)]}{attributes}{frame}{self.text[tag.end(2) :]}"

    def elements(self) -> Iterator[tuple[ET.Element, str]]:
        """Yield every element of SVG with its name; those of other languages are no part of the drawing."""
        for element in self.root.iter():
            if name := svg_name(element):
                yield element, name


def svg_name(element: ET.Element) -> str:
    """Return an element's name without its namespace; "" for one that is not of SVG."""
    space, _, name = str(element.tag).rpartition("}")
    return name if space in {"", f"{{{SVG_NAMESPACE}"} else ""


def read_svg(data: bytes) -> SvgDocument:
    """Return the SVG of a file, which may be compressed (svgz). Raises PictureError."""
    text = _decode_text(_unpack(data))
    reader = _SvgReader(text)
    root = reader.read()
    document = SvgDocument(text, reader.root_start, root, reader.places, reader.text_places, tuple(reader.sheets))
    _require_svg(document.root)
    if _count_shapes(document.root) > MAX_SVG_SHAPES:
        raise _too_many_shapes()
    return document


def plain_svg_bytes(data: bytes) -> bytes:
    """Return an SVG file as it is if it is plain UTF-8, else rewritten as that. Raises PictureError."""
    plain = _unpack(data)
    text = _decode_text(plain)
    return data if plain is data and text.encode() in data else text.encode()


def _unpack(data: bytes) -> bytes:
    if data.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            plain = unpacker.decompress(data, MAX_SVG_BYTES + 1)
        except zlib.error as error:
            raise PictureError(f"The compressed SVG is damaged ({error}).", PLAIN_SVG_HINT) from error
        if not unpacker.eof and len(plain) <= MAX_SVG_BYTES:
            raise PictureError("The compressed SVG is cut off.", PLAIN_SVG_HINT)
        data = plain
    if len(data) > MAX_SVG_BYTES:
        # What is compressed is unpacked up to the limit only.
        size = f"{len(data) / 1e6:.0f} MB" if len(data) > MAX_SVG_BYTES + 1 else "more than 8 MB"
        raise PictureError(f"The SVG has {size}; the limit is 8 MB.", "Export it as PNG.")
    return data


def _decode_text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif data.startswith((b"<\0", b"\0<")):
        name = "utf-16-le" if data.startswith(b"<\0") else "utf-16-be"
    else:
        declared = _ENCODING.match(data.removeprefix(codecs.BOM_UTF8))
        name = "utf-8" if declared is None or data.startswith(codecs.BOM_UTF8) else declared[1].decode().lower()
        name = "utf-8" if name.startswith("utf-16") else name  # a declaration in single bytes cannot mean it
    if not _KNOWN_ENCODING.fullmatch(name):
        raise PictureError(
            f"The SVG is in an unknown encoding, {quote_for_message(name)}.", f"{PLAIN_SVG_HINT} Use UTF-8."
        )
    try:
        text = data.decode("utf-8-sig" if name in {"utf-8", "utf8"} else name)
    except (UnicodeDecodeError, LookupError):
        raise PictureError(f"The SVG is not in {name.upper()}.", "Save it again as plain SVG in UTF-8.") from None
    # The declaration speaks of bytes; its lines stay, so that places are those of the file.
    found = _DECLARATION.match(text)
    return text if found is None else "\n" * found[0].count("\n") + text[found.end() :]


class _SvgReader:
    """Builds the tree with expat, which knows the place of what it reads."""

    def __init__(self, text: str) -> None:
        self.places: dict[ET.Element, SvgPlace] = {}
        self.text_places: dict[ET.Element, SvgPlace] = {}
        self.sheets: list[SvgPlace] = []
        self.root_start = 0
        self._data = text.encode("utf-8", "surrogatepass")
        self._open: list[ET.Element] = []
        self._pieces: list[str] = []
        self._root: ET.Element | None = None
        self._parser = expat.ParserCreate("utf-8", "}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add_text
        self._parser.ProcessingInstructionHandler = self._note_instruction
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.AttlistDeclHandler = self._refuse_entity

    def read(self) -> ET.Element:
        """Return the root element; raise PictureError."""
        try:
            self._parser.Parse(self._data, True)  # noqa: FBT003  # expat takes it by position only
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise PictureError(
                f"The SVG is not well-formed XML: {what} (line {error.lineno}, column {error.offset + 1}).",
                PLAIN_SVG_HINT,
            ) from error
        if self._root is None:
            raise PictureError("The SVG is not well-formed XML: it is empty.", PLAIN_SVG_HINT)
        return self._root

    def _here(self) -> SvgPlace:
        return SvgPlace(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_SVG_DEPTH:
            raise PictureError(f"The SVG nests elements more than {MAX_SVG_DEPTH} deep.", AS_PNG_HINT)
        if len(self.places) >= MAX_SVG_SHAPES:
            raise _too_many_shapes()
        self._close_text()
        element = ET.Element(_clark(tag), {_clark(name): value for name, value in attributes.items()})
        self.places[element] = self._here()
        if self._open:
            self._open[-1].append(element)
        else:
            self._root = element
            self.root_start = len(self._data[: self._parser.CurrentByteIndex].decode())
        self._open.append(element)

    def _end(self, tag: str) -> None:  # noqa: ARG002  # expat has matched it
        self._close_text()
        self._open.pop()

    def _add_text(self, text: str) -> None:
        self.text_places.setdefault(self._open[-1], self._here())
        self._pieces.append(text)

    def _close_text(self) -> None:
        if self._pieces:
            inside, text = self._open[-1], "".join(self._pieces)
            self._pieces.clear()
            if len(inside):
                inside[-1].tail = text
            else:
                inside.text = text

    def _note_instruction(self, target: str, data: str) -> None:  # noqa: ARG002  # whatever the sheet is
        if target == "xml-stylesheet":
            self.sheets.append(self._here())

    def _refuse_entity(self, *_: object) -> NoReturn:
        line, column = self._here()
        raise PictureError(
            f"The SVG declares entities or defaults of its own (DTD, line {line}, column {column}), which are never "
            "expanded.",
            AS_PNG_HINT,
        )


def _clark(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _too_many_shapes() -> PictureError:
    return PictureError(f"The SVG has more than {MAX_SVG_SHAPES:,} shapes.", "Simplify it, or export it as PNG.")


def _require_svg(root: ET.Element) -> None:
    if svg_name(root) != "svg":
        space, _, name = str(root.tag).removeprefix("{").rpartition("}")
        of = f" of {quote_for_message(space)}" if space else ""
        raise PictureError(
            f"The file is no SVG: its first element is {quote_for_message(name)}{of}, not 'svg' of {SVG_NAMESPACE!r}.",
            AS_PNG_HINT,
        )
    box = root.attrib.get("viewBox")
    if box is not None:
        found = _VIEW_BOX.fullmatch(box)
        if found is None or min(float(found[3]), float(found[4])) <= 0:
            raise PictureError(f"The SVG has a viewBox without a size, {quote_for_message(box)}.", AS_PNG_HINT)
        if max(abs(float(number)) for number in found.groups()) > MAX_FRAME:
            raise PictureError("The SVG has a viewBox larger than any drawing.", AS_PNG_HINT)
    for side in ("width", "height"):
        found = _LENGTH.fullmatch(root.attrib.get(side, "100%"))
        if found is not None and float(found[1]) <= 0:
            raise PictureError(f"The SVG has the {side} {quote_for_message(root.attrib[side])}.", AS_PNG_HINT)
        if found is not None and float(found[1]) > MAX_FRAME:
            raise PictureError(f"The SVG has a {side} larger than any drawing.", AS_PNG_HINT)
        if box is None and (found is None or found[2] == "%"):
            raise PictureError(f"The SVG has neither a viewBox nor a {side}.", AS_PNG_HINT)


def _count_shapes(root: ET.Element) -> int:
    """Count the shapes a document draws, following `<use>`; stop after the limit."""
    named = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
    counts: dict[ET.Element, int] = {}

    def count(element: ET.Element, depth: int) -> int:
        if depth > MAX_SVG_DEPTH:
            return MAX_SVG_SHAPES + 1
        if element not in counts:
            target = find_href(element)
            shown = named.get(target.removeprefix("#")) if target.startswith("#") else None
            own = 1 + sum(count(child, depth + 1) for child in element)
            counts[element] = min(own + (count(shown, depth + 1) if shown is not None else 0), MAX_SVG_SHAPES + 1)
        return counts[element]

    return count(root, 0)


def find_href(element: ET.Element) -> str:
    """Return what an element refers to; "" if nothing."""
    return next((element.attrib[key] for key in HREFS if key in element.attrib), "").strip()
