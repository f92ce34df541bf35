"""Offers: figures with the digits people wrote, in every market's own form, and sums that add up."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.copy_lines import fill_placeholders, find_placeholders
from creative_cli.brief.loader import LoadedBrief, parse_brief
from creative_cli.brief.offer import OfferFigures, compute_discount, format_offer_figures, resolve_figures
from creative_cli.locale.locales import resolve_locale
from tests.brief.conftest import GOOD, problems, sentence
from tests.parameters import walk_rows

LINE = "Now {price} instead of {was}: {percent} off"
OFFER = {"price": 2.99, "currency": "EUR", "was": 3.99, "percent": 25}


def with_offer(offer: object, headline: str = LINE, markets: list[Any] | None = None) -> dict[str, Any]:
    """Return the good brief with an offer and a headline that prints it, in one market or those given."""
    message = {**GOOD["message"], "headline": headline}
    return {**GOOD, "message": message, "markets": markets or ["US"], "offer": offer}


def loaded(text: str) -> LoadedBrief:
    """Return the brief in *text*, which has no problems."""
    return parse_brief(text.encode(), name="brief.yaml", folder=Path())


YAML = """\
schema: 1
campaign: tiny
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: "Now {price}, was {was}: {percent} off"}
products: [{id: umbrella, name: Nimbus One}]
offer: {price: 2.90, currency: eur, was: 3.90, percent: 25}
markets:
  - US
  - {country: GB, offer: {price: 2.50, was: 3.40, percent: 26}}
  - {country: JP, language: en, offer: {price: 290, was: 390}}
  - {country: DE, language: en, offer: {percent: 25.0}}
"""


def test_digits_are_kept_as_written() -> None:
    """2.90 stays 2.90 in YAML and JSON, as a number and in quotes; the currency may be small letters."""
    brief = loaded(YAML).brief

    assert brief.offer is not None
    assert str(brief.offer.price) == "2.90"
    assert brief.offer.currency == "EUR"
    as_json = '{"price": 2.90, "was": "3.90", "percent": 25}'
    data = f"""{{"schema": 1, "campaign": "a", "brand": {{"name": "B", "colors": {{"primary": "#123"}}}},
      "message": {{"headline": "{{price}} {{was}} {{percent}}"}}, "products": [{{"id": "d", "name": "E"}}],
      "markets": ["US"], "offer": {as_json}}}"""
    offer = parse_brief(data.encode(), name="brief.json", folder=Path()).brief.offer
    assert offer is not None
    assert [str(offer.price), str(offer.was), str(offer.percent)] == ["2.90", "3.90", "25"]


def test_each_market_prints_its_own_figures() -> None:
    """A market's keys win one by one; prices of its own are in its own money, others in the brief's."""
    brief = loaded(YAML)
    texts = [
        dict(format_offer_figures(brief.brief, market, resolved.locale))
        for market, resolved in zip(brief.brief.markets, brief.markets, strict=True)
    ]

    assert texts == [
        {"price": "€2.90", "was": "€3.90", "percent": "25%"},
        {"price": "£2.50", "was": "£3.40", "percent": "26%"},
        {"price": "¥290", "was": "¥390", "percent": "25%"},
        {"price": "€2.90", "was": "€3.90", "percent": "25\u00a0%"},
    ]


def test_a_brief_without_an_offer_has_no_figures() -> None:
    """Nothing is made up."""
    text = YAML.replace("offer: {price: 2.90, currency: eur, was: 3.90, percent: 25}\n", "")
    brief = loaded(
        text.split("markets:", maxsplit=1)[0].replace("Now {price}, was {was}: {percent} off", "Now")
        + "markets: [US]\n"
    )

    assert format_offer_figures(brief.brief, brief.brief.markets[0], brief.markets[0].locale) == {}


@walk_rows(
    ("offer", "words"),
    [
        ({}, "offer offers nothing"),
        ({"price": "2,99"}, "write digits with a point, such as 2.99"),
        ({"price": "699,00 kr"}, "write digits with a point, such as 699.00, without a currency"),
        ({"price": "1,450"}, "write digits with a point, such as 2.99"),
        ({"price": "€2.99"}, "without a currency"),
        ({"price": True}, "must be a number such as 2.99"),
        ({"price": 0}, "must be more than 0"),
        ({"price": -1}, "must be more than 0"),
        ({"price": 10**12}, "less than 1,000,000,000,000"),
        ({"price": 1.23456}, "more than 4 decimals"),
        ({"percent": 0.5}, "from 1 to 100"),
        ({"percent": 101}, "from 1 to 100"),
        ({"price": 2.99, "currency": "EURO"}, "Did you mean 'EUR'?"),
        ({"price": 2.99, "currency": "DEM"}, "not a current currency"),
        ({"price": 2.99, "currency": "XYZZY"}, "not a current currency"),
        ({"prices": 2.99}, "Did you mean 'price'?"),
        (2.99, "must be a mapping with the keys price, currency"),
    ],
)
def test_a_value_of_an_offer_is_wrong(offer: object, words: str) -> None:
    """The sentence says what the value must be."""
    line = "Now" if not isinstance(offer, dict) or "price" not in offer else "Now {price}"
    told = problems(with_offer(offer, "{percent} off" if isinstance(offer, dict) and "percent" in offer else line))

    assert any(words in problem.message for problem in told), told


@walk_rows(
    ("offer", "words"),
    [
        (OFFER | {"was": 2.99}, "says was 2.99, which is not more than its price 2.99"),
        (OFFER | {"percent": 30}, "says 30 % off, but 2.99 instead of 3.99 is 25 %"),
        (OFFER | {"percent": 24}, "is 25 %"),
        (OFFER | {"percent": 25.9}, "is 25 %: write percent: 25, or leave it out"),
        (OFFER | {"price": 3.98, "percent": 1}, "is less than 1 %: leave percent: out"),
        (OFFER | {"price": "2.99", "was": "3.99", "percent": "30"}, "is 25 %"),
        (OFFER | {"price": 2.995, "percent": 24}, "offer.price is 2.995, but EUR has 2 decimals"),
    ],
)
def test_sums_that_do_not_add_up(offer: dict[str, Any], words: str) -> None:
    """Nobody is promised more than they get, or an amount they cannot pay."""
    assert words in sentence(with_offer(offer))


def test_a_market_whose_own_figures_do_not_add_up() -> None:
    """The sentence stands at the market's offer."""
    german = {"country": "DE", "language": "en", "offer": {"price": 1.99, "percent": 25}}

    assert "markets[DE].offer says 25 % off" in sentence(with_offer(OFFER, markets=["US", german]))


