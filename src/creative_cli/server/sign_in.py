"""Sessions of browsers: a form that takes the token and sets a cookie."""

import html
import time
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from creative_cli.server.access import SESSION_COOKIE, SESSION_SECONDS, SIGN_IN_PATH, is_token, sign_session
from creative_cli.server.serving_state import WorkspaceOfServer

sign_in_router = APIRouter(include_in_schema=False)

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in</title>
</head><body><main><h1>Sign in</h1>{notice}<form method="post" action="{action}">
<p><label for="token">Token of this server</label>
<input id="token" name="token" type="password" autocomplete="current-password" required></p>
<input type="hidden" name="to" value="{to}"><p><button>Sign in</button></p></form></main></body></html>
"""
_WRONG: Final = '<p role="alert">This is not the token. It is the value of CREATIVE_SERVE_TOKEN on the server.</p>'


def _write_page(to: str, notice: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    return HTMLResponse(_PAGE.format(notice=notice, action=SIGN_IN_PATH, to=html.escape(to)), status)


@sign_in_router.get(SIGN_IN_PATH)
def show_sign_in(to: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """Show the form."""
    return _write_page(to)


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
        return _write_page(to, _WRONG, HTTPStatus.FORBIDDEN)
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
