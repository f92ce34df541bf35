"""Compare our prices with those of Node's Intl.NumberFormat, and print the differences by kind, with their reasons.

    python tools/prices.py            print the number of differences and the table
    python tools/prices.py FILE       write the table, as docs/prices.md

Needs Node 20 or newer with full ICU. Every locale of CLDR in the 249 territories (and Kosovo) is tried with its own
currency, US dollars and euros, and with percentages and numbers.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from babel import localedata

from creative_cli.brief.offer import OfferFigures
from creative_cli.brief.price_display import describe_price, load_price_forms
from creative_cli.locale import locales, number_format
from creative_cli.locale.locales import Locale

READER = Path(__file__).with_name("price_reader.mjs")
LEAST_CLDR = 48
"""Older data of Node would differ by their age alone."""

AMOUNTS = ("1234.50", "12345678.90", "0.50")
WHOLE = ("699", "1234", "125000")
PERCENT, NUMBER = "percent", "number"
EXAMPLES = 4

REASONS = {
    "decimals": "Node rounds to the decimals that CLDR 48 gives a currency in use (COP, HUF, IDR, PKR none), or shows "
    "those of ISO 4217. We never round: an amount has the decimals it is written with.",
    "apostrophe": "CLDR 48 groups by the straight apostrophe of keyboards. Print has the apostrophe of type, as CLDR "
    "47 had and the table of markets has.",
    "escudo": "CLDR writes the escudo's `$` as the decimal mark and an invisible sign after a space. We print no "
    "invisible sign, and keep the decimals of whole amounts, as the mark is the only currency shown.",
    "spaces": "A space inside a currency's name is a no-break space: a price never breaks.",
    "language without data": "ICU has no formats for the language. Node takes those of the machine it runs on; we take "
    "those of another language of the market, or English.",
    "language that Node lacks": "Our ICU knows the parent of the language (French for Haitian Creole) or has its data; "
    "Node falls back to the machine's.",
    "script": "CLDR does not mix scripts: a script without data of its own has root's formats. ECMA-402 drops the "
    "script and takes those of the language in another one.",
    "newer data": "Our ICU is 78.3. It groups francs in French Switzerland by an apostrophe, as in German; 78.2 has a "
    "narrow space.",
}
"""Why our figure is right, by kind of difference."""

NEWER = ("fr-CH",)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a locale as we print it: a currency, percent or number. `plain` leaves out zero decimals."""

    locale: Locale
    unit: str
    value: Decimal
    ours: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that Node prints in another way, and the kind of difference; None if it has no reason."""

    figure: Figure
    theirs: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The versions of Node, how many figures and locales were compared, and what differs."""

    versions: Mapping[str, str]
    figures: int
    locales: int
    differences: tuple[Difference, ...]


def list_known_locales() -> tuple[Locale, ...]:
    """Return the usual locales of all territories, and every other one that CLDR has there."""
    found = {(one.tag, code): one for code in locales.list_territories() for one in locales.list_locales(code)}
    for name in sorted(localedata.locale_identifiers()):
        language, _, territory = name.rpartition("_")
        if territory in locales.list_territories() and locales.find_language(language.replace("_", "-")) is not None:
            one = locales.resolve_locale(territory, language.replace("_", "-"), "en")
            found[one.tag, territory] = one
    return tuple(found.values())


def list_figures() -> Iterator[Figure]:
    """Yield the figures that are compared."""
    for locale in list_known_locales():
        own = number_format.find_currency(locale.territory)
        for currency in dict.fromkeys(one for one in (own, "USD", "EUR") if one is not None):
            unit = Decimal(1).scaleb(-number_format.currency_digits(currency))
            amounts = [(Decimal(text).quantize(unit, rounding=ROUND_FLOOR), False) for text in AMOUNTS]
            for amount, plain in (*amounts, *((Decimal(text), True) for text in WHOLE)):
                if amount:
                    text = number_format.localize_price(amount, currency, locale, plain=plain)
                    yield Figure(locale, currency, amount, text, plain)
        percent, number = Decimal("12.5"), Decimal("12345.50")
        yield Figure(locale, PERCENT, percent, number_format.localize_percent(percent, locale))
        yield Figure(locale, NUMBER, number, number_format.localize_number(number, locale))


def read_intl(figures: Sequence[Figure]) -> Mapping[str, Any]:
    """Return Node's versions and its answer for each figure: as usual, with our decimals, and the locale it has."""
    rows = [
        {
            "tag": one.locale.tag,
            "unit": one.unit,
            "value": str(one.value),
            "plain": one.plain,
            "decimals": _count_shown_decimals(one),
        }
        for one in figures
    ]
    line = ["node", str(READER)]
    done = subprocess.run(line, input=json.dumps(rows), capture_output=True, text=True, check=True, encoding="utf-8")
    answers: Mapping[str, Any] = json.loads(done.stdout)
    return answers


def _count_shown_decimals(figure: Figure) -> int:
    if figure.unit in {PERCENT, NUMBER}:
        return number_format.count_decimals(figure.value)
    return len(number_format.split_price(figure.value, figure.unit, figure.locale, plain=figure.plain).minor)


