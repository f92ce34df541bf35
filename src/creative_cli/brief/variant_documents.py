"""Variants in the document of a brief: a list of them becomes a mapping, and one is laid over the keys of the brief.

Every text keeps the place where it is written, so that a problem of a variant is reported at the variant.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from creative_cli.brief.by_language import rank_languages
from creative_cli.brief.copy_lines import COPY_PATHS
from creative_cli.brief.line_lists import OPTIONAL_KEY, is_optional_line
from creative_cli.brief.source_positions import FURTHER_LINES, KeyPath, SourceData, SourceDocument
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import Problem, UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

VARIANTS_KEY = "variants"
LOOK_KEYS = ("template", "layout", "style", "set", "photo_treatment")
"""The keys of a variant that stand in place of the brief's own of that name."""

MovedT = TypeVar("MovedT")


def name_listed_variants(document: SourceDocument) -> tuple[SourceDocument, tuple[Problem, ...]]:
    """Return *document* with a list of variants as a mapping of their names, and what is wrong with the names.

    An item is a name alone, a mapping with `name:`, or one of a name to its variant.
    """
    if not document.items(VARIANTS_KEY):
        return document, tuple(_find_name_problems(document, tuple(document.mapping(VARIANTS_KEY))))
    found: dict[str, SourceData] = {}
    moves: list[tuple[KeyPath, KeyPath]] = []
    problems: list[Problem] = []
    for index in document.items(VARIANTS_KEY):
        keys: KeyPath = (VARIANTS_KEY, index)
        read = _read_item(document, keys)
        if read is None:
            sentence = f"variants[#{index + 1}] has no name: write name: B in it, or B: with what it has below."
            problems.append(document.problem(keys, sentence))
            continue
        name, home, content = read
        if name in found:
            sentence = f"The variant {quote_for_message(name)} is there already: give it another name."
            problems.append(document.problem(keys, sentence))
            continue
        found[name] = content
        moves.append((home, (VARIANTS_KEY, name)))
    data = {**document.mapping(), VARIANTS_KEY: found}
    listed = _move_places(replace(document, data=data), moves, under=(VARIANTS_KEY,))
    return listed, tuple(problems) or tuple(_find_name_problems(listed, tuple(found)))


def _read_item(document: SourceDocument, keys: KeyPath) -> tuple[str, KeyPath, SourceData] | None:
    """Return the name of a listed variant, where its content is, and the content."""
    item = document.at(*keys)
    if isinstance(item, dict) and "name" in item:
        name = document.sources.get((*keys, "name")) or item["name"]
        return (str(name), keys, {key: one for key, one in item.items() if key != "name"}) if name else None
    if isinstance(item, dict) and len(item) == 1:
        ((name, content),) = item.items()
        return (name, (*keys, name), content) if isinstance(content, dict | None) else None
    name = document.sources.get(keys) or item
    return None if isinstance(item, dict | list | None) else (str(name), keys, {})


