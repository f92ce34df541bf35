"""Publish the page of a large campaign: an index, and a script for each shard of its manifest.

A script is named after what it is made from, so that only those of changed shards are made again.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from creative_cli.brief.together import list_advertised
from creative_cli.code_digest import code_digest
from creative_cli.engine.plan import RunPlan
from creative_cli.gallery.cards import RecordedReview, build_gallery
from creative_cli.gallery.html_page import PageTotals, render_large_gallery
from creative_cli.gallery.large_index import (
    GalleryIndex,
    ManifestAd,
    encode_gallery_shard,
    iter_recent_reviews,
)
from creative_cli.gallery.page_data import GalleryShard, LargeFiles
from creative_cli.locale.locales import language_name
from creative_cli.models import Asset
from creative_cli.services.judging import find_manifest_judge, judge_asset, judge_manifest
from creative_cli.storage.atomic import raising_storage_errors, write_bytes
from creative_cli.storage.cache import key_of
from creative_cli.storage.codec import decode_json, decode_record, encode_record
from creative_cli.storage.earlier_ads import share_equal_findings
from creative_cli.storage.manifest_shards import ManifestShard, iter_shard_lines
from creative_cli.storage.outputs import Manifest, OutputFolder

SCRIPT_FOLDER = "gallery"
_SCRIPT_NAME = re.compile(r"([0-9]{4,6}|index|hashes)-[0-9a-f]{12}\.js")


def build_large_page(
    plan: RunPlan, folder: OutputFolder, manifest: Manifest, reviews: Sequence[RecordedReview]
) -> bytes:
    """Write the scripts of the page of *manifest*, which has shards, into *folder*, and return the page.

    Raises StorageError.
    """
    brief = plan.brief.brief
    products = {product.id: product.name for product in list_advertised(brief)}
    languages = {market.locale.tag: language_name(market.locale) for market in plan.brief.markets}
    index = GalleryIndex(products, languages, brief.audience or "")
    gallery = build_gallery(plan, (), (), judge_manifest(replace(manifest, assets=())).left_out)
    shared = key_of(
        "gallery shard",
        code=code_digest(__name__),
        languages=languages,
        audience=brief.audience,
        originals={words.locale.tag: words.original for words in plan.everyone},
        message=brief.message.model_dump_json(),
        rules=manifest.judged_by,
    )
    shards: list[GalleryShard] = []
    for number, shard in enumerate(manifest.shards, 1):
        first, named = "", set[tuple[str, str]]()
        for ad in _iter_ads(folder, manifest, shard):
            index.add_ads((ad,))
            first = first or ad["path"]
            named.add((ad["product"], products.get(ad["product"], "")))
        name = f"{number:04}-{key_of('script', shared=shared, ads=shard.sha256, products=sorted(named))[:12]}.js"
        if not folder.has_file(f"{SCRIPT_FOLDER}/{name}"):
            # Read again: the JSON of a thousand ads at once would take 40 MB.
            assets = tuple(map(_decode_ad, _iter_ads(folder, manifest, shard)))
            write_bytes(folder.file(f"{SCRIPT_FOLDER}/{name}"), encode_gallery_shard(build_gallery(plan, assets)))
        shards.append(GalleryShard(f"{SCRIPT_FOLDER}/{name}", first))
    index.sort_ads()
    files = LargeFiles(
        _write_named(folder, "index", index.encode_index(tuple(iter_recent_reviews(reviews)))),
        _write_named(folder, "hashes", index.encode_hashes()),
        tuple(shards),
    )
    return render_large_gallery(gallery, files, index.list_countries(), PageTotals(*index.count_all()))


def remove_other_scripts(folder: OutputFolder, page: bytes) -> None:
    """Remove the scripts that *page* does not name, and their folder where none is left. Raises StorageError."""
    home = folder.path / SCRIPT_FOLDER
    if not home.is_dir() or home.is_symlink():
        return
    with raising_storage_errors(home, "cleaned"):
        for path in sorted(home.iterdir()):
            if _SCRIPT_NAME.fullmatch(path.name) and f"{SCRIPT_FOLDER}/{path.name}".encode() not in page:
                path.unlink(missing_ok=True)
        if not any(home.iterdir()):
            home.rmdir()


def _iter_ads(folder: OutputFolder, manifest: Manifest, shard: ManifestShard) -> Iterator[ManifestAd]:
    """Yield the ads of a shard, with what counts today where a profile or a waiver bears on the campaign."""
    judge = find_manifest_judge(manifest)
    for _, line in iter_shard_lines(folder.path, (shard,)):
        ad = cast("ManifestAd", decode_json(line))
        if judge is not None:
            ad = cast("ManifestAd", encode_record(judge_asset(_decode_ad(ad), manifest.campaign, judge)))
        yield ad


def _decode_ad(ad: ManifestAd) -> Asset:
    return share_equal_findings(decode_record(Asset, dict(ad)))


def _write_named(folder: OutputFolder, what: str, data: bytes) -> str:
    """Write a script under a name with the hash of its content, and return its path."""
    path = f"{SCRIPT_FOLDER}/{what}-{hashlib.sha256(data).hexdigest()[:12]}.js"
    if not folder.has_file(path):
        write_bytes(folder.file(path), data)
    return path
