"""Columns of a feed that hold for some markets: `price_de`, `price[DE]`, `Price / Germany`, `Preis (CHF)`, `title_fr`.

A brief maps them as `price: {DE: "Preis DE", FR: prix_fr}`; else they are known by their names. Prices and pages are by
country or locale, or by the currency that a country pays in; names are by language too. A column for a market that the
brief does not have is left alone, because shops export all of theirs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from creative_cli.brief.feed_columns import (
    KNOWN_NAMES,
    MARKET_KEYS,
    OFFER_COLUMNS,
    PRICE_NAMES,
    ColumnMap,
    fold_column_name,
    map_known_columns,
)
from creative_cli.brief.market_groups import WIDEST_NAME, rank_market_name
from creative_cli.feeds.price_cells import SIGNS
from creative_cli.locale import locales, number_format
from creative_cli.locale.locales import Locale

_PRICE_KEYS = frozenset(OFFER_COLUMNS)
_LANGUAGE_KEYS = frozenset({"name"})
_BY_LANGUAGE, _BY_CURRENCY = WIDEST_NAME, WIDEST_NAME + 1
_MEANS_NOTHING = _BY_CURRENCY + 1
_SHORT_CODE = 2  # letters of a country's code; three are too often a word: net, per, min
_MOST_WORDS = 4  # of a country's name in a header: price_bosnia_and_herzegovina
_FILLERS = frozenset({"in", "for", "für", "pour", "para"})
_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class MarketChoice:
    """A market of the brief: its locale, and the currency that its country pays in."""

    locale: Locale
    currency: str | None


class UnclearColumnError(Exception):
    """A column that may be for two markets; the sentence follows its name."""

    def __init__(self, sentence: str, column: str) -> None:
        """Store the message and the column."""
        super().__init__(sentence)
        self.sentence, self.column = sentence, column


def map_market_columns(
    names: Iterable[str], known: ColumnMap, mapped: Mapping[str, str], markets: Sequence[MarketChoice]
) -> ColumnMap:
    """Return *known* with the columns of single markets: those of *mapped* (`price.DE`), else those known by name.

    Columns are keys of the result by the tag of each market's locale. Raises UnclearColumnError.
    """
    listed = list(dict.fromkeys(names))
    found = _find_known(listed, known, {*mapped.values()}, markets)
    for market in markets:
        own: dict[str, tuple[int, str]] = {}
        for name, column in mapped.items():
            key, _, meant = name.partition(".")
            rank = _rank_name(meant, key, market, written=True)
            if rank < _MEANS_NOTHING and (key not in own or rank < own[key][0]):
                own[key] = (rank, column)
        if own:
            guessed = found.get(market.locale.tag, ColumnMap({}, paired=False))
            # A price that is mapped stands alone: a price before it that is not mapped may be another currency's.
            kept = {key: one for key, one in guessed.columns.items() if "price" not in own or key != "was"}
            columns = kept | {key: column for key, (_, column) in own.items()}
            found[market.locale.tag] = ColumnMap(columns, paired=guessed.paired and not {"price", "was"} & own.keys())
    currencies = {name: code for name in listed if (code := find_header_currency(name, markets)) is not None}
    columns = dict(known.columns)
    paired = known.paired
    if "price" not in columns and not any("price" in one.columns for one in found.values()):
        bases = {"_".join(_strip_currency(name)): name for name in reversed(listed) if name in currencies}
        priced = map_known_columns(bases)
        columns |= {key: bases[one] for key, one in priced.columns.items() if key in {"price", "was"}}
        paired = priced.paired
    return ColumnMap(columns, paired, {tag: one for tag, one in found.items() if one.columns}, currencies)


def names_some_market(key: str, meant: str, markets: Iterable[MarketChoice]) -> bool:
    """Return whether *meant*, of a key as `price.DE`, is a market of the brief, or a language or currency of one."""
    return any(_rank_name(meant, key, market, written=True) < _MEANS_NOTHING for market in markets)


def find_header_currency(name: str, markets: Sequence[MarketChoice]) -> str | None:
    """Return the currency in the name of a column: a sign of one currency, or a code; None if it has none.

    A code in lower case (`price_eur`) is one that a market of the brief pays in: `price_all` is not in Albanian lek.
    """
    paid = {market.currency for market in markets}
    for word in re.split(r"[^\w€£¥$₹₩₺₽₴₪₫฿₱₦₸]+|_", name):
        meant = SIGNS.get(word.casefold(), ())
        if len(meant) == 1 and not word.isalpha():
            return meant[0]
        code = word.upper()
        if code in number_format.list_currencies() and (_CODE.fullmatch(word) or code in paid):
            return code
    return None


def _find_known(
    names: Sequence[str], known: ColumnMap, taken: set[str], markets: Sequence[MarketChoice]
) -> dict[str, ColumnMap]:
    """Return the columns of each market by the tag of its locale; the one that names it most closely counts."""
    bases: dict[str, dict[str, tuple[int, str]]] = {}
    for name in names:
        if name in taken or name in known.columns.values():
            continue
        for base, tag, rank in _read_header(name, markets):
            own = bases.setdefault(tag, {})
            if base in own and own[base][0] == rank:
                raise UnclearColumnError(f"and {own[base][1]!r} are both for {tag}: name one of them under map:.", name)
            if base not in own or own[base][0] > rank:
                own[base] = (rank, name)
    found = {}
    for tag, own in bases.items():
        columns = map_known_columns(own)
        mine = {key: own[base][1] for key, base in columns.columns.items() if key in MARKET_KEYS}
        found[tag] = ColumnMap(mine, columns.paired)
    return found


def _strip_currency(name: str) -> list[str]:
    words = [word for word in fold_column_name(name).split("_") if word]
    return [word for word in words if word.upper() not in number_format.list_currencies() and word not in _FILLERS]


def _read_header(name: str, markets: Sequence[MarketChoice]) -> Iterator[tuple[str, str, int]]:
    """Yield what a column is for: its name without the market, a market, and how closely it names it."""
    words = [word for word in fold_column_name(name).split("_") if word]
    for count in range(1, min(_MOST_WORDS, len(words) - 1) + 1):
        for base, rest in ((words[:-count], words[-count:]), (words[count:], words[:count])):
            own = [word for word in base if word not in _FILLERS]
            key = _KEYS_BY_NAME.get("_".join(own))
            if key is None:
                continue
            ranks = [(market, _rank_words(rest, key, market)) for market in markets]
            meant = [(market, rank) for market, rank in ranks if rank < _MEANS_NOTHING]
            _refuse_two_readings(name, meant)
            for market, rank in meant:
                yield "_".join(own), market.locale.tag, rank
            if meant:
                return


def _refuse_two_readings(name: str, meant: list[tuple[MarketChoice, int]]) -> None:
    """Raise UnclearColumnError for a word that is the country of one market and the language of another."""
    country = [market.locale.tag for market, rank in meant if rank < _BY_LANGUAGE]
    language = [market.locale.tag for market, rank in meant if rank == _BY_LANGUAGE]
    own = {market.locale.language for market, rank in meant}
    if country and language and len(own) > 1:
        sentence = f"may be for {country[0]} by its country, or for {language[0]} by its language: map it under map:."
        raise UnclearColumnError(sentence, name)


def _rank_words(words: list[str], key: str, market: MarketChoice) -> int:
    codes = [word for word in words if word.upper() in number_format.list_currencies()]
    rest = [word for word in words if word not in codes and word not in _FILLERS]
    if not rest:
        named = codes and key in _PRICE_KEYS and market.currency in {code.upper() for code in codes}
        return _BY_CURRENCY if named else _MEANS_NOTHING
    if len(rest) == 1 and len(rest[0]) == _SHORT_CODE + 1:
        return _MEANS_NOTHING
    text = "-".join(rest) if len(rest[0]) == _SHORT_CODE else " ".join(rest)
    return _rank_name(text, key, market, written=False)


def _rank_name(meant: str, key: str, market: MarketChoice, *, written: bool) -> int:
    """Return how closely *meant* names a market for a key; in a brief, lower case is a language: `name: {de: …}`."""
    tag = locales.find_language(meant) if key in _LANGUAGE_KEYS else None
    language = tag is not None and tag.region is None  # fr-CA is a locale, not French
    rank = rank_market_name(meant, market.locale)
    spoken = language and locales.reads_language(market.locale, meant)
    if language and written and meant == meant.lower():
        return _BY_LANGUAGE if spoken else _MEANS_NOTHING
    if rank < WIDEST_NAME:
        return rank
    if spoken and not written:
        return _BY_LANGUAGE
    return _BY_CURRENCY if key in _PRICE_KEYS and meant.upper() == market.currency else _MEANS_NOTHING


def find_lacking_markets(columns: ColumnMap, markets: Sequence[MarketChoice]) -> tuple[str, ...]:
    """Return the markets that have no column of prices, where others have one of their own."""
    if "price" in columns.columns or not any("price" in one.columns for one in columns.by_market.values()):
        return ()
    tags = (market.locale.tag for market in markets)
    return tuple(tag for tag in tags if "price" not in columns.by_market.get(tag, columns).columns)


_KEYS_BY_NAME: Mapping[str, str] = {
    **{name: key for key in MARKET_KEYS for name in KNOWN_NAMES.get(key, ())},
    **dict.fromkeys(PRICE_NAMES, "price"),
}
"""The key of each name of a column without its market."""
