"""Turns the errors of the schema into problems with readable messages; pydantic's own wording never shows."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from creative_cli.brief import (
    brand_keys,
    brand_rules,
    copy_keys,
    delivery_keys,
    feed_keys,
    offer_keys,
    picture_rights,
    schema,
    variant_keys,
)
from creative_cli.brief.peer_keys import describe_shape, find_key_cure
from creative_cli.brief.source_positions import FURTHER_LINES, KeyPath, SourceDocument
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.brief.text_rules import quote_for_message, quote_if_unprintable
from creative_cli.brief.waiver_entries import WaiverEntry
from creative_cli.errors import Problem

# A file with more problems is not a brief with mistakes but some other file.
MAX_PROBLEMS = 100

PRODUCT_COPY_DEPTH = 3  # of products[1].copy

MODELS_BY_PATH: Mapping[KeyPath, type[BaseModel]] = {
    (): schema.Brief,
    ("brand",): brand_keys.Brand,
    ("brand", "logo"): brand_keys.LogoFiles,
    ("brand", "colors"): brand_keys.Colors,
    ("brand", "fonts"): brand_keys.Fonts,
    **{("brand", "fonts", script): brand_keys.FontFiles for script in brand_keys.Fonts.model_fields},
    ("brand", "glossary", "*"): brand_keys.GlossaryEntry,
    ("brand", "required_disclaimers", "*"): brand_rules.RequiredDisclaimer,
    ("brand", "delivery"): delivery_keys.Delivery,
    ("brand", "delivery", "utm"): delivery_keys.UtmParameters,
    ("message",): copy_keys.Message,
    ("message", "short"): copy_keys.ShortCopy,
    ("items", "*"): schema.Item,
    ("products",): feed_keys.Feed,
    ("products", "*"): schema.Product,
    ("products", "*", "offer"): offer_keys.Offer,
    ("products", "*", "by_market", "*"): schema.ProductInMarket,
    ("products", "*", "by_market", "*", "offer"): offer_keys.Offer,
    ("products", "*", "copy", "*"): copy_keys.ProductCopy,
    ("products", "*", "copy", "*", "short"): copy_keys.ShortCopy,
    ("products", "*", "logo"): brand_keys.LogoFiles,
    ("products", "*", "rights"): picture_rights.PictureRights,
    ("together", "*"): schema.Together,
    ("markets", "*"): schema.Market,
    ("markets", "*", "products", "*"): schema.MarketProduct,
    ("markets", "*", "products", "*", "offer"): offer_keys.Offer,
    ("markets", "*", "products", "*", "copy"): copy_keys.ProductCopy,
    ("markets", "*", "products", "*", "copy", "short"): copy_keys.ShortCopy,
    ("markets", "*", "copy"): copy_keys.MarketCopy,
    ("markets", "*", "copy", "short"): copy_keys.ShortCopy,
    ("markets", "*", "items", "*"): schema.Item,
    ("markets", "*", "offer"): offer_keys.Offer,
    ("offer",): offer_keys.Offer,
    **{
        (*home, "badge", *rest): model
        for home in ((), ("markets", "*"))
        for rest, model in (
            ((), offer_keys.Badge),
            (("rating",), offer_keys.Rating),
            (("award",), offer_keys.Award),
            (("new",), offer_keys.NewProduct),
        )
    },
    ("glossary", "*"): brand_keys.GlossaryEntry,
    ("copy", "*"): copy_keys.MarketCopy,
    ("copy", "*", "short"): copy_keys.ShortCopy,
    ("variants", "*"): variant_keys.Variant,
    ("variants", "*", "short"): copy_keys.ShortCopy,
    ("variants", "*", "copy", "*"): copy_keys.ProductCopy,
    ("variants", "*", "copy", "*", "short"): copy_keys.ShortCopy,
    ("variants", "*", "only"): variant_keys.VariantLimits,
    ("variants", "*", "products", "*"): variant_keys.VariantProduct,
    ("variants", "*", "products", "*", "copy", "*"): copy_keys.ProductCopy,
    ("variants", "*", "products", "*", "copy", "*", "short"): copy_keys.ShortCopy,
    ("flight",): schema.Flight,
    ("delivery",): delivery_keys.Delivery,
    ("delivery", "utm"): delivery_keys.UtmParameters,
    ("message", "intent"): copy_keys.Intent,
    ("waivers", "*"): WaiverEntry,
}
"""The model of each mapping; `*` is any index of a list."""

MISSING_KEY_REASONS: Mapping[KeyPath, str] = {
    ("schema",): "write schema: 1, the version of this format",
    ("campaign",): "it names the folder the ads are written to",
    ("brand",): "every ad has a sender; brand.name and brand.colors.primary are enough",
    ("brand", "name"): "every ad carries the brand's name",
    ("brand", "logo", "file"): "it is the logo as the brand shows it",
    ("products", "*", "logo", "file"): "it is the logo as the brand shows it",
    ("brand", "colors"): "pictures use the brand's colours; colors.primary is enough",
    ("brand", "colors", "primary"): "pictures use the brand's colours; the others can be derived from it",
    ("brand", "glossary", "*", "term"): "every entry of the glossary is about a term",
    ("brand", "required_disclaimers", "*", "text"): "it is what the small print must say",
    ("message",): "every ad has a message; message.headline is enough",
    ("message", "headline"): "it is the one thing the ad says",
    ("products",): "every ad shows a product; one with id and name is enough",
    ("products", "file"): "write the name of the feed, or list the products, each with a hyphen before it",
    ("products", "*", "id"): "it names the product's files",
    ("products", "*", "name"): "copy and pictures need the product's name",
    ("together", "*", "id"): "it names the files of these ads",
    ("together", "*", "name"): "search and the review page need a name for these ads",
    ("together", "*", "products"): "write two to four of the brief's products, by id or name",
    ("markets", "*", "products", "*", "product"): "it says which product the name and the price are for",
    ("markets",): "every ad is for a market; one country such as US is enough",
    ("markets", "*", "country"): "a market is a country, such as DE",
    ("markets", "*", "copy", "headline"): "approved copy starts with its headline",
    ("copy", "*", "headline"): "approved copy starts with its headline",
    **{
        (*home, "items", "*", name): "a row of the list has a label and a value"
        for home in ((), ("markets", "*"))
        for name in ("label", "value")
    },
    **{
        (*home, "badge", kind, name): reason
        for home in ((), ("markets", "*"))
        for kind, names, reason in (
            ("rating", ("score", "scale", "count", "source", "month"), "a rating has all five keys or is no proof"),
            ("award", ("name", "year", "source"), "an award has its name, its year and who gave it"),
            ("new", ("since",), "a product is new since a day"),
        )
        for name in names
    },
    ("glossary", "*", "term"): "every entry of the glossary is about a term",
    ("flight", "start"): "a flight has a first day",
    ("flight", "end"): "a flight has a last day",
    ("waivers", "*", "check"): "it says which finding is accepted, such as upscale",
    ("waivers", "*", "reason"): "every report shows why the finding is accepted",
    ("waivers", "*", "owner"): "every report shows who accepts the finding",
    ("waivers", "*", "expires"): "a waiver has a last day, such as 2026-12-31",
}

_WAY_OUT = ", or leave the key out."
# The rest of a sentence that begins with the key, by pydantic's error type.
_WHOLE_NUMBER = "must be a whole number in digits alone, such as 1200."
ERROR_PREDICATES: Mapping[str, str] = {
    "value_error": "{error}",
    "string_too_short": f"is empty: write its text{_WAY_OUT}",
    "string_too_long": "is too long for an ad: at most {max_length} characters.",
    "string_unicode": "contains half a character: write the character itself.",
    "literal_error": "must be {expected}.",
    "too_short": "is empty: write at least one.",
    "too_long": "has more than {max_length} entries: split the campaign into several briefs.",
    "tuple_type": "must be a list.",
    "dict_type": "must be a mapping of languages to words, such as {{de: [Sommer]}}.",
    "bool_type": "must be true or false.",
    "bool_parsing": "must be true or false.",
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "greater_than_equal": "must be {ge} or more.",
    "less_than_equal": "must be {le} or less.",
}


_COPY_TABLE = "must be a mapping of languages to copy, such as copy: {de: {headline: Frisch}}."
_VARIANT_TABLE = "must be a mapping of names to variants, such as variants: {A: {}, B: {headline: Cool in seconds}}."
_SHAPE_ERRORS = frozenset({"tuple_type", "dict_type"})


def explain_schema_errors(error: ValidationError, document: SourceDocument) -> Iterator[Problem]:
    """Yield a problem for each error, at its position.

    A misspelt required key is reported once, as a misspelling.
    """
    details = error.errors(include_url=False, include_input=False)
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    meant = {(*keys[:-1], word) for keys in unknown[:MAX_PROBLEMS] if (word := _guess_meant_key(keys))}
    for detail in details:
        keys = tuple(key for key in detail["loc"] if key != "[key]")  # pydantic's mark of a key that is wrong itself
        if detail["type"] == "too_short" and document.items(*keys):
            continue  # pydantic counts only valid items; the invalid ones have their own errors
        if detail["type"] == "extra_forbidden":
            yield document.key_problem(keys, _explain_unknown_key(keys, document))
        elif detail["type"] == "missing":
            if keys not in meant:
                reason = MISSING_KEY_REASONS[generalize_path(keys)]
                yield document.key_problem(keys[:-1], f"{document.label(keys)} is missing: {reason}.")
        else:
            wrong = _explain_wrong_value({**detail, "loc": keys}, document)
            report = document.key_problem if keys != detail["loc"] else document.problem
            yield report(keys, f"{document.label(keys)} {wrong}")


def generalize_path(keys: KeyPath) -> KeyPath:
    """Return *keys* with `*` for each index, each key of a table of copy or markets, and each name of a variant."""
    return tuple("*" if isinstance(key, int) or _is_table(keys[:place]) else key for place, key in enumerate(keys))


def _is_copy_table(keys: KeyPath) -> bool:
    if keys[:1] == ("variants",):
        return keys[2:] == ("copy",) or (keys[2:3] == ("products",) and keys[4:] == ("copy",))
    product = len(keys) == PRODUCT_COPY_DEPTH and keys[0] == "products"
    return keys == ("copy",) or (product and keys[-1] in {"copy", "by_market"})


def _is_table(keys: KeyPath) -> bool:
    return _is_copy_table(keys) or keys == ("variants",) or (keys[:1] == ("variants",) and keys[2:] == ("products",))


def list_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys of a mapping of the brief as they are written."""
    return tuple(field.alias or name for name, field in model.model_fields.items() if name != FURTHER_LINES)


