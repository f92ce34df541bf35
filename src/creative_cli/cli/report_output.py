"""Render reports."""

import sys
from collections.abc import Sequence
from dataclasses import replace

from rich.table import Table
from rich.text import Text

from creative_cli.cli.console import STATUS_COLORS, Screen, write_document
from creative_cli.cli.streams import escape_line
from creative_cli.models import Status
from creative_cli.runlog.report import html_report, text_formats
from creative_cli.runlog.report.run_detail import RunDetail
from creative_cli.runlog.report.summary import Report, Trend
from creative_cli.runlog.report.tables import Cell, Column, Grid, Kind, Sheet, format_cell, report_sheet, run_sheet
from creative_cli.runlog.rows import Tally
from creative_cli.storage.codec import Json, encode_record

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII_BLOCKS = "_.:-=+*#"  # the same eight heights, for encodings without block characters


def show_report(screen: Screen, report: Report, form: str = "table", *, narrowed: bool = False) -> None:
    """Show a report of runs in *form*; *narrowed* says that a filter selected them."""
    if screen.as_json or form == "json":
        screen.json({"schema": 1, "report": _without_unknown_costs(encode_record(report))})
    elif form == "table" and not report.runs:
        if narrowed:
            screen.line("No runs match. Show all with: creative report")
        else:
            screen.line("No runs yet. Make ads with: creative run BRIEF")
    else:
        _show_sheet(screen, report_sheet(report), form)


def show_run_detail(screen: Screen, detail: RunDetail, form: str = "table") -> None:
    """Show one run in detail in *form*."""
    if screen.as_json or form == "json":
        screen.json({"schema": 1, "run": _without_unknown_costs(encode_record(detail))})
    else:
        _show_sheet(screen, run_sheet(detail), form)


def _without_unknown_costs(value: Json) -> Json:
    """Return *value* with null for each cost that is unknown, and what is known of it as `known_usd`."""
    if isinstance(value, list):
        return [_without_unknown_costs(item) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _without_unknown_costs(item) for key, item in value.items()}
    return {**inner, "cost_usd": None, "known_usd": inner["cost_usd"]} if inner.get("unknown") else inner


def _show_sheet(screen: Screen, whole: Sheet, form: str) -> None:
    sheet = _escape_sheet(whole)
    match form:
        case "csv":
            write_document(text_formats.csv_of(sheet.grids[0]))
        case "md":
            write_document(text_formats.markdown_of(sheet))
        case "html":
            write_document(html_report.page_of(sheet))
        case _:
            _show_tables(screen, sheet)


def _escape_sheet(sheet: Sheet) -> Sheet:
    """Return *sheet* with every text on one line and without control characters, for every format."""
    grids = tuple(
        replace(grid, title=escape_line(grid.title), rows=tuple(tuple(map(_escape_cell, row)) for row in grid.rows))
        for grid in sheet.grids
    )
    return replace(sheet, title=escape_line(sheet.title), facts=tuple(map(escape_line, sheet.facts)), grids=grids)


def _escape_cell(cell: Cell) -> Cell:
    return escape_line(cell) if isinstance(cell, str) else cell


def _show_tables(screen: Screen, sheet: Sheet) -> None:
    for fact in sheet.facts:
        screen.line(fact)
    if sheet.trend is not None and sys.stdout.isatty():  # charts are for people only
        for line in draw_charts(sheet.trend, sys.stdout.encoding):
            screen.line(line)
    for place, grid in enumerate(sheet.grids):
        if not grid.rows:
            continue
        screen.line("")
        if place:
            screen.line(grid.title, style="bold")
        screen.table(_rich_table(grid, screen.width))


_WIDE = 80
"""Columns from which the table of runs has room for a whole time, as a terminal usually has."""


def _rich_table(grid: Grid, width: int) -> Table:
    cut = grid.for_people()
    table = Table(box=None, pad_edge=False, expand=False)
    for column in cut.columns:
        if column.kind is Kind.TEXT:
            # In a narrow terminal a time is broken behind its day, never within.
            day = len("2026-06-01") if width < _WIDE and column.name.endswith("UTC") else None
            table.add_column(column.name, overflow="fold", width=day)
        else:
            table.add_column(column.name, justify="right", no_wrap=True)
    for row in cut.rows:
        table.add_row(*(_styled_cell(*pair) for pair in zip(row, cut.columns, strict=True)))
    return table


def _styled_cell(cell: Cell, column: Column) -> Text:

    style = ""
    if isinstance(cell, Tally):
        worst = cell.worst
        style = STATUS_COLORS[worst] if worst is not None and worst >= Status.WARN else "green"
    elif cell and column.name == "failed":
        style = "red"
    return Text(format_cell(cell, column.kind), style=style)


def draw_charts(trend: Trend, encoding: str) -> tuple[str, ...]:
    """Return a sparkline for each measure that is not always zero, in characters that *encoding* has."""
    figures: tuple[tuple[str, list[float], str], ...] = (
        ("ads", [float(point.ads) for point in trend.points], ".0f"),
        ("found", [float(point.trouble) for point in trend.points], ".0f"),
        ("USD", [point.cost_usd for point in trend.points], ".2f"),
        ("s", [point.seconds for point in trend.points], ".1f"),
    )
    return tuple(
        f"{name:>5} {draw_sparkline(values, encoding)} per {trend.unit}, {min(values):{form}} to {max(values):{form}}"
        for name, values, form in figures
        if any(values)
    )


def draw_sparkline(values: Sequence[float], encoding: str) -> str:
    """Return one character per value, its height relative to the maximum; zero is a space."""
    blocks = BLOCKS
    try:
        blocks.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        blocks = ASCII_BLOCKS
    top = max(values, default=0.0)
    return "".join(
        blocks[min(int(value / top * len(blocks)), len(blocks) - 1)] if value > 0 else " " for value in values
    )
