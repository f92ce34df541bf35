"""Changes to texts and documents that stay close enough to what is legal to reach the code behind the first check."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

WORDS: Mapping[str, list[str]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
"""Words to put in, by target; `odd` are for all of them."""

ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2.5, -0.0, 1e300, 10**30, 10**400, float("nan"), float("inf"), "", " "),
    *([], {}, [[]], [{}], {"": ""}, {"a": {"b": {"c": None}}}, ["a"] * 40, "\ud800", "\x00", "\u202e", "x" * 5000),
)
"""Values of JSON."""

_TOKEN = re.compile(r"\w+|\s+|\"[^\"\n]{0,80}\"|[^\w\s]")
_LONGEST = 60_000  # characters: larger inputs only take time away


def mutate_text(text: str, chance: Random, words: Sequence[str], others: Sequence[str]) -> str:
    """Return *text* with one to four changes of its tokens or lines; *others* give pieces to put in."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        text = chance.choice(_CHANGES)(text, chance, words, others)[:_LONGEST]
    return text


def _replace_token(text: str, chance: Random, words: Sequence[str], _others: Sequence[str]) -> str:
    tokens = [match.span() for match in _TOKEN.finditer(text) if not match[0].isspace()]
    if not tokens:
        return _pick_word(chance, words)
    start, end = chance.choice(tokens)
    return text[:start] + _pick_word(chance, words) + text[end:]


def _insert_word(text: str, chance: Random, words: Sequence[str], _others: Sequence[str]) -> str:
    at = _pick_border(text, chance)
    return text[:at] + _pick_word(chance, words) + text[at:]


def _drop_piece(text: str, chance: Random, _words: Sequence[str], _others: Sequence[str]) -> str:
    start = _pick_border(text, chance)
    return text[:start] + text[start + chance.choice((1, 2, 5, 20, 100, len(text))) :]


def _repeat_piece(text: str, chance: Random, _words: Sequence[str], _others: Sequence[str]) -> str:
    start = _pick_border(text, chance)
    piece = text[start : start + chance.choice((1, 3, 10, 40, 200))]
    return text[:start] + piece * chance.choice((2, 2, 3, 10, 80, 400, 3000)) + text[start + len(piece) :]


def _move_line(text: str, chance: Random, _words: Sequence[str], others: Sequence[str]) -> str:
    lines = text.split("\n")
    from_lines = chance.choice((text, *others)).split("\n")
    start = chance.randrange(len(from_lines))
    taken = from_lines[start : start + chance.choice((1, 1, 2, 5))]
    shift = chance.choice(("", "", "  ", "\t", "- "))
    at = chance.randrange(len(lines) + 1)
    return "\n".join((*lines[:at], *(shift + line for line in taken), *lines[at:]))


def _drop_line(text: str, chance: Random, _words: Sequence[str], _others: Sequence[str]) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def _splice_texts(text: str, chance: Random, _words: Sequence[str], others: Sequence[str]) -> str:
    other = chance.choice(others) if others else text
    start = _pick_border(other, chance)
    return text[: _pick_border(text, chance)] + other[start : start + chance.choice((10, 50, 300, len(other)))]


_Change = Callable[[str, Random, Sequence[str], Sequence[str]], str]
_CHANGES: tuple[_Change, ...] = (
    *(_replace_token, _replace_token, _replace_token, _insert_word, _insert_word),
    *(_drop_piece, _repeat_piece, _move_line, _drop_line, _splice_texts),
)


def _pick_border(text: str, chance: Random) -> int:
    """Return a place in *text*, mostly where a token begins."""
    at = chance.randrange(len(text) + 1)
    found = _TOKEN.search(text, at) if chance.random() < 0.8 else None
    return at if found is None else found.start()


def _pick_word(chance: Random, words: Sequence[str]) -> str:
    return chance.choice(words) if words and chance.random() < 0.6 else chance.choice(WORDS["odd"])


def mutate_json(text: str, chance: Random, words: Sequence[str]) -> str | None:
    """Return JSON with one to three changed values or keys; None for what is no JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    try:
        for _ in range(chance.choice((1, 1, 2, 3))):
            data = _change_tree(data, chance, words)
        return json.dumps(data, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, None, 1)))[:_LONGEST]
    except (ValueError, RecursionError):
        return None


def _change_tree(data: Any, chance: Random, words: Sequence[str]) -> Any:
    places = list(_list_places(data, 0))
    if not places or chance.random() < 0.02:
        return _odd_value(chance, words)
    node, key = chance.choice(places)
    action = chance.random()
    if action < 0.55:
        node[key] = deepcopy(_odd_value(chance, words))
    elif action < 0.7:
        value = node.pop(key)
        if isinstance(node, dict) and chance.random() < 0.4:
            node[_odd_text(chance, words)] = value
    elif action < 0.8:
        node[key] = [deepcopy(node[key]) for _ in range(chance.choice((1, 2, 30)))]
    elif action < 0.9:
        other, place = chance.choice(places)
        node[key] = deepcopy(other[place])
    elif isinstance(node, dict):
        node[_odd_text(chance, words)] = deepcopy(_odd_value(chance, words))
    else:
        node.insert(key, deepcopy(node[key]))
    return data


def _list_places(data: Any, depth: int) -> Iterator[tuple[Any, Any]]:
    if depth > 40:
        return
    inner = list(data.items()) if isinstance(data, dict) else list(enumerate(data)) if isinstance(data, list) else []
    for key, value in inner[:200]:
        yield data, key
        yield from _list_places(value, depth + 1)


def _odd_text(chance: Random, words: Sequence[str]) -> str:
    return _pick_word(chance, words)


def _odd_value(chance: Random, words: Sequence[str]) -> Any:
    return chance.choice(ODD_VALUES) if chance.random() < 0.5 else _odd_text(chance, words)
