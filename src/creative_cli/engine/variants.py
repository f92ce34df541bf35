"""The ads of one run: a set for every product and format, in which all markets share a canvas and agree on sizes.

An ad is kept under a key of everything that determines it; one that an earlier run made is taken from there.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from creative_cli.brief.schema import Product
from creative_cli.engine.executor import Threads
from creative_cli.engine.images import KeyedHero
from creative_cli.engine.plan import Failure, Order, Placement
from creative_cli.errors import CreativeError
from creative_cli.events import AssetFailed, AssetStored, CanvasMade
from creative_cli.formats import Format
from creative_cli.locale.locales import Direction
from creative_cli.models import Adaptation, Asset, Canvas, CopySource
from creative_cli.stages import check, compose, fitting, localize, store
from creative_cli.storage.cache import Cache, key_of
from creative_cli.storage.outputs import OutputFolder


@dataclass(eq=False)
class Ads:
    """What becomes of the ads of *order*, whose words each placement brings along.

    `assets` are those that are there, `unchanged` of them from earlier runs; `kept_aside` are the new names of files
    a person had changed. `editable` asks for a PDF beside each.
    """

    order: Order
    cache: Cache
    folder: OutputFolder
    editable: bool
    threads: Threads
    assets: list[Asset] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    kept_aside: list[str] = field(default_factory=list)
    unchanged: int = 0

    async def make(self, product: Product, hero: KeyedHero, place: Placement) -> None:
        """Make one product in one format for every market; what cannot be made is recorded and left out."""
        try:
            await self._make(product, hero, place)
        except CreativeError as error:
            done = {(asset.locale, asset.product, asset.ratio) for asset in self.assets}
            for words in place.adaptations:
                if (words.locale.tag, product.id, place.format.name) not in done:
                    self.fail(product.id, place.format, words, error)

    def fail(self, product: str, form: Format, words: Adaptation, error: CreativeError) -> None:
        """Record that an ad could not be made, and why."""
        locale = words.locale
        self.failures.append(Failure(product, locale.tag, form.name, error.sentence, error.hint))
        kind = type(error).__name__
        self.threads.emit(AssetFailed(product, locale.territory, locale.tag, form.name, kind, error.sentence))

    async def _make(self, product: Product, hero: KeyedHero, place: Placement) -> None:
        form, subject = place.format, f"{product.id} {place.format.name}"
        directions = sorted({words.locale.direction for words in place.everyone})
        framings = {direction: await self._framing(hero, form, direction) for direction in directions}
        sizes = await self._sizes(subject, framings, place)
        shared = {direction: self._set_key(hero, framing, form) for direction, framing in framings.items()}
        keys = {words: _asset_key(shared, words, sizes) for words in place.adaptations}
        missing = [words for words in place.adaptations if not self._restored(keys[words])]
        canvases: dict[Direction, Canvas] = {}
        for direction in sorted({words.locale.direction for words in missing}):
            making = partial(compose.compose, hero.load(self.cache), self.order.look, framings[direction])
            canvases[direction] = await self.threads.work("compose", f"{subject} {direction}", making)
            self.threads.emit(CanvasMade(product.id, form.name, direction))
        loop = asyncio.get_running_loop()
        finishing = (
            loop.run_in_executor(
                self.threads.executor,
                partial(
                    self._finish,
                    hero,
                    canvases[words.locale.direction],
                    framings[words.locale.direction],
                    words,
                    sizes.of(words),
                    keys[words],
                ),
            )
            for words in missing
        )
        await asyncio.gather(*finishing)

    async def _framing(self, hero: KeyedHero, form: Format, direction: Direction) -> compose.Framing:
        """Return where everything goes; for a photo that means looking at it, so the answer is kept."""
        design, cache = self.order.look.design, self.cache
        if hero.stored.picture is None:
            return compose.frame(hero.stored.hero, form, direction, design)
        template = compose.template_digest(design)
        key = key_of("frame", compose.VERSION, hero=hero.key, format=form, direction=direction, template=template)
        framing = cache.get(key, compose.Framing)
        if framing is None:
            looking = partial(compose.frame, hero.load(cache), form, direction, design)
            subject = f"{hero.stored.hero.product} {form.name} {direction} framing"
            framing = await self.threads.work("compose", subject, looking)
            cache.put(key, framing)
        return framing

    async def _sizes(
        self, subject: str, framings: Mapping[Direction, compose.Framing], place: Placement
    ) -> fitting.AgreedSizes:
        """Return the sizes of type that all markets of the brief agree on."""
        keep, brand = self.order.look.keep, self.order.look.fonts
        plans = {direction: framing.plan for direction, framing in framings.items()}
        facts = (*plans.values(), tuple(map(_said, place.everyone)), keep, fitting.fonts(brand))
        key = key_of("sizes", localize.VERSION, facts=facts)
        sizes = self.cache.get(key, fitting.AgreedSizes)
        if sizes is None:
            agreeing = partial(fitting.agree, plans, place.everyone, keep, brand)
            sizes = await self.threads.work("localize", subject, agreeing)
            self.cache.put(key, sizes)
        return sizes

    def _set_key(self, hero: KeyedHero, framing: compose.Framing, form: Format) -> str:
        """Return the key of all that the ads of a set and a direction have in common."""
        return key_of(
            "set",
            1,
            stages=(compose.VERSION, localize.VERSION, check.VERSION, store.VERSION),
            hero=hero.key,
            format=form,
            framing=framing,
            look=compose.look_identity(self.order.look),
            template=compose.template_digest(self.order.look.design),
            fonts=fitting.fonts(self.order.look.fonts),
            last_day=str(self.order.last_day),
            editable=localize.EDITABLE_VERSION if self.editable else None,
        )

    def _restored(self, key: str) -> bool:
        """Take the ad from an earlier run when its bytes are there, putting its file back if it is not."""
        cache, folder = self.cache, self.folder
        asset = cache.get(key, Asset)
        if asset is None:
            return False
        lost = {path: sha for path, sha in asset.files() if not folder.matches(path, sha)}
        found = {path: cache.object_bytes(sha) for path, sha in lost.items()}
        if None in found.values():
            return False
        for path, data in found.items():
            self._note_aside(folder.write(path, data or b"", cache.has_object))
        self.assets.append(asset)
        self.unchanged += 1
        self.threads.emit(AssetStored(asset, cached=True))
        return True

    def _finish(  # everything one ad is made of
        self,
        hero: KeyedHero,
        canvas: Canvas,
        framing: compose.Framing,
        words: Adaptation,
        sizes: fitting.MarketSizes,
        key: str,
    ) -> None:
        """Localize, check and store one ad in a worker thread; Ctrl-C lets it end, so that no work is lost."""
        product, form, plan = hero.stored.hero.product, canvas.format, framing.plan
        subject = f"{product} {form.name} {words.locale.tag}"
        look, folder, cache, timed = self.order.look, self.folder, self.cache, self.threads.timed
        try:
            creative = timed("localize", subject, partial(localize.localize, canvas, words, sizes, plan, look))
            findings = timed("check", subject, partial(check.check, creative, self.order.last_day))
            asset = store.describe(creative, findings, hero.stored.hero, folder)
            files = {asset.path: creative.encoded}
            if self.editable:
                title = f"{self.order.campaign} {subject}"
                making = partial(localize.editable, creative, sizes, plan, look, title)
                asset, pdf = store.with_editable(asset, timed("localize", f"{subject} editable", making))
                files |= pdf

            def keep() -> None:
                for path, data in files.items():
                    cache.put_object(data)
                    self._note_aside(folder.write(path, data, cache.has_object))
                cache.put(key, asset)

            timed("store", subject, keep)
        except CreativeError as error:
            self.fail(product, form, words, error)
            return
        self.assets.append(asset)
        self.threads.emit(AssetStored(asset, cached=False))

    def _note_aside(self, kept: str | None) -> None:
        if kept is not None:
            self.kept_aside.append(kept)


def _said(words: Adaptation) -> Adaptation:
    """Return words as they determine an ad: whether they were translated now or remembered changes nothing."""
    translated = words.source in {CopySource.TRANSLATED, CopySource.MEMORY}
    return replace(words, source=CopySource.TRANSLATED) if translated else words


def _asset_key(shared: Mapping[Direction, str], words: Adaptation, sizes: fitting.AgreedSizes) -> str:
    return key_of("asset", 2, set=shared[words.locale.direction], words=_said(words), sizes=sizes.of(words))
