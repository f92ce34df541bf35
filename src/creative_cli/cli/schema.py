"""`creative schema`."""

import typer


def schema() -> None:
    """Print the JSON Schema of briefs, for editors and validators.

    creative schema > brief.schema.json
    """
    from creative_cli.brief.jsonschema import schema_text  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.output import delivered  # noqa: PLC0415  # same

    with delivered():
        typer.echo(schema_text(), nl=False)