def _find_name_problems(document: SourceDocument, names: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a variant alone, and names that differ in capitals only: file systems and platforms take them for one."""
    if len(names) == 1:
        sentence = f"variants has one variant, {quote_for_message(names[0])}, and a test compares two: add another"
        yield document.key_problem((VARIANTS_KEY,), f"{sentence}, or leave variants: out.")
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            sentence = f"The variants {quote_for_message(other)} and {quote_for_message(name)} differ in capitals only"
            yield document.key_problem((VARIANTS_KEY, name), f"{sentence}: choose another name.")


def overlay_variant(document: SourceDocument, name: str) -> SourceDocument:
    """Return *document* with what the variant *name* has in place of the brief's own keys, and without variants.

    The copy of a market has the variant's lines in its language. A line that the variant has in the source language
    alone stands in the message; approved copy in another language keeps its own here, as it is yet to be translated.
    """
    home: KeyPath = (VARIANTS_KEY, name)
    source = document.text("source_language") or "en"
    grafts: dict[KeyPath, KeyPath] = {(key,): (*home, key) for key in LOOK_KEYS if document.text(*home, key)}
    grafts |= {("message", *path): (*home, *path) for path in COPY_PATHS if document.text(*home, *path)}
    grafts |= dict(_list_market_grafts(document, name, source))
    return _graft(document, grafts | dict(_list_product_grafts(document, home)))


def _list_market_grafts(document: SourceDocument, name: str, source: str) -> Iterator[tuple[KeyPath, KeyPath]]:
    """Yield the places of the markets' approved lines, and those of a variant that stand there."""
    for index in document.items("markets"):
        locale = _find_locale(document, index, source)
        if locale is None or not isinstance(document.at("markets", index, "copy"), dict):
            continue
        for path in COPY_PATHS:
            line = find_variant_line(document, name, path, locale)
            if line is None and locales.reads_language(locale, source):
                line = (VARIANTS_KEY, name, *path)
            if line is not None and document.text(*line):
                yield ("markets", index, "copy", *path), line


def _list_product_grafts(document: SourceDocument, home: KeyPath) -> Iterator[tuple[KeyPath, KeyPath]]:
    """Yield the places of the products' lines, and those of a variant that stand there."""
    for index in document.items("products"):
        product = document.text("products", index, "id") or ""
        for tag in document.mapping(*home, "products", product, "copy"):
            for path in COPY_PATHS:
                line: KeyPath = (*home, "products", product, "copy", tag, *path)
                if document.text(*line):
                    yield ("products", index, "copy", tag, *path), line


def find_variant_line(document: SourceDocument, name: str, path: KeyPath, locale: Locale) -> KeyPath | None:
    """Return the keys of the line that a variant has in the language of *locale*, the most specific; None without."""
    home: KeyPath = (VARIANTS_KEY, name, "copy")
    tags = [tag for tag in document.mapping(*home) if document.text(*home, tag, *path)]
    return next(((*home, tag, *path) for tag in rank_languages(tags, locale)), None)


def _find_locale(document: SourceDocument, index: int, source: str) -> Locale | None:
    country = document.text("markets", index) or document.text("markets", index, "country")
    language = document.text("markets", index, "language")
    try:
        return None if country is None else locales.resolve_locale(country, language, source)
    except UsageError:
        return None  # reported with the market


def _graft(document: SourceDocument, grafts: Mapping[KeyPath, KeyPath]) -> SourceDocument:
    data: dict[str, SourceData] = {key: one for key, one in document.mapping().items() if key != VARIANTS_KEY}
    moves = [(old, new) for new, old in grafts.items()]
    for new, old in grafts.items():
        _set_value(data, new, document.at(*old))
        moves += _graft_further_lines(document, data, new, old)
    moved = _move_places(document, moves, under=None)
    return replace(moved, data=data)


def _graft_further_lines(
    document: SourceDocument, data: dict[str, SourceData], new: KeyPath, old: KeyPath
) -> list[tuple[KeyPath, KeyPath]]:
    """Put the other lines of a list at *old* beside its first one at *new*, and return the moves of their places."""
    path = max((one for one in COPY_PATHS if new[-len(one) :] == one), key=len, default=None)
    if path is None:
        return []
    from_home, home = (*old[: -len(path)], FURTHER_LINES), (*new[: -len(path)], FURTHER_LINES)
    more, there = document.at(*from_home, *path), document.at(*home)
    if more is None and there is None:
        return []
    _set_value(data, (*home, *path), [] if more is None else more)
    role = ".".join(map(str, path))
    names = there.get(OPTIONAL_KEY) if isinstance(there, dict) else None
    optional = [name for name in names if name != role] if isinstance(names, list) else []
    if is_optional_line(document, old[: -len(path)], path):
        optional.append(role)
    _set_value(data, (*home, OPTIONAL_KEY), optional)
    places = document.items(*from_home, *path)
    return [((*from_home, *path, index), (*home, *path, index)) for index in places]


def _set_value(data: dict[str, SourceData], keys: KeyPath, value: SourceData) -> None:
    """Set the value at *keys*; the containers on the way are copied, as others share them."""
    node: dict[str, SourceData] | list[SourceData] = data
    for key in keys[:-1]:
        inner = node[key] if isinstance(node, list) and isinstance(key, int) else None
        if isinstance(node, dict):
            inner = node.get(str(key))
        fresh: dict[str, SourceData] | list[SourceData]
        fresh = list(inner) if isinstance(inner, list) else dict(inner) if isinstance(inner, dict) else {}
        if isinstance(node, list) and isinstance(key, int):
            node[key] = fresh
        elif isinstance(node, dict):
            node[str(key)] = fresh
        node = fresh
    if isinstance(node, dict):
        node[str(keys[-1])] = value


def _move_places(
    document: SourceDocument, moves: Iterable[tuple[KeyPath, KeyPath]], under: KeyPath | None
) -> SourceDocument:
    """Return *document* with the positions of *moves*, old keys and new; those *under* a path are given up."""
    moves = tuple(moves)

    def move(table: Mapping[KeyPath, MovedT]) -> dict[KeyPath, MovedT]:
        depth = 0 if under is None else len(under)
        kept = {
            keys: one for keys, one in table.items() if under is None or keys[:depth] != under or len(keys) == depth
        }
        for old, new in moves:
            # Overlays move single lines; what is below a listed variant is found by walking the table once.
            inner = [keys for keys in table if keys[: len(old)] == old] if under is not None else [old]
            kept |= {(*new, *keys[len(old) :]): table[keys] for keys in inner if keys in table}
        return kept

    values, keys_found = move(document.values), move(document.keys)
    if under is not None:
        for old, new in moves:
            keys_found.setdefault(new, document.key_place(old))
    return replace(document, values=values, keys=keys_found, sources=move(document.sources))
