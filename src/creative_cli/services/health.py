"""What `creative doctor --online` asks: free calls only."""

import asyncio
from collections.abc import Awaitable

from creative_cli.http import prices
from creative_cli.http.api_error import ApiError
from creative_cli.http.openai_client import Account, fetch_shutdown
from creative_cli.providers.base import Provider, ProviderHealth
from creative_cli.services.provider_registry import AUTO_PROVIDERS, select_providers
from creative_cli.settings import Settings, read_settings

PROBE_TIMEOUT_S = 30.0
"""Seconds a provider gets to answer, over all its calls."""


def probe_providers() -> tuple[tuple[str, ProviderHealth], ...]:
    """Ask every provider that is set whether its key and model work, and return what each was asked for and says.

    Nothing is painted, translated or charged.
    """
    settings = read_settings()
    casting = select_providers(AUTO_PROVIDERS, settings)
    if not casting.painters:
        hint = "Set HF_TOKEN or OPENAI_API_KEY to have pictures painted by a service."
        return (
            ("providers", ProviderHealth(ok=True, says="none has a key; the studio makes the pictures", hint=hint)),
        )
    return asyncio.run(_probe_all(casting.painters, settings))


async def _probe_all(painters: tuple[Provider, ...], settings: Settings) -> tuple[tuple[str, ProviderHealth], ...]:
    asked = [_with_timeout(f"pictures by {painter.name}", painter.probe()) for painter in painters]
    if settings.openai_api_key is not None:
        asked.append(_with_timeout("translation by openai", _probe_text_model(settings)))
    return tuple(await asyncio.gather(*asked))


async def _with_timeout(subject: str, asking: Awaitable[ProviderHealth]) -> tuple[str, ProviderHealth]:
    try:
        async with asyncio.timeout(PROBE_TIMEOUT_S):
            return subject, await asking
    except TimeoutError:
        hint = "Look at the connection, and at the provider's page of outages."
        return subject, ProviderHealth(ok=False, says=f"no answer within {PROBE_TIMEOUT_S:.0f} s", hint=hint)


async def _probe_text_model(settings: Settings) -> ProviderHealth:
    """Ask for the facts of the model that translates."""
    key, model = settings.openai_api_key, settings.openai_text_model
    if key is None:
        return ProviderHealth(ok=False, says="no key", hint="Set OPENAI_API_KEY.")
    try:
        day = await fetch_shutdown(Account(key, settings.openai_base_url, PROBE_TIMEOUT_S), model)
    except ApiError as error:
        return ProviderHealth(
            ok=False, says=error.sentence, hint="Look at OPENAI_API_KEY and CREATIVE_OPENAI_TEXT_MODEL."
        )
    known = prices.find_shutdown(model)
    day = day or (None if known is None else known.day)
    return ProviderHealth(ok=True, says=f"{model} works" + (f"; it closes on {day}" if day else ""))
