"""Reads CSV and TSV as spreadsheets and shops write them, in a stream."""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from creative_cli.feeds.feed_rows import (
    MAX_CELL_CHARACTERS,
    MAX_FEED_COLUMNS,
    FeedEntry,
    FeedTable,
    UnreadableFeedError,
    fill_row,
    name_columns,
)
from creative_cli.feeds.text_encoding import detect_encoding, iter_text_lines

SEPARATORS = (",", ";", "\t", "|")
_LONGEST_HEADER = MAX_FEED_COLUMNS * 100
_FIELD_LIMIT = 4 * MAX_CELL_CHARACTERS


def read_delimited_feed(file: BinaryIO, declared: str | None = None, separator: str | None = None) -> FeedTable:
    """Return the table of a CSV or TSV file; the separator is that with which the header has most columns.

    Raises UnreadableFeedError, also while the rows are read.
    """
    encoding, codec = detect_encoding(file, declared)
    lines = iter_text_lines(file, codec, _FIELD_LIMIT)
    first = _read_header(lines, encoding)
    own = separator or _find_separator(first)
    likely = _find_separator(first)
    if own not in first and likely in first:
        sentence = f"The header has {_SEPARATOR_NAMES[likely]}s and no {_SEPARATOR_NAMES[own]}: correct separator:"
        raise UnreadableFeedError(f"{sentence} under products:, or leave it out.")
    records = _read_records(
        csv.reader(chain(first.splitlines(keepends=True), lines), delimiter=own, strict=True), encoding
    )
    columns = name_columns(next(records, []))
    return FeedTable(columns, _fill_rows(records, columns), encoding)


_SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


def _read_header(lines: Iterator[str], encoding: str) -> str:
    try:
        first = next(lines, "")
        # A name in quotation marks may have a line break.
        while first.count('"') % 2 and len(first) < _LONGEST_HEADER and (more := next(lines, "")):
            first += more
    except UnicodeError as error:
        raise _explain_encoding(encoding) from error
    if not first.strip():
        raise UnreadableFeedError("The file is empty, or its first row is: write the names of the columns in it.")
    if "\0" in first:
        raise UnreadableFeedError("The file is not text: save the table as CSV, or name an .xlsx file.")
    return first


def _find_separator(header: str) -> str:
    outside = "".join(part for number, part in enumerate(header.split('"')) if number % 2 == 0)
    return max(SEPARATORS, key=lambda sign: (outside.count(sign), -SEPARATORS.index(sign)))


def _read_records(rows: Iterator[list[str]], encoding: str) -> Iterator[list[str]]:
    """Yield the records; raise UnreadableFeedError with the row where the file cannot be read further."""
    number = 0
    while True:
        number += 1
        before = csv.field_size_limit(_FIELD_LIMIT)
        try:
            yield next(rows)
        except StopIteration:
            return
        except UnicodeError as error:
            raise _explain_encoding(encoding, number) from error
        except csv.Error as error:
            raise UnreadableFeedError(_explain_csv_error(str(error)), number) from error
        finally:
            csv.field_size_limit(before)


def _explain_csv_error(reason: str) -> str:
    if "field larger" in reason or "unexpected end" in reason:
        return "A quotation mark is opened in or below this row and never closed: close it, or write it twice."
    if "expected after" in reason:
        return "Text follows a closing quotation mark: write a quotation mark inside a cell twice."
    return "The row cannot be read as CSV: export the table again."


def _explain_encoding(encoding: str, row: int = 1) -> UnreadableFeedError:
    sentence = (
        f"The row has bytes that are not {encoding}: save the file as UTF-8, or write its encoding: under products:."
    )
    return UnreadableFeedError(sentence, row)


def _fill_rows(records: Iterator[list[str]], columns: dict[str, int]) -> Iterator[FeedEntry]:
    for number, cells in enumerate(records, start=2):
        entry = fill_row(number, cells, columns)
        if entry is not None:
            yield entry
