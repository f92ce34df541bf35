"""Remove what has not been used for long: results of the cache, and the ads of old campaigns if that is asked for.

What servers keep is removed here, too: drafts, ended orders, and briefs that no run used.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from creative_cli.errors import UsageError
from creative_cli.runlog.journal import find_oldest_running
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import Selection
from creative_cli.services.brief_drafts import remove_old_drafts
from creative_cli.services.large_gallery import remove_other_scripts
from creative_cli.services.leftovers import sweep_folders
from creative_cli.services.live_servers import has_live_server
from creative_cli.services.reviews import GALLERY_FILE, list_campaigns
from creative_cli.services.run_orders import list_orders, remove_old_orders
from creative_cli.services.stored_briefs import remove_old_briefs
from creative_cli.services.time_arguments import parse_moment
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import raising_storage_errors, read_bytes
from creative_cli.storage.cache import USED_WITHIN_S
from creative_cli.storage.folder_files import iter_files
from creative_cli.storage.manifest_shards import SHARD_FOLDER
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import OnWait

_NAMED_HASH = re.compile(rb"(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What a cleaning removed, or would remove: files of the cache and their bytes, campaigns, and temporary files.

    `kept_paid` are results that were paid for, which no cleaning removes. `changed` are ads of removed campaigns that
    somebody has changed: they stay. `served` is what servers left, None where one works: it removes that itself.
    """

    unused_since: datetime
    files: int
    bytes: int
    kept_paid: int
    campaigns: tuple[str, ...]
    changed: tuple[str, ...]
    temporary: int
    served: "ServedFiles | None"


@dataclass(frozen=True, slots=True)
class ServedFiles:
    """Numbers of what servers kept in the state folder and no one needs any more."""

    drafts: int
    orders: int
    briefs: int


def remove_served(where: Workspace, before_s: float, *, dry_run: bool = False) -> ServedFiles:
    """Remove drafts, ended orders, and briefs that no order names, if they were not used since *before_s*.

    It is a time in seconds since 1970. With *dry_run* nothing is removed. Raises StorageError.
    """
    orders = remove_old_orders(where.state, before_s, dry_run=dry_run)
    in_use = {one.order.brief for one in list_orders(where.state) if one.id not in orders}
    briefs = remove_old_briefs(where.state, before_s, in_use, dry_run=dry_run)
    return ServedFiles(len(remove_old_drafts(where.state, before_s, dry_run=dry_run)), len(orders), len(briefs))


def remove_unused(where: Workspace, keep: str, on_wait: OnWait, *, outputs: bool, dry_run: bool) -> Cleaning:
    """Remove what was not used since the moment or age *keep*, with *outputs* old campaigns too.

    What was paid for stays, and so does what a manifest names, what was used in the last hour, and what was used since
    an hour before the oldest run that still works: another run loses nothing. While a server works, what servers keep
    stays. With *dry_run* nothing is removed. Raises UsageError and StorageError.
    """
    moment = parse_moment(keep)
    if moment > datetime.now(UTC):
        raise UsageError(f"{keep} lies in the future.", "Give an age (30d, 12h, 2w) or an earlier day (2026-06-01).")
    now = datetime.now(UTC)
    oldest = min(now, find_oldest_running(where.state) or now)
    before = min(moment.timestamp(), oldest.timestamp() - USED_WITHIN_S)
    since = datetime.fromtimestamp(before, UTC)
    campaigns = _list_old_campaigns(where, since, on_wait) if outputs else ()
    changed = () if dry_run else _remove_campaigns(where, campaigns)
    kept_paid, needed = _list_needed(where, campaigns)
    files = size = 0
    for path in _iter_unused(where.state.cache, before, needed):
        with raising_storage_errors(path, "removed"), suppress(FileNotFoundError):
            facts = path.stat()
            # Looked at once more right before: a run that has begun meanwhile gives what it uses a new time.
            if facts.st_mtime < before:
                files, size = files + 1, size + facts.st_size
                if not dry_run:
                    path.unlink()
    temporary = 0 if dry_run else len(sweep_folders(where))
    served = None if has_live_server(where.state) else remove_served(where, before, dry_run=dry_run)
    return Cleaning(since, files, size, kept_paid, campaigns, changed, temporary, served)


def _iter_unused(cache: Path, before: float, needed: set[str]) -> Iterator[Path]:
    """Yield old results, then old objects: one without its result is never looked for."""
    for kind in ("actions", "objects"):
        for path in iter_files(cache / kind):
            with suppress(FileNotFoundError):
                if path.name not in needed and ".tmp-" not in path.name and path.stat().st_mtime < before:
                    yield path


def _list_needed(where: Workspace, gone: tuple[str, ...]) -> tuple[int, set[str]]:
    """Return how many results were paid for, and the hashes that these and the manifests name."""
    paid = [path for path in iter_files(where.state.cache / "received") if path.suffix == ".json"]
    manifests = [
        path
        for name in list_campaigns(where)
        if name not in gone
        for path in (where.output / name / "manifest.json", *iter_files(where.output / name / SHARD_FOLDER))
    ]
    needed = {found.decode() for path in (*paid, *manifests) for found in _NAMED_HASH.findall(read_bytes(path) or b"")}
    return len(paid), needed


def _list_old_campaigns(where: Workspace, since: datetime, on_wait: OnWait) -> tuple[str, ...]:
    """Return the campaigns that the run log knows, and that were neither run nor reviewed *since* then."""
    with RunLog.open(where.state, on_wait) as log:
        known = {row.campaign for row in log.runs()}
        recent = {row.campaign for row in log.runs(Selection(since=since))}
    pages = {name: where.output / name / GALLERY_FILE for name in list_campaigns(where)}
    return tuple(
        name
        for name, page in pages.items()
        if name in known - recent and not (page.exists() and page.stat().st_mtime >= since.timestamp())
    )


def _remove_campaigns(where: Workspace, names: tuple[str, ...]) -> tuple[str, ...]:
    changed: list[str] = []
    for name in names:
        folder = OutputFolder(where.output, name, where.state)
        changed += [f"{name}/{path}" for path in folder.remove_ads()]
        with raising_storage_errors(folder.path, "removed"):
            folder.file(GALLERY_FILE).unlink(missing_ok=True)
            remove_other_scripts(folder, b"")
            if not any(folder.path.iterdir()):
                folder.path.rmdir()
    return tuple(changed)
