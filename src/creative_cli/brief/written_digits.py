"""The numbers of offers with their digits as written, which the data of a document has lost: 2.90 instead of 2.9."""

from decimal import Decimal

from creative_cli.brief.source_positions import SourceData, SourceDocument

SCHEMA_KEY = "$schema"
"""Where a brief may name its JSON Schema for editors."""


def restore_written_digits(document: SourceDocument) -> dict[str, object]:
    """Return the data to validate, with the numbers of offers as written: 2.90 instead of 2.9."""
    data: dict[str, object] = dict(document.mapping())
    if isinstance(data.get(SCHEMA_KEY), str):
        del data[SCHEMA_KEY]
    if "offer" in data:
        data["offer"] = _read_offer(document, "offer")
    if document.items("products"):
        data["products"] = [_read_priced(document, "products", index) for index in document.items("products")]
    if document.items("markets"):
        data["markets"] = [_read_market(document, index) for index in document.items("markets")]
    return data


def _read_market(document: SourceDocument, index: int) -> object:
    market = _read_priced(document, "markets", index)
    if isinstance(market, dict) and isinstance(market.get("products"), list):
        places = document.items("markets", index, "products")
        return {**market, "products": [_read_priced(document, "markets", index, "products", at) for at in places]}
    return market


def _read_priced(document: SourceDocument, *keys: str | int) -> object:
    """Return the market or product at *keys* with the digits of its offer as written."""
    node = document.at(*keys)
    if not isinstance(node, dict):
        return node
    read: dict[str, object] = {**node}
    if "offer" in node:
        read["offer"] = _read_offer(document, *keys, "offer")
    if isinstance(there := node.get("by_market"), dict):
        read["by_market"] = {name: _read_priced(document, *keys, "by_market", name) for name in there}
    return read


def _read_offer(document: SourceDocument, *keys: str | int) -> object:
    offer = document.at(*keys)
    if not isinstance(offer, dict):
        return offer
    return {key: _decimal_as_written(value, document.sources.get((*keys, key), "")) for key, value in offer.items()}


def _decimal_as_written(value: SourceData, source: str) -> object:
    return Decimal(source) if isinstance(value, int | float) and not isinstance(value, bool) else value
