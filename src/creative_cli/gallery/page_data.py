"""The gallery as one JSON document for the script of the page, without repeated texts."""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from creative_cli.brief.variant_facts import VariantDifference
from creative_cli.errors import StorageError
from creative_cli.gallery.cards import GALLERY_SCHEMA, Gallery, GalleryCard, RecordedReview
from creative_cli.gallery.regions import Region, find_regions
from creative_cli.gallery.safe_zones import ChannelSafeZone, find_safe_zones
from creative_cli.models import SPARSE, AdCopy, Asset, LayoutEntry
from creative_cli.storage.codec import encode_json_line


@dataclass(frozen=True, slots=True)
class GalleryFinding:
    """A finding; `role` is empty if it concerns the whole ad."""

    check: str
    code: str
    status: str
    message: str
    role: str


@dataclass(frozen=True, slots=True)
class GalleryAd:
    """One ad; `remarks`, `zones` and `original` are indexes into the lists of `GalleryData`.

    `shown` names the products of an ad that shows several, and is empty for any other.
    """

    path: str
    url: str
    product: str
    product_name: str
    country: str
    country_name: str
    locale: str
    language: str
    direction: str
    audience: str
    format: str
    width: int
    height: int
    bytes: int
    sha256: str
    status: str
    kind: str
    provider: str
    model: str
    seed: str  # JavaScript has no integers above 2**53
    cost_usd: float
    copy: AdCopy
    copy_source: str
    original: int | None
    layout: tuple[LayoutEntry, ...]
    remarks: tuple[int, ...]
    zones: int
    editable: str | None
    draft: bool
    shown: str
    alt_text: str
    variant: str = field(default="", metadata=SPARSE)
    differs_in: tuple[VariantDifference, ...] = field(default=(), metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class GalleryShard:
    """A script with all data of some ads of a large campaign, and the path of the first of them, by which they sort."""

    file: str
    first: str


@dataclass(frozen=True, slots=True)
class LargeFiles:
    """The scripts beside the page of a large campaign; their paths are relative to its folder."""

    index: str
    hashes: str
    shards: tuple[GalleryShard, ...]


@dataclass(frozen=True, slots=True)
class GalleryData:
    """All data of the page; that of a large campaign is in `files`."""

    schema: int
    campaign: str
    source_locale: str
    source_language: str
    source_direction: str
    originals: tuple[AdCopy, ...]
    remarks: tuple[GalleryFinding, ...]
    zones: tuple[tuple[ChannelSafeZone, ...], ...]
    regions: tuple[Region, ...]
    ads: tuple[GalleryAd, ...]
    reviews: tuple[RecordedReview, ...]
    files: LargeFiles | None = field(default=None, metadata=SPARSE)


def build_gallery_data(gallery: Gallery) -> GalleryData:
    """Return the data of the page, with ads sorted by country, language, product and format.

    Raises StorageError if an ad's path leads out of the campaign's folder.
    """
    originals: dict[AdCopy, int] = {}
    remarks: dict[GalleryFinding, int] = {}
    zones: dict[tuple[ChannelSafeZone, ...], int] = {}
    items = []
    for card in sorted(gallery.cards, key=_card_sort_key):
        asset = card.asset
        original = None if card.original is None else originals.setdefault(card.original, len(originals))
        found = tuple(remarks.setdefault(remark, len(remarks)) for remark in _list_findings(asset))
        zone = zones.setdefault(find_safe_zones(asset), len(zones))
        items.append(_build_gallery_ad(card, original, found, zone))
    current = {(item.path, item.sha256) for item in items}
    reviews = {(review.path, review.sha256): review for review in sorted(gallery.reviews, key=lambda one: one.at)}
    return GalleryData(
        GALLERY_SCHEMA,
        gallery.campaign,
        gallery.source_locale,
        gallery.source_language,
        gallery.source_direction,
        tuple(originals),
        tuple(remarks),
        tuple(zones),
        find_regions({item.country for item in items}),
        tuple(items),
        tuple(reviews[key] for key in sorted(reviews.keys() & current)),
    )


def encode_for_script(content: GalleryData) -> str:
    """Return *content* as JSON that is safe inside a script element."""
    return escape_for_script(content)


def escape_for_script(content: object) -> str:
    """Return *content* as JSON without signs that end a script or a line of one."""
    text = encode_json_line(content).decode()
    return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _relative_url(path: str) -> str:
    """Return *path* as a relative URL; raise StorageError if it leads out of the campaign's folder."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or "\\" in path or any(part in {".", ".."} for part in path.split("/")):
        raise StorageError(
            f"The manifest names {path!r}, which is not inside the campaign's folder.",
            "Move the manifest away and run the brief again to write a new one.",
        )
    return "./" + quote("/".join(parts), safe="/")


def _card_sort_key(card: GalleryCard) -> tuple[str, ...]:
    asset = card.asset
    return card.country, asset.locale, card.product, asset.product, asset.ratio, asset.path


def _list_findings(asset: Asset) -> tuple[GalleryFinding, ...]:
    """Return the findings, the worst first."""
    return tuple(
        GalleryFinding(
            *(found.check, found.code, "waived" if found.waived else found.status.name.lower()),
            *(found.message, found.role or ""),
        )
        for found in sorted(asset.findings, key=lambda finding: -finding.status)
    )


def _build_gallery_ad(card: GalleryCard, original: int | None, remarks: tuple[int, ...], zones: int) -> GalleryAd:
    asset = card.asset
    return GalleryAd(
        path=asset.path,
        url=_relative_url(asset.path),
        product=asset.product,
        product_name=card.product,
        country=asset.country,
        country_name=card.country,
        locale=asset.locale,
        language=card.language,
        direction=asset.direction,
        audience=card.audience,
        format=asset.ratio,
        width=asset.width,
        height=asset.height,
        bytes=asset.bytes,
        sha256=asset.sha256,
        status=asset.status.name.lower(),
        kind=asset.hero.kind,
        provider=asset.hero.provider,
        model=asset.hero.model,
        seed=str(asset.hero.seed),
        cost_usd=asset.hero.cost_usd,
        copy=asset.copy,
        copy_source=asset.copy_source,
        original=original,
        layout=asset.layout,
        remarks=remarks,
        zones=zones,
        editable=None if asset.editable is None else _relative_url(asset.editable),
        draft=asset.draft,
        shown=", ".join(product.name for product in asset.products),
        alt_text=asset.alt_text or asset.copy.headline,
        variant=asset.variant,
        differs_in=asset.differs_in,
    )
