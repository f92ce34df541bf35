"""Values and places of both notations, held against the standard library."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief import json_reader, yaml_reader
from creative_cli.brief.source_positions import (
    KeyPath,
    SourceData,
    SourceDocument,
    SourcePosition,
    UnreadableBriefError,
    assemble_document,
)
from tests.parameters import walk_rows

PRINTABLE = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")
TEXT = st.text(st.one_of(PRINTABLE, st.sampled_from('"\\/\t\n#:-')), max_size=20)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def trees(text: st.SearchStrategy[str], numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return mappings as deep as a brief, of every kind of value JSON has."""
    leaves = st.one_of(st.none(), st.booleans(), numbers, text)
    inner = st.recursive(
        leaves,
        lambda below: st.one_of(st.lists(below, max_size=4), st.dictionaries(text, below, max_size=4)),
        max_leaves=15,
    )
    return st.dictionaries(text, inner, max_size=5)


def walk(data: SourceData, keys: KeyPath = ()) -> Iterator[tuple[KeyPath, SourceData]]:
    """Yield every value with the way to it."""
    yield keys, data
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, child in children:
        yield from walk(child, (*keys, key))


def index_of(text: str, place: SourcePosition) -> int:
    """Return the index of a place in *text*, counted the long way."""
    return sum(len(line) + 1 for line in text.split("\n")[: place.line - 1]) + place.column - 1


@given(
    data=trees(ANY_TEXT, st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))),
    indent=st.sampled_from([None, 0, 2, "\t"]),
    ascii_only=st.booleans(),
)
def test_json_is_read_as_the_standard_library_reads_it(
    data: dict[str, Any], indent: int | str | None, *, ascii_only: bool
) -> None:
    """Values are those of json.loads, and a value or key decoded at its place is that value or key."""
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    decoder = json.JSONDecoder()

    document = assemble_document(json_reader.read_json_events(text))

    assert document.data == json.loads(text) == data
    for keys, value in walk(document.data):
        assert decoder.raw_decode(text, index_of(text, document.values[keys]))[0] == value
        if keys and isinstance(keys[-1], str):
            assert decoder.raw_decode(text, index_of(text, document.keys[keys]))[0] == keys[-1]


@given(data=trees(TEXT, st.integers(-(10**17), 10**17)), indent=st.sampled_from([None, 2]))
def test_json_read_as_yaml_is_the_same(data: dict[str, Any], indent: int | None) -> None:
    """JSON is YAML 1.2: both readers give the same values at the same places."""
    text = json.dumps(data, indent=indent, ensure_ascii=False)

    as_json, as_yaml = (
        assemble_document(json_reader.read_json_events(text)),
        assemble_document(yaml_reader.read_yaml_events(text)),
    )

    assert as_yaml.data == as_json.data
    assert dict(as_yaml.values) == dict(as_json.values)
    assert dict(as_yaml.keys) == dict(as_json.keys)


@walk_rows(
    ("text", "line", "column", "words"),
    [
        ('{"a": 1,}', 1, 9, "comma"),
        ('{"a": [1 2]}', 1, 10, "comma or a closing bracket"),
        ('{"a" 1}', 1, 6, "colon"),
        ("{'a': 1}", 1, 2, "double quotes"),
        ('{"a": // no\n1}', 1, 7, "no comments"),
        ('{"a": "b\nc"}', 1, 9, "line break"),
        ('{"a": "b', 1, 7, "no closing quote"),
        ('{"a": "C:\\tea"}\n"b"', 2, 1, "delete what follows"),
        ('{"a": "\\q"}', 1, 8, "backslash"),
        ('{"a": "\\u12"}', 1, 9, "four hexadecimal"),
        ('{"a":\n "\\ud800"}', 2, 2, "half a character"),
        ('{"a": NaN}', 1, 7, "too large, or not a number"),
        ('{"a": 1e999}', 1, 7, "too large, or not a number"),
        ('{"a": ' + "9" * 5000 + "}", 1, 7, "too large, or not a number"),
        ("[" * 100_000, 1, 1, "Nested"),
        ('{"a": ' * 13 + "1" + "}" * 13, 1, 73, "Nested more than 12"),
    ],
)
def test_what_is_not_json(text: str, line: int, column: int, words: str) -> None:
    """A syntax error is one problem, at its place, that says what to do."""
    with pytest.raises(UnreadableBriefError, match=words) as caught:
        assemble_document(json_reader.read_json_events(text))

    assert caught.value.place == SourcePosition(line, column)


