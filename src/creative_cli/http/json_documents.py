"""Finds the document a model was to answer with, wherever it stands in the answer.

Models write it into code fences, between sentences, after their thoughts, into a tool call or under a key of its own,
with keys that were not requested, with single quotes or a comma too many. All of these are read.
"""

import ast
import json
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Final

MAX_SEARCHED_CHARACTERS: Final = 100_000  # the copy of a market is far below 10,000
MAX_STARTS: Final = 60  # opening braces that are tried
_MAX_WRAPPINGS: Final = 4  # documents inside text inside documents

_TAGS: Final = "think|thinking|thought|thoughts|reasoning|reflection|analysis|scratchpad"
_MARK: Final = re.compile(rf"\{{|<(?P<opened>{_TAGS})>|</(?P<closed>{_TAGS})>", re.IGNORECASE)
_MAX_BRACES: Final = 100  # open at the same time
_BRACES: Final = ("{", "}")
_QUOTES: Final = ("'", '"')
_SIGN: Final = re.compile(r"[{}\"'\\]")
_FINAL_CHANNEL: Final = re.compile(r"<\|channel\|>\s*final\b[^<]*<\|message\|>")


def find_documents(text: str, keys: Sequence[str]) -> tuple[dict[str, str], ...]:
    """Return the different documents in *text* that have a text under each of *keys*, without their other keys.

    What a model thinks aloud, in <think> or the like, is skipped: it may hold drafts. A key that is written twice with
    different values makes its document invalid.
    """
    found = (
        {key: node[key] for key in keys} for value in _read_values(text, 0) for node in _walk(value, tuple(keys), 0)
    )
    return tuple({json.dumps(one): one for one in found}.values())


def _read_values(text: str, depth: int) -> Iterator[object]:
    """Yield the JSON objects at the top level of *text*, in order."""
    if depth > _MAX_WRAPPINGS or len(text) > MAX_SEARCHED_CHARACTERS:
        return
    channel = list(_FINAL_CHANNEL.finditer(text))
    at = channel[-1].end() if channel else 0
    values: list[object] = []
    for _ in range(MAX_STARTS):
        mark = _MARK.search(text, at)
        if mark is None:
            break
        if mark["opened"]:
            end = re.compile(f"</{mark['opened']}>", re.IGNORECASE).search(text, mark.end())
            at = mark.end() if end is None else end.end()
        elif mark["closed"]:  # the thoughts began before the answer did
            values.clear()
            at = mark.end()
        else:
            value, at = _read_value(text, mark.start())
            if value is not None:
                values.append(value)
    yield from values


def _read_value(text: str, start: int) -> tuple[object, int]:
    """Return the object that opens at *start* and where it ends; None and the next character if there is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        end = _find_closing_brace(text, start)
    try:
        if end is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an escape that Python does not know stays as it is
                return ast.literal_eval(text[start:end]), end
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        pass  # neither JSON nor a literal of Python
    return None, start + 1


def _find_closing_brace(text: str, start: int) -> int | None:
    """Return the end of the braces that open at *start*, with quotes of both kinds; None if they go too deep."""
    depth, quote, at = 0, "", start
    while (match := _SIGN.search(text, at)) is not None:
        sign = match[0]
        at = match.end() + (sign == "\\" and quote != "")
        if sign in _QUOTES:
            quote = "" if sign == quote else quote or sign
        elif not quote and sign in _BRACES:
            depth += 1 if sign == "{" else -1
            if not depth:
                return at
            if depth > _MAX_BRACES:
                return None
    return None


def _walk(value: object, keys: tuple[str, ...], depth: int) -> Iterator[dict[str, str]]:
    """Yield *value*, or what it wraps, wherever all *keys* have a text."""
    if depth > 2 * _MAX_WRAPPINGS:
        return
    if isinstance(value, dict):
        if all(isinstance(value.get(key), str) for key in keys):
            yield value
            return
        inner: Sequence[object] = list(value.values())
    elif isinstance(value, list | tuple):
        inner = value
    elif isinstance(value, str) and "{" in value:
        inner = list(_read_values(value, depth + 1))
    else:
        return
    for one in inner:
        yield from _walk(one, keys, depth + 1)


def _unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the object of *pairs* without the keys that have two values."""
    found: dict[str, object] = {}
    doubled = set[str]()
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            doubled.add(key)
    return {key: value for key, value in found.items() if key not in doubled}


_DECODER: Final = json.JSONDecoder(strict=False, object_pairs_hook=_unambiguous)
