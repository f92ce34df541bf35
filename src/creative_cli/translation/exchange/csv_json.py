"""CSV for spreadsheets and JSON for scripts: the same columns.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula, and some formulas do harm. Such cells go out
with an apostrophe before them, which is taken off again when they come back.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping

from creative_cli.brief.json_reader import read_json_events
from creative_cli.brief.source_positions import SourceDocument, UnreadableBriefError, assemble_document
from creative_cli.translation.exchange.sheet import ExchangeFileError, ReturnedLine, SheetLine, TranslationSheet
from creative_cli.translation.segment import CopyStatus

SHEET_COLUMNS = ("id", "locale", "role", "source", "target", "status", "max_characters", "notes")

_SEPARATOR = re.compile("sep=([,;\t])\r?\n", re.IGNORECASE)
_FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠]")
_GUARDED_FORMULA = re.compile(r"^'(?=[=+\-@\t\r＝＋－＠])")


def _line_cells(line: SheetLine) -> Mapping[str, str | int]:
    return {
        "id": line.id,
        "locale": line.locale,
        "role": line.role.value,
        "source": line.source,
        "target": line.target or "",
        "status": "" if line.status is None else line.status.name.lower(),
        "max_characters": line.most,
        "notes": "\n".join(f"{about}: {says}" for about, says in line.notes if about != "role"),
    }


def write_csv(sheet: TranslationSheet) -> bytes:
    """Return the sheet as CSV (RFC 4180) in UTF-8, with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(SHEET_COLUMNS)
    for line in sheet.lines:
        cells = _line_cells(line)
        writer.writerow([_guard_formula(str(cells[name])) for name in SHEET_COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _guard_formula(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write_json(sheet: TranslationSheet) -> bytes:
    """Return the sheet as JSON."""
    document = {
        "schema": 1,
        "campaign": sheet.campaign,
        "source_language": sheet.source_language,
        "lines": [_line_cells(line) for line in sheet.lines],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def read_csv(data: bytes) -> Iterator[ReturnedLine]:
    """Yield the rows of a CSV file, whatever it separates columns by; raise Unreadable where it is none of ours."""
    text = _decode_text(data)
    told = _SEPARATOR.match(text)  # a first line by which spreadsheets know what parts the columns
    first = text[told.end() :] if told else text
    delimiter = told[1] if told else max(",;\t", key=first.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        if told:
            next(rows)
        header = [cell.strip().casefold() for cell in next(rows, [])]
        for name in ("id", "target"):
            if name not in header:
                raise ExchangeFileError(
                    rows.line_num or 1, 1, f"There is no column {name!r}: keep the header of the exported file."
                )
        line = rows.line_num + 1
        for row in rows:
            if row:
                cells = dict(zip(header, map(_unguard_formula, row), strict=False))
                yield _returned_line(cells, line, 1)
            line = rows.line_num + 1
    except csv.Error as error:
        raise ExchangeFileError(line, 1, f"This is not CSV: {error}.") from error


def _unguard_formula(cell: str) -> str:
    return _GUARDED_FORMULA.sub("", cell)


def read_json(data: bytes) -> Iterator[ReturnedLine]:
    """Yield the lines of a JSON file; raise Unreadable where it is none of ours."""
    try:
        document = assemble_document(read_json_events(_decode_text(data)))
    except UnreadableBriefError as error:
        raise ExchangeFileError(error.place.line, error.place.column, error.sentence) from error
    lines = document.data.get("lines") if isinstance(document.data, dict) else None
    if not isinstance(lines, list):
        raise ExchangeFileError(1, 1, 'There is no list "lines": keep the form of the exported file.')
    for index, cells in enumerate(lines):
        place = document.place(("lines", index))
        if not isinstance(cells, dict):
            raise ExchangeFileError(place.line, place.column, "A line must be a mapping with id and target.")
        yield _returned_line(_text_cells(document, index), place.line, place.column)


def _text_cells(document: SourceDocument, index: int) -> Mapping[str, str]:
    """Return the texts of a line; numbers and the like are not ours to read."""
    data = document.data
    lines = data.get("lines") if isinstance(data, dict) else None
    cells = lines[index] if isinstance(lines, list) else None
    return {k: v for k, v in cells.items() if isinstance(v, str)} if isinstance(cells, dict) else {}


def _returned_line(cells: Mapping[str, str], line: int, column: int) -> ReturnedLine:
    return ReturnedLine(
        id=cells.get("id", "").strip(),
        locale=cells.get("locale", "").strip() or None,
        source=cells.get("source"),
        source_language=cells.get("source_language"),
        target=cells.get("target", ""),
        status=_parse_status(cells.get("status", ""), line, column),
        line=line,
        column=column,
    )


def _parse_status(word: str, line: int, column: int) -> CopyStatus | None:
    if not word.strip():
        return None
    found = CopyStatus.__members__.get(word.strip().upper())
    if found is None:
        raise ExchangeFileError(line, column, "A status is draft, reviewed or approved.")
    return found


def _decode_text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # what spreadsheets call Unicode text
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ExchangeFileError(1, 1, "This is not whole UTF-16: save the file as UTF-8.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        column = len(good) - good.rfind("\n")
        raise ExchangeFileError(good.count("\n") + 1, column, "This is not UTF-8: save the file as UTF-8.") from error
