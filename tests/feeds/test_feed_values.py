"""What feeds hold is read as it is meant: amounts, encodings, the columns of shops, conditions and order."""

import codecs
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.loader import load_brief
from creative_cli.errors import BriefError
from creative_cli.feeds.price_cells import parse_price_cell
from tests.feeds.feed_briefs import GOOD, find_problems, read_sale
from tests.parameters import walk_rows

PRICES = {
    "1.299,00 €": ("1299.00", "EUR"),
    "1299.00 EUR": ("1299.00", "EUR"),
    "¥12,800": ("12800", "JPY"),
    "EUR 12,90": ("12.90", "EUR"),
    "12.90EUR": ("12.90", "EUR"),
    "€12.90": ("12.90", "EUR"),
    "CHF 1'299.–": ("1299", "CHF"),
    "1 299,50 zł": ("1299.50", "PLN"),
    "1\u202f299,50\xa0€": ("1299.50", "EUR"),
    "₹1,23,456.00": ("123456.00", "INR"),
    "1,450.00 USD": ("1450.00", "USD"),
    "299,- Kč": ("299", "CZK"),
    "R$ 89,90": ("89.90", "BRL"),
    "１２８００円": ("12800", "JPY"),
    "١٢٫٥٠ EGP": ("12.50", "EGP"),
    "12.500 KWD": (None, "KWD"),
    "0.500 KWD": ("0.500", "KWD"),
    "1,299": (None, None),
    "1,299,000": ("1299000", None),
    "49.9": ("49.9", None),
    "3599": ("3599", None),
    "1.2.3": (None, None),
    "1,299.00.5": (None, None),
    "12 34": (None, None),
    "$10": (None, None),
    "from 10 EUR": (None, None),
    "10 EUR / 12 EUR": (None, None),
    "": (None, None),
    "0.00 EUR": (None, None),
    "kr 100": (None, None),
}


@walk_rows("cell", PRICES)
def test_amounts_as_spreadsheets_write_them(cell: str) -> None:
    """One reading, or none: what may be read in two ways is refused."""
    amount, currency = PRICES[cell]
    if amount is None:
        with pytest.raises(ValueError, match=r"write|is no currency|may mean|more than 0|contradict|groups"):
            parse_price_cell(cell, likely={"JPY"})
        return
    price = parse_price_cell(cell, likely={"JPY"})

    assert (str(price.amount), price.currency) == (amount, currency)


@walk_rows(
    ("cell", "options", "amount"),
    [
        ("1.299 €", {"decimal": ","}, "1299"),
        ("1.299 €", {"decimal": "."}, "1.299"),
        ("$10", {"currency": "CAD"}, "10"),
        ("kr 1.299", {"currency": "DKK", "decimal": ","}, "1299"),
        ("12,800", {"currency": "JPY"}, "12800"),
        ("$10", {"likely": {"USD", "EUR"}}, "10"),
    ],
)
def test_what_is_declared_decides(cell: str, options: dict[str, Any], amount: str) -> None:
    """The mark of decimals and the currency of a brief settle what a cell leaves open."""
    assert str(parse_price_cell(cell, **options).amount) == amount


@given(st.decimals(min_value="0.01", max_value="999999.99", places=2), st.sampled_from(("{:,.2f}", "{:.2f}")))
def test_every_amount_with_cents_is_read_back(amount: Decimal, form: str) -> None:
    """With two decimals, points and commas mean the same whichever way round they stand."""
    english = form.format(amount)
    german = english.translate(str.maketrans(",.", ".,"))

    assert parse_price_cell(f"{english} EUR").amount == amount
    assert parse_price_cell(f"{german} €").amount == amount


ENCODED = {
    "utf-8": ("Grüße", "utf-8", b""),
    "utf-8 with mark": ("Grüße", "utf-8", codecs.BOM_UTF8),
    "utf-16": ("Grüße", "utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16 turned": ("Grüße", "utf-16-be", codecs.BOM_UTF16_BE),
    "utf-16 without mark": ("Grüße", "utf-16-le", b""),
    "windows-1252": ("Größe Läufer – Straße", "cp1252", b""),
    "windows-1251": ("Кроссовки Фьелль", "cp1251", b""),
    "shift_jis": ("ランニングシューズ 軽量", "cp932", b""),
}


@pytest.mark.parametrize("name", ENCODED)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_are_detected(tmp_path: Path, name: str, newline: str) -> None:
    """What spreadsheets save on Windows in Germany, Russia and Japan is read without a word in the brief."""
    title, codec, mark = ENCODED[name]
    text = GOOD.replace("Fjell Runner", title).replace("\n", newline)
    (product,) = read_sale(tmp_path, mark + text.encode(codec)).brief.products

    assert product.name == title


def test_a_declared_encoding_is_used(tmp_path: Path) -> None:
    """Bytes that several encodings share are read by the one that is declared."""
    data = GOOD.replace("Fjell Runner", "Łódź").encode("cp1250")
    (product,) = read_sale(tmp_path, data, encoding="windows-1250").brief.products

    assert product.name == "Łódź"


SHOPS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "google": ("id\ttitle\tprice\tsale_price\tlink\n", "a\tRunner\t129.00 EUR\t89.90 EUR\thttps://x.example\n", {}),
    "google with g:": ("g:id,g:title,g:price,g:sale price\n", "a,Runner,129.00 EUR,89.90 EUR\n", {}),
    "meta": ("id,title,availability,price,sale_price\n", "a,Runner,in stock,129.00 EUR,89.90 EUR\n", {}),
    "shopify": ("Handle,Title,Variant Price,Variant Compare At Price\n", "a,Runner,89.90,129.00\n",
                {"currency": "EUR"}),
    "woo": ("ID,SKU,Name,Sale price,Regular price\n", 'a,x,Runner,"89,90","129,00"\n', {"currency": "EUR"}),
    "own": ("Nr;Bezeichnung;Preis;Vorher\n", 'a;Runner;"89,90 €";"129,00 €"\n',
            {"map": {"id": "Nr", "price": "Preis", "was": "Vorher"}}),
}  # fmt: skip


