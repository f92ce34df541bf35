"""What a badge says in one market: a rating, an award or that a product is new, as the market writes it."""

from dataclasses import dataclass
from enum import StrEnum


class BadgeKind(StrEnum):
    """What a badge claims."""

    RATING = "rating"
    AWARD = "award"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class BadgeWords:
    """A badge's words: the claim and its proof, such as source and month.

    `share` is a score's part of its scale; `stars` is five for a scale of five, else 0.
    """

    kind: BadgeKind
    claim: str
    proof: tuple[str, ...] = ()
    share: float = 0.0
    stars: int = 0
