"""Markets as people write them: locales (`fr-CA`), country and language (`CH-de`), and groups of countries (`DACH`).

They are written out in the document before anything else reads it, so that every check sees countries and languages.
A text written once for a language (`copy: {de: …}`) is given to each of its markets in the same way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TypeVar

from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.source_positions import KeyPath, SourceData, SourceDocument
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.errors import UsageError
from creative_cli.locale import locales
from creative_cli.locale.language_tags import LanguageTag
from creative_cli.locale.locales import Locale
from creative_cli.resources import read_data_table

PlacedT = TypeVar("PlacedT")

MARKET_HINT = "Write a country by its code (DE) or English name (Germany), or a group such as EU."
_CODE_LETTERS = 3  # of the longest code of a country
_CLOSE = 0.8  # similarity from which a name is taken for a misspelt group


@dataclass(frozen=True, slots=True)
class MarketGroup:
    """A group of countries with its name; `territories` are alpha-2 codes."""

    name: str
    territories: tuple[str, ...]


@cache
def load_market_groups() -> Mapping[str, MarketGroup]:
    """Return every group by its folded names: those of `market-groups.toml`, then the regions of UN M.49."""
    found = dict(_named_groups())
    uninhabited = frozenset(read_data_table("market-groups.toml")["uninhabited"])
    regions: dict[str, list[str]] = {}
    for part in read_data_table("regions.toml")["region"]:
        for code in (part["code"], part["within"]):
            regions.setdefault(code, []).extend(one for one in part["territories"] if one not in uninhabited)
    # 142 is Asia; 419 and 202 are sub-regions of their own.
    for code, territories in regions.items():
        name = locales.territory_name(code)
        if territories and locales.find_territory(name) is None:
            found.setdefault(_fold(name), MarketGroup(name, tuple(sorted(territories))))
    return found


@cache
def _named_groups() -> Mapping[str, MarketGroup]:
    found: dict[str, MarketGroup] = {}
    for one in read_data_table("market-groups.toml")["group"]:
        group = MarketGroup(one["name"], tuple(one["territories"]))
        found |= {_fold(name): group for name in (one["name"], *one["also"])}
    return found


def _fold(name: str) -> str:
    return "".join(sign for sign in name.casefold().replace("&", "and") if sign.isalnum())


def find_market_group(text: str) -> MarketGroup | None:
    """Return the group that *text* names, None for a country or anything else."""
    if locales.find_territory(text) is not None:
        return None
    # To know regions, the own names of all countries are read, which takes 0.6 s.
    return _named_groups().get(_fold(text)) or load_market_groups().get(_fold(text))


def list_market_countries(name: str) -> tuple[str, ...]:
    """Return the alpha-2 codes of the countries that a market of a brief means: a country, a locale or a group."""
    code = locales.find_territory(name)
    if code is None and (written := _read_locale(name)) is not None:
        code = locales.find_territory(written[0])
    if code is not None:
        return (code,)
    group = find_market_group(name)
    return () if group is None else group.territories


WIDEST_NAME = 3
"""The rank of a name that means another market."""


@lru_cache(maxsize=4096)
def rank_market_name(name: str, locale: Locale) -> int:
    """Return how closely *name* means *locale*: 0 a locale (fr-CA), 1 a country, 2 a group; WIDEST_NAME if not."""
    code = locales.find_territory(name)
    if code is not None:
        return 1 if code == locale.territory else WIDEST_NAME
    if (written := _read_locale(name)) is not None:
        country, language = written
        meant = locales.resolve_locale(country, language, language)
        same = (meant.territory, meant.language, meant.script) == (locale.territory, locale.language, locale.script)
        return 0 if same else WIDEST_NAME
    group = find_market_group(name)
    return 2 if group is not None and locale.territory in group.territories else WIDEST_NAME


def names_locale(name: str, locale: Locale) -> bool:
    """Return whether *name* is the market of *locale*: its country, the locale, or a group with its country."""
    return rank_market_name(name, locale) < WIDEST_NAME


def suggest_market(text: str) -> str:
    """Return what to write instead of *text*, which is neither a country nor a locale nor a group; "" if unknown."""
    for name, instead in read_data_table("market-groups.toml")["unclear"].items():
        if _fold(name) == _fold(text):
            return f"{name} is not a fixed group of countries: write {instead}."
    first, _, rest = text.strip().replace("_", "-").partition("-")
    country = locales.find_territory(first) if rest else None
    if country is not None and len(first) <= _CODE_LETTERS:
        tags = ", ".join(locale.tag for locale in locales.list_locales(country))
        return f"Write {country} ({locales.territory_name(country)}), or a locale of it, such as {tags}."
    tag = locales.find_language(text)
    if tag is not None:
        country = tag.region if tag.region and tag.region.isalpha() else locales.find_usual_country(tag)
        name = f" ({locales.territory_name(country)})"
        return f"It is a language: write its country, such as {country}{name}, or both: {tag.language}-{country}."
    near = find_similar_word(text, [group.name for group in load_market_groups().values()], cutoff=_CLOSE)
    return f"Did you mean {near}?" if near else ""


def _read_locale(text: str) -> tuple[str, str] | None:
    """Return country and language of `fr-CA` or `CH-de`; None for anything else."""
    parts = text.strip().replace("_", "-").split("-")
    if len(parts) == 1 or not all(parts):
        return None
    usual = _split_locale("-".join(parts[:-1]), parts[-1])
    turned = _split_locale("-".join(parts[1:]), parts[0])
    # CH-DE is not Chamorro in Germany, and CA-FR not Catalan in France.
    return max(filter(None, (usual, turned)), key=lambda found: locales.rank_language(*found), default=None)


def _split_locale(language: str, country: str) -> tuple[str, str] | None:
    code = locales.find_territory(country) if len(country) <= _CODE_LETTERS and country.isalpha() else None
    tag = locales.find_language(language) if code is not None else None
    return None if tag is None or code is None else (code, _format_language(tag))


def _format_language(tag: LanguageTag) -> str:
    return tag.language if tag.script is None else f"{tag.language}-{tag.script}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One market after groups are written out: its index in the file, its country and its language, if given."""

    index: int
    country: str | None = None
    language: str | None = None
    group: MarketGroup | None = None


