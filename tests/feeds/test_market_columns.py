"""Prices, names and pages by market: columns with a country in their name, `map:` by market, and rows per country."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from creative_cli.brief.feed_columns import map_known_columns
from creative_cli.brief.loader import LoadedBrief, load_brief
from creative_cli.brief.market_columns import MarketChoice, UnclearColumnError, map_market_columns
from creative_cli.brief.product_copy import choose_product_image, find_in_market, name_product, read_product_figures
from creative_cli.errors import BriefError
from creative_cli.locale import locales, number_format
from tests.feeds.feed_briefs import SALE
from tests.parameters import walk_rows


def write(folder: Path, data: str, markets: list[Any], name: str = "feed.csv", **feed: object) -> Path:
    """Write a feed and a brief in English for *markets*."""
    (folder / name).write_text(data, "utf-8")
    brief = folder / "brief.yaml"
    own = {**SALE, "message": {"headline": "{product}, now {price}"}, "markets": markets, "source_language": "en"}
    copy = {tag: {"headline": "{product}: {price}"} for tag in ("de", "fr", "ja", "sv")}
    spoken = {locales.resolve_locale(one.split("-")[-1], None, "en").language for one in markets}
    own["copy"] = {tag: lines for tag, lines in copy.items() if tag in spoken}
    brief.write_text(yaml.safe_dump({**own, "products": {"file": name, **feed}}, allow_unicode=True), "utf-8")
    return brief


def figures(loaded: LoadedBrief, product: int = 0) -> dict[str, str]:
    """Return price, price before and currency of a product by market."""
    found = {}
    for market, place in zip(loaded.brief.markets, loaded.markets, strict=True):
        own = read_product_figures(loaded.brief, market, loaded.brief.products[product], place.locale)
        found[place.locale.territory] = f"{own.price} {own.was} {own.currency}"
    return found


def problems(path: Path) -> list[str]:
    """Return what is wrong with a brief, without the folder's name."""
    with pytest.raises(BriefError) as caught:
        load_brief(path)

    return [str(one).replace(f"{path.parent}/", "") for one in caught.value.problems]


@pytest.mark.parametrize(
    "header",
    [
        "price_de,price_ch",
        "price[DE],price[CH]",
        "Price / Germany,Price / Switzerland",
        "Preis DE,Preis CH",
        "price (DE),price (CH)",
        "DE price,CH price",
        "g:price_DE,g:price_CH",
        "price_de_de,price_de_ch",
        "price_de_eur,price_ch_chf",
        "Preis (EUR),Preis (CHF)",
        "price_eur,price_chf",
        "price.DE,price.CH",
        "Prix DE,prix-ch",
        "PREIS FÜR DE,PREIS FÜR CH",
    ],
)
def test_columns_that_name_their_market_are_known(tmp_path: Path, header: str) -> None:
    """The currency is that of the market where neither the cell nor the header names one."""
    path = write(tmp_path, f"id,title,{header},price_it\na,Runner,89.90,99.00,1\n", ["DE", "CH"])

    assert figures(load_brief(path)) == {"DE": "89.90 None EUR", "CH": "99.00 None CHF"}


def test_names_and_pages_by_market(tmp_path: Path) -> None:
    """A name is by language, a page by country; dotted keys mean the same as tables."""
    data = (
        "nr,Titel,Titre,Preis DE,Vorher,prix_fr,Seite FR,Seite\n"
        'a,Läufer,Coureur,89.90,129.00,"79,90 €",https://fr.example/a,https://de.example/a\n'
    )
    table = {"id": "nr", "title": {"de": "Titel", "fr": "Titre"}, "price.DE": "Preis DE", "price.FR": "prix_fr"}
    table |= {"was": {"DE": "Vorher"}, "link": {"FR": "Seite FR", "DACH": "Seite"}}
    loaded = load_brief(write(tmp_path, data, ["DE", "FR"], map=table))
    (product,) = loaded.brief.products
    names = [
        name_product(product, market, place.locale)
        for market, place in zip(loaded.brief.markets, loaded.markets, strict=True)
    ]
    pages = [find_in_market(product, place.locale) for place in loaded.markets]

    assert figures(loaded) == {"DE": "89.90 129.00 EUR", "FR": "79.90 None EUR"}
    assert names == ["Läufer", "Coureur"]
    assert [one and one.landing_page for one in pages] == ["https://de.example/a", "https://fr.example/a"]