@pytest.mark.parametrize("shop", SHOPS)
def test_prices_mean_what_the_shop_means(tmp_path: Path, shop: str) -> None:
    """Google and Meta have the regular price in `price`, Shopify what is paid, WooCommerce names both."""
    header, row, settings = SHOPS[shop]
    (product,) = read_sale(tmp_path, header + row, "feed.csv", **settings).brief.products

    assert product.offer is not None
    assert (product.offer.price, product.offer.was, product.offer.currency) == (Decimal("89.90"), Decimal(129), "EUR")


def test_a_regular_price_without_a_sale_is_the_price(tmp_path: Path) -> None:
    """An empty sale price means that nothing is reduced."""
    found = find_problems(tmp_path, "id,title,price,sale_price\na,T,129.00 EUR,\n")

    (problem,) = found
    assert problem.message == (
        "products[a] has no was, but message.body prints {was} in en-IE: give the line as a list with one that does "
        "not print it, fill in its column, or leave the row out by where:."
    )


TABLE = "id,title,price,sale_price,brand\n" + "".join(
    f"p{number},Shoe {number},{100 + number}.00 EUR,{number}.50 EUR,{brand}\n"
    for number, brand in enumerate(("Fjell", "Nord", "fjell", "Øst", ""), start=1)
)


@pytest.mark.parametrize(
    ("settings", "ids"),
    [
        ({"where": {"brand": "Fjell"}}, ["p1", "p3"]),
        ({"where": {"brand": ["Nord", "Øst"]}}, ["p2", "p4"]),
        ({"where": {"brand": "!= Fjell"}}, ["p2", "p4", "p5"]),
        ({"where": {"sale_price": "< 3"}}, ["p1", "p2"]),
        ({"where": {"sale_price": ">= 3.50", "brand": "!="}}, ["p3", "p4"]),
        ({"where": {"brand": "x' OR 1=1 --"}}, []),
        ({"sort": "-sale_price", "limit": 2}, ["p5", "p4"]),
        ({"sort": "brand"}, ["p1", "p3", "p2", "p4", "p5"]),
        ({"limit": 3}, ["p1", "p2", "p3"]),
    ],
)
def test_rows_are_chosen_and_ordered(tmp_path: Path, settings: dict[str, Any], ids: list[str]) -> None:
    """Values are compared without case, amounts as numbers; a condition is text and no query."""
    if not ids:
        (problem,) = find_problems(tmp_path, TABLE, **settings)
        assert "no row is left" in problem.message
        return
    assert [product.id for product in read_sale(tmp_path, TABLE, **settings).brief.products] == ids


def test_json_lines_keep_what_is_written(tmp_path: Path) -> None:
    """49.90 stays 49.90, and a value inside a value has a name."""
    rows = [
        {"id": "a", "title": "T", "price": 129.00, "sale": {"price": 49.90}, "tags": ["x", "y"]},
        {"id": "b", "title": "U", "price": 129, "sale": {"price": 50}, "tags": []},
    ]
    data = "\n".join(json.dumps(row).replace("49.9}", "49.90}") for row in rows)
    mapped = {"price": "sale.price", "was": "price"}
    first, second = read_sale(tmp_path, data, "feed.jsonl", map=mapped, currency="EUR").brief.products

    assert first.offer is not None
    assert str(first.offer.price) == "49.90"
    assert second.offer is not None
    assert str(second.offer.price) == "50"


def test_a_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    """The format of a cell says decimals and currency; a hidden sheet is not the first."""
    book = openpyxl.Workbook()
    hidden = book.worksheets[0]
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Sale")
    sheet.append(["id", "title", "price", "sale_price"])
    sheet.append([1001, "Runner", 129, 49.9])
    sheet["C2"].number_format = '#,##0.00 "€"'
    sheet["D2"].number_format = '#,##0.00 "€"'
    file = io.BytesIO()
    book.save(file)
    (product,) = read_sale(tmp_path, file.getvalue(), "feed.xlsx").brief.products

    assert product.id == "1001"
    assert product.offer is not None
    assert (str(product.offer.price), product.offer.currency) == ("49.90", "EUR")


def test_a_sale_that_ends_before_the_flight(tmp_path: Path) -> None:
    """A reduced price must hold as long as the ads run."""
    header = "id,title,price,sale_price,sale_price_effective_date\n"
    row = "a,T,9 EUR,5 EUR,2026-06-01T00:00+0200/2026-06-20T23:59+0200\n"
    brief = read_sale(tmp_path, header + row)
    path = brief.folder / "brief.yaml"
    path.write_text(f"{path.read_text('utf-8')}flight: {{start: 2026-06-01, end: 2026-06-30}}\n", "utf-8")

    with pytest.raises(BriefError) as caught:
        load_brief(path)
    assert "ends on 2026-06-20, before the flight does on 2026-06-30" in caught.value.problems[0].message
