"""What the schema finds wrong, in sentences: no word of the library that finds it reaches people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from creative_cli.brief.positions import Data, Document, Keys, Place
from creative_cli.brief.schema import (
    Brand,
    Brief,
    Colors,
    Flight,
    FontFiles,
    Fonts,
    GlossaryEntry,
    Intent,
    Market,
    MarketCopy,
    Message,
    Offer,
    Product,
)
from creative_cli.brief.suggest import nearest
from creative_cli.brief.text import QUOTED, quoted


@dataclass(frozen=True, slots=True)
class Complaint:
    """A sentence about a place in the brief."""

    place: Place
    sentence: str


MOST = 1000
"""Problems told at once; a file with more is not a brief with mistakes but another file."""

MODELS: Mapping[Keys, type[BaseModel]] = {
    (): Brief,
    ("brand",): Brand,
    ("brand", "colors"): Colors,
    ("brand", "fonts"): Fonts,
    **{("brand", "fonts", script): FontFiles for script in Fonts.model_fields},
    ("message",): Message,
    ("products", "*"): Product,
    ("markets", "*"): Market,
    ("markets", "*", "copy"): MarketCopy,
    ("markets", "*", "offer"): Offer,
    ("offer",): Offer,
    ("glossary", "*"): GlossaryEntry,
    ("flight",): Flight,
    ("message", "intent"): Intent,
}
"""Where each mapping of the schema stands; `*` is any item of a list."""

REASONS: Mapping[Keys, str] = {
    ("schema",): "write schema: 1, the version of this format",
    ("campaign",): "it names the folder the ads are written to",
    ("brand",): "an ad says who is speaking; brand.name and brand.colors.primary are enough",
    ("brand", "name"): "every ad carries the brand's name",
    ("brand", "colors"): "pictures are made in the brand's colours; colors.primary is enough",
    ("brand", "colors", "primary"): "pictures are made in the brand's colours; the others can be derived from it",
    ("message",): "an ad says something; message.headline is enough",
    ("message", "headline"): "it is the one thing the ad says",
    ("products",): "an ad shows something; one product with id and name is enough",
    ("products", "*", "id"): "it names the product's files",
    ("products", "*", "name"): "people and pictures need to know what it is",
    ("markets",): "ads are made for a market; one country such as US is enough",
    ("markets", "*", "country"): "a market is a country, such as DE",
    ("markets", "*", "copy", "headline"): "approved copy starts with its headline",
    ("glossary", "*", "term"): "an entry of the glossary is about a word",
    ("flight", "start"): "a flight has its first day",
    ("flight", "end"): "a flight has its last day",
}
"""Why each required key is required."""

PREDICATES: Mapping[str, str] = {
    "value_error": "{error}",
    "string_too_short": "is empty: write its text, or leave the key out.",
    "string_too_long": "is too long for an ad: at most {max_length} characters.",
    "string_unicode": "holds half a character: write the character itself.",
    "literal_error": "must be {expected}.",
    "too_short": "is empty: write at least one.",
    "too_long": "has more than {max_length} entries: split the campaign into several briefs.",
    "tuple_type": "must be a list.",
    "dict_type": "must be a mapping of languages to words, such as {{de: [Sommer]}}.",
    "bool_type": "must be true or false.",
    "bool_parsing": "must be true or false.",
}
"""What follows the name of a value, by the kind of error the schema library tells."""


def complaints(error: ValidationError, document: Document) -> Iterator[Complaint]:
    """Yield what *error* says in our words, each at its place.

    A missing key that was only misspelt is told once, as the misspelling.
    """
    details = error.errors(include_url=False, include_input=False)
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    meant = {(*keys[:-1], word) for keys in unknown[:MOST] if (word := _meant(keys))}
    for detail in details:
        keys = detail["loc"]
        if detail["type"] == "too_short" and document.items(*keys):
            continue  # pydantic counts only what is right; what is wrong with the rest is told of each
        if detail["type"] == "extra_forbidden":
            yield Complaint(document.key_place(keys), _unknown(keys, document))
        elif detail["type"] == "missing":
            if keys not in meant:
                reason = REASONS[pattern(keys)]
                yield Complaint(document.key_place(keys[:-1]), f"{label(keys, document)} is missing: {reason}.")
        else:
            yield Complaint(document.place(keys), f"{label(keys, document)} {_predicate(detail, document)}")


def pattern(keys: Keys) -> Keys:
    """Return *keys* with `*` for every index."""
    return tuple("*" if isinstance(key, int) else key for key in keys)


def label(keys: Keys, document: Document) -> str:
    """Name a value as people would: `brand.name`, `products[iced-tea].image`, `markets[JP].copy.cta`."""
    words = ""
    node: Data = document.data
    for key in keys:
        node = _child(node, key)
        words += f"[{_item_name(node, key)}]" if isinstance(key, int) else f".{_shown(key)}"
    return words.removeprefix(".") or "The brief"


def _child(node: Data, key: str | int) -> Data:
    if isinstance(node, dict) and isinstance(key, str):
        return node.get(key)
    return node[key] if isinstance(node, list) and isinstance(key, int) and key < len(node) else None


def _item_name(node: Data, index: int) -> str:
    if isinstance(node, dict):
        node = node.get("id", node.get("country", node.get("term")))
    return node if isinstance(node, str) and node and node == _shown(node) else f"#{index + 1}"


def _shown(word: str) -> str:
    return word if word.isprintable() and len(word) <= QUOTED else quoted(word)


def _keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _meant(keys: Keys) -> str | None:
    return nearest(str(keys[-1]), _keys_of(MODELS[pattern(keys[:-1])]))


def _unknown(keys: Keys, document: Document) -> str:
    word, where = str(keys[-1]), label(keys[:-1], document)
    meant = _meant(keys)
    if meant is not None:
        return f"{where} has no key {quoted(word)}. Did you mean {meant!r}?"
    homes = [".".join(str(key) for key in home) for home, model in MODELS.items() if home and word in _keys_of(model)]
    if homes:
        return f"{where} has no key {quoted(word)}; it belongs to {' or '.join(homes).replace('.*', '')}."
    return f"{where} has no key {quoted(word)}; its keys are {', '.join(_keys_of(MODELS[pattern(keys[:-1])]))}."


def _predicate(detail: ErrorDetails, document: Document) -> str:
    keys, kind = detail["loc"], detail["type"]
    if kind == "string_type":
        source = document.sources.get(keys)
        return f'must be text: write it in quotes, "{_shown(source)}".' if source else "must be text."
    if document.sources.get(keys, "").startswith("#"):
        return f'is empty, as # starts a comment in YAML: write it in quotes, "{_shown(document.sources[keys])}".'
    if kind in ("model_type", "model_attributes_type"):
        return f"must be a mapping with the keys {', '.join(_keys_of(MODELS[pattern(keys)]))}."
    return PREDICATES.get(kind, f"cannot be used: {detail['msg']}.").format(**detail.get("ctx", {}))
