"""What the list of markets needs."""

from creative_cli.brief.market_facts import MarketFacts, find_market_facts
from creative_cli.layout.scripts import LATIN_FAMILY, SCRIPT_SETTINGS, script_key
from creative_cli.locale.locales import Locale


def list_markets(fragment: str) -> tuple[MarketFacts, ...]:
    """Return what is known of the markets that *fragment* names, of all when it is empty."""
    return find_market_facts(fragment, _font_families)


def _font_families(locale: Locale) -> tuple[str, ...]:
    """Return our font of the locale's script, and the one that draws Latin letters and digits beside it."""
    return tuple(dict.fromkeys((SCRIPT_SETTINGS[script_key(locale)].family, LATIN_FAMILY)))
