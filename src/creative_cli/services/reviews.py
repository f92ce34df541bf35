"""What reviewing needs: the page of a campaign, and the verdicts that come back from it."""

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from creative_cli.engine.plan import RunPlan
from creative_cli.errors import UsageError
from creative_cli.gallery.cards import RecordedReview, build_gallery
from creative_cli.gallery.html_page import render_gallery
from creative_cli.gallery.review_import import (
    MAX_REVIEW_BYTES,
    ReviewComparison,
    ReviewProgress,
    compare_reviews,
    count_verdicts,
    journal_reviews,
    read_review_export,
)
from creative_cli.runlog.runlog import RunLog
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import raising_storage_errors, write_bytes
from creative_cli.storage.outputs import Manifest, OutputFolder
from creative_cli.storage.state import OnWait

GALLERY_FILE = "index.html"


@dataclass(frozen=True, slots=True)
class ReviewImport:
    """What an import did, and how far the review has come since."""

    campaign: str
    decisions: ReviewComparison
    standing: ReviewProgress


def read_recorded_reviews(campaign: str, where: Workspace, on_wait: OnWait | None = None) -> tuple[RecordedReview, ...]:
    """Return the latest verdict on each path and SHA-256 of a campaign. Raises StorageError."""
    with RunLog.open(where.state, on_wait) as log:
        return tuple(
            RecordedReview(
                path=row.path,
                sha256=row.sha256,
                verdict=row.verdict,
                comment=row.comment,
                reviewer=row.reviewer,
                at=row.happened_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            )
            for row in log.reviews(campaign)
        )


def publish_gallery(order: RunPlan, where: Workspace, on_wait: OnWait | None = None) -> Path | None:
    """Write the gallery of *order*'s campaign beside its manifest and return the file; None while there are no ads.

    A page that says the same already is left as it is. Raises StorageError.
    """
    folder = OutputFolder(where.output, order.campaign, where.state)
    manifest = folder.manifest()
    if manifest is None:
        return None
    # Where no verdict was ever brought back the run log need not be opened, which takes as long as all the rest.
    reviewed = _review_marker(order.campaign, where).exists()
    verdicts = read_recorded_reviews(order.campaign, where, on_wait) if reviewed else ()
    page = render_gallery(build_gallery(order, manifest.assets, verdicts))
    target = folder.file(GALLERY_FILE)
    with raising_storage_errors(target, "read"):
        if not target.exists() or target.read_bytes() != page:
            write_bytes(target, page)
    return target


def warm_up_gallery(order: RunPlan) -> None:
    """Load what `publish_page` will need, by making a page without ads."""
    render_gallery(build_gallery(order, ()))


def _review_marker(campaign: str, where: Workspace) -> Path:
    """Return the file whose time says when verdicts on a campaign were last recorded."""
    return where.state.root / "reviewed" / campaign


def gallery_is_current(campaign: str, where: Workspace) -> bool:
    """Tell whether the page is there and no verdict was recorded since: then only new ads change it."""
    page, marker = OutputFolder(where.output, campaign, where.state).file(GALLERY_FILE), _review_marker(campaign, where)
    if not page.exists():
        return False
    return not marker.exists() or marker.stat().st_mtime_ns < page.stat().st_mtime_ns


def import_reviews(file: Path, where: Workspace, reviewer: str, on_wait: OnWait | None = None) -> ReviewImport:
    """Put the verdicts of an exported *file* on record; raise UsageError or StorageError before anything is written.

    Verdicts on bytes that are no longer there are not recorded; `decisions.stale` names them.
    """
    try:
        with file.open("rb") as opened:
            export = read_review_export(opened.read(MAX_REVIEW_BYTES + 1), str(file))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}.", "Name the exported file.") from error
    manifest = _require_manifest(export.campaign, where)
    # Held from reading to writing, so that two imports of one file record each verdict once.
    with where.state.locked("reviews", "the reviews", on_wait):
        decisions = compare_reviews(export, manifest.assets, read_recorded_reviews(export.campaign, where, on_wait))
        journal_reviews(export.campaign, decisions.new, reviewer, where.state)
        write_bytes(_review_marker(export.campaign, where), b"")
    now = count_verdicts(export.campaign, manifest.assets, read_recorded_reviews(export.campaign, where, on_wait))
    return ReviewImport(export.campaign, decisions, now)


def count_reviews(
    campaigns: tuple[str, ...], where: Workspace, on_wait: OnWait | None = None
) -> tuple[ReviewProgress, ...]:
    """Return how far the review of each campaign has come: of those named, or of all that have ads."""
    found = campaigns or tuple(sorted(path.parent.name for path in where.output.glob("*/manifest.json")))
    return tuple(
        count_verdicts(name, _require_manifest(name, where).assets, read_recorded_reviews(name, where, on_wait))
        for name in found
    )


def _require_manifest(campaign: str, where: Workspace) -> Manifest:
    manifest = OutputFolder(where.output, campaign, where.state).manifest()
    if manifest is None:
        raise UsageError(
            f"There are no ads of {campaign!r} in {where.output}.", "Name the folder they are in with --output."
        )
    return manifest
