"""Reads amounts of money as spreadsheets and shops write them: `1.299,00 €`, `1299.00 EUR`, `¥12,800`, `CHF 1'299.–`.

Nothing is guessed. An amount that can be read in two ways is refused with what to declare, and nothing is divided by
100. Rules: delivery facts of 2026-11-28 (issue threads of shop plug-ins, Merchant Center's `price`).
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from creative_cli.locale import number_format

SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",), "£": ("GBP",), "₹": ("INR",), "rs.": ("INR",), "₩": ("KRW",), "원": ("KRW",), "₺": ("TRY",),
    "₽": ("RUB",), "руб": ("RUB",), "руб.": ("RUB",), "₴": ("UAH",), "грн": ("UAH",), "₪": ("ILS",), "₫": ("VND",),
    "đ": ("VND",), "฿": ("THB",), "zł": ("PLN",), "kč": ("CZK",), "ft": ("HUF",), "лв": ("BGN",), "лв.": ("BGN",),
    "lei": ("RON",), "₱": ("PHP",), "₦": ("NGN",), "₸": ("KZT",), "r$": ("BRL",), "us$": ("USD",), "ca$": ("CAD",),
    "c$": ("CAD",), "a$": ("AUD",), "au$": ("AUD",), "nz$": ("NZD",), "hk$": ("HKD",), "nt$": ("TWD",), "s$": ("SGD",),
    "mx$": ("MXN",), "rp": ("IDR",), "rm": ("MYR",), "円": ("JPY",), "元": ("CNY", "TWD"), "fr.": ("CHF",),
    "sfr.": ("CHF",), "¥": ("JPY", "CNY"),
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "HKD", "SGD", "TWD", "ARS", "CLP", "COP"),
    "kr": ("SEK", "NOK", "DKK", "ISK"), "kr.": ("SEK", "NOK", "DKK", "ISK"),
}  # fmt: skip
"""Signs of currencies and what they may mean; one of several needs a currency that is declared or known."""

_GROUP = 3
_SPACES = re.compile(r"[\s'’`\u02bc٬]")
_AMOUNT = re.compile(r"[0-9](?:[0-9.,\s'’`\u02bc٬]*[0-9])?")
_WHOLE = re.compile(r"^[,.:]?[–—-]+")  # in place of decimals: 1.299,– and 299.-


@dataclass(frozen=True, slots=True)
class CellPrice:
    """An amount and its currency (ISO 4217); None where the cell names none."""

    amount: Decimal
    currency: str | None


def parse_price_cell(
    text: str, *, decimal: str | None = None, currency: str | None = None, likely: Collection[str] = ()
) -> CellPrice:
    """Return the price in a cell; raise ValueError with what to do, to follow the name of the column.

    *decimal* is the declared mark of decimals, a comma or a point. *currency* is the declared currency, *likely* are
    those of the brief's markets, which decide what a sign of several currencies means.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in plain)
    digits = digits.replace("٫", ".")
    found = list(_AMOUNT.finditer(digits))
    if len(found) != 1:
        raise ValueError(
            f"is {_show(text)}, which is {'no' if not found else 'more than one'} amount: write 1299.00 EUR."
        )
    before, number, after = digits[: found[0].start()], found[0][0], digits[found[0].end() :]
    if before.strip().endswith(("-", "\u2212")):
        raise ValueError(f"is {_show(text)}, which is below zero: write the price to pay.")
    own = _read_currency(before, _WHOLE.sub("", after.strip()), text, currency, likely)
    code = own or currency
    amount = _read_number(number, text, decimal, code)
    if amount <= 0:
        raise ValueError(f"is {_show(text)}: a price is more than 0.")
    return CellPrice(amount, own)


def _show(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")  # noqa: PLR2004  # as much as tells it apart


def _read_currency(before: str, after: str, text: str, declared: str | None, likely: Collection[str]) -> str | None:
    words = [word for part in (before, after) for word in part.split() if word.strip(".:,")]
    codes: set[str] = set()
    for word in words:
        meant = _find_currency(word)
        if not meant:
            raise ValueError(
                f"is {_show(text)}: {word!r} is no currency. Write the amount and its code, as 1299.00 EUR."
            )
        if len(meant) > 1:
            wanted = [code for code in meant if code == declared] or [code for code in meant if code in likely]
            if len(wanted) != 1:
                listed = ", ".join(meant[:4])
                raise ValueError(f"is {_show(text)}: {word} may mean {listed}. Write currency: under products:.")
            meant = tuple(wanted)
        codes.add(meant[0])
    if len(codes) > 1:
        raise ValueError(f"is {_show(text)}, which names two currencies: {' and '.join(sorted(codes))}.")
    return next(iter(codes), None)


def _find_currency(word: str) -> tuple[str, ...]:
    sign = word.strip(":,").casefold()
    known = SIGNS.get(sign) or SIGNS.get(sign.rstrip("."))
    code = word.strip(".:,").upper()
    return known or ((code,) if code in number_format.list_currencies() else ())


def _read_number(number: str, text: str, decimal: str | None, currency: str | None) -> Decimal:
    spaced = _SPACES.sub(" ", number)
    whole = re.split("[.,]", spaced)[0]
    if " " in spaced and (" " in spaced[len(whole) :] or not _is_grouped(whole, " ")):
        raise ValueError(f"is {_show(text)}, whose digits are not in groups of three: write 1299.00.")
    plain = spaced.replace(" ", "")
    marks = [sign for sign in plain if sign in ",."]
    if not marks:
        return Decimal(plain)
    if decimal is not None:
        group = "," if decimal == "." else "."
        whole, mark, minor = plain.partition(decimal)
        if group in minor or decimal in minor or not _is_grouped(whole, group):
            raise ValueError(f"is {_show(text)}, but decimals have {decimal!r} (decimal: under products:).")
        return Decimal(whole.replace(group, "") + (f".{minor}" if mark else ""))
    last = marks[-1]
    if len(marks) == 1:
        return _read_single_mark(plain, last, text, currency)
    group = last if len(set(marks)) == 1 else "," if last == "." else "."
    whole, minor = (plain, "") if group == last else plain.rsplit(last, 1)
    if (group != last and last in whole) or not _is_grouped(whole, group):
        raise ValueError(f"is {_show(text)}, whose marks contradict each other: write 1299.00.")
    return Decimal(f"{whole.replace(group, '')}.{minor}" if minor else whole.replace(group, ""))


def _read_single_mark(plain: str, mark: str, text: str, currency: str | None) -> Decimal:
    """Return a number with one mark, of decimals or of thousands; raise ValueError where it may be both."""
    whole, _, minor = plain.partition(mark)
    places = None if currency is None else number_format.currency_digits(currency)
    if len(minor) != _GROUP or len(whole) > _GROUP or whole.startswith("0"):
        return Decimal(f"{whole}.{minor}")
    if places == 0:
        return Decimal(whole + minor)
    declare = 'declare decimal: "," or "." under products:'
    meant = f"{whole}{minor} or {whole}.{minor}"
    raise ValueError(f"is {_show(text)}, which may be {meant}: write it as {whole}{minor}.00, or {declare}.")


def _is_grouped(text: str, group: str) -> bool:
    """Return whether digits are in groups of three, or of two before the last one as in India."""
    first, *rest = text.split(group)
    if not rest:
        return True
    return (
        1 <= len(first) <= _GROUP
        and len(rest[-1]) == _GROUP
        and all(len(one) in {2, _GROUP} for one in rest[:-1])
        and len({len(one) for one in rest[:-1]}) <= 1
    )
