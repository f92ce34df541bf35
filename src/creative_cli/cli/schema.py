"""`creative schema`."""

from typing import Annotated, Literal

import typer


def schema(
    kind: Annotated[
        Literal["brief", "brand"], typer.Option("--kind", help="The files to describe: brief, or brand for kits.")
    ] = "brief",
) -> None:
    """Print the JSON Schema of briefs or brand kits, for editors and validators.

    creative schema > brief.schema.json

    creative schema --kind brand > brand.schema.json
    """
    from creative_cli.brief import json_schema
    from creative_cli.cli import console

    console.write_document(json_schema.render_json_schema(json_schema.SchemaKind(kind)))
