"""Render the rows of a query."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from rich.table import Table
from rich.text import Text

from creative_cli.cli.console import Screen, write_document
from creative_cli.cli.streams import escape_line
from creative_cli.runlog.database import Answer
from creative_cli.runlog.report.text_formats import csv_text
from creative_cli.storage.codec import Json

MIN_COLUMN_CHARS = 8  # average width below which a table is hard to read


def show_rows(screen: Screen, answer: Answer, form: str = "table") -> None:
    """Show the rows of a query in *form*: table, json or csv."""
    if screen.as_json or form == "json":
        rows = [[to_json_value(value) for value in row] for row in answer.rows]
        screen.json({"schema": 1, "columns": answer.columns, "rows": rows})
    elif form == "csv":
        write_document(csv_text([escape_line(name) for name in answer.columns], map(_csv_cells, answer.rows)))
    else:
        _show_table(screen, answer)


def _csv_cells(row: Sequence[Any]) -> list[Json]:
    values = map(to_json_value, row)
    return [one if one is None or isinstance(one, bool | int | float) else escape_line(str(one)) for one in values]


def _show_table(screen: Screen, answer: Answer) -> None:
    narrow = screen.width < len(answer.columns) * MIN_COLUMN_CHARS
    if narrow and not answer.rows:
        screen.line(", ".join(answer.columns))
    elif narrow:
        _show_one_value_per_line(screen, answer)
    else:
        _show_columns(screen, answer)
    screen.say(f"{len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}")


def _show_one_value_per_line(screen: Screen, answer: Answer) -> None:
    for number, row in enumerate(answer.rows):
        if number:
            screen.line("")
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, style="dim")
        table.add_column(overflow="fold")
        for name, value in zip(answer.columns, row, strict=True):
            table.add_row(Text(escape_line(name)), Text(_cell(value)))
        screen.table(table)


def _show_columns(screen: Screen, answer: Answer) -> None:
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(answer.columns):
        number = any(isinstance(row[place], int | float | Decimal) for row in answer.rows)
        table.add_column(escape_line(name), justify="right" if number else "left", overflow="fold")
    for row in answer.rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    screen.table(table)


def _cell(value: Any) -> str:
    return "" if value is None else escape_line(str(to_json_value(value)))


def to_json_value(value: Any) -> Json:
    """Return a value from DuckDB as JSON.

    Times have no zone; those of the run log are UTC. Values without a JSON form (NaN, bytes, intervals, UUIDs) become
    text.
    """
    match value:
        case None | bool() | int() | str():
            form: Json = value
        case float() | Decimal():
            form = float(value) if math.isfinite(value) else str(value)
        case date() | time():
            form = value.isoformat()
        case list() | tuple():
            form = [to_json_value(item) for item in value]
        case Mapping():
            form = {str(key): to_json_value(item) for key, item in value.items()}
        case bytes():
            form = value.hex()
        case _:
            form = str(value)
    return form
