"""A provider that paints a plain picture on this machine: a disc of light on a gradient, free of charge."""

import asyncio
from io import BytesIO

from PIL import Image, ImageOps

from creative_cli import GeneratedImage, ImageRequest, ImageTask, ProviderHealth, Settings

NAME = "example"
MODEL = "gradient-1"
SIDE_PX = 1024
"""Side of a square picture; others have the same area."""


class ExampleProvider:
    """Paints a picture from the seed alone; a real one would call its service here."""

    name = NAME
    model = MODEL
    identity = f"{NAME}:{MODEL}"
    tasks = frozenset({ImageTask.PICTURE, ImageTask.SCENE})

    def words(self, request: ImageRequest) -> str:
        """Return what a service would be asked."""
        return request.prompt.text

    def size(self, request: ImageRequest) -> tuple[int, int]:
        """Return the size (width, height in px) that a picture of this aspect has."""
        width = round(SIDE_PX * request.aspect**0.5)
        return width, round(width / request.aspect)

    def estimate(self, request: ImageRequest) -> float:
        """Return what a picture costs, USD: nothing."""
        del request
        return 0.0

    async def paint(self, request: ImageRequest) -> GeneratedImage:
        """Paint in a thread, as the run has other things to do meanwhile."""
        width, height = self.size(request)
        data = await asyncio.to_thread(_paint, width, height, request.seed)
        return GeneratedImage(data, MODEL, width, height, request.seed, usd=0.0)

    async def probe(self) -> ProviderHealth:
        """Say that it works: there is no key and no service that could fail."""
        return ProviderHealth(ok=True, says=f"{MODEL} paints here, free of charge")


def _paint(width: int, height: int, seed: int) -> bytes:
    """Return a PNG of a light whose tint depends on the seed."""
    light = ImageOps.invert(Image.radial_gradient("L")).resize((width, height))
    tint = (80 + seed % 120, 110, 200 - seed % 90)
    picture = ImageOps.colorize(light, black=tint, white=(250, 246, 238))
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def make_provider(settings: Settings) -> ExampleProvider:
    """Return the provider. One with a key would read its own variable here, and raise UsageError without it."""
    del settings
    return ExampleProvider()
