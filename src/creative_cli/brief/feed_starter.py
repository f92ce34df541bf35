"""The first brief for a feed, which `creative init --from` writes: its columns are guessed, and every guess is said."""

from dataclasses import dataclass
from pathlib import Path

from creative_cli.brief.feed_columns import ColumnMap, fold_column_name, map_known_columns
from creative_cli.brief.feed_values import make_slug
from creative_cli.errors import StorageError, UsageError
from creative_cli.feeds.feed_kinds import open_feed_table
from creative_cli.feeds.feed_rows import FeedRow, UnreadableFeedError
from creative_cli.feeds.price_cells import parse_price_cell
from creative_cli.locale import locales, number_format

FEED_BRIEF = "brief.yaml"
_READ_ROWS = 200
_EXPLAINED = {
    "id": "names the files of its ads",
    "name": "what lines print for {product}",
    "price": "what is paid; lines print it for {price}",
    "was": "the price before; lines print it for {was}",
    "image": "a file beside the brief, or an https address",
    "landing_page": "where a click leads",
    "description": "for generated pictures only",
}
_AVAILABLE = ("in stock", "auf lager", "lieferbar", "en stock", "disponible", "disponibile")


def write_feed_brief(feed: Path) -> Path:
    """Write a brief beside *feed* and return its path.

    Raises UsageError where a brief is there already, and for a feed that cannot be read.
    """
    target = feed.parent / FEED_BRIEF
    if target.exists():
        raise UsageError(f"{target} is there already.", "Move it, or put the feed into a folder of its own.")
    try:
        with feed.open("rb") as file:
            table = open_feed_table(file, feed.name)
            rows = [row for row, _ in zip(table.entries, range(_READ_ROWS), strict=False) if isinstance(row, FeedRow)]
    except UnreadableFeedError as error:
        raise UsageError(f"{feed}:{error.row}:{error.column}: {error.sentence}") from error
    except OSError as error:
        raise UsageError(
            f"{feed} cannot be read: {error.strerror}.", "Name a feed: creative init --from shoes.csv"
        ) from error
    columns = list(dict.fromkeys(name for row in rows for name in row.cells))
    text = describe_feed_brief(feed.name, columns, rows)
    try:
        target.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise StorageError(
            f"{target} cannot be written: {error.strerror}.", "Use a folder you may write to."
        ) from error
    return target


def describe_feed_brief(name: str, columns: list[str], rows: list[FeedRow]) -> str:
    """Return the text of a first brief for a feed with these columns and first rows."""
    known = map_known_columns(columns)
    brand = _guess_brand(columns, rows)
    currency, unclear = _guess_currency(known, rows)
    spoken = _guess_language(columns)
    country = spoken.country if spoken.country and currency in {None, "EUR"} else _guess_country(currency)
    headline = spoken.headline if "price" in known.columns else "{product}"
    lines = [
        "# A first brief for this feed: change what stands after each colon. All keys: docs/brief.md, docs/feeds.md.",
        "# Check it with `creative validate brief.yaml`, then make the ads with `creative run brief.yaml`.",
        "schema: 1",
        f"campaign: {make_slug(Path(name).stem) or 'my-feed'}          # names the folder of the ads",
        "brand:",
        f"  name: {_quote(brand)}          # as the ads print it",
        '  colors: {primary: "#1D3B4A"}   # your main colour; a logo: goes beside it',
        *([f"source_language: {spoken.tag}              # the language of the message"] if spoken.tag != "en" else []),
        "",
        "message:                         # what every ad says; words in braces are those of the product",
        f"  headline: {_quote(headline)}",
    ]
    if "was" in known.columns:
        lines.append(f'  body: ["{spoken.body}", ""]    # no body where there is no price before')
    lines += [f"  cta: {spoken.cta}", "", "products:", f"  file: {_quote(name)}"]
    lines += _describe_map(known, columns)
    spare = [one for one in columns if one not in known.columns.values()]
    if spare:
        listed = ", ".join(_quote(one) for one in spare[:8])
        lines.append(f"  # texts: [{listed}]    # columns that lines may print in braces")
    where = _guess_condition(columns, rows)
    if where:
        lines += [f"  where: {where}    # only these rows"]
    lines.append("  limit: 20                      # the most products; leave it out for all of them")
    if unclear:
        lines.append("  currency: EUR                  # the feed names none: write that of its prices")
    lines += ["", f"markets: [{country}]                    # countries, locales (fr-CA) or groups (EU, DACH)"]
    lines += ['ratios: ["1:1", "300x250"]', ""]
    return "\n".join(lines)


