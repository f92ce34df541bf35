"""What the page shows, as plain records, and how they are filled from an order and its manifest."""

from collections.abc import Iterable
from dataclasses import dataclass

from creative_cli.engine.plan import RunPlan
from creative_cli.locale.locales import (
    RTL_SCRIPTS,
    Direction,
    Locale,
    find_script,
    language_name,
    list_territories,
    require_language,
    territory_name,
)
from creative_cli.models import AdCopy, Asset


@dataclass(frozen=True, slots=True)
class RecordedReview:
    """What a person said of an ad's exact bytes; `at` is when it was recorded, ISO 8601, empty when nobody knows."""

    path: str
    sha256: str
    verdict: str
    comment: str = ""
    reviewer: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class GalleryCard:
    """One ad and the names people know its product, country and language by.

    `original` is the copy in the source language that the ad's own adapts, None where nothing is known of it.
    """

    asset: Asset
    product: str
    country: str
    language: str
    audience: str = ""
    original: AdCopy | None = None


@dataclass(frozen=True, slots=True)
class Gallery:
    """A campaign as its page shows it; `source_locale` is the tag `original` is written in, `source_language` its name.

    Reviews count for the bytes they were made of only: those of other bytes are not shown.
    """

    campaign: str
    brand: str
    source_locale: str
    source_language: str
    source_direction: str
    cards: tuple[GalleryCard, ...]
    reviews: tuple[RecordedReview, ...] = ()


def build_gallery(order: RunPlan, assets: Iterable[Asset], reviews: Iterable[RecordedReview] = ()) -> Gallery:
    """Return the page of *order*'s campaign with *assets*, those of its manifest: also of markets not asked for now."""
    brief = order.brief.brief
    source = _source_locale(brief.source_language)
    message = brief.message
    plain = AdCopy(message.headline, message.body, message.cta, message.disclaimer)
    originals = {words.locale.tag: words.original.copy for words in order.everyone if words.original is not None}
    products = {product.id: product.name for product in brief.products}
    languages = {market.locale.tag: language_name(market.locale) for market in order.brief.markets}
    return Gallery(
        campaign=order.campaign,
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
                original=originals.get(asset.locale, plain),
            )
            for asset in assets
        ),
        reviews=tuple(reviews),
    )


def _source_locale(language: str) -> Locale:
    tag, script = require_language(language), find_script(language)
    name = "-".join(part for part in (tag.language, tag.script, tag.region) if part)
    direction = Direction.RTL if script in RTL_SCRIPTS else Direction.LTR
    return Locale(name, tag.language, script, tag.region or "", direction)
