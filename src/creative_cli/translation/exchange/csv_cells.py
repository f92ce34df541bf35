"""The cells of a CSV file with the position of each, 1-based, in characters."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from creative_cli.brief.source_positions import SourcePosition
from creative_cli.translation.exchange.sheet import ExchangeFileError

# A sheet for five hundred markets and a hundred products has 250,000 rows; no table of copy has more columns.
MAX_LINES, MAX_COLUMNS = 400_000, 1000

_SEPARATOR = re.compile("sep=([,;\t])\r?\n", re.IGNORECASE)
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: its cells, and where each begins. An empty row has none."""

    cells: tuple[str, ...]
    places: tuple[SourcePosition, ...]
    line: int


def read_csv_rows(text: str) -> Iterator[CsvRow]:
    """Yield every row that has cells; raise ExchangeFileError where the text is not CSV."""
    declared = _SEPARATOR.match(text)  # some spreadsheets write the delimiter in a first line
    delimiter = declared[1] if declared else max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:  # a line may end with both
        raise ExchangeFileError(1, 1, f"The file has more than {MAX_LINES:,} lines: divide it.")
    lines = _split_lines(text)
    line = 1
    try:
        if declared:
            next(rows)
            line = 2
        for cells in rows:
            if len(cells) > MAX_COLUMNS:
                raise ExchangeFileError(line, 1, f"The row has {len(cells):,} cells; the limit is {MAX_COLUMNS:,}.")
            if cells:
                raw = "".join(lines[line - 1 : rows.line_num])
                yield CsvRow(tuple(cells), tuple(_cell_places(raw, delimiter, line)), line)
            line = rows.line_num + 1
    except csv.Error as error:
        said = str(error).replace("'\t'", "a tab")
        raise ExchangeFileError(line, 1, f"This is not CSV: {said}.") from error


def _split_lines(text: str) -> list[str]:
    """Return the lines of *text* as the csv module counts them."""
    ends = [match.end() for match in _LINE_END.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _cell_places(raw: str, delimiter: str, line: int) -> Iterator[SourcePosition]:
    """Yield where each cell of a row begins; *raw* is its text, which begins at the start of *line*."""
    cell = re.compile(rf'(?:"(?:[^"]++|"")*+"?|[^{re.escape(delimiter)}"]++)*+')
    start, line_start = 0, 0
    while True:
        yield SourcePosition(line, start - line_start + 1)
        match = cell.match(raw, start)
        end = match.end() if match is not None else len(raw)
        if end >= len(raw):
            return
        for line_end in _LINE_END.finditer(raw, start, end):
            line, line_start = line + 1, line_end.end()
        start = end + 1
