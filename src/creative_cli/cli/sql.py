"""`creative sql`."""

from typing import Annotated, Literal

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT statement in DuckDB SQL.")],
    output: OutputOption = DEFAULT_OUTPUT,
    form: Annotated[Literal["table", "json", "csv"], typer.Option("--format", help="Output format.")] = "table",
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Query the run log in SQL, read-only. Tables and ready-made queries are in docs/runlog.md.

    creative sql "SELECT campaign, sum(made) AS ads, sum(cost_usd) AS usd FROM runs GROUP BY campaign"
    """
    from creative_cli.cli import console, sql_output
    from creative_cli.services import queries, workspace

    screen = console.Screen(as_json=as_json)
    with workspace.open_readable_workspace(output, state, screen.say) as where:
        sql_output.show_rows(screen, queries.query_sql(where, query, screen.say), form)
