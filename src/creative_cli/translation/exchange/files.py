"""Reads and writes exchange files in every format."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from creative_cli import __version__
from creative_cli.errors import BriefError, Problem
from creative_cli.foreign_files import is_web_page
from creative_cli.input_files import read_input_file
from creative_cli.translation.exchange import csv_json, tmx, xliff1_writer, xliff_reader, xliff_writer
from creative_cli.translation.exchange.sheet import (
    MAX_EXCHANGE_BYTES,
    ExchangeFileError,
    ExchangeFormat,
    ReturnedLine,
    TranslationSheet,
)
from creative_cli.translation.exchange.xml_tree import parse_xml

# Files are known by their content. Text that is no XML and no JSON is CSV where its name says so.
EXCHANGE_SUFFIXES = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".txlf", ".xml", ".tmx", ".csv", ".json")
_ZIP_START = b"PK\x03\x04"
_START_BYTES = 1000
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})

_EXPORT_INSTEAD = "save it as CSV with the columns of `creative copy export`, or export XLIFF, TMX or JSON."
_DOCUMENTS = {
    ".html": "a web page",
    ".htm": "a web page",
    ".docx": "a text document",
    ".doc": "a text document",
    ".odt": "a text document",
    ".rtf": "a text document",
    ".pdf": "a PDF",
    ".xlsx": "a workbook",
    ".xls": "a workbook",
    ".ods": "a workbook",
}
"""What people send in place of an exported file, by the end of its name. Content may say the same in several ways."""


def write_exchange_files(sheet: TranslationSheet, form: ExchangeFormat) -> tuple[tuple[str, bytes], ...]:
    """Return the name and bytes of each file: one for all locales, except XLIFF, which has one per locale."""
    if form in {ExchangeFormat.XLIFF, ExchangeFormat.XLIFF12}:
        write = xliff_writer.write_xliff if form is ExchangeFormat.XLIFF else xliff1_writer.write_xliff1
        return tuple(
            (f"{sheet.campaign}.{locale}{form.suffix}", write(sheet.of(locale), __version__))
            for locale in sheet.locales
        )
    if form is ExchangeFormat.TMX:
        data = tmx.write_tmx(sheet, __version__)
    else:
        data = csv_json.write_csv(sheet) if form is ExchangeFormat.CSV else csv_json.write_json(sheet)
    return ((sheet.campaign + form.suffix, data),)


def read_exchange_file(path: Path) -> tuple[ReturnedLine, ...]:
    """Return every line of the file at *path* in any format; raise BriefError with the position of the problem."""
    name = str(path)
    if path.is_dir():
        raise BriefError((Problem(name, 1, 1, f"This is a folder: name its files, as in {name.rstrip('/')}/*.xlf."),))
    try:
        data = read_input_file(path, MAX_EXCHANGE_BYTES)
    except (OSError, ValueError) as error:
        # A name with a null character raises ValueError.
        reason = error.strerror if isinstance(error, OSError) else "its name is not valid"
        raise BriefError((Problem(name, 1, 1, f"The file cannot be read: {reason}."),)) from error
    try:
        lines = tuple(_parse_lines(data, path.suffix.lower()))
    except ExchangeFileError as error:
        raise error.of(name) from error
    if not lines:
        raise ExchangeFileError(1, 1, "The file has no line of copy: is it the right file?").of(name)
    return lines


def _refuse_other_kinds(data: bytes, suffix: str) -> None:
    if not data.strip():
        raise ExchangeFileError(1, 1, "The file is empty.")
    if len(data) > MAX_EXCHANGE_BYTES:
        raise ExchangeFileError(
            1, 1, f"The file is larger than {MAX_EXCHANGE_BYTES // 1024**2} MB: is it the right file?"
        )
    if suffix in _DOCUMENTS:
        raise ExchangeFileError(1, 1, f"This is {_DOCUMENTS[suffix]}, which is not read: {_EXPORT_INSTEAD}")
    if data.startswith(_ZIP_START):
        raise ExchangeFileError(1, 1, "This is a package of files (ZIP): unpack it and import the files inside.")
    if is_web_page(data):
        raise ExchangeFileError(
            1, 1, "This is a web page, not XLIFF: sign in where it comes from and download the file itself."
        )


def _parse_lines(data: bytes, suffix: str) -> Iterator[ReturnedLine]:
    _refuse_other_kinds(data, suffix)
    start = _first_characters(data)
    if not start.startswith("<"):
        if suffix in TABLE_SUFFIXES:
            return csv_json.read_csv(data)
        if suffix == ".json" or start.startswith("{"):
            return csv_json.read_json(data)
        if suffix not in EXCHANGE_SUFFIXES:
            raise ExchangeFileError(1, 1, f"The name must end in one of {', '.join(EXCHANGE_SUFFIXES)}.")
    # Some parsers know more encodings than others.
    declared = re.match(rb"""\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)""", data)
    if declared is not None and declared[1].lower() not in {b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1"}:
        raise ExchangeFileError(1, 1, "The file's encoding is not supported: save it as UTF-8.")
    root = parse_xml(data)
    if root.name == "xliff":
        return xliff_reader.read_xliff(root)
    if root.name == "tmx":
        return tmx.read_tmx(root)
    raise ExchangeFileError(root.line, root.column, "This is neither XLIFF nor TMX.")


def _first_characters(data: bytes) -> str:
    """Return the start of a file, without its byte order mark and white space."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data[:_START_BYTES].decode("utf-16" if wide else "utf-8-sig", "replace").lstrip()
