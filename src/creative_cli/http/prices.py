"""What calls cost and which models are shut down, from `data/prices.toml`.

Estimates are upper bounds as far as the table is right: no text has more tokens than bytes of UTF-8. Bills are
computed from the tokens a service counts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final

from creative_cli.resources import read_data_table

MILLION: Final = 1_000_000
STANDARD_PIXELS: Final = 1024 * 1024  # the picture size that the table's output tokens are for

_SNAPSHOT: Final = re.compile(r"-\d{4}-\d{2}-\d{2}$")


class ImageSizes(StrEnum):
    """Which sizes an image model takes."""

    ANY = "any"  # both sides divisible by 16, 1:3 to 3:1, 655,360 to 8,294,400 pixels
    THREE = "three"  # 1024x1024, 1536x1024 and 1024x1536


@dataclass(frozen=True, slots=True)
class ImagePrice:
    """What an image model charges, USD per million tokens; not `known`: the highest figures of all models."""

    text_in: float
    image_in: float
    image_out: float
    sizes: ImageSizes = ImageSizes.ANY
    known: bool = True


@dataclass(frozen=True, slots=True)
class TextPrice:
    """What a text model charges, USD per million tokens; `known` as above."""

    input: float
    cached: float
    output: float
    known: bool = True


@dataclass(frozen=True, slots=True)
class Shutdown:
    """The day a model is shut down and the model that replaces it."""

    model: str
    day: date
    replacement: str


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The whole table; each row by the model or provider it is for."""

    images: Mapping[str, ImagePrice]
    texts: Mapping[str, TextPrice]
    embeddings: Mapping[str, float]
    hosted: Mapping[str, float]
    shutdowns: Mapping[str, Shutdown]
    output_tokens: Mapping[str, int]
    input_tokens: int


@cache
def price_table() -> PriceTable:
    """Return the table, read once."""
    raw = read_data_table("prices.toml")

    def rows(section: str) -> list[tuple[str, dict[str, Any]]]:
        return [(name, row) for row in raw[section] for name in row["models"]]

    return PriceTable(
        images={
            name: ImagePrice(row["text_in"], row["image_in"], row["image_out"], ImageSizes(row["sizes"]))
            for name, row in rows("image")
        },
        texts={name: TextPrice(row["input"], row["cached"], row["output"]) for name, row in rows("text")},
        embeddings={name: row["input"] for name, row in rows("embedding")},
        hosted={row["provider"]: row["megapixel"] for row in raw["hosted"]},
        shutdowns={name: Shutdown(name, row["day"], row["instead"]) for name, row in rows("closing")},
        output_tokens={name: count for name, count in raw["tokens"].items() if isinstance(count, int)},
        input_tokens=raw["input_tokens"]["picture"],
    )


def image_price(model: str) -> ImagePrice:
    """Return what *model* charges for pictures."""
    rows = price_table().images
    return rows.get(_family(model)) or ImagePrice(
        text_in=max(row.text_in for row in rows.values()),
        image_in=max(row.image_in for row in rows.values()),
        image_out=max(row.image_out for row in rows.values()),
        known=False,
    )


def text_price(model: str) -> TextPrice:
    """Return what *model* charges for text."""
    rows = price_table().texts
    return rows.get(_family(model)) or TextPrice(
        input=max(row.input for row in rows.values()),
        cached=max(row.cached for row in rows.values()),
        output=max(row.output for row in rows.values()),
        known=False,
    )


def hosted_price(provider: str) -> float | None:
    """Return what *provider* charges through Hugging Face, USD per million pixels; None if that is unknown."""
    return price_table().hosted.get(provider)


def hosted_usd(provider: str, width: int, height: int) -> float:
    """Return what one picture of that size (px) costs at *provider*, USD; an unknown one is taken for the dearest."""
    rows = price_table().hosted
    return rows.get(provider, max(rows.values())) * width * height / MILLION


def image_usd(model: str, *, text_tokens: int, image_tokens: int, output_tokens: int) -> float:
    """Return what a picture cost, USD, by the tokens counted for its text, its input pictures, and itself."""
    row = image_price(model)
    return (text_tokens * row.text_in + image_tokens * row.image_in + output_tokens * row.image_out) / MILLION


def image_estimate(model: str, quality: str, size: tuple[int, int], *, text_bytes: int, pictures: int = 0) -> float:
    """Return the most a picture may cost, USD, by its size (px), the bytes of its prompt and its input pictures."""
    counts = price_table().output_tokens
    at_standard = counts.get(quality, max(counts.values()))
    output = at_standard * max(1.0, size[0] * size[1] / STANDARD_PIXELS)
    row = image_price(model)
    into = pictures * price_table().input_tokens
    return (text_bytes * row.text_in + into * row.image_in + output * row.image_out) / MILLION


def text_usd(model: str, *, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> float:
    """Return what a text answer cost, USD; *cached_tokens* are among the input and cheaper."""
    row = text_price(model)
    fresh = max(0, input_tokens - cached_tokens)
    return (fresh * row.input + cached_tokens * row.cached + output_tokens * row.output) / MILLION


def text_estimate(model: str, *, text_bytes: int, max_output_tokens: int) -> float:
    """Return the most a text answer may cost, USD, by the bytes of the question and the longest answer."""
    row = text_price(model)
    return (text_bytes * row.input + max_output_tokens * row.output) / MILLION


def embedding_usd(model: str, tokens: int) -> float:
    """Return what vectors cost, USD; the highest price for a model without a row."""
    rows = price_table().embeddings
    return tokens * rows.get(model, max(rows.values())) / MILLION


def find_shutdown(model: str) -> Shutdown | None:
    """Return when *model* is shut down and what replaces it; None if no day is known."""
    return price_table().shutdowns.get(_family(model))


def _family(model: str) -> str:
    """Return *model* without the date of its snapshot: `gpt-image-2-2026-04-21` is `gpt-image-2`."""
    return _SNAPSHOT.sub("", model)
