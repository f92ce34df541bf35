"""The folders with finished ads, and their manifests.

`<root>/<campaign>/<locale>/<ratio>/<product>.jpg` and `<root>/<campaign>/manifest.json`. Two guarantees: the manifest
lists exactly the files that are as a run left them, and a file that was edited by hand is never deleted or overwritten.
"""

import hashlib
import os
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile

from creative_cli.brief.delivery_facts import DeliveryFacts
from creative_cli.errors import StorageError
from creative_cli.foreign_files import open_foreign_file
from creative_cli.models import SPARSE, Asset
from creative_cli.settings import read_settings
from creative_cli.severity_rules import SeverityRules
from creative_cli.small_sizes import LeftOutAd
from creative_cli.storage.atomic import raising_storage_errors, replace_when_written, write_bytes
from creative_cli.storage.codec import (
    CodecError,
    Json,
    decode_json,
    decode_record,
    encode_json_line,
    iter_pretty_json,
    show_value,
)
from creative_cli.storage.earlier_ads import EarlierAds, share_equal_findings
from creative_cli.storage.manifest_file import DamagedManifestError, read_manifest, set_file_aside
from creative_cli.storage.manifest_shards import (
    ManifestShard,
    read_shard,
    remove_other_shards,
    validate_shard,
    verify_shards,
)
from creative_cli.storage.state import StateFolder
from creative_cli.variant_findings import judge_variants

MANIFEST_SCHEMA = 1
MAX_NUMBER = 2**53  # what JSON of any program keeps exact

