"""The line: a brief's products become finished ads, each stage once where its result is shared.

    generate   each product                            the hero picture
    compose    each product × ratio × direction        the canvas that all its markets share
    localize   each product × ratio × market           the market's copy, set on the canvas
    check      each creative                           findings
    store      each creative                           the file and its manifest entry

Stages are pure functions run in threads: Pillow, numpy and Typst let go of the interpreter while they work. Each
result is kept under a key of everything that determines it, so a second run of the same brief makes nothing.
The file is long: one run is one object, and its steps are read here from top to bottom.
"""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product as product_of
from typing import TYPE_CHECKING, TypeVar

from creative_cli import __version__
from creative_cli.brief.schema import Product
from creative_cli.errors import (
    CreativeError,
    ExitCode,
    InterruptedRunError,
    PictureError,
    ProviderError,
    StorageError,
    WordsError,
)
from creative_cli.events import (
    AssetFailed,
    AssetStored,
    AttemptEnded,
    AttemptStarted,
    CanvasMade,
    CopyChosen,
    Event,
    RunFinished,
    RunStarted,
    StageTimed,
)
from creative_cli.formats import Format
from creative_cli.heroes import Heroes, KeyedHero
from creative_cli.locales import Direction
from creative_cli.order import Failure, Order, Placement, RunResult
from creative_cli.providers.contract import Task
from creative_cli.records import Adaptation, Asset, Canvas, CopySource, Hero, Status
from creative_cli.stages import check, compose, generate, localize, store
from creative_cli.storage.cache import Cache, key_of
from creative_cli.storage.journal import Journal, new_run_id
from creative_cli.storage.outputs import Manifest, OutputFolder, Settlement

if TYPE_CHECKING:
    from creative_cli.providers.chain import Chain

LINE = ("generate", "compose", "localize", "check", "store")
"""The stages in their order; the progress display and the docs read it from here."""

Result = TypeVar("Result")
Watch = Callable[[Event], None]
"""Told every event of a run as it happens."""


Words = Callable[[Order, tuple[Hero, ...]], Awaitable[Mapping[str, Adaptation | CreativeError]]]
"""Finds the words an order lacks, by locale tag; a locale whose words cannot be had gets the reason.

It is told what the brief brings for pictures, without bytes: the places for type follow from that.
"""


@dataclass(frozen=True, slots=True)
class Makers:
    """Who makes what a run lacks: the providers of pictures, whether the studio may paint, the copy desk."""

    label: str
    chain: "Chain | None"
    studio: bool
    words: Words


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where and with what a run works: the makers, the memory, the folder of the campaign, the threads."""

    makers: Callable[["Watch"], Makers]
    """Calls up the makers for one run; told where the events of their calls go."""
    cache: Cache
    folder: OutputFolder
    journal: Callable[[str], Journal]
    jobs: int
    fail_from: Status | None
    """The least status that makes the run exit 1; None: none does."""
    editable: bool
    """Whether every ad gets a PDF for designers beside it."""
    ahead: Callable[[Order, "Watch"], Iterator[str]]
    """Does what the ads will need and no picture is needed for, a piece at a step, while calls for pictures are out."""
    remember: Callable[[Order, tuple[Asset, ...], str, "Watch"], None]
    """Makes the ads findable; told the order, its ads, the run's id and where events go."""
    publish: Callable[[Order, bool], None]
    """Writes the page people review; told whether the manifest has changed."""


def run(order: Order, workshop: Workshop, watch: Watch) -> RunResult:
    """Make what *order* asks for and return how it went.

    A product or ad that cannot be made does not stop the others. Ctrl-C stops cleanly: what is finished is kept.
    Raises PictureError before anything is made when the brief's own pictures cannot be used.
    """
    run_id = new_run_id()
    with workshop.journal(run_id) as journal:
        paid = _Paid()

        def emit(event: Event) -> None:
            journal.append(event)
            paid.note(event)
            watch(event)

        return _Run(order, workshop, run_id, emit, paid).go()


