"""Problem documents (RFC 9457): every error of the API as JSON, with the sentence and the next step of the command."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from creative_cli.errors import (
    BriefError,
    CreativeError,
    FindingsError,
    OverBudgetError,
    PictureError,
    Problem,
    ProviderError,
    StorageError,
    UsageError,
    WordsError,
)
from creative_cli.storage.codec import encode_json_line

PROBLEM_TYPE: Final = "application/problem+json"
_STATUSES: Final[tuple[tuple[type[CreativeError], HTTPStatus], ...]] = (
    (BriefError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (PictureError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (WordsError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (FindingsError, HTTPStatus.CONFLICT),
    (OverBudgetError, HTTPStatus.PAYMENT_REQUIRED),
    (ProviderError, HTTPStatus.BAD_GATEWAY),
    (StorageError, HTTPStatus.SERVICE_UNAVAILABLE),
    (UsageError, HTTPStatus.UNPROCESSABLE_ENTITY),
)


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """An error as RFC 9457 has it; `hint` is the next step, `problems` are the places in the file that was sent."""

    type: str
    title: str
    status: int
    detail: str
    hint: str = ""
    problems: tuple[Problem, ...] = ()


class RefusedRequestError(CreativeError):
    """A request that cannot be answered, with its HTTP status."""

    def __init__(
        self, status: HTTPStatus, sentence: str, hint: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        """Say *sentence* and *hint* in a problem document of *status*, sent with *headers*."""
        super().__init__(sentence, hint)
        self.status, self.headers = status, dict(headers or {})


def answer_problem(error: CreativeError) -> Response:
    """Return the problem document of *error*."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    headers: dict[str, str] = {}
    if isinstance(error, RefusedRequestError):
        status, headers = error.status, error.headers
    problems = error.problems if isinstance(error, BriefError) else ()
    document = ProblemDocument("about:blank", status.phrase, int(status), error.sentence, error.hint, problems)
    return Response(encode_json_line(document), status, headers, PROBLEM_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of *app* by a problem document."""

    def answer_creative(_request: Request, error: Exception) -> Response:
        return answer_problem(error if isinstance(error, CreativeError) else CreativeError(str(error)))

    def answer_http(_request: Request, error: Exception) -> Response:
        status, headers, detail = HTTPStatus.INTERNAL_SERVER_ERROR, None, str(error)
        if isinstance(error, HTTPException):
            status, headers, detail = HTTPStatus(error.status_code), error.headers, error.detail
        return answer_problem(RefusedRequestError(status, f"{detail.rstrip('.')}.", headers=headers))

    def answer_invalid(_request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else ()
        sentence = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)
        return answer_problem(RefusedRequestError(HTTPStatus.UNPROCESSABLE_ENTITY, f"{sentence}."))

    def answer_bug(_request: Request, _error: Exception) -> Response:
        return answer_problem(CreativeError("The server failed: this is a bug.", "Report it with the server's log."))

    app.add_exception_handler(CreativeError, answer_creative)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(Exception, answer_bug)