def test_sale_prices_by_market_are_pairs_as_everywhere(tmp_path: Path) -> None:
    """An empty reduced price leaves the regular one; a market without columns has the general price."""
    data = "id,title,price,price_ch,sale_price_ch\na,Runner,80,129,99\nb,Walker,70,119,\n"
    loaded = load_brief(write(tmp_path, data, ["DE", "CH"]))

    assert figures(loaded) == {"DE": "80 None EUR", "CH": "99 129 CHF"}
    assert figures(loaded, 1) == {"DE": "70 None EUR", "CH": "119 None CHF"}


def test_a_general_price_before_is_not_that_of_another_country(tmp_path: Path) -> None:
    """A price by market takes nothing from the general prices."""
    data = "id,title,price,was,price_ch\na,Runner,80 EUR,100 EUR,99\n"

    assert figures(load_brief(write(tmp_path, data, ["DE", "CH"]))) == {"DE": "80 100 EUR", "CH": "99 None CHF"}


def test_a_single_currency_in_the_header_holds_for_every_market(tmp_path: Path) -> None:
    """`Preis (EUR)` alone is the price of all markets, in euros."""
    data = "id,title,Preis (EUR)\na,Runner,80\n"

    assert figures(load_brief(write(tmp_path, data, ["DE"]))) == {"DE": "80 None EUR"}
    assert figures(load_brief(write(tmp_path, data, ["CH"]))) == {"CH": "80 None EUR"}
    signed = "id,title,Preis in €\na,Runner,80\n"
    assert figures(load_brief(write(tmp_path, signed, ["CH"]))) == {"CH": "80 None EUR"}


@pytest.mark.parametrize(
    ("data", "markets", "feed", "says"),
    [
        (
            "id,title,price_de,price_ch\na,Runner,80,\n",
            ["DE", "CH"],
            {},
            "feed.csv:2:4: price_ch is empty, which leaves de-CH without a price: fill it in",
        ),
        (
            "id,title,price_de,price_ch\na,Runner,80,99\nb,Walker,8O,99\n",
            ["DE", "CH"],
            {},
            "feed.csv:3:3: price_de is '8O'",
        ),
        (
            "id,title,price_de,price_ch\na,Runner,80,99\n",
            ["DE", "CH"],
            {"currency": "EUR"},
            "feed.csv:2:4: price_ch is '99': de-CH pays in CHF, but the feed says EUR. Write the code",
        ),
        (
            "id,title,price_de,price_ch,currency\na,Runner,80,99,EUR\n",
            ["DE", "CH"],
            {},
            "feed.csv:2:4: price_ch is '99': de-CH pays in CHF, but the feed says EUR",
        ),
        (
            "id,title,Preis DE (EUR)\na,Runner,80 CHF\n",
            ["DE"],
            {},
            "feed.csv:2:3: Preis DE (EUR) is '80 CHF', but the name of the column says EUR",
        ),
        (
            'id,title,price_de\na,Runner,"1,450"\n',
            ["DE"],
            {},
            "feed.csv:2:3: price_de is '1,450', which may be 1450 or 1.450",
        ),
        (
            "id,title,price_de,price[DE]\na,Runner,80,90\n",
            ["DE"],
            {},
            "feed.csv:1:4: The column 'price[DE]' and 'price_de' are both for de-DE",
        ),
        (
            "id,title,price_de\na,Runner,80\n",
            ["DE", "FR"],
            {},
            "feed.csv:1:1: The feed has prices by market, but no column of them for fr-FR",
        ),
        (
            "id,title,p\na,Runner,80\n",
            ["DE"],
            {"map": {"price": {"FR": "p"}}},
            "products.map is for 'FR', which is no market of this brief. It has: de-DE.",
        ),
        (
            "id,title,p\na,Runner,80\n",
            ["DE"],
            {"map": {"price": {"DE": "preis"}}},
            "products.map.price.DE is the column 'preis', which the feed does not have",
        ),
        (
            "id,title,price_de,was_de\na,Runner,80,70\n",
            ["DE"],
            {},
            "feed.csv:2:4: products[a].by_market.de-DE.offer says was 70, which is not more than its price 80",
        ),
        (
            "id,title,price,w\na,Runner,80,90\n",
            ["DE"],
            {"map": {"was": {"DE": "w"}}},
            "has was: without price:",
        ),
        (
            "id,title,price_jp\na,Runner,12.50\n",
            ["JP"],
            {},
            "feed.csv:2:3: products[a].by_market.ja-JP.offer.price is 12.50, but JPY has no decimals",
        ),
    ],
)
def test_what_cannot_be_decided_is_refused(
    tmp_path: Path, data: str, markets: list[Any], feed: dict[str, Any], says: str
) -> None:
    """Each refusal has the file, the row and the column, or the key of the brief."""
    found = problems(write(tmp_path, data, markets, **feed))

    assert any(says in one for one in found), found


