"""What is asked of the line and what comes back: one brief, the part of it to make, and how it went."""

from dataclasses import dataclass
from datetime import date

from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.schema import Product
from creative_cli.errors import ExitCode
from creative_cli.formats import RATIOS, Format
from creative_cli.records import Adaptation, Asset, Look
from creative_cli.storage.outputs import Settlement


@dataclass(frozen=True, slots=True)
class Order:
    """One brief and the part of it that is to be made.

    `adaptations` is the part's; `everyone` is every market of the brief, as sizes of type are agreed among all.
    """

    brief: LoadedBrief
    look: Look
    products: tuple[Product, ...]
    formats: tuple[Format, ...]
    adaptations: tuple[Adaptation, ...]
    everyone: tuple[Adaptation, ...]

    @property
    def campaign(self) -> str:
        """The campaign's slug, name of its folder."""
        return self.brief.brief.campaign

    @property
    def all_formats(self) -> tuple[Format, ...]:
        """Every format of the brief, asked for now or not."""
        return tuple(RATIOS[name] for name in self.brief.brief.ratios)

    @property
    def last_day(self) -> date | None:
        """The last day the ads are shown; None when the brief has no flight."""
        flight = self.brief.brief.flight
        return None if flight is None else flight.end

    @property
    def count(self) -> int:
        """Number of ads."""
        return len(self.products) * len(self.formats) * len(self.adaptations)


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
    ratios: tuple[str, ...]
    locales: tuple[str, ...]
