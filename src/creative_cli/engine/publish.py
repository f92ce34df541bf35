"""Write the manifest of a campaign, and remove ads that its brief no longer asks for."""

from collections.abc import Callable, Container, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property

from creative_cli import __version__
from creative_cli.brief.schema import Product
from creative_cli.brief.together import list_advertised
from creative_cli.brief.variant_keys import NO_LIMITS
from creative_cli.engine.delivery_details import complete_assets, describe_delivery
from creative_cli.engine.plan import RunOutcome, RunPlan, iter_ads
from creative_cli.formats import Format
from creative_cli.models import Asset, LocalizedCopy
from creative_cli.severity_rules import SeverityRules
from creative_cli.stages import compose, copyfitting, store
from creative_cli.storage.manifest_file import DamagedManifestError
from creative_cli.storage.outputs import Manifest, OutputFolder, PublishResult


def publish_ads(
    plan: RunPlan, outcome: RunOutcome, run_id: str, folder: OutputFolder, rules: SeverityRules | None
) -> PublishResult:
    """Write the manifest and remove ads that the brief no longer asks for. Raises StorageError.

    *plan* is the whole plan: an ad whose copy could not be found is still asked for. One that is left out is not.
    """
    # What a variant differs in is read from the control's ads, whichever run made them.
    apart = plan.all_variants and all(part.variant != plan.all_variants[0].variant for part in plan.variants)
    earlier = _read_earlier_ads(folder) if apart else ()
    paths = AdPaths(plan, outcome, folder)
    kept = outcome.kept
    manifest = Manifest(
        schema=1,
        tool=f"creative {__version__}",
        run_id=run_id,
        campaign=plan.campaign,
        brief_sha256=plan.brief.sha256,
        fonts=copyfitting.type_fonts_digest(plan.look.fonts),
        template=compose.template_digest(plan.look.design),
        assets=complete_assets(plan, outcome.assets, kept, earlier),
        left_out=tuple(sorted(outcome.left_out, key=lambda ad: ad.path)),
        delivery=describe_delivery(plan.brief),
        judged_by=rules,
    )
    damaged = folder.set_damaged_aside()
    settled = replace(folder.settle(manifest, paths.asked, paths.unmade, kept), damaged=damaged)
    if plan.all_variants:
        judged = {asset.path: asset for asset in _read_earlier_ads(folder)}
        outcome.assets[:] = [judged.get(asset.path, asset) for asset in outcome.assets]
    return settled


class _LazyPaths(Container[str]):
    """Paths that are computed when the first is looked for: where a folder has only what was made, none is."""

    def __init__(self, compute: Callable[[], AbstractSet[str]]) -> None:
        self._compute = compute
        self._paths: AbstractSet[str] | None = None

    def __contains__(self, path: object) -> bool:
        if self._paths is None:
            self._paths = self._compute()
        return path in self._paths


class AdPaths:
    """The paths of the ads that a brief asks for, and of those among them that a run could not make."""

    def __init__(self, plan: RunPlan, outcome: RunOutcome, folder: OutputFolder) -> None:
        """Compute none of them before it is looked for."""
        self._plan, self._outcome, self._folder = plan, outcome, folder
        self.asked: Container[str] = _LazyPaths(self._list_asked)
        self.unmade: Container[str] = _LazyPaths(self._list_unmade)

    def _list_asked(self) -> set[str]:
        plan, made = self._plan, self._made
        # An ad may be a JPEG in one run and a PNG in the next: then only the new file stays.
        replaced = {path for paths in self._mine if made & paths for path in paths - made}
        # Drafts lie beside final ads: making one does not remove the other.
        whole = {
            path
            for product, form, words in _iter_whole_brief(plan)
            for draft in (False, True)
            for path in _possible_paths(self._folder, product, replace(form, draft=draft), words)
        }
        return whole - replaced - self._gone

    def _list_unmade(self) -> set[str]:
        return {path for paths in self._mine if not self._made & paths for path in paths} - self._gone

    @cached_property
    def _made(self) -> set[str]:
        return {asset.path for asset in self._outcome.assets}

    @property
    def _mine(self) -> Iterator[set[str]]:
        for ad in self._ads:
            yield _possible_paths(self._folder, *ad)

    @property
    def _ads(self) -> Iterator[tuple[Product, Format, LocalizedCopy]]:
        for part in self._plan.parts:
            yield from iter_ads(part.products, part.placements)

    @cached_property
    def _gone(self) -> set[str]:
        omitted = {(ad.product, ad.ratio, ad.locale, ad.variant) for ad in self._outcome.left_out}
        if not omitted:
            return set()
        return {
            path
            for product, form, words in self._ads
            if (product.id, form.name, words.locale.tag, words.variant) in omitted
            for path in _possible_paths(self._folder, product, form, words)
        }


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
