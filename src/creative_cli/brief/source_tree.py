"""A document as a tree of nodes that carry their places, for joining files; `SourceDocument` is the flat form of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from creative_cli.brief.source_positions import (
    KeyPath,
    SourceData,
    SourceDocument,
    SourceHome,
    SourcePosition,
    SourceScalar,
)

NodeContent: TypeAlias = "SourceScalar | list[SourceNode] | dict[str, SourceNode]"

MERGE_KEY = "<<"
"""A key of YAML whose mappings stand under the others beside it."""


@dataclass(frozen=True, slots=True)
class SourceNode:
    """A value with its place and that of its key; `source` is a scalar as written, where it is no text."""

    content: NodeContent
    place: SourcePosition
    key_place: SourcePosition | None = None
    source: str | None = None

    @property
    def mapping(self) -> Mapping[str, "SourceNode"]:
        """The entries of a mapping, none for anything else."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def items(self) -> tuple["SourceNode", ...]:
        """The items of a list, none for anything else."""
        return tuple(self.content) if isinstance(self.content, list) else ()

    @property
    def text(self) -> str | None:
        """The text, None for anything else."""
        return self.content if isinstance(self.content, str) else None

    def with_entries(self, entries: Mapping[str, "SourceNode"]) -> "SourceNode":
        """Return the node with *entries* as its content."""
        return replace(self, content=dict(entries))


def grow_tree(document: SourceDocument, file: str = "") -> SourceNode:
    """Return the content of *document* as a tree whose places name *file*; "" for the document's own."""

    def grow(data: SourceData, keys: KeyPath) -> SourceNode:
        content: NodeContent
        if isinstance(data, dict):
            content = {key: grow(value, (*keys, key)) for key, value in data.items()}
        elif isinstance(data, list):
            content = [grow(value, (*keys, index)) for index, value in enumerate(data)]
        else:
            content = data
        key_place = document.keys.get(keys)
        return SourceNode(
            content,
            replace(document.place(keys), file=file),
            None if key_place is None else replace(key_place, file=file),
            document.sources.get(keys),
        )

    return grow(document.data, ())


def flatten_tree(root: SourceNode, document: SourceDocument, homes: Mapping[str, SourceHome]) -> SourceDocument:
    """Return *root* as a document with the name of *document*; *homes* are the folders of its other files."""
    values: dict[KeyPath, SourcePosition] = {}
    keys_found: dict[KeyPath, SourcePosition] = {}
    sources: dict[KeyPath, str] = {}

    def flatten(node: SourceNode, keys: KeyPath) -> SourceData:
        values[keys] = node.place
        if node.key_place is not None:
            keys_found[keys] = node.key_place
        if node.source is not None:
            sources[keys] = node.source
        if isinstance(node.content, dict):
            return {key: flatten(one, (*keys, key)) for key, one in node.content.items()}
        if isinstance(node.content, list):
            return [flatten(one, (*keys, index)) for index, one in enumerate(node.content)]
        return node.content

    data = flatten(root, ())
    repeated = tuple((keys, place) for keys, place in document.repeated if keys in keys_found)
    return SourceDocument(document.name, data, values, keys_found, sources, repeated, homes)


def merge_trees(base: SourceNode, over: SourceNode) -> SourceNode:
    """Return *over* on top of *base*: mappings merge at every depth, all else of *over* replaces what is under it."""
    if not isinstance(base.content, dict) or not isinstance(over.content, dict):
        return over
    entries = dict(over.content)
    for key, under in base.content.items():
        entries[key] = merge_trees(under, entries[key]) if key in entries else under
    return over.with_entries(entries)


def resolve_merge_keys(node: SourceNode) -> SourceNode:
    """Return *node* with each `<<` replaced by the entries of its mappings, which the keys beside it override.

    Of several mappings the first wins, as in YAML 1.1. Mappings in them are not merged further.
    """
    if isinstance(node.content, list):
        return replace(node, content=[resolve_merge_keys(one) for one in node.content])
    if not isinstance(node.content, dict):
        return node
    entries = {key: resolve_merge_keys(one) for key, one in node.content.items()}
    under = entries.get(MERGE_KEY)
    parts = () if under is None else under.items or (under,)
    if under is None or not all(isinstance(one.content, dict) for one in parts):
        return node.with_entries(entries)
    del entries[MERGE_KEY]
    for part in parts:
        for key, one in part.mapping.items():
            entries.setdefault(key, one)
    return node.with_entries(entries)
