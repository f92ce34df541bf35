"""Refuses requests that are larger than CREATIVE_SERVE_UPLOAD_MEGABYTES, before they are read."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creative_cli.server.problems import RefusedRequestError, answer_problem


class UploadLimit:
    """Answers a request with a body of more than *most_bytes* by 413, whatever length it states."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        """Guard *app*."""
        self._app, self._most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the application, or by a problem document."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sentence = f"The request is larger than the limit of {self._most_bytes / 1e6:,.0f} MB."
        stated = Headers(scope=scope).get("content-length", "0")
        if not (stated.isascii() and stated.isdigit()) or int(stated) > self._most_bytes:
            hint = "CREATIVE_SERVE_UPLOAD_MEGABYTES of the server sets the limit."
            refused = RefusedRequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence, hint)
            await answer_problem(refused)(scope, receive, send)
            return
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most_bytes:  # it is sent in chunks, without a length
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
            return message

        await self._app(scope, receive_some, send)
