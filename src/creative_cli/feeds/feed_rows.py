"""What every reader of feeds yields: rows of text by column, and the faults of rows that cannot be read.

Places count from 1: the header of a table is row 1, so that rows have the numbers that a spreadsheet shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

MAX_FEED_BYTES = 256 * 1024 * 1024
MAX_FEED_ROWS = 100_000
MAX_FEED_COLUMNS = 500
MAX_CELL_CHARACTERS = 32_767
"""The most a cell of a spreadsheet holds."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One row: its number, and its text by the name of the column as the feed writes it."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be read, with what to do; reading goes on behind it."""

    number: int
    column: int
    sentence: str


FeedEntry: TypeAlias = FeedRow | RowFault


@dataclass(slots=True)
class FeedTable:
    """A feed that is being read: the numbers of its columns by name, which may grow with the rows, and its rows."""

    columns: dict[str, int]
    entries: Iterator[FeedEntry] = field(repr=False)
    encoding: str = ""


class UnreadableFeedError(Exception):
    """The feed cannot be read beyond a row and column; *sentence* says why and what to do."""

    def __init__(self, sentence: str, row: int = 1, column: int = 1) -> None:
        """Store the place and the message."""
        super().__init__(sentence)
        self.sentence, self.row, self.column = sentence, row, column


def name_columns(header: list[str]) -> dict[str, int]:
    """Return the numbers of the columns of a header by name; raise UnreadableFeedError if two have one name."""
    while header and not header[-1].strip():
        header.pop()
    if len(header) > MAX_FEED_COLUMNS:
        raise UnreadableFeedError(f"The header has {len(header)} columns, but at most {MAX_FEED_COLUMNS} are read.")
    columns: dict[str, int] = {}
    for number, cell in enumerate(header, start=1):
        name = clean_column_name(cell)
        if not name:
            continue  # nothing can be mapped to it
        if name in columns:
            sentence = f"The column {name!r} is there twice, first as column {columns[name]}: rename one of them."
            raise UnreadableFeedError(sentence, 1, number)
        columns[name] = number
    if not columns:
        raise UnreadableFeedError("The first row is empty: write the names of the columns in it.")
    return columns


def clean_column_name(name: str) -> str:
    """Return the name of a column without surrounding blanks and invisible characters."""
    return "".join(sign for sign in name if sign.isprintable()).strip().strip("\u200b\u200e\u200f\ufeff").strip()


def fill_row(number: int, cells: list[str], columns: dict[str, int]) -> FeedEntry | None:
    """Return a row by the names of its columns; None if it is empty, a fault if it has more cells than the header."""
    if not any(cell.strip() for cell in cells):
        return None
    width = max(columns.values())
    beyond = next((at for at, cell in enumerate(cells, start=1) if at > width and cell.strip()), None)
    if beyond is not None:
        sentence = (
            f"has {len(cells)} cells, but the header has {width}: put text with a separator into quotation marks."
        )
        return RowFault(number, beyond, f"The row {sentence}")
    long = next((at for at, cell in enumerate(cells, start=1) if len(cell) > MAX_CELL_CHARACTERS), None)
    if long is not None:
        sentence = f"The cell has {len(cells[long - 1]):,} characters, but at most {MAX_CELL_CHARACTERS:,} are read."
        return RowFault(number, long, sentence)
    return FeedRow(number, {name: cells[at - 1].strip() for name, at in columns.items() if at <= len(cells)})
