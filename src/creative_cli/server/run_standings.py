"""Where runs stand: those that were ordered from servers, and those of the command, in one list.

What a page costs does not follow from how many runs there were: all that is read of the others is their ids.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from http import HTTPStatus
from itertools import islice
from typing import Final

from creative_cli.runlog.journal import JournalLine, read_lines
from creative_cli.runlog.rows import RunRow
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import Selection
from creative_cli.server.problems import RefusedRequestError
from creative_cli.server.serving_state import PAGE_SIZE, note_wait
from creative_cli.server.shared_reads import SharedReads
from creative_cli.services.run_orders import ORDER_PREFIX, KnownOrders, OrderEnd, OrderState, RunOrder, find_order
from creative_cli.services.workspace import Workspace

LATEST: Final = PAGE_SIZE
"""Runs that one reading brings for all requests: a page of them, and each of them alone."""


@dataclass(frozen=True, slots=True)
class RunStanding:
    """A run and where it stands. `id` is that of its order, or its own if the command began it.

    `order` is what a client asked for, None for a run by the command. `row` counts what is done so far of `planned`
    ads; both are None before the run began. `end` is how an order ended.
    """

    id: str
    status: str
    run_id: str | None
    campaign: str | None
    order: RunOrder | None
    planned: int | None = None
    row: RunRow | None = None
    end: OrderEnd | None = None


@dataclass(frozen=True, slots=True)
class RunList:
    """Some runs, the latest first; `total` is how many there are."""

    total: int
    runs: tuple[RunStanding, ...]


@dataclass(frozen=True, slots=True)
class _LatestRuns:
    """The ids of all runs of the run log, the latest first, and where the first of them stand, by their ids."""

    ids: tuple[str, ...]
    standings: Mapping[str, RunStanding]


class RunStandings:
    """Where the runs of a server's folder stand, by readings that requests share."""

    def __init__(self, where: Workspace, reads: SharedReads, orders: KnownOrders) -> None:
        """Read the run log of *where* by *reads*, and its orders by *orders*."""
        self._where, self._reads, self._orders = where, reads, orders

    def list_page(self, offset: int, limit: int) -> RunList:
        """Return *limit* runs and orders at most, after the *offset* latest ones. Raises StorageError."""
        latest, ordered = self._read_latest(), self._orders.list_runs(self._where.state)
        taken = {run_id for run_id in ordered.values() if run_id is not None}
        others = [run_id for run_id in latest.ids if run_id not in taken]
        names = merge(ordered, others, key=_name_moment, reverse=True)
        page = list(islice(names, offset, offset + limit))
        begun = self._find_begun([ordered.get(name, name) for name in page], latest)
        return RunList(len(ordered) + len(others), tuple(self._describe_page(page, begun)))

    def find(self, name: str) -> RunStanding:
        """Return one run by the id of its order or its own; raise RefusedRequestError if there is none."""
        order = self._orders.find(name, self._where.state)
        return _find_standing(name, order, self._find_begun([_name_run(name, order)], self._read_latest()), self._where)

    def _describe_page(self, page: Sequence[str], begun: Mapping[str, RunStanding]) -> Iterator[RunStanding]:
        for name in page:
            order = self._orders.find(name, self._where.state) if name.startswith(ORDER_PREFIX) else None
            if order is not None:
                yield _describe_order(order, begun, self._where)
            elif name in begun:
                yield begun[name]

    def _read_latest(self) -> _LatestRuns:
        return self._reads.read("runs", lambda: _read_latest(self._where))

    def _find_begun(self, run_ids: Sequence[str | None], latest: _LatestRuns) -> Mapping[str, RunStanding]:
        """Return where runs stand, by their ids: those that are not among the latest by a reading of their own."""
        missing = tuple(one for one in run_ids if one is not None and one not in latest.standings)
        if not missing:
            return latest.standings
        read = self._reads.read(("runs", missing), lambda: _read_begun(self._where, missing))
        return {**latest.standings, **read}


def read_standing(name: str, where: Workspace) -> RunStanding:
    """Return one run as it stands now; raise RefusedRequestError if there is none."""
    order = find_order(name, where.state)
    run_id = _name_run(name, order)
    return _find_standing(name, order, {} if run_id is None else _read_begun(where, (run_id,)), where)


def describe_placed(order: OrderState, where: Workspace) -> RunStanding:
    """Return an order that was just placed as a run."""
    return _describe_order(order, {}, where)


def _name_moment(name: str) -> str:
    return name.removeprefix(ORDER_PREFIX)


def _name_run(name: str, order: OrderState | None) -> str | None:
    """Return the id of a run by its own or that of its order; None if it has none, or none can be called so."""
    run_id = name if order is None else order.run_id
    known = run_id is not None and run_id.replace("-", "").isalnum() and run_id.isascii()
    return run_id if known else None


def _read_latest(where: Workspace) -> _LatestRuns:
    with RunLog.open(where.state, note_wait) as log:
        ids = log.listed_ids()
        rows = log.runs(Selection(run_ids=ids[:LATEST]))
    return _LatestRuns(ids, _describe_rows(rows, where))


def _read_begun(where: Workspace, run_ids: tuple[str, ...]) -> dict[str, RunStanding]:
    with RunLog.open(where.state, note_wait) as log:
        rows = log.runs(Selection(run_ids=run_ids))
    return _describe_rows(rows, where)


def _describe_rows(rows: Sequence[RunRow], where: Workspace) -> dict[str, RunStanding]:
    """Return runs by their ids, as those of the command stand."""
    return {
        row.run_id: RunStanding(
            row.run_id, row.status, row.run_id, row.campaign, None, _read_start(row.run_id, where)[1], row
        )
        for row in rows
    }


def _find_standing(
    name: str, order: OrderState | None, begun: Mapping[str, RunStanding], where: Workspace
) -> RunStanding:
    if order is not None:
        return _describe_order(order, begun, where)
    if name not in begun:
        raise RefusedRequestError(
            HTTPStatus.NOT_FOUND, f"There is no run {name!r:.60}.", "List them: GET /api/v1/runs."
        )
    return begun[name]


def _describe_order(order: OrderState, begun: Mapping[str, RunStanding], where: Workspace) -> RunStanding:
    if order.run_id is None:
        return RunStanding(order.id, order.status, None, None, order.order, end=order.end)
    found = begun.get(order.run_id)
    if found is None:
        campaign, planned = _read_start(order.run_id, where)
        return RunStanding(order.id, order.status, order.run_id, campaign, order.order, planned, end=order.end)
    return replace(found, id=order.id, status=order.status, order=order.order, end=order.end)


def _read_start(run_id: str, where: Workspace) -> tuple[str | None, int | None]:
    """Return campaign and number of planned ads by the first line of a journal."""
    path = where.state.journal / f"{run_id}.jsonl"
    first = next(iter(read_lines(path)), None) if path.exists() else None
    if not isinstance(first, JournalLine):
        return None, None
    campaign, planned = first.payload.get("campaign"), first.payload.get("assets")
    return campaign if isinstance(campaign, str) else None, planned if isinstance(planned, int) else None
