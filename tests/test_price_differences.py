"""Prices of every locale beside Intl.NumberFormat of Node: each difference has a reason, which the page lists."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

import prices
from creative_cli.locale import locales, number_format

pytestmark = pytest.mark.run  # starts Node

PAGE = Path(__file__).parent.parent / "docs" / "prices.md"


@pytest.fixture(scope="module")
def compared() -> prices.Comparison:
    """Return the comparison; skip without Node, or if its data are older than ours by a year."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed.")
    found = prices.compare_with_intl()
    if float(found.versions["cldr"]) < prices.LEAST_CLDR:
        pytest.skip(f"Node has CLDR {found.versions['cldr']}; {prices.LEAST_CLDR} is needed.")
    return found


def test_each_difference_has_a_reason(compared: prices.Comparison) -> None:
    """All 249 territories and Kosovo are compared, Antarctica without a currency of its own."""
    strange = [one for one in compared.differences if one.kind is None]

    assert strange == []
    assert {one.kind for one in compared.differences} <= set(prices.REASONS)
    assert {one.territory for one in prices.list_known_locales()} == set(locales.list_territories())


def test_the_usual_locales_differ_least(compared: prices.Comparison) -> None:
    """In the first language of each market, prices differ by what type or the escudo needs, or by missing data."""
    first = {locales.list_locales(code)[0] for code in locales.list_territories()}
    kinds = {one.kind for one in compared.differences if one.figure.locale in first and one.figure.unit != "percent"}

    assert kinds <= {"apostrophe", "decimals", "escudo", "language without data", "language that Node lacks", "script"}


def test_the_page_is_that_of_this_node(compared: prices.Comparison) -> None:
    """The committed table is current; that of another version of Node says so."""
    page = PAGE.read_text("utf-8")
    if f"Node {compared.versions['node']} " not in page:
        pytest.skip("docs/prices.md is of another version of Node.")

    assert prices.write_page(compared) == page


def test_a_wrong_price_has_no_reason(compared: prices.Comparison) -> None:
    """A comma for the point of money in French Switzerland is found."""
    locale = locales.resolve_locale("CH", "de", "de")
    wrong = prices.Figure(locale, "CHF", Decimal("12.50"), "CHF\u00a012,50")
    right = number_format.localize_price(wrong.value, "CHF", locale)
    (answer,) = prices.read_intl([wrong])["answers"]

    assert compared.figures > 10_000
    assert answer["usual"] == right
    assert prices.explain_difference(wrong, answer) is None
