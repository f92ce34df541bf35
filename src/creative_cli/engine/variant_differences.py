"""Say in what an ad of a variant differs from that of the control, with both values."""

from collections.abc import Iterator
from dataclasses import replace

from creative_cli.brief.consistency import URL_PREFIX
from creative_cli.brief.product_copy import choose_product_image, is_sold_in
from creative_cli.brief.schema import Brief, Product
from creative_cli.brief.variant_facts import VariantDifference
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.product_words import ROLE_PATHS, write_product_words
from creative_cli.models import Asset, CopySource, LocalizedCopy, Role

ROLE_FIELDS = {role: ".".join(map(str, path)) for path, role in ROLE_PATHS.items()}
"""The key of each line, as a brief has it: headline, short.cta."""

LOOK_FIELDS = ("template", "layout", "style", "studio_set", "photo_treatment")
"""The fields of a brief that a variant has of its own."""


def list_differences(
    part: RunPlan, control: RunPlan, asset: Asset, product: Product, words: LocalizedCopy, other: Asset | None
) -> tuple[VariantDifference, ...]:
    """Return the differences of *asset*, an ad of *product* in *part* that prints *words*, from the control.

    *other* is the ad of the control, None if it is not made yet: its lines are then those of the brief.
    """
    if part.variant == control.variant:
        return ()
    lines = _list_lines(control, product, asset, other)
    pairs = (*lines, *_list_look(part, control, asset, product, words, "" if other is None else other.studio_set or ""))
    return tuple(VariantDifference(field, old, new) for field, old, new in pairs if old != new)


def list_equal_ads(plan: RunPlan) -> Iterator[tuple[str, str]]:
    """Yield each two variants whose ads of some product and market are the same: the second's name, and a sentence.

    Copy that is not translated yet is left out.
    """
    places: dict[tuple[str, str], list[str]] = {}
    for product in plan.brief.brief.products if plan.all_variants else ():
        for tag in [market.locale.tag for market in plan.brief.markets]:
            seen: dict[tuple[object, ...], str] = {}
            for part in plan.all_variants:
                identity = _identify_ads(part, product.id, tag)
                if identity is None:
                    continue
                first = seen.setdefault(identity, part.variant)
                if first != part.variant and any(one.variant == part.variant for one in plan.variants):
                    places.setdefault((first, part.variant), []).append(f"{product.id} {tag}")
    for (first, second), ads in places.items():
        more = f" and {len(ads) - 1} more" if len(ads) > 1 else ""
        says = f"Variants {first} and {second} are the same for {ads[0]}{more}: a test of the two says nothing."
        yield second, f"{says} Give {second} what differs there, or leave it out there with only:."


def _identify_ads(part: RunPlan, product: str, tag: str) -> tuple[object, ...] | None:
    """Return all that the ads of a product in a market show; None if the variant has none there, or no copy yet."""
    words = next((one for one in part.everyone if one.locale.tag == tag), None)
    shown = next((one for one in part.brief.brief.products if one.id == product), None)
    limits = () if part.only is None else part.only.products
    if words is None or shown is None or words.source is CopySource.MISSING or (limits and product not in limits):
        return None
    if not is_sold_in(shown, words.locale):
        return None
    printed = replace(write_product_words(part.brief, words, shown), variant="")
    formats = () if part.only is None else part.only.formats
    look = tuple(str(getattr(part.brief.brief, field)) for field in LOOK_FIELDS)
    return printed, look, shown.image, tuple(shown.images.items()), shown.scene, formats


def _list_lines(
    control: RunPlan, product: Product, asset: Asset, other: Asset | None
) -> Iterator[tuple[str, str, str]]:
    own = next((one for one in control.everyone if one.locale.tag == asset.locale), None)
    if other is not None:
        told = dict(other.copy.marked_lines())
    elif own is not None:
        base = next((one for one in control.brief.brief.products if one.id == product.id), product)
        told = dict(write_product_words(control.brief, own, base).copy.marked_lines())
    else:
        return  # the control is not tested in this market
    said = dict(asset.copy.marked_lines())
    for role in Role:
        if role in ROLE_FIELDS:
            yield ROLE_FIELDS[role], told.get(role, ""), said.get(role, "")


def _list_look(
    part: RunPlan, control: RunPlan, asset: Asset, product: Product, words: LocalizedCopy, control_set: str
) -> Iterator[tuple[str, str, str]]:
    brief, other = part.brief.brief, control.brief.brief
    for name in [entry.product for entry in asset.products] or [product.id]:
        base, own = _find_product(other, name), _find_product(brief, name)
        if base is not None and own is not None:
            shown = _name_image(base, words, asset), _name_image(own, words, asset)
            yield "image", *shown
            yield "scene", base.scene or "", own.scene or ""
    yield "template", other.template, brief.template
    yield "layout", other.layout or "", brief.layout or ""
    yield "style", control.look.style, part.look.style  # a template has one of its own
    if brief.studio_set != other.studio_set:
        yield "set", other.studio_set or control_set, brief.studio_set or asset.studio_set or ""
    yield "photo_treatment", other.photo_treatment, brief.photo_treatment


def _name_image(product: Product, words: LocalizedCopy, asset: Asset) -> str:
    """Return the file or address of a picture, without the query of an address, which may have a secret."""
    image = choose_product_image(product, words.locale, asset.ratio) or ""
    return image.split("?", maxsplit=1)[0] if image.startswith(URL_PREFIX) else image


def _find_product(brief: Brief, name: str) -> Product | None:
    return next((one for one in brief.products if one.id == name), None)
