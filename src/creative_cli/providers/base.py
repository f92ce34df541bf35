"""The protocol of an image provider, with its request and result."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ImageTask(StrEnum):
    """Kinds of pictures: a whole picture, an empty scene, or a photo extended beyond its edges."""

    PICTURE = "picture"  # the product is drawn from its description
    SCENE = "scene"  # an empty place with a surface; the studio places the product on it
    OUTPAINT = "outpaint"  # the photo's own pixels are pasted back over the response


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt in the forms that models take.

    `text` is complete. `short` has at most 75 CLIP tokens, the subject first. `negative` names what must not appear,
    for models that take it separately; `text` includes it.
    """

    text: str
    short: str
    negative: str


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """A request for one picture; `aspect` is width / height of the canvases it is for.

    `reference` is required for OUTPAINT: the photo on the new canvas (PNG, RGBA), transparent where it is extended.
    """

    product: str
    task: ImageTask
    prompt: Prompt
    aspect: float
    seed: int
    reference: bytes | None = None


@dataclass(frozen=True, slots=True)
class GeneratedImage:
    """A response as received: unchecked file bytes, the requested size (px) and the cost.

    `seed` and the tokens are None for services without them.
    """

    data: bytes
    model: str
    width: int
    height: int
    seed: int | None
    usd: float
    request_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ProviderHealth:
    """The result of a free test call: whether the provider works, and a message."""

    ok: bool
    says: str
    hint: str = ""


def format_short_prompt(prompt: Prompt) -> str:
    """Return the short and the negative prompt for display."""
    return f"{prompt.short}\nNot: {prompt.negative}"


class Provider(Protocol):
    """An image service. Its calls raise only `ApiError`."""

    @property
    def name(self) -> str:
        """The name in settings: huggingface, openai."""

    @property
    def model(self) -> str:
        """The model, as its service names it."""

    @property
    def identity(self) -> str:
        """What pictures depend on besides the request, as `name:model`; part of their cache key."""

    @property
    def tasks(self) -> frozenset[ImageTask]:
        """The supported tasks."""

    def words(self, request: ImageRequest) -> str:
        """Return the full text that would be sent, for display."""

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the supported size nearest to the request (width, height in px); the picture is cropped later."""

    def estimate(self, request: ImageRequest) -> float:
        """Return the highest possible cost in USD, from the price table."""

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Generate a picture in one call, without retries; raise ApiError. Cancelling closes the connection."""

    async def probe(self) -> ProviderHealth:
        """Test key and model with a free call."""


def select_for_task(providers: Sequence[Provider], task: ImageTask) -> tuple[Provider, ...]:
    """Return the *providers* that support *task*, in order."""
    return tuple(provider for provider in providers if task in provider.tasks)
