"""What every painter of pictures can be asked, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ImageTask(StrEnum):
    """What kind of picture is asked for."""

    PICTURE = "picture"
    """The whole picture, the product drawn from its description."""
    SCENE = "scene"
    """An empty place with room and a surface for the product, which our compositor puts there."""
    OUTPAINT = "outpaint"
    """A photo continued beyond its edges; its own pixels are laid back over the answer."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One wish in the three forms that models take.

    `text` is whole, for models that read at length. `short` has at most 75 CLIP tokens, the subject first. `negative`
    names what must not be there, for models that take it apart; `text` says it too.
    """

    text: str
    short: str
    negative: str


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What is to be painted; `aspect` is width / height of the canvases it is for.

    `reference` is an encoded picture (PNG, RGBA) that a task is about: for OUTPAINT the photo on the new canvas,
    transparent where it is to be continued.
    """

    product: str
    task: ImageTask
    prompt: Prompt
    aspect: float
    seed: int
    reference: bytes | None = None


@dataclass(frozen=True, slots=True)
class GeneratedImage:
    """An answer as it came: the file's bytes, nothing of it believed yet; `usd` is what it cost.

    `seed` is None where the service takes none; tokens are None where it counts none.
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
    """What a free call found out of a provider: whether it would work, and what people should know."""

    ok: bool
    says: str
    hint: str = ""


def format_short_prompt(prompt: Prompt) -> str:
    """Return what a model that reads at most 75 tokens is asked, as people read it."""
    return f"{prompt.short}\nNot: {prompt.negative}"


class Provider(Protocol):
    """A service that paints; whatever goes wrong in it leaves as an `ApiError`."""

    @property
    def name(self) -> str:
        """As people name it in settings: huggingface, openai."""

    @property
    def model(self) -> str:
        """The model asked, as its service names it."""

    @property
    def identity(self) -> str:
        """What its pictures depend on beside what is asked, as `name:model`: part of the key they are kept by."""

    @property
    def tasks(self) -> frozenset[ImageTask]:
        """What it can do."""

    def words(self, request: ImageRequest) -> str:
        """Return what it would be asked in words, all of it, for people to read."""

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the size (width, height in px) it would paint: the nearest it has, cropped afterwards."""

    def estimate(self, request: ImageRequest) -> float:
        """Return what the picture may cost at most, USD, from the price table."""

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Paint, once, without retries of its own; raise ApiError. Cancelling it closes the connection."""

    async def probe(self) -> ProviderHealth:
        """Ask whether key and model work, by a call that costs nothing."""


def select_for_task(painters: Sequence[Provider], task: ImageTask) -> tuple[Provider, ...]:
    """Return those of *painters* that can do *task*, in their order."""
    return tuple(painter for painter in painters if task in painter.tasks)


def first_identity(painters: Sequence[Provider], task: ImageTask) -> str:
    """Return what the key of a picture has of those who may paint it: who is asked first, empty where nobody can.

    Not of those after: naming a fallback, or one less, buys nothing anew.
    """
    return next((painter.identity for painter in select_for_task(painters, task)), "")
