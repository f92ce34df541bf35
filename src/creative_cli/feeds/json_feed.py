"""Reads JSON Lines, one product on each line, and files with one JSON list of products."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from creative_cli.feeds.feed_rows import (
    MAX_CELL_CHARACTERS,
    MAX_FEED_COLUMNS,
    FeedEntry,
    FeedRow,
    FeedTable,
    RowFault,
    UnreadableFeedError,
    clean_column_name,
)
from creative_cli.feeds.text_encoding import detect_encoding, iter_text_lines

MAX_LINE_CHARACTERS = 1_000_000
MAX_JSON_LIST_BYTES = 32 * 1024 * 1024
_ONE_LIST = "save the list of products alone, as [{…}, {…}], or one product on each line."
_OPEN_ENDS = ("{", "[", ",")  # of the first line of a value that is written over several
_DEPTH = 3  # of what is written into one cell: image.url


def read_json_feed(file: BinaryIO, declared: str | None = None) -> FeedTable:
    """Return the table of a JSON Lines file or a JSON list; values inside values have names such as image.url."""
    encoding, codec = detect_encoding(file, declared)
    columns: dict[str, int] = {}
    start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    if start.startswith(b"["):
        return FeedTable(columns, _read_list(file, codec, columns), encoding)
    return FeedTable(columns, _read_lines(file, codec, encoding, columns), encoding)


def _read_list(file: BinaryIO, codec: str, columns: dict[str, int]) -> Iterator[FeedEntry]:
    data = file.read(MAX_JSON_LIST_BYTES + 1)
    if len(data) > MAX_JSON_LIST_BYTES:
        raise UnreadableFeedError("A JSON list of this size is not read: write JSON Lines, one product on each line.")
    try:
        found = json.loads(data.decode(codec), parse_float=str, parse_int=str, parse_constant=str)
    except UnicodeError as error:
        raise UnreadableFeedError("The file is not UTF-8: save it so, or write encoding: under products:.") from error
    except json.JSONDecodeError as error:
        raise UnreadableFeedError(f"This is not JSON: {error.msg.lower()}.", error.lineno, error.colno) from error
    except RecursionError as error:
        raise UnreadableFeedError("The values are nested too deep: write one mapping for each product.") from error
    for number, value in enumerate(found, start=1):
        yield _read_value(number, value, columns)


def _read_lines(file: BinaryIO, codec: str, encoding: str, columns: dict[str, int]) -> Iterator[FeedEntry]:
    number = 0
    try:
        for number, line in enumerate(iter_text_lines(file, codec, MAX_LINE_CHARACTERS), start=1):
            if len(line) > MAX_LINE_CHARACTERS:
                sentence = f"The line has more than {MAX_LINE_CHARACTERS:,} characters: write one product on each line."
                raise UnreadableFeedError(sentence, number)
            if not columns and line.rstrip().endswith(_OPEN_ENDS):
                raise UnreadableFeedError(f"One JSON value goes over several lines: {_ONE_LIST}", number)
            if line.strip():
                yield _read_line(number, line, columns)
    except UnicodeError as error:
        sentence = f"The line has bytes that are not {encoding}: save the file as UTF-8, or write its encoding:."
        raise UnreadableFeedError(sentence, number + 1) from error


def _read_line(number: int, line: str, columns: dict[str, int]) -> FeedEntry:
    try:
        value = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        return RowFault(number, error.colno, f"The line is not JSON: {error.msg.lower()}. Write one product on a line.")
    except RecursionError:
        return RowFault(number, 1, "The values are nested too deep: write one mapping for each product.")
    return _read_value(number, value, columns)


def _read_value(number: int, value: Any, columns: dict[str, int]) -> FeedEntry:  # what JSON has
    if not isinstance(value, dict):
        return RowFault(number, 1, 'The line is no mapping: write a product as {"id": …, "title": …}.')
    cells: dict[str, str] = {}
    for name, text in _flatten_value(value, ""):
        cells[name] = text
        if name not in columns:
            columns[name] = len(columns) + 1
        if len(columns) > MAX_FEED_COLUMNS:
            raise UnreadableFeedError(f"The products have more than {MAX_FEED_COLUMNS} names of values.", number)
        if len(text) > MAX_CELL_CHARACTERS:
            sentence = f"{name} has {len(text):,} characters, but at most {MAX_CELL_CHARACTERS:,} are read."
            return RowFault(number, columns[name], sentence)
    if not cells and (name := next((key for key, inner in value.items() if _is_product_list(inner)), "")):
        raise UnreadableFeedError(f"The products are inside of {name!r:.60}: {_ONE_LIST}", number)
    return FeedRow(number, cells)


def _is_product_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _flatten_value(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < _DEPTH:
        for key, inner in value.items():
            part = clean_column_name(key)
            yield from _flatten_value(inner, f"{name}.{part}" if name else part, depth + 1)
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield name, ",".join(value).strip()
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif isinstance(value, str):
        yield name, value.strip()
