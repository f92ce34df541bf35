"""Opens font files from outside: what they are by their content, under limits, as TrueType or OpenType.

Formats: OpenType 1.9.1 (sfnt and collections), WOFF 1.0 and WOFF 2.0 (W3C recommendations).
"""

import logging
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

import brotli
from fontTools.ttLib import TTFont

from creative_cli.errors import PictureError
from creative_cli.foreign_files import is_web_page, read_foreign_file
from creative_cli.layout.font_structure import find_structure_fault

MAX_FONT_BYTES = 30_000_000
"""Largest font file, bytes: larger than any single font; collections of all Chinese faces are not needed."""

MAX_UNPACKED_BYTES = 100_000_000
"""Largest WOFF or WOFF2 font when unpacked, bytes. Noto Sans CJK has 17 million in one face."""

MAX_TABLES, MAX_FACES = 128, 64
"""Most tables of a font, and most faces of a collection: Iosevka's collections have 54."""

# What fontTools logs of a damaged font is said in one sentence of ours.
logging.getLogger("fontTools").setLevel(logging.CRITICAL)

_SFNT_STARTS: Final = (b"\0\1\0\0", b"OTTO", b"true")
_COLLECTION = b"ttcf"
_CONVERT = "Convert it to an OpenType font (.otf or .ttf), or ask its vendor for one."
_EXPORT = "Export it again, or copy it again from where it came from."
# What people give for a font, by the first bytes of the file, and what to do.
_OTHER_KINDS: Final = (
    (b"\x80\x01", "a PostScript Type 1 font", _CONVERT),
    (b"%!", "a PostScript Type 1 font", _CONVERT),
    (b"typ1", "a PostScript Type 1 font", _CONVERT),
    (b"StartFontMetrics", "the metrics of a Type 1 font, without letters", _CONVERT),
    (b"\0\0\1\0", "a Macintosh font suitcase (.dfont)", _CONVERT),
    (b"STARTFONT", "a bitmap font (BDF)", _CONVERT),
    (b"\x01fcp", "a bitmap font (PCF)", _CONVERT),
    (b"MZ", "a Windows bitmap font (.fon)", _CONVERT),
    (b"SplineFontDB", "a FontForge project", "Generate an .otf or .ttf font from it."),
    (b"PK\x03\x04", "a ZIP archive", "Unpack it, and name a font file in it."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it, and name a font file in it."),
    (b"Rar!", "a RAR archive", "Unpack it, and name a font file in it."),
    (b"version https://git-lfs", "a Git LFS pointer, not the font itself", "Run git lfs pull."),
    (b"%PDF", "a PDF document", _CONVERT),
)
_EMBEDDED_OPENTYPE = b"LP"  # at byte 34
# WOFF 2.0, 5.1: the tags that a table's flags stand for; here only where transformed data may follow.
_WOFF2_GLYF, _WOFF2_LOCA, _WOFF2_OWN_TAG = 10, 11, 63


@dataclass(frozen=True, slots=True, eq=False)
class FontData:
    """A font file as TrueType, OpenType or a collection of them, whatever it was packed in."""

    name: str
    data: bytes

    @property
    def faces(self) -> int:
        """How many faces the file has: 1, but in a collection."""
        return struct.unpack_from(">L", self.data, 8)[0] if self.data[:4] == _COLLECTION else 1

    def open_face(self, number: int) -> TTFont:
        """Return a face by its place in the file, from 0; tables are read when they are needed."""
        return TTFont(BytesIO(self.data), fontNumber=number, lazy=True, recalcTimestamp=False)


@lru_cache(maxsize=16)
def _unpack_font(data: bytes, name: str) -> FontData:
    start = data[:4]
    if start == b"wOFF":
        data = _unpack_woff(data, name)
    elif start == b"wOF2":
        data = _unpack_woff2(data, name)
    elif start not in {*_SFNT_STARTS, _COLLECTION}:
        raise _explain_other_kind(data, name)
    _require_tables(data, name)
    font = FontData(name, data)
    if (fault := find_structure_fault(data, _face_offsets(data))) is not None:
        raise PictureError(f"The font {name} {fault}.", _EXPORT)
    return font


def read_font_file(path: Path) -> tuple[FontData, bytes]:
    """Return a font file that has kept to all limits, and its bytes as they are on the disk.

    Raises PictureError with the next step for a file that cannot be read, is no font or another kind of font, is
    damaged, or exceeds a limit.
    """
    try:
        data = read_foreign_file(path, MAX_FONT_BYTES)
    except OSError as error:
        raise PictureError(f"The font {path.name} cannot be read: {error.strerror}.", "Check the file.") from error
    if len(data) > MAX_FONT_BYTES:
        raise PictureError(
            f"The font {path.name} is larger than the limit of {MAX_FONT_BYTES // 1_000_000} MB.",
            "Export a subset with the scripts of the markets.",
        )
    return _unpack_font(data, path.name), data


def unreadable_font(name: str, reason: str = "") -> PictureError:
    """Return the error for a file that is no readable font; *reason* says why."""
    why = f": {reason}" if reason else ""
    return PictureError(
        f"{name} is not a readable font{why}.", "Use a TrueType or OpenType file: .ttf, .otf, .ttc, .woff or .woff2."
    )


def _explain_other_kind(data: bytes, name: str) -> PictureError:
    for start, kind, cure in _OTHER_KINDS:
        if data.startswith(start):
            return PictureError(f"The font {name} is {kind}.", cure)
    if data[34:36] == _EMBEDDED_OPENTYPE:
        return PictureError(f"The font {name} is an Embedded OpenType font (.eot) for old browsers.", _CONVERT)
    if is_web_page(data):
        return PictureError(f"The font {name} is a web page.", "Download the font file itself.")
    if b"<svg" in data[:512].lower() and b"<font" in data:
        return PictureError(f"The font {name} is an SVG font.", _CONVERT)
    return unreadable_font(name, "" if data else "it is empty")


def _face_offsets(data: bytes) -> tuple[int, ...]:
    if data[:4] != _COLLECTION:
        return (0,)
    (count,) = struct.unpack_from(">L", data, 8)
    return struct.unpack_from(f">{count}L", data, 12)


def _require_tables(data: bytes, name: str) -> None:
    """Raise PictureError unless all faces and tables that a font names lie inside its data."""
    try:
        if data[:4] == _COLLECTION:
            (count,) = struct.unpack_from(">L", data, 8)
            if not 0 < count <= MAX_FACES:
                raise PictureError(
                    f"The font {name} says that it has {count} faces; the limit is {MAX_FACES}.",
                    "Name a file with one face.",
                )
        for offset in _face_offsets(data):
            (count,) = struct.unpack_from(">H", data, offset + 4)
            if offset + 12 + 16 * count > len(data):
                raise unreadable_font(name, "it is cut off, or no font at all")
            _require_few_tables(count, name)
            for number in range(count):
                tag, _, start, length = struct.unpack_from(">4sLLL", data, offset + 12 + 16 * number)
                if start + length > len(data):
                    table = tag.decode("latin-1").strip()
                    raise unreadable_font(name, f"its table {table!r} ends after the file does, which is cut off")
    except struct.error as error:
        raise unreadable_font(name, "it is cut off") from error


def _require_few_tables(count: int, name: str) -> None:
    if count > MAX_TABLES:
        raise PictureError(f"The font {name} says that it has {count} tables; the limit is {MAX_TABLES}.", _EXPORT)


def _too_large(name: str) -> PictureError:
    return PictureError(
        f"The font {name} is larger than the limit of {MAX_UNPACKED_BYTES // 1_000_000} MB when it is unpacked.",
        "Export a subset with the scripts of the markets.",
    )


def _unpack_woff(data: bytes, name: str) -> bytes:
    """Return the font in a WOFF file; every table is unpacked to the length that the file says, and no further."""
    try:
        flavor, _, count = struct.unpack_from(">4sLH", data, 4)
        entries = [struct.unpack_from(">4sLLLL", data, 44 + 20 * number) for number in range(count)]
    except struct.error as error:
        raise unreadable_font(name, "it is cut off") from error
    _require_few_tables(count, name)
    if sum(entry[3] for entry in entries) > MAX_UNPACKED_BYTES:
        raise _too_large(name)
    head = struct.pack(">4sHHHH", flavor, count, *_search_fields(count))
    directory, body = b"", b""
    for tag, offset, packed, length, checksum in entries:
        table = _unpack_table(data[offset : offset + packed], length, name)
        directory += struct.pack(">4sLLL", tag, checksum, len(head) + 16 * count + len(body), length)
        body += table + bytes(-length % 4)
    return head + directory + body


def _unpack_table(packed: bytes, length: int, name: str) -> bytes:
    table = packed
    if len(packed) < length:
        try:
            table = zlib.decompressobj().decompress(packed, length + 1)
        except zlib.error as error:
            raise unreadable_font(name, "its compressed data is damaged") from error
    if len(table) != length:
        raise unreadable_font(name, "a table is longer or shorter than it says")
    return table


def _search_fields(count: int) -> tuple[int, int, int]:
    """Return searchRange, entrySelector and rangeShift of a table directory."""
    power = max(count, 1).bit_length() - 1
    return 16 << power, power, 16 * count - (16 << power)


def _unpack_woff2(data: bytes, name: str) -> bytes:
    """Return the font in a WOFF2 file; its size is known from a first pass before anything is kept."""
    try:
        (flavor,) = struct.unpack_from(">4s", data, 4)
        (count,) = struct.unpack_from(">H", data, 12)
        (packed,) = struct.unpack_from(">L", data, 20)
        whole, start = _woff2_size(data, count)
    except (struct.error, IndexError, OverflowError) as error:
        raise unreadable_font(name, "it is cut off") from error
    if flavor == _COLLECTION:
        raise PictureError(
            f"The font {name} is a collection in a WOFF2 file.", "Name a file with one face, or the .ttc itself."
        )
    _require_few_tables(count, name)
    if whole > MAX_UNPACKED_BYTES:
        raise _too_large(name)
    unpacked = _measure_brotli(data[start : start + packed], name)
    if unpacked != whole:
        raise unreadable_font(name, "its tables are longer or shorter than they say")
    target = BytesIO()
    try:
        with TTFont(BytesIO(data)) as font:
            font.flavor = None
            font.save(target, reorderTables=None)
    except Exception as error:  # fontTools raises anything for a broken table
        raise unreadable_font(name, "its compressed data is damaged") from error
    if target.tell() > MAX_UNPACKED_BYTES:
        raise _too_large(name)
    return target.getvalue()


def _woff2_size(data: bytes, count: int) -> tuple[int, int]:
    """Return the size of all tables when unpacked, and where the packed data starts."""
    place, whole = 48, 0
    for _ in range(count):
        flags = data[place]
        place += 1
        if flags & 0x3F == _WOFF2_OWN_TAG:
            place += 4
        length, place = _read_base128(data, place)
        version = flags >> 6
        # Tables glyf and loca are transformed in version 0, others in any other version (WOFF 2.0, 4.1).
        if (version == 0) == (flags & 0x3F in {_WOFF2_GLYF, _WOFF2_LOCA}):
            length, place = _read_base128(data, place)
        whole += length
    return whole, place


def _read_base128(data: bytes, place: int) -> tuple[int, int]:
    number = 0
    for byte in data[place : place + 5]:
        place += 1
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            return number, place
    raise IndexError("a number of more than five bytes")


def _measure_brotli(packed: bytes, name: str) -> int:
    reader, size = brotli.Decompressor(), 0
    try:
        size = len(reader.process(packed, output_buffer_limit=1 << 20))
        while not reader.is_finished():
            piece = len(reader.process(b"", output_buffer_limit=1 << 20))
            if not piece:
                break
            size += piece
            if size > MAX_UNPACKED_BYTES:
                raise _too_large(name)
    except brotli.error as error:
        raise unreadable_font(name, "its compressed data is damaged") from error
    return size
