"""Records as JSON of the API: encoded as in journals and `--json`, and described as such in OpenAPI."""

import enum
from http import HTTPStatus
from typing import Any, Final

from fastapi import Response
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from creative_cli.server.problems import PROBLEM_TYPE, ProblemDocument
from creative_cli.storage.codec import encode_json_line, encode_record

_REFERENCE: Final = "#/components/schemas/{model}"
_definitions: dict[str, JsonSchemaValue] = {}


class _RecordSchema(GenerateJsonSchema):
    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        """Describe numbers with names by their names, as they are encoded."""
        members: list[enum.Enum] = schema["members"]
        if all(isinstance(member, enum.IntEnum) for member in members):
            return {"type": "string", "enum": [member.name for member in members], "title": schema["cls"].__name__}
        return super().enum_schema(schema)


def describe_record(kind: Any) -> JsonSchemaValue:
    """Return the JSON schema of records of *kind*; their parts are in `add_record_schemas`."""
    schema = TypeAdapter(kind).json_schema(schema_generator=_RecordSchema, ref_template=_REFERENCE)
    _definitions.update(schema.pop("$defs", {}))
    return schema


def add_record_schemas(document: dict[str, Any]) -> None:
    """Put the parts of all described records into an OpenAPI *document*."""
    own = document.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in _definitions.items():
        own.setdefault(name, schema)


def answer_record(value: object, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    """Return a record, or a value that records are made of, as JSON."""
    return answer_json(encode_json_line(value), status, headers)


def answer_json(data: bytes, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    """Return what `encode_json_line` made of a record; many requests may share it."""
    return Response(data, status, headers, "application/json")


def describe_answers(
    kind: Any, example: object, status: HTTPStatus = HTTPStatus.OK, says: str = ""
) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an operation for OpenAPI: a record of *kind*, such as *example*, or a problem document."""
    content = {"schema": describe_record(kind), "example": encode_record(example)}
    return {int(status): {"description": says or status.phrase, "content": {"application/json": content}}, **PROBLEMS}


def describe_file(kind: str, says: str) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an operation that sends a file of a media type."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": says, "content": content}, **PROBLEMS}


PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "A problem document (RFC 9457)",
        "content": {
            PROBLEM_TYPE: {
                "schema": describe_record(ProblemDocument),
                "example": {
                    "type": "about:blank",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "There are no ads of 'summer'.",
                    "hint": "",
                    "problems": [],
                },
            }
        },
    }
}
