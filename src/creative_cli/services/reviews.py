"""Publish the gallery page of a campaign, and import the verdicts that reviewers give on it."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from creative_cli.brief.suggestions import find_similar_word
from creative_cli.engine.plan import RunPlan
from creative_cli.errors import StorageError, UsageError
from creative_cli.gallery.cards import RecordedReview, build_gallery
from creative_cli.gallery.html_page import render_gallery
from creative_cli.gallery.review_import import (
    MAX_REVIEW_BYTES,
    ReviewComparison,
    ReviewExport,
    ReviewProgress,
    compare_reviews,
    count_verdicts,
    journal_reviews,
    read_review_export,
)
from creative_cli.input_files import read_input_file
from creative_cli.runlog.rows import LatestReview
from creative_cli.runlog.runlog import RunLog
from creative_cli.services.judging import judge_manifest
from creative_cli.services.large_gallery import build_large_page, remove_other_scripts
from creative_cli.services.workspace import Workspace, require_local_copy
from creative_cli.storage.atomic import raising_storage_errors, write_bytes
from creative_cli.storage.codec import encode_canonical_json
from creative_cli.storage.outputs import Manifest, OutputFolder, is_safe_name
from creative_cli.storage.state import OnWait

GALLERY_FILE = "index.html"


@dataclass(frozen=True, slots=True)
class AdVerdicts:
    """What reviewers said of the exact bytes of an ad: what counts, and the last word of each, the first one first."""

    counting: RecordedReview
    said: tuple[RecordedReview, ...]


def list_ad_verdicts(log: RunLog, campaign: str) -> dict[tuple[str, str], AdVerdicts]:
    """Return the verdicts on each reviewed file of a campaign, by path and SHA-256."""
    said: dict[tuple[str, str], list[RecordedReview]] = {}
    for one in map(_record_review, log.verdicts(campaign)):
        said.setdefault((one.path, one.sha256), []).append(one)
    counting = map(_record_review, log.reviews(campaign))
    return {(one.path, one.sha256): AdVerdicts(one, tuple(said[one.path, one.sha256])) for one in counting}


def read_recorded_reviews(campaign: str, where: Workspace, on_wait: OnWait | None = None) -> tuple[RecordedReview, ...]:
    """Return the verdict that counts on each file of a campaign, by path and SHA-256. Raises StorageError."""
    return _read_reviews_of((campaign,), where, on_wait)[campaign]


def _read_reviews_of(
    campaigns: Iterable[str], where: Workspace, on_wait: OnWait | None
) -> dict[str, tuple[RecordedReview, ...]]:
    """Return the verdicts that count by campaign. The run log is opened once, which costs more than to ask it."""
    with RunLog.open(where.state, on_wait) as log:
        return {name: tuple(map(_record_review, log.reviews(name))) for name in campaigns}


def _read_own_reviews(
    campaign: str, reviewer: str, where: Workspace, on_wait: OnWait | None
) -> tuple[RecordedReview, ...]:
    with RunLog.open(where.state, on_wait) as log:
        return tuple(map(_record_review, log.reviews_by(campaign, reviewer)))


def _record_review(row: LatestReview) -> RecordedReview:
    return RecordedReview(
        path=row.path,
        sha256=row.sha256,
        verdict=row.verdict,
        comment=row.comment,
        reviewer=row.reviewer,
        at=row.happened_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        approved_by=row.approved_by,
    )


def publish_gallery(plan: RunPlan, where: Workspace, on_wait: OnWait | None = None) -> Path | None:
    """Write the gallery page beside the manifest of the campaign and return the file; None if there are no ads.

    An identical page is not rewritten. Raises StorageError.
    """
    folder = OutputFolder(where.output, plan.campaign, where.state)
    manifest = folder.manifest_head()
    if manifest is None:
        return None
    # Opening the run log takes as long as everything else here.
    reviewed = _review_marker(plan.campaign, where).exists()
    verdicts = read_recorded_reviews(plan.campaign, where, on_wait) if reviewed else ()
    if manifest.shards:
        page = build_large_page(plan, folder, manifest, verdicts)
    else:
        judged = judge_manifest(manifest)
        page = render_gallery(build_gallery(plan, judged.assets, verdicts, judged.left_out))
    target = folder.file(GALLERY_FILE)
    with raising_storage_errors(target, "read"):
        if not target.exists() or target.read_bytes() != page:
            write_bytes(target, page)
    remove_other_scripts(folder, page)
    return target


def warm_up_gallery(plan: RunPlan) -> None:
    """Load what `publish_gallery` needs, by rendering a page without ads."""
    render_gallery(build_gallery(plan, ()))


def _review_marker(campaign: str, where: Workspace) -> Path:
    """Return the file whose modification time is that of the last review import of a campaign."""
    return where.state.root / "reviewed" / campaign


def _mark_reviewed(campaign: str, where: Workspace) -> None:
    marker, page = _review_marker(campaign, where), OutputFolder(where.output, campaign, where.state).file(GALLERY_FILE)
    write_bytes(marker, b"")
    with raising_storage_errors(marker, "written"):
        written_ns = page.stat().st_mtime_ns if page.exists() else 0
        if marker.stat().st_mtime_ns < written_ns:  # the clock was set back since
            os.utime(marker, ns=(written_ns, written_ns))


def gallery_is_current(campaign: str, where: Workspace) -> bool:
    """Return whether the page exists and no verdict was imported since: only new ads can change it then."""
    page, marker = OutputFolder(where.output, campaign, where.state).file(GALLERY_FILE), _review_marker(campaign, where)
    if not page.exists():
        return False
    return not marker.exists() or marker.stat().st_mtime_ns < page.stat().st_mtime_ns


def import_reviews(
    file: Path, where: Workspace, reviewer: str, on_wait: OnWait | None = None
) -> tuple[ReviewComparison, ReviewProgress]:
    """Record the verdicts of an exported *file*; return what was done and the progress of the review since.

    Verdicts on files that have changed are stale and not recorded. Raises UsageError or StorageError before anything
    is written.
    """
    try:
        export = read_review_export(read_input_file(file, MAX_REVIEW_BYTES), str(file))
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {error.strerror or error}.", "Give the path of the exported file."
        ) from error
    return record_reviews(export, where, reviewer, on_wait)


def record_reviews(
    export: ReviewExport, where: Workspace, reviewer: str, on_wait: OnWait | None = None, *, tag: str | None = None
) -> tuple[ReviewComparison, ReviewProgress]:
    """Record the verdicts of *export*; otherwise as `import_reviews`.

    With a *tag* the export has one verdict, and nothing is recorded unless `tag_review` of that ad is still the same:
    the verdict is stale then.
    """
    manifest = require_manifest(export.campaign, where)
    # From reading to writing: two imports of one file must not record a verdict twice.
    with where.state.locked("reviews", "the reviews", on_wait):
        recorded = read_recorded_reviews(export.campaign, where, on_wait)
        own = _read_own_reviews(export.campaign, reviewer, where, on_wait)
        # What another reviewer said is no verdict of this one; who is not named may be any of them.
        decisions = compare_reviews(export, manifest.assets, own if reviewer else (*recorded, *own))
        if tag is not None and any(tag_review(one.path, one.sha256, recorded) != tag for one in export.reviews):
            decisions = ReviewComparison((), (), export.reviews)
        journal_reviews(export.campaign, decisions.new, reviewer, where.state)
        _mark_reviewed(export.campaign, where)
    progress = count_verdicts(export.campaign, manifest.assets, read_recorded_reviews(export.campaign, where, on_wait))
    return decisions, progress


def tag_review(path: str, sha256: str, recorded: Iterable[RecordedReview]) -> str:
    """Return a digest of an ad's bytes and of the verdict on them that counts: it changes with either."""
    verdict = next((one for one in recorded if (one.path, one.sha256) == (path, sha256)), None)
    return hashlib.sha256(encode_canonical_json((path, sha256, verdict))).hexdigest()[:32]


