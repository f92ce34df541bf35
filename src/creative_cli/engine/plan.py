"""What is asked of the line and what comes back: one brief, the part of it to make, and how it went."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product as product_of
from threading import Lock
from typing import Self

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.schema import Product
from creative_cli.errors import CreativeError, ExitCode
from creative_cli.formats import Format
from creative_cli.models import Asset, BrandStyle, CopySource, LocalizedCopy
from creative_cli.storage.outputs import PublishResult


@dataclass(frozen=True, slots=True)
class Placement:
    """One format and the markets that have it: nearly always all, but a channel may differ in one country.

    `adaptations` are those to be made now; `everyone` all of the brief, as sizes of type are agreed among all.
    """

    format: Format
    adaptations: tuple[LocalizedCopy, ...]
    everyone: tuple[LocalizedCopy, ...]

    def worded(self, words: Mapping[str, LocalizedCopy]) -> Self:
        """Return the placement with the words of *words*, by locale tag; locales that are not there are left out."""
        now, everyone = (
            tuple(words[each.locale.tag] for each in group if each.locale.tag in words)
            for group in (self.adaptations, self.everyone)
        )
        return replace(self, adaptations=now, everyone=everyone)


def iter_ads(
    products: Iterable[Product], placements: Iterable[Placement]
) -> Iterator[tuple[Product, Format, LocalizedCopy]]:
    """Yield what every ad of *products* in *placements* is made from, product by product."""
    for product, place in product_of(products, placements):
        for words in place.adaptations:
            yield product, place.format, words


@dataclass(frozen=True, slots=True)
class RunPlan:
    """One brief and the part of it that is to be made.

    `everyone` are the words of all its markets, `adaptations` of those to be made; `all_placements` are those of the
    whole brief. `pseudo` names the kind of pseudo-copy, where layouts are tried with it.
    """

    brief: LoadedBrief
    look: BrandStyle
    products: tuple[Product, ...]
    placements: tuple[Placement, ...]
    all_placements: tuple[Placement, ...]
    adaptations: tuple[LocalizedCopy, ...]
    everyone: tuple[LocalizedCopy, ...]
    pseudo: str = ""

    @property
    def campaign(self) -> str:
        """The campaign's slug, name of its folder; pseudo-copy has a folder of its own beside the real ads."""
        slug = self.brief.brief.campaign
        return f"{slug}-pseudo-{self.pseudo}" if self.pseudo else slug

    @property
    def last_day(self) -> date | None:
        """The last day the ads are shown; None when the brief has no flight."""
        flight = self.brief.brief.flight
        return None if flight is None else flight.end

    @property
    def count(self) -> int:
        """Number of ads."""
        return len(self.products) * sum(len(place.adaptations) for place in self.placements)

    @property
    def unworded(self) -> tuple[LocalizedCopy, ...]:
        """The markets whose words the copy desk still has to find."""
        return tuple(words for words in self.everyone if words.source is CopySource.MISSING)

    def worded(self, found: Mapping[str, LocalizedCopy]) -> Self:
        """Return the order with the words the desk *found*, by locale tag; what is still missing is left out."""
        words = {
            each.locale.tag: found.get(each.locale.tag, each)
            for each in self.everyone
            if each.source is not CopySource.MISSING or each.locale.tag in found
        }
        now, everyplace = (
            tuple(worded for place in places if (worded := place.worded(words)).everyone)
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


@dataclass(slots=True)
class RunOutcome:
    """What has come of a plan so far, filled by the stages; threads may share it.

    `plan` is the plan with the copy found for it. `assets` are its ads, `unchanged` of them from earlier runs.
    `kept_aside` are the new names of files that a person had changed and the run had to replace. `switches` are the
    reasons why another than the first provider made a picture.
    """

    plan: RunPlan
    assets: list[Asset] = field(default_factory=list)
    failures: list[AdFailure] = field(default_factory=list)
    kept_aside: list[str] = field(default_factory=list)
    switches: dict[str, None] = field(default_factory=dict)
    unchanged: int = 0
    _turn: Lock = field(default_factory=Lock, repr=False)

    @property
    def made(self) -> int:
        """Number of ads this run drew."""
        return len(self.assets) - self.unchanged

    def add(self, asset: Asset, *, unchanged: bool) -> None:
        """Record a finished ad."""
        with self._turn:
            self.assets.append(asset)
            self.unchanged += unchanged

    def fail(self, product: str, form: Format, words: LocalizedCopy, error: CreativeError) -> None:
        """Record an ad that could not be made."""
        self.failures.append(AdFailure(product, words.locale.tag, form.name, error.sentence, error.hint))

    def note_aside(self, kept: str | None) -> None:
        """Record where a person's version of a file went, if there was one."""
        if kept is not None:
            self.kept_aside.append(kept)

    def finished(self) -> set[tuple[str, str, str]]:
        """Return locale, product and ratio of every finished ad."""
        return {(asset.locale, asset.product, asset.ratio) for asset in self.assets}


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended.

    `provider` names the providers in their order. `notice` tells what went wrong beside the ads, empty when nothing
    did. `cost_usd` is what this run is known to have paid, `maybe_usd` what it may have paid besides.
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


@dataclass(frozen=True, slots=True)
class ImagePreview:
    """Where a product's picture would come from and what it would cost at most, USD.

    `prompt` is what the provider would be asked, empty where nobody is; `size` what it would paint, in px. `kept` says
    that an earlier run bought the picture, and was asked for it so.
    """

    product: str
    picture: str
    provider: str
    cost_usd: float
    size: str = ""
    prompt: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RunPreview:
    """What a run would make; `translated` are the locales a translator would be asked for, at most `copy_usd`."""

    campaign: str
    folder: str
    assets: int
    heroes: tuple[ImagePreview, ...]
    formats: tuple[str, ...]
    locales: tuple[str, ...]
    translated: tuple[str, ...] = ()
    copy_usd: float = 0.0

    @property
    def cost_usd(self) -> float:
        """What all of it would cost at most, USD."""
        return sum(hero.cost_usd for hero in self.heroes) + self.copy_usd
