"""The type that belongs to each of several products: names under feet; name, price and flag in the tiles of a grid.

All prices of an ad have one size: the largest at which every tile holds its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, sqrt
from typing import NamedTuple

from creative_cli.brief.group_facts import GroupKind, ProductLabel
from creative_cli.brief.price_parts import PriceDisplay
from creative_cli.color.color_math import Palette, Rgb
from creative_cli.formats import Box, join_boxes
from creative_cli.layout.draw import Overlay
from creative_cli.layout.group_places import FLAG_HEIGHT
from creative_cli.layout.group_plans import flag_size, name_size
from creative_cli.layout.ink_pages import InkArea, InkPage, draw_ink_pages, frame_around, ink_area, set_piece
from creative_cli.layout.price_block import (
    FIGURE_WEIGHT,
    PriceColors,
    PriceFaces,
    PriceShape,
    PriceSizes,
    SetRow,
    choose_percent_face,
    choose_price_faces,
    choose_price_ink,
    draw_price_block,
    measure_price_block,
    write_drawable_minus,
)
from creative_cli.layout.slots import SIZE_STEP_PX
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.surface_colors import LIGHT_SURFACES, SurfaceColors, pick_button_text, pick_surface_colors
from creative_cli.layout.template import CanvasPlan, ProductPlace
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandFont, LocalizedCopy, Role
from creative_cli.shown import OfferText, ShownLabel

NAME_OF_PRICE = 0.34  # a name's size over a price, of the price
LEAST_PRICE_PX, LEAST_PRICE_OF_U = 14.0, 0.030  # of a price: as shown, and of u
MOST_PRICE_OF_U = 0.088
STACK_AIR = 0.26  # between a name and its price, of the price
FLAG_PAD = 0.55  # beside a flag's type, of its size


class _LabelShape(NamedTuple):
    """The rows of a product's label as set, px from its own corner, with its width and height."""

    rows: tuple[SetRow, ...]
    width: float
    height: float


class GroupType(NamedTuple):
    """The drawn labels of several products: overlays in paint order, and each text with its product."""

    overlays: tuple[Overlay, ...]
    labels: tuple[ShownLabel, ...]


def labels_fit(words: LocalizedCopy, plan: CanvasPlan, brand: tuple[BrandFont, ...]) -> bool:
    """Return whether every name and price fits its room at the least size; True for ads of one product."""
    return plan.group is None or not _labelled(words, plan) or _fit_price_size(words, plan, brand) is not None


def draw_group_labels(
    words: LocalizedCopy, plan: CanvasPlan, palette: Palette, brand: tuple[BrandFont, ...]
) -> GroupType:
    """Draw the names, prices and flags of a plan with several products; nothing for other plans."""
    if plan.group is None:
        return GroupType((), ())
    colors = pick_surface_colors(tile_surface(plan), palette)
    size = _fit_price_size(words, plan, brand) or _least_price(plan)
    overlays: list[Overlay] = []
    labels: list[ShownLabel] = []
    for place, label, room in _labelled(words, plan):
        faces = _choose_faces(words, label, plan, brand)
        shape = _set_label(label, faces, plan, room.width, size)
        if not place.beside:
            shape = _center_rows(shape)
        block = draw_price_block(_as_block(shape), _corner(shape, room, place, plan), _inks(plan, colors), brand)
        overlays += block.overlays
        labels += [ShownLabel(label.product, replace(text, name=_text_name(text.name))) for text in block.texts]
        if place.tile is not None and label.offer is not None and label.offer.percent is not None:
            flag = _draw_flag(label.offer.percent, faces, place.tile, plan, palette, brand)
            overlays += flag[0]
            labels.append(ShownLabel(label.product, flag[1]))
    return GroupType(tuple(overlays), tuple(labels))


def tile_surface(plan: CanvasPlan) -> SurfaceRole:
    """Return the surface under the labels: paper in a grid, white on a light ground, that of the ad elsewhere."""
    surface = plan.surface or SurfaceRole.PAPER
    if plan.group is None or plan.group.kind is not GroupKind.PRICES:
        return surface
    return SurfaceRole.WHITE if surface in LIGHT_SURFACES else SurfaceRole.PAPER


def _labelled(words: LocalizedCopy, plan: CanvasPlan) -> list[tuple[ProductPlace, ProductLabel, Box]]:
    group, named = plan.group, {label.product: label for label in words.labels}
    if group is None:
        return []
    return [
        (place, named[place.product], place.label)
        for place in group.places
        if place.label is not None and place.product in named
    ]


def _text_name(name: str) -> str:
    return "name" if name == "unit" else name


def _choose_faces(
    words: LocalizedCopy, label: ProductLabel, plan: CanvasPlan, brand: tuple[BrandFont, ...]
) -> PriceFaces:
    signs = "" if label.offer is None else "".join(part.text for part in label.offer.parts)
    return choose_price_faces(words.locale, brand, plan.style, signs)


def _least_price(plan: CanvasPlan) -> float:
    u = sqrt(plan.format.width * plan.format.height)
    return max(LEAST_PRICE_PX / plan.format.shown_scale, LEAST_PRICE_OF_U * u)


