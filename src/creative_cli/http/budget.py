"""Money: what may still be spent, reserved before a call and settled after it.

The purse is a run's own. What all processes of a state folder may spend together is asked of the `Month`, right before
a call leaves.
"""

import asyncio
import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from creative_cli.errors import OverBudgetError

HAIR_USD = 1e-9
"""Sums of prices are off by less than this, and no price is as small."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that may be spent, USD; *name* is what people set, *spent_usd* what was spent before this run."""

    name: str
    usd: float
    spent_usd: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Reservation:
    """Money set apart for one call, USD; each is itself, so that two of the same sum stay two."""

    usd: float


class Month(Protocol):
    """The ceiling over all processes that share a state folder."""

    def admitting(self, usd: float) -> AbstractContextManager[None]:
        """Let a call of at most *usd* be journaled in the block, alone among all processes; raise OverBudgetError."""


class UnboundedMonth:
    """A month without a ceiling."""

    def admitting(self, usd: float) -> AbstractContextManager[None]:
        """Let every call be journaled, whatever its *usd*."""
        del usd
        return nullcontext()


class Purse:
    """The money of one run, under any number of ceilings at once, for one event loop.

    The law: while no call costs more than its reservation, what is spent stays below every ceiling, in whatever
    order calls are made and end.
    """

    def __init__(self, ceilings: Sequence[Ceiling] = ()) -> None:
        """Begin a run; without ceilings everything is allowed, and still counted."""
        self._ceilings = tuple(ceilings)
        self._reserved: set[Reservation] = set()
        self._settled = asyncio.Event()
        self.spent_usd = 0.0

    async def reserve(self, estimate: Callable[[], float]) -> Reservation:
        """Set apart what a call may cost (USD), waiting while calls that run may yet turn out cheaper or fail.

        *estimate* is asked anew after each of them: what they cost says more than a price table. Raises
        OverBudgetError as soon as it can never fit.
        """
        while True:
            usd = estimate()
            self._refuse_the_impossible(usd)
            held = math.fsum(reservation.usd for reservation in self._reserved)
            if all(self._fits(ceiling, held + usd) for ceiling in self._ceilings):
                reservation = Reservation(usd)
                self._reserved.add(reservation)
                return reservation
            await self._settled.wait()

    def settle(self, reservation: Reservation, usd: float) -> None:
        """Give *reservation* back, *usd* of it spent; once each."""
        self._reserved.remove(reservation)
        self.spent_usd += usd
        # Everybody who waits looks again; the next to wait do so for the next settlement.
        self._settled.set()
        self._settled = asyncio.Event()

    def _fits(self, ceiling: Ceiling, usd: float) -> bool:
        return ceiling.spent_usd + self.spent_usd + usd <= ceiling.usd + HAIR_USD

    def _refuse_the_impossible(self, usd: float) -> None:
        for ceiling in self._ceilings:
            if not self._fits(ceiling, usd):
                raise over_budget(ceiling.name, ceiling.usd, ceiling.spent_usd + self.spent_usd, usd)


def over_budget(name: str, most_usd: float, spent_usd: float, usd: float) -> OverBudgetError:
    """Return what is said when a call of *usd* does not fit under the ceiling *name*, which people set."""
    return OverBudgetError(
        f"{name} allows {most_usd:.2f} USD, {spent_usd:.2f} are spent, and the next call may cost {usd:.4g}.",
        f"Raise {name} and run the same command again; what is finished is kept.",
    )
