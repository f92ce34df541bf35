"""Edits values of a brief in its YAML text: comments, quotes, order and unknown keys stay as they are written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark, YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from ruamel.yaml.tokens import CommentToken

from creative_cli.brief.source_positions import (
    KeyPath,
    SourceData,
    SourceDocument,
    SourcePosition,
    UnreadableBriefError,
    assemble_document,
)
from creative_cli.brief.yaml_reader import read_yaml_events

MAX_BRIEF_EDITS = 500
"""Of one step: a form sends one, and a group of markets some hundred."""

_LINE_WIDTH = 4096  # longer than any line of copy: nothing is folded
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_OTHERWISE_READ = re.compile("(?i:yes|no|on|off|y|n)|[0-9]+:[0-9:.]+")
_SHORT_FORMS = {"markets": "country", "logo": "file", "products": "file"}
"""The key that a text stands for where a mapping may be: `- DE` is `- country: DE`."""

_AFTER_LAST = "-"
_BY_HAND = "Change this place in the YAML itself: here the form cannot keep what stands around it."


@dataclass(frozen=True, slots=True)
class BriefEdit:
    """A new value at a place of a brief; None deletes what is there, and the mappings and lists that it leaves empty.

    In a list the index after the last one appends, and so does `-`, which needs no count (RFC 6901).
    With `number` a text is written as the number it is: 2.90.
    """

    path: KeyPath
    value: SourceData
    number: bool = False


def read_brief_text(text: str) -> SourceDocument:
    """Return the data of a YAML text with its positions; a text without a value is an empty brief.

    Raises UnreadableBriefError.
    """
    document = assemble_document(read_yaml_events(text))
    if document.data is None:
        return assemble_document(read_yaml_events("{}"))
    if not isinstance(document.data, dict):
        raise UnreadableBriefError(document.place(()), "A brief is a mapping of keys, such as campaign: my-campaign.")
    return document


def edit_brief_text(text: str, edits: Sequence[BriefEdit]) -> str:
    """Return *text* with *edits*, applied in their order.

    What the edits do not name has the same data as before; otherwise, as inside an anchor, nothing is edited.
    Raises UnreadableBriefError.
    """
    before = read_brief_text(text)
    if len(edits) > MAX_BRIEF_EDITS:
        raise UnreadableBriefError(SourcePosition(1, 1), f"There are more than {MAX_BRIEF_EDITS} edits in one step.")
    expected: Any = _copy_data(before.data)
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = _LINE_WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        tree = yaml.load(text)
        # A brief without a key has no mapping yet that comments could be kept in.
        tree, head = (CommentedMap(), text) if not isinstance(tree, CommentedMap) else (tree, "")
        for edit in edits:
            place = before.place(edit.path)
            _apply_edit(tree, edit, place, written=True)
            _apply_edit(expected, edit, place, written=False)
        stream = StringIO()
        yaml.dump(tree, stream)
    except (YAMLError, ValueError, RecursionError) as error:
        raise UnreadableBriefError(SourcePosition(1, 1), _BY_HAND) from error
    comments = "".join(line for line in head.splitlines(keepends=True) if line.lstrip().startswith("#"))
    result = comments + stream.getvalue()
    if read_brief_text(result).data != expected:
        raise UnreadableBriefError(before.place(edits[0].path if edits else ()), _BY_HAND)
    return result


def _copy_data(data: SourceData) -> SourceData:
    if isinstance(data, dict):
        return {key: _copy_data(value) for key, value in data.items()}
    return [_copy_data(item) for item in data] if isinstance(data, list) else data


def _apply_edit(tree: Any, edit: BriefEdit, place: SourcePosition, *, written: bool) -> None:
    """Apply *edit* to plain data, or with *written* to the tree of a text."""
    *parents, last = edit.path or ("",)
    if not edit.path:
        raise UnreadableBriefError(place, "An edit has no place in the brief.")
    chain = [tree]
    for depth, key in enumerate(parents):
        node = _find_child(chain[-1], key)
        if node is None and edit.value is None:
            return
        if not isinstance(node, dict | list):
            node = _open_container(node, parents[: depth + 1], edit.path[depth + 1], place, written=written)
            _put_child(chain[-1], key, node, place)
        chain.append(node)
    if edit.value is not None:
        _put_child(chain[-1], last, _write_value(edit, place, written=written), place)
        return
    for node, key in zip(reversed(chain), reversed(edit.path), strict=True):
        _drop_child(node, key)
        if node or node is chain[0] or (chain[-1] is node and edit.path[:-2] == ("variants",)):
            break


def _find_child(node: Any, key: str | int) -> Any:
    if isinstance(node, dict) and isinstance(key, str):
        return node.get(key)
    return node[key] if isinstance(node, list) and isinstance(key, int) and 0 <= key < len(node) else None


def _open_container(
    node: Any, path: Sequence[str | int], below: str | int, place: SourcePosition, *, written: bool
) -> Any:
    """Return what takes the place of a value that is no container: {country: DE} of DE, for a key below it."""
    if isinstance(below, int) or below == _AFTER_LAST:
        if node is not None:
            raise UnreadableBriefError(place, _BY_HAND)
        return CommentedSeq() if written else []
    found: dict[str, Any] = CommentedMap() if written else {}
    if node is not None:
        words = [key for key in path if isinstance(key, str)]
        if not words or words[-1] not in _SHORT_FORMS:
            raise UnreadableBriefError(place, _BY_HAND)
        found[_SHORT_FORMS[words[-1]]] = node
    return found


def _put_child(node: Any, key: str | int, value: Any, place: SourcePosition) -> None:
    if isinstance(node, list) and key == _AFTER_LAST:
        key = len(node)
    if isinstance(node, dict) and isinstance(key, str):
        node[key] = value
    elif isinstance(node, list) and isinstance(key, int) and 0 <= key <= len(node):
        node[key : key + 1] = [value] if key < len(node) else []
        if key == len(node):
            node.append(value)
    else:
        raise UnreadableBriefError(place, _BY_HAND)


def _drop_child(node: Any, key: str | int) -> None:
    there = key in node if isinstance(node, dict) else isinstance(key, int) and key < len(node)
    if there:
        if isinstance(node, CommentedMap | CommentedSeq):
            _keep_lines_below(node, key)
        del node[key]


def _keep_lines_below(node: Any, key: str | int) -> None:
    """Give the comments and empty lines below the value at *key* to the value before: they are about what follows."""
    before = list(node)[list(node).index(key) - 1] if isinstance(node, dict) else int(key) - 1
    if before == -1 or (isinstance(node, dict) and next(iter(node)) == key):
        return
    holder, place = _find_last_leaf(node, key)
    lines = _comment_of(holder, place)
    target, end = _find_last_leaf(node, before)
    tokens = target.ca.items.setdefault(end, [None, None, None, None] if isinstance(target, dict) else [None, None])
    slot = 2 if isinstance(target, dict) else 0
    own = "" if tokens[slot] is None else tokens[slot].value
    kept = (own.partition("\n")[0] or "") + "\n" + lines.partition("\n")[2]
    if "\n" in lines:
        mark = CommentMark(0) if tokens[slot] is None else tokens[slot].start_mark
        tokens[slot] = CommentToken(kept, mark, None)


def _find_last_leaf(node: Any, key: str | int) -> tuple[Any, str | int]:
    """Return the container and the key of the last value below *key*, which has the comments that follow it."""
    value = node[key]
    while isinstance(value, CommentedMap | CommentedSeq) and value and not value.fa.flow_style():
        node, key = value, list(value)[-1] if isinstance(value, dict) else len(value) - 1
        value = node[key]
    return node, key


def _comment_of(node: Any, key: str | int) -> str:
    tokens = node.ca.items.get(key)
    token = tokens[2 if isinstance(node, dict) else 0] if tokens else None
    return "" if token is None else str(token.value)


def _write_value(edit: BriefEdit, place: SourcePosition, *, written: bool) -> Any:
    if edit.number:
        if not isinstance(edit.value, str) or not _PLAIN_NUMBER.fullmatch(edit.value):
            raise UnreadableBriefError(place, "This is not a number: write digits, with a point before decimals.")
        if written:
            return YAML(typ="rt", pure=True).load(edit.value)
        return float(edit.value) if "." in edit.value else int(edit.value)
    return _write_tree(edit.value) if written else _copy_data(edit.value)


def _write_tree(data: SourceData) -> Any:
    """Return *data* as block mappings; a list of short texts stays on one line."""
    if isinstance(data, dict):
        tree = CommentedMap()
        for key, value in data.items():
            tree[key] = _write_tree(value)
        return tree
    if isinstance(data, list):
        items = CommentedSeq([_write_tree(item) for item in data])
        if not any(isinstance(item, dict | list) for item in data):
            items.fa.set_flow_style()
        return items
    # NO and 9:16 are texts here, but not to editors that read YAML 1.1.
    return DoubleQuotedScalarString(data) if isinstance(data, str) and _OTHERWISE_READ.fullmatch(data) else data
