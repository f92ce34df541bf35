"""What is kept of a feed that a brief was read with: where each product's row is, and the rows that were left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from creative_cli.errors import Problem


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed as it was read.

    `name` is its file or address in messages, `sha256` that of its bytes. `rows` has the row of each product, in the
    brief's order, and `columns` the number of the column of each key of a product; both count from 1. `skipped` are the
    problems of rows that were left out, `total` is the number of rows with data.
    """

    name: str
    sha256: str
    rows: tuple[int, ...]
    columns: Mapping[str, int]
    total: int
    skipped: tuple[Problem, ...] = ()

    def row_problem(self, product: int, key: str, message: str) -> Problem:
        """Return a problem at the row of the product with index *product*, in the column of *key*."""
        return Problem(self.name, self.rows[product], self.columns.get(key, 1), message)
