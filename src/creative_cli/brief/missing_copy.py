"""What is said of markets whose copy nobody has written and nobody is there to write."""

from collections.abc import Collection, Sequence

from creative_cli.brief.loader import LoadedBrief
from creative_cli.errors import BriefError, Problem
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale


def missing_copy_message(markets: Sequence[tuple[Locale, int]], source: str) -> str:
    """Return which locales have no copy, on which lines of the brief, and every way out."""
    names = ", ".join(f"{locale.tag} ({locales.language_name(locale)}) on line {line}" for locale, line in markets)
    these = "this market" if len(markets) == 1 else "these markets"
    return (
        f"There is no copy for {names} and no translator is configured: "
        f"add copy: to {these}, set language: {source} there to print the message as it is, or have it translated: "
        "set OPENAI_API_KEY, or import translations (creative copy import). --pseudo tries the layout without."
    )


def missing_copy_error(loaded: LoadedBrief, tags: Collection[str]) -> BriefError:
    """Return the error of a brief whose locales *tags* lack copy."""
    markets = [(market.locale, market.line) for market in loaded.markets if market.locale.tag in tags]
    problem = Problem(loaded.name, markets[0][1], 1, missing_copy_message(markets, loaded.brief.source_language))
    return BriefError((problem,))