def test_a_percentage_of_the_brief_follows_the_prices_of_a_market() -> None:
    """It is counted from the market's own prices; one that the market gives itself stays, and so does one alone."""
    base = OfferFigures(Decimal("2.99"), Decimal("3.99"), Decimal(25), "EUR")

    assert (
        problems(with_offer(OFFER, markets=["US", {"country": "DE", "language": "en", "offer": {"price": 1.99}}])) == []
    )
    assert resolve_figures(base, OfferFigures(price=Decimal("1.99")), "DE").percent == Decimal(50)
    assert resolve_figures(base, OfferFigures(price=Decimal("1.99"), percent=Decimal(49)), "DE").percent == Decimal(49)
    assert resolve_figures(OfferFigures(percent=Decimal(25)), OfferFigures(price=Decimal(5)), "DE").percent == 25
    assert resolve_figures(base, OfferFigures(price=Decimal("3.98")), "DE").percent is None
    none = {"country": "DE", "language": "en", "offer": {"price": 3.98}}
    assert "there is no percent for DE" in sentence(with_offer(OFFER, markets=["US", none]))


def test_one_price_without_the_other_in_another_currency() -> None:
    """Yen beside euros is no comparison."""
    japan = {"country": "JP", "language": "en", "offer": {"price": 299}}

    assert "in JPY, but its was comes from the brief in EUR: add was:" in sentence(
        with_offer(OFFER, markets=["US", japan])
    )


def test_a_price_too_fine_for_a_market_is_told_with_the_market() -> None:
    """Without a currency the price is in each market's own, and yen have no decimals."""
    japan = {"country": "JP", "language": "en"}
    told = sentence(with_offer({"price": 2.99}, "Now {price}", ["US", japan]))

    assert told == "offer.price is 2.99, but JPY has no decimals: give the market JP its own offer:."


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Now {prise}", "message.headline has {prise}, which is not a figure of an offer. Did you mean 'price'?"),
        ("Now {x}", "Use {price}, {was}, {percent}, {product} or {brand}."),
        ("Now {}", "message.headline has {}, which is not a figure"),
        ("Now {was}", "has {was}, but there is no was for US: add offer.was."),
    ],
)
def test_a_placeholder_without_its_figure(headline: str, words: str) -> None:
    """What stands in braces is a figure of the offer, in every market that prints the line."""
    told = problems(with_offer({"price": 2.99}, headline))

    assert any(words in problem.message for problem in told), told


def test_a_figure_is_asked_of_the_markets_that_print_the_line() -> None:
    """A market with its own copy needs only what its copy prints."""
    german = {"country": "DE", "copy": {"headline": "Nur {price}", "cta": "Jetzt"}}
    french = {"country": "FR", "copy": {"headline": "{was}", "cta": "Voir"}}
    data = with_offer({"price": 2.99, "currency": "EUR"}, "Now {price}", ["US", german, french])

    assert sentence(data) == "markets[FR].copy.headline has {was}, but there is no was for FR: add offer.was."


