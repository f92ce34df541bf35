"""Does an ad for several products show each of them, whole, in its scale and with its own price?"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from creative_cli.brief.group_facts import GroupKind, ProductLabel, count_shown_products
from creative_cli.checks.offer_shown import find_text_faults
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownLabel, ShownProduct

# Of a product's width, the most that another may cover in any row.
MAX_COVERED_WIDTH = 0.05
# Of a product's solid px that no other covers, the share that must be in the ad as they are.
MIN_OWN_PIXELS = 0.98
# Difference of a channel from which a px is not the product's: encoding does not count, as the ad is not yet encoded.
OTHER_COLOUR_LEVELS = 12
OWN_ALPHA = 250
# How far the heights of two products may be from those of the brief; rounding counts in small sizes.
MAX_SCALE_ERROR, ROUNDING_PX = 0.04, 1.5


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Each product shown with others is whole and uncovered, in its true scale, beside its own name and price."""
    labels, form = creative.adaptation.labels, creative.canvas.format
    if form.shows is FormatContent.LOGO or (not labels and not creative.canvas.products):
        yield Outcome(Status.SKIP, "one_product", "This ad does not show several products.")
        return
    names = {label.product: label.name for label in labels}
    found = [*_find_missing(creative, labels)]
    for product in creative.canvas.products:
        found += _find_hidden(creative, product, names.get(product.product, product.product))
    found += _find_wrong_scale(creative.canvas.products, names)
    found += _find_wrong_labels(creative, labels)
    found += find_text_faults(creative, tuple(label.text for label in creative.labels))
    yield from found
    if not found:
        yield pass_outcome(", ".join(names.get(one.product, one.product) for one in creative.canvas.products))


def _find_missing(creative: Creative, labels: tuple[ProductLabel, ...]) -> Iterator[Outcome]:
    """Yield products that are not in the picture; fewer than wanted are right in sizes that have no room for all."""
    canvas = creative.canvas
    shown = {product.product for product in canvas.products}
    missing = [label.name for label in labels if label.product not in shown]
    kind = canvas.group or GroupKind.LINE_UP
    room = count_shown_products(canvas.format, kind, len(labels))
    if missing and len(shown) < room:
        message = f"The picture does not show {' and '.join(missing)}, but there is room for {room} products."
        yield Outcome(Status.FAIL, "missing", message)
    elif missing:
        lost = ", and no prices" if kind is GroupKind.PRICES and room == 1 else ""
        message = (
            f"{canvas.format.name} has room for {room} of {len(labels)} products{lost}: without {', '.join(missing)}."
        )
        yield Outcome(Status.WARN, "fewer", message)


def _find_hidden(creative: Creative, product: ShownProduct, name: str) -> Iterator[Outcome]:
    """Yield what an eye sees missing of one product: cut by an edge, behind another, or under type."""
    form = creative.canvas.format
    if not form.bounds.holds(product.box, slack=0) or (product.tile and not product.tile.holds(product.box, slack=1)):
        where = "its tile" if product.tile and form.bounds.holds(product.box, slack=0) else "the picture"
        yield Outcome(Status.FAIL, "cut", f"{name} reaches out of {where}: it must be whole.")
        return
    height, width = product.cutout.shape[:2]
    over = np.zeros((height, width), np.bool_)
    for other in creative.canvas.products:
        if other is not product and _stands_before(other, product, creative.canvas.products):
            over |= _cover_of(other, product)
    solid = product.cutout[..., 3] >= OWN_ALPHA
    covered = float((over & solid).sum(axis=1).max()) / width
    if covered > MAX_COVERED_WIDTH:
        message = f"Another product covers {covered:.0%} of the width of {name}, {MAX_COVERED_WIDTH:.0%} is the most."
        yield Outcome(Status.FAIL, "behind", message)
    own = solid & ~over
    if not own.any():
        yield Outcome(Status.FAIL, "hidden", f"Nothing of {name} can be seen.")
        return
    there = creative.pixels[product.y : product.y + height, product.x : product.x + width]
    apart = np.abs(there.astype(np.int16) - product.cutout[..., :3]).max(axis=-1)
    seen = float((apart[own] <= OTHER_COLOUR_LEVELS).mean())
    if seen < MIN_OWN_PIXELS:
        message = f"Only {seen:.0%} of {name} can be seen: something lies on it, or it is not in the picture."
        yield Outcome(Status.FAIL, "hidden", message)


