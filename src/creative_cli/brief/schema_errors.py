"""What the schema finds wrong, in sentences: no word of the library that finds it reaches people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

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
from creative_cli.brief.source_positions import KeyPath, SourceData, SourceDocument, SourcePosition
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.brief.text_rules import MAX_QUOTED_CHARACTERS, quote_for_message


@dataclass(frozen=True, slots=True)
class BriefProblem:
    """A sentence about a place in the brief."""

    place: SourcePosition
    sentence: str


MAX_PROBLEMS = 1000
"""Problems told at once; a file with more is not a brief with mistakes but another file."""

MODELS_BY_PATH: Mapping[KeyPath, type[BaseModel]] = {
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

MISSING_KEY_REASONS: Mapping[KeyPath, str] = {
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

ERROR_PREDICATES: Mapping[str, str] = {
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


def explain_schema_errors(error: ValidationError, document: SourceDocument) -> Iterator[BriefProblem]:
    """Yield what *error* says in our words, each at its place.

    A missing key that was only misspelt is told once, as the misspelling.
    """
    details = error.errors(include_url=False, include_input=False)
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    meant = {(*keys[:-1], word) for keys in unknown[:MAX_PROBLEMS] if (word := _guess_meant_key(keys))}
    for detail in details:
        keys = detail["loc"]
        if detail["type"] == "too_short" and document.items(*keys):
            continue  # pydantic counts only what is right; what is wrong with the rest is told of each
        if detail["type"] == "extra_forbidden":
            yield BriefProblem(document.key_place(keys), _explain_unknown_key(keys, document))
        elif detail["type"] == "missing":
            if keys not in meant:
                reason = MISSING_KEY_REASONS[generalize_path(keys)]
                yield BriefProblem(
                    document.key_place(keys[:-1]), f"{label_key_path(keys, document)} is missing: {reason}."
                )
        else:
            yield BriefProblem(
                document.place(keys), f"{label_key_path(keys, document)} {_explain_wrong_value(detail, document)}"
            )


def generalize_path(keys: KeyPath) -> KeyPath:
    """Return *keys* with `*` for every index."""
    return tuple("*" if isinstance(key, int) else key for key in keys)


def label_key_path(keys: KeyPath, document: SourceDocument) -> str:
    """Name a value as people would: `brand.name`, `products[iced-tea].image`, `markets[JP].copy.cta`."""
    words = ""
    node: SourceData = document.data
    for key in keys:
        node = _child_node(node, key)
        words += f"[{_item_name(node, key)}]" if isinstance(key, int) else f".{_quote_if_unprintable(key)}"
    return words.removeprefix(".") or "The brief"


def _child_node(node: SourceData, key: str | int) -> SourceData:
    if isinstance(node, dict) and isinstance(key, str):
        return node.get(key)
    return node[key] if isinstance(node, list) and isinstance(key, int) and key < len(node) else None


def _item_name(node: SourceData, index: int) -> str:
    if isinstance(node, dict):
        node = node.get("id", node.get("country", node.get("term")))
    return node if isinstance(node, str) and node and node == _quote_if_unprintable(node) else f"#{index + 1}"


def _quote_if_unprintable(word: str) -> str:
    return word if word.isprintable() and len(word) <= MAX_QUOTED_CHARACTERS else quote_for_message(word)


def _list_field_names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _guess_meant_key(keys: KeyPath) -> str | None:
    return find_similar_word(str(keys[-1]), _list_field_names(MODELS_BY_PATH[generalize_path(keys[:-1])]))


def _explain_unknown_key(keys: KeyPath, document: SourceDocument) -> str:
    word, where = str(keys[-1]), label_key_path(keys[:-1], document)
    meant = _guess_meant_key(keys)
    if meant is not None:
        return f"{where} has no key {quote_for_message(word)}. Did you mean {meant!r}?"
    homes = [
        ".".join(str(key) for key in home)
        for home, model in MODELS_BY_PATH.items()
        if home and word in _list_field_names(model)
    ]
    if homes:
        return f"{where} has no key {quote_for_message(word)}; it belongs to {' or '.join(homes).replace('.*', '')}."
    known = ", ".join(_list_field_names(MODELS_BY_PATH[generalize_path(keys[:-1])]))
    return f"{where} has no key {quote_for_message(word)}; its keys are {known}."


def _explain_wrong_value(detail: ErrorDetails, document: SourceDocument) -> str:
    keys, kind = detail["loc"], detail["type"]
    if kind == "string_type":
        source = document.sources.get(keys)
        return f'must be text: write it in quotes, "{_quote_if_unprintable(source)}".' if source else "must be text."
    if document.sources.get(keys, "").startswith("#"):
        comment = _quote_if_unprintable(document.sources[keys])
        return f'is empty, as # starts a comment in YAML: write it in quotes, "{comment}".'
    if kind in ("model_type", "model_attributes_type"):
        return f"must be a mapping with the keys {', '.join(_list_field_names(MODELS_BY_PATH[generalize_path(keys)]))}."
    return ERROR_PREDICATES.get(kind, f"cannot be used: {detail['msg']}.").format(**detail.get("ctx", {}))
