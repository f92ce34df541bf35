"""CSV for spreadsheets and JSON for scripts, with the same columns.

Spreadsheets read a cell that begins with =, +, - or @ as a formula, and some formulas are harmful. Such cells are
written with a leading apostrophe, which is removed on import.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping

from creative_cli.brief.json_reader import read_json_events
from creative_cli.brief.source_positions import UnreadableBriefError, assemble_document
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
    """Return the sheet as CSV (RFC 4180) in UTF-8 with a byte order mark, which spreadsheets need."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(SHEET_COLUMNS)
    for line in sheet.lines:
        cells = _line_cells(line)
        writer.writerow([_FORMULA.sub(r"'\g<0>", str(cells[name])) for name in SHEET_COLUMNS])
    return out.getvalue().encode("utf-8-sig")


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
    """Yield the rows of a CSV file with any delimiter; raise ExchangeFileError if it is not an exported file."""
    text = _decode_text(data)
    declared = _SEPARATOR.match(text)  # some spreadsheets write the delimiter in a first line
    delimiter = declared[1] if declared else max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        if declared:
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
                cells = (_GUARDED_FORMULA.sub("", cell) for cell in row)
                yield _returned_line(dict(zip(header, cells, strict=False)), line, 1)
            line = rows.line_num + 1
    except csv.Error as error:
        raise ExchangeFileError(line, 1, f"This is not CSV: {error}.") from error


def read_json(data: bytes) -> Iterator[ReturnedLine]:
    """Yield the lines of a JSON file; raise ExchangeFileError if it is not an exported file."""
    try:
        document = assemble_document(read_json_events(_decode_text(data)))
    except UnreadableBriefError as error:
        raise ExchangeFileError(error.place.line, error.place.column, error.sentence) from error
    lines = document.data.get("lines") if isinstance(document.data, dict) else None
    if not isinstance(lines, list):
        raise ExchangeFileError(1, 1, 'There is no list "lines": keep the structure of the exported file.')
    for index, cells in enumerate(lines):
        place = document.place(("lines", index))
        if not isinstance(cells, dict):
            raise ExchangeFileError(place.line, place.column, "A line must be a mapping with id and target.")
        texts = {name: value for name, value in cells.items() if isinstance(value, str)}
        yield _returned_line(texts, place.line, place.column)


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
    found = CopyStatus.__members__.get(word.strip().upper())
    if found is None and word.strip():
        raise ExchangeFileError(line, column, "A status must be draft, reviewed or approved.")
    return found


def _decode_text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # "Unicode text" in spreadsheets
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ExchangeFileError(1, 1, "This is not valid UTF-16: save the file as UTF-8.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        column = len(good) - good.rfind("\n")
        raise ExchangeFileError(good.count("\n") + 1, column, "This is not UTF-8: save it as UTF-8.") from error
