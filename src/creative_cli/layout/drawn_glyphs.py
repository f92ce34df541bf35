"""Reads from Typst's PDF which glyph stands where, and which characters each one draws.

Pictures have no characters any more. Typst writes the same laid out pages as a PDF, with every glyph's place, and with
its characters: by the font's ToUnicode map (ISO 32000-1, 9.10.3), or as ActualText where that says another (14.9.4).
Only what Typst writes is read here, not PDFs of others.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from creative_cli.errors import TypesetError
from creative_cli.layout.pdf_text import split_objects

_PAGE = re.compile(rb"/Type/Page\b(?!s)")
_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_RESOURCES = re.compile(rb"/Resources (\d+) 0 R")
_FONTS = re.compile(rb"/Font<<(.*?)>>", re.DOTALL)
_FONT = re.compile(rb"/(\w+) (\d+) 0 R")
_UNICODE_MAP = re.compile(rb"/ToUnicode (\d+) 0 R")
_DESCENDANT = re.compile(rb"/DescendantFonts\[(\d+) 0 R\]")
_WIDTHS = re.compile(rb"/W\[([-\d. ]*)\]")
_STREAM = re.compile(rb"stream\r?\n(.*)\nendstream", re.DOTALL)
_MAPPED_ONE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_MAPPED_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_MAP_PART = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_TOKEN = re.compile(
    rb"(?P<number>[-+]?\d*\.?\d+)(?=[\s/\[\]()<>]|$)|(?P<name>/[^\s/\[\]()<>]*)|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<text>\()|(?P<word>[^\s/\[\]()<>]+)"
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Matrix = tuple[float, float, float, float, float, float]


class DrawnGlyph(NamedTuple):
    """What a glyph, or several that Typst drew as one, stands for, and its origin, pt from the page's lower left."""

    text: str
    x: float
    y: float


class _Font(NamedTuple):
    """The characters and the advance width (thousandths of an em) of each glyph of a font."""

    texts: Mapping[int, str]
    widths: Mapping[int, float]


def read_drawn_glyphs(pdf: bytes) -> tuple[tuple[DrawnGlyph, ...], ...]:
    """Return the glyphs of each page of a PDF of Typst, in drawing order.

    Each glyph of a cluster, such as a letter and its dots, has the text of the whole cluster. Raises TypesetError,
    which is a bug, if the file has another structure than Typst's.
    """
    _, objects, _ = split_objects(pdf)
    pages = [one for one in objects if _PAGE.search(one) is not None]
    if not pages:
        raise TypesetError("Typst's PDF has no page.")
    fonts: dict[int, _Font] = {}
    found = []
    for page in pages:
        contents, resources = _CONTENTS.search(page), _RESOURCES.search(page)
        if contents is None or resources is None:
            raise TypesetError("A page of Typst's PDF has no contents or no resources.")
        listed = _FONTS.search(objects[int(resources[1]) - 1])
        names = {name: int(number) for name, number in _FONT.findall(listed[1])} if listed else {}
        for number in names.values():
            if number not in fonts:
                fonts[number] = _read_font(objects, number)
        own = {name.decode(): fonts[number] for name, number in names.items()}
        found.append(_PageReader(own).read_page(_read_stream(objects[int(contents[1]) - 1])))
    return tuple(found)


def _read_stream(one: bytes) -> bytes:
    match = _STREAM.search(one)
    if match is None:
        raise TypesetError("An object of Typst's PDF has no stream.")
    return zlib.decompress(match[1]) if b"/FlateDecode" in one[: match.start()] else match[1]


def _read_font(objects: Sequence[bytes], number: int) -> _Font:
    font = objects[number - 1]
    mapped, descendant = _UNICODE_MAP.search(font), _DESCENDANT.search(font)
    texts = {} if mapped is None else _read_unicode_map(_read_stream(objects[int(mapped[1]) - 1]))
    widths = None if descendant is None else _WIDTHS.search(objects[int(descendant[1]) - 1])
    numbers = [] if widths is None else [float(word) for word in widths[1].split()]
    return _Font(
        texts,
        {
            glyph: width
            for first, last, width in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
            for glyph in range(int(first), int(last) + 1)
        },
    )


def _read_unicode_map(cmap: bytes) -> dict[int, str]:
    texts: dict[int, str] = {}
    for kind, body in _MAP_PART.findall(cmap):
        if kind == b"bfchar":
            texts |= {int(glyph, 16): _decode_utf16(code) for glyph, code in _MAPPED_ONE.findall(body)}
            continue
        for first, last, code in _MAPPED_RANGE.findall(body):
            start = _decode_utf16(code)
            for step, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                texts[glyph] = start[:-1] + chr(ord(start[-1]) + step)
    return texts


