"""The part of a run that waits for calls: pictures and words come in, and every set of ads begins when its own are in.

What needs no picture is done while the first calls for pictures are out.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from functools import partial

from creative_cli.brief.schema import Product
from creative_cli.engine.context import Makers, Workshop
from creative_cli.engine.executor import Threads
from creative_cli.engine.images import Heroes, KeyedHero
from creative_cli.engine.plan import Order, Placement, each_ad
from creative_cli.engine.variants import Ads
from creative_cli.errors import CreativeError
from creative_cli.events import AttemptStarted, CopyChosen, Event
from creative_cli.models import Adaptation, Hero
from creative_cli.providers.base import Task
from creative_cli.stages import generate


@dataclass(eq=False)
class Line:
    """One run's way from its order to its `ads`; `order` has the words once they are found.

    `switches` gathers why another than the first provider painted.
    """

    order: Order
    workshop: Workshop
    threads: Threads
    ads: Ads
    switches: dict[str, None] = field(default_factory=dict)
    _meanwhile: asyncio.Task[None] | None = None

    def heard(self, event: Event) -> None:
        """Pass on what a call tells; the first one for a picture is the time to do what needs none."""
        self.threads.emit(event)
        if isinstance(event, AttemptStarted) and event.task in tuple(Task) and self._meanwhile is None:
            self._meanwhile = asyncio.get_running_loop().create_task(self._use_the_wait())

    async def make(self, makers: Makers) -> None:
        """Make every product's sets of ads, all products at once.

        What the brief brings comes first, as looking at it is free. Then words: they cost a hundredth of the pictures,
        and what is wrong with them stops the run before those. Raises PictureError and WordsError.
        """
        cache = self.workshop.cache
        heroes = Heroes(self.order, cache, makers.chain, makers.studio, self.threads, self.switches)
        prepared = await heroes.prepare()
        await self._find_words(makers, tuple(keyed.stored.hero for _, keyed in prepared))
        # Sets wait for each other so that a large brief does not hold all its canvases in memory at once.
        turn = asyncio.Semaphore(2 * self.workshop.jobs)
        try:
            await _all(self._product(heroes, product, hero, turn) for product, hero in prepared)
        finally:
            if self._meanwhile is not None:
                self._meanwhile.cancel()
        if self._meanwhile is not None:
            # What it has not come to is done at the end of the run; a bug in it is told as any other.
            await asyncio.wait((self._meanwhile,))
            if not self._meanwhile.cancelled():
                self._meanwhile.result()

    async def _use_the_wait(self) -> None:
        """Load and embed what the end of the run needs; pseudo-copy is not remembered."""
        pieces = iter(()) if self.order.pseudo else self.workshop.ahead(self.order, self.threads.emit)
        try:
            while await self.threads.work("store", "ahead", partial(next, pieces, None)) is not None:
                pass
        except CreativeError:
            return  # who needs it at the end of the run meets the same and says so

    async def _find_words(self, makers: Makers, heroes: tuple[Hero, ...]) -> None:
        """Have the copy desk find the words that are missing; a locale without words is a failure of its ads."""
        if self.order.unworded:
            answers = await makers.words(self.order, heroes)
            found = {tag: answer for tag, answer in answers.items() if isinstance(answer, Adaptation)}
            for product, form, words in each_ad(self.order.products, self.order.placements):
                answer = answers.get(words.locale.tag)
                if isinstance(answer, CreativeError):
                    self.ads.fail(product.id, form, words, answer)
            self.order = self.order.worded(found)
        for words in self.order.adaptations:
            self.threads.emit(CopyChosen(words.locale.tag, words.locale.territory, words.source, words.copy))

    async def _product(self, heroes: Heroes, product: Product, prepared: KeyedHero, turn: asyncio.Semaphore) -> None:
        """Make one product in every format: each set as soon as its picture is there."""
        formats = [place.format for place in self.order.all_placements]
        by_aspect: dict[float | None, list[Placement]] = {}
        for place in self.order.placements:
            aspect = generate.aspect_for(self.order.brief.brief.hero, place.format, formats)
            by_aspect.setdefault(aspect, []).append(place)
        await _all(
            self._painted_sets(product, heroes.hero(product, prepared, aspect), group, turn)
            for aspect, group in by_aspect.items()
        )

    async def _painted_sets(
        self,
        product: Product,
        painting: Awaitable[KeyedHero],
        places: list[Placement],
        turn: asyncio.Semaphore,
    ) -> None:
        try:
            hero = await painting
        except CreativeError as error:
            for _, form, words in each_ad((product,), places):
                self.ads.fail(product.id, form, words, error)
            return
        await _all(self._set(product, hero, place, turn) for place in places)

    async def _set(self, product: Product, hero: KeyedHero, place: Placement, turn: asyncio.Semaphore) -> None:
        async with turn:
            await self.ads.make(product, hero, place)


async def _all(work: Iterable[Awaitable[None]]) -> None:
    await asyncio.gather(*work)
