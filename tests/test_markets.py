"""`creative markets`: every territory, how it writes and what it pays with."""

import json
import re

import pytest

from creative_cli.brief.market_facts import find_market_facts
from creative_cli.errors import UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale
from creative_cli.services.markets import list_markets
from tests.command import creative
from tests.parameters import walk_rows


def no_fonts(_locale: Locale) -> tuple[str, ...]:
    """Return no fonts: who lists markets brings what knows them."""
    return ()


def test_every_territory_is_listed() -> None:
    """Without a filter there are all, each with a language, its sample prices in its own currency."""
    found = list_markets("")

    assert tuple(market.code for market in found) == locales.list_territories()
    assert all(writing.fonts and writing.percent for market in found for writing in market.writings)
    assert [market.code for market in found if market.currency is None] == ["AQ"]


@walk_rows(
    ("fragment", "codes"),
    [
        ("de", ["DE"]),
        ("Germany", ["DE"]),
        ("UK", ["GB"]),
        ("korea", ["KR"]),
        ("hans", ["CN", "MY", "SG"]),
        ("日本", ["JP"]),
    ],
)
def test_a_fragment_finds_markets(fragment: str, codes: list[str]) -> None:
    """A code or a full name gives one market, a piece of a name or locale all that have it."""
    assert [market.code for market in find_market_facts(fragment, no_fonts)] == codes


@pytest.mark.parametrize("fragment", ["German", "Deutsch"])
def test_a_language_finds_the_markets_that_write_it(fragment: str) -> None:
    """By its English or its own name."""
    assert {"DE", "AT", "CH", "LI"} <= {market.code for market in find_market_facts(fragment, no_fonts)}


def test_nothing_found_is_told_with_the_nearest() -> None:
    """A slip of the pen gets its suggestion."""
    with pytest.raises(UsageError) as caught:
        find_market_facts("Germny", no_fonts)

    assert "Germany (DE)" in caught.value.hint


def test_the_command_fits_sixty_columns() -> None:
    """Every line of the whole list can be read on a narrow terminal."""
    shown = creative("markets")
    lines = shown.stdout.splitlines()

    assert shown.returncode == 0
    assert max(len(re.sub("[\u061c\u200e\u200f]", "", line)) for line in lines) <= 60
    assert "DE  Germany  EUR" in lines
    assert any(line.split()[:6] == ["ar-SA", "Arab", "rtl", "٢٥٪\u061c", "Sans", "Arabic"] for line in lines)


def test_json_is_one_document() -> None:
    """Scripts read codes, languages, fonts and samples."""
    document = json.loads(creative("markets", "CH", "--json").stdout)
    (market,) = document["markets"]

    assert document["schema"] == 1
    assert (market["code"], market["currency"]) == ("CH", "CHF")
    assert [writing["locale"] for writing in market["writings"]] == ["de-CH", "fr-CH", "it-CH"]
    assert market["writings"][0]["fonts"] == ["Noto Sans"]


def test_an_unknown_market_is_a_usage_error() -> None:
    """Exit code 2, with a sentence."""
    told = creative("markets", "Germny")

    assert told.returncode == 2
    assert "Did you mean Germany (DE)?" in told.stderr
