"""The folio of an editorial ad: the brief's words, a market's own, or the month in which the flight starts."""

from pathlib import Path

from creative_cli.brief.device_words import describe_device_facts
from creative_cli.brief.loader import parse_brief

BRIEF = """schema: 1
campaign: trail
brand: {name: Solara, colors: {primary: "#24344D"}}
message: {headline: Go further}
products: [{id: flask, name: Flask}]
markets: [US, {country: FR, folio: No 3 bis}, JP]
"""


def folios(lines: str) -> list[str]:
    """Return the folio of each market of a brief with these lines."""
    loaded = parse_brief((BRIEF + lines).encode(), name="brief.yaml", folder=Path(), translator=True)
    pairs = zip(loaded.brief.markets, loaded.markets, strict=True)
    return [describe_device_facts(loaded.brief, market, own.locale).folio for market, own in pairs]


def test_a_market_comes_before_the_brief_and_that_before_the_flight() -> None:
    """Months are written as the market does; without a flight there is none."""
    assert folios("") == ["", "No 3 bis", ""]
    assert folios("folio: No 3\n") == ["No 3", "No 3 bis", "No 3"]
    assert folios("flight: {start: 2026-06-01, end: 2026-08-31}\n") == ["June 2026", "No 3 bis", "2026年6月"]