def count_reviews(
    campaigns: tuple[str, ...], where: Workspace, on_wait: OnWait | None = None
) -> tuple[ReviewProgress, ...]:
    """Return the review progress of *campaigns*, or of all campaigns with ads."""
    names = campaigns or list_campaigns(where)
    assets = {name: require_manifest(name, where).assets for name in names}
    recorded = _read_reviews_of(names, where, on_wait)
    return tuple(count_verdicts(name, assets[name], recorded[name]) for name in names)


def list_campaigns(where: Workspace) -> tuple[str, ...]:
    """Return the folders that have a manifest, whatever is in it."""
    return tuple(sorted(path.parent.name for path in where.output.glob("*/manifest.json")))


def count_readable_reviews(
    where: Workspace, on_wait: OnWait | None = None, campaigns: tuple[str, ...] | None = None
) -> tuple[tuple[ReviewProgress, ...], tuple[StorageError, ...]]:
    """Return the review progress of *campaigns*, and what is wrong with those that cannot be read.

    Without *campaigns*, of all that have ads. Raises StorageError for a run log that cannot be read.
    """
    names = list_campaigns(where) if campaigns is None else campaigns
    recorded = _read_reviews_of(names, where, on_wait) if names else {}
    standings: list[ReviewProgress] = []
    damaged: list[StorageError] = []
    for name in names:
        try:
            standings.append(count_verdicts(name, require_manifest(name, where).assets, recorded[name]))
        except StorageError as error:
            damaged.append(error)
    return tuple(standings), tuple(damaged)


def require_manifest(campaign: str, where: Workspace) -> Manifest:
    """Return the manifest of a campaign; raise UsageError if it has no ads. Raises StorageError."""
    named = is_safe_name(campaign)  # any other has no folder
    manifest = OutputFolder(where.output, campaign, where.state).manifest() if named else None
    if manifest is None:
        require_local_copy(where)
        near = find_similar_word(campaign, _list_campaigns(where.output))
        hint = f"Did you mean {near}?" if near else "Use --output to name the folder with the ads."
        raise UsageError(f"There are no ads of {campaign!r} in {where.output}.", hint)
    return manifest


def _list_campaigns(output: Path) -> list[str]:
    try:
        return sorted(one.name for one in output.iterdir() if (one / "manifest.json").is_file())
    except OSError:
        return []
