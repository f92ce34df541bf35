"""Each picture of a brief is read, fetched and prepared once in a run, however many products show it.

Groups of rows of a feed share a picture. What is kept of one is its record; its bytes are in the cache.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.schema import Product
from creative_cli.brief.together import find_together, list_members
from creative_cli.engine.work_spans import WorkSubject
from creative_cli.events import StageName
from creative_cli.stages import generate, store
from creative_cli.stages.fetched_addresses import FetchedAddresses
from creative_cli.storage.cache import Cache

PreparedT = TypeVar("PreparedT")

PICTURES_PER_THREAD = 2  # read at a time: one is cut out while the next is read


class ThreadWork(Protocol):
    """Runs a call in a thread and counts its time: `RunContext.work`."""

    def __call__(self, stage: StageName, subject: WorkSubject, call: Callable[[], PreparedT]) -> Awaitable[PreparedT]:
        """Return what *call* returns."""
        ...


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """A prepared picture: what identifies it, the product apart, and what the cache has of it.

    `cached` says that an earlier run prepared it.
    """

    identity: Mapping[str, object]
    stored: store.StoredImage
    cached: bool


class SharedPictures:
    """The pictures that one run has prepared."""

    def __init__(self, work: ThreadWork, cache: Cache, jobs: int) -> None:
        """Prepare with *work*, in *jobs* threads."""
        self._work, self._cache = work, cache
        self._addresses = FetchedAddresses()
        # A picture is in memory from reading to cutting out: without turns, all of a feed would be.
        self._turns = asyncio.Semaphore(PICTURES_PER_THREAD * jobs)
        self._found: dict[tuple[object, ...], asyncio.Task[SharedPicture]] = {}

    async def find_picture(self, shown: Product, brief: LoadedBrief) -> SharedPicture:
        """Return the picture that *shown* names, prepared now or before. Raises PictureError."""
        group = find_together(brief.brief, shown.id)
        members = () if group is None else tuple(one.image for one in list_members(group, brief.brief))
        name = (shown.image, shown.image_kind, shown.focus) if group is None else (shown.id, *members)
        if name not in self._found:
            self._found[name] = asyncio.ensure_future(self._prepare(shown, brief))
        return await self._found[name]

    async def _prepare(self, shown: Product, brief: LoadedBrief) -> SharedPicture:
        async with self._turns:
            reading = partial(generate.load_source, shown, brief, self._cache, self._addresses)
            source = await self._work(StageName.GENERATE, WorkSubject(shown.id, note="source"), reading)
            key, identity = generate.prepared_image_key(source), source.identity()
            known = self._cache.get(key, store.StoredImage)
            if known is not None and known.is_whole(self._cache):
                return SharedPicture(identity, known, cached=True)
            hero = await self._work(StageName.GENERATE, WorkSubject(shown.id), partial(generate.prepare_image, source))
            for data in generate.list_source_files(source):
                self._cache.put_object(data)  # as they came: Content Credentials of an ad name them as its ingredients
            made = store.StoredImage.keep(hero, self._cache)
            self._cache.put(key, made)
            return SharedPicture(identity, made, cached=False)
