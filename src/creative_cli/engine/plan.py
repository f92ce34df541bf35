"""What a run makes and how it went: the plan, its outcome, and previews."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product as product_of
from threading import Lock
from typing import Self

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.product_copy import is_sold_in
from creative_cli.brief.schema import Product
from creative_cli.brief.variant_keys import VariantLimits
from creative_cli.errors import CreativeError, ExitCode
from creative_cli.formats import Format
from creative_cli.models import Asset, BrandStyle, CopySource, LocalizedCopy, Status
from creative_cli.small_sizes import LeftOutAd
from creative_cli.storage.earlier_ads import share_equal_findings
from creative_cli.storage.outputs import PublishResult


@dataclass(frozen=True, slots=True)
class Placement:
    """One format and its markets: nearly always all, but a channel may differ in one country.

    `adaptations` are the markets to make now, `everyone` all of the brief: they agree on font sizes.
    """

    format: Format
    adaptations: tuple[LocalizedCopy, ...]
    everyone: tuple[LocalizedCopy, ...]

    def with_copy(self, words: Mapping[str, LocalizedCopy]) -> Self:
        """Return the placement with copy from *words*, by locale tag, without the locales that have none."""
        now, everyone = (
            tuple(words[each.locale.tag] for each in group if each.locale.tag in words)
            for group in (self.adaptations, self.everyone)
        )
        return replace(self, adaptations=now, everyone=everyone)


def iter_ads(
    products: Iterable[Product], placements: Iterable[Placement]
) -> Iterator[tuple[Product, Format, LocalizedCopy]]:
    """Yield product, format and copy of its market for every ad, product by product."""
    for product, place in product_of(products, tuple(placements)):
        for words in place.adaptations:
            if is_sold_in(product, words.locale):
                yield product, place.format, words


@dataclass(frozen=True, slots=True)
class RunPlan:
    """One brief and the part of it to make.

    `adaptations` is the copy of the markets to make, `everyone` of all markets; `all_placements` are those of the whole
    brief. `pseudo` is the kind of pseudo-copy, empty for real copy.

    A brief with variants has one plan for each, which `variant` names: `variants` are those to make, `all_variants`
    those of the whole brief, the control first. What a variant is limited to is in `only`.
    """

    brief: LoadedBrief
    look: BrandStyle
    products: tuple[Product, ...]
    placements: tuple[Placement, ...]
    all_placements: tuple[Placement, ...]
    adaptations: tuple[LocalizedCopy, ...]
    everyone: tuple[LocalizedCopy, ...]
    pseudo: str = ""
    variant: str = ""
    only: VariantLimits | None = None
    variants: tuple[Self, ...] = ()
    all_variants: tuple[Self, ...] = ()

    @property
    def parts(self) -> tuple[Self, ...]:
        """The plans of the variants to make; the plan itself for a brief without."""
        return self.variants or (self,)

    @property
    def all_parts(self) -> tuple[Self, ...]:
        """The plans of all variants of the brief, the control first; the plan itself for a brief without."""
        return self.all_variants or (self,)

    @property
    def campaign(self) -> str:
        """The name of the campaign's folder. Ads with pseudo-copy have a folder of their own."""
        slug = self.brief.brief.campaign
        return f"{slug}-pseudo-{self.pseudo}" if self.pseudo else slug

    @property
    def last_day(self) -> date | None:
        """The last day of the flight; None if the brief has no flight."""
        flight = self.brief.brief.flight
        return None if flight is None else flight.end

    @property
    def count(self) -> int:
        """Number of ads, in all variants to make."""
        return sum(1 for part in self.parts for _ in iter_ads(part.products, part.placements))

    @property
    def unworded(self) -> tuple[LocalizedCopy, ...]:
        """The markets whose copy is missing."""
        return tuple(words for words in self.everyone if words.source is CopySource.MISSING)

    def with_copy(self, found: Mapping[str, LocalizedCopy]) -> Self:
        """Return the plan with *found* copy, by locale tag, without the locales whose copy is still missing."""
        words = {
            each.locale.tag: found.get(each.locale.tag, each)
            for each in self.everyone
            if each.source is not CopySource.MISSING or each.locale.tag in found
        }
        now, everyplace = (
            tuple(complete for place in places if (complete := place.with_copy(words)).everyone)
            for places in (self.placements, self.all_placements)
        )
        return replace(
            self,
            placements=now,
            all_placements=everyplace,
            adaptations=tuple(words[each.locale.tag] for each in self.adaptations if each.locale.tag in words),
            everyone=tuple(words.values()),
        )


@dataclass(frozen=True, slots=True)
class AdFailure:
    """An ad that could not be made, and why."""

    product: str
    locale: str
    ratio: str
    sentence: str
    hint: str
    variant: str = ""


@dataclass(slots=True)
class RunOutcome:
    """The outcome of a plan so far, filled by the stages.

    `plan` includes the copy found for it. `unchanged` of the `assets` are from earlier runs. `kept_aside` are the new
    names of files that were edited by hand and replaced; `rewritten` ads were deleted during the run and written again.
    `switches` are the reasons for falling back from the first provider. `left_out` are ads whose size cannot show a
    required text. `kept` are the paths of ads that were found whole, without a look at each stage.
    """

    plan: RunPlan
    assets: list[Asset] = field(default_factory=list)
    failures: list[AdFailure] = field(default_factory=list)
    kept_aside: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    switches: dict[str, None] = field(default_factory=dict)
    left_out: list[LeftOutAd] = field(default_factory=list)
    unchanged: int = 0
    kept: set[str] = field(default_factory=set)
    _done: set[tuple[str, str, str, str]] = field(default_factory=set, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    @property
    def made(self) -> int:
        """Number of ads this run drew."""
        return len(self.assets) - self.unchanged

    def add(self, asset: Asset, *, unchanged: bool) -> None:
        """Record a finished ad. Thread-safe."""
        with self._turn:
            self.assets.append(share_equal_findings(asset))
            self._done.add((asset.locale, asset.product, asset.ratio, asset.variant))
            self.unchanged += unchanged

    def fail(self, product: str, form: Format, words: LocalizedCopy, error: CreativeError) -> None:
        """Record an ad that could not be made."""
        where = (product, words.locale.tag, form.name)
        self.failures.append(AdFailure(*where, error.sentence, error.hint, words.variant))

    def note_aside(self, kept: str | None) -> None:
        """Record the new name of a file that was edited by hand, if there was one."""
        if kept is not None:
            self.kept_aside.append(kept)

    def statuses(self) -> Iterator[Status]:
        """Yield the status of every finished ad, and of every ad that is left out."""
        yield from (ad.status for ad in self.assets)
        yield from (ad.status for ad in self.left_out)

    def finished(self) -> AbstractSet[tuple[str, str, str, str]]:
        """Return locale, product, ratio and variant of every finished ad."""
        return self._done


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended.

    `provider` names the providers in order. `notice` says what went wrong after the ads, or is empty. `maybe_usd` is
    the cost of calls that broke off and may have been charged, beside `cost_usd`.
    """

    run_id: str
    folder: str
    provider: str
    outcome: RunOutcome
    settlement: PublishResult
    cost_usd: float
    maybe_usd: float
    seconds: float
    exit_code: ExitCode
    interrupted: bool
    notice: str
