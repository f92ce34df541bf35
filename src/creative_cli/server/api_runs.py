"""Runs over HTTP: order one, follow its events, cancel it, go on with it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Body, Header, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from creative_cli.runlog.journal import BrokenLine, JournalLine, is_alive, read_lines
from creative_cli.runlog.report.run_detail import RunDetail
from creative_cli.runlog.rows import Figures, RunRow, Tally
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import ALL_RUNS, Selection
from creative_cli.server.api_briefs import require_stored_brief
from creative_cli.server.problems import RefusedRequestError
from creative_cli.server.record_json import PROBLEMS, answer_record, describe_answers
from creative_cli.server.serving_state import API_PATH, ReadsOfServer, WorkspaceOfServer, note_wait
from creative_cli.server.shared_reads import SharedReads
from creative_cli.services.queries import query_run
from creative_cli.services.run_orders import (
    OrderEnd,
    OrderState,
    OrderStatus,
    RunOrder,
    cancel_order,
    find_order,
    list_orders,
    place_order,
)
from creative_cli.services.workspace import Workspace
from creative_cli.storage.codec import encode_json_line

runs_router = APIRouter(prefix=f"{API_PATH}/runs", tags=["runs"], default_response_class=Response)

EVENT_POLL_S: Final = 0.25
KEEP_ALIVE_S: Final = 15.0
_HIDDEN_EVENTS: Final = frozenset({"DocumentEmbedded"})  # vectors of search
_EXAMPLE_ORDER_ID: Final = "order-20261122T201459Z-2b5d0c11aa09"
_EXAMPLE_RUN_ID: Final = "20261122T201500Z-1f3c9a04d2e7"
_EXAMPLE_ORDER: Final = RunOrder("8c1f03a2b94d5e6f7081", "studio", ("JP",), ("9:16",), max_usd=2.0)


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
    """All runs, the latest first."""

    runs: tuple[RunStanding, ...]


_EXAMPLE: Final = RunStanding(
    _EXAMPLE_ORDER_ID,
    OrderStatus.RUNNING,
    _EXAMPLE_RUN_ID,
    "tiny",
    _EXAMPLE_ORDER,
    12,
    RunRow(
        _EXAMPLE_RUN_ID,
        datetime(2026, 11, 22, 20, 15, tzinfo=UTC),
        "tiny",
        "brief.yaml",
        "running",
        Figures(1, 5, 0, 0, Tally(passed=5), 0.0, 0.0, 3.2),
    ),
)
_QUEUED: Final = RunStanding(_EXAMPLE_ORDER_ID, OrderStatus.QUEUED, None, None, _EXAMPLE_ORDER)
_ACCEPTED: Final = describe_answers(RunStanding, _QUEUED, HTTPStatus.ACCEPTED)


def _read_begun(where: Workspace, selection: Selection) -> dict[str, RunStanding]:
    """Return the selected runs of the run log by their ids, as those of the command stand."""
    with RunLog.open(where.state, note_wait) as log:
        rows = log.runs(selection)
    return {
        row.run_id: RunStanding(
            row.run_id, row.status, row.run_id, row.campaign, None, _read_start(row.run_id, where)[1], row
        )
        for row in rows
    }


def _list_standings(begun: Mapping[str, RunStanding], where: Workspace) -> tuple[RunStanding, ...]:
    """Return all runs and orders, the latest first. Raises StorageError."""
    orders = list_orders(where.state)
    ordered = [_describe_order(one, begun, where) for one in orders]
    others = begun.keys() - {one.run_id for one in orders}
    found = (*ordered, *(begun[run_id] for run_id in others))
    return tuple(sorted(found, key=lambda one: one.id.removeprefix("order-"), reverse=True))


def _read_standing(name: str, where: Workspace) -> RunStanding:
    """Return one run as it stands now; raise RefusedRequestError if there is none."""
    order = find_order(name, where.state)
    run_id = name if order is None else order.run_id
    known = run_id is not None and _is_journal_name(run_id)
    begun = _read_begun(where, Selection(run_id=run_id)) if known else {}
    return _find_standing(name, order, begun, where)


def _find_standing(
    name: str, order: OrderState | None, begun: Mapping[str, RunStanding], where: Workspace
) -> RunStanding:
    """Return one run by the id of its order or its own; raise RefusedRequestError if there is none."""
    if order is not None:
        return _describe_order(order, begun, where)
    if name not in begun:
        raise RefusedRequestError(
            HTTPStatus.NOT_FOUND, f"There is no run {name!r:.60}.", "List them: GET /api/v1/runs."
        )
    return begun[name]


def _is_journal_name(run_id: str) -> bool:
    return run_id.replace("-", "").isalnum() and run_id.isascii()


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


@runs_router.post(
    "", operation_id="startRun", responses=_ACCEPTED, status_code=HTTPStatus.ACCEPTED, response_model=None
)
def start_run(
    request: Request,
    where: WorkspaceOfServer,
    order: Annotated[
        RunOrder,
        Body(examples=[{"brief": _EXAMPLE_ORDER.brief, "provider": "studio", "markets": ["JP"], "max_usd": 2.0}]),
    ],
) -> Response:
    """Order a run of a brief. It waits for its turn, and goes by the same checks, limits and budgets as the command."""
    require_stored_brief(order.brief, where)
    return _place(order, where, request)


def _place(order: RunOrder, where: Workspace, request: Request) -> Response:
    placed = place_order(order, where.state)
    request.app.state.wake_queue()
    standing = _describe_order(placed, {}, where)
    return answer_record(standing, HTTPStatus.ACCEPTED, {"Location": f"{runs_router.prefix}/{placed.id}"})


@runs_router.get(
    "", operation_id="listRuns", responses=describe_answers(RunList, RunList((_EXAMPLE,))), response_model=None
)
def list_runs(where: WorkspaceOfServer, reads: ReadsOfServer) -> Response:
    """List all runs, the latest first: those that were ordered here, and those of the command."""
    return answer_record(RunList(_list_standings(_share_begun(where, reads), where)))


def _share_begun(where: Workspace, reads: SharedReads) -> dict[str, RunStanding]:
    return reads.read("runs", lambda: _read_begun(where, ALL_RUNS))


@runs_router.get(
    "/{run_id}", operation_id="getRun", responses=describe_answers(RunStanding, _EXAMPLE), response_model=None
)
def get_run(run_id: str, where: WorkspaceOfServer, reads: ReadsOfServer) -> Response:
    """Return where a run stands, by the id of its order or its own."""
    order = find_order(run_id, where.state)
    return answer_record(_find_standing(run_id, order, _share_begun(where, reads), where))


@runs_router.get(
    "/{run_id}/report",
    operation_id="reportRun",
    responses=describe_answers(
        RunDetail,
        {"run": _EXAMPLE.row, "exit_code": None, "tool": "creative 0.1.0", "products": 1, "planned": 12},
    ),
    response_model=None,
)
def report_run(run_id: str, where: WorkspaceOfServer) -> Response:
    """Return a run in detail: calls, markets, failures and findings."""
    standing = _read_standing(run_id, where)
    if standing.run_id is None or standing.row is None:
        raise RefusedRequestError(HTTPStatus.CONFLICT, "The run has not begun.", "Ask again when it runs.")
    return answer_record(query_run(where, standing.run_id, note_wait))


@runs_router.post(
    "/{run_id}/cancel",
    operation_id="cancelRun",
    responses=_ACCEPTED,
    status_code=HTTPStatus.ACCEPTED,
    response_model=None,
)
def cancel_run(run_id: str, where: WorkspaceOfServer) -> Response:
    """Stop a run as Ctrl-C does: what is finished is kept. Cancelling one that has ended changes nothing."""
    standing = _read_standing(run_id, where)
    if standing.order is None:
        raise RefusedRequestError(
            HTTPStatus.CONFLICT, "The command began this run.", "Stop it where it was begun, with Ctrl-C."
        )
    cancel_order(standing.id, where.state)
    return answer_record(_read_standing(run_id, where), HTTPStatus.ACCEPTED)


@runs_router.post(
    "/{run_id}/resume",
    operation_id="resumeRun",
    responses=_ACCEPTED,
    status_code=HTTPStatus.ACCEPTED,
    response_model=None,
)
def resume_run(run_id: str, request: Request, where: WorkspaceOfServer) -> Response:
    """Order the same again: what is finished is kept, and what was paid for is not bought again."""
    standing = _read_standing(run_id, where)
    if standing.order is None:
        raise RefusedRequestError(
            HTTPStatus.CONFLICT, "The command began this run.", "Go on by the same command, or send its brief."
        )
    if standing.status in {OrderStatus.QUEUED, OrderStatus.RUNNING}:
        raise RefusedRequestError(HTTPStatus.CONFLICT, f"The run is {standing.status}.", "Cancel it first, or wait.")
    require_stored_brief(standing.order.brief, where)
    return _place(standing.order, where, request)


@runs_router.get(
    "/{run_id}/events",
    operation_id="followRun",
    responses={
        200: {
            "description": "The events of the run as they happen; `id` is that of an event, for Last-Event-ID.",
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string"},
                    "example": f"id: {_EXAMPLE_RUN_ID}-000000\nevent: RunStarted\n"
                    'data: {"campaign": "tiny", "products": 1, "assets": 12}\n\n',
                }
            },
        },
        **PROBLEMS,
    },
    response_model=None,
)
async def follow_run(
    run_id: str,
    where: WorkspaceOfServer,
    last_event_id: Annotated[str | None, Header(description="The last event that was seen: go on after it.")] = None,
) -> Response:
    """Send the events of a run, those from before first; the last one is `end`, with where the run stands."""
    await run_in_threadpool(_read_standing, run_id, where)
    after = (last_event_id or "").rpartition("-")[2]
    seen = int(after) if after.isascii() and after.isdigit() and len(after) <= len("000000000") else -1
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # proxies pass events on as they come
    return StreamingResponse(_stream_events(run_id, where, seen), headers=headers, media_type="text/event-stream")


async def _stream_events(name: str, where: Workspace, seen: int) -> AsyncIterator[bytes]:
    """Yield the events of a run after number *seen* from its journal, whoever writes that, until it has ended."""
    loop = asyncio.get_running_loop()
    reader: _JournalReader | None = None
    sent_at = loop.time()
    while True:
        run_id, over = await run_in_threadpool(_find_progress, name, where)
        if reader is None and run_id is not None:
            reader = _JournalReader(where.state.journal / f"{run_id}.jsonl", seen)
        for event in () if reader is None else await run_in_threadpool(reader.read_new):
            sent_at = loop.time()
            yield event
        if over:
            break
        if loop.time() - sent_at > KEEP_ALIVE_S:
            sent_at = loop.time()
            yield b": still here\n\n"
        await asyncio.sleep(EVENT_POLL_S)
    standing = await run_in_threadpool(_read_standing, name, where)
    yield b"event: end\ndata: " + encode_json_line(standing) + b"\n\n"


def _find_progress(name: str, where: Workspace) -> tuple[str | None, bool]:
    """Return the id of a run as soon as it has one, and whether nothing more will come."""
    order = find_order(name, where.state)
    if order is None:
        return name, not is_alive(where.state.journal / f"{name}.jsonl")
    return order.run_id, order.status not in {OrderStatus.QUEUED, OrderStatus.RUNNING}


class _JournalReader:
    """Reads a journal from where it was read before."""

    def __init__(self, path: Path, seen: int) -> None:
        self._path, self._seen, self._end, self._line = path, seen, 0, 1

    def read_new(self) -> list[bytes]:
        """Return the events that are new, as an event stream has them."""
        found: list[bytes] = []
        if not self._path.exists() or self._path.stat().st_size <= self._end:
            return found
        for line in read_lines(self._path, self._end, self._line):
            self._end, self._line = line.end, self._line + 1
            if isinstance(line, BrokenLine) or line.seq <= self._seen or line.type in _HIDDEN_EVENTS:
                continue
            data = encode_json_line({"at": line.at, **line.payload})
            found.append(f"id: {line.event_id}\nevent: {line.type}\ndata: ".encode() + data + b"\n\n")
        return found
