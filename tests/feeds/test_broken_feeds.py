"""Broken feeds: what each gets, at its row and column, with what to do."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from creative_cli.brief.loader import load_brief
from tests.command import creative
from tests.feeds.feed_briefs import GOOD, HEADER, find_problems, read_sale, write_sale

LINE = "a,Fjell Runner,129.00 EUR,89.90 EUR\n"
XML = '<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel>{}</channel></rss>'
ITEM = "<item><g:id>a</g:id><title>{}</title><g:price>129.00 EUR</g:price><g:sale_price>89.90 EUR</g:sale_price></item>"


def bomb() -> bytes:
    """Return a workbook that says it unpacks to 600 MB."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(600):
            part.write(bytes(1_000_000))
    return file.getvalue()


def workbook(*rows: list[str | int]) -> bytes:
    """Return a workbook with these rows."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


BROKEN: dict[str, tuple[str, bytes | str | Callable[[], bytes], str, str]] = {
    "list inside of a mapping": (
        "feed.json",
        '{"products": [{"id": "a", "title": "Fjell", "price": "9 EUR"}]}',
        "feed.json:1:1",
        "The products are inside of 'products': save the list of products alone",
    ),
    "mapping over lines": (
        "feed.json",
        '{\n  "products": [\n    {"id": "a"}\n  ]\n}\n',
        "feed.json:1:1",
        "goes over several lines: save the list of products alone",
    ),
    "no name column": ("feed.csv", "id,price\na,1 EUR\n", "feed.csv:1:1", "no column for the name of a product"),
    "header twice": ("feed.csv", "id,title,title\n", "feed.csv:1:3", "is there twice, first as column 2: rename"),
    "empty file": ("feed.csv", "", "feed.csv:1:1", "The file is empty"),
    "header only": ("feed.csv", HEADER, "brief.yaml:", "gives no product: it has no rows"),
    "duplicate id": ("feed.csv", GOOD + LINE, "feed.csv:3:1", "The id 'a' is there already, in row 2"),
    "id without letters": ("feed.csv", GOOD + "靴,Fjell,2 EUR,1 EUR\n", "feed.csv:3:1", "no file name can be made"),
    "no id": ("feed.csv", GOOD + ",Fjell,2 EUR,1 EUR\n", "feed.csv:3:1", "id is missing"),
    "letter in a price": ("feed.csv", GOOD + "b,Trail,12.9O EUR,1 EUR\n", "feed.csv:3:3", "price is '12.9O EUR'"),
    "two ways to read": ("feed.csv", GOOD + 'b,Trail,"1,450 EUR",1 EUR\n', "feed.csv:3:3", "1450 or 1.450"),
    "negative": ("feed.csv", GOOD + "b,Trail,-5 EUR,1 EUR\n", "feed.csv:3:3", "below zero"),
    "two currencies": ("feed.csv", GOOD + "b,Trail,9 USD,5 EUR\n", "feed.csv:3:", "names EUR and USD in one row"),
    "sale above price": ("feed.csv", GOOD + "b,Trail,5 EUR,9 EUR\n", "feed.csv:3:3", "not more than its price"),
    "no sale price": ("feed.csv", GOOD + "b,Trail,5 EUR,\n", "feed.csv:3:3", "has no was, but message.body prints"),
    "unknown currency": ("feed.csv", GOOD + "b,Trail,9 EUX,5 EUX\n", "feed.csv:3:3", "'EUX' is no currency"),
    "dollar of whom": ("feed.csv", GOOD + "b,Trail,$9,$5\n", "feed.csv:3:3", "may mean USD, CAD"),
    "more cells than columns": ("feed.csv", GOOD + "b,A, B,9 EUR,5 EUR\n", "feed.csv:3:5", "quotation marks"),
    "open quotation mark": ("feed.csv", GOOD + 'b,"Trail,9 EUR,5 EUR\n', "feed.csv:3:1", "never closed"),
    "damaged text": ("feed.csv", GOOD + "b,Fjell SchÃ¼he,9 EUR,5 EUR\n", "feed.csv:3:2", "in a wrong encoding"),
    "line break in a title": ("feed.csv", GOOD + "b,Trail\u2028X,9 EUR,5 EUR\n", "", ""),
    "long title": ("feed.csv", GOOD + f"b,{'T' * 130},9 EUR,5 EUR\n", "feed.csv:3:2", "too long for an ad"),
    "binary": ("feed.csv", b"\x00\x01\x02" * 50, "feed.csv:1:1", "not text"),
    "no encoding": ("feed.csv", HEADER.encode() + b"a,\x81\x8d,1 EUR\n", "feed.csv:1:1", "encoding of this file"),
    "old Excel": ("feed.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "feed.xls:1:1", "save it as .xlsx or CSV"),
    "web page": ("feed.csv", "<!DOCTYPE html><html>", "feed.csv:1:1", "is a web page"),
    "saved page": ("feed.xml", "<!-- saved from url=(0009)https://a -->\n<html>", "feed.xml:1:1", "is a web page"),
    "http picture": ("feed.csv", "id,title,price,sale_price,image_link\na,T,2 EUR,1 EUR,http://a.example/b.png\n",
                     "feed.csv:2:5", "images of products may begin with https://"),
    "picture outside": ("feed.csv", "id,title,price,sale_price,image\na,T,2 EUR,1 EUR,../../etc/passwd\n",
                        "feed.csv:2:5", "leads out of the brief's folder"),
    "json line": ("feed.jsonl", '{"id": "a", "title": \n', "feed.jsonl:1:", "is not JSON"),
    "json number": ("feed.jsonl", "5\n", "feed.jsonl:1:1", "is no mapping"),
    "raw ampersand": ("feed.xml", XML.format(ITEM.format("Body & More")), "feed.xml:1:", "write & as &amp;"),
    "entities": ("feed.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>', "feed.xml:1:1",
                 "declares a document type"),
    "cut off": ("feed.xml", XML.format(ITEM.format("T"))[:-20], "feed.xml:1:", "ends too early"),
    "no items": ("feed.xml", "<rss><channel/></rss>", "feed.xml:1:1", "has no <item>"),
    "two titles": ("feed.xml", XML.format(ITEM.format("T</title><title>U")), "feed.xml:1:", "title is there twice"),
    "zip bomb": ("feed.xlsx", bomb, "feed.xlsx:1:1", "unpacks to 600 MB"),
    "damaged workbook": ("feed.xlsx", b"PK\x03\x04" + bytes(100), "feed.xlsx:1:1", "is not an .xlsx workbook"),
    "formula error": ("feed.xlsx", workbook(["id", "title", "price", "sale_price"], ["a", "T", "#REF!", 1]),
                      "feed.xlsx:2:3", "has the error #REF!"),
}  # fmt: skip
"""By what is wrong: name, content, place and words of the problem."""


@pytest.mark.parametrize("broken", BROKEN)
def test_what_a_broken_feed_gets(tmp_path: Path, broken: str) -> None:
    """A sentence at the row and column, with what to do; reading goes on, so that no other row is reported."""
    name, data, place, words = BROKEN[broken]
    content = data() if callable(data) else data
    found = [str(problem).removeprefix(f"{tmp_path}/") for problem in find_problems(tmp_path, content, name)]

    assert any(line.startswith(place) and words in line for line in found) or not place, found
    assert len({line.split(": ")[0].rsplit(":", 2)[1] for line in found}) <= 1, found


SETTINGS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"fil": "x"}, "Did you mean 'file'?"),
    "map of nothing": (
        {"map": {"naem": "title"}},
        "is for 'naem', which a product does not have. Did you mean 'name'?",
    ),
    "map to nothing": ({"map": {"name": "titel"}}, "is the column 'titel', which the feed does not have. Did you mean"),
    "copy key": ({"map": {"copy.de": "title"}}, "write a language and a line, such as copy.de.headline"),
    "text": ({"texts": ["colour"]}, "is the column 'colour', which the feed does not have. It has: id, title"),
    "where column": ({"where": {"stock": 1}}, "products.where is the column 'stock'"),
    "where number": ({"where": {"price": "< many"}}, "compares with 'many', which is no number"),
    "where code": ({"where": {"1=1; DROP TABLE x": "y"}}, "which the feed does not have"),
    "where nothing": ({"where": {"price": "> 1000"}}, "gives no product: no row is left"),
    "sort": ({"sort": "-cost"}, "products.sort is the column 'cost'"),
    "limit": ({"limit": 0}, "products.limit"),
    "currency": ({"currency": "EURO"}, "is not a current currency"),
    "encoding": ({"encoding": "klingon"}, "which is not read here. Known: utf-8"),
    "sheet": ({"kind": "xlsx"}, "The file is no xlsx"),
    "path": ({"file": "../feed.csv"}, "leads out of the brief's folder"),
    "http": ({"file": "http://shop.example/feed.csv"}, "feeds are fetched by https only"),
    "address": ({"file": "https://shop.example/feed.csv"}, "is an address, which is not fetched here"),
    "none": ({"file": "none.csv"}, "there is no such file"),
}


@pytest.mark.parametrize("wrong", SETTINGS)
def test_what_is_wrong_in_the_brief(tmp_path: Path, wrong: str) -> None:
    """What the brief says of a feed is judged at its place in the brief."""
    change, words = SETTINGS[wrong]
    found = find_problems(tmp_path, GOOD, **change)

    assert any(words in problem.message for problem in found), found


def test_bad_rows_are_left_out_when_asked(tmp_path: Path) -> None:
    """The others are read; the record has each problem, and the command lists them and exits with 3."""
    brief = write_sale(tmp_path, GOOD + "b,Trail,12.9O EUR,1 EUR\nc,Walk,9 EUR,5 EUR\n")
    loaded = load_brief(brief, skip_bad_rows=True)

    assert loaded.feed is not None
    assert [product.id for product in loaded.brief.products] == ["a", "c"]
    assert loaded.feed.rows == (2, 4)
    assert [problem.line for problem in loaded.feed.skipped] == [3]
    result = creative("validate", str(brief), "--skip-bad-rows")
    assert result.returncode == 3
    assert f"left out: {tmp_path}/feed.csv:3:3: price is '12.9O EUR'" in result.stderr


def test_a_feed_whose_rows_are_all_wrong_gives_no_brief(tmp_path: Path) -> None:
    """Leaving out every row leaves nothing to advertise."""
    brief = write_sale(tmp_path, HEADER + "b,Trail,12.9O EUR,1 EUR\n")
    result = creative("validate", str(brief), "--skip-bad-rows")

    assert result.returncode == 2
    assert "gives no product" in result.stderr


def test_a_thousand_problems_are_enough(tmp_path: Path) -> None:
    """A table of another kind is not read to its end."""
    found = find_problems(tmp_path, HEADER + "b,T,x,y\n" * 3000)

    assert len(found) <= 1001


def test_the_good_feed_is_read(tmp_path: Path) -> None:
    """What the broken ones begin with has no problem."""
    assert [product.name for product in read_sale(tmp_path, GOOD).brief.products] == ["Fjell Runner"]


def test_an_id_of_which_no_file_name_can_be_made_is_one_problem(tmp_path: Path) -> None:
    """The sentence of the cell is enough: what is left of the id is not judged as well."""
    (problem,) = find_problems(tmp_path, GOOD + "靴,Fjell Trail,2 EUR,1 EUR\n")

    assert problem.message == "id is '靴', of which no file name can be made: use Latin letters or digits."
