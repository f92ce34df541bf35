"""A painter asked once, for tests that look at one answer."""

import asyncio

from creative_cli.providers.base import Health, Painted, Painter, PictureRequest
from tests.providers.fault_cases import REQUEST


def paint(asked: Painter, request: PictureRequest = REQUEST) -> Painted:
    """Paint one picture."""

    async def painting() -> Painted:
        return await asked.paint(request)

    return asyncio.run(painting())


def probe(asked: Painter) -> Health:
    """Ask for its health."""

    async def asking() -> Health:
        return await asked.probe()

    return asyncio.run(asking())