# Valid on every file system: no separators, no hidden files, no `..`.
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
# Reserved by Windows, with any extension.
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The ads in a campaign's folder; `run_id` is the run that last changed any, `fonts` and `template` are digests.

    `left_out` are ads that are not made, since their size cannot show a required text. `delivery` is
    what packages need. `judged_by` are the profile and the waivers of the run; findings have what their checks say.
    The file of a large campaign has `shards` instead of assets; `OutputFolder.manifest` reads both.
    """

    schema: int
    tool: str
    run_id: str
    campaign: str
    brief_sha256: str
    fonts: str
    template: str
    assets: tuple[Asset, ...]
    left_out: tuple[LeftOutAd, ...] = field(default=(), metadata=SPARSE)
    delivery: DeliveryFacts | None = field(default=None, metadata=SPARSE)
    shards: tuple[ManifestShard, ...] = field(default=(), metadata=SPARSE)
    judged_by: SeverityRules | None = field(default=None, metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class PublishResult:
    """How a run left the folder; paths are relative to it. `manifest` is as its file: a large one has shards.

    `removed` files were no longer asked for. `changed` files were edited by hand and `outdated` ones could not be
    replaced; both stay, but are not in the manifest. `written` says whether the manifest on disk changed.
    `damaged` is a sentence about an earlier manifest that could not be read, and where it is now.
    """

    manifest: Manifest
    written: bool
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    damaged: str = ""


class OutputFolder:
    """The folder of one campaign."""

    def __init__(self, root: Path, campaign: str, state: StateFolder) -> None:
        """Use `root/campaign`; *state* has the lock against concurrent runs."""
        self._campaign = _require_safe_name(campaign)
        self._state = state
        self.path = root / self._campaign
        self._recorded: dict[str, str] | None = None
        self._followed: dict[str, Path] = {}

    @property
    def manifest_path(self) -> Path:
        """The path of the manifest."""
        return self.path / "manifest.json"

    def require_writable(self) -> None:
        """Raise StorageError unless files can be made in the folder, or in the one that it will be made in."""
        place = next((folder for folder in (self.path, *self.path.parents) if folder.exists()), Path())
        with raising_storage_errors(self.path, "written"), TemporaryFile(dir=place):
            pass  # without a name: nothing is left of it

    def asset_path(self, locale: str, ratio_folder: str, product: str, extension: str = "jpg") -> str:
        """Return the path of an ad relative to the folder, with `/`. Raises StorageError for unsafe names."""
        return "/".join(map(_require_safe_name, (locale, ratio_folder, f"{product}.{extension}")))

    def file(self, path: str) -> Path:
        """Return the file at *path* in the folder. Raises StorageError if it is outside, as through a link."""
        target = self.path.joinpath(*(_require_safe_name(part) for part in PurePosixPath(path).parts))
        with raising_storage_errors(target, "found"):
            if not target.resolve().is_relative_to(self.path.resolve()):
                raise StorageError(
                    f"{target} leads out of {self.path} through a link.",
                    "Remove the link, or choose another folder with --output.",
                )
        return target

    def _file_to_read(self, path: str) -> Path:
        """Return what `file` does, without following the folders of a path again that were followed before."""
        home, _, name = path.rpartition("/")
        folder = self._followed.get(home)
        if folder is None:
            target = self.file(path)
            self._followed[home] = target.parent
            return target
        target = folder / _require_safe_name(name)
        return self.file(path) if target.is_symlink() else target

    def has_file(self, path: str) -> bool:
        """Return whether there is a file at *path*. Raises StorageError."""
        target = self._file_to_read(path)
        with raising_storage_errors(target, "found"):
            return target.is_file()

    def matches(self, path: str, sha256: str) -> bool:
        """Return whether the file at *path* exists with this hash."""
        return _file_sha256(self._file_to_read(path)) == sha256

    def hash_ads(self, *, verified: bool = False) -> str:
        """Return a hash of the ads in the manifest; empty if it has none or is damaged.

        The shards of a large one are *verified* if a run has just written them. Raises StorageError.
        """
        try:
            head = self.manifest_head()
            if head is None:
                return ""
            if not head.shards:
                return sha256 if head.assets and (sha256 := _file_sha256(self.manifest_path)) else ""
            if not verified:
                verify_shards(self.path, head.shards)
        except DamagedManifestError:
            return ""
        return hashlib.sha256(encode_json_line(head.shards)).hexdigest()

    def write(self, path: str, data: bytes, ours: Callable[[str], bool] | None = None) -> str | None:
        """Write a finished ad atomically; return the new name of a file that was edited by hand, if there was one.

        A file is edited if its SHA-256 is neither in the manifest nor known to *ours* (`Cache.has_object`). It is
        renamed to `<product>.kept-<hash>.<extension>` first. Threads may write different paths. Raises StorageError.
        """
        target = self.file(path)
        kept = self._set_aside(path, target, data, ours)
        write_bytes(target, data)
        return kept

    def _set_aside(self, path: str, target: Path, data: bytes, ours: Callable[[str], bool] | None) -> str | None:
        found = _file_sha256(target)
        if found is None or found == hashlib.sha256(data).hexdigest() or (ours is not None and ours(found)):
            return None
        if found == self._recorded_sha256(path):  # reads the manifest
            return None
        kept = f"{target.stem}.kept-{found[:8]}{target.suffix}"
        with raising_storage_errors(target, "renamed"):
            target.replace(target.with_name(kept))
        return str(PurePosixPath(path).with_name(kept))

    def _recorded_sha256(self, path: str) -> str | None:
        if self._recorded is None:
            assets: tuple[Asset, ...] = ()
            with suppress(DamagedManifestError):  # the end of the run sets it aside
                earlier = self.manifest()
                assets = earlier.assets if earlier else ()
            self._recorded = {name: sha256 for asset in assets for name, sha256 in asset.files()}
        return self._recorded.get(path)

    def manifest(self) -> Manifest | None:
        """Return the manifest with all its ads, None if there is none. Raises StorageError if it cannot be decoded."""
        found = self.manifest_head()
        if found is None or not found.shards:
            return found
        return replace(found, assets=tuple(asset for part in self.iter_manifest_parts(found) for asset in part))

    def manifest_head(self) -> Manifest | None:
        """Return the file `manifest.json` alone: that of a large campaign has shards, and no assets."""
        return read_manifest(self.manifest_path, _LATEST.decode)

    def _write_manifest(self, manifest: Manifest) -> None:
        """Write it ad by ad: the JSON of a thousand ads at once would take a tenth of a gigabyte."""
        digest = hashlib.sha256()
        with replace_when_written(self.manifest_path, durable=True) as file:
            for part in iter_pretty_json(manifest):
                digest.update(part)
                file.write(part)
        _LATEST.keep(digest.digest(), manifest)

    def iter_manifest_parts(self, head: Manifest) -> Iterator[tuple[Asset, ...]]:
        """Yield the ads of a manifest, one shard after the other. Raises DamagedManifestError."""
        if not head.shards:
            yield head.assets
        last = ""
        for shard in head.shards:
            decode: Callable[[Json], tuple[Asset, ...]] = partial(_decode_shard, after=last)
            ads = read_shard(self.path, shard, decode)
            last = ads[-1].path
            yield tuple(share_equal_findings(asset) for asset in ads)

    def set_damaged_aside(self) -> str:
        """Rename a manifest that cannot be decoded; return a sentence about it, empty if there is none."""
        with self._state.locked(f"campaign-{self._campaign}", f"the folder of {self._campaign}"):
            try:
                head = self.manifest_head()
                verify_shards(self.path, head.shards if head else ())
            except DamagedManifestError as damage:
                name = set_file_aside(self.manifest_path)
                if damage.path != self.manifest_path and os.path.lexists(damage.path):
                    set_file_aside(damage.path)  # a shard: what is left of it is not written over
                return f"{damage.sentence} It was renamed to {name}, and the ads of this run are in a new one."
        return ""

    def settle(
        self, run: Manifest, asked: Container[str], failed: Container[str] = (), kept: Collection[str] = ()
    ) -> PublishResult:
        """Update the manifest with the ads of *run*, and remove ads that are no longer asked for.

        *asked* are the paths of all ads of the brief, *failed* those that this run could not make. Of *kept* ads, which
        the run found as the manifest has them, it may not know every part: they stay in it as they are. Ads of earlier
        runs stay while their files are as recorded. An unchanged manifest is not rewritten and keeps its run ID; a
        first run without ads writes none. Raises StorageError.
        """
        with self._state.locked(f"campaign-{self._campaign}", f"the folder of {self._campaign}"):
            earlier = self.manifest_head()
            assets, shards = (earlier.assets, earlier.shards) if earlier else ((), ())
            ads = EarlierAds(self.path, assets, shards, kept)
            made = {asset.path: asset for asset in run.assets}
            removed, changed, outdated = [], [], []
            for asset in ads.iter_others(made.keys()):
                found = _file_sha256(self.file(asset.path))
                if found is None:
                    continue
                if found != asset.sha256:
                    changed.append(asset.path)
                elif asset.path not in asked:
                    self._remove(asset.path)
                    removed.append(asset.path)
                elif asset.path in failed:
                    outdated.append(asset.path)
                else:
                    made[asset.path] = asset
            for pdf, asset in _unwritten_pdfs(ads.iter_with_pdf(), run):
                self._settle_pdf(asset, pdf, made, removed, changed, outdated if asset.path in outdated else None)
            now = {ad.path for ad in run.left_out} | made.keys()
            before = earlier.left_out if earlier else ()
            omitted = [ad for ad in before if ad.path in asked and ad.path not in now]
            left_out = tuple(sorted((*run.left_out, *omitted), key=lambda ad: ad.path))
            # An ad that this run did not make may have the twin that it made.
            made |= {asset.path: asset for asset in judge_variants(made.values()) if asset.variant}
            inside, shards = ads.place_ads(made, read_settings().shard_ads)
            manifest = replace(run, assets=inside, left_out=left_out, shards=shards)
            if earlier is not None and replace(manifest, run_id=earlier.run_id) == earlier:
                manifest, written = earlier, False
            else:
                written = earlier is not None or bool(made or manifest.left_out)
            if written:
                self._write_manifest(manifest)
                remove_other_shards(self.path, manifest.shards)
        return PublishResult(manifest, written, tuple(removed), tuple(changed), tuple(outdated))

    def remove_ads(self) -> tuple[str, ...]:
        """Remove the manifest and the files that it lists, and return the paths of ads that somebody has changed.

        Those stay, and so does everything else in the folder. Raises StorageError.
        """
        changed: list[str] = []
        with self._state.locked(f"campaign-{self._campaign}", f"the folder of {self._campaign}"):
            head = self.manifest_head()
            for asset in (asset for part in self.iter_manifest_parts(head) for asset in part) if head else ():
                for path, sha256 in asset.files():
                    found = _file_sha256(self.file(path))
                    if found == sha256:
                        self._remove(path)
                    elif found is not None:
                        changed.append(path)
            # Last: a killed cleaning leaves a manifest, and the next one goes on with it.
            self.manifest_path.unlink(missing_ok=True)
            remove_other_shards(self.path, ())
        return tuple(changed)

    def _settle_pdf(
        self,
        earlier: Asset,
        pdf: str,
        made: dict[str, Asset],
        removed: list[str],
        changed: list[str],
        outdated: list[str] | None,
    ) -> None:
        """Put a PDF that this run did not write into one of the lists; it stays while it and its ad are unchanged."""
        now, found = made.get(earlier.path), _file_sha256(self.file(pdf))
        ours = found == earlier.editable_sha256
        if now is not None:
            same = ours and now.sha256 == earlier.sha256
            made[earlier.path] = replace(now, editable=pdf if same else None, editable_sha256=found if same else None)
            if same:
                return
        if found is not None and not ours:
            changed.append(pdf)
        elif found is not None and outdated is not None:
            outdated.append(pdf)
        elif found is not None:
            self._remove(pdf)
            removed.append(pdf)

    def _remove(self, path: str) -> None:
        target = self.file(path)
        with raising_storage_errors(target, "removed"):
            target.unlink(missing_ok=True)
            for folder in target.parents:
                if folder == self.path or any(folder.iterdir()):
                    return
                folder.rmdir()


def is_safe_name(text: str) -> bool:
    """Return whether a campaign may have this name: it can be the name of a folder on every system."""
    return bool(_SAFE_NAME.fullmatch(text)) and not _WINDOWS_DEVICES.fullmatch(text) and not text.endswith(".")


def _require_safe_name(text: str) -> str:
    if not is_safe_name(text):
        raise StorageError(
            f"{text!r} cannot be the name of a folder or file.",
            "Names of campaigns and products consist of a-z, 0-9 and '-', and start with a letter or digit.",
        )
    return text


def _unwritten_pdfs(assets: Iterable[Asset], run: Manifest) -> list[tuple[str, Asset]]:
    """Return the PDFs of earlier runs that *run* did not write, with their ads."""
    now = {path for asset in run.assets for path, _ in asset.files()}
    return [(asset.editable, asset) for asset in assets if asset.editable is not None and asset.editable not in now]


class _LatestManifest:
    """The manifest that was read or written last, and the SHA-256 of its file.

    A run reads it several times, and decoding takes most of what an unchanged ad costs.
    """

    def __init__(self) -> None:
        self._kept: tuple[bytes, Manifest] | None = None

    def decode(self, data: bytes) -> Manifest:
        """Return the manifest in *data*. Raises CodecError."""
        digest, kept = hashlib.sha256(data).digest(), self._kept  # another thread may keep another meanwhile
        if kept is not None and kept[0] == digest:
            return kept[1]
        found = _decode_manifest(data)
        self.keep(digest, found)
        return found

    def keep(self, digest: bytes, manifest: Manifest) -> None:
        """Keep a *manifest* whose file has the SHA-256 *digest*."""
        self._kept = digest, manifest


_LATEST = _LatestManifest()


def _decode_manifest(data: bytes) -> Manifest:
    content = decode_json(data)
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != MANIFEST_SCHEMA:
        raise CodecError(f"its schema is {show_value(schema, 20)}, not {MANIFEST_SCHEMA}", ("schema",))
    manifest = decode_record(Manifest, content)
    if manifest.shards and manifest.assets:
        raise CodecError("it has ads beside shards", ("shards",))
    for index, shard in enumerate(manifest.shards):
        validate_shard(shard, index)
    _validate_ads(manifest.assets, ("assets",))
    for index, ad in enumerate(manifest.left_out):
        _require_inner_path(ad.path, ("left_out", index, "path"))
    return manifest


def _decode_shard(content: Json, after: str) -> tuple[Asset, ...]:
    """Return the ads of a shard, whose paths come *after* those of the shards before it."""
    ads = decode_record(tuple[Asset, ...], content)
    _validate_ads(ads, ())
    for index, asset in enumerate(ads):
        if asset.path <= after:
            raise CodecError(f"{asset.path} is not in order, or listed twice", (index, "path"))
        after = asset.path
    return ads


def _validate_ads(assets: tuple[Asset, ...], home: tuple[str | int, ...]) -> None:
    named: set[str] = set()
    for index, asset in enumerate(assets):
        for key, path in (("path", asset.path), ("editable", asset.editable)):
            if path is None:
                continue
            place: tuple[str | int, ...] = (*home, index, key)
            _require_inner_path(path, place)
            if path in named:
                raise CodecError(f"{path} is listed twice", place)
            named.add(path)
        for key, number in (("width", asset.width), ("height", asset.height), ("bytes", asset.bytes)):
            if not 0 < number < MAX_NUMBER:
                raise CodecError(f"{key}: {number!s:.20} is no size of a file", (*home, index, key))


def _require_inner_path(path: str, place: tuple[str | int, ...]) -> None:
    parts = PurePosixPath(path).parts
    try:
        for part in parts or (path,):
            _require_safe_name(part)
    except StorageError as error:
        raise CodecError(
            f"{path!r:.120} leads out of the campaign: {error.sentence.removesuffix('.')}", place
        ) from error
    if "/".join(parts) != path:
        raise CodecError(f"{path!r:.120} is not the path of an ad", place)


def _file_sha256(path: Path) -> str | None:
    with raising_storage_errors(path, "read"):
        try:
            with open_foreign_file(path) as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None
