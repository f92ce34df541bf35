"""Sessions of browsers: a form that takes the token and sets a cookie."""

import time
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from creative_cli.server.access import SESSION_COOKIE, SESSION_SECONDS, SIGN_IN_PATH, is_token, sign_session
from creative_cli.server.page_templates import render_page
from creative_cli.server.serving_state import WorkspaceOfServer

sign_in_router = APIRouter(include_in_schema=False)


@sign_in_router.get(SIGN_IN_PATH)
def show_sign_in(to: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """Show the form."""
    return render_page("sign_in", SIGN_IN_PATH, to=to, wrong=False)


@sign_in_router.post(SIGN_IN_PATH)
def sign_in(
    request: Request,
    where: WorkspaceOfServer,
    token: Annotated[str, Form(max_length=2000)],
    to: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Set the cookie of a session and go on to a page of this server."""
    wanted = where.settings.serve_token
    if wanted is not None and not is_token(wanted, token.strip()):
        return render_page("sign_in", SIGN_IN_PATH, HTTPStatus.FORBIDDEN, to=to, wrong=True)
    local = to.startswith("/") and not to.startswith(("//", "/\\"))
    answer = RedirectResponse(to if local else "/", HTTPStatus.SEE_OTHER)
    if wanted is not None:
        answer.set_cookie(
            SESSION_COOKIE,
            sign_session(wanted, time.time()),
            max_age=SESSION_SECONDS,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
    return answer
