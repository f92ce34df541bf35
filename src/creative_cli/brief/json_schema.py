"""The JSON Schema of a brief, for completion and validation in editors."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from creative_cli.brief.field_types import PLUGIN_TEMPLATES
from creative_cli.brief.schema import Brief, Feed

JSON_SCHEMA_DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _BriefSchemaGenerator(GenerateJsonSchema):
    """Describe the brief as people write it: an optional key is left out, never null."""

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
    """Return the JSON Schema (draft 2020-12) as deterministic text that ends with a line break."""
    schema: dict[str, Any] = Brief.model_json_schema(schema_generator=_BriefSchemaGenerator)
    keys = schema["properties"]
    country = {**schema["$defs"]["Market"]["properties"]["country"], "title": "Country"}
    keys["markets"]["items"] = {"anyOf": [country, keys["markets"]["items"]]}
    brand = schema["$defs"]["Brand"]["properties"]
    file = schema["$defs"]["LogoFiles"]["properties"]["file"]
    brand["logo"] = {
        "anyOf": [file, {"$ref": brand["logo"]["$ref"]}],
        "description": brand["logo"]["description"],
    }
    listed = keys["products"]
    feed = Feed.model_json_schema(schema_generator=_BriefSchemaGenerator, ref_template="#/$defs/{model}")
    schema["$defs"] |= feed.pop("$defs", {}) | {"Feed": feed}
    file = {**feed["properties"]["file"], "title": "Feed"}
    what = {name: listed.pop(name) for name in ("title", "description") if name in listed}
    keys["products"] = {"anyOf": [listed, file, {"$ref": "#/$defs/Feed"}], **what}
    keys["ratios"]["uniqueItems"] = True
    names, own = keys["template"]["anyOf"]
    keys["template"]["anyOf"] = [{**names, "enum": [*names["enum"], *PLUGIN_TEMPLATES.names()]}, own]
    own_key = {"type": "string", "title": "JSON Schema", "description": "Location of this schema, for editors."}
    schema = {
        "$schema": JSON_SCHEMA_DRAFT,
        **schema,
        "title": "Campaign brief",
        "properties": {"$schema": own_key, **keys},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
