"""store: turn a checked creative into an asset: its path, its files and its manifest entry."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Self

from creative_cli.checks.runner import worst_status
from creative_cli.errors import StorageError
from creative_cli.formats import Encoding, Format
from creative_cli.models import Asset, Creative, Finding, HeroEntry, HeroImage, LayoutEntry, LocalizedCopy, TextBlock
from creative_cli.small_sizes import explain_dropped_texts
from creative_cli.storage.cache import Cache, key_of
from creative_cli.storage.outputs import OutputFolder


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A hero as the cache stores it: its bytes are separate objects, named by their hashes."""

    hero: HeroImage
    picture: str | None
    packshot: str | None

    @classmethod
    def keep(cls, hero: HeroImage, cache: Cache) -> Self:
        """Put the bytes of *hero* into the cache."""
        picture = None if hero.picture is None else cache.put_object(hero.picture, durable=hero.cost_usd > 0)
        packshot = None if hero.packshot is None else cache.put_object(hero.packshot)
        return cls(replace(hero, picture=None, packshot=None), picture, packshot)

    @property
    def key(self) -> str:
        """The digest of the picture and its record; part of the key of every ad made from it."""
        return key_of("key visual", stored=self)

    def is_whole(self, cache: Cache) -> bool:
        """Return whether the bytes are still in the cache."""
        return all(cache.has_object(sha) for sha in (self.picture, self.packshot) if sha is not None)

    def load(self, cache: Cache) -> HeroImage:
        """Return the hero with its bytes; raise StorageError if the cache lost them during the run."""
        picture = None if self.picture is None else cache.object_bytes(self.picture)
        packshot = None if self.packshot is None else cache.object_bytes(self.packshot)
        if (picture is None) != (self.picture is None) or (packshot is None) != (self.packshot is None):
            raise StorageError(
                f"The picture of {self.hero.product} disappeared from the cache.", "Run the same command again."
            )
        return replace(self.hero, picture=picture, packshot=packshot)


def asset_path(folder: OutputFolder, product: str, form: Format, words: LocalizedCopy, encoding: Encoding) -> str:
    """Return the path of an ad relative to the campaign's folder."""
    name = f"{product}.draft" if form.draft else product
    return folder.asset_path(words.locale.tag, form.folder, name, encoding.suffix)


def describe_asset(creative: Creative, findings: tuple[Finding, ...], hero: HeroImage, folder: OutputFolder) -> Asset:
    """Return the manifest entry of a finished ad."""
    form, words = creative.canvas.format, creative.adaptation
    return Asset(
        path=asset_path(folder, hero.product, form, words, creative.encoding),
        product=hero.product,
        country=words.locale.territory,
        locale=words.locale.tag,
        direction=words.locale.direction,
        ratio=form.name,
        width=form.width,
        height=form.height,
        bytes=len(creative.encoded),
        sha256=hashlib.sha256(creative.encoded).hexdigest(),
        hero=HeroEntry(hero.kind, hero.provider, hero.model, hero.seed, hero.cost_usd),
        copy=words.copy,
        copy_source=words.source,
        draft=form.draft,
        layout=tuple(_layout_entry(block) for block in creative.layout),
        status=worst_status(findings),
        findings=findings,
        dropped=explain_dropped_texts(creative),
    )


def attach_editable(asset: Asset, pdf: bytes) -> tuple[Asset, dict[str, bytes]]:
    """Return the entry with its PDF, and the PDF by its path, which is beside the picture."""
    path = str(PurePosixPath(asset.path).with_suffix(".pdf"))
    return replace(asset, editable=path, editable_sha256=hashlib.sha256(pdf).hexdigest()), {path: pdf}


def _layout_entry(block: TextBlock) -> LayoutEntry:
    box = block.box
    return LayoutEntry(
        role=block.role,
        x=round(box.x),
        y=round(box.y),
        width=round(box.width),
        height=round(box.height),
        font_px=round(block.font_px, 2),
        lines=block.lines,
        overflow=block.overflow,
    )
