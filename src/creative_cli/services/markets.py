"""List markets with the fonts that set them."""

from creative_cli.brief.market_facts import MarketFacts, find_market_facts
from creative_cli.layout.scripts import LATIN_FAMILY, SCRIPT_SETTINGS, script_key
from creative_cli.locale.locales import Locale


def list_markets(fragment: str) -> tuple[MarketFacts, ...]:
    """Return facts about the markets that *fragment* names, or about all if it is empty."""
    return find_market_facts(fragment, _font_families)


def _font_families(locale: Locale) -> tuple[str, ...]:
    # The second one draws Latin letters and digits.
    return tuple(dict.fromkeys((SCRIPT_SETTINGS[script_key(locale)].family, LATIN_FAMILY)))
