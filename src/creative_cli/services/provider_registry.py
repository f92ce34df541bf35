"""Who paints: names and keys become providers, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from creative_cli.brief.suggest import did_you_mean
from creative_cli.errors import UsageError
from creative_cli.providers.base import Painter, PictureRequest, able
from creative_cli.providers.huggingface import HuggingFace
from creative_cli.providers.local import Local
from creative_cli.providers.openai import OpenAIImages
from creative_cli.settings import Settings
from creative_cli.storage.circuit_breakers import fingerprint

AUTO = "auto"
STUDIO = "studio"
USUAL = ("huggingface", "openai")
"""Who is asked when nobody is named, as far as they have a key."""
NAMES = (*USUAL, "local", STUDIO)
READ_S = 180.0
"""Seconds of silence after which a call has failed; a picture takes 6 to 60."""


@dataclass(frozen=True, slots=True)
class Casting:
    """Who paints, in order, and whether the studio does when they cannot, or when there is nobody else."""

    painters: tuple[Painter, ...]
    studio: bool

    def words(self, request: PictureRequest) -> str:
        """Return what each of those who can would be asked, in words; the name before each where there are several."""
        asked = able(self.painters, request.task)
        if len(asked) == 1:
            return asked[0].words(request)
        return "\n".join(f"{painter.name}:\n{painter.words(request)}" for painter in asked)

    @property
    def label(self) -> str:
        """The names, in their order."""
        return ", ".join((*(painter.name for painter in self.painters), *((STUDIO,) if self.studio else ())))


def cast(asked: str, settings: Settings) -> Casting:
    """Return who paints: those *asked* for, else those of CREATIVE_PROVIDERS, else the usual ones that have a key.

    Raises UsageError for a name that is none, or one that was named and has no key.
    """
    chosen = asked.strip().casefold() not in ("", AUTO)
    named = asked if chosen else settings.providers
    where = "" if chosen else " (CREATIVE_PROVIDERS)"
    names = tuple(dict.fromkeys(name for part in named.split(",") if (name := part.strip().casefold())))
    if not chosen and names == (AUTO,):
        names = ()
    for name in names:
        if name == AUTO:
            raise UsageError(f"auto stands alone, not among other providers{where}.", f"Name {', '.join(NAMES)}.")
        if name not in NAMES:
            guess = did_you_mean(name, (AUTO, *NAMES))
            raise UsageError(
                f"There is no provider {name!r}{where}.{guess}", f"Providers: {AUTO}, or {', '.join(NAMES)}."
            )
    if STUDIO in names[:-1]:
        raise UsageError(
            "The studio always delivers, so nobody after it would be asked.", "Name studio last, or leave it out."
        )
    if not names:
        names = tuple(name for name in USUAL if _missing(name, settings) is None) or (STUDIO,)
    for name in names:
        lacking = _missing(name, settings)
        if lacking is not None:
            raise UsageError(
                f"{name} has no key{where}.", f"Set {lacking} in the environment or in .env, or name another provider."
            )
    return Casting(_painters([name for name in names if name != STUDIO], settings), STUDIO in names)


def _missing(name: str, settings: Settings) -> str | None:
    """Return the setting a provider cannot work without and that is not there."""
    own_endpoint = "://" in settings.huggingface_model
    if name == "huggingface" and settings.hf_token is None and not own_endpoint:
        return "HF_TOKEN"
    if name == "openai" and settings.openai_api_key is None:
        return "OPENAI_API_KEY"
    return None


def _painters(names: Sequence[str], settings: Settings) -> tuple[Painter, ...]:
    return tuple(_painter(name, settings) for name in names)


def _painter(name: str, settings: Settings) -> Painter:
    if name == "huggingface":
        return HuggingFace(
            settings.huggingface_model,
            settings.huggingface_provider,
            settings.hf_token,
            timeout_s=READ_S,
            bill_to=settings.huggingface_bill_to,
        )
    if name == "openai":
        return OpenAIImages(
            settings.openai_image_model,
            settings.openai_image_quality,
            _needed(settings.openai_api_key),
            settings.openai_base_url,
            timeout_s=READ_S,
        )

    return Local(settings.local_model)


def _needed(key: SecretStr | None) -> SecretStr:
    if key is None:
        raise UsageError("OpenAI has no key.", "Set OPENAI_API_KEY in the environment or in .env.")
    return key


def fingerprints(settings: Settings) -> dict[str, str]:
    """Return what stands for each provider's key in the memory of breakers: a hash that does not give it away."""
    keys = {"huggingface": settings.hf_token, "openai": settings.openai_api_key}
    return {name: fingerprint(name, key.get_secret_value()) for name, key in keys.items() if key is not None}
