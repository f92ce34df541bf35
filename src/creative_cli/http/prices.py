"""What calls cost and which models close, from `data/prices.toml`: figures with a date, a source and a confidence.

Estimates are upper bounds as far as the table is right; no text has more tokens than bytes of UTF-8. What was billed is
reckoned from the tokens a service counts.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

MILLION: Final = 1_000_000
STANDARD_PIXELS: Final = 1024 * 1024
"""The size the table's output tokens are given for."""

_SNAPSHOT: Final = re.compile(r"-\d{4}-\d{2}-\d{2}$")


class Sizes(StrEnum):
    """Which sizes an image model takes."""

    ANY = "any"
    """Both sides divisible by 16, 1:3 to 3:1, 655,360 to 8,294,400 pixels."""
    THREE = "three"
    """1024x1024, 1536x1024 and 1024x1536."""


@dataclass(frozen=True, slots=True)
class ImagePrice:
    """What an image model charges, USD per million tokens; `known` is False when it is the dearest row instead."""

    text_in: float
    image_in: float
    image_out: float
    sizes: Sizes
    conf: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class TextPrice:
    """What a text model charges, USD per million tokens; `known` is False when it is the dearest row instead."""

    input: float
    cached: float
    output: float
    conf: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class HostedPrice:
    """What a provider of Hugging Face charges, USD per million pixels; `known` as above."""

    megapixel: float
    conf: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Closing:
    """The day a model is shut down and the one that takes its place."""

    model: str
    day: date
    instead: str


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The whole table, as of one day; each row by the model or provider it is for."""

    as_of: date
    images: Mapping[str, ImagePrice]
    texts: Mapping[str, TextPrice]
    embeddings: Mapping[str, float]
    hosted: Mapping[str, HostedPrice]
    closings: Mapping[str, Closing]
    output_tokens: Mapping[str, int]
    input_tokens: int


@cache
def table() -> PriceTable:
    """Return the table, read once."""
    raw = tomllib.loads(files("creative_cli").joinpath("data/prices.toml").read_text(encoding="utf-8"))
    return PriceTable(
        as_of=raw["as_of"],
        images={name: _image(row) for row in raw["image"] for name in row["models"]},
        texts={
            name: TextPrice(row["input"], row["cached"], row["output"], row["conf"])
            for row in raw["text"]
            for name in row["models"]
        },
        embeddings={name: row["input"] for row in raw["embedding"] for name in row["models"]},
        hosted={row["provider"]: HostedPrice(row["megapixel"], row["conf"]) for row in raw["hosted"]},
        closings={name: Closing(name, row["day"], row["instead"]) for row in raw["closing"] for name in row["models"]},
        output_tokens={name: count for name, count in raw["tokens"].items() if isinstance(count, int)},
        input_tokens=raw["input_tokens"]["picture"],
    )


def _image(row: Mapping[str, Any]) -> ImagePrice:
    return ImagePrice(row["text_in"], row["image_in"], row["image_out"], Sizes(row["sizes"]), row["conf"])


def family(model: str) -> str:
    """Return *model* without the date of its snapshot: `gpt-image-2-2026-04-21` is `gpt-image-2`."""
    return _SNAPSHOT.sub("", model)


def image_price(model: str) -> ImagePrice:
    """Return what *model* charges for pictures; the dearest figures, marked as not known, for a model without a row."""
    rows = table().images
    row = rows.get(family(model))
    if row is not None:
        return row
    return ImagePrice(
        text_in=max(one.text_in for one in rows.values()),
        image_in=max(one.image_in for one in rows.values()),
        image_out=max(one.image_out for one in rows.values()),
        sizes=Sizes.ANY,
        conf="X",
        known=False,
    )


def text_price(model: str) -> TextPrice:
    """Return what *model* charges for words; the dearest figures, marked as not known, for a model without a row."""
    rows = table().texts
    row = rows.get(family(model))
    if row is not None:
        return row
    return TextPrice(
        input=max(one.input for one in rows.values()),
        cached=max(one.cached for one in rows.values()),
        output=max(one.output for one in rows.values()),
        conf="X",
        known=False,
    )


def hosted_price(provider: str) -> HostedPrice:
    """Return what *provider* charges through Hugging Face; the dearest row, marked as not known, for one without."""
    rows = table().hosted
    row = rows.get(provider)
    return row or HostedPrice(max(one.megapixel for one in rows.values()), "X", known=False)


def hosted_usd(provider: str, width: int, height: int) -> float:
    """Return what one picture of that size (px) costs at *provider*, USD."""
    return hosted_price(provider).megapixel * width * height / MILLION


def image_usd(model: str, *, text_tokens: int, image_tokens: int, output_tokens: int) -> float:
    """Return what a picture cost, USD, by the tokens counted for its text, the pictures put in, and itself."""
    row = image_price(model)
    return (text_tokens * row.text_in + image_tokens * row.image_in + output_tokens * row.image_out) / MILLION


def image_estimate(model: str, quality: str, size: tuple[int, int], *, text_bytes: int, pictures: int = 0) -> float:
    """Return what a picture may cost at most, USD, by its size (px), the bytes of its wish and the pictures put in."""
    counts = table().output_tokens
    at_standard = counts.get(quality, max(counts.values()))
    output = at_standard * max(1.0, size[0] * size[1] / STANDARD_PIXELS)
    row = image_price(model)
    into = pictures * table().input_tokens
    return (text_bytes * row.text_in + into * row.image_in + output * row.image_out) / MILLION


def text_usd(model: str, *, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> float:
    """Return what an answer in words cost, USD; *cached_tokens* are among the input and cheaper."""
    row = text_price(model)
    fresh = max(0, input_tokens - cached_tokens)
    return (fresh * row.input + cached_tokens * row.cached + output_tokens * row.output) / MILLION


def text_estimate(model: str, *, text_bytes: int, max_output_tokens: int) -> float:
    """Return what an answer in words may cost at most, USD, by the bytes of the question and the most it may say."""
    row = text_price(model)
    return (text_bytes * row.input + max_output_tokens * row.output) / MILLION


def embedding_usd(model: str, tokens: int) -> float:
    """Return what vectors cost, USD; the dearest row for a model without one."""
    rows = table().embeddings
    return tokens * rows.get(model, max(rows.values())) / MILLION


def closing(model: str) -> Closing | None:
    """Return when *model* closes and what takes its place; None when the table knows of no such day."""
    return table().closings.get(family(model))