def test_a_figure_that_nothing_prints() -> None:
    """A previous price alone has no block and would be forgotten; so would a market's own."""
    german = {"country": "DE", "copy": {"headline": "Nur heute", "cta": "Jetzt"}, "offer": {"was": 3}}

    assert "offer is never printed: " in sentence(with_offer({"was": 2.99}, "Now"))
    told = sentence(with_offer({"was": 2.99, "currency": "EUR"}, "Now, was {was}", ["US", german]))
    assert "markets[DE].offer is never printed in this market" in told


def test_whole_prices_have_no_decimals_and_one_full_stop() -> None:
    """Shops print 699 kr, and a sentence that ends in kr. ends once; one price with decimals gives them to both."""
    text = YAML.split("markets:", maxsplit=1)[0].replace(
        "offer: {price: 2.90, currency: eur, was: 3.90, percent: 25}\n", ""
    )
    brief = loaded(
        text
        + """\
markets:
  - {country: SE, language: en, offer: {price: 699, was: 999, percent: 30}}
  - {country: DK, language: en, offer: {price: 449.5, was: 669, percent: 32}}
"""
    )
    swedish, danish = (
        format_offer_figures(brief.brief, market, resolve_locale(market.country, language, "en"))
        for market, language in zip(brief.brief.markets, ("sv", "da"), strict=True)
    )

    assert (swedish["price"], swedish["was"]) == ("699\u00a0kr", "999\u00a0kr")
    assert (danish["price"], danish["was"]) == ("449,50\u00a0kr.", "669,00\u00a0kr.")
    assert fill_placeholders("Før {was}.", danish) == "Før 669,00\u00a0kr."


def figures_of(country: str, language: str, *, quoted: bool = False, **amounts: str) -> dict[str, str]:
    """Return what a market prints of an offer with these figures in its own currency."""
    market = {"country": country, "language": "en", "offer": amounts}
    text = json.dumps(with_offer(amounts, "Now", [market]))
    for amount in () if quoted else amounts.values():
        text = text.replace(f'"{amount}"', amount)
    brief = loaded(text).brief
    return dict(format_offer_figures(brief, brief.markets[0], resolve_locale(country, language, "en")))


@walk_rows(
    ("country", "language", "price", "text"),
    [
        ("SE", "sv", "699", "699\u00a0kr"),
        ("SE", "sv", "699.00", "699,00\u00a0kr"),
        ("SE", "sv", "699.0", "699,00\u00a0kr"),
        ("SE", "sv", "699.5", "699,50\u00a0kr"),
        ("DE", "de", "12", "12\u00a0€"),
        ("DE", "de", "12.00", "12,00\u00a0€"),
        ("JP", "ja", "1980", "￥1,980"),
        ("JP", "ja", "1980.00", "￥1,980"),
        ("KR", "ko", "9900.0", "₩9,900"),
        ("HU", "hu", "1990", "1990\u00a0Ft"),
        ("CL", "es", "12990", "$12.990"),
        ("IS", "is", "1990", "1.990\u00a0kr."),
        ("KW", "ar", "12", "\u200f١٢\u00a0د.ك.\u200f"),
        ("KW", "ar", "12.5", "\u200f١٢٫٥٠٠\u00a0د.ك.\u200f"),
        ("TN", "fr", "12.00", "12,000\u00a0DT"),
        ("CV", "pt", "1200", "1200$00"),
        ("CH", "fr", "12.50", "12.50\u00a0CHF"),
        ("CH", "de", "1234567", "CHF\u00a01’234’567"),
        ("IN", "en", "1234567.50", "₹12,34,567.50"),
        ("ES", "es", "1234", "1234\u00a0€"),
        ("PL", "pl", "12345", "12\u00a0345\u00a0zł"),
    ],
)
@walk_rows("quoted", [False, True])
def test_what_is_written_is_what_is_printed(
    country: str, language: str, price: str, text: str, *, quoted: bool
) -> None:
    """699 has no decimals and 699.00 has, as a number or in quotes, as far as the currency has any."""
    assert figures_of(country, language, quoted=quoted, price=price)["price"] == text


def test_the_percentage_is_that_of_the_prices() -> None:
    """Without percent: it is counted, rounded down and written as in the market; below 1 % there is none."""
    assert figures_of("FR", "fr", price="59.99", was="89.99")["percent"] == "33\u00a0%"
    assert figures_of("TR", "tr", price="67", was="100")["percent"] == "%33"
    assert figures_of("EG", "ar", price="50", was="80")["percent"] == "٣٧٪\u061c"
    assert "percent" not in figures_of("DE", "de", price="99.99", was="100")
    assert problems(with_offer({"price": 59.99, "was": 89.99}, "Now {percent} off")) == []
    assert "there is no percent for US" in sentence(with_offer({"price": 99.99, "was": 100}, "Now {percent} off"))
    assert "there is no percent for US" in sentence(with_offer({"price": 99.99}, "Now {percent} off"))


