"""Turn the names and keys of image providers into a chain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.errors import UsageError
from creative_cli.http.compatible_servers import OPENAI_NAME, find_server_name
from creative_cli.plugins import PluginGroup, accept_function
from creative_cli.providers.base import ImageRequest, Provider, select_for_task
from creative_cli.providers.huggingface import HuggingFaceProvider
from creative_cli.providers.local import LocalProvider
from creative_cli.providers.openai import OpenAIProvider
from creative_cli.providers.plugin import PluginProvider
from creative_cli.providers.studio import STUDIO_NAME
from creative_cli.settings import Settings
from creative_cli.storage.circuit_breakers import fingerprint_key

AUTO_PROVIDERS = "auto"
DEFAULT_PROVIDERS = ("huggingface", "openai")  # for `auto`: those that have a key
PROVIDER_NAMES = (*DEFAULT_PROVIDERS, "local", STUDIO_NAME)

PLUGIN_PROVIDERS: Final[PluginGroup[Callable[[Settings], Provider]]] = PluginGroup(
    "providers", "provider", (AUTO_PROVIDERS, *PROVIDER_NAMES), accept_function
)
"""Providers of other packages: each entry point names a function that takes the settings and returns a Provider."""


@dataclass(frozen=True, slots=True)
class ProviderChain:
    """Image providers in order; `studio` says whether the built-in studio comes after them."""

    providers: tuple[Provider, ...]
    studio: bool

    def format_prompts(self, request: ImageRequest) -> str:
        """Return the prompt each provider that can do the task would get, under its name if there are several."""
        able = select_for_task(self.providers, request.task)
        if len(able) == 1:
            return able[0].words(request)
        return "\n".join(f"{provider.name}:\n{provider.words(request)}" for provider in able)

    @property
    def label(self) -> str:
        """The names in order."""
        return ", ".join((*(provider.name for provider in self.providers), *((STUDIO_NAME,) if self.studio else ())))


def select_providers(names: str, settings: Settings) -> ProviderChain:
    """Return the providers in *names*; for auto those in CREATIVE_PROVIDERS, else the default ones that have a key.

    Raises UsageError for no name, an unknown name, and a named provider without a key, and PluginError for a plug-in
    that cannot be used.
    """
    known = (*PROVIDER_NAMES, *PLUGIN_PROVIDERS.names())
    given = names.strip().casefold() != AUTO_PROVIDERS
    where = "" if given else " (CREATIVE_PROVIDERS)"
    parts = (part.strip().casefold() for part in (names if given else settings.providers).split(","))
    chosen = tuple(dict.fromkeys(filter(None, parts)))
    if given and not chosen:
        # An unset shell variable: auto may buy pictures, which was not asked for.
        raise UsageError("No provider is named.", f"Write {AUTO_PROVIDERS}, or {', '.join(known)}.")
    if not given and chosen == (AUTO_PROVIDERS,):
        chosen = ()
    for name in chosen:
        if name == AUTO_PROVIDERS:
            raise UsageError(f"auto cannot be combined with other providers{where}.", f"Name {', '.join(known)}.")
        if name not in known:
            guess = suggest_similar_word(name, (AUTO_PROVIDERS, *known))
            raise UsageError(
                f"There is no provider {name!r}{where}.{guess}",
                f"Providers: {AUTO_PROVIDERS}, or {', '.join(known)}.",
            )
    if STUDIO_NAME in chosen[:-1]:
        raise UsageError(
            "The studio never fails, which makes the providers after it useless.", "Name studio last, or leave it out."
        )
    if not chosen:
        chosen = tuple(name for name in DEFAULT_PROVIDERS if _missing_key(name, settings) is None) or (STUDIO_NAME,)
    for name in chosen:
        if missing := _missing_key(name, settings):
            raise UsageError(
                f"{name} has no key{where}.", f"Set {missing} in the environment or in .env, or name another provider."
            )
    providers = tuple(_build_provider(name, settings) for name in chosen if name != STUDIO_NAME)
    return ProviderChain(providers, STUDIO_NAME in chosen)


def _missing_key(name: str, settings: Settings) -> str | None:
    own_endpoint = "://" in settings.huggingface_model
    if name == "huggingface" and settings.hf_token is None and not own_endpoint:
        return "HF_TOKEN"
    if name == "openai" and settings.openai_api_key is None:
        return "OPENAI_API_KEY"
    return None


def _build_provider(name: str, settings: Settings) -> Provider:
    if name == "huggingface":
        return HuggingFaceProvider(
            settings.huggingface_model,
            settings.huggingface_provider,
            settings.hf_token,
            timeout_s=settings.silence_seconds,
            bill_to=settings.huggingface_bill_to,
        )
    if name == "openai":
        return OpenAIProvider(
            settings.openai_image_model,
            settings.openai_image_quality,
            settings.openai_api_key or SecretStr(""),  # never empty: select_providers has looked
            settings.openai_base_url,
            timeout_s=settings.silence_seconds,
        )
    if name == "local":
        return LocalProvider(settings.local_model)
    return make_plugin_provider(name, settings)


def make_plugin_provider(name: str, settings: Settings) -> Provider:
    """Return the provider of a plug-in; raise PluginError when it cannot be used."""
    provider = PLUGIN_PROVIDERS.make(name, Provider, settings)
    # Paid pictures are kept by the provider's name: they would not be found again under another one.
    if provider.name != name:
        raise PLUGIN_PROVIDERS.error(name, f"calls itself {provider.name!r}: it has to have one name")
    return PluginProvider(provider, PLUGIN_PROVIDERS.package(name))


def fingerprint_keys(settings: Settings) -> dict[str, str]:
    """Return a fingerprint of each provider's key: circuit breakers hold for one key."""
    server = find_server_name(settings.openai_base_url) or OPENAI_NAME
    keys = {"huggingface": settings.hf_token, server: settings.openai_api_key}
    return {name: fingerprint_key(name, key.get_secret_value()) for name, key in keys.items() if key is not None}
