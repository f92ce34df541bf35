"""The part of a plan that is one product's: its markets, its lines with its figures, its name and its logo in them.

The copy of a plan is that of its markets. What a product has of its own is laid over it here, when its ads are made:
ten thousand products share the copy of a market until then.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from creative_cli.brief.brand_keys import LogoFiles
from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.copy_lines import COPY_PATHS, fill_placeholders
from creative_cli.brief.group_facts import ProductLabel
from creative_cli.brief.line_lists import LineList
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.offer import format_figures, format_offer_figures
from creative_cli.brief.price_display import describe_price
from creative_cli.brief.product_copy import (
    choose_product_image,
    is_sold_in,
    list_copy_lines,
    list_product_lines,
    list_product_texts,
    name_product,
    read_line,
    read_product_figures,
)
from creative_cli.brief.schema import Brief, Market, Product
from creative_cli.brief.source_positions import KeyPath
from creative_cli.brief.together import find_together
from creative_cli.engine.plan import Placement, RunPlan
from creative_cli.imaging.picture_files import read_picture_file
from creative_cli.locale.locales import Locale
from creative_cli.models import BrandLogo, CopySource, LocalizedCopy, OriginalCopy, Role
from creative_cli.translation.request import copy_from_lines, source_locale

ROLE_PATHS: Mapping[KeyPath, Role] = {path: Role("_".join(map(str, path))) for path in COPY_PATHS}
"""The keys of each line below `copy`, and its role."""


def find_plan_market(loaded: LoadedBrief, words: LocalizedCopy) -> Market:
    """Return the market of a brief that *words* are for; pseudo-copy has a locale of its own in the same country."""
    known = [one.locale for one in loaded.markets]
    index = next(
        (index for index, locale in enumerate(known) if locale.tag == words.locale.tag),
        next((index for index, locale in enumerate(known) if locale.territory == words.locale.territory), 0),
    )
    return loaded.brief.markets[index]


def write_product_words(loaded: LoadedBrief, words: LocalizedCopy, product: Product) -> LocalizedCopy:
    """Return the copy of a market as the ads of *product* print it: its own lines, its name, its figures.

    Pseudo-copy has no lines of the product's own.
    """
    brief, market = loaded.brief, find_plan_market(loaded, words)
    values = list_line_values(brief, market, product, words.locale)
    lines = {}
    for role, one in list_printed_lines(brief, market, product, words).items():
        chosen = one.choose(values)
        if chosen is not None or not one.optional:
            # The brief is refused where no line can be filled: what is left stays in braces, for the checks to find.
            lines[role] = one.texts[chosen or 0]
    offer = words.offer
    if find_together(brief, product.id) is None:
        offer = describe_price(read_product_figures(brief, market, product, words.locale), words.locale)
    own = _list_own_lines(brief, market, product, words)
    written = copy_from_lines(lines)
    filled = copy_from_lines({role: fill_placeholders(line, values) for role, line in written.marked_lines()})
    return replace(
        words,
        copy=filled,
        template=None if filled == written else written,
        offer=offer,
        source=CopySource.BRIEF if own else words.source,
        original=_own_original(brief, _fit_original(brief, words.original, values), product, own),
    )


def list_line_values(brief: Brief, market: Market, product: Product, locale: Locale) -> Mapping[str, str]:
    """Return what lines of a product, or of a set of products, print for each word in braces in a market."""
    values = {"product": product.name, "brand": brief.brand.name, **list_product_texts(product, locale)}
    if find_together(brief, product.id) is not None:
        return {**values, **format_offer_figures(brief, market, locale)}
    figures = format_figures(read_product_figures(brief, market, product, locale), locale)
    return {**values, "product": name_product(product, market, locale), **figures}


def list_printed_lines(brief: Brief, market: Market, product: Product, words: LocalizedCopy) -> Mapping[Role, LineList]:
    """Return the lines that the ads of *product* choose from in a market, whose copy *words* is.

    Translations have the first line of each list of the message only; pseudo-copy goes on with the others as they are.
    """
    lines = dict((words.template or words.copy).marked_lines())
    lists = {role: LineList((line,)) for role, line in lines.items()}
    copy = market.approved if words.source is CopySource.BRIEF else None
    for path, one in list_copy_lines(copy or brief.message).items():
        role = ROLE_PATHS[path]
        if role in lists:
            further = () if words.source in _TRANSLATED else one.texts[1:]
            lists[role] = LineList((lines[role], *further), one.optional)
    return {**lists, **_list_own_lines(brief, market, product, words)}


_TRANSLATED = frozenset({CopySource.MEMORY, CopySource.TRANSLATED, CopySource.MISSING})


def _list_own_lines(brief: Brief, market: Market, product: Product, words: LocalizedCopy) -> Mapping[Role, LineList]:
    """Return the lines of the product's own in a market; pseudo-copy and sets of products have none."""
    if words.source is CopySource.PSEUDO or find_together(brief, product.id) is not None:
        return {}
    return {ROLE_PATHS[path]: one for path, one in list_product_lines(product, market, words.locale).items()}


