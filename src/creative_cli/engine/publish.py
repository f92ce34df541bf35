"""The end of a run for its folder: what the manifest says, and which files stay."""

from collections.abc import Sequence
from dataclasses import replace

from creative_cli import __version__
from creative_cli.brief.schema import Product
from creative_cli.engine.plan import RunPlan, each_ad
from creative_cli.formats import Format
from creative_cli.models import Adaptation, Asset
from creative_cli.stages import compose, fitting, store
from creative_cli.storage.outputs import Manifest, OutputFolder, Settlement


def settle(order: RunPlan, assets: Sequence[Asset], run_id: str, folder: OutputFolder) -> Settlement:
    """Write down what the folder holds now and clear away what the brief no longer asks for.

    *order* is the order as it was asked: ads whose words could not be had are still ads of this brief. Raises
    StorageError.
    """
    made = {asset.path for asset in assets}
    # A file may be a JPEG in one run and a PNG in the next: of an ad that was made, only the new one is asked for.
    mine = [_paths(folder, *ad) for ad in each_ad(order.products, order.placements)]
    replaced = {path for paths in mine if made & paths for path in paths - made}
    # Drafts and finished ads stand beside each other: making one does not clear away the other.
    whole = {
        path
        for product, form, words in each_ad(order.brief.brief.products, order.all_placements)
        for draft in (False, True)
        for path in _paths(folder, product, replace(form, draft=draft), words)
    }
    manifest = Manifest(
        schema=1,
        tool=f"creative {__version__}",
        run_id=run_id,
        campaign=order.campaign,
        brief_sha256=order.brief.sha256,
        fonts=fitting.fonts(order.look.fonts),
        template=compose.template_digest(order.look.design),
        assets=tuple(assets),
    )
    unmade = {path for paths in mine if not made & paths for path in paths}
    return folder.settle(manifest, whole - replaced, unmade)


def _paths(folder: OutputFolder, product: Product, form: Format, words: Adaptation) -> set[str]:
    """Return every path an ad may have, one for each kind of file its format allows."""
    return {store.asset_path(folder, product.id, form, words, encoding) for encoding in form.encodings}
