"""An offer reads as ads of its market write it; the forms have sources, and low confidence blocks nothing."""

import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.loader import parse_brief
from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_market_offer, describe_price, load_price_forms, write_discount
from creative_cli.brief.price_parts import PriceDisplay
from creative_cli.locale import locales, number_format
from tests.brief.conftest import GOOD, problems, sentence
from tests.parameters import walk_rows

FORMS = load_price_forms()


def described(country: str, price: str, was: str | None = None, language: str | None = None) -> PriceDisplay:
    """Return the offer of a market in its own currency."""
    locale = locales.list_locales(country)[0]
    if language is not None:
        locale = locales.resolve_locale(country, language, language)
    figures = OfferFigures(
        Decimal(price), None if was is None else Decimal(was), None, number_format.find_currency(country)
    )
    display = describe_price(figures, locale)
    assert display is not None
    return display


def runs(display: PriceDisplay) -> str:
    """Return the parts of a price from left to right, each with the first letter of its kind."""
    return " ".join(f"{part.kind[0] if part.kind != 'word' else 'W'}:{part.text}" for part in display.parts)


@walk_rows(
    ("country", "price", "was", "text", "parts"),
    [
        # Whole amounts: fritext and sprakkron (SE), sprakradet (NO), sprognaevnet (DK), taaladvies (NL, BE),
        # laserline (DE), turtschi (CH), cestinari (CZ); the others CLDR.
        ("SE", "699", "999", "699\u00a0kr", "w:699 W:kr"),
        ("NO", "299", "399", "kr\u00a0299,–", "s:kr w:299 t:,–"),
        ("DK", "449", "669", "449\u00a0kr.", "w:449 W:kr."),
        ("NL", "12", "16", "€\u00a012,–", "s:€ w:12 t:,–"),
        ("BE", "12", "16", "€\u00a012", "s:€ w:12"),
        ("DE", "50", "80", "50,–\u00a0€", "w:50 t:,– s:€"),
        ("CH", "48", "64", "CHF\u00a048.–", "s:CHF w:48 t:.–"),
        ("CZ", "1499", "2199", "1\u00a0499\u00a0Kč", "w:1\u00a0499 W:Kč"),
        ("PL", "259", "389", "259\u00a0zł", "w:259 W:zł"),
        ("GB", "6", "8", "£6", "s:£ w:6"),
        ("HU", "1990", "2690", "1990\u00a0Ft", "w:1990 W:Ft"),
        ("JP", "1980", "2480", "1,980円", "w:1,980 W:円"),
        ("KR", "9900", None, "9,900원", "w:9,900 W:원"),
        ("IN", "125000", None, "₹1,25,000", "s:₹ w:1,25,000"),
        # Amounts with decimals, for both prices as soon as one has them.
        ("DE", "5.99", "8", "5,99\u00a0€", "w:5 m:, m:99 s:€"),
        ("FR", "12.99", None, "12,99\u00a0€", "w:12 m:, m:99 s:€"),
        ("SE", "19.90", "29", "19,90\u00a0kr", "w:19 m:, m:90 W:kr"),
        ("CH", "69.90", None, "CHF\u00a069.90", "s:CHF w:69 m:. m:90"),
        ("US", "4.99", None, "$4.99", "s:$ w:4 m:. m:99"),
        ("BR", "12.90", None, "R$\u00a012,90", "s:R$ w:12 m:, m:90"),
        ("TR", "14.90", None, "₺14,90", "s:₺ w:14 m:, m:90"),
        ("TH", "99", None, "฿99", "s:฿ w:99"),
        ("CN", "19.9", None, "¥19.90", "s:¥ w:19 m:. m:90"),
        # From right to left a currency after the digits stands on their left; the digits keep their order.
        ("AE", "24", None, "24\u00a0د.إ", "W:د.إ w:24"),
        ("IL", "29.90", None, "29.90\u00a0₪", "s:₪ w:29 m:. m:90"),
        ("IR", "1234", None, "ریال\u00a0۱٬۲۳۴", "w:۱٬۲۳۴ W:ریال"),
        ("PK", "1250", None, "Rs\u00a01,250", "s:Rs w:1,250"),
    ],
)
def test_each_market_writes_prices_its_own_way(
    country: str, price: str, was: str | None, text: str, parts: str
) -> None:
    """Side of the currency, groups, decimal mark, and the dash or nothing for no decimals."""
    display = described(country, price, was)

    assert display.price == text
    assert runs(display) == parts


