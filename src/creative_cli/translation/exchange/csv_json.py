"""CSV for spreadsheets and JSON for scripts, with the same columns.

Spreadsheets read a cell that begins with =, +, - or @ as a formula, and some formulas are harmful. Such cells are
written with a leading apostrophe, which is removed on import; so are those that begin with apostrophes before it.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping

from creative_cli.brief.json_reader import read_json_events
from creative_cli.brief.source_positions import ParseEvent, SourcePosition, UnreadableBriefError, assemble_document
from creative_cli.translation.exchange.csv_cells import CsvRow, read_csv_rows
from creative_cli.translation.exchange.inline_text import drop_marks
from creative_cli.translation.exchange.sheet import (
    ExchangeFileError,
    FileProblem,
    ReturnedLine,
    SheetLine,
    TranslationSheet,
    refuse_file,
)
from creative_cli.translation.exchange.stated_status import StatedStatus, find_stage

SHEET_COLUMNS = ("id", "locale", "role", "source", "target", "status", "max_characters", "notes")

# Each line has about twenty, with its keys: 20,000 lines.
MAX_JSON_VALUES = 400_000

# Ids of our lines. A short row without one is the rest of a text that was cut at its line break.
_OWN_ID = re.compile("c[0-9a-f]{24}")
# Cells of a JSON line that are text or missing.
_TEXT_CELLS = frozenset({"id", "locale", "source", "target", "status", "source_language"})
_FORMULA = re.compile(r"^'*[=+\-@\t\r＝＋－＠]")
_GUARDED_FORMULA = re.compile(r"^'(?='*[=+\-@\t\r＝＋－＠])")


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
    rows = read_csv_rows(decode_text(data))
    first = next(rows, CsvRow((), (), 1))
    header = [cell.strip().casefold() for cell in first.cells]
    for name in ("id", "target"):
        if name not in header:
            message = f"There is no column {name!r}: keep the header of the exported file."
            raise ExchangeFileError(first.line, 1, message)
    for name in SHEET_COLUMNS:
        if header.count(name) > 1:
            place = _place_cell(first, len(header) - 1 - header[::-1].index(name))
            raise ExchangeFileError(place.line, place.column, f"There is a second column {name!r}: remove one of them.")
    lines: list[ReturnedLine] = []
    problems: list[FileProblem] = []
    for row in rows:
        spare = next((index for index in range(len(header), len(row.cells)) if row.cells[index].strip()), None)
        if spare is not None:
            place = _place_cell(row, spare)
            problems.append(
                FileProblem(
                    place.line,
                    place.column,
                    f"The row has {len(row.cells)} cells, but the header {len(header)}: write a text that has the"
                    " delimiter of the cells in quotes.",
                )
            )
            continue
        short = len(row.cells) < len(header) and not _OWN_ID.fullmatch(row.cells[0].strip())
        if short and header[0] == "id" and row.cells[0].strip():
            message = (
                f"The row has {len(row.cells)} cells, but the header {len(header)}: write a text that has a line break"
                " in quotes."
            )
            problems.append(FileProblem(row.line, 1, message))
            continue
        cells = {name: _GUARDED_FORMULA.sub("", cell) for name, cell in zip(header, row.cells, strict=False)}
        places = dict(zip(header, row.places, strict=False))
        lines.append(_returned_line(cells, places, SourcePosition(row.line, 1), problems))
    refuse_file(problems)
    yield from lines


def _place_cell(row: CsvRow, index: int) -> SourcePosition:
    """Return the place of a cell; a loose quote may hide where the last cells of a row begin."""
    return row.places[min(index, len(row.places) - 1)] if row.places else SourcePosition(row.line, 1)


def read_json(data: bytes) -> Iterator[ReturnedLine]:
    """Yield the lines of a JSON file; raise ExchangeFileError if it is not an exported file."""
    try:
        document = assemble_document(_limit_events(read_json_events(decode_text(data))))
    except UnreadableBriefError as error:
        raise ExchangeFileError(error.place.line, error.place.column, error.sentence) from error
    found = document.data.get("lines") if isinstance(document.data, dict) else None
    if not isinstance(document.data, dict) or not isinstance(found, list):
        raise ExchangeFileError(1, 1, 'There is no list "lines": keep the structure of the exported file.')
    language = document.data.get("source_language")
    lines: list[ReturnedLine] = []
    problems: list[FileProblem] = []
    for path, place in document.repeated:
        problems.append(FileProblem(place.line, place.column, f"The key {str(path[-1])!r} is there twice."))
    for index, cells in enumerate(found):
        place = document.place(("lines", index))
        if not isinstance(cells, dict):
            raise ExchangeFileError(place.line, place.column, "A line must be a mapping with id and target.")
        places = {name: document.place(("lines", index, name)) for name in cells}
        texts = {"source_language": language} if isinstance(language, str) else {}
        for name, value in cells.items():
            if isinstance(value, str):
                texts[name] = value
            elif name in _TEXT_CELLS and value is not None:
                where = places[name]
                problems.append(FileProblem(where.line, where.column, f"{name} must be text in quotes."))
        lines.append(_returned_line(texts, places, place, problems))
    refuse_file(problems)
    yield from lines


def _limit_events(events: Iterator[ParseEvent]) -> Iterator[ParseEvent]:
    for number, event in enumerate(events):
        if number > MAX_JSON_VALUES:
            raise UnreadableBriefError(event.place, f"The file has more than {MAX_JSON_VALUES:,} values: divide it.")
        yield event


def _returned_line(
    cells: Mapping[str, str], places: Mapping[str, SourcePosition], place: SourcePosition, problems: list[FileProblem]
) -> ReturnedLine:
    """Return the line of a row at *place*; what is wrong with its cells is added to *problems*."""
    word, target, source = cells.get("status", ""), cells.get("target", ""), cells.get("source")
    stage = find_stage(word)
    if stage is None and word.strip():
        where = places.get("status", place)
        message = f"The status {word.strip()[:30]!r} is not known: write draft, reviewed or approved."
        problems.append(FileProblem(where.line, where.column, message))
    untranslated = stage is StatedStatus.UNTRANSLATED and source is not None and target.strip() == source.strip()
    return ReturnedLine(
        id=cells.get("id", "").strip(),
        locale=cells.get("locale", "").strip() or None,
        source=source,
        source_language=cells.get("source_language", "").strip() or None,
        target=drop_marks(target),
        status=None if stage is None else stage.copy_status,
        line=place.line,
        column=place.column,
        places=places,
        refusal="the file says that this translation is rejected" if stage is StatedStatus.REJECTED else "",
        untranslated=untranslated,
    )


def decode_text(data: bytes) -> str:
    """Return the text of a file in UTF-8 or UTF-16; raise ExchangeFileError where it is neither."""
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
