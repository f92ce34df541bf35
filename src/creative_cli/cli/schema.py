"""`creative schema`."""


def schema() -> None:
    """Print the JSON Schema of briefs, for editors and validators.

    creative schema > brief.schema.json
    """
    from creative_cli.brief import json_schema
    from creative_cli.cli import console

    console.write_document(json_schema.render_json_schema())
