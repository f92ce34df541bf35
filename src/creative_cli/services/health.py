"""Ask providers whether key and model work, for `creative doctor --online`. All calls are free."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

from creative_cli.http import prices
from creative_cli.http.api_error import ApiError
from creative_cli.http.compatible_servers import OPENAI_NAME
from creative_cli.http.event_loop import run_in_loop
from creative_cli.http.openai_client import Account, fetch_shutdown
from creative_cli.providers.base import Provider, ProviderHealth
from creative_cli.providers.openai import probe_other_server
from creative_cli.services.doctor import Diagnosis
from creative_cli.services.provider_registry import AUTO_PROVIDERS, select_providers
from creative_cli.settings import Settings


def probe_providers(settings: Settings) -> tuple[Diagnosis, ...]:
    """Ask every configured provider whether its key and model work. Nothing is generated, translated or charged."""
    providers = select_providers(AUTO_PROVIDERS, settings).providers
    if providers:
        return run_in_loop(_probe_all(providers, settings))
    hint = "To generate pictures with a service, set HF_TOKEN or OPENAI_API_KEY."
    return (Diagnosis("providers", ok=True, says="no keys; the built-in studio makes the pictures", hint=hint),)


async def _probe_all(providers: tuple[Provider, ...], settings: Settings) -> tuple[Diagnosis, ...]:
    probes = [
        _with_timeout(f"pictures by {provider.name}", provider.probe(), settings.probe_seconds)
        for provider in providers
    ]
    if settings.openai_api_key is not None:
        account = Account(settings.openai_api_key, settings.openai_base_url, settings.silence_seconds)
        probes.append(
            _with_timeout(
                f"translation by {account.provider}",
                _probe_text_model(account, settings.openai_text_model),
                settings.probe_seconds,
            )
        )
    return tuple(await asyncio.gather(*probes))


async def _with_timeout(subject: str, probe: Awaitable[ProviderHealth], seconds: float) -> Diagnosis:
    try:
        async with asyncio.timeout(seconds):
            health = await probe
    except TimeoutError:
        hint = "Check your connection and the provider's status page. CREATIVE_PROBE_SECONDS sets the limit."
        return Diagnosis(subject, ok=False, says=f"no answer within {seconds:g} s", hint=hint)
    return Diagnosis(subject, health.ok, health.says, health.hint)


async def _probe_text_model(account: Account, model: str) -> ProviderHealth:
    try:
        day = await fetch_shutdown(account, model)
    except ApiError as error:
        health = await probe_other_server(account, model, error)
        return health if health.ok else replace(health, hint="Check OPENAI_API_KEY and CREATIVE_OPENAI_TEXT_MODEL.")
    known = prices.find_shutdown(model) if account.provider == OPENAI_NAME else None
    day = day or (None if known is None else known.day)
    return ProviderHealth(ok=True, says=f"{model} works" + (f"; it shuts down on {day}" if day else ""))
