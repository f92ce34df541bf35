"""Reads the first sheet of an Excel workbook (.xlsx), or a named one, in a stream and within limits.

A workbook is a zip of XML. What it would unpack to is added up from its directory first, and no part may unpack to more
than its directory says.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import BinaryIO

from creative_cli.feeds.feed_rows import (
    MAX_FEED_COLUMNS,
    FeedEntry,
    FeedTable,
    RowFault,
    UnreadableFeedError,
    fill_row,
    name_columns,
)

MAX_WORKBOOK_PARTS = 2000
MAX_WORKBOOK_BYTES = 400 * 1024 * 1024
MAX_SHARED_TEXT_BYTES = 100 * 1024 * 1024
"""The texts of all sheets; they are in memory at once."""
MAX_ROWS_WITHOUT_DATA = 10_000
"""Formatted rows after the last product; a sheet may claim a million of them."""

_SHARED_TEXTS = "xl/sharedStrings.xml"
_CURRENCY = re.compile(r"\[\$([^\]-]{1,5})(?:-[0-9A-Fa-f]+)?\]|\"([^\"]{1,5})\"|([€£¥₹₩$])")
_DECIMALS = re.compile(r"0\.(0+)")


def read_workbook_feed(file: BinaryIO, sheet: str | None = None) -> FeedTable:
    """Return the table of a sheet; its first row that is not empty names the columns."""
    _check_parts(file)
    import openpyxl  # noqa: PLC0415  # 0.2 s, for workbooks only

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # what a damaged workbook raises has no common class
        raise UnreadableFeedError("The workbook is damaged: open it in a spreadsheet and save it again.") from error
    names = [one.title for one in book.worksheets if one.sheet_state == "visible"]
    if sheet is not None and sheet not in names:
        raise UnreadableFeedError(f"The workbook has no sheet {sheet!r}. It has: {', '.join(names) or 'none'}.")
    if not names:
        raise UnreadableFeedError("The workbook has no visible sheet.")
    page = book[sheet or names[0]]
    page.reset_dimensions()  # what a file claims of its size
    records = _read_records(page)
    _, header = next(records, (1, []))
    columns = name_columns([_show_cell(cell) for cell in header])
    return FeedTable(columns, _fill_rows(records, columns), f"sheet {page.title}")


def _check_parts(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        sentence = "The file is not an .xlsx workbook: save it as Excel workbook (.xlsx), or export it as CSV."
        raise UnreadableFeedError(sentence) from error
    unpacked = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename.lower() == _SHARED_TEXTS.lower())
    if len(parts) > MAX_WORKBOOK_PARTS or unpacked > MAX_WORKBOOK_BYTES or shared > MAX_SHARED_TEXT_BYTES:
        size = f"{unpacked / 1e6:,.0f} MB"
        raise UnreadableFeedError(f"The workbook unpacks to {size}, which is too much: export the sheet as CSV.")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFeedError("The workbook is protected by a password: save it without one.")


def _read_records(page: object) -> Iterator[tuple[int, list[object]]]:
    """Yield the rows that are not empty, each with its number."""
    empty = 0
    rows = page.iter_rows(max_col=MAX_FEED_COLUMNS + 1)  # type: ignore[attr-defined]  # the types know no read-only sheet
    number = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Exception as error:  # what a damaged sheet raises has no common class
            sentence = "The sheet cannot be read beyond this row: open it in a spreadsheet and save it again."
            raise UnreadableFeedError(sentence, number + 1) from error
        number += 1
        if all(cell.value is None for cell in cells):
            empty += 1
            if empty > MAX_ROWS_WITHOUT_DATA:
                return
            continue
        empty = 0
        yield number, list(cells)


def _fill_rows(records: Iterator[tuple[int, list[object]]], columns: dict[str, int]) -> Iterator[FeedEntry]:
    for number, cells in records:
        wrong = next((at for at, cell in enumerate(cells, start=1) if getattr(cell, "data_type", "") == "e"), None)
        if wrong is not None:
            shown = getattr(cells[wrong - 1], "value", "")
            yield RowFault(number, wrong, f"The cell has the error {shown}: correct its formula.")
            continue
        entry = fill_row(number, [_show_cell(cell) for cell in cells], columns)
        if entry is not None:
            yield entry


def _show_cell(cell: object) -> str:
    """Return a cell as the sheet shows it, as far as it matters for products: 49.9 as 49.90 € by its format."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _show_number(value, str(getattr(cell, "number_format", "") or ""))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return str(value)


def _show_number(value: float, form: str) -> str:
    form = form.partition(";")[0]
    if "%" in form:
        return f"{value * 100:.10g}%"
    decimals = _DECIMALS.search(form)
    if decimals is not None:
        text = f"{value:.{len(decimals[1])}f}"
    elif float(value).is_integer() and abs(value) < 1e15:  # noqa: PLR2004  # as many digits as Excel keeps
        text = f"{value:.0f}"
    else:
        text = f"{value:.15g}"
    sign = _CURRENCY.search(form)
    return text if sign is None else f"{text} {next(group for group in sign.groups() if group)}"
