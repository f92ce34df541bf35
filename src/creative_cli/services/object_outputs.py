"""Publish the ads of a run in object storage: the run works in a folder of this machine, and objects follow it.

Objects first, the page and the manifest last, and only then is removed what the manifest does not name any more: every
object that the manifest in the bucket names is there, whole, at any time.
"""

import hashlib
import secrets
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NoReturn, TypeAlias, TypeVar

from creative_cli.engine.context import RunContext
from creative_cli.engine.interrupt import InterruptHandler
from creative_cli.engine.work_spans import WorkSubject
from creative_cli.errors import InterruptedRunError, StorageError
from creative_cli.events import StageName
from creative_cli.http.object_store import ObjectStore
from creative_cli.scratch_folders import open_scratch_folder
from creative_cli.services.large_gallery import SCRIPT_FOLDER
from creative_cli.services.reviews import GALLERY_FILE
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import read_bytes, write_bytes, write_text
from creative_cli.storage.folder_files import iter_files
from creative_cli.storage.manifest_file import DamagedManifestError
from creative_cli.storage.manifest_shards import SHARD_FOLDER
from creative_cli.storage.object_lease import CampaignLease, hold_campaign
from creative_cli.storage.outputs import Manifest, OutputFolder
from creative_cli.storage.state import OnWait

EachT = TypeVar("EachT")

MANIFEST: Final = "manifest.json"
PARALLEL: Final = 8
"""Objects that are sent or fetched at a time."""


PublishObjects: TypeAlias = Callable[[RunContext, InterruptHandler], Iterator[str]]
"""Publishes the ads of a run, which are finished in any case, and yields what went wrong. Ctrl-C ends it."""


@contextmanager
def open_object_output(where: Workspace, campaign: str, say: OnWait) -> Iterator[PublishObjects]:
    """Claim a campaign, fetch what the bucket has of it, and yield what publishes its ads; for a folder, nothing.

    Raises UsageError and StorageError.
    """
    if where.address is None:
        yield lambda _context, _ctrl_c: iter(())
        return
    store = ObjectStore(where.address, where.settings)
    # On this machine a killed run is known to be dead: the lock is free, and the claim need not run out.
    with where.state.locked(f"objects-{where.address.digest}-{campaign}", f"{where.address}/{campaign}", say):
        holder = _identify_folder(where.output)
        limits = where.settings.lease_seconds, where.settings.lock_seconds
        with hold_campaign(store, campaign, holder, limits, say) as lease:
            objects = CampaignObjects(store, lease, where, campaign)
            objects.fetch_ads()
            yield partial(_publish_objects, objects)


def _publish_objects(objects: "CampaignObjects", context: RunContext, ctrl_c: InterruptHandler) -> Iterator[str]:
    try:
        with ctrl_c.stops(_stop_sending):
            context.timed(StageName.STORE, WorkSubject(note="objects"), objects.publish_ads)
    except StorageError as error:
        yield f"The ads are finished, but not published: {error.sentence} {error.hint}"
    except InterruptedRunError:
        pass  # the next run sends the rest


def _stop_sending() -> NoReturn:
    raise InterruptedRunError("Interrupted.", "Run the same command again to continue.")


