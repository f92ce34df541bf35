"""Runs over HTTP: order one, follow its events, cancel it, go on with it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Body, Depends, Header, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from creative_cli.runlog.journal import BrokenLine, is_alive, read_lines
from creative_cli.runlog.report.run_detail import RunDetail
from creative_cli.runlog.rows import Figures, RunRow, Tally
from creative_cli.server.api_briefs import require_stored_brief
from creative_cli.server.problems import RefusedRequestError
from creative_cli.server.record_json import PROBLEMS, answer_record, describe_answers
from creative_cli.server.run_standings import RunList, RunStanding, RunStandings, describe_placed, read_standing
from creative_cli.server.serving_state import (
    API_PATH,
    PAGE_SIZE,
    OrdersOfServer,
    PageLimit,
    PageOffset,
    ReadsOfServer,
    WorkspaceOfServer,
    note_wait,
)
from creative_cli.services.queries import query_run
from creative_cli.services.run_orders import (
    OrderStatus,
    RunOrder,
    cancel_order,
    find_order,
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


def _open_standings(where: WorkspaceOfServer, reads: ReadsOfServer, orders: OrdersOfServer) -> RunStandings:
    return RunStandings(where, reads, orders)


StandingsOfServer: TypeAlias = Annotated[RunStandings, Depends(_open_standings)]
_ACCEPTED: Final = describe_answers(RunStanding, _QUEUED, HTTPStatus.ACCEPTED)


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
    standing = describe_placed(placed, where)
    return answer_record(standing, HTTPStatus.ACCEPTED, {"Location": f"{runs_router.prefix}/{placed.id}"})


@runs_router.get(
    "", operation_id="listRuns", responses=describe_answers(RunList, RunList(1, (_EXAMPLE,))), response_model=None
)
def list_runs(standings: StandingsOfServer, offset: PageOffset = 0, limit: PageLimit = PAGE_SIZE) -> Response:
    """List runs, the latest first: those that were ordered here, and those of the command."""
    return answer_record(standings.list_page(offset, limit))


@runs_router.get(
    "/{run_id}", operation_id="getRun", responses=describe_answers(RunStanding, _EXAMPLE), response_model=None
)
def get_run(run_id: str, standings: StandingsOfServer) -> Response:
    """Return where a run stands, by the id of its order or its own."""
    return answer_record(standings.find(run_id))


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
    standing = read_standing(run_id, where)
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
    standing = read_standing(run_id, where)
    if standing.order is None:
        raise RefusedRequestError(
            HTTPStatus.CONFLICT, "The command began this run.", "Stop it where it was begun, with Ctrl-C."
        )
    cancel_order(standing.id, where.state)
    return answer_record(read_standing(run_id, where), HTTPStatus.ACCEPTED)


@runs_router.post(
    "/{run_id}/resume",
    operation_id="resumeRun",
    responses=_ACCEPTED,
    status_code=HTTPStatus.ACCEPTED,
    response_model=None,
)
def resume_run(run_id: str, request: Request, where: WorkspaceOfServer) -> Response:
    """Order the same again: what is finished is kept, and what was paid for is not bought again."""
    standing = read_standing(run_id, where)
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
    await run_in_threadpool(read_standing, run_id, where)
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
    standing = await run_in_threadpool(read_standing, name, where)
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
