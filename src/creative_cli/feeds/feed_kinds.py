"""Chooses the reader of a feed: by its declared kind, else by its first bytes, else by the end of its name."""

from pathlib import PurePosixPath
from typing import BinaryIO

from creative_cli.feeds.delimited_feed import read_delimited_feed
from creative_cli.feeds.feed_rows import FeedTable, UnreadableFeedError
from creative_cli.feeds.json_feed import read_json_feed
from creative_cli.feeds.merchant_xml import read_merchant_xml
from creative_cli.feeds.workbook_feed import read_workbook_feed
from creative_cli.foreign_files import is_web_page, name_file_kind

FEED_KINDS = ("csv", "tsv", "jsonl", "xlsx", "xml")
_SUFFIXES = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xml": "xml", ".rss": "xml", ".atom": "xml",
}  # fmt: skip
_ADVICE = {
    "an old Excel file (.xls)": "save it as .xlsx or CSV.",
    "compressed by gzip": "unpack it first.",
    "a Parquet file": "export it as CSV.",
    "a PDF": "export the table as CSV.",
    "a database": "export the table as CSV.",
    "a picture": "name a table.",
}


def find_feed_kind(name: str, start: bytes) -> str:
    """Return the kind of a feed from its first bytes and its name; raise UnreadableFeedError for what is no table."""
    what = name_file_kind(start)
    if what in _ADVICE:
        raise UnreadableFeedError(f"The file is {what}: {_ADVICE[what]}")
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    suffix = PurePosixPath(name.partition("?")[0]).suffix.lower()
    if start.startswith(b"PK\x03\x04"):
        if suffix == ".ods":
            raise UnreadableFeedError("The file is an OpenDocument sheet: save it as .xlsx or CSV.")
        return "xlsx"
    if is_web_page(start):
        raise UnreadableFeedError("The file is a web page, not a feed: use the address that downloads the table.")
    if plain.startswith((b"<?xml", b"<rss", b"<feed", b"<channel", b"<!DOCTYPE")):
        return "xml"
    if plain.startswith((b"{", b"[")) and _SUFFIXES.get(suffix) != "csv":
        return "jsonl"
    return _SUFFIXES.get(suffix, "csv")


def open_feed_table(
    file: BinaryIO,
    name: str,
    *,
    kind: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
) -> FeedTable:
    """Return the table of a feed with its rows yet to be read. Raises UnreadableFeedError."""
    start = file.read(512)
    file.seek(0)
    if not start:
        raise UnreadableFeedError("The file is empty: export the table again, with its row of headers.")
    found = find_feed_kind(name, start)
    chosen = kind or found
    if (chosen == "xlsx") != (found == "xlsx"):
        raise UnreadableFeedError(f"The file is no {chosen}: its first bytes are those of {found}.")
    if chosen == "xlsx":
        return read_workbook_feed(file, sheet)
    if chosen == "xml":
        return read_merchant_xml(file)
    if chosen == "jsonl":
        return read_json_feed(file, encoding)
    return read_delimited_feed(file, encoding, separator or ("\t" if chosen == "tsv" else None))
