"""Who may ask: bearer tokens, sessions of browsers, and protection from other websites.

Without a token only this machine reaches the server, and the name in `Host` must be its own: a website that lets its
name lead here (DNS rebinding) is refused. A request that changes something and comes from another website is refused
as Go's `net/http.CrossOriginProtection` does, by `Sec-Fetch-Site` and `Origin`, which scripts cannot set.
"""

import hashlib
import hmac
import time
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlsplit

from pydantic import SecretStr
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creative_cli.server.problems import RefusedRequestError, answer_problem

SESSION_COOKIE: Final = "creative_session"
SESSION_SECONDS: Final = 12 * 3600
SIGN_IN_PATH: Final = "/sign-in"
OPEN_PATHS: Final = ("/healthz", "/readyz", SIGN_IN_PATH, "/pages/theme.css")
_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SAFETY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Pages load scripts and styles from their own server only, none of them inline; no website shows them in a frame."""


def sign_session(token: SecretStr, now_s: float) -> str:
    """Return the cookie of a session that ends SESSION_SECONDS after *now_s*, by the clock of the servers."""
    end = str(int(now_s) + SESSION_SECONDS)
    return f"{end}.{_seal(token, end)}"


def _seal(token: SecretStr, end: str) -> str:
    return hmac.new(token.get_secret_value().encode(), f"session:{end}".encode(), hashlib.sha256).hexdigest()


def is_token(token: SecretStr, given: str) -> bool:
    """Return whether *given* is the token, in a time that does not depend on how much of it is right."""
    return hmac.compare_digest(given.encode(), token.get_secret_value().encode())


def _is_session(token: SecretStr, cookie: str) -> bool:
    end, _, seal = cookie.partition(".")
    genuine = hmac.compare_digest(seal.encode(), _seal(token, end).encode())
    return genuine and end.isascii() and end.isdigit() and int(end) > time.time()


class AccessControl:
    """Lets requests through that may come through, and adds SAFETY_HEADERS to every answer."""

    def __init__(self, app: ASGIApp, token: SecretStr | None, origins: frozenset[str]) -> None:
        """Guard *app* by *token*; None lets everybody in. Websites in *origins* may change things, too."""
        self._app, self._token, self._origins = app, token, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by a problem document, or by the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        refused = self._refuse(request)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFETY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refused is None:
            await self._app(scope, receive, send_safely)
        elif refused.status is HTTPStatus.UNAUTHORIZED and _is_page_visit(request):
            target = quote(scope["path"], safe="/")
            await RedirectResponse(f"{SIGN_IN_PATH}?to={target}", HTTPStatus.SEE_OTHER)(scope, receive, send_safely)
        else:
            await answer_problem(refused)(scope, receive, send_safely)

    def _refuse(self, request: Request) -> RefusedRequestError | None:
        """Return why a request is refused, None if it is not."""
        if self._token is None and _host_name(request.headers) not in _LOCAL_NAMES:
            return RefusedRequestError(
                HTTPStatus.MISDIRECTED_REQUEST,
                "Without a token this server answers to the names of this machine only.",
                "Ask 127.0.0.1 or localhost, or set CREATIVE_SERVE_TOKEN.",
            )
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        bearer = scheme.casefold() == "bearer"
        if not bearer and request.method not in _SAFE_METHODS and self._is_foreign(request.headers):
            return RefusedRequestError(
                HTTPStatus.FORBIDDEN,
                "The request comes from another website.",
                "Name that website in CREATIVE_SERVE_ORIGINS, or send the token.",
            )
        path: str = request.scope["path"]
        if self._token is None or path in OPEN_PATHS or path.startswith("/static/") or request.method == "OPTIONS":
            return None
        if bearer and is_token(self._token, given.strip()):
            return None
        if not bearer and _is_session(self._token, request.cookies.get(SESSION_COOKIE, "")):
            return None
        return RefusedRequestError(
            HTTPStatus.UNAUTHORIZED,
            "The request has no valid token.",
            "Send the header Authorization: Bearer TOKEN, with the value of CREATIVE_SERVE_TOKEN.",
            {"WWW-Authenticate": "Bearer"},
        )

    def _is_foreign(self, headers: Headers) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and origin in self._origins:
            return False
        if site is not None:
            return site not in {"same-origin", "none"}
        return origin is not None and origin.partition("://")[2] != headers.get("host")


def _host_name(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:  # such as `[::1`
        return ""


def _is_page_visit(request: Request) -> bool:
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")
