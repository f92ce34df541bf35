"""Which rows of a feed are advertised: `where`, `sort` and `limit`, without a language that could be injected into.

where: {availability: in stock, brand: [Fjell, Nord], price: "< 100", color: "!= black"}
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

ReadNumber: TypeAlias = Callable[[str], Decimal | None]

_COMPARISON = re.compile(r"\s*(<=|>=|!=|=|<|>)\s*(.*?)\s*", re.DOTALL)
_NUMBER_ORDERS = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class RowCondition:
    """What a column must hold: one of `values`, or what `sign` says of the only one."""

    column: str
    sign: str
    values: tuple[str, ...]
    number: Decimal | None = None


def parse_condition(column: str, wanted: object, read_number: ReadNumber) -> RowCondition:
    """Return the condition that a brief writes for a column; raise ValueError with what to write instead."""
    if isinstance(wanted, list | tuple):
        if not wanted:
            raise ValueError("is empty: write the values that are wanted.")
        return RowCondition(column, "=", tuple(_fold_value(_write_value(one)) for one in wanted))
    text = _write_value(wanted)
    found = _COMPARISON.fullmatch(text)
    sign, value = ("=", text) if found is None else (found[1], found[2])
    number = read_number(value)
    if sign in _NUMBER_ORDERS and number is None:
        raise ValueError(f'compares with {value!r}, which is no number: write "< 100", a value or a list of values.')
    return RowCondition(column, sign, (_fold_value(value),), number)


def _write_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError('must be a value, a list of values or a comparison such as "< 100".')


def _fold_value(text: str) -> str:
    # Google writes in_stock, Meta writes in stock.
    return " ".join(text.replace("_", " ").casefold().split())


def meets_condition(condition: RowCondition, cell: str, read_number: ReadNumber) -> bool:
    """Return whether the text of a cell is what a condition wants; a cell that is no number is not below any."""
    if condition.sign in _NUMBER_ORDERS:
        number, limit = read_number(cell), condition.number
        if number is None or limit is None:
            return False
        return {"<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit}[condition.sign]
    same = _fold_value(cell) in condition.values
    if not same and condition.number is not None and (number := read_number(cell)) is not None:
        same = number == condition.number
    return same == (condition.sign == "=")


def sort_key(cell: str, read_number: ReadNumber) -> tuple[int, Decimal, str]:
    """Return the key to sort a cell by: numbers first, by size, then texts; empty cells last."""
    number = read_number(cell)
    if number is not None:
        return 0, number, ""
    return (1 if cell else 2), Decimal(0), cell.casefold()
