"""What an answer with an error status says: its kind, the wait it asks for, and words fit to be shown."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING, Final

from creative_cli.remote.fault import Fault, FaultKind

if TYPE_CHECKING:
    import httpx2
    from pydantic import SecretStr

MESSAGE_LENGTH: Final = 300
"""How much of a service's own message people are shown, in characters."""


@dataclass(frozen=True, slots=True)
class Service:
    """Who is called, as people know it: its name, the setting of its key, the setting of its model."""

    name: str
    key: str
    model: str


_POLICY_CODES: Final = frozenset(
    {"moderation_blocked", "content_policy_violation", "content_filter", "invalid_prompt", "sanitizer_error"}
)
_BILLING_CODES: Final = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "account_deactivated"}
)
_AUTH_CODES: Final = frozenset({"invalid_api_key", "invalid_organization", "unsupported_country_region_territory"})

_STATUS_KINDS: Final[Mapping[int, FaultKind]] = {
    401: FaultKind.AUTH,
    402: FaultKind.BILLING,
    403: FaultKind.AUTH,
    407: FaultKind.CONFIGURATION,
    408: FaultKind.TRANSIENT,  # the service did not get the request whole, so it did not begin
    409: FaultKind.TRANSIENT,
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


def of_status(response: "httpx2.Response", service: Service, secret: "SecretStr | None") -> Fault:
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
    )


def _kind(status: int, said: _Said) -> FaultKind:
    """Return what an error is: its code decides where it has one, as types and statuses are shared."""
    codes = {said.code, said.kind}
    if codes & _POLICY_CODES:
        return FaultKind.CONTENT_POLICY
    if codes & _BILLING_CODES:
        return FaultKind.BILLING
    if codes & _AUTH_CODES:
        return FaultKind.AUTH
    if status == 503 and (said.estimated_time is not None or "loading" in said.message.lower()):  # noqa: PLR2004  # HTTP's
        return FaultKind.LOADING
    if status in _STATUS_KINDS:
        return _STATUS_KINDS[status]
    return FaultKind.TRANSIENT if status >= 500 else FaultKind.CONFIGURATION  # noqa: PLR2004  # HTTP's own border


def _read_body(response: "httpx2.Response") -> _Said:
    """Read the body of an error in the shapes that OpenAI, Hugging Face and their providers use."""
    text = response.text
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        # A page for people, or nothing: it is quoted only when it is plain text.
        plain = "html" not in response.headers.get("content-type", "") and not text.lstrip().startswith("<")
        return _Said(message=text if plain else "")
    if not isinstance(body, dict):
        return _Said(message=body if isinstance(body, str) else "")
    error = body.get("error", body)
    details = error if isinstance(error, dict) else {}
    texts = (error, details.get("message"), body.get("message"), details.get("detail"))
    message = next((one for one in texts if isinstance(one, str)), "")
    return _Said(
        code=_text(details.get("code")),
        kind=_text(details.get("type")),
        message=message,
        estimated_time=_seconds(body.get("estimated_time")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _seconds(value: object) -> float | None:
    """Return *value* as seconds when it is a number that can be waited for."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None


def retry_after_s(headers: "Mapping[str, str]") -> float | None:
    """Return what a service asks callers to wait, s: retry-after-ms, Retry-After (seconds or a date) or RateLimit."""
    milliseconds = _seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    asked = headers.get("retry-after")
    if asked is not None:
        seconds = _seconds(asked)
        return seconds if seconds is not None else _until(asked, headers.get("date"))
    # Hugging Face's form, RFC draft: "api";r=0;t=55 says that nothing is left for 55 s.
    limit = re.search(r"\br=0\b.*?\bt=(\d{1,9})\b", headers.get("ratelimit", ""))
    return None if limit is None else float(limit[1])


def _until(date: str, now: str | None) -> float | None:
    """Return the seconds from *now* (the service's clock, else ours) to *date*, both as HTTP writes them."""
    try:
        then = parsedate_to_datetime(date)
        start = datetime.now(UTC) if now is None else parsedate_to_datetime(now)
        return max(0.0, (then - start).total_seconds())
    except (ValueError, TypeError, OverflowError):
        # No date, or one without a zone: as if nothing had been asked.
        return None


def _request_id(headers: "Mapping[str, str]", secret: "SecretStr | None") -> str | None:
    name = headers.get("x-request-id") or headers.get("x-amzn-trace-id")
    return None if name is None else told(name, secret)


# "hf-inference" is the name of a service and stays.
_KEYS: Final = re.compile(r"\b(?:(?:sk|r8|key)[-_]|hf_)[A-Za-z0-9*_-]{6,}|(?i:bearer)\s+\S+")


def told(words: str, secret: "SecretStr | None" = None) -> str:
    """Return a service's *words* fit to be shown: one line, bounded, without control characters or keys."""
    if secret is not None and (key := secret.get_secret_value().strip()):
        words = words.replace(key, "***")
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    line = _KEYS.sub("***", line)
    return line if len(line) <= MESSAGE_LENGTH else f"{line[: MESSAGE_LENGTH - 1]}…"


def with_next(sentence: str, kind: FaultKind, service: Service) -> str:
    """Return *sentence*, ended, and the next step where there is one."""
    ended = sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
    step = _NEXT.get(kind)
    return ended if step is None else f"{ended} {step.format(key=service.key, model=service.model)}"