def _stands_before(one: ShownProduct, other: ShownProduct, products: tuple[ShownProduct, ...]) -> bool:
    """Return whether *one* is drawn over *other*: on a higher layer, or later on the same one."""
    return (one.layer, products.index(one)) > (other.layer, products.index(other))


def _cover_of(front: ShownProduct, back: ShownProduct) -> NDArray[np.bool_]:
    """Return where *front* lies on *back*, in the px of *back*."""
    height, width = back.cutout.shape[:2]
    cover = np.zeros((height, width), np.bool_)
    tall, wide = front.cutout.shape[:2]
    across, down = front.x - back.x, front.y - back.y
    top, left = max(0, down), max(0, across)
    bottom, right = min(height, down + tall), min(width, across + wide)
    if top < bottom and left < right:
        cover[top:bottom, left:right] = front.cutout[top - down : bottom - down, left - across : right - across, 3] > 0
    return cover


def _find_wrong_scale(products: tuple[ShownProduct, ...], names: dict[str, str]) -> Iterator[Outcome]:
    """Yield pairs whose heights differ from the brief's; a large tile may show its product larger than a small one."""
    for one, other in combinations(products, 2):
        if (one.tile is None) != (other.tile is None):
            continue
        if one.tile and other.tile and abs(one.tile.area / other.tile.area - 1) > MAX_SCALE_ERROR:
            continue
        if _all_known(products):
            wanted = (one.height_cm or 1.0) / (other.height_cm or 1.0)
        elif one.tile is None:
            wanted = one.support / other.support
        else:
            continue  # without heights a product is as large as its tile allows
        high, low = one.cutout.shape[0], other.cutout.shape[0]
        if abs(high - wanted * low) > MAX_SCALE_ERROR * max(high, wanted * low) + ROUNDING_PX:
            first, second = names.get(one.product, one.product), names.get(other.product, other.product)
            message = f"{first} is {high / low:.2f} times as high as {second}, but should be {wanted:.2f} times."
            yield Outcome(Status.FAIL, "scale", message)


def _all_known(products: tuple[ShownProduct, ...]) -> bool:
    return all(product.height_cm is not None for product in products)


def _find_wrong_labels(creative: Creative, labels: tuple[ProductLabel, ...]) -> Iterator[Outcome]:
    """Yield names and prices that are not the product's own, or stand at another product."""
    products = {product.product: product for product in creative.canvas.products}
    for label in labels:
        product = products.get(label.product)
        if product is None:
            continue
        drawn = [one for one in creative.labels if one.product == label.product]
        texts = {one.text.name: " ".join(one.text.lines) for one in drawn}
        if product.tile is not None:
            wanted = {"name": label.name} | ({} if label.offer is None else dict(label.offer.figures()))
            for name, text in wanted.items():
                if _letters(texts.get(name, "")) != _letters(text):
                    message = f"{label.name} should have the {name} “{text}”, but has “{texts.get(name, '')}”."
                    yield Outcome(Status.FAIL, "wrong_label", message)
        for one in drawn:
            nearest = _find_owner(one, creative.canvas.products)
            if nearest is None:
                message = (
                    f"“{' '.join(one.text.lines)}” reaches out of its tile: shorten the name, or show fewer products."
                )
                yield Outcome(Status.FAIL, "outside_tile", message)
            elif nearest is not product:
                message = f"“{' '.join(one.text.lines)}” belongs to {label.name}, but stands at another product."
                yield Outcome(Status.FAIL, "wrong_place", message)


def _letters(text: str) -> str:
    """Return a text without spaces and hyphens, which breaks add or take, and with one sign for minus."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "-\u00ad\u2212\u2013")


def _find_owner(label: ShownLabel, products: tuple[ShownProduct, ...]) -> ShownProduct | None:
    """Return the product that a text belongs to for the eye: in its tile, or the nearest one."""
    box = label.text.box
    tiles = [product for product in products if product.tile is not None]
    if tiles:
        return next((product for product in tiles if product.tile and product.tile.holds(box, slack=1)), None)
    middle = box.x + box.width / 2
    return min(products, key=lambda product: abs(product.box.x + product.box.width / 2 - middle), default=None)


CHECK = Check(
    id="products_shown",
    rationale="Who buys a range must see each product whole, as large as it is, and with the price that it has.",
    inspect=inspect,
)
