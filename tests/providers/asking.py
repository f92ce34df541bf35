"""One call to a provider, for tests of a single response."""

import asyncio

from creative_cli.providers.base import GeneratedImage, ImageRequest, Provider, ProviderHealth
from tests.providers.fault_cases import REQUEST


def paint(asked: Provider, request: ImageRequest = REQUEST) -> GeneratedImage:
    """Paint one picture."""

    async def painting() -> GeneratedImage:
        return await asked.paint(request)

    return asyncio.run(painting())


def probe(asked: Provider) -> ProviderHealth:
    """Ask for its health."""

    async def asking() -> ProviderHealth:
        return await asked.probe()

    return asyncio.run(asking())
