"""Describes an offer the way ads of a market write it: `50,– €`, `CHF 12.50`, `1,980円`, `25% OFF`.

CLDR gives digits, groups, signs and sides (through `number_format`); `data/price-display.toml` has the forms in which
ads differ from it, with their sources.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from unicodedata import bidirectional, category

from creative_cli.brief.offer import OfferFigures, read_offer_figures, resolve_figures
from creative_cli.brief.price_parts import PartKind, PriceDisplay, PricePart, PriorClaim
from creative_cli.brief.schema import Brief, Market
from creative_cli.locale import locales, number_format
from creative_cli.locale.locales import Direction, Locale
from creative_cli.resources import read_data_table

MINUS = "\u2212"
PRIOR_PRICE_RULE = "EU-30D"
# Chinese prices of sales in tenths (8折) or, in traditional script, hundredths (75折) of the price before.
_SHARE_SIGN = "折"
# Below a tenth of the price, 5折 would mean half of it.
MIN_TENTHS_PERCENT = 10
# A dash in place of decimals, with the mark before it: `,–`, `:–`, `.-`.
_TAIL = re.compile(r"[,.:][–-]")
_DIGITS = re.compile(r"\{([nm])\}")
_RTL_LETTERS = ("R", "AL")


@cache
def load_price_forms() -> Mapping[str, Any]:
    """Return the tables of `data/price-display.toml`."""
    return read_data_table("price-display.toml")


def describe_market_offer(brief: Brief, market: Market, locale: Locale) -> PriceDisplay | None:
    """Return what a market of a brief prints of its offer; None if it has neither price nor percentage."""
    own, base = read_offer_figures(market.offer), read_offer_figures(brief.offer)
    return describe_price(resolve_figures(base, own, market.country), locale)


def describe_price(figures: OfferFigures, locale: Locale) -> PriceDisplay | None:
    """Return how ads in *locale* write the figures of an offer; None if there is neither price nor percentage.

    Nothing is rounded or converted. Price and previous price have no decimals if both are written without (699, but not
    699.00); other amounts have those they are written with.
    """
    currency = figures.currency
    amounts = [amount for amount in (figures.price, figures.was) if amount is not None]
    if (figures.price is None or currency is None) and figures.percent is None:
        return None
    plain = number_format.are_written_whole(amounts)

    def write(amount: Decimal | None, *, plain: bool) -> str | None:
        return None if amount is None or currency is None else _write_amount(amount, currency, locale, plain=plain)

    def write_alone(amount: Decimal | None) -> str | None:
        return None if amount is None else write(amount, plain=number_format.are_written_whole((amount,)))

    unit_price, lowest = write_alone(figures.unit_price), write_alone(figures.lowest_30d)
    was = write(figures.was, plain=plain)
    parts: tuple[PricePart, ...] = ()
    if figures.price is not None and currency is not None:
        parts = _order_parts(_split_form(*_find_form(figures.price, currency, locale, plain=plain)), locale)
    prior = None
    if figures.was is not None and figures.lowest_30d is not None and was is not None and lowest is not None:
        # Directive 98/6/EC art. 6a: the prior price is the lowest of the 30 days before the reduction.
        rule = load_price_forms()["rules"][PRIOR_PRICE_RULE]
        if locale.territory in rule["markets"]:
            name = f"{PRIOR_PRICE_RULE}, {rule['basis']}"
            prior = PriorClaim(name, was, lowest, allowed=figures.was <= figures.lowest_30d)
    return PriceDisplay(
        parts=parts,
        raised=load_price_forms()["markets"].get(locale.territory, {}).get("raised") != "no",
        price=write(figures.price, plain=plain),
        was=was,
        percent=None if figures.percent is None else write_discount(figures.percent, locale),
        unit=figures.unit,
        base=None if unit_price is None else f"{figures.unit_base} = {unit_price}",
        note=figures.note,
        prior=prior,
    )


def _is_whole(amount: Decimal) -> bool:
    return amount == amount.to_integral_value()


def write_discount(percent: Decimal, locale: Locale) -> str:
    """Return a discount as ads write it: `−25 %`, `25% OFF` (two lines), `75折`.

    Percentages of languages written from right to left have no marks: `choose_percent_face` gives their direction.
    """
    forms = load_price_forms()["discounts"]["forms"]
    keys = (locale.tag, f"{locale.language}-{locale.territory}", f"{locale.language}-{locale.script}", locale.language)
    form = next((forms[key]["text"] for key in keys if key in forms), f"{MINUS}{{p}}")
    left = 100 - percent
    if _SHARE_SIGN in form and (not _is_whole(percent) or left < MIN_TENTHS_PERCENT):
        form = f"{MINUS}{{p}}"
    text = re.sub("[\u061c\u200e\u200f]", "", number_format.localize_percent(percent, locale))
    tenths = f"{(left / 10).normalize():f}"
    pay = tenths if left % 10 == 0 else f"{left:.0f}"
    return str(form).replace("{p}", text).replace("{pay}", pay).replace("{tenths}", tenths)


def _write_amount(amount: Decimal, currency: str, locale: Locale, *, plain: bool) -> str:
    form, whole, minor = _find_form(amount, currency, locale, plain=plain)
    return form.replace("{n}", whole).replace("{m}", minor)


def _find_form(amount: Decimal, currency: str, locale: Locale, *, plain: bool) -> tuple[str, str, str]:
    """Return the form of an amount, its whole digits and its decimals."""
    split = number_format.split_price(amount, currency, locale, plain=plain)
    own = _market_forms(currency, locale).get("minor" if split.minor else "whole")
    if own is not None:
        own = own.replace("{mark}", split.mark)
        return own, split.whole, split.minor
    digits = f"{{n}}{split.mark}{{m}}" if split.minor else "{n}"
    form = f"{split.symbol}{split.gap}{digits}" if split.before else f"{digits}{split.gap}{split.symbol}"
    return form, split.whole, split.minor


def _market_forms(currency: str, locale: Locale) -> Mapping[str, Any]:
    """Return the forms of a market's own currency in one of its usual languages; none for any other."""
    row: Mapping[str, Any] = load_price_forms()["markets"].get(locale.territory, {})
    usual = {one.language for one in locales.list_locales(locale.territory)}
    if row.get("currency") != currency or locale.language not in usual:
        return {}
    return {**row, **row.get(locale.language, {})}


