"""Joins the rows of a feed that are one product in several markets: the same id, each with countries of its own."""

from collections.abc import Iterable, Sequence

from creative_cli.brief.market_groups import names_locale
from creative_cli.brief.schema import Product, ProductInMarket
from creative_cli.locale.locales import Locale

_SHARED_KEYS = ("scene", "height_cm", "logo", "image_kind")
"""What a product has once, in whatever market."""


class UnlikeRowsError(Exception):
    """Two rows that cannot be one product; the key that is at fault, and a sentence that says why."""

    def __init__(self, key: str, sentence: str) -> None:
        """Store the key and the message."""
        super().__init__(sentence)
        self.key, self.sentence = key, sentence


def join_country_rows(first: Product, more: Product, row: int, locales: Sequence[Locale]) -> Product:
    """Return the product of *first*, which began in *row*, with *more* as what it is in other markets.

    Raises UnlikeRowsError for rows without markets or with one in common, and for what one product has only once.
    """
    if not first.markets or not more.markets:
        raise UnlikeRowsError("id", f"The id {more.id!r} is there already, in row {row}: keep one of them.")
    old, new = _list_sold(first, locales), _list_sold(more, locales)
    if both := [locale.tag for locale in old if locale in new]:
        sentence = f"The id {more.id!r} is there already for {', '.join(both)}, in row {row}: keep one of them."
        raise UnlikeRowsError("id", sentence)
    for key in _SHARED_KEYS:
        if getattr(more, key) not in {None, getattr(first, key)}:
            sentence = f"{key} differs from row {row}, which has the same id: a product has one for all its markets."
            raise UnlikeRowsError(key, sentence)
    for tag, copy in more.approved.items():
        if first.approved.get(tag, copy) != copy:
            sentence = (
                f"The lines in {tag} differ from those of row {row}, which has the same id: map them as copy.{tag}"
            )
            raise UnlikeRowsError(f"copy.{tag}.headline", f"{sentence}-DE and so on, or write them alike.")
    there = {**_describe_there(first, first, old), **_describe_there(more, first, new)}
    pictures = {locale.tag: more.image for locale in new if more.image is not None and more.image != first.image}
    return first.model_copy(
        update={
            "offer": None,
            "markets": (*first.markets, *more.markets),
            "by_market": there,
            "images": {**first.images, **pictures, **more.images},
            "approved": {**first.approved, **more.approved},
        }
    )


def _list_sold(product: Product, locales: Iterable[Locale]) -> tuple[Locale, ...]:
    return tuple(one for one in locales if any(names_locale(name, one) for name in product.markets))


def _describe_there(row: Product, first: Product, sold: Iterable[Locale]) -> dict[str, ProductInMarket]:
    """Return what *row* says of its product in each market, as far as *first* does not say the same for all."""
    found: dict[str, ProductInMarket] = {}
    for locale in sold:
        own = row.by_market.get(locale.tag)
        values: dict[str, object] = {
            "name": None if row.name == first.name else row.name,
            "offer": row.offer,
            "texts": {} if row.texts == first.texts else row.texts,
            "landing_page": None if row.landing_page == first.landing_page else row.landing_page,
        }
        if own is not None:
            values |= {key: getattr(own, key) for key in own.model_fields_set}
        values = {key: value for key, value in values.items() if value}
        if values:
            found[locale.tag] = ProductInMarket.model_validate(values)
    return found
