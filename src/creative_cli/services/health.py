"""What `creative doctor --online` asks: free calls only."""

import asyncio
from collections.abc import Awaitable

from creative_cli.http import prices
from creative_cli.http.api_error import Fault
from creative_cli.http.openai_client import Account, model_facts
from creative_cli.providers.base import Health, Painter
from creative_cli.services.provider_registry import AUTO, cast
from creative_cli.settings import Settings, read_settings

PATIENCE_S = 30.0
"""Seconds a provider gets to answer, over all its calls."""


def online() -> tuple[tuple[str, Health], ...]:
    """Ask every provider that is set whether its key and model work, and return what each was asked for and says.

    Nothing is painted, translated or charged.
    """
    settings = read_settings()
    casting = cast(AUTO, settings)
    if not casting.painters:
        hint = "Set HF_TOKEN or OPENAI_API_KEY to have pictures painted by a service."
        return (("providers", Health(ok=True, says="none has a key; the studio makes the pictures", hint=hint)),)
    return asyncio.run(_all(casting.painters, settings))


async def _all(painters: tuple[Painter, ...], settings: Settings) -> tuple[tuple[str, Health], ...]:
    asked = [_within(f"pictures by {painter.name}", painter.probe()) for painter in painters]
    if settings.openai_api_key is not None:
        asked.append(_within("translation by openai", _text_model(settings)))
    return tuple(await asyncio.gather(*asked))


async def _within(subject: str, asking: Awaitable[Health]) -> tuple[str, Health]:

    try:
        async with asyncio.timeout(PATIENCE_S):
            return subject, await asking
    except TimeoutError:
        hint = "Look at the connection, and at the provider's page of outages."
        return subject, Health(ok=False, says=f"no answer within {PATIENCE_S:.0f} s", hint=hint)


async def _text_model(settings: Settings) -> Health:
    """Ask for the facts of the model that translates."""
    key, model = settings.openai_api_key, settings.openai_text_model
    if key is None:
        return Health(ok=False, says="no key", hint="Set OPENAI_API_KEY.")
    try:
        facts = await model_facts(Account(key, settings.openai_base_url, PATIENCE_S), model)
    except Fault as fault:
        return Health(ok=False, says=fault.sentence, hint="Look at OPENAI_API_KEY and CREATIVE_OPENAI_TEXT_MODEL.")
    closing = prices.closing(model)
    day = facts.shutdown or (None if closing is None else closing.day)
    return Health(ok=True, says=f"{model} works" + (f"; it closes on {day}" if day else ""))
