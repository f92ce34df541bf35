"""What happens in a run, as typed events: written to the journal and shown as progress from the same records."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from creative_cli.models import AdCopy, Asset


class StageName(StrEnum):
    """The stages of a run, in their order."""

    GENERATE = "generate"
    COMPOSE = "compose"
    LOCALIZE = "localize"
    CHECK = "check"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins; counts are what it is going to make."""

    campaign: str
    brief: str
    brief_sha256: str
    tool: str
    products: int
    assets: int


@dataclass(frozen=True, slots=True)
class HeroMade:
    """The picture of a product is there, made or from the cache."""

    product: str
    kind: str
    provider: str
    model: str
    seed: int
    cost_usd: float
    cached: bool


@dataclass(frozen=True, slots=True)
class CopyChosen:
    """The words of a locale are settled."""

    locale: str
    country: str
    source: str
    copy: AdCopy


@dataclass(frozen=True, slots=True)
class CanvasMade:
    """A product was composed for one ratio and direction."""

    product: str
    ratio: str
    direction: str


@dataclass(frozen=True, slots=True)
class AssetStored:
    """An ad is finished, checked and on disk; `cached` when its bytes were there from an earlier run."""

    asset: Asset
    cached: bool


@dataclass(frozen=True, slots=True)
class AssetFailed:
    """An ad could not be made; the rest of the run goes on."""

    product: str
    country: str
    locale: str
    ratio: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class ProviderPassedOver:
    """A provider was not asked, as it rests after failures: `outcome` is the kind of error that it rests for.

    Its `message` says until when and why. `task` and `subject` are those of the call that was not made.
    """

    task: str
    subject: str
    provider: str
    model: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """A call to a service is about to leave; without its `AttemptEnded` nobody knows whether it was charged.

    `task` is picture, scene, outpaint, copy or embedding, `subject` the product or locale. `size` is `1024x1024` or
    empty. `estimate_usd` is what it may cost at most.
    """

    attempt: str
    task: str
    subject: str
    provider: str
    model: str
    size: str
    seed: int | None
    estimate_usd: float


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """A call came back or failed: `outcome` is ok or the kind of error (`http.api_error`), `action` what was done then.

    `status` is HTTP's, `code` the service's own. `usd` is what is known to be charged, `maybe_charged` whether more
    may be. `sha256` names the received bytes, which the cache keeps.
    """

    attempt: str
    task: str
    subject: str
    provider: str
    model: str
    size: str
    seed: int | None
    outcome: str
    action: str
    status: int | None
    code: str | None
    request_id: str | None
    message: str
    ms: float
    input_tokens: int | None
    output_tokens: int | None
    usd: float
    maybe_charged: bool
    sha256: str | None


@dataclass(frozen=True, slots=True)
class AssetReviewed:
    """A person said yes or no to an ad's exact bytes: `verdict` is approved or rejected."""

    campaign: str
    path: str
    sha256: str
    verdict: str
    comment: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class DocumentEmbedded:
    """The text and vector by which search finds a product in one locale; kept so that the index can be rebuilt."""

    doc_id: str
    campaign: str
    product: str
    product_name: str
    locale: str
    country: str
    direction: str
    headline: str
    text: str
    embedder: str
    vector: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StageTimed:
    """Time one piece of work took in a stage, in ms of wall clock."""

    stage: str
    subject: str
    ms: float


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run ended by itself or by Ctrl-C; a run without this event was killed."""

    status: str
    exit_code: int
    made: int
    cached: int
    failed: int
    cost_usd: float
    ms: float


Event: TypeAlias = (
    RunStarted
    | HeroMade
    | CopyChosen
    | CanvasMade
    | AssetStored
    | AssetFailed
    | ProviderPassedOver
    | AttemptStarted
    | AttemptEnded
    | AssetReviewed
    | DocumentEmbedded
    | StageTimed
    | RunFinished
)
