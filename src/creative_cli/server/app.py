"""The application that uvicorn runs.

What a request needs of its server is in `request.app.state.workspace` (`WorkspaceOfServer`). The pages are the router
of `pages.py`, at `/`; its folder `static/` is served below `/static`, if there is one. The API is below `/api/v1`.

`access.py` guards both: pages may load scripts, styles and pictures from their own server only, none of them inline,
and a request that changes something has to come from a page of this server or carry the token. A form needs no field
for that. A browser without a session is sent to `/sign-in?to=PATH`; posting the field `token` there begins one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from creative_cli import __version__
from creative_cli.server import pages
from creative_cli.server.access import AccessControl
from creative_cli.server.api_briefs import briefs_router
from creative_cli.server.api_campaigns import campaigns_router
from creative_cli.server.api_reference import reference_router
from creative_cli.server.api_runs import runs_router
from creative_cli.server.health_checks import Readiness, health_router
from creative_cli.server.problems import add_problem_handlers
from creative_cli.server.record_json import add_record_schemas
from creative_cli.server.run_queue import RunQueue
from creative_cli.server.shared_reads import SharedReads
from creative_cli.server.sign_in import sign_in_router
from creative_cli.server.telemetry import REQUEST_ID, RequestWatch, ServerMetrics
from creative_cli.server.upload_limit import UploadLimit
from creative_cli.services.live_servers import hold_as_server
from creative_cli.services.run_orders import KnownOrders
from creative_cli.services.workspace import Workspace

STATIC_FOLDER: Final = Path(__file__).parent / "static"


def create_app(where: Workspace) -> FastAPI:
    """Return the application for one output folder and its state; it keeps nothing that is not in them."""
    settings = where.settings
    app = FastAPI(title="creative", version=__version__, docs_url=None, redoc_url=None, lifespan=_run_queue)
    app.state.workspace = where
    app.state.metrics = ServerMetrics()
    app.state.readiness = Readiness()
    app.state.queue = RunQueue(where)
    app.state.orders = KnownOrders()
    app.state.reads = SharedReads(where.state.journal)
    origins = frozenset(origin for part in settings.serve_origins.split(",") if (origin := part.strip().rstrip("/")))
    app.add_middleware(UploadLimit, most_bytes=settings.serve_upload_megabytes * 1_000_000)
    app.add_middleware(AccessControl, token=settings.serve_token, origins=origins)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(origins),
            allow_methods=["GET", "POST", "PUT"],
            allow_headers=["Authorization", "Content-Type", "If-Match", "Last-Event-ID", REQUEST_ID],
            expose_headers=["ETag", "Location", REQUEST_ID],
        )
    app.add_middleware(RequestWatch, metrics=app.state.metrics)
    add_problem_handlers(app)
    for router in (
        *(health_router, briefs_router, runs_router, campaigns_router, reference_router, sign_in_router),
        pages.router,
    ):
        app.include_router(router)
    if STATIC_FOLDER.is_dir():
        app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")

    def describe_api() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = get_openapi(title="creative", version=__version__, routes=app.routes)
            add_record_schemas(app.openapi_schema)
        return app.openapi_schema

    app.openapi = describe_api  # type: ignore[method-assign]  # FastAPI's own way to extend the description
    return app


@asynccontextmanager
async def _run_queue(app: FastAPI) -> AsyncIterator[None]:
    """Make orders as long as the server runs."""
    queue: RunQueue = app.state.queue
    loop = asyncio.get_running_loop()
    app.state.wake_queue = lambda: loop.call_soon_threadsafe(queue.wake)
    where: Workspace = app.state.workspace
    with hold_as_server(where.state):
        working = asyncio.create_task(queue.run())
        try:
            yield
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
