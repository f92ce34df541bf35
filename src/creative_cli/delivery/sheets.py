"""The sheet of a package: one row for each ad, in the columns of its target."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

_COMPUTED = ("=", "+", "-", "@", "\t", "\r")
"""Signs with which spreadsheets begin a formula (OWASP, CSV injection)."""

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")


def fill_columns(columns: Sequence[tuple[str, str]], values: Mapping[str, str]) -> tuple[str, ...]:
    """Return a row: the value of each column with its placeholders filled."""
    return tuple(_PLACEHOLDER.sub(lambda found: values[found[1]], value) for _, value in columns)


def write_sheet(header: Sequence[str], rows: Sequence[Sequence[str]], *, delimiter: str, people: bool) -> bytes:
    """Return a sheet as UTF-8.

    For *people* it begins with a byte order mark, so that spreadsheets read it as UTF-8, and cells that they would
    compute begin with an apostrophe. What a platform reads has neither.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_as_text(cell) for cell in row] if people else row)
    return (b"\xef\xbb\xbf" if people else b"") + text.getvalue().encode()


def split_rows(rows: Sequence[Sequence[str]], most: int | None) -> Iterator[Sequence[Sequence[str]]]:
    """Yield the rows of each sheet; one sheet, perhaps empty, unless the target has a limit of rows."""
    step = most or max(1, len(rows))
    for start in range(0, max(1, len(rows)), step):
        yield rows[start : start + step]


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_COMPUTED) else cell
