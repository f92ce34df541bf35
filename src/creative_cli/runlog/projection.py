"""From events to rows: what the run log keeps of a journal."""

from dataclasses import fields
from typing import Any

from creative_cli.events import (
    AssetFailed,
    AssetReviewed,
    AssetStored,
    AttemptEnded,
    AttemptStarted,
    CanvasMade,
    CopyChosen,
    DocumentEmbedded,
    HeroMade,
    ProviderPassedOver,
    RunFinished,
    RunStarted,
    StageTimed,
)
from creative_cli.runlog.journal import Entry, JournalLine, decode_event
from creative_cli.runlog.rows import (
    AssetRow,
    AttemptEndRow,
    AttemptStartRow,
    CopyRow,
    DocumentRow,
    EventRow,
    FailureRow,
    FindingRow,
    HeroRow,
    PassedOverRow,
    ReviewRow,
    RunEndRow,
    RunStartRow,
    SpanRow,
)

ALIKE: dict[type[Entry], Any] = {
    RunStarted: RunStartRow,
    RunFinished: RunEndRow,
    HeroMade: HeroRow,
    AssetFailed: FailureRow,
    ProviderPassedOver: PassedOverRow,
    DocumentEmbedded: DocumentRow,
    StageTimed: SpanRow,
    AttemptStarted: AttemptStartRow,
    AttemptEnded: AttemptEndRow,
    AssetReviewed: ReviewRow,
}
"""Events whose row holds the same values in the same order, behind its event, run and time."""


def rows_of(line: JournalLine) -> tuple[EventRow, ...]:
    """Return the rows an event becomes; none for a `CanvasMade`, whose time its span has already told.

    Raises StorageError for an event this version does not know.
    """
    event = decode_event(line)
    match event:
        case AssetStored():
            return _asset_rows(line, event)
        case CopyChosen():
            return (_copy_row(line, event),)
        case CanvasMade():
            return ()
        case _:
            values = (_storable(getattr(event, field.name)) for field in fields(event))
            return (ALIKE[type(event)](line.event_id, line.run_id, line.at, *values),)


def _copy_row(line: JournalLine, event: CopyChosen) -> CopyRow:
    words = event.copy
    return CopyRow(
        line.event_id,
        line.run_id,
        line.at,
        locale=event.locale,
        country=event.country,
        source=event.source,
        headline=words.headline,
        body=words.body,
        cta=words.cta,
        disclaimer=words.disclaimer,
    )


def _asset_rows(line: JournalLine, event: AssetStored) -> tuple[EventRow, ...]:
    asset = event.asset
    key = (line.event_id, line.run_id, line.at)
    row = AssetRow(
        *key,
        path=asset.path,
        product=asset.product,
        country=asset.country,
        locale=asset.locale,
        direction=asset.direction,
        ratio=asset.ratio,
        width=asset.width,
        height=asset.height,
        bytes=asset.bytes,
        sha256=asset.sha256,
        status=asset.status,
        cached=event.cached,
        hero_kind=asset.hero.kind,
        hero_provider=asset.hero.provider,
        hero_model=asset.hero.model,
        hero_seed=asset.hero.seed,
        hero_cost_usd=asset.hero.cost_usd,
        copy_source=asset.copy_source,
        headline=asset.copy.headline,
        body=asset.copy.body,
        cta=asset.copy.cta,
        disclaimer=asset.copy.disclaimer,
    )
    return (
        row,
        *(
            FindingRow(*key, asset.path, one.check, one.code, one.status, _storable(one.message), one.role)
            for one in asset.findings
        ),
    )


def _storable(value: Any) -> Any:
    # A path that is not UTF-8 reaches us with lone surrogates, which a database cannot hold.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