def _list_keys_at(keys: KeyPath) -> tuple[str, ...]:
    return list_keys(MODELS_BY_PATH[generalize_path(keys)])


def _guess_meant_key(keys: KeyPath) -> str | None:
    return find_similar_word(str(keys[-1]), _list_keys_at(keys[:-1]))


def _explain_unknown_key(keys: KeyPath, document: SourceDocument) -> str:
    word = str(keys[-1])
    unknown = f"{document.label(keys[:-1])} has no key {quote_for_message(word)}"
    cure = find_key_cure(generalize_path(keys[:-1]), word, document.at(*keys))
    if cure is not None:
        return f"{unknown}. Did you mean {cure}?"
    meant = _guess_meant_key(keys)
    if meant is not None:
        return f"{unknown}. Did you mean {meant!r}?"
    found = [
        home
        for home, model in MODELS_BY_PATH.items()
        if home and word in list_keys(model) and not {"products", "copy"} <= set(home)
    ]
    # `message` is named, not `message.short` in it.
    outer = [home for home in found if not any(home[: len(other)] == other for other in found if other != home)]
    homes = [".".join(str(key) for key in home if key != "*") for home in outer]
    if homes:
        return f"{unknown}; it belongs to {' or '.join(homes)}."
    return f"{unknown}; its keys are {', '.join(_list_keys_at(keys[:-1]))}."


def _explain_wrong_value(detail: ErrorDetails, document: SourceDocument) -> str:
    keys, kind = detail["loc"], detail["type"]
    source = document.sources.get(keys, "")
    if _is_copy_table(keys) or (keys == ("variants",) and kind == "dict_type"):
        return _COPY_TABLE if keys != ("variants",) else _VARIANT_TABLE
    shape = describe_shape(keys, document.at(*keys), document)
    if kind == "string_type" and not shape:
        return f'must be text: write it in quotes, "{quote_if_unprintable(source)}".' if source else "must be text."
    if source.startswith("#"):
        return f'is empty, as # starts a comment in YAML: write it in quotes, "{quote_if_unprintable(source)}".'
    if kind in ("model_type", "model_attributes_type"):
        return f"must be a mapping with the keys {', '.join(_list_keys_at(keys))}.{shape}"
    if kind == "string_type":
        return f"must be text.{shape}"
    said = ERROR_PREDICATES.get(kind, f"cannot be used: {detail['msg']}.").format(**detail.get("ctx", {}))
    if generalize_path(keys) in MISSING_KEY_REASONS:  # leaving it out is no way
        said = said.replace(_WAY_OUT, ".")
    return f"{said}{shape if kind in _SHAPE_ERRORS else ''}"
