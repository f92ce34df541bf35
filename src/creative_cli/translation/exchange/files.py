"""Which format a file has, and all of them behind one door."""

import re
from collections.abc import Iterator
from pathlib import Path

from creative_cli import __version__
from creative_cli.errors import BriefError, Problem
from creative_cli.translation.exchange import table, tmx, xliff_reader, xliff_writer
from creative_cli.translation.exchange.sheet import MAX_BYTES, ExchangeFormat, Returned, Sheet, Unreadable
from creative_cli.translation.exchange.xml_tree import tree

SUFFIXES = (".xlf", ".xliff", ".xml", ".tmx", ".csv", ".json")


def write(sheet: Sheet, form: ExchangeFormat) -> tuple[tuple[str, bytes], ...]:
    """Return the files of a sheet, name and bytes: one a locale for XLIFF, whose files have one target, else one."""
    match form:
        case ExchangeFormat.XLIFF:
            return tuple(
                (f"{sheet.campaign}.{locale}{form.suffix}", xliff_writer.write(sheet.of(locale)))
                for locale in sheet.locales
            )
        case ExchangeFormat.TMX:
            return ((sheet.campaign + form.suffix, tmx.write(sheet, __version__)),)
        case ExchangeFormat.CSV:
            return ((sheet.campaign + form.suffix, table.write_csv(sheet)),)
        case ExchangeFormat.JSON:
            return ((sheet.campaign + form.suffix, table.write_json(sheet)),)


def read(path: Path) -> tuple[Returned, ...]:
    """Return every line of the file at *path*, whichever format it is in; raise BriefError with the place."""
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        # ValueError is what a name with a null character raises.
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise BriefError((Problem(name, 1, 1, f"The file cannot be read: {reason}."),)) from error
    try:
        lines = tuple(_lines(data, path.suffix.lower()))
    except Unreadable as error:
        raise error.of(name) from error
    if not lines:
        raise Unreadable(1, 1, "The file holds no line of copy: is this the right file?").of(name)
    return lines


def _lines(data: bytes, suffix: str) -> Iterator[Returned]:
    if len(data) > MAX_BYTES:
        raise Unreadable(1, 1, f"The file is larger than {MAX_BYTES // 1024**2} MB: is this the right file?")
    if suffix not in SUFFIXES:
        raise Unreadable(1, 1, f"The name must end in one of {', '.join(SUFFIXES)}.")
    if suffix == ".csv":
        return table.read_csv(data)
    if suffix == ".json":
        return table.read_json(data)
    root = tree(_utf8_or_16(data))
    if root.name == "xliff":
        return xliff_reader.read(root)
    if root.name == "tmx":
        return tmx.read(root)
    raise Unreadable(root.line, root.column, "This is neither XLIFF nor TMX.")


def _utf8_or_16(data: bytes) -> bytes:
    """Return XML as it is; refuse encodings that only some parsers know."""
    declared = re.match(rb"""\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)""", data)
    if declared is not None and declared[1].lower() not in {b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1"}:
        raise Unreadable(1, 1, "The file's encoding cannot be read: save it as UTF-8.")
    return data