class CampaignObjects:
    """The objects of one campaign, and the folder of this machine that they follow."""

    def __init__(self, store: ObjectStore, lease: CampaignLease, where: Workspace, campaign: str) -> None:
        """Use the *store* while the *lease* is held, and the folder of *where*."""
        self._store, self._lease, self._state, self._home = store, lease, where.state, campaign
        self._folder = folder = OutputFolder(where.output, campaign, where.state)
        # The hash of the manifest that the bucket had when this folder was last brought into line with it.
        self._known = folder.path.parent / ".published" / self._home

    def fetch_ads(self) -> None:
        """Bring the folder to the state of the bucket, if another machine has changed that. Raises StorageError."""
        data = self._read(MANIFEST)
        if data is None:
            return
        if _hash(data).encode() == read_bytes(self._known) and self._folder.manifest_path.exists():
            return
        with open_scratch_folder() as scratch:
            copy = OutputFolder(scratch, self._home, self._state)
            files = [] if (found := self._copy_manifest(copy, data)) is None else list(_list_files(copy, found))
            self._in_parallel(self._fetch_ad, files)
            for path in iter_files(copy.path / SHARD_FOLDER):
                write_bytes(self._folder.path / SHARD_FOLDER / path.name, path.read_bytes())
        self._folder.file(GALLERY_FILE).unlink(missing_ok=True)  # it shows other ads: the run writes it again
        write_bytes(self._folder.manifest_path, data, durable=True)
        self._remember(data)

    def publish_ads(self) -> None:
        """Bring the bucket to the state of the folder. Raises StorageError."""
        data = read_bytes(self._folder.manifest_path)
        head = self._folder.manifest_head()
        if data is None or head is None:
            return
        there = self._store.list_objects(self._home)
        shards = [shard.file for shard in head.shards]
        ads = [path for path, _ in _list_files(self._folder, head)]
        scripts = [f"{SCRIPT_FOLDER}/{path.name}" for path in iter_files(self._folder.path / SCRIPT_FOLDER)]
        pages = [GALLERY_FILE] if self._folder.has_file(GALLERY_FILE) else []
        self._lease.require()
        self._in_parallel(lambda path: self._send(path, there), [*ads, *shards, *scripts])
        self._in_parallel(lambda path: self._send(path, there), pages)
        named = {*ads, *shards, *scripts, *pages, MANIFEST}
        gone = {*self._list_earlier(data, shards), *self._lease.remove, *filter(_is_part, there)} - named
        unwanted = tuple(sorted(gone & there.keys()))
        self._lease.require()
        self._lease.note_removal(unwanted)
        self._send(MANIFEST, there)
        self._remember(data)
        self._in_parallel(lambda path: self._store.delete_object(f"{self._home}/{path}"), unwanted)
        self._lease.note_removal(())

    def _send(self, path: str, there: dict[str, str]) -> None:
        data = read_bytes(self._folder.file(path))
        if data is None:
            raise StorageError(f"{path} has disappeared meanwhile.", "Run the same command again.")
        if there.get(path) != hashlib.md5(data, usedforsecurity=False).hexdigest():
            self._store.write_object(f"{self._home}/{path}", data)

    def _fetch_ad(self, file: tuple[str, str]) -> None:
        """Fetch an ad that the folder lacks; one that a killed run has replaced is left out, and made again."""
        path, sha256 = file
        if self._folder.matches(path, sha256):
            return
        data = self._read(path)
        if data is not None and _hash(data) == sha256:
            write_bytes(self._folder.file(path), data)

    def _list_earlier(self, data: bytes, shards: Container[str]) -> list[str]:
        """Return the files of the bucket's manifest, but for those that are in *shards*: *data* names them, too."""
        earlier = self._read(MANIFEST)
        if earlier is None or earlier == data:
            return []
        with open_scratch_folder() as scratch:
            copy = OutputFolder(scratch, self._home, self._state)
            found = self._copy_manifest(copy, earlier, shards)
            return [] if found is None else [path for path, _ in _list_files(copy, found)]

    def _copy_manifest(self, copy: OutputFolder, data: bytes, known: Container[str] = ()) -> Manifest | None:
        """Write a manifest of the bucket into *copy*, with its shards but the *known* ones; None if it is damaged."""
        write_bytes(copy.manifest_path, data)
        try:
            head = copy.manifest_head()
            if head is None:
                return None
            shards = tuple(shard for shard in head.shards if shard.file not in known)
            for shard in shards:
                write_bytes(copy.path / shard.file, self._read(shard.file) or b"")
            list(copy.iter_manifest_parts(replace(head, shards=shards)))
        except DamagedManifestError:
            return None  # the run sets it aside, as it does in a folder
        return replace(head, shards=shards)

    def _read(self, path: str) -> bytes | None:
        return self._store.read_object(f"{self._home}/{path}")

    def _remember(self, manifest: bytes) -> None:
        write_text(self._known, _hash(manifest))

    @staticmethod
    def _in_parallel(call: Callable[[EachT], object], each: Iterable[EachT]) -> None:
        """Call *call* with each; raise the first error once those at work have ended, without starting more."""
        with ThreadPoolExecutor(PARALLEL, thread_name_prefix="creative-objects") as threads:
            try:
                for _ in threads.map(call, each):
                    pass
            except BaseException:  # also on Ctrl-C
                threads.shutdown(wait=False, cancel_futures=True)
                raise


def _identify_folder(output: Path) -> str:
    """Return the name that the folder of this machine has for others, which its first run makes up."""
    path = output / ".holder"
    found = read_bytes(path)
    if found is None:
        write_text(path, secrets.token_hex(16))
        found = read_bytes(path)
    return (found or b"").decode("ascii", "replace")


def _list_files(folder: OutputFolder, head: Manifest) -> Iterator[tuple[str, str]]:
    for part in folder.iter_manifest_parts(head):
        for asset in part:
            yield from asset.files()


def _is_part(path: str) -> bool:
    return path.startswith((f"{SHARD_FOLDER}/", f"{SCRIPT_FOLDER}/"))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
