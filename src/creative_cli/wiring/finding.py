"""What searching needs."""

from typing import TYPE_CHECKING

from creative_cli.settings import Settings
from creative_cli.wiring.house import House

if TYPE_CHECKING:
    from creative_cli.memory import Answer, Memory
    from creative_cli.storage.state import OnWait


def memory(where: House, on_wait: "OnWait | None") -> "Memory":
    """Return what finds past ads, with the embedder the settings name."""
    from creative_cli.memory import Memory  # noqa: PLC0415  # only where something is remembered or found
    from creative_cli.search.embedders import choose  # noqa: PLC0415  # same

    return Memory(where.output, where.state, choose(Settings().embedder), on_wait)


def find(  # what is asked, and who is told of waiting
    where: House, text: str, markets: tuple[str, ...], campaigns: tuple[str, ...], limit: int, on_wait: "OnWait"
) -> "Answer":
    """Look for past ads that *text* describes, in some markets and campaigns or all."""
    from creative_cli.locales import territory  # noqa: PLC0415  # only where markets are named
    from creative_cli.search.filters import Filters  # noqa: PLC0415  # same

    locales = tuple(market for market in markets if "-" in market)
    countries = tuple(territory(market) for market in markets if "-" not in market)
    filters = Filters(campaigns=campaigns, countries=countries, locales=locales)
    return memory(where, on_wait).find(text, filters, limit)
