"""What a run needs."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from creative_cli.brief.meaning import ADDRESS
from creative_cli.brief.schema import Product
from creative_cli.brief.unwritten import unwritten
from creative_cli.checks.check import worst
from creative_cli.engine.context import Makers, Watch, Workshop
from creative_cli.engine.pipeline import run as run_line
from creative_cli.engine.plan import HeroPreview, Order, Preview, RunResult
from creative_cli.errors import BriefError, FindingsError, Problem
from creative_cli.models import Adaptation, Asset, CopySource, HeroKind, Status
from creative_cli.providers.base import able
from creative_cli.runlog.journal import Journal
from creative_cli.search.library import Memory
from creative_cli.services import clients, preflight, translations
from creative_cli.services.provider_registry import Casting
from creative_cli.services.reviews import is_current, publish_page
from creative_cli.services.searches import ahead, memory
from creative_cli.services.workspace import House
from creative_cli.settings import Settings
from creative_cli.stages import generate
from creative_cli.stages.check import check_copy
from creative_cli.stages.store import StoredHero
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder
from creative_cli.translation.progress import Stage, progress
from creative_cli.translation.service import CopyDesk

STILL_LIFE = "none: a still life in the brand's colours"
PAINTED = "none: painted from its description"
UNREAD = "fetched when the run starts, its cost not known before"
KEPT = "an earlier run"


@dataclass(frozen=True, slots=True)
class Work:
    """How a run works: who paints, pictures at once (None: as many as cores), what makes it exit 1.

    `editable` asks for PDFs beside the ads; `max_usd` is the most that may still be spent, USD, None for no limit.
    """

    casting: Casting
    jobs: int | None
    fail_from: Status | None
    editable: bool = False
    max_usd: float | None = None


def refuse_faulty(orders: Sequence[Order], where: House, settings: Settings) -> None:
    """Raise one BriefError for all that is missing or wrong in the words and pictures of *orders*."""
    cache = Cache(where.state)
    problems: list[Problem] = []
    for order in orders:
        problems.extend(preflight.unusable(order, cache))
        try:
            refuse_unworded(order, where, settings)
        except BriefError as error:
            problems.extend(error.problems)
    if problems:
        raise BriefError(tuple(problems))


def refuse(order: Order, where: House, settings: Settings, fail_from: Status | None, *, approved: bool) -> None:
    """Raise what stops *order* before anything is made: missing, unapproved or faulty words, a mark nobody can read."""
    preflight.refuse_marks(order, Cache(where.state))
    refuse_unworded(order, where, settings)
    if approved:
        refuse_unapproved(order, where)
    refuse_findings(order, fail_from)


def refuse_unworded(order: Order, where: House, settings: Settings) -> None:
    """Refuse a brief whose copy is not all there, when nobody could write the rest; raise BriefError."""
    if not order.unworded or settings.openai_api_key is not None:
        return
    # Of the markets to be made now: one that is ready need not wait for the words of another.
    missing = _missing(order, where, order.adaptations)
    if missing:
        raise unwritten(order.brief, missing)


def _missing(order: Order, where: House, among: Sequence[Adaptation]) -> tuple[str, ...]:
    """Return the locales *among* these whose words a translator would have to write."""
    wanted = {words.locale.tag for words in among if words.source is CopySource.MISSING}
    if not wanted:
        return ()

    asked = tuple(one for one in translations.assignments(order.brief) if one.locale.tag in wanted)
    return tuple(CopyDesk(translations.memory(where)).missing(asked))


def refuse_unapproved(order: Order, where: House) -> None:
    """Raise FindingsError while copy of a market that is to be made is not approved; nothing is made then."""
    mine = {words.locale.tag for words in order.adaptations}
    open_ones = [
        f"{one.locale} is {one.stage}"
        for one in progress(order.brief, translations.assignments(order.brief), translations.memory(where))
        if one.locale in mine and one.stage is not Stage.APPROVED
    ]
    if open_ones:
        raise FindingsError(
            f"Copy is not approved: {'; '.join(open_ones)}.",
            "Have it approved (creative copy export, creative copy import --status approved), or leave out "
            "--require-approved. Nothing was made.",
        )


def refuse_findings(order: Order, fail_from: Status | None) -> None:
    """Check the words before any picture is made; raise FindingsError when one is at *fail_from* or above."""
    if fail_from is None:
        return
    lines = []
    for words in order.adaptations:
        if words.source is CopySource.MISSING:
            continue
        findings = check_copy(words, order.last_day)
        if worst(findings) >= fail_from:
            lines += [f"{f.status.name} {f.check}/{f.code}: {f.message}" for f in findings if f.status >= fail_from]
    if lines:
        raise FindingsError("\n".join(lines), "No picture was made. Change the copy, or go on with --fail-on never.")


def run(order: Order, where: House, work: Work, watch: Watch, say: Callable[[str], None]) -> RunResult:
    """Make what *order* asks for in *where*; *say* tells people what they should know beside the result."""
    where.state.create()
    cache = Cache(where.state)
    preflight.remember_marks(order, cache)
    finder = _Finder(where)
    workshop = Workshop(
        makers=partial(_makers, where, work, cache, say),
        cache=cache,
        folder=OutputFolder(where.output, order.campaign, where.state),
        journal=partial(Journal.open, where.state),
        jobs=work.jobs or os.cpu_count() or 1,
        fail_from=work.fail_from,
        editable=work.editable,
        ahead=finder.ahead,
        remember=finder.remember,
        publish=partial(_publish, where, say),
    )
    with preflight.told_with_places((order,), cache):
        return run_line(order, workshop, watch)


def _makers(where: House, work: Work, cache: Cache, say: Callable[[str], None], emit: Watch) -> Makers:
    """Build what calls services, for one run: its events go to *emit*."""
    settings, casting = where.settings, work.casting
    caller = clients.caller(where, settings, work.max_usd, say, emit)
    return Makers(
        label=casting.label,
        chain=clients.chain(where, settings, casting, caller, cache) if casting.painters else None,
        studio=casting.studio,
        words=translations.words(where, settings, caller, painted=bool(casting.painters)),
    )


@dataclass(eq=False)
class _Finder:
    """What makes the ads of one run findable: what was prepared while calls were out is used at its end."""

    where: House
    memory: Memory | None = None

    def ahead(self, order: Order, emit: Watch) -> Iterator[str]:
        """Do ahead, a piece at a step, what needs no picture."""
        yield from ahead(self.where, self._called(emit), order)

    def remember(self, order: Order, assets: tuple[Asset, ...], run_id: str, emit: Watch) -> None:
        """Make the ads findable."""
        self._called(emit).remember(order, assets, run_id, emit)

    def _called(self, emit: Watch) -> Memory:
        if self.memory is None:
            self.memory = memory(self.where, None, emit)
        return self.memory


def _publish(where: House, say: Callable[[str], None], order: Order, changed: bool) -> None:  # noqa: FBT001  # as it is called

    if changed or not is_current(order.campaign, where):
        publish_page(order, where, say)


def preview(order: Order, where: House, work: Work) -> Preview:
    """Say what a run would make and cost at most, and make nothing; what is there from earlier runs costs nothing."""
    cache, settings = Cache(where.state), where.settings
    # A translator is asked for the words of all markets, as sizes of type are agreed among all.
    translated = () if settings.openai_api_key is None else _missing(order, where, order.everyone)
    with preflight.told_with_places((order,), cache):
        heroes = tuple(hero for product in order.products for hero in _heroes(order, product, work.casting, cache))
    return Preview(
        campaign=order.campaign,
        folder=str(where.output / order.campaign),
        assets=order.count,
        heroes=heroes,
        formats=tuple(dict.fromkeys(place.format.name for place in order.placements)),
        locales=tuple(words.locale.tag for words in order.adaptations),
        translated=translated,
        copy_usd=translations.estimate(where, settings, order.brief, translated),
    )


def _heroes(order: Order, product: Product, casting: Casting, cache: Cache) -> Iterator[HeroPreview]:
    """Yield the pictures a product would need, with what providers would be asked."""
    image = (product.image or "").split("?", maxsplit=1)[0]
    if product.image is not None and product.image.startswith(ADDRESS):
        # Whether it is a photo or a packshot only its pixels tell, and a dry run fetches nothing.
        yield HeroPreview(product.id, f"{image}, {UNREAD}", casting.label, 0.0)
        return
    source = generate.source(product, order.brief, cache)
    base, formats = generate.prepare(source), [place.format for place in order.all_placements]
    photo, wish = base.kind is HeroKind.PHOTO, order.brief.brief.hero
    if photo and not (casting.painters and wish == generate.PER_RATIO):
        yield HeroPreview(product.id, image, generate.IN_BRIEF, 0.0)
        return
    if not casting.painters:
        yield HeroPreview(product.id, image or STILL_LIFE, casting.label, 0.0)
        return
    asking = generate.continued if photo else generate.wanted
    for aspect in generate.aspects(wish, formats):
        request = asking(base, product, order.brief.brief, order.look.palette, aspect)
        painters = () if request is None else able(casting.painters, request.task)
        if request is None or not painters:  # a photo that is cropped
            yield HeroPreview(product.id, image, generate.IN_BRIEF, 0.0)
            continue
        key = generate.painting_key(generate.prepared_key(source), painters[0].identity, request)
        known = cache.get(key, StoredHero)
        here = known is not None and known.hero.provider in {painter.name for painter in painters}
        width, height = painters[0].size(request)
        yield HeroPreview(
            product=product.id,
            picture=image or PAINTED,
            provider=KEPT if here else ", ".join(painter.name for painter in painters) if photo else casting.label,
            cost_usd=0.0 if here else max(painter.estimate(request) for painter in painters),
            size=f"{width}x{height}",
            prompt=casting.words(request),
            kept=here,
        )
