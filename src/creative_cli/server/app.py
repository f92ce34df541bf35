"""The application that uvicorn runs.

What a request needs of its server is in `request.app.state.workspace`. The pages are the router of `pages.py`, at `/`;
its folder `static/` is served below `/static`, if there is one. The API is below `/api/v1`.

`access.py` guards both: pages may load scripts, styles and pictures from their own server only, none of them inline,
and a request that changes something has to come from a page of this server or carry the token. A form needs no field
for that. A browser without a session is sent to `/sign-in?to=PATH`; posting the field `token` there begins one.
"""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from creative_cli import __version__
from creative_cli.server import pages
from creative_cli.server.access import AccessControl
from creative_cli.server.problems import add_problem_handlers
from creative_cli.services.workspace import Workspace

STATIC_FOLDER: Final = Path(__file__).parent / "static"


def create_app(where: Workspace) -> FastAPI:
    """Return the application for one output folder and its state; it keeps nothing that is not in them."""
    settings = where.settings
    app = FastAPI(title="creative", version=__version__, docs_url=None, redoc_url=None)
    app.state.workspace = where
    origins = frozenset(origin for part in settings.serve_origins.split(",") if (origin := part.strip().rstrip("/")))
    app.add_middleware(AccessControl, token=settings.serve_token, origins=origins)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(origins),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match", "Last-Event-ID"],
            expose_headers=["ETag", "Location"],
        )
    add_problem_handlers(app)
    app.add_api_route("/healthz", _answer_alive, methods=["GET"])
    app.include_router(pages.router)
    if STATIC_FOLDER.is_dir():
        app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    return app


def _answer_alive() -> dict[str, str]:
    """Answer as long as the process can."""
    return {"status": "ok"}