@walk_rows(
    ("name", "markets", "meant"),
    [
        ("price_in", ["DE"], ""),
        ("price_all", ["DE"], ""),
        ("price_per_unit", ["PE"], ""),
        ("price_net", ["NL"], ""),
        ("price_usa", ["US"], ""),
        ("unit_price_de", ["DE"], "de-DE"),
        ("title_at", ["AT", "DE"], "de-AT"),
        ("title_de", ["AT", "DE"], "de-AT de-DE"),
        ("title_fr_ca", ["CA-fr", "FR"], "fr-CA"),
        ("title_en", ["CA-fr", "IE"], "en-IE"),
        ("Price / United States", ["US"], "en-US"),
        ("price_dach", ["AT", "FR"], "de-AT"),
    ],
)
def test_words_that_are_no_market_are_left_alone(name: str, markets: list[str], meant: str) -> None:
    """Only a market of the brief makes a column one of a market."""
    assert (
        " ".join(sorted(map_market_columns([name], map_known_columns([name]), {}, choose(markets)).by_market)) == meant
    )


def choose(markets: list[str]) -> tuple[MarketChoice, ...]:
    """Return markets such as DE or CA-fr."""
    pairs = (one.partition("-") for one in markets)
    found = (locales.resolve_locale(country, language or None, "en") for country, _, language in pairs)
    return tuple(MarketChoice(one, number_format.find_currency(one.territory)) for one in found)


def test_a_word_that_is_country_and_language_is_refused() -> None:
    """`title_sv` may be Swedish, or for El Salvador."""
    with pytest.raises(UnclearColumnError, match="may be for"):
        map_market_columns(["title_sv"], map_known_columns(["title_sv"]), {}, choose(["SE", "SV"]))


ROWS = """\
id,title,country,price,sale_price,link,image
a,Läufer,DE,129 EUR,89 EUR,https://de.example/a,
a,Coureur,FR,119 EUR,,https://fr.example/a,
b,Wanderer,"DE,FR",59 EUR,,https://de.example/b,
"""


def test_rows_per_country_are_one_product(tmp_path: Path) -> None:
    """Rows with one id and other countries are joined; each market has the row's price, name and page."""
    loaded = load_brief(write(tmp_path, ROWS, ["DE", "FR"]))
    first, second = loaded.brief.products

    assert (first.id, first.markets, second.id) == ("a", ("DE", "FR"), "b")
    assert figures(loaded) == {"DE": "89 129 EUR", "FR": "119 None EUR"}
    assert figures(loaded, 1) == {"DE": "59 None EUR", "FR": "59 None EUR"}
    there = find_in_market(first, loaded.markets[1].locale)
    assert there is not None
    assert (there.name, there.landing_page) == ("Coureur", "https://fr.example/a")
    assert choose_product_image(first, loaded.markets[1].locale, "1:1") is None


