"""Turns the cells of a feed's row into what a product of a brief has: an id, plain text, amounts, markets, pictures."""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from creative_cli.brief.feed_columns import OFFER_COLUMNS, SALE_DATES, ColumnMap, key_path
from creative_cli.brief.market_columns import MarketChoice
from creative_cli.brief.market_groups import names_locale
from creative_cli.brief.source_positions import KeyPath, SourceData
from creative_cli.feeds.price_cells import parse_price_cell

MONEY_COLUMNS = ("price", "was", "unit_price", "lowest_30d")
MAX_DESCRIPTION = 1000
"""What a brief takes; feeds have up to 9,999 characters, of which pictures need the first."""

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_DATES = re.compile(r"\s*(\S+)\s*/\s*(\S+)\s*")
_NUMBER_CELL = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell: the key it is for, its column, and a sentence that begins with the column's name."""

    key: str
    sentence: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What a brief declares for all rows: the mark of decimals, a currency, and those of its markets.

    `last_day` is the last day of the flight, None without one. `markets` are those of the brief.
    `assumed` is the currency whose decimals an amount has that names none.
    """

    decimal: str | None
    currency: str | None
    likely: frozenset[str]
    last_day: date | None
    markets: tuple[MarketChoice, ...] = ()
    assumed: str | None = None


def make_slug(text: str) -> str:
    """Return an id of a feed as a brief writes ids: `SKU_1200 (blue)` is sku-1200-blue; empty if nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return "-".join(re.findall("[a-z0-9]+", plain.lower()))


def read_plain_number(text: str, settings: FeedSettings) -> Decimal | None:
    """Return the number of a cell for comparing and sorting: a price or a plain number; None for text."""
    if not any(sign.isdigit() for sign in text):
        return None
    try:
        return parse_price_cell(
            text, decimal=settings.decimal, currency=settings.currency, likely=settings.likely
        ).amount
    except (ValueError, InvalidOperation):
        return None


def fill_product(
    cells: Mapping[str, str], columns: ColumnMap, texts: Mapping[str, str], settings: FeedSettings
) -> tuple[dict[str, SourceData], list[CellFault]]:
    """Return the product of a row as a brief would write it, and what is wrong with its cells."""
    product: dict[str, SourceData] = {}
    faults: list[CellFault] = []
    for key, column in columns.columns.items():
        text = cells.get(column, "")
        if key in OFFER_COLUMNS or key == SALE_DATES or not text:
            continue
        _put_value(product, key_path(key), _read_text(key, text))
    if "id" in product and not product["id"]:
        sentence = f"{columns.columns['id']} is {cells[columns.columns['id']]!r}, of which no file name can be made: "
        faults.append(CellFault("id", f"{sentence}use Latin letters or digits."))
    for name, column in texts.items():
        if text := cells.get(column, ""):
            _put_value(product, ("texts", name), _clean_markup(text))
    offer, wrong = _read_offer_cells(cells, columns, columns.currencies, settings)
    if offer:
        product["offer"] = offer
    faults += wrong
    for market in settings.markets:
        own = columns.by_market.get(market.locale.tag)
        if own is not None and _is_sold_there(product, market):
            there, wrong = _read_market_cells(cells, own, columns, market, settings)
            faults += wrong
            if there:
                _put_value(product, ("by_market", market.locale.tag), there)
    return product, faults


def _is_sold_there(product: Mapping[str, SourceData], market: MarketChoice) -> bool:
    names = product.get("markets")
    return not isinstance(names, list) or any(names_locale(str(name), market.locale) for name in names)


def _read_market_cells(
    cells: Mapping[str, str], own: ColumnMap, columns: ColumnMap, market: MarketChoice, settings: FeedSettings
) -> tuple[dict[str, SourceData], list[CellFault]]:
    """Return what a row says of a product in one market, and what is wrong with it or missing there."""
    there: dict[str, SourceData] = {}
    for key in ("name", "landing_page"):
        if text := cells.get(own.columns.get(key, ""), ""):
            there[key] = _read_text(key, text)
    tag, column = market.locale.tag, own.columns.get("price", "")
    narrow = replace(settings, currency=None, assumed=market.currency, likely=frozenset((market.currency or "",)))
    offer, wrong = _read_offer_cells(cells, own, columns.currencies, narrow)
    faults = [replace(one, key=f"by_market.{tag}.{one.key}") for one in wrong]
    if column and "price" not in offer and not faults:
        cure = f"fill it in, or say where the product is sold in a column {columns.columns.get('markets', 'markets')}"
        sentence = f"{column} is empty, which leaves {tag} without a price: {cure}."
        return there, [CellFault(f"by_market.{tag}.price", sentence, column)]
    money = next((key for key in MONEY_COLUMNS if key in offer), None)
    if money is not None and "currency" not in offer:
        declared = cells.get(columns.columns.get("currency", ""), "").strip().upper() or settings.currency
        if declared is not None and market.currency not in {None, declared}:
            name = own.columns[money]
            sentence = f"{name} is {cells[name]!r}: {tag} pays in {market.currency}, but the feed says {declared}."
            advice = "Write the code into the cell or the name of the column."
            faults.append(CellFault(f"by_market.{tag}.{money}", f"{sentence} {advice}", name))
        offer["currency"] = market.currency or declared
    if offer:
        there["offer"] = {key: value for key, value in offer.items() if value is not None}
    return there, faults


