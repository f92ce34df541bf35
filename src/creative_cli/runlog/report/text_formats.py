"""Render a sheet as CSV for spreadsheets and as Markdown for CI job summaries."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from creative_cli.runlog.report.tables import Cell, Column, Grid, Kind, Sheet, format_cell
from creative_cli.runlog.rows import Tally

# Spreadsheets evaluate text that starts with one of these, also in its full-width form.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return a table as CSV (RFC 4180, lines end in \r\n), with formulas escaped and None as an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_harmless(column) for column in columns])
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and (cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)):
        return f"'{cell}"
    return "" if cell is None else cell


def csv_of(grid: Grid) -> str:
    """Return all of *grid* as CSV; findings become three columns."""
    columns = [name for column in grid.columns for name in _names(column)]
    return csv_text(columns, ([value for cell in row for value in _values(cell)] for row in grid.rows))


def _names(column: Column) -> tuple[str, ...]:
    return ("warn", "fail", "error") if column.kind is Kind.FOUND else (column.name,)


def _values(cell: Cell) -> tuple[object, ...]:
    if isinstance(cell, float):
        return (round(cell, 6),)  # drop meaningless digits of float sums
    return (cell.warned, cell.failed, cell.errors) if isinstance(cell, Tally) else (cell,)


def markdown_of(sheet: Sheet) -> str:
    """Return *sheet* as GitHub-flavored Markdown, with the markup in all text escaped."""
    parts = [f"## {_plain(sheet.title)}", ""]
    parts += [f"- {_plain(fact)}" for fact in sheet.facts]
    for whole in sheet.grids:
        grid = whole.for_people()
        if not grid.rows:
            continue
        parts += ["", f"### {_plain(grid.title)}", ""]
        parts.append("| " + " | ".join(_plain(column.name) for column in grid.columns) + " |")
        parts.append("|" + "|".join(" --- " if one.kind is Kind.TEXT else " ---: " for one in grid.columns) + "|")
        for row in grid.rows:
            cells = (_plain(format_cell(cell, column.kind)) for cell, column in zip(row, grid.columns, strict=True))
            parts.append("| " + " | ".join(cells) + " |")
    return "\n".join(parts) + "\n"


def _plain(text: str) -> str:
    # A zero-width space, which does not show, keeps an @name from notifying someone.
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split())).replace("@", "@\u200b")
