"""The events of a run. The journal stores them and the progress display shows them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from creative_cli.models import SPARSE, AdCopy, Asset, Finding
from creative_cli.severity_rules import Ruling


class StageName(StrEnum):
    """The stages of a run, in order."""

    GENERATE = "generate"
    COMPOSE = "compose"
    LOCALIZE = "localize"
    CHECK = "check"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run began; counts are planned products and ads."""

    campaign: str
    brief: str
    brief_sha256: str
    tool: str
    products: int
    assets: int


@dataclass(frozen=True, slots=True)
class HeroMade:
    """A product's picture is ready, newly made or from the cache."""

    product: str
    kind: str
    provider: str
    model: str
    seed: int
    cost_usd: float
    cached: bool


@dataclass(frozen=True, slots=True)
class CopyChosen:
    """The copy of a locale is final, in one variant."""

    locale: str
    country: str
    source: str
    copy: AdCopy
    variant: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class CanvasMade:
    """A product was composed for one ratio and reading direction."""

    product: str
    ratio: str
    direction: str


@dataclass(frozen=True, slots=True)
class AssetStored:
    """An ad is checked and stored; `cached` if an earlier run wrote the same bytes."""

    asset: Asset
    cached: bool


@dataclass(frozen=True, slots=True)
class FindingAdded:
    """A finding about an ad that is stored, which needed the other ads: that of a variant which is like another."""

    path: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class FindingRuled:
    """A profile or a waiver, also one that expired, bears on a finding of the ad or the left-out ad at `path`."""

    path: str
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class AssetFailed:
    """An ad could not be made; the run continues."""

    product: str
    country: str
    locale: str
    ratio: str
    error: str
    message: str
    variant: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class AssetLeftOut:
    """An ad is not made, since its size cannot show the text `role`, which the law requires."""

    product: str
    country: str
    locale: str
    ratio: str
    role: str
    message: str
    variant: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class ProviderPassedOver:
    """A call was skipped because the provider's circuit breaker is open.

    `outcome` is the kind of error that opened it; `message` says why and until when.
    """

    task: str
    subject: str
    provider: str
    model: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """A call to a service is about to be sent. If its `AttemptEnded` is missing, it may have been charged.

    `task` is picture, scene, outpaint, copy or embedding; `subject` is the product or locale. `size` is `1024x1024` or
    empty. `estimate_usd` is the maximum cost.
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
    """A call succeeded or failed.

    `outcome` is ok or the kind of error (`http.api_error`), `action` the reaction to it. `status` is HTTP's, `code` the
    service's own. `usd` is the known charge; `maybe_charged` tells whether there may be more. `sha256` is that of the
    received bytes, which are cached.
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
    """A person approved or rejected the exact bytes of an ad; `verdict` is approved or rejected."""

    campaign: str
    path: str
    sha256: str
    verdict: str
    comment: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class AdText:
    """One product in one locale, in one variant, as search knows it.

    `doc_id` is a hash of `text` and the place: the same words in the same place are one document in every run. `text`
    is embedded and searched for keywords; `headline` is the market's own, for display.
    """

    doc_id: str
    campaign: str
    product: str
    product_name: str
    locale: str
    country: str
    direction: str
    headline: str
    text: str
    variant: str = field(default="", kw_only=True, metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class DocumentEmbedded(AdText):
    """Text and vector of a product in one locale, to rebuild the index from; no vector where it is left to a search."""

    embedder: str
    vector: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StageTimed:
    """A span: one step of a stage in a thread, from `began` (s since 1970), with its ms of wall clock and of CPU."""

    stage: str
    subject: str
    ms: float
    began: float = 0.0
    cpu_ms: float = 0.0
    thread: str = ""
    product: str = field(default="", metadata=SPARSE)
    locale: str = field(default="", metadata=SPARSE)
    ratio: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run completed or was stopped by Ctrl-C; a run without this event was killed."""

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
    | FindingAdded
    | FindingRuled
    | AssetFailed
    | AssetLeftOut
    | ProviderPassedOver
    | AttemptStarted
    | AttemptEnded
    | AssetReviewed
    | DocumentEmbedded
    | StageTimed
    | RunFinished
)
