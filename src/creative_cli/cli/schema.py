"""`creative schema`."""

import typer


def schema() -> None:
    """Print the JSON Schema of briefs, for editors and validators.

    creative schema > brief.schema.json
    """
    from creative_cli.brief import json_schema
    from creative_cli.cli import console

    with console.flushing_stdout():
        typer.echo(json_schema.render_json_schema(), nl=False)
