"""Are the amounts of the copy those of its source: in the same money and unit, below zero or not, was above now?

same_numbers compares the numbers themselves; this check compares what they are amounts of.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from creative_cli.checks.copy_text import CheckedCopy, pair_lines, remove_words
from creative_cli.checks.meaning.phone_numbers import drop_same_phones
from creative_cli.checks.meaning.quantity_parsing import (
    PERCENT,
    Quantity,
    measures_the_same,
    plain_copy,
    read_quantities,
)
from creative_cli.checks.meaning.quantity_words import quantity_pattern, says_kind, says_minus
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.locale.number_format import find_currency
from creative_cli.models import CopySource, OriginalCopy, Role, Status

# How far a word such as "statt" may stand from its price, in characters.
MAX_MARKER_GAP = 15


class _Amount(NamedTuple):
    """An amount and the line it stands in."""

    role: Role
    quantity: Quantity
    line: str


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """Amounts keep their currency, unit and sign, and no previous price is below the price."""
    original = checked.adaptation.original
    outcomes = list(_find_swapped_prices(checked))
    if original is not None:
        outcomes += _compare_amounts(checked, original)
    yield from outcomes or [pass_outcome("amounts have their currency, unit and sign")]


def _find_swapped_prices(checked: CheckedCopy) -> Iterator[Outcome]:
    for role, text in checked.adaptation.copy.lines():
        prices = find_old_price(plain_copy(text), checked.locale)
        if prices is not None and prices[0].value < prices[1].value:
            old, new = prices
            message = (
                f"The {role} of {checked.locale.tag} calls {old.shown} the previous price and {new.shown} the price: "
                "the previous price must be the higher one. Were they swapped?"
            )
            yield Outcome(Status.FAIL, "prices_swapped", message, role)


def find_old_price(text: str, locale: Locale) -> tuple[Quantity, Quantity] | None:
    """Return the previous price and the price of a plain text that has two amounts of money and says which is which."""
    money = [one for one in read_quantities(text, locale) if one.is_money]
    if len(money) != 2 or money[0].value == money[1].value:  # noqa: PLR2004  # a price and a previous one
        return None
    folded = text.lower()
    if len(folded) != len(text):
        return None
    first, second = money
    marked: list[tuple[int, Quantity]] = []
    for kind, before in (("was_before", True), ("was_after", False)):
        pattern = quantity_pattern(kind, locale.language)
        for match in pattern.finditer(folded) if pattern is not None else ():
            for price in (first, second):
                gap = price.start - match.end() if before else match.start() - price.stop
                between = folded[match.end() : price.start] if before else folded[price.stop : match.start()]
                if 0 <= gap <= MAX_MARKER_GAP and not re.search(r"[\d.!?。！？¶·|;]", between):
                    marked.append((match.end() - match.start(), price))
    if not marked:
        return None
    old = max(marked, key=lambda one: one[0])[1]
    return (old, second if old is first else first)


def _compare_amounts(checked: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    lines = pair_lines(checked, original, recreated=False)
    theirs, ours = list[_Amount](), list[_Amount]()
    for line in lines:
        source, text = (
            plain_copy(part) for part in drop_same_phones(*(remove_words(one, original.keep) for one in line[1:]))
        )
        theirs += [_Amount(line.role, one, source) for one in read_quantities(source, original.locale)]
        ours += [_Amount(line.role, one, text) for one in read_quantities(text, checked.locale)]
    source = " ¶ ".join(line.source for line in lines)
    text = " ¶ ".join(line.text for line in lines)
    yield from _compare_kinds(theirs, ours, checked)
    yield from _compare_signs(theirs, ours, checked, source=(source, original.locale), text=text)


def _compare_kinds(theirs: list[_Amount], ours: list[_Amount], checked: CheckedCopy) -> Iterator[Outcome]:
    """Report numbers of the source that have another currency or unit, each once."""
    free = list(ours)
    left = []
    for one in theirs:
        same = next((two for two in free if _agree(one.quantity, two.quantity)), None)
        if same is None:
            left.append(one)
        else:
            free.remove(same)
    for one in left:
        if not one.quantity.kinds:
            continue
        known = [two for two in free if two.quantity.value == one.quantity.value]
        if not known or any(not two.quantity.kinds for two in known):
            continue
        free.remove(known[0])
        yield _report_kind(one.quantity, known[0], checked)


def _agree(one: Quantity, other: Quantity) -> bool:
    if measures_the_same(one, other):
        return True
    return one.value == other.value and (one.kinds == other.kinds or bool(one.kinds & other.kinds))


def _report_kind(one: Quantity, other: _Amount, checked: CheckedCopy) -> Outcome:
    locale, found = checked.locale, other.quantity
    money = one.is_money and found.is_money
    # A brand may write a price of the market's own in the copy for this market.
    own = money and checked.adaptation.source is CopySource.BRIEF and find_currency(locale.territory) in found.kinds
    code = "currency" if one.is_money or found.is_money else "unit"
    message = f"{one.shown} of the source became {found.shown} in the {other.role} of {locale.tag}: "
    advice = "is that a price of this market?" if own else f"write the {code} of the source; nothing is converted."
    return Outcome(Status.WARN if own else Status.FAIL, code, message + advice, other.role)


def _compare_signs(
    theirs: list[_Amount], ours: list[_Amount], checked: CheckedCopy, *, source: tuple[str, Locale], text: str
) -> Iterator[Outcome]:
    for one in theirs:
        same = [two for two in ours if two.quantity.value == one.quantity.value]
        if not one.quantity.negative or not same or any(two.quantity.negative for two in same):
            continue
        if not any(_says_below(two, text, checked.locale) for two in same):
            message = f"{one.quantity.shown} of the source is {same[0].quantity.shown} in the {same[0].role} of "
            yield _report_sign("sign_lost", same[0], f"{message}{checked.locale.tag}: write the minus.")
    for two in ours:
        same = [one for one in theirs if one.quantity.value == two.quantity.value]
        if not two.quantity.negative or not same or any(one.quantity.negative for one in same):
            continue
        if not any(_says_below(one, *source) for one in same):
            message = f"{same[0].quantity.shown} of the source is {two.quantity.shown} in the {two.role} of "
            yield _report_sign("sign_added", two, f"{message}{checked.locale.tag}: delete the minus.")


def _says_below(amount: _Amount, text: str, locale: Locale) -> bool:
    """Tell whether words say what the sign says: a reduction of a percentage or a price, or below zero."""
    quantity, line = amount.quantity, amount.line
    if (PERCENT in quantity.kinds or quantity.is_money) and (
        says_kind(text, "discount", locale) or quantity_pattern("discount", locale.language) is None
    ):
        return True
    return says_minus(line[: quantity.start], line[quantity.stop :], locale)


def _report_sign(code: str, amount: _Amount, message: str) -> Outcome:
    # A tag such as 20 % may be read as a reduction; a temperature may not.
    status = Status.WARN if PERCENT in amount.quantity.kinds else Status.FAIL
    return Outcome(status, code, message, amount.role)


CHECK = Check(
    id="same_amounts",
    rationale="A price in another currency, or a frozen product kept at +18 °C, is another offer than the brand made.",
    inspect=inspect,
)