def expand_markets(document: SourceDocument) -> tuple[SourceDocument, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return *document* with its markets written out, and the groups it names with their countries.

    A country that is there on its own, or in an earlier group, is not added again by a group.
    """
    given = document.at("markets")
    if not isinstance(given, list):
        return document, ()
    entries = [_read_entry(document, index) for index in range(len(given))]
    taken = {
        locales.find_territory(entry.country or document.text("markets", entry.index, "country") or text or "")
        for entry in entries
        if entry.group is None
        for text in (document.text("markets", entry.index),)
    }
    groups: list[tuple[str, tuple[str, ...]]] = []
    flat: list[_Entry] = []
    for entry in entries:
        if entry.group is None:
            flat.append(entry)
            continue
        members = tuple(code for code in entry.group.territories if code not in taken)
        taken.update(members)
        groups.append((entry.group.name, members))
        flat += [replace(entry, country=code) for code in members]
    if all(entry.country is None for entry in flat) and not groups:
        return document, ()
    return _write_out(document, flat), tuple(groups)


def _read_entry(document: SourceDocument, index: int) -> _Entry:
    text = document.text("markets", index) or document.text("markets", index, "country")
    if text is None or locales.find_territory(text) is not None:
        return _Entry(index)
    locale = _read_locale(text)
    if locale is not None and document.at("markets", index, "language") is not None:
        return _Entry(index)  # two languages for one market: reported as no country
    if locale is not None:
        return _Entry(index, *locale)
    return _Entry(index, group=find_market_group(text))


def _write_out(document: SourceDocument, entries: list[_Entry]) -> SourceDocument:
    """Return *document* with *entries* as its markets, each at the place of what it was written as."""
    editor = _Editor(document)
    markets: list[SourceData] = []
    for place, entry in enumerate(entries):
        old, new = ("markets", entry.index), ("markets", place)
        node = document.at(*old)
        editor.copy_places(old, new)
        if entry.country is not None:
            node = dict(node) if isinstance(node, dict) else {}
            node["country"] = entry.country
            editor.values.setdefault((*new, "country"), document.place(old))
            if entry.language is not None:
                node["language"] = entry.language
                editor.values[*new, "language"] = document.place(old)
        markets.append(node)
    return editor.finish({**document.mapping(), "markets": markets})


def share_copy(document: SourceDocument) -> SourceDocument:
    """Return *document* with the copy of each language in the markets that have none of their own.

    What no market uses stays, for the checks to report.
    """
    shared = document.mapping("copy")
    source = document.text("source_language") or "en"
    usable = {key: value for key, value in shared.items() if locales.find_language(key) is not None}
    if not usable or locales.find_language(source) is None:
        return document
    editor, used = _Editor(document, moving=False), set[str]()
    markets: list[SourceData] = []
    given = document.at("markets")
    for index, node in enumerate(given if isinstance(given, list) else []):
        key = _find_copy_key(document, index, usable, source)
        if key is None:
            markets.append(node)
            continue
        used.add(key)
        market = node if isinstance(node, dict) else {"country": node}
        markets.append({**market, "copy": usable[key]})
        editor.values.setdefault(("markets", index, "country"), document.place(("markets", index)))
        editor.copy_places(("copy", key), ("markets", index, "copy"))
    rest = {key: value for key, value in shared.items() if key not in used}
    data = {**document.mapping(), "markets": markets, **({"copy": rest} if rest else {})}
    if not rest:
        del data["copy"]
    return editor.finish(data)


def _find_copy_key(document: SourceDocument, index: int, usable: Mapping[str, SourceData], source: str) -> str | None:
    """Return the language of *usable* that market *index* reads, None if it has copy of its own or reads none."""
    country = document.text("markets", index) or document.text("markets", index, "country")
    language = document.at("markets", index, "language")
    if country is None or document.at("markets", index, "copy") is not None:
        return None
    try:
        locale = locales.resolve_locale(country, language if isinstance(language, str) else None, source)
    except UsageError:
        return None  # reported with the market
    return find_most_specific({key: key for key in usable}, locale)


class _Editor:
    """Moves the positions of a document along with its values; those of the markets are given back one by one."""

    def __init__(self, document: SourceDocument, *, moving: bool = True) -> None:
        self._document = document
        self._moves: list[tuple[KeyPath, KeyPath]] = []
        self._moving = moving
        self.values = self._kept(document.values)
        self.keys = self._kept(document.keys)
        self.sources = self._kept(document.sources)

    def copy_places(self, old: KeyPath, new: KeyPath) -> None:
        """Give what is at *new* the positions of what is at *old* in the file."""
        self._moves.append((old, new))
        self.values.update(_moved(self._document.values, old, new))
        self.keys.update(_moved(self._document.keys, old, new))
        self.sources.update(_moved(self._document.sources, old, new))

    def finish(self, data: SourceData) -> SourceDocument:
        """Return the document with *data*; a key that is written twice is so at its first place."""
        repeated = [
            (keys, place) for keys, place in self._document.repeated if not (self._moving and _is_of_market(keys))
        ]
        seen: set[KeyPath] = set()
        for old, new in self._moves if self._moving else ():
            if old not in seen:
                repeated += _moved(dict(self._document.repeated), old, new)
            seen.add(old)
        return replace(
            self._document,
            data=data,
            values=self.values,
            keys=self.keys,
            sources=self.sources,
            repeated=tuple(repeated),
        )

    def _kept(self, table: Mapping[KeyPath, PlacedT]) -> dict[KeyPath, PlacedT]:
        return {keys: one for keys, one in table.items() if not (self._moving and _is_of_market(keys))}


def _is_of_market(keys: KeyPath) -> bool:
    return len(keys) > 1 and keys[0] == "markets"


def _moved(table: Mapping[KeyPath, PlacedT], old: KeyPath, new: KeyPath) -> Iterator[tuple[KeyPath, PlacedT]]:
    for keys, one in table.items():
        if keys[: len(old)] == old:
            yield (*new, *keys[len(old) :]), one
