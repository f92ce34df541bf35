"""Error answers of services: their kind, the wait they ask for, and a message fit to be shown."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.retry_after import parse_seconds, read_retry_after

if TYPE_CHECKING:
    import httpx2

MESSAGE_LENGTH: Final = 300  # how much of a service's own message is shown, in characters


@dataclass(frozen=True, slots=True)
class Service:
    """A service as people know it: its name, and the settings of its key and its model.

    `endpoints` are the paths it needs under its base address, one of them at least; `base_url` is the address of a
    compatible server, None for the service itself.
    """

    name: str
    key: str
    model: str
    endpoints: tuple[str, ...] = ()
    base_url: str | None = None


_CODE_KINDS: Final[Mapping[str, ErrorKind]] = {
    **dict.fromkeys(
        ("moderation_blocked", "content_policy_violation", "content_filter", "invalid_prompt", "sanitizer_error"),
        ErrorKind.CONTENT_POLICY,
    ),
    **dict.fromkeys(
        ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "account_deactivated"),
        ErrorKind.BILLING,
    ),
    **dict.fromkeys(
        ("invalid_api_key", "invalid_organization", "unsupported_country_region_territory"), ErrorKind.AUTH
    ),
    # Comes with 403, too, for a project that may not use one model: the key works for all others.
    "model_not_found": ErrorKind.CONFIGURATION,
}

_POLICY_WORDS: Final = re.compile(
    r"\bnsfw\b|safety (system|checker|filter)|content[ _](policy|checker|filter|moderation)|usage polic(y|ies)|"
    r"flagged (as|by|for)",
    re.IGNORECASE,
)
"""Refusals of services that give them no code."""
_MAY_REFUSE: Final = frozenset({200, 400, 403, 422})
_UNVERIFIED: Final = re.compile(r"organi[sz]ation must be verified", re.IGNORECASE)

_STATUS_KINDS: Final[Mapping[int, ErrorKind]] = {
    200: ErrorKind.BAD_ANSWER,
    401: ErrorKind.AUTH,
    402: ErrorKind.BILLING,
    403: ErrorKind.AUTH,
    407: ErrorKind.CONFIGURATION,
    408: ErrorKind.TRANSIENT,  # the request did not arrive whole: nothing was begun
    409: ErrorKind.TRANSIENT,
    424: ErrorKind.TRANSIENT,  # a model server that failed at its work
    425: ErrorKind.TRANSIENT,
    429: ErrorKind.RATE_LIMITED,
    451: ErrorKind.CONTENT_POLICY,
    504: ErrorKind.TIMED_OUT,  # a gateway gave up; the service behind it may have gone on
    524: ErrorKind.TIMED_OUT,
}

_NEXT_STEPS: Final[Mapping[ErrorKind, str]] = {
    ErrorKind.AUTH: "Check {key}.",
    ErrorKind.BILLING: "Add credit to the account of {key}.",
    ErrorKind.CONFIGURATION: "Check {model}.",
}


_PAYLOADS: Final = ("data", "images", "output", "image_result")
"""Where services put what was asked for."""

# "hf-inference" is the name of a service and stays.
_KEYS: Final = re.compile(r"\b(?:(?:sk|r8|key)[-_]|hf_)[A-Za-z0-9*_-]{6,}|(?i:bearer)\s+\S+")


@dataclass(frozen=True, slots=True)
class _ErrorBody:
    """The body of an error: a code, a type, a message, seconds until the model is loaded."""

    code: str | None = None
    kind: str | None = None
    message: str = ""
    estimated_time: float | None = None


def error_from_response(
    response: "httpx2.Response",
    service: Service,
    secret: SecretStr | None,
    step: Callable[[int, str | None, str], str] = lambda *_: "",
) -> ApiError:
    """Translate an answer with a status of 300 or more, by its status and its body.

    *step* returns the next step for a status, a code and a message, "" for the one of the kind.
    """
    status, body = response.status_code, _read_body(response)
    kind = _kind(status, body)
    wait = read_retry_after(response.headers)
    if kind is ErrorKind.LOADING and wait is None:
        wait = body.estimated_time
    request_id = response.headers.get("x-request-id") or response.headers.get("x-amzn-trace-id")
    message = clean_message(body.message, secret) or "it gives no reason."
    return ApiError(
        kind,
        add_next_step(
            f"{service.name} answered {status}: {message}", kind, service, step(status, body.code, body.message)
        ),
        status=status,
        code=_cleaned(body.code, secret),
        request_id=_cleaned(request_id, secret),
        retry_after_s=wait,
        maybe_charged=kind is ErrorKind.TIMED_OUT,
        final=response.headers.get("x-should-retry", "").lower() == "false",
    )


def error_from_body(data: bytes, service: Service, secret: SecretStr | None = None) -> ApiError | None:
    """Translate the JSON error in an answer of status 200; None for every other body.

    Routers and gateways answer this way when the service behind them fails.
    """
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or not answer.get("error") or any(answer.get(name) for name in _PAYLOADS):
        return None
    body = _parse_body(answer)
    kind = _kind(200, body)
    message = clean_message(body.message, secret) or "it gives no reason."
    sentence = add_next_step(f"{service.name} answered with an error: {message}", kind, service)
    return ApiError(kind, sentence, code=_cleaned(body.code, secret), maybe_charged=True)


def _kind(status: int, body: _ErrorBody) -> ErrorKind:
    """Return the kind of an error: its code decides before its type, its message and its status, which are shared."""
    known = _CODE_KINDS.get(body.code or "") or _CODE_KINDS.get(body.kind or "")
    if known is not None:
        return known
    if status in _MAY_REFUSE and _POLICY_WORDS.search(body.message):
        return ErrorKind.CONTENT_POLICY
    if status == HTTPStatus.FORBIDDEN and _UNVERIFIED.search(body.message):
        return ErrorKind.CONFIGURATION
    loading = body.estimated_time is not None or "loading" in body.message.lower()
    if status == HTTPStatus.SERVICE_UNAVAILABLE and loading:
        return ErrorKind.LOADING
    other = ErrorKind.TRANSIENT if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ErrorKind.CONFIGURATION
    return _STATUS_KINDS.get(status, other)


def _read_body(response: "httpx2.Response") -> _ErrorBody:
    """Read the body of an error in the shapes that OpenAI, Hugging Face and their providers use."""
    text = response.text
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        # An HTML page is not quoted.
        plain = "html" not in response.headers.get("content-type", "") and not text.lstrip().startswith("<")
        return _ErrorBody(message=text if plain else "")
    if isinstance(answer, dict):
        body = _parse_body(answer)
        # The hub also puts its message into a header.
        return body if body.message else replace(body, message=response.headers.get("x-error-message", ""))
    return _ErrorBody(message=answer if isinstance(answer, str) else "")


def _parse_body(body: dict[str, object]) -> _ErrorBody:
    """Parse an error: an object, a text or a list of either, under `error`, `detail`, `errors` or by itself."""
    named = (body.get(name) for name in ("error", "detail", "errors"))
    error = next((one for one in named if one), body)
    first = error[0] if isinstance(error, list) else error
    details = first if isinstance(first, dict) else {}
    texts = (first, *(details.get(name) for name in ("message", "msg", "detail")), body.get("message"))
    return _ErrorBody(
        code=_text(details.get("code")),
        kind=_text(details.get("type")),
        message=next((one for one in texts if isinstance(one, str)), ""),
        estimated_time=parse_seconds(body.get("estimated_time")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _cleaned(text: str | None, secret: SecretStr | None) -> str | None:
    return None if text is None else clean_message(text, secret)


def clean_message(message: str, secret: SecretStr | None = None) -> str:
    """Return a service's *message* fit to be shown: one bounded line without control characters or keys."""
    if secret is not None and (key := secret.get_secret_value().strip()):
        message = message.replace(key, "***")
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in message).split())
    line = _KEYS.sub("***", line)
    return line if len(line) <= MESSAGE_LENGTH else f"{line[: MESSAGE_LENGTH - 1]}…"


def end_sentence(text: str) -> str:
    """Return *text* with a full stop, unless it ends as a sentence does."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def add_next_step(sentence: str, kind: ErrorKind, service: Service, step: str = "") -> str:
    """Return *sentence*, ended, and the next step if there is one: *step*, else the one of *kind*."""
    ended = end_sentence(sentence)
    step = step or _NEXT_STEPS.get(kind, "")
    return ended if not step else f"{ended} {step.format(key=service.key, model=service.model)}"
