"""The content of the gallery page, built from a run plan and its manifest."""

from collections.abc import Iterable
from dataclasses import dataclass

from creative_cli.brief.together import list_advertised
from creative_cli.engine.plan import RunPlan
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale, language_name, list_territories, territory_name
from creative_cli.models import AdCopy, Asset
from creative_cli.small_sizes import LeftOutAd
from creative_cli.translation.request import copy_from_brief

GALLERY_SCHEMA = 1  # version of the data that the page stores in the browser and exports


@dataclass(frozen=True, slots=True)
class RecordedReview:
    """A person's verdict on the exact bytes of an ad; `at` is its time, ISO 8601, empty if unknown.

    In an exported file the time is that of the reviewer's clock, and the reviewer is empty. `approved_by` names
    reviewers who approve what this one rejects.
    """

    path: str
    sha256: str
    verdict: str
    comment: str = ""
    reviewer: str = ""
    at: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class GalleryCard:
    """An ad with the readable names of its product, country and language.

    `original` is the source copy that the ad adapts, None if unknown.
    """

    asset: Asset
    product: str
    country: str
    language: str
    audience: str = ""
    original: AdCopy | None = None


@dataclass(frozen=True, slots=True)
class Gallery:
    """The content of a campaign's page; `source_locale` is the tag of the source copy, `source_language` its name.

    `left_out` are ads that are not made. A review is shown only if the bytes of its ad have not changed.
    """

    campaign: str
    brand: str
    source_locale: str
    source_language: str
    source_direction: str
    cards: tuple[GalleryCard, ...]
    reviews: tuple[RecordedReview, ...] = ()
    left_out: tuple[LeftOutAd, ...] = ()


def build_gallery(
    plan: RunPlan,
    assets: Iterable[Asset],
    reviews: Iterable[RecordedReview] = (),
    left_out: tuple[LeftOutAd, ...] = (),
) -> Gallery:
    """Return the page of a campaign with all *assets* of its manifest, including those that *plan* does not make."""
    brief = plan.brief.brief
    source = _source_locale(brief.source_language)
    plain = {part.variant: copy_from_brief(part.brief.brief.message) for part in plan.all_parts}
    originals = {
        (part.variant, words.locale.tag): words.original.copy
        for part in (*plan.all_parts, *plan.parts)
        for words in part.everyone
        if words.original is not None
    }
    products = {product.id: product.name for product in list_advertised(brief)}
    languages = {market.locale.tag: language_name(market.locale) for market in plan.brief.markets}
    return Gallery(
        campaign=plan.campaign,
        brand=brief.brand.name,
        source_locale=source.tag,
        source_language=language_name(source),
        source_direction=source.direction.value,
        cards=tuple(
            GalleryCard(
                asset=asset,
                product=products.get(asset.product, asset.product),
                country=territory_name(asset.country) if asset.country in list_territories() else asset.country,
                language=languages.get(asset.locale, asset.locale),
                audience=brief.audience or "",
                original=originals.get((asset.variant, asset.locale), plain.get(asset.variant)),
            )
            for asset in assets
        ),
        reviews=tuple(reviews),
        left_out=left_out,
    )


def _source_locale(language: str) -> Locale:
    tag, script = locales.require_language(language), locales.find_script(language)
    name = "-".join(part for part in (tag.language, tag.script, tag.region) if part)
    return Locale(name, tag.language, script, tag.region or "", locales.script_direction(script))
