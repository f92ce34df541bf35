"""What an answer with an error status says: its kind, the wait it asks for, and words fit to be shown."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from creative_cli.http.api_error import Fault, FaultKind
from creative_cli.http.retry_after import retry_after_s, seconds

if TYPE_CHECKING:
    import httpx2

MESSAGE_LENGTH: Final = 300
"""How much of a service's own message people are shown, in characters."""


@dataclass(frozen=True, slots=True)
class Service:
    """Who is called, as people know it: its name, the setting of its key, the setting of its model."""

    name: str
    key: str
    model: str


_CODE_KINDS: Final[Mapping[str, FaultKind]] = {
    **dict.fromkeys(
        ("moderation_blocked", "content_policy_violation", "content_filter", "invalid_prompt", "sanitizer_error"),
        FaultKind.CONTENT_POLICY,
    ),
    **dict.fromkeys(
        ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "account_deactivated"),
        FaultKind.BILLING,
    ),
    **dict.fromkeys(
        ("invalid_api_key", "invalid_organization", "unsupported_country_region_territory"), FaultKind.AUTH
    ),
    # With 403 as well, for a project that may not use one model: the key works for all others.
    "model_not_found": FaultKind.CONFIGURATION,
}

_POLICY_WORDS: Final = re.compile(
    r"\bnsfw\b|safety (system|checker|filter)|content[ _](policy|checker|filter|moderation)|usage polic(y|ies)|"
    r"flagged (as|by|for)",
    re.IGNORECASE,
)
"""How services behind a router refuse that give their refusals no code."""
_MAY_REFUSE: Final = frozenset({200, 400, 403, 422})
_UNVERIFIED: Final = re.compile(r"organi[sz]ation must be verified", re.IGNORECASE)

_STATUS_KINDS: Final[Mapping[int, FaultKind]] = {
    200: FaultKind.BAD_ANSWER,
    401: FaultKind.AUTH,
    402: FaultKind.BILLING,
    403: FaultKind.AUTH,
    407: FaultKind.CONFIGURATION,
    408: FaultKind.TRANSIENT,  # the service did not get the request whole, so it did not begin
    409: FaultKind.TRANSIENT,
    424: FaultKind.TRANSIENT,  # a model server that failed at its work
    425: FaultKind.TRANSIENT,
    429: FaultKind.RATE_LIMITED,
    451: FaultKind.CONTENT_POLICY,
    504: FaultKind.TIMED_OUT,  # a gateway gave up; the painter behind it may have gone on
    524: FaultKind.TIMED_OUT,
}

