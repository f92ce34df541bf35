"""The shape of a template's data file, checked before it is read: what is off the canvas is named, not drawn.

Strict: a number is no text and no truth value, and neither infinite nor none.
"""

import re
import reprlib
import tomllib
from textwrap import shorten
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from creative_cli.brief.text_rules import quote_if_unprintable

MOST_QUOTED = 40
"""Characters of a wrong value that a message repeats."""

MOST_TOML_CHARACTERS = 200_000
"""The data of the shipped templates has a tenth of them."""
MOST_KEY_PARTS = 8
"""Of a dotted key; the reader's time grows with the square of their number."""

_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*"""
_LONG_KEY = re.compile(rf"(?:^|[{{,\[])[ \t]*+(?:{_PART}\.[ \t]*){{{MOST_KEY_PARTS}}}", re.MULTILINE)

Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
"""Of a canvas, a safe zone or a content box."""
Reach: TypeAlias = Annotated[float, Field(ge=-1, le=2)]
"""A share that may leave what it is a part of: a product may stand with its foot on the canvas' edge."""
Aspect: TypeAlias = Annotated[float, Field(ge=0, le=1000)]
Weight: TypeAlias = Annotated[int, Field(ge=100, le=900)]
Lines: TypeAlias = Annotated[int, Field(ge=1, le=20)]
Margin: TypeAlias = Annotated[float, Field(ge=0, le=0.2)]
"""Of the canvas' short side: two of them leave most of it."""


class _TableModel(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _BoxTable(_TableModel):
    x: Share
    y: Share
    width: Share
    height: Share


class _LogoTable(_BoxTable):
    on: Literal["panel"] | None = None


class _ZoneTable(_BoxTable):
    roles: Annotated[list[str], Field(min_length=1, max_length=8)]
    anchor: Literal["top", "middle", "bottom", "spread"]
    lines: Lines | None = None


class _StyleTable(_TableModel):
    weight: Weight | None = None
    lines: Lines | None = None
    min: Share | None = None
    max: Share | None = None
    button: str | None = None  # `_read_style` names the right ones


class _ArrangementTable(_TableModel):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    canvas: Annotated[list[Aspect], Field(min_length=2, max_length=2)]
    subject: Annotated[list[Aspect], Field(min_length=2, max_length=2)]
    product: Annotated[list[Reach], Field(min_length=4, max_length=4)]
    floor: Reach
    zones: Annotated[list[_ZoneTable], Field(min_length=1, max_length=12)]
    margin: Margin | None = None
    logo: _LogoTable | None = None
    roles: dict[str, _StyleTable] = Field(default_factory=dict)
    panel: _BoxTable | None = None

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        left, top, right, bottom = self.product
        if not (left < right and top < bottom):
            raise ValueError("product is left, top, right, bottom: each end lies after its beginning")
        for name, (least, most) in (("canvas", self.canvas), ("subject", self.subject)):
            if not least < most:
                raise ValueError(f"{name} goes from a lower to a higher aspect")
        return self


class _LogoSize(_TableModel):
    height: Share
    width: Share


class _TemplateTable(_TableModel):
    name: str
    version: Annotated[int, Field(ge=0, le=1_000_000)]
    margin: Margin
    logo: _LogoSize
    roles: dict[str, _StyleTable]
    arrangement: Annotated[list[_ArrangementTable], Field(min_length=1, max_length=200)]


def read_foreign_toml(text: str) -> dict[str, Any]:
    """Return the tables of a user's TOML. Raises ValueError for what is none, or takes too long or too deep to read."""
    if len(text) > MOST_TOML_CHARACTERS:
        raise ValueError(f"the file has {len(text):,} characters; the data of a template has {MOST_TOML_CHARACTERS:,}")
    if (found := _LONG_KEY.search(text)) is not None:
        line = text.count("\n", 0, found.end()) + 1
        raise ValueError(f"a key has more than {MOST_KEY_PARTS} parts (at line {line}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("its lists or tables are nested far deeper than any template needs") from error
    except tomllib.TOMLDecodeError as error:
        # The reader repeats keys, however long they are.
        said, at, place = str(error).rpartition(" (at ")
        raise ValueError(f"{quote_if_unprintable(said)}{at}{place}") from error


def require_template_data(table: dict[str, Any]) -> None:
    """Raise ValueError, which names the place and what is right, for a template's data of another shape."""
    try:
        _TemplateTable.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(f"{_describe_place(table, first['loc'])}: {_describe_fault(first)}") from error


def _describe_place(table: dict[str, Any], location: tuple[int | str, ...]) -> str:
    """Return a place as `arrangement "square", zones[0].width`."""
    words = list(location)
    start = ""
    if words[:1] == ["arrangement"] and len(words) > 1 and isinstance(words[1], int):
        entry = table["arrangement"][words[1]]
        name = entry.get("name") if isinstance(entry, dict) else None
        start = f"arrangement {quote_if_unprintable(name)}" if isinstance(name, str) else f"arrangement {words[1] + 1}"
        words = words[2:]
    path = "".join(f"[{word}]" if isinstance(word, int) else f".{quote_if_unprintable(word)}" for word in words)
    path = path.lstrip(".")
    return ", ".join(part for part in (start, path) if part) or "the file"


def _describe_fault(error: Any) -> str:
    given = reprlib.repr(error["input"])
    said = str(error["msg"]).removeprefix("Input ")
    if error["type"] == "value_error":
        return said.removeprefix("Value error, ")
    if error["type"] == "missing":
        return "it is missing"
    if error["type"] == "extra_forbidden":
        return "there is no such key"
    return f"{shorten(given, MOST_QUOTED, placeholder='…')} {said}"
