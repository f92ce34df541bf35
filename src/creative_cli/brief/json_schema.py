"""The JSON Schema of a brief, which editors use to complete and check one while it is written."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from creative_cli.brief.field_types import PLUGIN_TEMPLATES
from creative_cli.brief.schema import Brief

JSON_SCHEMA_DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _BriefSchemaGenerator(GenerateJsonSchema):
    """Describe the brief as it is written: a key that says nothing is left out, never null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        written = super().default_schema(schema)
        if schema.get("default") is None or schema.get("default") == ():
            written.pop("default", None)
        return written

    def get_title_from_name(self, name: str) -> str:
        return name.replace("_", " ").capitalize()


def render_json_schema() -> str:
    """Return the JSON Schema (draft 2020-12) as text that is the same every time, with a line break at its end."""
    schema: dict[str, Any] = Brief.model_json_schema(schema_generator=_BriefSchemaGenerator)
    keys = schema["properties"]
    keys["markets"]["items"] = {"anyOf": [_plain_country_schema(schema), keys["markets"]["items"]]}
    keys["ratios"]["uniqueItems"] = True
    names, own = keys["template"]["anyOf"]
    keys["template"]["anyOf"] = [{**names, "enum": [*names["enum"], *PLUGIN_TEMPLATES.names()]}, own]
    names_schema = {"type": "string", "title": "JSON Schema", "description": "Where this schema is, for editors."}
    schema = {
        "$schema": JSON_SCHEMA_DRAFT,
        **schema,
        "title": "Campaign brief",
        "properties": {"$schema": names_schema, **keys},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _plain_country_schema(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema["$defs"]["Market"]["properties"]["country"], "title": "Country"}
