"""Finds the products of a campaign whose ads are as the last run left them, without a look at each stage.

A digest of everything that a whole campaign shares, and of a product's own row and pictures, stands for its ads: the
stages keep each of their results under such a key, too, but their keys cost milliseconds for each ad. A kept ad is as
the manifest has it. That of a large campaign is not decoded: its kept ads tell the run what its summary needs, the
findings that somebody should read, and none of those that passed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from creative_cli.brief.schema import Product
from creative_cli.brief.together import find_together
from creative_cli.channels import load_channels
from creative_cli.code_digest import code_digest
from creative_cli.engine.context import RunContext
from creative_cli.engine.images import PreparedProduct
from creative_cli.engine.plan import RunPlan
from creative_cli.events import AssetStored
from creative_cli.models import Asset, Status
from creative_cli.settings import read_settings
from creative_cli.stages import check, compose, copyfitting
from creative_cli.storage.cache import key_of
from creative_cli.storage.product_records import ProductRecords, write_product_records

_CODE = "creative_cli.engine.pipeline"  # everything that draws, checks and describes an ad is imported below it


KEPT_FROM_ADS = 50
"""From so many ads on, a run first looks for products that are as the last one left them; fewer cost less than that."""


def open_kept_products(plan: RunPlan, layout: str, context: RunContext) -> "KeptProducts | None":
    """Return what finds unchanged products of a campaign in its *layout*, None where none is looked for."""
    many = plan.count >= min(KEPT_FROM_ADS, read_settings().shard_ads)
    return KeptProducts(plan, layout, context) if many else None


class KeptProducts:
    """The products of one run, and what the last one made of them."""

    def __init__(self, plan: RunPlan, layout: str, context: RunContext) -> None:
        """Take what the *plan* shares, its *layout* included, into every digest."""
        self._plan, self._context = plan, context
        self._path = context.cache.folder / "products" / f"{plan.campaign}.jsonl"
        self._shared = _digest_shared_parts(plan, layout, editable=context.editable)
        self._pictures: dict[tuple[str | None, ...], str] = {}
        self._digests: dict[str, str] = {}
        self._records = ProductRecords(self._path, context.folder.hash_ads())
        head = context.folder.manifest_head() if self._records else None
        self._whole = {ad.path: ad for ad in head.assets} if head is not None else {}

    def restore_product(self, pictures: Sequence[PreparedProduct]) -> bool:
        """Take over the ads of the product with these *pictures*; return whether they are as the last run left them.

        Raises StorageError.
        """
        product = pictures[0].product
        digest = self._digest_product(product, pictures)
        if digest is None:
            return False
        self._digests[product.id] = digest
        ads = self._records.find_ads(product.id, digest)
        folder, outcome = self._context.folder, self._context.outcome
        if not ads or not all(folder.matches(path, sha256) for ad in ads for path, sha256 in ad.files()):
            return False
        for ad in (self._whole.get(ad.path, ad) for ad in ads):
            outcome.add(ad, unchanged=True)
            outcome.kept.add(ad.path)
            self._context.emit(AssetStored(ad, cached=True))
        return True

    def remember_products(self) -> None:
        """Record the products whose ads are all finished. Raises StorageError."""
        outcome, manifest = self._context.outcome, self._context.folder.hash_ads(verified=True)
        if not manifest:
            return
        missed = {one.product for one in outcome.failures} | {ad.product for ad in outcome.left_out}
        ads = ((product, made) for product, made in _group_ads(outcome.assets) if product in self._digests)
        whole = ((product, made) for product, made in ads if product not in missed)
        write_product_records(self._path, manifest, self._digests, whole)

    def _digest_product(self, product: Product, pictures: Sequence[PreparedProduct]) -> str | None:
        """Return the digest of a product; None if its ads have parts that no digest here names."""
        brief = self._plan.brief.brief
        # Painted pictures may be asked for again, and logos are files of their own.
        if self._context.chain is not None or product.logo is not None or find_together(brief, product.id) is not None:
            return None
        parts = [self._shared, product.model_dump_json(), *map(self._digest_picture, pictures)]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def _digest_picture(self, picture: PreparedProduct) -> str:
        stored = picture.stored
        name = (picture.image, stored.picture, stored.packshot)
        if name not in self._pictures:
            self._pictures[name] = replace(stored, hero=replace(stored.hero, product="")).key
        return self._pictures[name]


def group_by_product(prepared: Iterable[PreparedProduct]) -> Iterator[tuple[PreparedProduct, ...]]:
    """Yield the pictures of each product; they follow each other."""
    for _, group in groupby(prepared, key=lambda one: one.product.id):
        yield tuple(group)


def _group_ads(assets: Sequence[Asset]) -> Iterator[tuple[str, tuple[Asset, ...]]]:
    """Yield each product with its ads, as short as a summary needs them."""
    by_product: dict[str, list[Asset]] = {}
    for asset in assets:
        by_product.setdefault(asset.product, []).append(asset)
    for product, ads in by_product.items():
        yield product, tuple(_shorten_ad(ad) for ad in ads)


def _shorten_ad(asset: Asset) -> Asset:
    loud = tuple(found for found in asset.findings if found.status >= Status.WARN)
    return replace(asset, findings=loud, layout=())


def _digest_shared_parts(plan: RunPlan, layout: str, *, editable: bool) -> str:
    look = plan.look
    formats = {place.format.name for place in plan.all_placements}
    return key_of(
        "campaign",
        code=code_digest(_CODE),
        checks=check.check_digests(plan.last_day),
        brief=plan.brief.brief.model_dump_json(exclude={"products"}),
        look=compose.look_identity(look),
        keep=look.keep,
        template=compose.template_digest(look.design),
        fonts=copyfitting.type_fonts_digest(look.fonts),
        placements=[(place.format, place.adaptations, place.everyone) for place in plan.placements],
        channels={name: load_channels().get(name) for name in sorted(formats)},
        layout=layout,
        editable=editable,
        feed=plan.brief.feed is not None,
    )