def test_a_limit_counts_products_and_not_rows(tmp_path: Path) -> None:
    """Rows of a product that is taken are read to the end, whatever stands between them."""
    lines = ROWS.splitlines()
    mixed = "\n".join([lines[0], lines[1], lines[3], lines[2]]) + "\n"
    for feed in ({"limit": 1}, {"limit": 1, "sort": "id"}):
        loaded = load_brief(write(tmp_path, mixed, ["DE", "FR"], **feed))
        assert [one.id for one in loaded.brief.products] == ["a"]
        assert figures(loaded) == {"DE": "89 129 EUR", "FR": "119 None EUR"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "Coureur,FR",
            "Coureur,DE",
            "feed.csv:3:1: The id 'a' is there already for de-DE, in row 2: keep one of them.",
        ),
        ("Coureur,FR", "Coureur,", "feed.csv:3:1: The id 'a' is there already, in row 2: keep one of them."),
        ("Coureur,FR", "Coureur,IT", "feed.csv:3:3: products[a].markets is 'IT', which is no market of this brief."),
        ("119 EUR", "l19 EUR", "feed.csv:3:4: price is 'l19 EUR'"),
    ],
)
def test_rows_that_cannot_be_joined_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A market may be in one row of an id only."""
    found = problems(write(tmp_path, ROWS.replace(old, new), ["DE", "FR"]))

    assert any(says in one for one in found), found


def test_products_of_a_brief_differ_by_market_too(tmp_path: Path) -> None:
    """`by_market` of a listed product has the digits as written, and its places in errors."""
    brief = tmp_path / "brief.yaml"
    text = (
        'schema: 1\ncampaign: sale\nbrand: {name: Fjell, colors: {primary: "#20304a"}}\n'
        "message: {headline: '{product}, {material}, {price}'}\n"
        "copy: {de: {headline: '{product}, {material}, {price}'}}\n"
        "markets: [IE, CH]\nratios: ['300x250']\nproducts:\n"
        "  - id: a\n    name: Runner\n    offer: {price: 80.00, was: 90}\n    texts: {material: suede}\n"
        "    by_market:\n      CH: {name: Läufer, offer: {price: 99.00}, texts: {material: Wildleder}}\n"
    )
    brief.write_text(text)
    loaded = load_brief(brief)

    assert figures(loaded) == {"IE": "80.00 90 EUR", "CH": "99.00 None CHF"}
    assert loaded.brief.products[0].by_market["CH"].offer is not None
    assert loaded.brief.products[0].by_market["CH"].offer.price == Decimal("99.00")
    for old, new, says in (
        ("      CH:", "      SE:", "brief.yaml:14:7: products[a].by_market is for 'SE', which is no market"),
        ("99.00}", "99.00, was: 9}", "brief.yaml:14:53: products[a].by_market.CH.offer says was 9"),
        ("{name: Läufer, offer: {price: 99.00}, texts: {material: Wildleder}}", "{}", "says nothing"),
        ("name: Läufer", "nam: Läufer", "has no key 'nam'"),
    ):
        brief.write_text(text.replace(old, new))
        assert any(says in one for one in problems(brief)), problems(brief)


def test_elements_of_merchant_center_xml_may_name_their_country(tmp_path: Path) -> None:
    """Attributes stand for the end of a column's name; a second language is a column of its own."""
    data = """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>a</g:id>
<title xml:lang="de">Läufer</title><title xml:lang="fr">Coureur</title>
<g:price country="DE">129 EUR</g:price><g:sale_price country="DE">89 EUR</g:sale_price>
<g:price country="FR" currency="EUR">119</g:price>
<g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
</item></channel></rss>"""
    loaded = load_brief(write(tmp_path, data, ["DE", "FR"], "feed.xml"))
    (product,) = loaded.brief.products

    assert figures(loaded) == {"DE": "89 129 EUR", "FR": "119 None EUR"}
    assert [name_product(product, loaded.brief.markets[1], one.locale) for one in loaded.markets] == [
        "Läufer",
        "Coureur",
    ]


def test_rows_of_xml_are_the_lines_of_their_items(tmp_path: Path) -> None:
    """A file that is read in parts knows the line of each item."""
    items = "".join(f"<item>\n<g:id>i{n}</g:id><title>T</title><g:price>{n}0 EUR</g:price>\n</item>\n" for n in "1234")
    data = (
        f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n{items.replace("30 EUR", "3O EUR")}</channel></rss>'
    )

    assert problems(write(tmp_path, data, ["IE"], "feed.xml"))[0].startswith("feed.xml:8:3: price is '3O EUR'")


def test_a_separator_that_the_header_does_not_have_is_named(tmp_path: Path) -> None:
    """The one that it has is said, instead of that every column is missing."""
    found = problems(write(tmp_path, "id,title,price\na,Runner,80\n", ["IE"], separator=";"))

    assert found == [
        "feed.csv:1:1: The header has commas and no semicolon: correct separator: under products:, or leave it out."
    ]