@walk_rows(
    ("text", "line", "column", "words"),
    [
        ("headline: Summer: poured", 1, 17, "second colon"),
        ("a:\n\t- b", 2, 1, "tab"),
        ("a: @b", 1, 4, "cannot start with this sign"),
        ("a: - b", 1, 4, "line below"),
        ('a: "b\nc: d\n', 1, 4, "no closing quote"),
        ("a: [b, c\n", 1, 4, "add ]"),
        ("a: {b: c\n", 1, 4, "add }"),
        ("a: [b}", 1, 6, "comma or ]"),
        ("{a: 1 b: 2}", 1, 8, "comma or }"),
        ('a: "He said "hi""', 1, 14, "quote missing"),
        ('a: "C:\\q"', 1, 8, "single quotes"),
        ("a:\n  - b\n c: d", 3, 2, "indented"),
        ("  a: 1\nb: 2", 2, 1, "does not belong"),
        ("campaign\nbrand: 1", 2, 6, "no colon after its key"),
        ("a: b\n  c: d", 2, 4, "indented too far"),
        ("a: > b", 1, 6, "> or |"),
        ("a: 'it's'", 1, 8, "quote missing"),
        ('a: "b\nc: "d"\n', 1, 4, "is closed only on line 2"),
        ("a: *New* tea", 1, 8, "& or *"),
        ("a: [New] tea", 1, 10, "text after the value"),
        ("a: &b c", 1, 4, "Anchors"),
        ("a: *b", 1, 4, "aliases"),
        ("a: &", 1, 5, "& or *"),
        ("a: !!python/object/apply:os.system [ls]", 1, 4, "Tags"),
        ("a: !b c", 1, 4, "Tags"),
        ("a: 1\n---\nb: 2", 2, 1, "one document"),
        ("? [a]\n: b", 1, 3, "A key must be a word"),
        ('a: "\\U00110000"', 1, 7, "too large"),
        ('a: "\\ud83d"', 1, 4, "half a character"),
        ("a: b\x07", 1, 5, "U+0007"),
        ("a: b\n b\u2028", 2, 3, "U+2028"),
        ("- " * 100_000, 1, 25, "Nested more than 12"),
        ("[" * 100_000, 1, 13, "Nested more than 12"),
        ("%YAML 2.0\n---\na: b", 1, 1, "This is not YAML"),
    ],
)
def test_what_is_not_yaml(text: str, line: int, column: int, words: str) -> None:
    """A syntax error, and YAML that no brief needs, is one problem at its place that says what to do."""
    with pytest.raises(UnreadableBriefError) as caught:
        assemble_document(yaml_reader.read_yaml_events(text))

    assert words in caught.value.sentence
    assert caught.value.place == SourcePosition(line, column)


@walk_rows(
    ("source", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("12", 12),
        ("-07", -7),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        *(
            (word, word)
            for word in ("yes", "NO", "on", "y", "1:1", "9:16", "12:30:45", "1_000", "2026-06-01", "0x1F", "1.2.3")
        ),
    ],
)
def test_plain_scalars(source: str, value: object) -> None:
    """Plain scalars are read as YAML 1.2 has them; what a brief does not need stays text."""
    document = assemble_document(yaml_reader.read_yaml_events(f"a: {source}"))

    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


def test_keys_are_always_words() -> None:
    """A key that looks like a number or a truth is the word it is written as."""
    assert assemble_document(yaml_reader.read_yaml_events("1: a\ntrue: b\nNO: c\n~: d")).data == {
        "1": "a",
        "true": "b",
        "NO": "c",
        "~": "d",
    }


def test_the_place_of_what_is_not_there() -> None:
    """What is missing is placed at the nearest thing around it."""
    document: SourceDocument = assemble_document(yaml_reader.read_yaml_events("a:\n  b: 1\n"))

    assert document.place(("a", "c", 0)) == SourcePosition(2, 3)
    assert document.key_place(("a",)) == SourcePosition(1, 1)
    assert document.key_place(()) == SourcePosition(1, 1)