@walk_rows(
    ("country", "language", "text"),
    [
        ("JP", "en", "¥1,980"),
        ("SE", "en", "1\u00a0980\u00a0kr"),
        ("BE", "fr", "1\u202f980\u00a0€"),
        ("CA", "fr", "1\u00a0980\u00a0$"),
        ("CH", "fr", "1’980.–\u00a0CHF"),
        ("CH", "it", "CHF\u00a01980.–"),
        ("SA", "ar", "١٬٩٨٠\u00a0ر.س"),
    ],
)
def test_another_language_has_its_own_form(country: str, language: str, text: str) -> None:
    """A market's form is for its usual languages; English in Japan has CLDR's."""
    assert described(country, "1980", language=language).price == text


@pytest.mark.parametrize(
    ("country", "language", "text", "parts"),
    [
        ("CH", "fr", "12.50\u00a0CHF", "w:12 m:. m:50 W:CHF"),
        ("SA", "ar", "١٢٫٥٠\u00a0ر.س", "W:ر.س w:١٢ m:٫ m:٥٠"),
        ("NP", "ne", "नेरू\u00a0१२.५०", "s:नेरू w:१२ m:. m:५०"),
        ("CV", "pt", "12$50", "w:12 m:$ m:50"),
    ],
)
def test_decimal_marks_are_those_of_money(country: str, language: str, text: str, parts: str) -> None:
    """A point in French Switzerland, and marks that go with the digits."""
    display = described(country, "12.50", language=language)

    assert display.price == text
    assert runs(display) == parts


@walk_rows("country", locales.list_territories())
def test_a_price_always_shows_its_currency(country: str) -> None:
    """Whole or not, large or small, in every language of the market: a letter or a sign beside digits and dash."""
    currency = number_format.find_currency(country) or "USD"
    for locale in locales.list_locales(country):
        for amount in (Decimal(1250), Decimal("0.50"), Decimal("1250.00")):
            display = describe_price(OfferFigures(amount, amount + 1, None, currency), locale)
            assert display is not None
            for text in (display.price or "", display.was or "", "".join(part.text for part in display.parts)):
                assert [sign for sign in text if category(sign) in {"Lu", "Ll", "Lo", "Sc"}], (locale.tag, text)


def test_decimals_are_flat_where_flyers_set_them_so() -> None:
    """India's are not raised, Germany's are."""
    assert not described("IN", "499.50").raised
    assert described("DE", "4.99").raised


@walk_rows(
    ("country", "percent", "text"),
    [
        ("GB", "25", "−25%"),
        ("DE", "25", "−25\u00a0%"),
        ("US", "25", "25%\nOFF"),
        ("JP", "25", "25%\nOFF"),
        ("TR", "25", "%25\nindirim"),
        ("AE", "25", "−25%"),
        ("IL", "12.5", "−12.5%"),
        ("TW", "25", "75折"),
        ("TW", "20", "8折"),
        ("CN", "25", "7.5折"),
        ("CN", "20", "8折"),
        ("TW", "12.5", "−12.5%"),
        ("TW", "95", "−95%"),
        ("CN", "100", "−100%"),
    ],
)
def test_discounts_read_as_in_the_market(country: str, percent: str, text: str) -> None:
    """A minus sign and CLDR's percentage, or the words of the market; 折 counts what is left to pay."""
    assert write_discount(Decimal(percent), locales.list_locales(country)[0]) == text


@given(
    country=st.sampled_from(sorted(FORMS["markets"])),
    price=st.decimals("0.01", 99999, places=2),
    more=st.decimals("0.01", 999, places=2),
)
def test_every_given_figure_appears(country: str, price: Decimal, more: Decimal) -> None:
    """All digits of price and previous price are printed, in every market and each of its languages."""
    currency = number_format.find_currency(country)
    digits = number_format.currency_digits(currency or "")
    unit = Decimal(1).scaleb(-digits)
    price, was = (price.quantize(unit) or unit), (price + more + 1).quantize(unit)
    for locale in locales.list_locales(country):
        display = describe_price(OfferFigures(price, was, Decimal(25), currency), locale)
        assert display is not None
        assert [name for name, _ in display.figures()] == ["price", "was", "percent"]
        for amount, text in ((price, display.price), (was, display.was)):
            shown = "".join(str(unicodedata.decimal(sign)) for sign in text or "" if sign.isdecimal())
            assert shown in {f"{amount:f}".replace(".", ""), f"{int(amount)}"}
            assert shown == f"{amount:f}".replace(".", "") or amount == int(amount)
        assert "".join(part.text for part in display.parts if part.kind in {"whole", "minor"}) in (
            display.price or ""
        ) or (all(part.text in (display.price or "") for part in display.parts))