def _fit_original(brief: Brief, original: OriginalCopy | None, values: Mapping[str, str]) -> OriginalCopy | None:
    """Return what lines are compared with: of each list of the message the line that *values* can fill.

    A list of which they can fill no line is compared with nothing.
    """
    if original is None:
        return None
    lines = dict(original.copy.marked_lines())
    for path, one in list_copy_lines(brief.message).items():
        role = ROLE_PATHS[path]
        if role not in lines or (len(one.texts) == 1 and not one.optional):
            continue
        chosen = one.choose(values)
        if chosen is not None:
            lines[role] = one.texts[chosen]
        elif role is Role.HEADLINE:
            return None
        else:
            del lines[role]
    return replace(original, copy=copy_from_lines(lines))


def _own_original(
    brief: Brief, original: OriginalCopy | None, product: Product, changed: Mapping[Role, LineList]
) -> OriginalCopy | None:
    """Return what the lines of a product are compared with: its own lines in the source language.

    A line that it has in other languages only is compared with nothing.
    """
    if original is None or not changed:
        return original
    lines = dict(original.copy.marked_lines())
    for path, role in ROLE_PATHS.items():
        if role not in changed:
            continue
        spoken = {tag: text for tag, copy in product.approved.items() if (text := read_line(copy, path))}
        own = find_most_specific(spoken, source_locale(brief.source_language)) if spoken else None
        if own is not None:
            lines[role] = own
        elif role is Role.HEADLINE:
            return None
        else:
            lines.pop(role, None)
    return replace(original, copy=copy_from_lines(lines))


def narrow_placement(plan: RunPlan, place: Placement, product: Product, image: str | None) -> Placement:
    """Return the placement for the ads of *product* with the picture *image*: without the markets that have neither."""

    def choose(group: Iterable[LocalizedCopy]) -> tuple[LocalizedCopy, ...]:
        return tuple(
            write_product_words(plan.brief, words, product)
            for words in group
            if is_sold_in(product, words.locale)
            and choose_product_image(product, words.locale, place.format.name) == image
        )

    return replace(place, adaptations=choose(place.adaptations), everyone=choose(place.everyone))


def iter_product_pictures(plan: RunPlan) -> Iterator[tuple[Product, Product]]:
    """Yield each product of the plan with each of its pictures, which the second of them has as its image."""
    for product in plan.products:
        for shown in list_product_pictures(plan, product):
            yield product, shown


def list_product_pictures(plan: RunPlan, product: Product) -> tuple[Product, ...]:
    """Return the product once for each of its pictures that an ad of the plan shows, with that as its image."""
    if not product.images:
        return (product,)
    shown = dict.fromkeys(
        choose_product_image(product, words.locale, place.format.name)
        for place in plan.placements
        for words in place.adaptations
        if is_sold_in(product, words.locale)
    )
    # The subject is marked in one picture only.
    return tuple(
        product if image == product.image else product.model_copy(update={"image": image, "focus": None})
        for image in shown
    )


def plan_product(plan: RunPlan, product: Product) -> RunPlan:
    """Return the plan as the ads of *product* look: with its logo, and its name among those that stay whole.

    The names of a feed are not those of every ad: a changed row would change them all.
    """
    look = plan.look
    if plan.brief.feed is not None:
        there = (one.name for one in product.by_market.values() if one.name is not None)
        look = replace(look, keep=tuple(dict.fromkeys((*look.keep, product.name, *there))))
    if product.logo is not None:
        look = replace(look, logo=read_logo_files(product.logo, plan.brief.folder))
    return plan if look is plan.look else replace(plan, look=look)


def read_logo_files(logo: LogoFiles, folder: Path) -> BrandLogo:
    """Return the bytes of a logo and its variants, whose names are relative to *folder*. Raises PictureError."""

    def read(name: str | None) -> bytes | None:
        return None if name is None else read_picture_file(folder / name, "logo: in the brief")

    return BrandLogo(
        file=read_picture_file(folder / logo.file, "logo: in the brief"),
        on_light=read(logo.variant("on_light")),
        on_dark=read(logo.variant("on_dark")),
        mono=read(logo.mono),
        recolour=logo.recolour == "allowed",
        mark=read(logo.mark),
        clear_space=logo.clear_space or 0.0,
        min_height=logo.min_height or 0.0,
    )


def list_printed_words(plan: RunPlan) -> Iterator[tuple[Product, LocalizedCopy]]:
    """Yield each copy that the ads of a plan print, with a product that prints it; equal copy comes once."""
    seen: set[LocalizedCopy] = set()
    for product in plan.products:
        for words in plan.adaptations:
            if not is_sold_in(product, words.locale):
                continue
            printed = write_product_words(plan.brief, words, product)
            if printed not in seen:
                seen.add(printed)
                yield product, printed


def write_sample_words(plan: RunPlan, words: LocalizedCopy) -> LocalizedCopy:
    """Return the copy of a market as its first product prints it, to judge copy that holds for all of them."""
    product = next((one for one in plan.products if is_sold_in(one, words.locale)), None)
    return words if product is None else write_product_words(plan.brief, words, product)


def label_products(place: Placement, products: tuple[str, ...], *, priced: bool) -> Placement:
    """Return the placement with the names and prices of these products; () for ads of one product.

    Where they are *priced* each by its own, the offer of the brief is not shown.
    """
    now, everyone = (
        tuple(replace(one, labels=_pick_labels(one, products), offer=None if priced else one.offer) for one in group)
        for group in (place.adaptations, place.everyone)
    )
    return replace(place, adaptations=now, everyone=everyone)


def _pick_labels(words: LocalizedCopy, products: tuple[str, ...]) -> tuple[ProductLabel, ...]:
    named = {label.product: label for label in words.labels}
    return tuple(named[product] for product in products)
