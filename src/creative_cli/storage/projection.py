"""From events to rows: what the run log keeps of a journal."""

from typing import assert_never

from creative_cli.events import (
    AssetFailed,
    AssetStored,
    CanvasMade,
    CopyChosen,
    DocumentEmbedded,
    HeroMade,
    RunFinished,
    RunStarted,
    StageTimed,
)
from creative_cli.storage.journal import JournalLine, decode_event
from creative_cli.storage.rows import (
    AssetRow,
    CopyRow,
    DocumentRow,
    EventRow,
    FailureRow,
    FindingRow,
    HeroRow,
    RunEndRow,
    RunStartRow,
    SpanRow,
)


def rows_of(line: JournalLine) -> tuple[EventRow, ...]:
    """Return the rows an event becomes; none for a `CanvasMade`, whose time its span has already told.

    Raises StorageError for an event this version does not know.
    """
    event = decode_event(line)
    rows: tuple[EventRow, ...]
    key = (line.event_id, line.run_id, line.at)
    match event:
        case RunStarted():
            rows = (
                RunStartRow(
                    *key,
                    event.campaign,
                    _storable(event.brief),
                    event.brief_sha256,
                    event.tool,
                    event.products,
                    event.assets,
                ),
            )
        case RunFinished():
            rows = (
                RunEndRow(
                    *key,
                    event.status,
                    event.exit_code,
                    event.made,
                    event.cached,
                    event.failed,
                    event.cost_usd,
                    event.ms,
                ),
            )
        case HeroMade():
            rows = (
                HeroRow(
                    *key,
                    event.product,
                    event.kind,
                    event.provider,
                    event.model,
                    event.seed,
                    event.cost_usd,
                    event.cached,
                ),
            )
        case CopyChosen():
            words = event.copy
            rows = (
                CopyRow(
                    *key,
                    event.locale,
                    event.country,
                    event.source,
                    words.headline,
                    words.body,
                    words.cta,
                    words.disclaimer,
                ),
            )
        case AssetStored():
            rows = _asset_rows(line, event)
        case AssetFailed():
            rows = (
                FailureRow(
                    *key,
                    event.product,
                    event.country,
                    event.locale,
                    event.ratio,
                    event.error,
                    _storable(event.message),
                ),
            )
        case DocumentEmbedded():
            rows = (
                DocumentRow(
                    *key,
                    event.doc_id,
                    event.campaign,
                    event.product,
                    event.product_name,
                    event.locale,
                    event.country,
                    event.direction,
                    event.headline,
                    event.text,
                    event.embedder,
                    event.vector,
                ),
            )
        case StageTimed():
            rows = (SpanRow(*key, event.stage, _storable(event.subject), event.ms),)
        case CanvasMade():
            rows = ()
        case _:
            assert_never(event)
    return rows


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
            FindingRow(*key, asset.path, finding.check, finding.code, finding.status, _storable(finding.message))
            for finding in asset.findings
        ),
    )


def _storable(text: str) -> str:
    # A path that is not UTF-8 reaches us with lone surrogates, which a database cannot hold.
    return text.encode("utf-8", "replace").decode()
