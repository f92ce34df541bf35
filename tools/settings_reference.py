"""The pages that list every setting, docs/settings.md and .env.example; tools/reference.py writes them."""

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AliasChoices, HttpUrl, SecretStr
from pydantic.fields import FieldInfo

from creative_cli.settings import ENV_PREFIX, Settings

HEAD = """\
# Settings

Settings are environment variables, or lines `NAME=value` of a file `.env` in the working folder, as in
[.env.example](../.env.example). The environment wins over `.env`, and an option of a command over both. All are
optional. A setting that cannot be used stops the command with exit code 2 and is named; its value is not shown, as it
may be a key. A name close to one of these is refused as misspelt; an empty value counts as missing.

Keys are never printed, logged or stored. What the limits in seconds are for is in [limits](limits.md), what services
and models cost in [providers](providers.md).

| setting | holds | default | what it is for |
|---|---|---|---|
"""
ENV_HEAD = """\
# Copy to .env in your working folder, and take the # from a line to use it. Everything is optional: without a key, the
# built-in studio makes the pictures. What each is for: docs/settings.md
"""
KINDS: dict[object, str] = {
    Path: "path",
    str: "text",
    int: "whole number",
    float: "number",
    HttpUrl: "address",
    SecretStr: "key",
    bool: "true or false",
}


def list_variables(name: str, field: FieldInfo) -> tuple[str, ...]:
    """Return the environment variables that a setting is read from, the first one first."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(choice) for choice in alias.choices)
    return (str(alias or f"{ENV_PREFIX}{name.upper()}"),)


def _find_kind(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return " or ".join(_find_kind(part) for part in arguments if part is not type(None))
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin is Annotated:
        return _find_kind(arguments[0])
    return f"list of {_find_kind(arguments[0])}" if origin in {list, tuple} else KINDS[annotation]


def _list_rules(field: FieldInfo) -> Iterator[object]:
    """Yield what a value has to keep to, that of an optional value included."""
    yield from field.metadata
    for part in get_args(field.annotation):
        if get_origin(part) is Annotated:
            for rule in get_args(part)[1:]:
                yield from rule.metadata if isinstance(rule, FieldInfo) else (rule,)


def _list_bounds(field: FieldInfo) -> Iterator[str]:
    for sign, word in (("ge", "{:g} or more"), ("gt", "above {:g}"), ("le", "at most {:g}"), ("lt", "below {:g}")):
        found = (getattr(rule, sign, None) for rule in _list_rules(field))
        yield from (word.format(bound) for bound in found if bound is not None)


def _format_default(field: FieldInfo) -> str:
    if field.default is None:
        return ""
    return f"{field.default:g}" if isinstance(field.default, float) else str(field.default)


def settings_page() -> str:
    """Return docs/settings.md."""
    rows = []
    for name, field in Settings.model_fields.items():
        variables = " or ".join(f"`{variable}`" for variable in list_variables(name, field))
        kind = ", ".join((_find_kind(field.annotation), *_list_bounds(field)))
        default = _format_default(field)
        rows.append(f"| {variables} | {kind} | {default and f'`{default}`'} | {field.description} |\n")
    return HEAD + "".join(rows)


def env_example() -> str:
    """Return .env.example: every setting as a comment, with its default."""
    parts = [ENV_HEAD]
    for name, field in Settings.model_fields.items():
        parts.append(f"\n# {field.description}\n#{list_variables(name, field)[0]}={_format_default(field)}\n")
    return "".join(parts)
