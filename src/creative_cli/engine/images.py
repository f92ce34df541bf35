"""The pictures of one run: what the brief brings of each product, and who paints what it lacks.

A picture is asked for once, by the key of everything that determines it; one that an earlier run bought is used.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from creative_cli.brief.schema import Product
from creative_cli.engine.executor import Threads
from creative_cli.engine.plan import Order
from creative_cli.errors import ContentRefusedError, PictureError, ProviderError, StorageError
from creative_cli.events import HeroMade
from creative_cli.models import Hero, HeroKind
from creative_cli.providers.base import Painted, PictureRequest
from creative_cli.providers.fallback import Chain
from creative_cli.stages import generate, store
from creative_cli.storage.cache import Cache, key_of


@dataclass(frozen=True, slots=True)
class KeyedHero:
    """A hero with the key it was made under, which every ad's own key includes."""

    key: str
    stored: store.StoredHero
    cached: bool

    def load(self, cache: Cache) -> Hero:
        """Return the hero with its bytes; raise StorageError when the cache lost them while we worked."""
        hero = self.stored.load(cache)
        if hero is None:
            raise StorageError(
                f"The picture of {self.stored.hero.product} disappeared from the cache.", "Run the same command again."
            )
        return hero


@dataclass(eq=False)
class Heroes:
    """The pictures of one order; `switches` gathers why another than the first provider painted."""

    order: Order
    cache: Cache
    chain: Chain | None
    studio: bool
    threads: Threads
    switches: dict[str, None] = field(default_factory=dict)

    async def prepare(self) -> list[tuple[Product, KeyedHero]]:
        """Return what the brief brings of every product; raise one PictureError for all that cannot be used."""
        results = await asyncio.gather(
            *(self._prepared(product) for product in self.order.products), return_exceptions=True
        )
        heroes: list[tuple[Product, KeyedHero]] = []
        refused: list[PictureError] = []
        for product, result in zip(self.order.products, results, strict=True):
            if isinstance(result, PictureError):
                refused.append(result)
            elif isinstance(result, BaseException):
                raise result
            else:
                heroes.append((product, result))
        if refused:
            raise PictureError("\n".join(error.sentence for error in refused), refused[0].hint)
        return heroes

    async def _prepared(self, product: Product) -> KeyedHero:
        cache = self.cache
        reading = partial(generate.source, product, self.order.brief, cache)
        source = await self.threads.work("generate", f"{product.id} source", reading)
        key = generate.prepared_key(source)
        known = cache.get(key, store.StoredHero)
        if known is not None and known.is_whole(cache):
            return KeyedHero(key, known, cached=True)
        hero = await self.threads.work("generate", product.id, partial(generate.prepare, source))
        made = store.StoredHero.keep(hero, cache)
        cache.put(key, made)
        return KeyedHero(key, made, cached=False)

    async def hero(self, product: Product, prepared: KeyedHero, aspect: float | None) -> KeyedHero:
        """Return the picture of a product for formats of about *aspect*: the brief's, a provider's or the studio's.

        Without an aspect the formats show the logo alone: nothing is painted and nobody is asked.
        """
        if aspect is None:
            hero = generate.plain(prepared.stored.hero)
            return KeyedHero(
                key_of("plain", generate.VERSION, product=hero.product),
                store.StoredHero(hero, None, None),
                cached=False,
            )
        chain, base = self.chain, prepared.stored.hero
        if base.kind is HeroKind.PHOTO:
            continues = chain is not None and self.order.brief.brief.hero == generate.PER_RATIO
            return await self._continued(product, prepared, aspect) if continues else self._noted(product, prepared)
        if chain is None:
            return self._noted(product, self._studio(prepared))
        request = generate.wanted(base, product, self.order.brief.brief, self.order.look.palette, aspect)
        try:
            return await self._painted(product, prepared, request, generate.from_painting)
        except ContentRefusedError:
            raise
        except ProviderError as error:
            if not self.studio:
                raise
            self.switches[f"{product.id} by the studio: {error.sentence}"] = None
            return self._noted(product, self._studio(prepared))

    async def _continued(self, product: Product, prepared: KeyedHero, aspect: float) -> KeyedHero:
        """Return a photo continued to the shape of its canvas, or the photo itself where that cannot be had."""
        facts = (product, self.order.brief.brief, self.order.look.palette, aspect)
        hero = prepared.load(self.cache)
        asking = partial(generate.continued, hero, *facts)
        request = await self.threads.work("generate", f"{product.id} {aspect} to be continued", asking)
        if request is None:
            return self._noted(product, prepared)
        try:
            return await self._painted(product, prepared, request, partial(generate.from_continuation, aspect=aspect))
        except ContentRefusedError:
            raise
        except ProviderError as error:
            self.switches[f"{product.id} cropped, not continued: {error.sentence}"] = None
            return self._noted(product, prepared)

    async def _painted(
        self,
        product: Product,
        prepared: KeyedHero,
        request: PictureRequest,
        finish: Callable[[Hero, Painted, str], Hero],
    ) -> KeyedHero:
        """Return the hero that *finish* makes of a provider's picture; from an earlier run where it is there."""
        chain, cache = self.chain, self.cache
        if chain is None:
            raise ProviderError("No provider of pictures is set.", "Set CREATIVE_PROVIDERS.")
        key = generate.painting_key(prepared.key, chain.identity(request.task), request)
        known = cache.get(key, store.StoredHero)
        if known is not None and chain.has(known.hero.provider) and known.is_whole(cache):
            return self._noted(product, KeyedHero(key, known, cached=True))
        painting = await chain.paint(request, key)
        self.switches |= dict.fromkeys(painting.why)
        making = partial(finish, prepared.load(cache), painting.painted, painting.provider)
        hero = await self.threads.work("generate", f"{product.id} received", making)
        made = store.StoredHero.keep(replace(hero, occupant=painting.occupant), cache)
        cache.put(key, made)
        return self._noted(product, KeyedHero(key, made, cached=False))

    def _studio(self, prepared: KeyedHero) -> KeyedHero:
        """Return the hero whose scene the studio paints on each canvas."""
        hero = generate.from_studio(prepared.stored.hero, self.order.brief.brief.campaign)
        key = key_of("studio", generate.VERSION, prepared=prepared.key, model=hero.model, seed=hero.seed)
        known = self.cache.get(key, store.StoredHero)
        made = replace(prepared.stored, hero=hero)
        if known is None:
            self.cache.put(key, made)
        return KeyedHero(key, made, cached=known is not None)

    def _noted(self, product: Product, keyed: KeyedHero) -> KeyedHero:
        hero = keyed.stored.hero
        self.threads.emit(
            HeroMade(product.id, hero.kind, hero.provider, hero.model, hero.seed, hero.cost_usd, cached=keyed.cached)
        )
        return keyed
