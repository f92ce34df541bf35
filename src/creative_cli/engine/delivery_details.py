"""What a manifest says of each ad for its delivery: alt text, landing page, and the settings of packages."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace

from creative_cli.brief.delivery_facts import DEFAULT_NAME, DeliveryFacts, fill_pattern
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.product_copy import find_in_market, name_product
from creative_cli.brief.schema import Brief, Market, Product
from creative_cli.brief.together import list_advertised
from creative_cli.engine.alt_text import describe_ad
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.product_words import find_plan_market, write_product_words
from creative_cli.engine.variant_differences import list_differences
from creative_cli.models import Asset, LocalizedCopy


def describe_delivery(brief: LoadedBrief) -> DeliveryFacts:
    """Return what the packages of a campaign need beside its ads."""
    asked, flight = brief.brief.delivery, brief.brief.flight
    utm = {} if asked is None or asked.utm is None else asked.utm.model_dump(exclude_none=True)
    return DeliveryFacts(
        brand=brief.brief.brand.name,
        name=DEFAULT_NAME if asked is None else asked.name,
        utm=tuple(sorted(utm.items())),
        call_to_action="" if asked is None else asked.call_to_action or "",
        start="" if flight is None else flight.start.isoformat(),
        targets=() if asked is None else tuple(dict.fromkeys(asked.targets)),
        end="" if flight is None else flight.end.isoformat(),
    )


def complete_assets(
    plan: RunPlan, assets: Iterable[Asset], kept: Container[str] = (), earlier: Iterable[Asset] = ()
) -> tuple[Asset, ...]:
    """Return the ads of a run with their alt texts and landing pages, and what each variant differs in.

    *kept* ones have them in the manifest. *earlier* are ads of earlier runs, among which are those of the control if it
    is not made now.
    """
    made: dict[str, list[Asset]] = {}
    for asset in assets:
        made.setdefault(asset.variant, []).append(asset)
    first = plan.all_parts[0].variant
    controls = (
        {(one.locale, one.product, one.ratio): one for one in (*earlier, *made.get(first, ())) if one.variant == first}
        if plan.all_variants
        else {}
    )
    # A variant that is made now has its copy, which the plan of the whole brief may lack.
    parts = {part.variant: part for part in (*plan.all_parts, *plan.parts)}
    return tuple(
        asset
        for variant, group in made.items()
        for asset in _complete_part(parts[variant], parts[first], group, kept, controls)
    )


def _complete_part(
    plan: RunPlan,
    control: RunPlan,
    assets: Iterable[Asset],
    kept: Container[str],
    controls: Mapping[tuple[str, str, str], Asset],
) -> Iterator[Asset]:
    products = {product.id: product for product in list_advertised(plan.brief.brief)}
    places = {words.locale.tag: (words, find_plan_market(plan.brief, words)) for words in plan.adaptations}
    written: dict[tuple[str, str], LocalizedCopy] = {}  # the ads of all formats print the same words
    for asset in assets:
        if asset.path in kept:
            yield asset
            continue
        product, (words, market) = products[asset.product], places[asset.locale]
        if (asset.product, asset.locale) not in written:
            written[asset.product, asset.locale] = write_product_words(plan.brief, words, product)
        printed = written[asset.product, asset.locale]
        made = _complete(plan.brief.brief, asset, product, printed, market)
        if plan.variant:
            other = controls.get((asset.locale, asset.product, asset.ratio))
            differs_in = list_differences(plan, control, asset, product, printed, other)
            made = replace(made, differs_in=differs_in)
        yield made


def _complete(brief: Brief, asset: Asset, product: Product, printed: LocalizedCopy, market: Market) -> Asset:
    return replace(
        asset,
        alt_text=describe_ad(asset, printed, brief.brand.name, name_product(product, market, printed.locale)),
        landing_page=_find_landing_page(brief, asset, product, printed, market),
    )


def _find_landing_page(brief: Brief, asset: Asset, product: Product, words: LocalizedCopy, market: Market) -> str:
    """Return the product's page in the market, else its own, else the market's, else the campaign's; empty for none."""
    there = find_in_market(product, words.locale)
    everyone = None if brief.delivery is None else brief.delivery.landing_page
    values = {
        "campaign": brief.campaign,
        "country": asset.country.lower(),
        "language": words.locale.language,
        "locale": asset.locale,
        "product": asset.product,
    }
    own = product.landing_page if there is None else there.landing_page or product.landing_page
    return fill_pattern(own or market.landing_page or everyone or "", values)