@dataclass(slots=True)
class _Paid:
    """What a run has paid so far, USD, and what it may have paid for calls that did not come back."""

    known: float = 0.0
    maybe: float = 0.0
    _estimates: dict[str, float] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        if isinstance(event, AttemptStarted):
            self._estimates[event.attempt] = event.estimate_usd
        elif isinstance(event, AttemptEnded):
            estimate = self._estimates.pop(event.attempt, 0.0)
            self.known += event.usd
            if event.maybe_charged:
                self.maybe += max(0.0, estimate - event.usd)


@dataclass(eq=False)
class _Run:
    """The state of one run while it goes on."""

    order: Order
    workshop: Workshop
    run_id: str
    emit: Watch
    paid: "_Paid"
    assets: list[Asset] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    kept_aside: list[str] = field(default_factory=list)
    switches: dict[str, None] = field(default_factory=dict)
    unchanged: int = 0
    meanwhile: "asyncio.Task[None] | None" = None

    def go(self) -> RunResult:
        started = time.monotonic()
        order = self.order
        brief = order.brief
        self.emit(RunStarted(order.campaign, brief.name, brief.sha256, __version__, len(order.products), order.count))
        interrupted = False
        self.asked, self.makers = order, self.workshop.makers(self._heard)
        self.executor = ThreadPoolExecutor(self.workshop.jobs, thread_name_prefix="creative")
        try:
            asyncio.run(self._make())
        except asyncio.CancelledError:
            interrupted = True
        except (PictureError, WordsError) as error:
            self._finish(started, "refused", error.exit_code)
            raise
        finally:
            self.executor.shutdown(wait=True, cancel_futures=True)
        settlement = self._settle()
        notices: list[str] = []
        try:
            notices.extend(self._afterwards(settlement, interrupted=interrupted))
        except InterruptedRunError:
            # Every ad is finished: what Ctrl-C stopped is only that they are found, and the next run mends that.
            interrupted = True
        notice = " ".join(notices)
        exit_code = self._exit_code(interrupted=interrupted, incomplete=bool(notice))
        seconds = self._finish(started, "interrupted" if interrupted else "finished", exit_code)
        return RunResult(
            run_id=self.run_id,
            campaign=order.campaign,
            folder=str(self.workshop.folder.path),
            provider=self.makers.label,
            settlement=settlement,
            assets=tuple(sorted(self.assets, key=lambda asset: asset.path)),
            unchanged=self.unchanged,
            failures=tuple(self.failures),
            kept_aside=tuple(self.kept_aside),
            switches=tuple(self.switches),
            cost_usd=self.paid.known,
            maybe_usd=self.paid.maybe,
            seconds=seconds,
            exit_code=exit_code,
            interrupted=interrupted,
            notice=notice,
        )

    def _finish(self, started: float, status: str, exit_code: ExitCode) -> float:
        seconds = time.monotonic() - started
        made = len(self.assets) - self.unchanged
        failed, paid = len(self.failures), self.paid.known
        self.emit(RunFinished(status, int(exit_code), made, self.unchanged, failed, paid, 1000 * seconds))
        return seconds

    def _afterwards(self, settlement: Settlement, *, interrupted: bool) -> Iterator[str]:
        """Make the ads findable and the page of them; yield what went wrong: the ads are finished whatever it is."""
        work = partial(self.workshop.remember, self.order, tuple(self.assets), self.run_id, self.emit)
        publish = partial(self.workshop.publish, self.order, settlement.written)
        # Neither needs the other, and both wait for the disk. Ctrl-C ends the index: the page is soon there.
        with ThreadPoolExecutor(1, thread_name_prefix="creative") as beside:
            page = beside.submit(self._timed, "store", "gallery", publish)
            # Pseudo-copy is thrown away; nobody wants to find it next year.
            if not interrupted and not self.order.pseudo:
                try:
                    self._timed("store", "search index", work)
                except (StorageError, ProviderError) as error:
                    yield f"The ads are finished, but search will not find them: {error.sentence} {error.hint}"
            try:
                page.result()
            except StorageError as error:
                yield f"The ads are finished, but their page is not: {error.sentence} {error.hint}"

    def _exit_code(self, *, interrupted: bool, incomplete: bool) -> ExitCode:
        if interrupted:
            return ExitCode.INTERRUPTED
        if self.failures or incomplete:
            return ExitCode.INCOMPLETE
        threshold = self.workshop.fail_from
        if threshold is not None and any(asset.status >= threshold for asset in self.assets):
            return ExitCode.FINDINGS
        return ExitCode.OK

    def _settle(self) -> Settlement:
        # The order as it was asked: ads whose words could not be had are still ads of this brief.
        order, folder = self.asked, self.workshop.folder
        made = {asset.path for asset in self.assets}
        # A file may be a JPEG in one run and a PNG in the next: of an ad that was made, only the new one is asked for.
        mine = [_paths(folder, *ad) for ad in _ads(order.products, order.placements)]
        replaced = {path for paths in mine if made & paths for path in paths - made}
        # Drafts and finished ads stand beside each other: making one does not clear away the other.
        whole = {
            path
            for product, form, words in _ads(order.brief.brief.products, order.all_placements)
            for draft in (False, True)
            for path in _paths(folder, product, replace(form, draft=draft), words)
        }
        manifest = Manifest(
            schema=1,
            tool=f"creative {__version__}",
            run_id=self.run_id,
            campaign=order.campaign,
            brief_sha256=order.brief.sha256,
            fonts=localize.fonts(self.order.look.fonts),
            template=compose.template_digest(order.look.design),
            assets=tuple(self.assets),
        )
        unmade = {path for paths in mine if not made & paths for path in paths}
        return folder.settle(manifest, whole - replaced, unmade)

    async def _make(self) -> None:
        """Make every product's set of ads, all products at once."""
        task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        previous = signal.getsignal(signal.SIGINT)
        try:
            loop.add_signal_handler(signal.SIGINT, task.cancel if task else lambda: None)
        except (NotImplementedError, RuntimeError):
            previous = None  # Windows, or not the main thread: the command line's own handler stays
        try:
            await self._make_all()
        finally:
            if previous is not None:
                loop.remove_signal_handler(signal.SIGINT)
                signal.signal(signal.SIGINT, previous)

    async def _make_all(self) -> None:
        # What the brief brings first, as looking at it is free. Then words: they cost a hundredth of the pictures, and
        # what is wrong with them stops the run before those.
        makers, cache = self.makers, self.workshop.cache
        heroes = Heroes(self.order, cache, makers.chain, makers.studio, self._work, self.emit, self.switches)
        prepared = await heroes.prepare()
        await self._find_words(tuple(keyed.stored.hero for _, keyed in prepared))
        # Sets wait for each other so that a large brief does not hold all its canvases in memory at once.
        turn = asyncio.Semaphore(2 * self.workshop.jobs)
        try:
            await _all(self._product(heroes, product, hero, turn) for product, hero in prepared)
        finally:
            # What it has not come to is done at the end of the run.
            if self.meanwhile is not None:
                self.meanwhile.cancel()

    def _heard(self, event: Event) -> None:
        """Pass on what a call tells; the first one for a picture is the time to do what needs none."""
        self.emit(event)
        if isinstance(event, AttemptStarted) and event.task in tuple(Task) and self.meanwhile is None:
            self.meanwhile = asyncio.get_running_loop().create_task(self._use_the_wait())

    async def _use_the_wait(self) -> None:
        """Load and embed what the end of the run needs; pseudo-copy is not remembered."""
        pieces = iter(()) if self.order.pseudo else self.workshop.ahead(self.order, self.emit)
        try:
            while await self._work("store", "ahead", partial(next, pieces, None)) is not None:
                pass
        except CreativeError:
            return  # who needs it at the end of the run meets the same and says so

    async def _find_words(self, heroes: tuple[Hero, ...]) -> None:
        """Have the copy desk find the words that are missing; a locale without words is a failure of its ads."""
        if self.order.unworded:
            answers = await self.makers.words(self.order, heroes)
            found = {tag: answer for tag, answer in answers.items() if isinstance(answer, Adaptation)}
            for product, form, words in _ads(self.order.products, self.order.placements):
                answer = answers.get(words.locale.tag)
                if isinstance(answer, CreativeError):
                    self._fail(product.id, form, words, answer)
            self.order = self.order.worded(found)
        for words in self.order.adaptations:
            self.emit(CopyChosen(words.locale.tag, words.locale.territory, words.source, words.copy))

    async def _product(self, heroes: Heroes, product: Product, prepared: KeyedHero, turn: asyncio.Semaphore) -> None:
        """Make one product in every format: each set as soon as its picture is there."""
        formats = [place.format for place in self.order.all_placements]
        by_aspect: dict[float, list[Placement]] = {}
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
            for place in places:
                for words in place.adaptations:
                    self._fail(product.id, place.format, words, error)
            return
        await _all(self._set(product, hero, place, turn) for place in places)

    async def _set(self, product: Product, hero: KeyedHero, place: Placement, turn: asyncio.Semaphore) -> None:
        """Make one product in one format for every market; what cannot be made is recorded and left out."""
        async with turn:
            try:
                await self._set_in_turn(product, hero, place)
            except CreativeError as error:
                done = {(asset.locale, asset.product, asset.ratio) for asset in self.assets}
                for words in place.adaptations:
                    if (words.locale.tag, product.id, place.format.name) not in done:
                        self._fail(product.id, place.format, words, error)

    async def _set_in_turn(self, product: Product, hero: KeyedHero, place: Placement) -> None:
        form, subject = place.format, f"{product.id} {place.format.name}"
        directions = sorted({words.locale.direction for words in place.everyone})
        framings = {direction: await self._framing(hero, form, direction) for direction in directions}
        sizes = await self._sizes(subject, framings, place)
        shared = {direction: self._set_key(hero, framing, form) for direction, framing in framings.items()}
        keys = {words: _asset_key(shared, words, sizes) for words in place.adaptations}
        missing = [words for words in place.adaptations if not self._restored(keys[words])]
        canvases: dict[Direction, Canvas] = {}
        for direction in sorted({words.locale.direction for words in missing}):
            making = partial(compose.compose, hero.load(self.workshop.cache), self.order.look, framings[direction])
            canvases[direction] = await self._work("compose", f"{subject} {direction}", making)
            self.emit(CanvasMade(product.id, form.name, direction))
        loop = asyncio.get_running_loop()
        await _all(
            loop.run_in_executor(
                self.executor,
                partial(
                    self._finish_ad,
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

    async def _framing(self, hero: KeyedHero, form: Format, direction: Direction) -> compose.Framing:
        """Return where everything goes; for a photo that means looking at it, so the answer is kept."""
        if hero.stored.picture is None:
            return compose.frame(hero.stored.hero, form, direction, self.order.look.design)
        template = compose.template_digest(self.order.look.design)
        key = key_of("frame", compose.VERSION, hero=hero.key, format=form, direction=direction, template=template)
        framing = self.workshop.cache.get(key, compose.Framing)
        if framing is None:
            looking = partial(compose.frame, hero.load(self.workshop.cache), form, direction, self.order.look.design)
            framing = await self._work(
                "compose", f"{hero.stored.hero.product} {form.name} {direction} framing", looking
            )
            self.workshop.cache.put(key, framing)
        return framing

    async def _sizes(
        self, subject: str, framings: dict[Direction, compose.Framing], place: Placement
    ) -> localize.AgreedSizes:
        """Return the sizes of type that all markets of the brief agree on."""
        keep, brand, cache = self.order.look.keep, self.order.look.fonts, self.workshop.cache
        plans = {direction: framing.plan for direction, framing in framings.items()}
        facts = (*plans.values(), tuple(map(_said, place.everyone)), keep, localize.fonts(brand))
        key = key_of("sizes", localize.VERSION, facts=facts)
        sizes = cache.get(key, localize.AgreedSizes)
        if sizes is None:
            sizes = await self._work("localize", subject, partial(localize.agree, plans, place.everyone, keep, brand))
            cache.put(key, sizes)
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
            fonts=localize.fonts(self.order.look.fonts),
            last_day=str(self.order.last_day),
            editable=localize.EDITABLE_VERSION if self.workshop.editable else None,
        )

    def _restored(self, key: str) -> bool:
        """Take the ad from an earlier run when its bytes are there, putting its file back if it is not."""
        cache, folder = self.workshop.cache, self.workshop.folder
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
        self.emit(AssetStored(asset, cached=True))
        return True

    def _finish_ad(  # everything one ad is made of
        self,
        hero: KeyedHero,
        canvas: Canvas,
        framing: compose.Framing,
        words: Adaptation,
        sizes: localize.MarketSizes,
        key: str,
    ) -> None:
        """Localize, check and store one ad in a worker thread; Ctrl-C lets it end, so that no work is lost."""
        product, form, plan = hero.stored.hero.product, canvas.format, framing.plan
        subject = f"{product} {form.name} {words.locale.tag}"
        look, folder, cache = self.order.look, self.workshop.folder, self.workshop.cache
        try:
            creative = self._timed("localize", subject, partial(localize.localize, canvas, words, sizes, plan, look))
            findings = self._timed("check", subject, partial(check.check, creative, self.order.last_day))
            asset = store.describe(creative, findings, hero.stored.hero, folder)
            files = {asset.path: creative.encoded}
            if self.workshop.editable:
                title = f"{self.order.campaign} {subject}"
                making = partial(localize.editable, creative, sizes, plan, look, title)
                asset, pdf = store.with_editable(asset, self._timed("localize", f"{subject} editable", making))
                files |= pdf

            def keep() -> None:
                for path, data in files.items():
                    cache.put_object(data)
                    self._note_aside(folder.write(path, data, cache.has_object))
                cache.put(key, asset)

            self._timed("store", subject, keep)
        except CreativeError as error:
            self._fail(product, form, words, error)
            return
        self.assets.append(asset)
        self.emit(AssetStored(asset, cached=False))

    def _note_aside(self, kept: str | None) -> None:
        if kept is not None:
            self.kept_aside.append(kept)

    def _fail(self, product: str, form: Format, words: Adaptation, error: CreativeError) -> None:
        locale = words.locale
        self.failures.append(Failure(product, locale.tag, form.name, error.sentence, error.hint))
        self.emit(AssetFailed(product, locale.territory, locale.tag, form.name, type(error).__name__, error.sentence))

    async def _work(self, stage: str, subject: str, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.executor, self._timed, stage, subject, work)

    def _timed(self, stage: str, subject: str, work: Callable[[], Result]) -> Result:
        started = time.monotonic()
        result = work()
        self.emit(StageTimed(stage, subject, 1000 * (time.monotonic() - started)))
        return result


def _said(words: Adaptation) -> Adaptation:
    """Return words as they determine an ad: whether they were translated now or remembered changes nothing."""
    translated = words.source in {CopySource.TRANSLATED, CopySource.MEMORY}
    return replace(words, source=CopySource.TRANSLATED) if translated else words


def _asset_key(shared: Mapping[Direction, str], words: Adaptation, sizes: localize.AgreedSizes) -> str:
    return key_of("asset", 2, set=shared[words.locale.direction], words=_said(words), sizes=sizes.of(words))


async def _all(work: Iterable[Awaitable[None]]) -> None:
    await asyncio.gather(*work)


def _ads(products: Iterable[Product], placements: Iterable[Placement]) -> Iterator[tuple[Product, Format, Adaptation]]:
    for product, place in product_of(products, placements):
        for words in place.adaptations:
            yield product, place.format, words


def _paths(folder: OutputFolder, product: Product, form: Format, words: Adaptation) -> set[str]:
    """Return every path an ad may have, one for each kind of file its format allows."""
    return {store.asset_path(folder, product.id, form, words, encoding) for encoding in form.encodings}
