"""Write ads again that were deleted while a run made others: the manifest lists only files that are there."""

from creative_cli.engine.context import RunContext
from creative_cli.engine.plan import AdFailure
from creative_cli.errors import StorageError
from creative_cli.events import AssetFailed
from creative_cli.models import Asset


def restore_missing_ads(context: RunContext) -> None:
    """Write the missing files of finished ads from the cache; an ad that the cache has lost too becomes a failure."""
    outcome, kept = context.outcome, list[Asset]()
    for asset in outcome.assets:
        try:
            if _restore_files(asset, context):
                outcome.rewritten.append(asset.path)
            kept.append(asset)
        except StorageError as error:
            where = (asset.product, asset.locale, asset.ratio)
            outcome.failures.append(AdFailure(*where, error.sentence, error.hint, asset.variant))
            kind, place = type(error).__name__, (asset.product, asset.country, asset.locale, asset.ratio)
            context.emit(AssetFailed(*place, kind, error.sentence, asset.variant))
    outcome.assets[:] = kept
    outcome.unchanged = min(outcome.unchanged, len(kept))


def _restore_files(asset: Asset, context: RunContext) -> bool:
    """Return whether files of *asset* were missing and are written again. Raises StorageError."""
    missing = [(path, sha256) for path, sha256 in asset.files() if not context.folder.has_file(path)]
    for path, sha256 in missing:
        data = context.cache.object_bytes(sha256)
        if data is None:
            raise StorageError(
                f"Finished ads were deleted from {context.folder.path} and from the cache while the run made others.",
                "Run the same command again: it makes them again.",
            )
        context.folder.write(path, data, context.cache.has_object)
    return bool(missing)
