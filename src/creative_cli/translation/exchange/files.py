"""Which format a file has, and all of them behind one door."""

import re
from collections.abc import Iterator
from pathlib import Path

from creative_cli import __version__
from creative_cli.errors import BriefError, Problem
from creative_cli.translation.exchange import csv_json, tmx, xliff_reader, xliff_writer
from creative_cli.translation.exchange.sheet import (
    MAX_EXCHANGE_BYTES,
    ExchangeFileError,
    ExchangeFormat,
    ReturnedLine,
    TranslationSheet,
)
from creative_cli.translation.exchange.xml_tree import parse_xml

EXCHANGE_SUFFIXES = (".xlf", ".xliff", ".xml", ".tmx", ".csv", ".json")


def write_exchange_files(sheet: TranslationSheet, form: ExchangeFormat) -> tuple[tuple[str, bytes], ...]:
    """Return the files of a sheet, name and bytes: one a locale for XLIFF, whose files have one target, else one."""
    match form:
        case ExchangeFormat.XLIFF:
            return tuple(
                (f"{sheet.campaign}.{locale}{form.suffix}", xliff_writer.write_xliff(sheet.of(locale)))
                for locale in sheet.locales
            )
        case ExchangeFormat.TMX:
            return ((sheet.campaign + form.suffix, tmx.write_tmx(sheet, __version__)),)
        case ExchangeFormat.CSV:
            return ((sheet.campaign + form.suffix, csv_json.write_csv(sheet)),)
        case ExchangeFormat.JSON:
            return ((sheet.campaign + form.suffix, csv_json.write_json(sheet)),)


def read_exchange_file(path: Path) -> tuple[ReturnedLine, ...]:
    """Return every line of the file at *path*, whichever format it is in; raise BriefError with the place."""
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_EXCHANGE_BYTES + 1)
    except (OSError, ValueError) as error:
        # ValueError is what a name with a null character raises.
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise BriefError((Problem(name, 1, 1, f"The file cannot be read: {reason}."),)) from error
    try:
        lines = tuple(_parse_lines(data, path.suffix.lower()))
    except ExchangeFileError as error:
        raise error.of(name) from error
    if not lines:
        raise ExchangeFileError(1, 1, "The file holds no line of copy: is this the right file?").of(name)
    return lines


def _parse_lines(data: bytes, suffix: str) -> Iterator[ReturnedLine]:
    if len(data) > MAX_EXCHANGE_BYTES:
        raise ExchangeFileError(
            1, 1, f"The file is larger than {MAX_EXCHANGE_BYTES // 1024**2} MB: is this the right file?"
        )
    if suffix not in EXCHANGE_SUFFIXES:
        raise ExchangeFileError(1, 1, f"The name must end in one of {', '.join(EXCHANGE_SUFFIXES)}.")
    if suffix == ".csv":
        return csv_json.read_csv(data)
    if suffix == ".json":
        return csv_json.read_json(data)
    root = parse_xml(_require_known_encoding(data))
    if root.name == "xliff":
        return xliff_reader.read_xliff(root)
    if root.name == "tmx":
        return tmx.read_tmx(root)
    raise ExchangeFileError(root.line, root.column, "This is neither XLIFF nor TMX.")


def _require_known_encoding(data: bytes) -> bytes:
    """Return XML as it is; refuse encodings that only some parsers know."""
    declared = re.match(rb"""\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)""", data)
    if declared is not None and declared[1].lower() not in {b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1"}:
        raise ExchangeFileError(1, 1, "The file's encoding cannot be read: save it as UTF-8.")
    return data
