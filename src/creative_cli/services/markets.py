"""What the list of markets needs."""

from creative_cli.brief.atlas import MarketFacts, atlas
from creative_cli.layout.scripts import LATIN, SCRIPTS, setting_of
from creative_cli.locale.locales import Locale


def markets(fragment: str) -> tuple[MarketFacts, ...]:
    """Return what is known of the markets that *fragment* names, of all when it is empty."""
    return atlas(fragment, _families)


def _families(locale: Locale) -> tuple[str, ...]:
    """Return our font of the locale's script, and the one that draws Latin letters and digits beside it."""
    return tuple(dict.fromkeys((SCRIPTS[setting_of(locale)].family, LATIN)))
