"""How the brand of a brief stands on its brand kit, key by key.

The brief wins. What protects the brand is added up instead: kept names, forbidden words, required disclaimers, and
terms of the glossary that the brief does not have itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from creative_cli.brief.source_tree import SourceNode, merge_trees

ADDED_KEYS = ("keep", "required_disclaimers")
"""Lists of a brand to which a brief adds, and from which it takes nothing."""
JOINED_KEYS = frozenset({"kit", "swatches", "template", "channels", "ratios", "glossary", "delivery"})
"""Keys of a brand that stand for something elsewhere in a brief."""
WORDS_KEY, EVERY_LANGUAGE = "forbidden_words", "*"

# Where a text stands for a mapping with one key.
_SHORT_FORMS = {"logo": "file", "fonts": "regular"}


def name_brand_kit(tree: SourceNode, folder: Path, is_kit_name: Callable[[str | None, Path], bool]) -> SourceNode:
    """Return a brief's *tree* with `brand: ../solara` written as `brand: {kit: ../solara}`."""
    brand = tree.mapping.get("brand")
    if brand is None or not is_kit_name(brand.text, folder):
        return tree
    kit = replace(brand, key_place=brand.key_place or brand.place)
    return tree.with_entries({**tree.mapping, "brand": replace(brand, content={"kit": kit})})


def merge_brand_trees(base: SourceNode, over: SourceNode) -> SourceNode:
    """Return the brand *over* on top of the brand *base*, a kit or that of a part."""
    if not isinstance(base.content, dict) or not isinstance(over.content, dict):
        return over
    under, above = dict(base.mapping), dict(over.mapping)
    for home, key in _SHORT_FORMS.items():
        if home in under and home in above:
            under[home] = _widen(home, key, under[home], above[home])
    merged = dict(merge_trees(base.with_entries(under), over.with_entries(above)).mapping)
    for key in ADDED_KEYS:
        if key in under and key in above and all(isinstance(one[key].content, list) for one in (under, above)):
            merged[key] = replace(above[key], content=[*under[key].items, *above[key].items])
    if WORDS_KEY in under and WORDS_KEY in above:
        merged[WORDS_KEY] = _join_words(under[WORDS_KEY], above[WORDS_KEY])
    if "glossary" in under and "glossary" in above:
        merged["glossary"] = add_glossary_terms(above["glossary"], under["glossary"])
    return resolve_swatches(over.with_entries(merged))


def _widen(home: str, key: str, under: SourceNode, above: SourceNode) -> SourceNode:
    """Return *under* as a mapping where it is a text and *above* a mapping; for fonts in each script."""
    if home == "fonts":
        scripts = {
            script: _widen("", key, one, above.mapping[script]) if script in above.mapping else one
            for script, one in under.mapping.items()
        }
        return under.with_entries(scripts) if under.mapping else under
    if under.text is None or not isinstance(above.content, dict):
        return under
    return replace(under, content={key: replace(under, key_place=under.key_place or under.place)})


def _join_words(under: SourceNode, above: SourceNode) -> SourceNode:
    """Return the forbidden words of both, by language; a list is for every language."""
    tables = [
        one.mapping if isinstance(one.content, dict) else {EVERY_LANGUAGE: replace(one, key_place=one.place)}
        for one in (under, above)
    ]
    joined = dict(tables[0])
    for language, words in tables[1].items():
        known = joined.get(language)
        both = () if known is None else (*(known.items or (known,)), *(words.items or (words,)))
        joined[language] = replace(words, content=list(both)) if both else words
    return above.with_entries(joined)


def add_glossary_terms(own: SourceNode, more: SourceNode) -> SourceNode:
    """Return the glossary *own* with the entries of *more* whose terms it does not have."""
    if not isinstance(own.content, list) or not isinstance(more.content, list):
        return own
    known = {_term(one) for one in own.items} - {""}
    return replace(own, content=[*own.items, *(one for one in more.items if _term(one) not in known)])


def _term(entry: SourceNode) -> str:
    term = entry.mapping.get("term")
    return "" if term is None or term.text is None else term.text.casefold()


def resolve_swatches(brand: SourceNode) -> SourceNode:
    """Return *brand* with the names of its swatches in `colors` replaced by their values, in their places."""
    colors, swatches = brand.mapping.get("colors"), brand.mapping.get("swatches")
    if colors is None or swatches is None or not colors.mapping:
        return brand
    named = {
        role: replace(one, content=swatches.mapping[one.text].content)
        if one.text is not None and one.text in swatches.mapping
        else one
        for role, one in colors.mapping.items()
    }
    return brand.with_entries({**brand.mapping, "colors": colors.with_entries(named)})


def move_brand_defaults(root: SourceNode, brand: SourceNode) -> SourceNode:
    """Return the brief *root* with the defaults of *brand* where it has none of its own, and the brand's glossary.

    Template, channels and ratios move; channels and ratios only together. Of the delivery, each key of the brief wins.
    """
    entries: dict[str, SourceNode] = dict(root.mapping)
    rest = dict(brand.mapping)
    if "channels" not in entries and "ratios" not in entries:
        _move(rest, entries, ("channels", "ratios"))
    if "template" not in entries:
        _move(rest, entries, ("template",))
    delivery = rest.pop("delivery", None)
    if delivery is not None:
        entries["delivery"] = merge_trees(delivery, entries["delivery"]) if "delivery" in entries else delivery
    glossary = rest.get("glossary")
    if glossary is not None and isinstance(glossary.content, list):
        del rest["glossary"]
        own = entries.get("glossary")
        entries["glossary"] = glossary if own is None else add_glossary_terms(own, glossary)
    entries["brand"] = brand.with_entries(rest)
    return root.with_entries(entries)


def _move(rest: dict[str, SourceNode], entries: dict[str, SourceNode], keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in rest:
            entries[key] = rest.pop(key)


def find_unused_swatches(brand: Mapping[str, SourceNode]) -> tuple[str, ...]:
    """Return the swatches whose colour no role has."""
    swatches, colors = brand.get("swatches"), brand.get("colors")
    if swatches is None:
        return ()
    used = {one.text for one in colors.mapping.values()} if colors is not None else set()
    return tuple(name for name, one in swatches.mapping.items() if not used & {name, one.text})