def _decode_utf16(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be")


def _read_tokens(content: bytes) -> Iterator[object]:
    """Yield numbers, names, strings (as bytes), brackets and operators of a content stream."""
    place = 0
    while (match := _TOKEN.search(content, place)) is not None:
        place = match.end()
        if match["number"] is not None:
            yield float(match["number"])
        elif match["hex"] is not None:
            yield bytes.fromhex(match["hex"].decode())
        elif match["text"] is not None:
            place = _string_end(content, place)
            yield _ESCAPE.sub(_unescape, content[match.end() : place - 1])
        else:
            yield match[0].decode("latin-1")


def _string_end(content: bytes, place: int) -> int:
    """Return the place after the bracket that closes a string; brackets inside it may be in pairs without escapes."""
    depth = 1
    while depth:
        sign = content[place : place + 1]
        if not sign:
            raise TypesetError("A string of Typst's PDF does not end.")
        place += 2 if sign == b"\\" else 1
        depth += (sign == b"(") - (sign == b")")
    return place


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code[:1].isdigit():
        return bytes([int(code, 8) & 0xFF])
    return b"" if code in {b"\n", b"\r", b"\r\n"} else _ESCAPES.get(code, code)


class _PageReader:
    """Follows a content stream operator by operator (ISO 32000-1, 8.4.4, 9.4.2, 9.4.3 and 14.6)."""

    def __init__(self, fonts: Mapping[str, _Font]) -> None:
        self.fonts = fonts
        self.matrices, self.text_matrix = [_IDENTITY], _IDENTITY
        self.font, self.size = _Font({}, {}), 0.0
        self.spans: list[str | None] = []
        self.glyphs: list[DrawnGlyph] = []
        self.operators: Mapping[str, Callable[[Sequence[object]], None]] = {
            "q": lambda _: self.matrices.append(self.matrices[-1]),
            "Q": lambda _: self.matrices.__delitem__(-1),
            "cm": self._move_page,
            "Tm": self._move_text,
            "Tf": self._set_font,
            "BDC": lambda given: self.spans.append(_find_actual_text(given)),
            "BMC": lambda _: self.spans.append(None),
            "EMC": lambda _: self.spans.__delitem__(-1),
            "Tj": self._show_glyphs,
            "TJ": self._show_glyphs,
        }

    def read_page(self, content: bytes) -> tuple[DrawnGlyph, ...]:
        """Return the glyphs of a content stream."""
        given: list[object] = []
        for part in _read_tokens(content):
            if not isinstance(part, str) or part[0] == "/" or part in {"<<", ">>", "[", "]"}:
                given.append(part)
                continue
            if part in self.operators:
                self.operators[part](given)
            given.clear()
        return tuple(self.glyphs)

    def _move_page(self, given: Sequence[object]) -> None:
        self.matrices[-1] = _multiply(_last_matrix(given), self.matrices[-1])

    def _move_text(self, given: Sequence[object]) -> None:
        self.text_matrix = _last_matrix(given)

    def _set_font(self, given: Sequence[object]) -> None:
        self.font, self.size = self.fonts[str(given[-2])[1:]], _as_number(given[-1])

    def _show_glyphs(self, given: Sequence[object]) -> None:
        """Take the glyphs of a Tj or TJ operator, whose strings have two bytes for each."""
        a, b, *_, e, f = _multiply(self.text_matrix, self.matrices[-1])
        spanned = next((text for text in self.spans if text is not None), None)
        pen = 0.0
        for part in given:
            if isinstance(part, float):
                pen -= part * self.size / 1000
            elif isinstance(part, bytes):
                for place in range(0, len(part), 2):
                    glyph = int.from_bytes(part[place : place + 2], "big")
                    text = self.font.texts.get(glyph, "") if spanned is None else spanned
                    self.glyphs.append(DrawnGlyph(text, e + a * pen, f + b * pen))
                    pen += self.font.widths.get(glyph, 0.0) * self.size / 1000


def _last_matrix(stack: Sequence[object]) -> _Matrix:
    a, b, c, d, e, f = (_as_number(one) for one in stack[-6:])
    return a, b, c, d, e, f


def _as_number(token: object) -> float:
    if not isinstance(token, float):
        raise TypesetError(f"Typst's PDF has {token!r} in place of a number.")
    return token


def _multiply(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    k, l, m, n, o, p = outer  # noqa: E741  # as in the rows of a matrix
    return a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p


def _find_actual_text(stack: Sequence[object]) -> str | None:
    if "/ActualText" not in stack:
        return None
    text = stack[list(stack).index("/ActualText") + 1]
    if not isinstance(text, bytes):
        raise TypesetError("An ActualText of Typst's PDF is no string.")
    return text[2:].decode("utf-16-be") if text.startswith(b"\xfe\xff") else text.decode("latin-1")
