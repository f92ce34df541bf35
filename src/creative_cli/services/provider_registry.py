"""Who paints: names and keys become providers, in their order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.errors import UsageError
from creative_cli.plugins import PluginGroup, accept_function
from creative_cli.providers.base import ImageRequest, Provider, select_for_task
from creative_cli.providers.huggingface import HuggingFaceProvider
from creative_cli.providers.local import LocalProvider
from creative_cli.providers.openai import OpenAIProvider
from creative_cli.providers.plugin import PluginProvider
from creative_cli.settings import Settings
from creative_cli.storage.circuit_breakers import fingerprint_key

AUTO_PROVIDERS = "auto"
BUILT_IN_STUDIO = "studio"
DEFAULT_PROVIDERS = ("huggingface", "openai")
"""Who is asked when nobody is named, as far as they have a key."""
PROVIDER_NAMES = (*DEFAULT_PROVIDERS, "local", BUILT_IN_STUDIO)
IMAGE_READ_TIMEOUT_S = 180.0
"""Seconds of silence after which a call has failed; a picture takes 6 to 60."""

PLUGIN_PROVIDERS: Final[PluginGroup[Callable[[Settings], Provider]]] = PluginGroup(
    "providers", "provider", (AUTO_PROVIDERS, *PROVIDER_NAMES), accept_function
)
"""Providers of other packages: each entry point names a function that takes the settings and returns a Provider."""


@dataclass(frozen=True, slots=True)
class ProviderChain:
    """Who paints, in order, and whether the studio does when they cannot, or when there is nobody else."""

    painters: tuple[Provider, ...]
    studio: bool

    def words(self, request: ImageRequest) -> str:
        """Return what each of those who can would be asked, in words; the name before each where there are several."""
        asked = select_for_task(self.painters, request.task)
        if len(asked) == 1:
            return asked[0].words(request)
        return "\n".join(f"{painter.name}:\n{painter.words(request)}" for painter in asked)

    @property
    def label(self) -> str:
        """The names, in their order."""
        return ", ".join((*(painter.name for painter in self.painters), *((BUILT_IN_STUDIO,) if self.studio else ())))


def select_providers(asked: str, settings: Settings) -> ProviderChain:
    """Return who paints: those *asked* for, else those of CREATIVE_PROVIDERS, else the usual ones that have a key.

    Raises UsageError for a name that is none, or one that was named and has no key, and PluginError for a plug-in
    that cannot be used.
    """
    known = (*PROVIDER_NAMES, *PLUGIN_PROVIDERS.names())
    chosen = asked.strip().casefold() not in ("", AUTO_PROVIDERS)
    named = asked if chosen else settings.providers
    where = "" if chosen else " (CREATIVE_PROVIDERS)"
    names = tuple(dict.fromkeys(name for part in named.split(",") if (name := part.strip().casefold())))
    if not chosen and names == (AUTO_PROVIDERS,):
        names = ()
    for name in names:
        if name == AUTO_PROVIDERS:
            raise UsageError(f"auto stands alone, not among other providers{where}.", f"Name {', '.join(known)}.")
        if name not in known:
            guess = suggest_similar_word(name, (AUTO_PROVIDERS, *known))
            raise UsageError(
                f"There is no provider {name!r}{where}.{guess}",
                f"Providers: {AUTO_PROVIDERS}, or {', '.join(known)}.",
            )
    if BUILT_IN_STUDIO in names[:-1]:
        raise UsageError(
            "The studio always delivers, so nobody after it would be asked.", "Name studio last, or leave it out."
        )
    if not names:
        names = tuple(name for name in DEFAULT_PROVIDERS if _missing_setting(name, settings) is None) or (
            BUILT_IN_STUDIO,
        )
    for name in names:
        lacking = _missing_setting(name, settings)
        if lacking is not None:
            raise UsageError(
                f"{name} has no key{where}.", f"Set {lacking} in the environment or in .env, or name another provider."
            )
    return ProviderChain(
        _build_providers([name for name in names if name != BUILT_IN_STUDIO], settings), BUILT_IN_STUDIO in names
    )


def _missing_setting(name: str, settings: Settings) -> str | None:
    """Return the setting a provider cannot work without and that is not there."""
    own_endpoint = "://" in settings.huggingface_model
    if name == "huggingface" and settings.hf_token is None and not own_endpoint:
        return "HF_TOKEN"
    if name == "openai" and settings.openai_api_key is None:
        return "OPENAI_API_KEY"
    return None


def _build_providers(names: Sequence[str], settings: Settings) -> tuple[Provider, ...]:
    return tuple(_build_provider(name, settings) for name in names)


def _build_provider(name: str, settings: Settings) -> Provider:
    if name == "huggingface":
        return HuggingFaceProvider(
            settings.huggingface_model,
            settings.huggingface_provider,
            settings.hf_token,
            timeout_s=IMAGE_READ_TIMEOUT_S,
            bill_to=settings.huggingface_bill_to,
        )
    if name == "openai":
        return OpenAIProvider(
            settings.openai_image_model,
            settings.openai_image_quality,
            _require_key(settings.openai_api_key),
            settings.openai_base_url,
            timeout_s=IMAGE_READ_TIMEOUT_S,
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


def _require_key(key: SecretStr | None) -> SecretStr:
    if key is None:
        raise UsageError("OpenAI has no key.", "Set OPENAI_API_KEY in the environment or in .env.")
    return key


def fingerprint_keys(settings: Settings) -> dict[str, str]:
    """Return what stands for each provider's key in the memory of breakers: a hash that does not give it away."""
    keys = {"huggingface": settings.hf_token, "openai": settings.openai_api_key}
    return {name: fingerprint_key(name, key.get_secret_value()) for name, key in keys.items() if key is not None}
