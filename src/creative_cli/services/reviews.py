"""What reviewing needs: the page of a campaign, and the verdicts that come back from it."""

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from creative_cli.engine.plan import RunPlan
from creative_cli.errors import UsageError
from creative_cli.gallery.gallery import Review, gallery_of
from creative_cli.gallery.page import publish
from creative_cli.gallery.recorded import MOST_BYTES, Sorted, Standing, read_export, record, sort_out, standing
from creative_cli.runlog.runlog import RunLog
from creative_cli.services.workspace import House
from creative_cli.storage.atomic import explaining, write_bytes
from creative_cli.storage.outputs import Manifest, OutputFolder
from creative_cli.storage.state import OnWait

PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Import:
    """What an import did, and how far the review has come since."""

    campaign: str
    decisions: Sorted
    standing: Standing


def recorded(campaign: str, where: House, on_wait: OnWait | None = None) -> tuple[Review, ...]:
    """Return the latest verdict on each path and SHA-256 of a campaign. Raises StorageError."""
    with RunLog.open(where.state, on_wait) as log:
        return tuple(
            Review(
                path=row.path,
                sha256=row.sha256,
                verdict=row.verdict,
                comment=row.comment,
                reviewer=row.reviewer,
                at=row.happened_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            )
            for row in log.reviews(campaign)
        )


def publish_page(order: RunPlan, where: House, on_wait: OnWait | None = None) -> Path | None:
    """Write the gallery of *order*'s campaign beside its manifest and return the file; None while there are no ads.

    A page that says the same already is left as it is. Raises StorageError.
    """
    folder = OutputFolder(where.output, order.campaign, where.state)
    manifest = folder.manifest()
    if manifest is None:
        return None
    # Where no verdict was ever brought back the run log need not be opened, which takes as long as all the rest.
    reviewed = _marker(order.campaign, where).exists()
    verdicts = recorded(order.campaign, where, on_wait) if reviewed else ()
    page = publish(gallery_of(order, manifest.assets, verdicts))
    target = folder.file(PAGE)
    with explaining(target, "read"):
        if not target.exists() or target.read_bytes() != page:
            write_bytes(target, page)
    return target


def prepare_page(order: RunPlan) -> None:
    """Load what `publish_page` will need, by making a page without ads."""
    publish(gallery_of(order, ()))


def _marker(campaign: str, where: House) -> Path:
    """Return the file whose time says when verdicts on a campaign were last recorded."""
    return where.state.root / "reviewed" / campaign


def is_current(campaign: str, where: House) -> bool:
    """Tell whether the page is there and no verdict was recorded since: then only new ads change it."""
    page, marker = OutputFolder(where.output, campaign, where.state).file(PAGE), _marker(campaign, where)
    if not page.exists():
        return False
    return not marker.exists() or marker.stat().st_mtime_ns < page.stat().st_mtime_ns


def import_reviews(file: Path, where: House, reviewer: str, on_wait: OnWait | None = None) -> Import:
    """Put the verdicts of an exported *file* on record; raise UsageError or StorageError before anything is written.

    Verdicts on bytes that are no longer there are not recorded; `decisions.stale` names them.
    """
    try:
        with file.open("rb") as opened:
            export = read_export(opened.read(MOST_BYTES + 1), str(file))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}.", "Name the exported file.") from error
    manifest = _manifest(export.campaign, where)
    # Held from reading to writing, so that two imports of one file record each verdict once.
    with where.state.locked("reviews", "the reviews", on_wait):
        decisions = sort_out(export, manifest.assets, recorded(export.campaign, where, on_wait))
        record(export.campaign, decisions.new, reviewer, where.state)
        write_bytes(_marker(export.campaign, where), b"")
    now = standing(export.campaign, manifest.assets, recorded(export.campaign, where, on_wait))
    return Import(export.campaign, decisions, now)


def review_status(campaigns: tuple[str, ...], where: House, on_wait: OnWait | None = None) -> tuple[Standing, ...]:
    """Return how far the review of each campaign has come: of those named, or of all that have ads."""
    found = campaigns or tuple(sorted(path.parent.name for path in where.output.glob("*/manifest.json")))
    return tuple(standing(name, _manifest(name, where).assets, recorded(name, where, on_wait)) for name in found)


def _manifest(campaign: str, where: House) -> Manifest:
    manifest = OutputFolder(where.output, campaign, where.state).manifest()
    if manifest is None:
        raise UsageError(
            f"There are no ads of {campaign!r} in {where.output}.", "Name the folder they are in with --output."
        )
    return manifest
