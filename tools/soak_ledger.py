"""Compares what the service billed with what the journals and the report of a state folder say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from soak_campaigns import Bench, read_events
from soak_service import Delivery, Sale

CENT = 1e-6
"""Sums of prices may differ by this, USD."""


@dataclass(slots=True)
class Ledger:
    """The calls of some campaigns.

    A *noted* call is in a journal with its price. A call that was answered, but not noted, was in flight when its
    process was killed: the report counts it under "may have been charged". If its answer was durable by then, no later
    run asks again; otherwise it is *lost*, and its request is bought once more. That window opens when the service has
    sent the answer and closes when `keep` has returned; nothing can close it but a service that takes a key for each
    request.
    """

    asked: int = 0
    billed: int = 0
    noted: int = 0
    requests: int = 0
    cut: int = 0
    kept_unnoted: int = 0
    lost: int = 0
    lost_sales: list[Sale] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong_bills: list[str] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        """What must not be."""
        return [*self.twice, *self.wrong_bills]

    def add(self, other: "Ledger") -> None:
        """Add the calls of other campaigns."""
        for name in ("asked", "billed", "noted", "requests", "cut", "kept_unnoted", "lost"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lost_sales += other.lost_sales
        self.twice += other.twice
        self.wrong_bills += other.wrong_bills


def audit_sales(bench: Bench, sales: Iterable[Sale]) -> Ledger:
    """Return the ledger of *sales*, all calls of the state folder of *bench*."""
    ledger, by_request = Ledger(), defaultdict[str, list[Sale]](list)
    attempts = read_events(bench.state_folder, "AttemptStarted", "AttemptEnded")
    noted = {one["request_id"] for one in attempts if one["type"] == "AttemptEnded" and one["outcome"] == "ok"}
    for sale in sales:
        by_request[sale.request].append(sale)
        ledger.asked += 1
        ledger.billed += sale.billed
        ledger.cut += sale.billed and sale.delivery is Delivery.CUT
        ledger.noted += sale.request_id in noted
    ledger.requests = len(by_request)
    for request, calls in by_request.items():
        _audit_request(ledger, request, calls, noted)
    _audit_bill(ledger, bench, [sale for calls in by_request.values() for sale in calls], noted)
    return ledger


def _audit_request(ledger: Ledger, request: str, calls: list[Sale], noted: set[str]) -> None:
    paid = [sale for sale in sorted(calls, key=lambda sale: sale.began) if sale.out]
    for place, sale in enumerate(paid):
        later = len(paid) - place - 1
        if sale.request_id in noted:
            if later:
                what = f"{sale.task} of soak-{sale.campaign} ({request[:8]})"
                ledger.twice.append(f"{what} was bought again after it was noted.")
        elif later:
            ledger.lost += 1
            ledger.lost_sales.append(sale)
        else:
            ledger.kept_unnoted += 1


def _audit_bill(ledger: Ledger, bench: Bench, sales: list[Sale], noted: set[str]) -> None:
    """Compare the bill of `creative report` with that of the service."""
    totals = bench.answer("report")["report"]["totals"]
    known = sum(sale.usd for sale in sales if sale.request_id in noted)
    billed = sum(sale.usd for sale in sales if sale.billed)
    if abs(totals["cost_usd"] - known) > CENT:
        ledger.wrong_bills.append(f"The report says {totals['cost_usd']:.6f} USD, the noted calls cost {known:.6f}.")
    if billed > totals["cost_usd"] + totals["maybe_usd"] + CENT:
        ledger.wrong_bills.append(
            f"The service billed {billed:.6f} USD, the report says {totals['cost_usd']:.6f} and up to "
            f"{totals['maybe_usd']:.6f} more."
        )
