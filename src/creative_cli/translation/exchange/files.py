"""Reads and writes exchange files in every format."""

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
    """Return the name and bytes of each file: one for all locales, except XLIFF, which has one per locale."""
    if form is ExchangeFormat.XLIFF:
        return tuple(
            (f"{sheet.campaign}.{locale}{form.suffix}", xliff_writer.write_xliff(sheet.of(locale)))
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
    try:
        with path.open("rb") as file:
            data = file.read(MAX_EXCHANGE_BYTES + 1)
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


def _parse_lines(data: bytes, suffix: str) -> Iterator[ReturnedLine]:
    if len(data) > MAX_EXCHANGE_BYTES:
        raise ExchangeFileError(
            1, 1, f"The file is larger than {MAX_EXCHANGE_BYTES // 1024**2} MB: is it the right file?"
        )
    if suffix not in EXCHANGE_SUFFIXES:
        raise ExchangeFileError(1, 1, f"The name must end in one of {', '.join(EXCHANGE_SUFFIXES)}.")
    if suffix == ".csv":
        return csv_json.read_csv(data)
    if suffix == ".json":
        return csv_json.read_json(data)
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
