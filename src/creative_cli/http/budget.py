"""The money of one run: reserved before a call, settled after it."""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from creative_cli.errors import OverBudgetError
from creative_cli.usd import format_usd

TOLERANCE_USD = 1e-9  # rounding errors of summed prices stay below this, and every price is above it


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that may be spent, USD, under the option or setting *name*; *spent_usd* was spent before this run.

    *unknown* says what else was spent that nothing records any more; empty if all is known.
    """

    name: str
    usd: float
    spent_usd: float = 0.0
    unknown: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Reservation:
    """Money set apart for one call, USD; compared by identity, as two reservations may have the same sum."""

    usd: float


class RunBudget:
    """The money of one run under any number of ceilings, for one event loop.

    While no call costs more than its reservation, spending stays below every ceiling, in whatever order calls are
    made and end.
    """

    def __init__(self, ceilings: Sequence[Ceiling] = ()) -> None:
        """Start with nothing spent; without ceilings every call is allowed, and still counted."""
        self._ceilings = tuple(ceilings)
        self._reserved: set[Reservation] = set()
        self._settled = asyncio.Event()
        self.spent_usd = 0.0

    async def reserve(self, estimate: Callable[[], float]) -> Reservation:
        """Set apart what a call may cost (USD), waiting while running calls may still turn out cheaper or fail.

        Calls *estimate* again after each of them, as actual costs are better than a price table. Raises
        OverBudgetError as soon as the call can never fit.
        """
        while True:
            usd = estimate()
            for ceiling in self._ceilings:
                if not self._fits(ceiling, usd):
                    raise over_budget(ceiling.name, ceiling.usd, ceiling.spent_usd + self.spent_usd, usd)
            reserved = math.fsum(reservation.usd for reservation in self._reserved)
            if all(self._fits(ceiling, reserved + usd) for ceiling in self._ceilings):
                reservation = Reservation(usd)
                self._reserved.add(reservation)
                return reservation
            await self._settled.wait()

    def settle(self, reservation: Reservation, usd: float) -> None:
        """Release *reservation*, of which *usd* was spent; once each."""
        self._reserved.remove(reservation)
        self.spent_usd += usd
        # Wakes everyone who waits now; later waiters need an event that is not set yet.
        self._settled.set()
        self._settled = asyncio.Event()

    def _fits(self, ceiling: Ceiling, usd: float) -> bool:
        return ceiling.spent_usd + self.spent_usd + usd <= ceiling.usd + TOLERANCE_USD


def over_budget(name: str, most_usd: float, spent_usd: float, usd: float) -> OverBudgetError:
    """Return the error for a call of *usd* that does not fit under the ceiling *name*."""
    return OverBudgetError(
        f"{name} allows {format_usd(most_usd)} USD, {format_usd(spent_usd)} are spent, "
        f"and the next call may cost {usd:.4g}.",
        f"Raise {name} and run the same command again; what is finished is kept.",
    )