def _put_value(product: dict[str, SourceData], path: KeyPath, value: SourceData) -> None:
    node = product
    for key in path[:-1]:
        inner = node.setdefault(str(key), {})
        if not isinstance(inner, dict):
            return
        node = inner
    node[str(path[-1])] = value


def _read_text(key: str, text: str) -> SourceData:
    if key in {"image", "logo"} or key.startswith("images."):
        # WooCommerce lists all pictures of a product in one cell.
        return text.partition(",")[0].strip() if text.count("://") > 1 else text
    if key == "height_cm":
        return float(text.replace(",", ".")) if _NUMBER_CELL.fullmatch(text) else text
    return _READERS.get(key, _clean_markup)(text)


def _list_markets(text: str) -> list[SourceData]:
    return [part.strip() for part in re.split(r"[,;|]", text) if part.strip()]


def _clean_markup(text: str) -> str:
    """Return text without tags, with entities as their characters, and in one line: shops export both."""
    plain = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    return " ".join(plain.replace("\\n", " ").split())


def _shorten_text(text: str) -> str:
    if len(text) <= MAX_DESCRIPTION:
        return text
    cut = text[:MAX_DESCRIPTION]
    return cut[: max(cut.rfind(" "), 1)]


_READERS: Mapping[str, Callable[[str], SourceData]] = {
    "id": make_slug,
    "markets": _list_markets,
    "description": lambda text: _shorten_text(_clean_markup(text)),
    "image_kind": str.lower,
}


def _read_offer_cells(
    cells: Mapping[str, str], columns: ColumnMap, currencies: Mapping[str, str], settings: FeedSettings
) -> tuple[dict[str, SourceData], list[CellFault]]:
    given = {key: text for key in OFFER_COLUMNS if (text := cells.get(columns.columns.get(key, ""), ""))}
    if columns.paired and "price" not in given and "was" in given:
        given["price"] = given.pop("was")  # no reduction: the regular price is what is paid
        columns = ColumnMap({**columns.columns, "price": columns.columns["was"]}, paired=True)
    offer, faults = _read_amounts(given, columns, currencies, settings)
    if "percent" in given:
        offer["percent"] = given["percent"].strip().rstrip("%").strip().replace(",", ".")
    for key in ("unit", "unit_base", "note"):
        if key in given:
            offer[key] = _clean_markup(given[key])
    return offer, [*faults, *_judge_sale_dates(cells, columns, offer, settings)]


def _read_amounts(
    given: Mapping[str, str], columns: ColumnMap, currencies: Mapping[str, str], settings: FeedSettings
) -> tuple[dict[str, SourceData], list[CellFault]]:
    """Return the amounts of a row and their one currency."""
    offer: dict[str, SourceData] = {}
    faults: list[CellFault] = []
    declared = given.get("currency", "").strip().upper() or settings.currency
    codes: dict[str, str] = {}
    for key in MONEY_COLUMNS:
        if key not in given:
            continue
        column = columns.columns[key]
        header = currencies.get(column)
        try:
            price = parse_price_cell(
                given[key],
                decimal=settings.decimal,
                currency=header or declared or settings.assumed,
                likely=settings.likely,
            )
        except (ValueError, InvalidOperation) as error:
            faults.append(CellFault(key, f"{column} {error}", column))
            continue
        offer[key] = f"{price.amount:f}"
        if header is not None and price.currency not in {None, header}:
            sentence = f"{column} is {given[key]!r}, but the name of the column says {header}: keep one currency."
            faults.append(CellFault(key, sentence, column))
        elif code := price.currency or header:
            codes.setdefault(code, key)
    named = {*codes, *([declared] if "currency" in given and declared else [])}
    if len(named) > 1:
        sentence = f"names {' and '.join(sorted(named))} in one row: prices of a product have one currency."
        key = next(iter(codes.values()))
        faults.append(CellFault(key, f"{columns.columns[key]} {sentence}", columns.columns[key]))
    currency = next(iter(codes), declared)
    if currency is not None and offer:
        offer["currency"] = currency
    return offer, faults


def _judge_sale_dates(
    cells: Mapping[str, str], columns: ColumnMap, offer: Mapping[str, SourceData], settings: FeedSettings
) -> list[CellFault]:
    """Return that a reduced price ends before the campaign, or that its dates cannot be read."""
    column = columns.columns.get(SALE_DATES, "")
    text = cells.get(column, "")
    if not text or "was" not in offer:
        return []
    found = _DATES.fullmatch(text)
    try:
        end = None if found is None else datetime.fromisoformat(found[2]).date()
    except ValueError:
        end = None
    if end is None:
        advice = "write start and end, as 2026-06-01T00:00+0200/2026-06-30T23:59+0200."
        return [CellFault(SALE_DATES, f"{column} is {text[:60]!r}, which is no time of a sale: {advice}")]
    if settings.last_day is not None and end < settings.last_day:
        sentence = f"ends on {end}, before the flight does on {settings.last_day}: the price is wrong then."
        return [CellFault(SALE_DATES, f"{column} {sentence}")]
    return []
