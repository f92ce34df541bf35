"""What an ad with several products shows: its kind, and each product's name and price."""

from dataclasses import dataclass
from enum import StrEnum

from creative_cli.brief.price_parts import PriceDisplay
from creative_cli.formats import Format, FormatClass, format_class

MOST_TOGETHER = 4
"""Products that one ad shows at most."""

MOST_IN_TOWER = 2
MOST_PRICES_IN_STRIP = 2
LEAST_STRIP_PX = 70.0  # height as shown below which a strip has room for one product
LEAST_SMALL_PX = 200.0  # the same of the short side of other small boxes


class GroupKind(StrEnum):
    """How several products are shown: in a grid with their prices, behind a hero, or side by side."""

    PRICES = "prices"
    HERO = "hero"
    LINE_UP = "line-up"


@dataclass(frozen=True, slots=True)
class ProductLabel:
    """A product of an ad with several: its id, its name, and what the market prints of its offer."""

    product: str
    name: str
    offer: PriceDisplay | None = None


def count_shown_products(form: Format, kind: GroupKind, wanted: int) -> int:
    """Return how many of *wanted* products an ad in *form* shows: fewer in towers and strips, one in low banners."""
    shape, scale = format_class(form), form.shown_scale
    if shape is FormatClass.TOWER:
        return min(wanted, MOST_IN_TOWER)
    if shape is FormatClass.STRIP and form.height * scale < LEAST_STRIP_PX:
        return 1
    if shape is FormatClass.STRIP and kind is GroupKind.PRICES and form.height * scale < 2 * LEAST_STRIP_PX:
        return min(wanted, MOST_PRICES_IN_STRIP)
    if shape is FormatClass.SMALL and form.short_side * scale < LEAST_SMALL_PX:
        return 1
    return min(wanted, MOST_TOGETHER)
