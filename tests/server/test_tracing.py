"""Traces of OpenTelemetry, sent over a real socket."""

from pathlib import Path

import pytest

from tests.loopback import Loopback, raw
from tests.server.serving import serving, workspace_in

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_requests_are_traced_where_the_endpoint_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A span belongs to the trace of its caller, and has the route and the id of its request."""
    with Loopback() as collector:
        collector.answer = lambda _seen: raw(b"")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        with serving(workspace_in(tmp_path)) as client:
            caller = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-ID": "request-7"}
            assert client.get("/api/v1/briefs", headers=caller).status_code == 200
            collector.wait_for(bool)
        sent = collector.requests[0]
        assert sent.path == "/v1/traces"
        assert bytes.fromhex(TRACE) in sent.body
        assert b"request-7" in sent.body
        assert b"/api/v1/briefs" in sent.body
