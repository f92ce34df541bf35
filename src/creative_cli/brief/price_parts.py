"""The records of an offer as a market prints it."""

from dataclasses import dataclass
from enum import StrEnum


class PartKind(StrEnum):
    """What a part of a price is: digits, the decimal mark, decimals, a dash for none (`:–`), a currency.

    A `SIGN` is a currency that is set small and high (€, R$), a `WORD` one that stands on the line (kr, 円).
    """

    WHOLE = "whole"
    MARK = "mark"
    MINOR = "minor"
    TAIL = "tail"
    SIGN = "sign"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class PricePart:
    """A part of a price and its characters."""

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True)
class PriorClaim:
    """A previous price and the most it may be by a rule of the market, both as printed."""

    rule: str
    was: str
    most: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class PriceDisplay:
    """An offer as one market prints it, in the digits and the order of its ads; None for what is not given.

    `parts` are those of the price from left to right, also in right-to-left markets; `raised` sets its decimals small
    and high. `price`, `was`, `percent`, `base` (the price of a unit), `unit` and `note` are texts in reading order; a
    line end in `percent` parts the lines of a badge. `prior` is set if a law limits the previous price and
    the limit is known.
    """

    parts: tuple[PricePart, ...] = ()
    raised: bool = True
    price: str | None = None
    was: str | None = None
    percent: str | None = None
    unit: str | None = None
    base: str | None = None
    note: str | None = None
    prior: PriorClaim | None = None

    def printed_texts(self) -> tuple[str, ...]:
        """Return every text of the offer, each on one line."""
        texts = (*(part.text for part in self.parts), self.price, self.was, self.percent)
        return tuple(text.replace("\n", " ") for text in (*texts, self.unit, self.base, self.note) if text is not None)

    def figures(self) -> tuple[tuple[str, str], ...]:
        """Return the figures that an ad must show, by the names of their placeholders, each on one line."""
        named = (("price", self.price), ("was", self.was), ("percent", self.percent))
        return tuple((name, text.replace("\n", " ")) for name, text in named if text is not None)
