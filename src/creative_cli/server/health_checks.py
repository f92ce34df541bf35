"""Whether a server is alive and ready, and its figures."""

import threading
import time
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from creative_cli.server.api_reference import DiagnosisList
from creative_cli.server.record_json import answer_record, describe_answers
from creative_cli.server.serving_state import API_PATH, WorkspaceOfServer, note_wait
from creative_cli.services.doctor import Diagnosis, run_diagnosis
from creative_cli.services.run_orders import list_unbegun_orders
from creative_cli.services.workspace import Workspace

health_router = APIRouter(default_response_class=Response)

FRESH_S: Final = 30.0
"""How long an answer of `/readyz` is used again: the checks take a second of CPU."""


class Readiness:
    """The checks of `creative doctor`, made at most once in FRESH_S. They spend no money."""

    def __init__(self) -> None:
        """Check nothing yet."""
        self._turn = threading.Lock()
        self._at, self._found = -FRESH_S, tuple[Diagnosis, ...]()

    def check(self, where: Workspace) -> tuple[Diagnosis, ...]:
        """Return what works and what does not."""
        with self._turn:
            if time.monotonic() - self._at > FRESH_S:
                self._found, self._at = run_diagnosis(where, note_wait), time.monotonic()
            return self._found


@health_router.get(
    "/healthz",
    operation_id="getHealth",
    tags=["health"],
    responses=describe_answers(dict[str, str], {"status": "ok"}),
    response_model=None,
)
async def get_health() -> Response:
    """Answer as long as the process can."""
    return answer_record({"status": "ok"})


@health_router.get(
    "/readyz",
    operation_id="getReadiness",
    tags=["health"],
    responses=describe_answers(dict[str, bool], {"fonts": True, "folders": True}),
    response_model=None,
)
def get_readiness(request: Request, where: WorkspaceOfServer) -> Response:
    """Say for each part that a run needs whether it works: 200 if all do, else 503. Needs no token."""
    readiness: Readiness = request.app.state.readiness
    found = readiness.check(where)
    ready = all(one.ok for one in found)
    parts = {one.subject: one.ok for one in found}
    return answer_record(parts, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)


@health_router.get(
    f"{API_PATH}/doctor",
    operation_id="diagnoseServer",
    tags=["health"],
    responses=describe_answers(DiagnosisList, DiagnosisList((Diagnosis("fonts", ok=True, says="all intact"),))),
    response_model=None,
)
def diagnose_server(request: Request, where: WorkspaceOfServer) -> Response:
    """Return what `creative doctor` says on the server: what works, and the next step where something does not."""
    readiness: Readiness = request.app.state.readiness
    return answer_record(DiagnosisList(readiness.check(where)))


@health_router.get(
    "/metrics",
    operation_id="getMetrics",
    tags=["health"],
    responses={
        200: {
            "description": "Figures for Prometheus",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": "creative_runs_active 1.0\n"}},
        }
    },
    response_model=None,
)
def get_metrics(request: Request, where: WorkspaceOfServer) -> Response:
    """Return the figures of this server in Prometheus' text format."""
    waiting = len(list_unbegun_orders(where.state))
    body = request.app.state.metrics.write(active=request.app.state.queue.active, waiting=waiting)
    return Response(body, media_type="text/plain; version=0.0.4; charset=utf-8")
