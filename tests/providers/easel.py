"""A chain of providers that return real files from memory; everything else is real."""

import asyncio
import io

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.http.api_error import ApiError
from creative_cli.imaging import response_check
from creative_cli.providers.base import GeneratedImage, ImageRequest, ImageTask, Prompt, ProviderHealth
from creative_cli.providers.fallback import FallbackChain, PaidImages
from creative_cli.storage.cache import key_of
from tests.http.desk import PRICE, Desk

SIDE = 64
PICTURES = frozenset({ImageTask.PICTURE, ImageTask.SCENE})


def picture(seed: int = 7, side: int = SIDE) -> bytes:
    """Return a file that shows something, another for each seed."""
    pixels = np.random.default_rng(seed).integers(0, 255, (8, 8, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC).save(buffer, "PNG")
    return buffer.getvalue()


def black() -> bytes:
    """Return the file a safety filter sends."""
    buffer = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE)).save(buffer, "PNG")
    return buffer.getvalue()


def crowded(seed: int = 7) -> bytes:
    """Return a file that `occupant` sees an object in, another for each seed."""
    return picture(100 + seed)


def request(product: str = "tea", task: ImageTask = ImageTask.PICTURE) -> ImageRequest:
    """Return a request for a picture of *product*."""
    return ImageRequest(product, task, Prompt("tea on a table", "tea", "text"), aspect=1.0, seed=7)


def key(product: str = "tea") -> str:
    """Return the key of *product*'s picture."""
    return key_of("picture", product=product)


class ScriptedPainter:
    """Paints by *script*, one entry a call, the last one for ever: a fault, a file, or None for a good picture."""

    def __init__(
        self, name: str, *script: ApiError | bytes | None, seconds: float = 0.0, tasks: frozenset[ImageTask] = PICTURES
    ) -> None:
        """Answer each call after *seconds*."""
        self.name = name
        self.model = f"{name}-model"
        self.identity = f"{name}:{name}-model"
        self.tasks = tasks
        self.script = list(script) or [None]
        self.seconds = seconds
        self.calls: list[tuple[str, int]] = []
        self.prompts: list[Prompt] = []
        self.running = 0
        self.most = 0

    def words(self, request: ImageRequest) -> str:
        """Return the whole wish."""
        return request.prompt.text

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the only size."""
        assert request.aspect == 1.0
        return SIDE, SIDE

    def estimate(self, request: ImageRequest) -> float:
        """Return the only price."""
        assert request.aspect == 1.0
        return PRICE

    def begin(self, product: str) -> None:
        """Note that a picture of *product* was asked for."""

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Paint."""
        self.begin(request.product)
        self.calls.append((request.product, request.seed))
        self.prompts.append(request.prompt)
        entry = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.running -= 1
        if isinstance(entry, ApiError):
            raise entry
        data = picture(request.seed) if entry is None else entry
        return GeneratedImage(data, self.model, SIDE, SIDE, request.seed, PRICE, "req-1", 10, 20)

    async def probe(self) -> ProviderHealth:
        """Be well."""
        return ProviderHealth(ok=True, says="It would paint.")


async def examine(data: bytes, width: int, height: int) -> None:
    """Check a picture in this thread: the tests' clock does not wait for others."""
    response_check.check_response_image(data, width, height)


async def occupant(data: bytes) -> Box | None:
    """See an object in what `crowded` drew: `tests.imaging.test_unwanted_object` tries real ones."""
    return Box(0.4, 0.3, 0.1, 0.5) if data in {crowded(seed) for seed in (7, 8)} else None


class Easel:
    """A chain and what it stands on."""

    def __init__(
        self, desk: Desk, painters: tuple[ScriptedPainter, ...], received: PaidImages, deadline_s: float = 300.0
    ) -> None:
        """Build a chain of *painters*."""
        self.desk = desk
        self.painters = painters
        self.received = received
        self.chain = FallbackChain(painters, desk.caller, received, examine, occupant, deadline_s)
