"""store: turn a checked creative into an asset: its path, its files and its manifest entry."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Self

from creative_cli.checks.runner import worst_status
from creative_cli.errors import StorageError
from creative_cli.formats import Encoding, Format
from creative_cli.models import (
    SPARSE,
    Asset,
    Creative,
    Finding,
    HeroEntry,
    HeroImage,
    LayoutEntry,
    LocalizedCopy,
    ProductEntry,
    TextBlock,
)
from creative_cli.shown import ShownProduct
from creative_cli.small_sizes import explain_dropped_texts
from creative_cli.storage.cache import Cache, key_of
from creative_cli.storage.outputs import OutputFolder


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A hero as the cache stores it: its bytes are separate objects, named by their hashes."""

    hero: HeroImage
    picture: str | None
    packshot: str | None
    members: tuple[str, ...] = field(default=(), metadata=SPARSE)

    @classmethod
    def keep(cls, hero: HeroImage, cache: Cache) -> Self:
        """Put the bytes of *hero* into the cache."""
        picture = None if hero.picture is None else cache.put_object(hero.picture, durable=hero.cost_usd > 0)
        packshot = None if hero.packshot is None else cache.put_object(hero.packshot)
        members = tuple(cache.put_object(one.packshot or b"") for one in hero.members)
        bare = tuple(replace(one, packshot=None) for one in hero.members)
        return cls(replace(hero, picture=None, packshot=None, members=bare), picture, packshot, members)

    @property
    def key(self) -> str:
        """The digest of the picture and its record; part of the key of every ad made from it."""
        return key_of("key visual", stored=self)

    def is_whole(self, cache: Cache) -> bool:
        """Return whether the bytes are still in the cache."""
        return all(cache.has_object(sha) for sha in (self.picture, self.packshot, *self.members) if sha is not None)

    def load(self, cache: Cache) -> HeroImage:
        """Return the hero with its bytes; raise StorageError if the cache lost them during the run."""
        picture = None if self.picture is None else cache.object_bytes(self.picture)
        packshot = None if self.packshot is None else cache.object_bytes(self.packshot)
        members = [cache.object_bytes(sha) for sha in self.members]
        if (
            None in members
            or (picture is None) != (self.picture is None)
            or (packshot is None) != (self.packshot is None)
        ):
            raise StorageError(
                f"The picture of {self.hero.product} disappeared from the cache.", "Run the same command again."
            )
        shown = tuple(replace(one, packshot=data) for one, data in zip(self.hero.members, members, strict=True))
        return replace(self.hero, picture=picture, packshot=packshot, members=shown)


def asset_path(folder: OutputFolder, product: str, form: Format, words: LocalizedCopy, encoding: Encoding) -> str:
    """Return the path of an ad relative to the campaign's folder."""
    name = ".".join(filter(None, (product, words.variant, "draft" if form.draft else "")))
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
        variant=words.variant,
        layout=tuple(_layout_entry(block) for block in creative.layout),
        status=worst_status(findings),
        findings=findings,
        dropped=explain_dropped_texts(creative),
        studio_set=creative.canvas.studio_set,
        products=tuple(_product_entry(product, words) for product in creative.canvas.products),
        origin=creative.canvas.origin,
    )


def _product_entry(shown: ShownProduct, words: LocalizedCopy) -> ProductEntry:
    box, label = shown.box, next(label for label in words.labels if label.product == shown.product)
    price = None if label.offer is None else label.offer.price
    place = (round(side) for side in (box.x, box.y, box.width, box.height))
    return ProductEntry(label.product, label.name, price, *place)


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
