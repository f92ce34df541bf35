"""The search documents of a run's ads. A search does not load this: it needs no brief."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product as product_of

from creative_cli.brief.audience import describe_audience
from creative_cli.brief.product_copy import is_sold_in
from creative_cli.brief.schema import Product
from creative_cli.brief.together import describe_shown_products
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.product_words import write_product_words
from creative_cli.models import Asset, LocalizedCopy
from creative_cli.retrieval.document import IndexedPicture, SearchDocument, build_search_document, format_utc
from creative_cli.translation.request import copy_from_brief


def describe_planned_ads(plan: RunPlan) -> list[SearchDocument]:
    """Return a document, without pictures, for each product, locale and variant that *plan* makes ads for."""
    return [
        _build_document(part, product, words, (), "")
        for part in plan.parts
        for product in part.products
        for words in part.adaptations
        if is_sold_in(product, words.locale)
    ]


def describe_finished_ads(
    plan: RunPlan, assets: tuple[Asset, ...], stored: dict[str, str], run_id: str, hashes: dict[str, bytes]
) -> Iterator[SearchDocument]:
    """Yield a document for each product, locale and variant with ads; *stored* are the paths to keep of their files."""
    pictures: dict[tuple[str, str, str], list[IndexedPicture]] = {}
    for a in assets:
        picture = IndexedPicture(stored[a.path], a.ratio, a.status, a.sha256, hashes.get(a.sha256, b""))
        pictures.setdefault((a.product, a.locale, a.variant), []).append(picture)
    for part in plan.parts:
        for product, words in product_of(part.products, part.adaptations):
            shown = pictures.get((product.id, words.locale.tag, part.variant))
            if shown:
                yield _build_document(part, product, words, tuple(shown), run_id)


def _build_document(
    plan: RunPlan, product: Product, words: LocalizedCopy, pictures: tuple[IndexedPicture, ...], run_id: str
) -> SearchDocument:
    brief = plan.brief.brief
    return build_search_document(
        campaign=brief.campaign,
        product=product.id,
        product_name=product.name,
        locale=words.locale.tag,
        country=words.locale.territory,
        direction=words.locale.direction,
        source=copy_from_brief(brief.message),
        copy=write_product_words(plan.brief, words, product).copy,
        brand=brief.brand.name,
        description=describe_shown_products(brief, product, words.labels),
        audience=describe_audience(brief.audience) or "",
        scene=product.scene or "",
        variant=plan.variant,
        run_id=run_id,
        made_at=format_utc(datetime.now(UTC)),
        pictures=pictures,
    )