def _fit_price_size(words: LocalizedCopy, plan: CanvasPlan, brand: tuple[BrandFont, ...]) -> float | None:
    """Return the largest size of a price, px, at which every label fits its room; None if the least does not."""
    items = [(label, _choose_faces(words, label, plan, brand), room) for _, label, room in _labelled(words, plan)]
    u = sqrt(plan.format.width * plan.format.height)

    def fits(steps: int) -> bool:
        for label, faces, room in items:
            shape = _set_label(label, faces, plan, room.width, steps * SIZE_STEP_PX)
            if shape.width > room.width or shape.height > room.height:
                return False
        return True

    low = ceil(_least_price(plan) / SIZE_STEP_PX)
    high = max(low, int(MOST_PRICE_OF_U * u / SIZE_STEP_PX))
    if not fits(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low * SIZE_STEP_PX


def _set_label(label: ProductLabel, faces: PriceFaces, plan: CanvasPlan, width: float, price: float) -> _LabelShape:
    """Set a name, and under it the price where the ad shows prices."""
    shows_price = plan.group is not None and plan.group.kind is GroupKind.PRICES
    least = name_size(plan)
    name_px = max(least / 1.2, NAME_OF_PRICE * price) if shows_price else least
    name = measure_price_block(PriceDisplay(unit=label.name), faces, PriceSizes(0.0, name_px), width)
    rows = list(name.rows)
    if shows_price and label.offer is not None and label.offer.parts:
        offer = replace(label.offer, percent=None)
        below = measure_price_block(offer, faces, PriceSizes(price, least / 1.2), width)
        top = name.height + STACK_AIR * price
        # A unit names what the price is for, and has a field of its own beside the name.
        rows += [replace(row, name="per" if row.name == "unit" else row.name).moved(0.0, top) for row in below.rows]
    box = join_boxes([row.ink for row in rows])
    return _LabelShape(tuple(rows), box.width, box.height)


def _center_rows(shape: _LabelShape) -> _LabelShape:
    """Return a label with each of its lines in the middle of its width."""
    rows = []
    for row in shape.rows:
        lines = {round(piece.baseline, 2) for piece in row.pieces}
        if row.name == "unit" and len(lines) == len(row.pieces):
            pieces = tuple(piece.moved((shape.width - piece.ink.width) / 2 - piece.ink.x, 0.0) for piece in row.pieces)
            rows.append(replace(row, pieces=pieces, ink=join_boxes([piece.ink for piece in pieces])))
        else:
            rows.append(row.moved((shape.width - row.ink.width) / 2 - row.ink.x, 0.0))
    return _LabelShape(tuple(rows), shape.width, shape.height)


def _as_block(shape: _LabelShape) -> PriceShape:
    return PriceShape(shape.rows, shape.width, shape.height)


def _corner(shape: _LabelShape, room: Box, place: ProductPlace, plan: CanvasPlan) -> tuple[float, float]:
    """Return where a label begins: beside a product in the middle of its room, below one at its top."""
    left = min(row.ink.x for row in shape.rows)
    top = min(row.ink.y for row in shape.rows)
    rtl = plan.direction is Direction.RTL
    if place.beside:
        x = room.right - shape.width if rtl else room.x
        return x - left, room.y + (room.height - shape.height) / 2 - top
    down = (room.height - shape.height) / 2 if place.tile is not None else 0.0
    return room.x + (room.width - shape.width) / 2 - left, room.y + max(0.0, down) - top


def _inks(plan: CanvasPlan, colors: SurfaceColors) -> PriceColors:
    if plan.group is None or plan.group.kind is not GroupKind.PRICES:
        return PriceColors(colors.type, colors.type, colors.ground)
    return PriceColors(choose_price_ink(colors.emphasis, colors.type, colors.ground), colors.type, colors.ground)


def _draw_flag(
    percent: str, faces: PriceFaces, tile: Box, plan: CanvasPlan, palette: Palette, brand: tuple[BrandFont, ...]
) -> tuple[Sequence[Overlay], OfferText]:
    """Draw a discount in the upper end corner of a tile, in the accent, as wide as its words."""
    size = flag_size(plan)
    text = write_drawable_minus(percent.replace("\n", " "), faces.figure)
    face = choose_percent_face(text, faces.figure)
    piece = set_piece(text, face, size)
    wide, high = piece.ink.width + 2 * FLAG_PAD * size, FLAG_HEIGHT * size
    left = tile.x if plan.direction is Direction.RTL else tile.right - wide
    box = Box(left, tile.y, wide, high)
    piece = piece.moved(left + FLAG_PAD * size - piece.ink.x, tile.y + (high - piece.ink.height) / 2 - piece.ink.y)
    ink: Rgb = pick_button_text(palette.accent, palette)
    corners = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
    pages = (
        InkPage(frame_around(box), palette.accent, shapes=(InkArea((corners,)),), letters=False),
        InkPage(frame_around(piece.ink), ink, (piece,)),
    )
    fill, letters = draw_ink_pages(pages, Role.PRICE, brand)
    drawn = OfferText("percent", (text,), letters.ink, ink_area(letters), size, ink, FIGURE_WEIGHT)
    return (fill, letters), drawn
