"""The keys of a brief that say which table its products come from, and how it is read (docs/feeds.md)."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from creative_cli.brief.brief_model import BriefModel
from creative_cli.brief.field_types import Currency, EncodingName, FeedName, FeedValue, ShortLine, TextName


def _list_columns(table: dict[object, object], home: str = "") -> Iterator[tuple[str, object]]:
    """Yield the columns of a table by dotted keys: price.DE of {price: {DE: Preis}}."""
    for key, column in table.items():
        if isinstance(column, dict) and column:
            yield from _list_columns(column, f"{home}{key}.")
        else:
            yield f"{home}{key}", column


ColumnTable: TypeAlias = Annotated[
    dict[ShortLine, ShortLine],
    WithJsonSchema(
        {
            "type": "object",
            "maxProperties": 500,
            "additionalProperties": {
                "anyOf": [{"type": "string", "minLength": 1, "maxLength": 120}, {"type": "object"}]
            },
        }
    ),
]


class Feed(BriefModel):
    """A table of products: each row is one product."""

    file: FeedName = Field(
        description="A CSV, TSV, JSON Lines, .xlsx or Merchant Center XML file beside the brief, or an https address."
    )
    map: ColumnTable = Field(
        default={},
        max_length=500,
        description="Columns by key of a product: id, name, price, was, image, copy.de.headline, images.DE; by market "
        "as price: {DE: Preis, FR: prix_fr} (docs/feeds.md). Default: the columns of Merchant Center, Meta, Shopify "
        "and WooCommerce.",
    )
    texts: dict[TextName, ShortLine] = Field(
        default={},
        max_length=50,
        description="Columns that lines may print: [material] for {material}, or names with their columns.",
    )
    where: dict[ShortLine, FeedValue] = Field(
        default={},
        max_length=50,
        description="Which rows: columns with a value, a list of values or a comparison such as '< 100'.",
    )
    sort: ShortLine | None = Field(
        default=None, description="The column to sort by; with a hyphen before it downwards."
    )
    limit: Annotated[int, Field(ge=1, le=100_000)] | None = Field(default=None, description="The most products.")
    currency: Currency | None = Field(
        default=None, description="ISO 4217 code of amounts that name no currency, such as EUR."
    )
    decimal: Literal[",", "."] | None = Field(
        default=None, description="The mark of decimals, where 1.299 could be read in two ways."
    )
    encoding: EncodingName | None = Field(default=None, description="Default: detected, such as windows-1252.")
    separator: Literal[",", ";", "\t", "|"] | None = Field(default=None, description="Default: that of the header.")
    sheet: ShortLine | None = Field(default=None, description="The sheet of a workbook. Default: the first.")
    kind: Literal["csv", "tsv", "jsonl", "xlsx", "xml"] | None = Field(
        default=None, description="The form of the file. Default: detected."
    )

    @model_validator(mode="before")
    @classmethod
    def _file_alone(cls, value: object) -> object:
        return {"file": value} if isinstance(value, str) else value

    @field_validator("map", mode="before")
    @classmethod
    def _tables_in_table(cls, value: object) -> object:
        return dict(_list_columns(value)) if isinstance(value, dict) else value

    @field_validator("texts", mode="before")
    @classmethod
    def _columns_alone(cls, value: object) -> object:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return {"_".join(re.findall("[a-z0-9]+", one.lower())): one for one in value}
        return value
