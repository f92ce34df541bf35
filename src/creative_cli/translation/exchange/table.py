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

from creative_cli.brief.json_source import events
from creative_cli.brief.positions import Document, UnreadableError, grow
from creative_cli.translation.exchange.sheet import Returned, Sheet, SheetLine, Unreadable
from creative_cli.translation.segment import CopyStatus

COLUMNS = ("id", "locale", "role", "source", "target", "status", "max_characters", "notes")

_SEPARATOR = re.compile("sep=([,;\t])\r?\n", re.IGNORECASE)
_FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r＝＋－＠])")


def _cells(line: SheetLine) -> Mapping[str, str | int]:
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


def write_csv(sheet: Sheet) -> bytes:
    """Return the sheet as CSV (RFC 4180) in UTF-8, with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in sheet.lines:
        cells = _cells(line)
        writer.writerow([_guarded(str(cells[name])) for name in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write_json(sheet: Sheet) -> bytes:
    """Return the sheet as JSON."""
    document = {
        "schema": 1,
        "campaign": sheet.campaign,
        "source_language": sheet.source_language,
        "lines": [_cells(line) for line in sheet.lines],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def read_csv(data: bytes) -> Iterator[Returned]:
    """Yield the rows of a CSV file, whatever it separates columns by; raise Unreadable where it is none of ours."""
    text = _decoded(data)
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
                raise Unreadable(
                    rows.line_num or 1, 1, f"There is no column {name!r}: keep the header of the exported file."
                )
        line = rows.line_num + 1
        for row in rows:
            if row:
                cells = dict(zip(header, map(_bare, row), strict=False))
                yield _returned(cells, line, 1)
            line = rows.line_num + 1
    except csv.Error as error:
        raise Unreadable(line, 1, f"This is not CSV: {error}.") from error


def _bare(cell: str) -> str:
    return _GUARDED.sub("", cell)


def read_json(data: bytes) -> Iterator[Returned]:
    """Yield the lines of a JSON file; raise Unreadable where it is none of ours."""
    try:
        document = grow(events(_decoded(data)))
    except UnreadableError as error:
        raise Unreadable(error.place.line, error.place.column, error.sentence) from error
    lines = document.data.get("lines") if isinstance(document.data, dict) else None
    if not isinstance(lines, list):
        raise Unreadable(1, 1, 'There is no list "lines": keep the form of the exported file.')
    for index, cells in enumerate(lines):
        place = document.place(("lines", index))
        if not isinstance(cells, dict):
            raise Unreadable(place.line, place.column, "A line must be a mapping with id and target.")
        yield _returned(_texts(document, index), place.line, place.column)


def _texts(document: Document, index: int) -> Mapping[str, str]:
    """Return the texts of a line; numbers and the like are not ours to read."""
    data = document.data
    lines = data.get("lines") if isinstance(data, dict) else None
    cells = lines[index] if isinstance(lines, list) else None
    return {k: v for k, v in cells.items() if isinstance(v, str)} if isinstance(cells, dict) else {}


def _returned(cells: Mapping[str, str], line: int, column: int) -> Returned:
    return Returned(
        id=cells.get("id", "").strip(),
        locale=cells.get("locale", "").strip() or None,
        source=cells.get("source"),
        source_language=cells.get("source_language"),
        target=cells.get("target", ""),
        status=_status(cells.get("status", ""), line, column),
        line=line,
        column=column,
    )


def _status(word: str, line: int, column: int) -> CopyStatus | None:
    if not word.strip():
        return None
    found = CopyStatus.__members__.get(word.strip().upper())
    if found is None:
        raise Unreadable(line, column, "A status is draft, reviewed or approved.")
    return found


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # what spreadsheets call Unicode text
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable(1, 1, "This is not whole UTF-16: save the file as UTF-8.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        column = len(good) - good.rfind("\n")
        raise Unreadable(good.count("\n") + 1, column, "This is not UTF-8: save the file as UTF-8.") from error