@walk_rows(
    ("text", "value", "filled"),
    [
        ("Nu {price}.", "449 kr.", "Nu 449 kr."),
        ("Nu {price}!", "449 kr.", "Nu 449 kr.!"),
        ("Nu {price}, før {price}.", "449 kr.", "Nu 449 kr., før 449 kr."),
        ("Nu *{price}*.", "449 kr.", "Nu *449 kr*."),
        ("Nu {price}...", "449 kr.", "Nu 449 kr..."),
        ("الآن {price}.", "٩٩ ج.م.\u200f", "الآن ٩٩ ج.م\u200f."),
        ("اب {price}۔", "Rs. 99 only.", "اب Rs. 99 only۔"),
        ("Само {price}.", "99 ден.", "Само 99 ден."),
        ("Nu »{price}«", "449 kr.", "Nu »449 kr.«"),
        ("Sagt: ”{price}”.", "449 kr.", "Sagt: ”449 kr”."),
        ("(Nu {price}).", "449 kr.", "(Nu 449 kr.)."),
        ("Dès {price}.", "9,90 €", "Dès 9,90 €."),
        ("今なら{price}。", "449 kr.", "今なら449 kr。"),
    ],
)
def test_no_sentence_ends_twice(text: str, value: str, filled: str) -> None:
    """The stop of an abbreviation is also that of the sentence, whatever marks stand between them."""
    assert fill_placeholders(text, {"price": value}) == filled


def test_a_territory_without_money_needs_a_currency() -> None:
    """Antarctica has none."""
    penguins = {"country": "AQ"}

    assert "write currency:" in sentence(with_offer({"price": 2.99}, "Now {price}", [penguins]))
    assert problems(with_offer({"price": 2.99, "currency": "USD"}, "Now {price}", [penguins])) == []


def test_a_broken_number_is_told_once() -> None:
    """Sums are not made of what the schema refuses."""
    assert "write digits with a point" in sentence(with_offer(OFFER | {"price": "cheap"}))


JUNK: tuple[object, ...] = (
    None,
    True,
    -1,
    1e308,
    "",
    "x" * 2000,
    [],
    {},
    [1],
    {"a": 1},
    "NaN",
    "Infinity",
    "٣",
    "\u202e",
    [[]],
    "{" * 50,
)
PLACES = ("price", "currency", "was", "percent")


@walk_rows("key", PLACES)
@walk_rows("junk", JUNK)
def test_whatever_stands_in_an_offer_is_told_in_our_words(key: str, junk: object) -> None:
    """Nothing in its place makes a crash, passes in silence, or speaks of a library."""
    told = [problem.message for problem in problems(with_offer(OFFER | {key: junk}))]
    told_of_market = problems(with_offer(OFFER, markets=["US", {"country": "GB", "offer": OFFER | {key: junk}}]))

    assert told
    assert told_of_market
    assert not [sentence for sentence in told if "Input should" in sentence]


def test_lines_are_filled() -> None:
    """Figures go where they are asked for; braces that name none stay for the checks."""
    assert fill_placeholders("{price} and {price}, {x}", {"price": "2,99 €"}) == "2,99 € and 2,99 €, {x}"
    assert find_placeholders(LINE) == ("price", "was", "percent")


@given(st.text(max_size=30), st.sampled_from(["price", "was"]))
def test_filling_leaves_all_other_text(text: str, name: str) -> None:
    """What is not asked for is not touched."""
    plain = text.replace("{", "").replace("}", "")

    assert fill_placeholders(f"{plain}{{{name}}}{plain}", {name: "9"}) == f"{plain}9{plain}"


@given(price=st.decimals(1, 1000, places=2), more=st.decimals("0.01", 1000, places=2))
def test_the_percentage_never_promises_more(price: Decimal, more: Decimal) -> None:
    """It is rounded down."""
    was = price + more
    percent = compute_discount(price, was)

    assert 0 <= percent < 100
    assert was * (100 - percent) >= price * 100


def test_a_market_without_prices_prints_the_briefs_currency() -> None:
    """No money is converted."""
    base = OfferFigures(price=Decimal("2.99"), currency="EUR")

    assert resolve_figures(base, OfferFigures(), "US").currency == "EUR"
    assert resolve_figures(base, OfferFigures(price=Decimal("3.49")), "US").currency == "USD"
    assert resolve_figures(base, OfferFigures(price=Decimal("3.49"), currency="EUR"), "US").currency == "EUR"
    assert resolve_figures(OfferFigures(price=Decimal("2.99")), OfferFigures(), "GB").currency == "GBP"