def test_every_form_has_its_provenance() -> None:
    """Sources are named in the table, confidence is one of its letters, and rules that may block are well founded."""
    for code, row in FORMS["markets"].items():
        assert set(row["sources"]) <= set(FORMS["sources"]), code
        assert row["confidence"] in set("OHTLMX"), code
        assert row["currency"] == number_format.find_currency(code), code
        assert all("{n}" in row[key] for key in ("whole", "minor") if key in row), code
    assert all({"title", "url", "date", "confidence"} <= set(source) for source in FORMS["sources"].values())
    assert {rule["confidence"] for rule in FORMS["rules"].values()} <= {"O", "H"}


def brief_with(offer: dict[str, Any], *markets: Any, headline: str = "Now") -> dict[str, Any]:
    """Return the good brief with an offer that no text prints."""
    return {**GOOD, "message": {**GOOD["message"], "headline": headline}, "markets": list(markets), "offer": offer}


def test_an_offer_without_placeholders_is_shown_by_the_block() -> None:
    """A price or a percentage needs no words; a previous price alone does."""
    assert problems(brief_with({"price": 2.99}, "US")) == []
    assert problems(brief_with({"percent": 25}, "US")) == []
    assert "offer is never printed" in sentence(brief_with({"was": 2.99}, "US"))
    assert "offer is never printed" in sentence(brief_with({"unit": "Six-pack"}, "US"))


def test_words_around_the_price_are_in_the_markets_language() -> None:
    """The brief's words serve markets that read its language; a unit such as 1 l serves all."""
    german = {"country": "DE", "copy": {"headline": "Nur heute", "cta": "Jetzt"}}
    offer = {"price": 2.99, "currency": "EUR", "unit": "Six-pack", "unit_price": 1.25, "unit_base": "1 l"}

    assert "offer.unit is in the language of the message: add unit: to the offer of DE" in sentence(
        brief_with(offer, "US", german)
    )
    data = brief_with(offer, "US", {**german, "offer": {"unit": "Sechserpack"}})
    loaded = parse_brief(str(data).replace("'", '"').encode(), name="b.json", folder=Path())
    shown = [
        describe_market_offer(loaded.brief, market, resolved.locale)
        for market, resolved in zip(loaded.brief.markets, loaded.markets, strict=True)
    ]
    assert [(one.unit, one.base) for one in shown if one] == [
        ("Six-pack", "1 l = €1.25"),
        ("Sechserpack", "1 l = 1,25\u00a0€"),
    ]


def test_a_unit_price_needs_its_unit() -> None:
    """One without the other says nothing."""
    assert "has unit_price but no unit_base" in sentence(brief_with({"price": 2.99, "unit_price": 3.03}, "US"))


@walk_rows(
    ("price", "note", "wrong"),
    [
        (1036, "税込", False),
        (1036, "税抜価格960円", False),
        (1036, "うち消費税額等76円", False),
        (960, "税込 1,036円", True),
        (960, "税抜", True),
        (960, "＋税", True),
        (960, "本体960円", True),
    ],
)
def test_japan_prints_the_price_with_tax_large(price: int, note: str, *, wrong: bool) -> None:
    """The total must be clear and the net price not stressed (rule JP-TOTAL): a note may name the smaller one."""
    japan = {"country": "JP", "copy": {"headline": "今日だけ", "cta": "見る"}, "offer": {"price": price, "note": note}}
    told = [problem.message for problem in problems(brief_with({"price": 2.99}, "US", japan))]

    assert any("Japan show the price with tax" in message for message in told) == wrong


def test_a_previous_price_is_held_against_the_lowest_of_thirty_days() -> None:
    """In the EU alone, and only if the brief says what the lowest was."""
    figures = OfferFigures(Decimal(5), Decimal(8), None, "EUR", lowest_30d=Decimal("7.50"))
    claims = {
        country: display.prior
        for country in ("DE", "CH")
        if (display := describe_price(figures, locales.list_locales(country)[0]))
    }
    german = claims["DE"]

    assert german is not None
    assert (german.rule[:6], german.most, german.allowed) == ("EU-30D", "7,50\u00a0€", False)
    assert claims["CH"] is None
    assert described("DE", "5", "8").prior is None
