"""The shards of a large manifest: `manifest/0001-<hash>.json` and so on, JSON lists with one ad on each line.

They are named after their content. A new manifest names new shards, and its old ones are removed when it is in place:
a run that is killed meanwhile leaves a whole manifest. A run that changes few ads writes few shards.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from creative_cli.storage.atomic import raising_storage_errors, write_bytes
from creative_cli.storage.codec import CodecError, Json, decode_json
from creative_cli.storage.manifest_file import naming_damage, read_manifest_part

SHARD_FOLDER = "manifest"
_SHARD_NAME = re.compile(rf"{SHARD_FOLDER}/[0-9]{{4,6}}-[0-9a-f]{{12}}\.json")
_PATH_KEY = b'{"path":"'

FoundT = TypeVar("FoundT")


@dataclass(frozen=True, slots=True)
class ManifestShard:
    """A file with ads of a manifest: its path in the campaign's folder, how many ads, and the SHA-256 of its bytes."""

    file: str
    ads: int
    sha256: str


def validate_shard(shard: ManifestShard, index: int) -> None:
    """Raise CodecError for a shard that no run has written."""
    if not _SHARD_NAME.fullmatch(shard.file):
        raise CodecError(f"{shard.file!r:.120} is no file of a manifest", ("shards", index, "file"))


def read_shard(folder: Path, shard: ManifestShard, decode: Callable[[Json], FoundT]) -> FoundT:
    """Return what *decode* makes of a shard's list of ads. Raises DamagedManifestError."""
    path = folder / shard.file
    data = read_manifest_part(path, shard.sha256)
    with naming_damage(path, data):
        content = decode_json(data)
        if not isinstance(content, list) or not content:
            raise CodecError("it is no list of ads")
        return decode(content)


def iter_shard_lines(folder: Path, shards: Iterable[ManifestShard]) -> Iterator[tuple[str, bytes]]:
    """Yield path and JSON of each ad, in the order of the manifest, with one shard in memory at a time.

    Raises DamagedManifestError.
    """
    for shard in shards:
        path = folder / shard.file
        data = read_manifest_part(path, shard.sha256)
        for line in data.splitlines()[1:-1]:  # as `write_shards` sets them
            text = line.removesuffix(b",")
            with naming_damage(path, data):
                found = find_line_path(text)
            yield found, text


def verify_shards(folder: Path, shards: Iterable[ManifestShard]) -> None:
    """Raise DamagedManifestError if a shard is missing or has other bytes than a run wrote."""
    for _ in iter_shard_lines(folder, shards):
        pass


def find_line_path(line: bytes) -> str:
    """Return the path of the ad that *line* is the JSON of, without reading all of it. Raises CodecError."""
    if line.startswith(_PATH_KEY):
        end = line.find(b'"', len(_PATH_KEY))
        path = line[len(_PATH_KEY) : end]
        if end > 0 and b"\\" not in path and path.isascii():
            return path.decode()
    raise CodecError("it has not one ad on each line, its path first")


def write_shards(folder: Path, lines: Iterable[bytes], most_ads: int) -> tuple[ManifestShard, ...]:
    """Write ads, each the JSON of one line, to shards of *most_ads*; shards that are there are not written again.

    Raises StorageError.
    """
    shards: list[ManifestShard] = []
    ads = iter(lines)
    while part := list(islice(ads, most_ads)):
        data = b"[\n" + b",\n".join(part) + b"\n]\n"
        sha256 = hashlib.sha256(data).hexdigest()
        name = f"{SHARD_FOLDER}/{len(shards) + 1:04}-{sha256[:12]}.json"
        if not _has_size(folder / name, len(data)):
            write_bytes(folder / name, data, durable=True)
        shards.append(ManifestShard(name, len(part), sha256))
    return tuple(shards)


def remove_other_shards(folder: Path, shards: Iterable[ManifestShard]) -> None:
    """Remove the shards that the manifest does not name any more. Raises StorageError."""
    kept = {shard.file for shard in shards}
    home = folder / SHARD_FOLDER
    if not home.is_dir() or home.is_symlink():
        return
    with raising_storage_errors(home, "cleaned"):
        for path in sorted(home.iterdir()):
            name = f"{SHARD_FOLDER}/{path.name}"
            if _SHARD_NAME.fullmatch(name) and name not in kept:
                path.unlink(missing_ok=True)
        if not any(home.iterdir()):
            home.rmdir()


def _has_size(path: Path, size: int) -> bool:
    with raising_storage_errors(path, "read"):
        try:
            return not path.is_symlink() and path.stat().st_size == size
        except FileNotFoundError:
            return False
