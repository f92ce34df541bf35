"""The words that lines may print in braces: figures of an offer, names, and what the products or their feed declare."""

from collections.abc import Sequence

from creative_cli.brief.field_types import LINE_WORDS
from creative_cli.brief.source_positions import SourceDocument
from creative_cli.brief.suggestions import suggest_similar_word


def list_line_words(document: SourceDocument) -> tuple[str, ...]:
    """Return what lines of a brief may print in braces: figures, names, and the texts of the products or the feed."""
    declared: dict[str, None] = {}
    for index in document.items("products"):
        declared |= dict.fromkeys(document.mapping("products", index, "texts"))
    for index in document.items("products", "texts"):
        declared[document.text("products", "texts", index) or ""] = None
    declared |= dict.fromkeys(document.mapping("products", "texts"))
    return (*LINE_WORDS, *(word for word in declared if word))


def explain_unknown_word(word: str, known: Sequence[str]) -> str:
    """Return what is wrong with {*word*} in a line, where *known* are the words that lines may print."""
    listed = [f"{{{each}}}" for each in known]
    meant = suggest_similar_word(word, known) or f" Use {', '.join(listed[:-1])} or {listed[-1]}."
    kinds = (
        "a figure of an offer" if len(known) == len(LINE_WORDS) else "a figure of an offer or a text of the products"
    )
    return f"has {{{word}}}, which is not {kinds}.{meant}"


def has_product_offers(document: SourceDocument) -> bool:
    """Return whether products have figures of their own, in the brief or in a feed."""
    if document.at("products") is not None and not isinstance(document.at("products"), list):
        return True
    return any(document.at("products", index, "offer") is not None for index in document.items("products")) or any(
        document.at("markets", index, "products", place, "offer") is not None
        for index in document.items("markets")
        for place in document.items("markets", index, "products")
    )
