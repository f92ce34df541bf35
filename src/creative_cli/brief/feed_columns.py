"""Which column of a feed holds which key of a product: what the brief maps, else the names that shops export.

Names of columns are compared without case, `g:`, blanks and signs: `g:image_link` and `Image Link` are one.
Merchant Center and Meta have the regular price in `price` and the reduced one in `sale_price`; Shopify and WooCommerce
name both of theirs otherwise. (Delivery facts of 2026-11-28, section 1.)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from creative_cli.brief.copy_lines import COPY_PATHS
from creative_cli.brief.source_positions import KeyPath
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.locale import locales

OFFER_COLUMNS = ("price", "was", "percent", "currency", "unit", "unit_price", "unit_base", "note", "lowest_30d")
PRODUCT_COLUMNS = (
    "id",
    "name",
    "description",
    "image",
    "image_kind",
    "scene",
    "height_cm",
    "logo",
    "markets",
    "landing_page",
)
MARKET_KEYS = (*OFFER_COLUMNS, "name", "landing_page")
"""The keys of a product that may be other in a market: price.DE."""

SALE_DATES = "sale_dates"
"""The key of the time a reduced price holds, which no product has but its price depends on."""

MAPPED_KEYS = (*PRODUCT_COLUMNS, *OFFER_COLUMNS, SALE_DATES)

_COPY_KEYS = {".".join(map(str, path)) for path in COPY_PATHS}

# Other words for keys in `map:`.
_OTHER_KEYS: Mapping[str, str] = {"title": "name", "link": "landing_page", "image_link": "image"}

# By key, in order of preference. A pair of prices is found before the single one.
KNOWN_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        "id",
        "sku_id",
        "sku",
        "handle",
        "item_id",
        "product_id",
        "article_number",
        "artikelnummer",
        "variant_sku",
        "artikelnr",
        "artikel_nr",
        "art_nr",
        "référence",
        "reference",
        "referencia",
        "codice",
    ),
    "name": (
        "name",
        "title",
        "product_name",
        "structured_title",
        "product_title",
        "bezeichnung",
        "nom",
        "nombre",
        "produktname",
        "produkt",
        "nom_du_produit",
        "titre",
        "nome",
        "titolo",
        "naam",
    ),
    "description": (
        "description",
        "short_description",
        "body_html",
        "product_description",
        "beschreibung",
        "kurzbeschreibung",
        "descripción",
        "descripcion",
        "descrizione",
    ),
    "image": (
        "image",
        "image_link",
        "image_src",
        "image_url",
        "picture",
        "images",
        "variant_image",
        "image_0_url",
        "bild",
        "bild_url",
        "bildlink",
        "bilder",
        "foto",
        "photo",
        "imagen",
        "immagine",
        "afbeelding",
    ),
    "image_kind": ("image_kind",),
    "scene": ("scene",),
    "height_cm": ("height_cm",),
    "logo": ("logo",),
    "markets": ("markets", "countries", "country", "market", "land", "länder", "pays", "país", "paese"),
    "landing_page": ("landing_page", "link", "url", "product_url", "produktlink", "lien", "enlace"),
    "percent": ("percent", "discount_percent"),
    "currency": ("currency", "price_currency", "currency_code", "waehrung", "wahrung", "devise", "moneda", "währung"),
    "unit": ("unit",),
    "unit_price": ("unit_price",),
    "unit_base": ("unit_base",),
    "note": ("note",),
    "lowest_30d": ("lowest_30d",),
}
_PRICE_PAIRS = (
    ("sale_price", "price"),
    ("sale_price", "regular_price"),
    ("variant_price", "variant_compare_at_price"),
    ("price", "compare_at_price"),
    ("price", "was"),
    ("price", "old_price"),
    ("price", "original_price"),
    ("price", "list_price"),
    ("preis", "alter_preis"),
    ("preis", "preis_vorher"),
    ("preis", "streichpreis"),
    ("aktionspreis", "preis"),
    ("angebotspreis", "preis"),
    ("prix", "ancien_prix"),
    ("prix", "prix_barré"),
    ("prix_promo", "prix"),
    ("precio", "precio_anterior"),
    ("precio_oferta", "precio"),
    ("prezzo", "prezzo_precedente"),
    ("prezzo_scontato", "prezzo"),
)
_SINGLE_PRICES = ("price", "variant_price", "regular_price", "preis", "prix", "precio", "prezzo", "amount")
PRICE_NAMES = (*dict.fromkeys((*_SINGLE_PRICES, *(name for pair in _PRICE_PAIRS for name in pair))),)
"""The names of all columns of prices, now and before."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The column of each key of a product. With `paired` an empty price is the regular one, which is in `was`.

    `by_market` has the columns of single markets by the tag of their locale, `currencies` those in their names.
    """

    columns: Mapping[str, str]
    paired: bool
    by_market: Mapping[str, "ColumnMap"] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)


def fold_column_name(name: str) -> str:
    """Return the name of a column as it is compared."""
    words = re.sub(r"^g:", "", name.strip().casefold())
    return "_".join(re.findall(r"\w+", words.replace("_", " ")))


def map_known_columns(names: Iterable[str]) -> ColumnMap:
    """Return what is known of the columns of a feed."""
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(fold_column_name(name), name)
    found = {
        key: next(known[one] for one in aliases if one in known)
        for key, aliases in KNOWN_NAMES.items()
        if any(one in known for one in aliases)
    }
    pair = next(((now, before) for now, before in _PRICE_PAIRS if now in known and before in known), None)
    if pair is not None:
        found |= {"price": known[pair[0]], "was": known[pair[1]]}
    elif single := next((one for one in _SINGLE_PRICES if one in known), None):
        found["price"] = known[single]
    if "sale_price_effective_date" in known:
        found[SALE_DATES] = known["sale_price_effective_date"]
    return ColumnMap(found, paired=pair is not None)


def find_column(wanted: str, names: Iterable[str]) -> str | None:
    """Return the column of a feed that a brief means by *wanted*, None if there is none."""
    listed = list(names)
    if wanted in listed:
        return wanted
    folded = fold_column_name(wanted)
    return next((name for name in listed if fold_column_name(name) == folded), None)


def explain_missing_column(wanted: str, names: Iterable[str]) -> str:
    """Return that a feed has no such column, with the one that is meant or all it has."""
    listed = list(names)
    near = find_similar_word(wanted, listed)
    meant = f"Did you mean {near!r}?" if near else f"It has: {', '.join(listed[:30])}."
    return f"is the column {wanted!r}, which the feed does not have. {meant}"


def read_mapped_key(key: str) -> str:
    """Return a key of `map:` as a product has it: title is name, link is landing_page."""
    first, dot, rest = key.partition(".")
    return f"{_OTHER_KEYS.get(first, first)}{dot}{rest}"


def explain_mapped_key(key: str) -> str | None:
    """Return what is wrong with a key of `map:`; None if a product has it."""
    if key in MAPPED_KEYS:
        return None
    first, _, rest = key.partition(".")
    if rest and first in MARKET_KEYS:
        return None
    if first == "images" and rest:
        return None
    if first == "copy":
        language, _, line = rest.partition(".")
        if locales.find_language(language) is not None and line in _COPY_KEYS:
            return None
        return f"is for {key!r}: write a language and a line, such as copy.de.headline."
    near = find_similar_word(key, MAPPED_KEYS)
    meant = f"Did you mean {near!r}?" if near else f"Keys are {', '.join(MAPPED_KEYS)}, copy.de.headline and images.DE."
    return f"is for {key!r}, which a product does not have. {meant}"


def key_path(key: str) -> KeyPath:
    """Return the path of a mapped key below its product: `offer.price` for price."""
    if key in OFFER_COLUMNS:
        return ("offer", key)
    first, _, rest = key.partition(".")
    if first == "by_market":
        tag, _, own = rest.partition(".")
        return ("by_market", tag, *key_path(own))
    if first == "copy":
        language, _, line = rest.partition(".")
        return ("copy", language, *line.split("."))
    return (first, rest) if rest else (first,)