def _split_form(form: str, whole: str, minor: str) -> Iterator[PricePart]:
    """Yield the parts of an amount in reading order."""
    before, *rest = _DIGITS.split(form)
    if before.strip():
        yield PricePart(_currency_kind(before, after=False), before.strip())
    digits = {"n": whole, "m": minor}
    for number, name in enumerate(rest[::2]):
        yield PricePart(PartKind.WHOLE if name == "n" else PartKind.MINOR, digits[name])
        literal = rest[2 * number + 1]
        if 2 * number + 2 < len(rest):
            yield PricePart(PartKind.MARK, literal)
            continue
        tail = _TAIL.match(literal)
        if tail is not None:
            yield PricePart(PartKind.TAIL, tail[0])
            literal = literal[tail.end() :]
        if literal.strip():
            yield PricePart(_currency_kind(literal, after=True), literal.strip())


def _currency_kind(text: str, *, after: bool) -> PartKind:
    letters = any(category(sign)[0] == "L" for sign in text)
    joined = any(bidirectional(sign) in _RTL_LETTERS for sign in text)
    return PartKind.WORD if letters and (after or joined) else PartKind.SIGN


def _order_parts(parts: Iterator[PricePart], locale: Locale) -> tuple[PricePart, ...]:
    """Return parts in reading order from left to right, as the Unicode bidirectional algorithm would place them."""
    ordered = list(parts)
    if locale.direction is Direction.LTR:
        return tuple(ordered)
    currencies = (PartKind.SIGN, PartKind.WORD)
    digits = [part for part in ordered if part.kind not in currencies]
    leading = [part for part in ordered[:1] if part.kind in currencies]
    trailing = [part for part in ordered[1:] if part.kind in currencies]
    # A Latin sign before the digits stays on their left: both are one left-to-right run.
    right = [part for part in leading if any(bidirectional(sign) in _RTL_LETTERS for sign in part.text)]
    return (*trailing, *(part for part in leading if part not in right), *digits, *right)
