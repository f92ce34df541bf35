"""The JSON Schema of briefs and brand kits, for completion and validation in editors."""

import json
from enum import StrEnum
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from creative_cli.brief.brand_keys import Brand
from creative_cli.brief.copy_lines import COPY_ROLES
from creative_cli.brief.feed_keys import Feed
from creative_cli.brief.field_types import PLUGIN_TEMPLATES
from creative_cli.brief.line_lists import MAX_LINES
from creative_cli.brief.parts import MAX_BRIEF_PARTS
from creative_cli.brief.schema import Brief
from creative_cli.brief.variant_keys import MAX_VARIANT_NAME

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


class SchemaKind(StrEnum):
    """The files that editors can complete."""

    BRIEF = "brief"
    BRAND = "brand"


def render_json_schema(kind: SchemaKind = SchemaKind.BRIEF) -> str:
    """Return the JSON Schema (draft 2020-12) of briefs or brand kits as deterministic text with a last line break."""
    schema = _describe_brief() if kind is SchemaKind.BRIEF else _describe_kit()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _describe_brief() -> dict[str, Any]:
    schema: dict[str, Any] = Brief.model_json_schema(schema_generator=_BriefSchemaGenerator)
    keys = schema["properties"]
    country = {**schema["$defs"]["Market"]["properties"]["country"], "title": "Country"}
    keys["markets"]["items"] = {"anyOf": [country, keys["markets"]["items"]]}
    _widen_brand(schema["$defs"], schema["$defs"]["Brand"])
    _widen_lines(schema["$defs"])
    # A brand may be the name of a kit, or have keys that override those of one; a whole one has its name and colours.
    shapes = schema["$defs"]
    brand = shapes["Brand"]
    whole = {
        "required": brand.pop("required"),
        "properties": {
            "colors": {"required": shapes["Colors"].pop("required")},
            "logo": {"anyOf": [{"type": "string"}, {"required": shapes["LogoFiles"].pop("required")}]},
        },
    }
    listed = keys["products"]
    feed = Feed.model_json_schema(schema_generator=_BriefSchemaGenerator, ref_template="#/$defs/{model}")
    schema["$defs"] |= feed.pop("$defs", {}) | {"Feed": feed}
    file = {**feed["properties"]["file"], "title": "Feed"}
    what = {name: listed.pop(name) for name in ("title", "description") if name in listed}
    keys["products"] = {"anyOf": [listed, file, {"$ref": "#/$defs/Feed"}], **what}
    brand["anyOf"] = [whole, {"required": ["kit"]}]
    keys["brand"] = {
        "anyOf": [{"$ref": "#/$defs/Brand"}, {"type": "string", "minLength": 1, "maxLength": 500, "title": "Kit"}],
        "description": keys["brand"].get("description", brand["description"]),
    }
    part = {"type": "string", "minLength": 1, "maxLength": 500}
    keys["include"] = {
        **keys["include"],
        "anyOf": [part, {"type": "array", "items": part, "maxItems": MAX_BRIEF_PARTS}],
    }
    for key in ("type", "items", "maxItems"):
        del keys["include"][key]
    schema["anyOf"] = [{"required": schema.pop("required")}, {"required": ["include"]}]
    _widen_variants(keys)
    keys["ratios"]["uniqueItems"] = True
    _widen_template(keys)
    return {"$schema": JSON_SCHEMA_DRAFT, **schema, "title": "Campaign brief", "properties": {**_OWN_KEY, **keys}}


def _describe_kit() -> dict[str, Any]:
    schema: dict[str, Any] = Brand.model_json_schema(schema_generator=_BriefSchemaGenerator)
    _widen_brand(schema["$defs"], schema)
    keys = schema["properties"]
    del keys["kit"]
    version = {"const": 1, "title": "Schema", "description": "Version of this format: 1."}
    return {
        "$schema": JSON_SCHEMA_DRAFT,
        **schema,
        "title": "Brand kit",
        "properties": {**_OWN_KEY, "schema": version, **keys},
    }


def _widen_variants(keys: dict[str, Any]) -> None:
    """Let variants be a list of names and of mappings with a name."""
    table = keys["variants"]
    ((pattern, shape),) = table.pop("patternProperties").items()
    name = {"type": "string", "pattern": pattern, "maxLength": MAX_VARIANT_NAME}
    said = {key: table.pop(key) for key in ("title", "description", "default") if key in table}
    table["propertyNames"] = name
    table["additionalProperties"] = shape
    named = {"type": "object", "properties": {"name": name}, "required": ["name"]}
    single = {"type": "object", "additionalProperties": shape, "maxProperties": 1}
    listed = {"type": "array", "items": {"anyOf": [name, named, single]}, "maxItems": table["maxProperties"]}
    keys["variants"] = {"anyOf": [table, listed], **said}


def _widen_brand(shapes: dict[str, Any], brand: dict[str, Any]) -> None:
    """Let a logo be a file name, a colour the name of a swatch, and a template a plug-in's or a file."""
    keys = brand["properties"]
    file = shapes["LogoFiles"]["properties"]["file"]
    keys["logo"] = {"anyOf": [file, {"$ref": keys["logo"]["$ref"]}], "description": keys["logo"]["description"]}
    for role in shapes["Colors"]["properties"].values():
        role["anyOf"] = [
            {"type": role.pop("type"), "pattern": role.pop("pattern")},
            {"type": "string", "pattern": "^[^#]", "description": "The name of a colour of `swatches`."},
        ]
    _widen_template(keys)


def _widen_lines(shapes: dict[str, Any]) -> None:
    """Let each line of copy be a list of lines, of which the first that can be filled is printed."""
    for name in ("Message", "MarketCopy", "ProductCopy", "ShortCopy"):
        keys = shapes[name]["properties"]
        for role in (role for role in COPY_ROLES if role in keys):
            line = {key: keys[role].pop(key) for key in ("type", "minLength", "maxLength")}
            empty = {"type": "string", "maxLength": line["maxLength"]}
            several = {"type": "array", "items": empty, "minItems": 1, "maxItems": MAX_LINES}
            keys[role]["anyOf"] = [line, several]


def _widen_template(keys: dict[str, Any]) -> None:
    names, own = keys["template"]["anyOf"]
    keys["template"]["anyOf"] = [{**names, "enum": [*names["enum"], *PLUGIN_TEMPLATES.names()]}, own]


_OWN_KEY = {
    "$schema": {"type": "string", "title": "JSON Schema", "description": "Location of this schema, for editors."}
}
