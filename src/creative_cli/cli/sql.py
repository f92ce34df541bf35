"""`creative sql`."""

from enum import StrEnum
from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption


class RowsFormat(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT, in DuckDB's SQL.")],
    output: OutputOption = DEFAULT_OUTPUT,
    form: Annotated[RowsFormat, typer.Option("--format", help="How the rows are written.")] = RowsFormat.TABLE,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Ask the run log in SQL; it can only be read. docs/runlog.md has its tables and ready queries.

    creative sql "SELECT campaign, sum(made) AS ads, sum(cost_usd) AS usd FROM runs GROUP BY campaign"
    """
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.sql_output import show_rows  # noqa: PLC0415  # same
    from creative_cli.services import queries  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    show_rows(screen, queries.query_sql(open_workspace(output, state), query, screen.say), form)
