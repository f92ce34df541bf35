"""The end of a run for its folder: what the manifest says, and which files stay."""

from collections.abc import Sequence
from dataclasses import replace

from creative_cli import __version__
from creative_cli.brief.schema import Product
from creative_cli.engine.plan import RunPlan, iter_ads
from creative_cli.formats import Format
from creative_cli.models import Asset, LocalizedCopy
from creative_cli.stages import compose, copyfitting, store
from creative_cli.storage.outputs import Manifest, OutputFolder, PublishResult


def publish_ads(order: RunPlan, assets: Sequence[Asset], run_id: str, folder: OutputFolder) -> PublishResult:
    """Write down what the folder holds now and clear away what the brief no longer asks for.

    *order* is the order as it was asked: ads whose words could not be had are still ads of this brief. Raises
    StorageError.
    """
    made = {asset.path for asset in assets}
    # A file may be a JPEG in one run and a PNG in the next: of an ad that was made, only the new one is asked for.
    mine = [_possible_paths(folder, *ad) for ad in iter_ads(order.products, order.placements)]
    replaced = {path for paths in mine if made & paths for path in paths - made}
    # Drafts and finished ads stand beside each other: making one does not clear away the other.
    whole = {
        path
        for product, form, words in iter_ads(order.brief.brief.products, order.all_placements)
        for draft in (False, True)
        for path in _possible_paths(folder, product, replace(form, draft=draft), words)
    }
    manifest = Manifest(
        schema=1,
        tool=f"creative {__version__}",
        run_id=run_id,
        campaign=order.campaign,
        brief_sha256=order.brief.sha256,
        fonts=copyfitting.type_fonts_digest(order.look.fonts),
        template=compose.template_digest(order.look.design),
        assets=tuple(assets),
    )
    unmade = {path for paths in mine if not made & paths for path in paths}
    return folder.settle(manifest, whole - replaced, unmade)


def _possible_paths(folder: OutputFolder, product: Product, form: Format, words: LocalizedCopy) -> set[str]:
    """Return every path an ad may have, one for each kind of file its format allows."""
    return {store.asset_path(folder, product.id, form, words, encoding) for encoding in form.encodings}