def compare_with_intl() -> Comparison:
    """Compare all figures with Node's."""
    figures = tuple(list_figures())
    read = read_intl(figures)
    found = [
        Difference(one, answer["usual"], explain_difference(one, answer))
        for one, answer in zip(figures, read["answers"], strict=True)
        if one.ours != answer["usual"]
    ]
    return Comparison(read["versions"], len(figures), len({one.locale for one in figures}), tuple(found))


def explain_difference(figure: Figure, answer: Mapping[str, str]) -> str | None:
    """Return the kind of a difference; None for one without a reason."""
    ours, theirs, locale = figure.ours, answer["usual"], figure.locale
    known = answer["tag"].split("-")
    kinds = (
        ("escudo", "\u200b" in theirs),
        ("apostrophe", ours.replace("’", "'") == theirs),
        ("spaces", ours.replace("\u00a0", " ") == theirs.replace("\u00a0", " ")),
        ("decimals", ours.replace("’", "'") == answer["exact"]),
        ("language without data", number_format.find_figure_tag(locale) != locale.tag),
        ("language that Node lacks", known[0] != locale.language),
        ("script", locale.script in locale.tag and locale.script not in known),
        ("newer data", locale.tag in NEWER),
    )
    return next((kind for kind, holds in kinds if holds), None)


def list_market_forms() -> Iterator[tuple[Locale, str, str, str]]:
    """Yield what price blocks print in another form than CLDR's: locale, the amount as ads and as CLDR have it."""
    for territory, row in load_price_forms()["markets"].items():
        for locale in locales.list_locales(territory):
            for amount in (Decimal("12.50"), Decimal(1250)):
                if number_format.count_decimals(amount) > number_format.currency_digits(row["currency"]):
                    continue
                display = describe_price(OfferFigures(price=amount, currency=row["currency"]), locale)
                plain = number_format.are_written_whole((amount,))
                cldr = _without_marks(number_format.localize_price(amount, row["currency"], locale, plain=plain))
                if display is not None and display.price is not None and display.price != cldr:
                    yield locale, display.price, cldr, row["confidence"]


def _without_marks(text: str) -> str:
    return text.translate({ord(mark): None for mark in "\u061c\u200e\u200f"})


def write_page(compared: Comparison) -> str:
    """Return the page of differences."""
    node = compared.versions
    lines = [
        "# Prices beside Intl.NumberFormat",
        "",
        "Written by `make prices`. Prices, percentages and numbers of every locale of CLDR in the 249 territories",
        f"of ISO 3166-1 and Kosovo, beside Node {node['node']} (ICU {node['icu']}, CLDR {node['cldr']}).",
        "",
        f"{compared.figures:,} figures in {compared.locales} locales: {len(compared.differences):,} differ.",
        "",
        "| Kind | Figures | Locales | Examples: ours, Node's | Why ours is right |",
        "|---|---:|---:|---|---|",
    ]
    kinds = sorted(compared.differences, key=lambda one: one.kind or "")
    for kind, group in groupby(kinds, key=lambda one: one.kind or ""):
        ones = list(group)
        places = {one.figure.locale.tag: one for one in ones}
        some = "; ".join(
            f"{tag} `{_visible(one.figure.ours)}`, `{_visible(one.theirs)}`"
            for tag, one in sorted(places.items())[:EXAMPLES]
        )
        reason = REASONS.get(kind, "**No reason: a fault.**")
        lines.append(f"| {kind or 'unexplained'} | {len(ones):,} | {len(places)} | {some} | {reason} |")
    lines += [
        "",
        "## Forms of price blocks",
        "",
        "Texts have CLDR's form. A price block has that of the market's ads where `data/price-display.toml` knows one,",
        "with its sources; the letter is our confidence, explained there.",
        "",
        "| Locale | Price block | CLDR | |",
        "|---|---|---|---|",
        *(
            f"| {place.tag} | {_visible(ad)} | {_visible(cldr)} | {sure} |"
            for place, ad, cldr, sure in list_market_forms()
        ),
    ]
    return "\n".join(lines) + "\n"


def _visible(text: str) -> str:
    """Return a figure with plain spaces and no invisible signs, for the page."""
    return _without_marks(text).replace("\u200b", "").replace("\u00a0", " ").replace("\u202f", " ").strip()


def main() -> int:
    """Print or write the differences; return 1 if one has no reason."""
    compared = compare_with_intl()
    page = write_page(compared)
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(page, "utf-8")
    else:
        print(page)
    strange = [one for one in compared.differences if one.kind is None]
    print(f"{len(compared.differences):,} of {compared.figures:,} figures differ, {len(strange)} without a reason.")
    for one in strange:
        print(f"{one.figure.locale.tag} {one.figure.unit} {one.figure.value}: {one.figure.ours!r}, Node {one.theirs!r}")
    return 1 if strange else 0


if __name__ == "__main__":
    sys.exit(main())
