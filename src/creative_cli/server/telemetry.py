"""What a server is watched by: one line of the log for each request, figures for Prometheus, traces for OpenTelemetry.

Every request has an id: that of its header `X-Request-ID`, or a new one. It is in the answer, in the log, and in the
trace. Traces are sent where OTEL_EXPORTER_OTLP_ENDPOINT says; without it nothing of OpenTelemetry is loaded.
"""

import json
import logging
import os
import re
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID: Final = "X-Request-ID"
ENDPOINT_VARIABLE: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
_GOOD_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_OWN_FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_request_id: ContextVar[str] = ContextVar("request_id", default="")
_log = logging.getLogger(__name__)


class JsonFormatter(logging.Formatter):
    """Writes a record of the log as one line of JSON, with the id of the request and what `extra` says."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "message": record.getMessage()}
        if request_id := _request_id.get():
            line["request_id"] = request_id
        line.update({name: value for name, value in vars(record).items() if name not in _OWN_FIELDS})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def open_log() -> None:
    """Send the log of this process to stderr: one JSON object on a line, in a terminal text without usual requests."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    if sys.stderr.isatty():
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
        handler.addFilter(_concerns_people)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("httpx", "httpx2", "opentelemetry"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _concerns_people(record: logging.LogRecord) -> bool:
    """Keep what a person at a terminal reads: runs, warnings and errors."""
    return record.name != __name__ or record.levelno > logging.INFO


class ServerMetrics:
    """Figures of one server for Prometheus."""

    def __init__(self) -> None:
        """Count from zero."""
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("creative_requests", "Requests by route.", labels, registry=self._registry)
        self.seconds = Histogram(
            "creative_request_seconds", "Time to answer.", ("method", "route"), registry=self._registry
        )
        self._active = Gauge("creative_runs_active", "Runs that this server makes now.", registry=self._registry)
        self._queued = Gauge("creative_runs_waiting", "Orders that nobody has begun.", registry=self._registry)

    def write(self, *, active: int, waiting: int) -> bytes:
        """Return all figures in Prometheus' text format."""
        self._active.set(active)
        self._queued.set(waiting)
        return generate_latest(self._registry)


SpanOpener = Callable[[str, Headers], AbstractContextManager[Any]]


def open_tracing() -> SpanOpener:
    """Return what opens a span for a request by its name and headers; it does nothing unless an endpoint is set."""
    if not os.environ.get(ENDPOINT_VARIABLE):
        return lambda _name, _headers: nullcontext()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.propagate import extract
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.trace import SpanKind

    provider = TracerProvider(resource=Resource.create({"service.name": "creative"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("creative_cli")

    def open_span(name: str, headers: Headers) -> AbstractContextManager[Any]:
        return tracer.start_as_current_span(name, extract(dict(headers)), SpanKind.SERVER)

    return open_span


class RequestWatch:
    """Gives every request its id, and logs, counts and traces it."""

    def __init__(self, app: ASGIApp, metrics: ServerMetrics) -> None:
        """Watch *app*."""
        self._app, self._metrics, self._open_span = app, metrics, open_tracing()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get(REQUEST_ID, "")
        request_id = given if _GOOD_ID.fullmatch(given) else secrets.token_hex(8)
        token = _request_id.set(request_id)
        status, started = 500, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            with self._open_span(f"{scope['method']} {scope['path']}", headers) as span:
                await self._app(scope, receive, send_with_id)
                if span is not None:
                    facts = {"http.route": _route_of(scope), "http.response.status_code": status}
                    span.set_attributes({**facts, "creative.request_id": request_id, **_ids_of(scope)})
        finally:
            self._note(scope, status, time.perf_counter() - started)
            _request_id.reset(token)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], _route_of(scope)
        self._metrics.requests.labels(method, route, status).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        facts = {"method": method, "path": scope["path"], "status": status, "ms": round(1000 * seconds, 1)}
        failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        message = f"{method} {scope['path']} was answered by {status}" if failed else "request"
        _log.log(logging.ERROR if failed else logging.INFO, message, extra={**facts, **_ids_of(scope)})


def _route_of(scope: Scope) -> str:
    """Return the pattern of the path; a path that no route has is not counted by its name."""
    return str(getattr(scope.get("route"), "path", "-"))


def _ids_of(scope: Scope) -> dict[str, str]:
    known: dict[str, str] = scope.get("path_params") or {}
    return {name: known[name] for name in ("run_id", "campaign") if name in known}
