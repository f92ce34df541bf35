"""Write the manifest of a campaign, and remove ads that its brief no longer asks for."""

from collections.abc import Iterator
from dataclasses import replace

from creative_cli import __version__
from creative_cli.brief.schema import Product
from creative_cli.brief.together import list_advertised
from creative_cli.brief.variant_keys import NO_LIMITS
from creative_cli.engine.delivery_details import complete_assets, describe_delivery
from creative_cli.engine.plan import RunOutcome, RunPlan, iter_ads
from creative_cli.formats import Format
from creative_cli.models import Asset, LocalizedCopy
from creative_cli.stages import compose, copyfitting, store
from creative_cli.storage.manifest_file import DamagedManifestError
from creative_cli.storage.outputs import Manifest, OutputFolder, PublishResult


def publish_ads(plan: RunPlan, outcome: RunOutcome, run_id: str, folder: OutputFolder) -> PublishResult:
    """Write the manifest and remove ads that the brief no longer asks for. Raises StorageError.

    *plan* is the whole plan: an ad whose copy could not be found is still asked for. One that is left out is not.
    """
    assets = outcome.assets
    # What a variant differs in is read from the control's ads, whichever run made them.
    apart = plan.all_variants and all(part.variant != plan.all_variants[0].variant for part in plan.variants)
    earlier = _read_earlier_ads(folder) if apart else ()
    made = {asset.path for asset in assets}
    # An ad may be a JPEG in one run and a PNG in the next: then only the new file stays.
    ads = [ad for part in plan.parts for ad in iter_ads(part.products, part.placements)]
    mine = [_possible_paths(folder, *ad) for ad in ads]
    replaced = {path for paths in mine if made & paths for path in paths - made}
    # Drafts lie beside final ads: making one does not remove the other.
    whole = {
        path
        for product, form, words in _iter_whole_brief(plan)
        for draft in (False, True)
        for path in _possible_paths(folder, product, replace(form, draft=draft), words)
    }
    manifest = Manifest(
        schema=1,
        tool=f"creative {__version__}",
        run_id=run_id,
        campaign=plan.campaign,
        brief_sha256=plan.brief.sha256,
        fonts=copyfitting.type_fonts_digest(plan.look.fonts),
        template=compose.template_digest(plan.look.design),
        assets=complete_assets(plan, assets, earlier),
        left_out=tuple(sorted(outcome.left_out, key=lambda ad: ad.path)),
        delivery=describe_delivery(plan.brief),
    )
    omitted = {(ad.product, ad.ratio, ad.locale, ad.variant) for ad in outcome.left_out}
    gone = {
        path
        for product, form, words in ads
        if (product.id, form.name, words.locale.tag, words.variant) in omitted
        for path in _possible_paths(folder, product, form, words)
    }
    unmade = {path for paths in mine if not made & paths for path in paths}
    damaged = folder.set_damaged_aside()
    settled = replace(folder.settle(manifest, whole - replaced - gone, unmade - gone), damaged=damaged)
    if plan.all_variants:
        judged = {asset.path: asset for asset in settled.manifest.assets}
        outcome.assets[:] = [judged.get(asset.path, asset) for asset in outcome.assets]
    return settled


def _iter_whole_brief(plan: RunPlan) -> Iterator[tuple[Product, Format, LocalizedCopy]]:
    """Yield product, format and copy of every ad of the whole brief, in all of its variants."""
    for part in plan.all_parts:
        limits = part.only or NO_LIMITS
        places = (one for one in part.all_placements if not limits.formats or one.format.name in limits.formats)
        advertised = (
            one for one in list_advertised(part.brief.brief) if not limits.products or one.id in limits.products
        )
        yield from iter_ads(advertised, places)  # their markets are those of the variant


def _read_earlier_ads(folder: OutputFolder) -> tuple[Asset, ...]:
    try:
        manifest = folder.manifest()
    except DamagedManifestError:
        return ()  # it is set aside
    return () if manifest is None else manifest.assets


def _possible_paths(folder: OutputFolder, product: Product, form: Format, words: LocalizedCopy) -> set[str]:
    return {store.asset_path(folder, product.id, form, words, encoding) for encoding in form.encodings}
