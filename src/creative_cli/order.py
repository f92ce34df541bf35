"""What is asked of the line and what comes back: one brief, the part of it to make, and how it went."""

from dataclasses import dataclass
from datetime import date

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.schema import Product
from creative_cli.errors import ExitCode
from creative_cli.formats import Format
from creative_cli.records import Adaptation, Asset, Look
from creative_cli.storage.outputs import Settlement


@dataclass(frozen=True, slots=True)
class Placement:
    """One format and the markets that have it: nearly always all, but a channel may differ in one country.

    `adaptations` are those to be made now; `everyone` all of the brief, as sizes of type are agreed among all.
    """

    format: Format
    adaptations: tuple[Adaptation, ...]
    everyone: tuple[Adaptation, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One brief and the part of it that is to be made; `all_placements` are those of the whole brief."""

    brief: LoadedBrief
    look: Look
    products: tuple[Product, ...]
    placements: tuple[Placement, ...]
    all_placements: tuple[Placement, ...]
    adaptations: tuple[Adaptation, ...]

    @property
    def campaign(self) -> str:
        """The campaign's slug, name of its folder."""
        return self.brief.brief.campaign

    @property
    def last_day(self) -> date | None:
        """The last day the ads are shown; None when the brief has no flight."""
        flight = self.brief.brief.flight
        return None if flight is None else flight.end

    @property
    def count(self) -> int:
        """Number of ads."""
        return len(self.products) * sum(len(place.adaptations) for place in self.placements)


@dataclass(frozen=True, slots=True)
class Failure:
    """An ad that could not be made, and why."""

    product: str
    locale: str
    ratio: str
    sentence: str
    hint: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended; `assets` are the ads of the part that was asked for, `unchanged` of them from earlier runs.

    `kept_aside` are the new names of files a person had changed and the run had to replace. `notice` tells what went
    wrong beside the ads, empty when nothing did.
    """

    run_id: str
    campaign: str
    folder: str
    provider: str
    settlement: Settlement
    assets: tuple[Asset, ...]
    unchanged: int
    failures: tuple[Failure, ...]
    kept_aside: tuple[str, ...]
    cost_usd: float
    seconds: float
    exit_code: ExitCode
    interrupted: bool
    notice: str

    @property
    def made(self) -> int:
        """Number of ads this run drew."""
        return len(self.assets) - self.unchanged


@dataclass(frozen=True, slots=True)
class HeroPreview:
    """Where a product's picture would come from and what it would cost, USD."""

    product: str
    picture: str
    provider: str
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would make."""

    campaign: str
    folder: str
    assets: int
    heroes: tuple[HeroPreview, ...]
    formats: tuple[str, ...]
    locales: tuple[str, ...]
