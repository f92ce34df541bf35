"""No bytes break the readers of feeds: what cannot be read is a sentence with a place, within limits of memory."""

import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.brief.feed_columns import map_known_columns
from creative_cli.brief.feed_values import FeedSettings, fill_product
from creative_cli.feeds.feed_kinds import open_feed_table
from creative_cli.feeds.feed_rows import MAX_CELL_CHARACTERS, FeedRow, RowFault, UnreadableFeedError
from tests.parameters import walk_rows

CSV = b'id,title,price\na,"Fjell, Runner",129.00 EUR\nb,Trail,99.00 EUR\n'
JSONL = b'{"id": "a", "title": "T", "price": 1.50}\n{"id": "b", "tags": ["x"]}\n'
XML = (
    b'<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>a</g:id>'
    b"<title>Caf&eacute; &amp; more</title><g:price>1.50 EUR</g:price></item></channel></rss>"
)
SETTINGS = FeedSettings(None, None, frozenset({"EUR"}), None)


def workbook() -> bytes:
    """Return a small workbook."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(["id", "title", "price"])
    book.worksheets[0].append(["a", "T", 1.5])
    book.save(file)
    return file.getvalue()


SAMPLES = {"feed.csv": CSV, "feed.jsonl": JSONL, "feed.xml": XML, "feed.xlsx": workbook()}


def read_all(data: bytes, name: str) -> list[FeedRow | RowFault]:
    """Return the rows of a feed, with what its products would be; none if it cannot be read."""
    rows, broken = [], None
    try:
        table = open_feed_table(io.BytesIO(data), name)
        rows = list(table.entries)
    except UnreadableFeedError as error:
        broken = error
    assert broken is None or (broken.row >= 1 and broken.column >= 1 and broken.sentence.endswith((".", "?")))
    for row in rows:
        if isinstance(row, FeedRow):
            fill_product(row.cells, map_known_columns(row.cells), {}, SETTINGS)
            assert all(len(cell) <= MAX_CELL_CHARACTERS for cell in row.cells.values())
    return rows


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_read(name: str) -> None:
    """What the properties damage is good."""
    assert isinstance(read_all(SAMPLES[name], name)[0], FeedRow)


@settings(max_examples=40)
@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
def test_damaged_feeds_are_explained(name: str, data: st.DataObject) -> None:
    """Bytes that are changed, cut out or put in give rows, faults or one sentence; never another error."""
    sample = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(len(sample) - 1, 0)))
        until = min(at + data.draw(st.integers(0, 12)), len(sample))
        sample[at:until] = data.draw(st.binary(max_size=12))
    read_all(bytes(sample), name)


@settings(max_examples=40)
@given(st.binary(max_size=400), st.sampled_from(tuple(SAMPLES)))
def test_any_bytes_are_explained(data: bytes, name: str) -> None:
    """Files of no kind at all."""
    read_all(data, name)


@walk_rows(
    ("name", "data", "words"),
    [
        ("feed.csv", b"id,title\na," + b"x" * 40_000 + b"\n", "40,000 characters"),
        ("feed.csv", ",".join(f"c{n}" for n in range(600)).encode() + b"\n", "600 columns"),
        ("feed.csv", b'id,title\na,"' + b"x\n" * 200_000, "never closed"),
        ("feed.jsonl", json.dumps({"id": "x" * 40_000}).encode(), "40,000 characters"),
        ("feed.jsonl", b"[" * 100_000, "nested too deep"),
        ("feed.jsonl", b'{"a": ' * 50_000, "nested too deep"),
        ("feed.xml", b"<rss>" + b"<a>" * 100, "nested too deep"),
        ("feed.xml", b"<rss><item><id>" + b"x" * 40_000 + b"</id></item></rss>", "more than 32,767 characters"),
        ("feed.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item>&a;</item></rss>', "declares"),
    ],
)
def test_limits_are_kept(name: str, data: bytes, words: str) -> None:
    """Cells, columns, depth and entities have limits, and each says so."""
    try:
        table = open_feed_table(io.BytesIO(data), name)
        found = " ".join(row.sentence for row in table.entries if isinstance(row, RowFault))
    except UnreadableFeedError as error:
        found = error.sentence
    assert words in found