_NEXT: Final[Mapping[FaultKind, str]] = {
    FaultKind.AUTH: "Check {key}.",
    FaultKind.BILLING: "Add credit to the account of {key}.",
    FaultKind.CONFIGURATION: "Check {model}.",
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What the body of an error says: a code, a type, a message, seconds until the model is loaded."""

    code: str | None = None
    kind: str | None = None
    message: str = ""
    estimated_time: float | None = None


def of_status(response: "httpx2.Response", service: Service, secret: SecretStr | None) -> Fault:
    """Return the fault an answer of status 300 and above is, by its status and its body."""
    status = response.status_code
    said = _read_body(response)
    kind = _kind(status, said)
    wait = retry_after_s(response.headers)
    if kind is FaultKind.LOADING and wait is None:
        wait = said.estimated_time
    words = told(said.message, secret) or "it gives no reason."
    sentence = f"{service.name} answered {status}: {words}"
    return Fault(
        kind,
        with_next(sentence, kind, service),
        status=status,
        code=None if said.code is None else told(said.code, secret),
        request_id=_request_id(response.headers, secret),
        retry_after_s=wait,
        maybe_charged=kind is FaultKind.TIMED_OUT,
        final=response.headers.get("x-should-retry", "").lower() == "false",
    )


def of_body(body: bytes, service: Service, secret: SecretStr | None = None) -> Fault | None:
    """Return the fault that an answer of status 200 tells of in its JSON; None for every other body.

    Routers and gateways answer so when the service behind them fails: an error, and nothing that was asked for.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or not answer.get("error") or any(answer.get(name) for name in _PAYLOADS):
        return None
    said = _said(answer)
    kind = _kind(200, said)
    sentence = f"{service.name} answered with an error: {told(said.message, secret) or 'it gives no reason.'}"
    code = None if said.code is None else told(said.code, secret)
    return Fault(kind, with_next(sentence, kind, service), code=code, maybe_charged=True)


_PAYLOADS: Final = ("data", "images", "output", "image_result")
"""Where services put what was asked for."""


def _kind(status: int, said: _Said) -> FaultKind:
    """Return what an error is: its code decides where it has one, as types and statuses are shared."""
    known = _CODE_KINDS.get(said.code or "") or _CODE_KINDS.get(said.kind or "") or _worded(status, said)
    if known is not None:
        return known
    if status in _STATUS_KINDS:
        return _STATUS_KINDS[status]
    return FaultKind.TRANSIENT if status >= 500 else FaultKind.CONFIGURATION  # noqa: PLR2004  # HTTP's own border


def _worded(status: int, said: _Said) -> FaultKind | None:
    """Return what an error is by its words, where no code says it."""
    if status in _MAY_REFUSE and _POLICY_WORDS.search(said.message):
        return FaultKind.CONTENT_POLICY
    if status == 403 and _UNVERIFIED.search(said.message):  # noqa: PLR2004  # HTTP's
        return FaultKind.CONFIGURATION
    if status == 503 and (said.estimated_time is not None or "loading" in said.message.lower()):  # noqa: PLR2004  # HTTP's
        return FaultKind.LOADING
    return None


def _read_body(response: "httpx2.Response") -> _Said:
    """Read the body of an error in the shapes that OpenAI, Hugging Face and their providers use."""
    text = response.text
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        # A page for people, or nothing: it is quoted only when it is plain text.
        plain = "html" not in response.headers.get("content-type", "") and not text.lstrip().startswith("<")
        return _Said(message=text if plain else "")
    if isinstance(body, dict):
        said = _said(body)
        # The hub says it in a header, too.
        return said if said.message else replace(said, message=response.headers.get("x-error-message", ""))
    return _Said(message=body if isinstance(body, str) else "")


def _said(body: dict[str, object]) -> _Said:
    """Take apart an error: an object, a text or a list of either, under `error`, `detail`, `errors` or by itself."""
    named = (body.get(name) for name in ("error", "detail", "errors"))
    error = next((one for one in named if one), body)
    first = error[0] if isinstance(error, list) else error
    details = first if isinstance(first, dict) else {}
    texts = (first, *(details.get(name) for name in ("message", "msg", "detail")), body.get("message"))
    return _Said(
        code=_text(details.get("code")),
        kind=_text(details.get("type")),
        message=next((one for one in texts if isinstance(one, str)), ""),
        estimated_time=seconds(body.get("estimated_time")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _request_id(headers: Mapping[str, str], secret: SecretStr | None) -> str | None:
    name = headers.get("x-request-id") or headers.get("x-amzn-trace-id")
    return None if name is None else told(name, secret)


# "hf-inference" is the name of a service and stays.
_KEYS: Final = re.compile(r"\b(?:(?:sk|r8|key)[-_]|hf_)[A-Za-z0-9*_-]{6,}|(?i:bearer)\s+\S+")


def told(words: str, secret: SecretStr | None = None) -> str:
    """Return a service's *words* fit to be shown: one line, bounded, without control characters or keys."""
    if secret is not None and (key := secret.get_secret_value().strip()):
        words = words.replace(key, "***")
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    line = _KEYS.sub("***", line)
    return line if len(line) <= MESSAGE_LENGTH else f"{line[: MESSAGE_LENGTH - 1]}…"


def with_next(sentence: str, kind: FaultKind, service: Service, step: str = "") -> str:
    """Return *sentence*, ended, and the next step where there is one: *step*, else what its *kind* asks for."""
    ended = sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
    step = step or _NEXT.get(kind, "")
    return ended if not step else f"{ended} {step.format(key=service.key, model=service.model)}"
