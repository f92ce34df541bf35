"""`creative schema`."""

import typer


def schema() -> None:
    """Print the JSON Schema of briefs, for editors and validators.

    creative schema > brief.schema.json
    """
    from creative_cli.brief.json_schema import render_json_schema  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.output import flushing_stdout  # noqa: PLC0415  # same

    with flushing_stdout():
        typer.echo(render_json_schema(), nl=False)
