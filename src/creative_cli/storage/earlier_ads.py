"""The ads of the manifest that a run finds, and where those that it leaves are written: inside, or in shards.

Of a large manifest only what a run has changed is decoded and encoded; the lines of all other ads are copied.
"""

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from sys import intern

from creative_cli.errors import StorageError
from creative_cli.models import Asset, Finding, HeroEntry
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_json_line
from creative_cli.storage.manifest_shards import ManifestShard, iter_shard_lines, write_shards

SHARED_FINDINGS = 10_000  # ads have some 50 findings each, most of them the same in a whole campaign
_WITHOUT_PDF = b'"editable":null'


class EarlierAds:
    """The ads that the manifest of a folder has before a run; *kept* ones are as the run found them, and stay so."""

    def __init__(
        self, folder: Path, assets: tuple[Asset, ...], shards: tuple[ManifestShard, ...], kept: Collection[str]
    ) -> None:
        """Read the ads of the *folder*: its *assets*, or those in its *shards*."""
        self._folder, self._assets, self._shards, self._kept = folder, assets, shards, kept

    def iter_others(self, made: Container[str]) -> Iterator[Asset]:
        """Yield the ads that are neither *made* nor kept."""
        for path, asset, line in self._entries():
            if path not in made and path not in self._kept:
                yield asset or _decode_ad(line)

    def iter_with_pdf(self) -> Iterator[Asset]:
        """Yield the ads that have a PDF and are not kept."""
        for path, asset, line in self._entries():
            if path in self._kept or _WITHOUT_PDF in line:
                continue
            found = asset or _decode_ad(line)
            if found.editable is not None:
                yield found

    def place_ads(
        self, made: Mapping[str, Asset], most_ads: int
    ) -> tuple[tuple[Asset, ...], tuple[ManifestShard, ...]]:
        """Return the ads that *made* has for a manifest without shards; of more than *most_ads* write shards.

        Raises StorageError.
        """
        if len(made) > most_ads:
            return (), write_shards(self._folder, (line for _, line in self._merge(made)), most_ads)
        if not self._shards:
            return tuple(made[path] for path in sorted(made)), ()
        return tuple(share_equal_findings(_decode_ad(line)) for _, line in self._merge(made)), ()

    def _entries(self) -> Iterator[tuple[str, Asset | None, bytes]]:
        """Yield path, ad and line of each ad; one of the two last is there."""
        for asset in self._assets:
            yield asset.path, asset, b""
        for path, line in iter_shard_lines(self._folder, self._shards):
            yield path, None, line

    def _merge(self, made: Mapping[str, Asset]) -> Iterator[tuple[str, bytes]]:
        """Yield path and line of each ad of *made*, in order; a kept ad has the line that it had."""
        earlier = iter_shard_lines(self._folder, self._shards)
        path, line = next(earlier, ("", b""))
        for wanted in sorted(made):
            while path and path < wanted:
                path, line = next(earlier, ("", b""))
            if wanted not in self._kept or not self._shards:  # without shards a kept ad is whole in memory
                line_now = encode_json_line(made[wanted])
            elif path == wanted:
                line_now = line
            else:
                raise StorageError(
                    f"Another command has changed the manifest in {self._folder} meanwhile.",
                    "Run the same command again. Finished ads are kept.",
                )
            yield wanted, line_now


def share_equal_findings(asset: Asset) -> Asset:
    """Let equal findings of ads be one object each, and equal words: it is these that fill the memory of a campaign."""
    return replace(
        asset,
        product=_share_word(asset.product),
        country=_share_word(asset.country),
        locale=_share_word(asset.locale),
        direction=_share_word(asset.direction),
        ratio=_share_word(asset.ratio),
        copy_source=_share_word(asset.copy_source),
        hero=_share_hero(asset.hero),
        findings=tuple(map(_share_finding, asset.findings)),
        layout=tuple(replace(entry, role=_share_word(entry.role)) for entry in asset.layout),
    )


def _share_word(word: str) -> str:
    return intern(word) if type(word) is str else word  # members of an enumeration are shared already


@lru_cache(SHARED_FINDINGS)
def _share_finding(finding: Finding) -> Finding:
    return replace(finding, check=_share_word(finding.check), code=_share_word(finding.code))


@lru_cache(SHARED_FINDINGS)
def _share_hero(hero: HeroEntry) -> HeroEntry:
    return replace(
        hero, kind=_share_word(hero.kind), provider=_share_word(hero.provider), model=_share_word(hero.model)
    )


def _decode_ad(line: bytes) -> Asset:
    try:
        return decode_record(Asset, decode_json(line))
    except CodecError as error:
        raise StorageError(
            f"An ad in the manifest cannot be read: {error}.", "Move the folder `manifest` and manifest.json away."
        ) from error