def _describe_map(known: ColumnMap, columns: list[str]) -> list[str]:
    """Return the map of columns; those that are missing stand as comments to fill in."""
    lines = ["  map:                           # the column of each key, as guessed from the header"]
    lines += [
        f"    {key}: {_quote(known.columns[key])}    # {why}" for key, why in _EXPLAINED.items() if key in known.columns
    ]
    missing = [key for key in ("id", "name") if key not in known.columns]
    lines += [f"    {key}: {_quote(columns[0])}    # not found in the header: name its column" for key in missing]
    if known.paired:
        # With a map of their own, prices are read as they are mapped; the guess also knows rows without a sale.
        lines = [line for line in lines if not line.strip().startswith(("price:", "was:"))]
        sale, regular = known.columns["price"], known.columns["was"]
        lines.append(f"    # price is {_quote(sale)}, or {_quote(regular)} where that is empty")
    return lines


def _quote(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


@dataclass(frozen=True, slots=True)
class _StarterLines:
    """A language that headers are in, the country of its shops, and lines to begin with."""

    tag: str
    country: str
    headline: str
    body: str
    cta: str
    words: frozenset[str]


_ENGLISH = _StarterLines("en", "", "{product}, now {price}", "Was {was}: you save {percent}.", "Shop now", frozenset())
_LANGUAGES = (
    _StarterLines(
        *("de", "DE", "{product} für {price}", "Vorher {was}: {percent} gespart.", "Jetzt kaufen"),
        frozenset({"artikelnummer", "bezeichnung", "preis", "bild", "beschreibung", "verfügbarkeit", "lagerbestand"}),
    ),
    _StarterLines(
        *("fr", "FR", "{product} à {price}", "Avant {was} : {percent} de moins.", "Acheter"),
        frozenset({"référence", "nom", "titre", "prix", "disponibilité", "couleur"}),
    ),
    _StarterLines(
        *("es", "ES", "{product} por {price}", "Antes {was}: {percent} menos.", "Comprar"),
        frozenset({"referencia", "nombre", "precio", "imagen", "descripción", "disponibilidad"}),
    ),
    _StarterLines(
        *("it", "IT", "{product} a {price}", "Prima {was}: {percent} in meno.", "Acquista"),
        frozenset({"codice", "nome", "prezzo", "immagine", "descrizione", "disponibilità"}),
    ),
)
_FOREIGN_HEADERS = 2  # names of columns from which a header is in a language


def _guess_language(columns: list[str]) -> _StarterLines:
    names = {fold_column_name(name) for name in columns}
    best = max(_LANGUAGES, key=lambda one: len(one.words & names))
    return best if len(best.words & names) >= _FOREIGN_HEADERS else _ENGLISH


def _guess_brand(columns: list[str], rows: list[FeedRow]) -> str:
    column = next((one for one in columns if one.casefold().removeprefix("g:") in {"brand", "vendor", "marke"}), None)
    found = next((row.cells[column] for row in rows if column and row.cells.get(column)), "")
    return found or "Your brand"


def _guess_currency(known: ColumnMap, rows: list[FeedRow]) -> tuple[str | None, bool]:
    """Return the currency of the first price, and whether there are prices without one."""
    column = known.columns.get("price")
    cells = [row.cells[one] for row in rows for one in (column, known.columns.get("was")) if one and row.cells.get(one)]
    for cell in cells:
        try:
            price = parse_price_cell(cell)
        except ValueError:
            continue
        named = price.currency or next((row.cells.get(known.columns.get("currency", "")) for row in rows), None)
        return named, named is None
    return None, False


def _guess_country(currency: str | None) -> str:
    """Return the first country that pays in a currency; Ireland for the euro, whose ads need no translation."""
    if currency in {None, "EUR"}:
        return "IE"
    usual = {"USD": "US", "GBP": "GB", "CAD": "CA", "AUD": "AU", "NZD": "NZ", "CHF": "CH", "JPY": "JP"}
    paying = (code for code in locales.list_territories() if number_format.find_currency(code) == currency)
    return usual.get(currency or "") or next(paying, "IE")


def _guess_condition(columns: list[str], rows: list[FeedRow]) -> str:
    column = next((one for one in columns if fold_column_name(one) in {"availability", "verfügbarkeit"}), None)
    values = {row.cells.get(column or "", "").replace("_", " ").casefold() for row in rows}
    found = next((words for words in _AVAILABLE if words in values), None)
    return f"{{{_quote(column)}: {found}}}" if column and found else ""
