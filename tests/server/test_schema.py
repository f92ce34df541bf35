"""The API keeps what its OpenAPI description promises, whatever is asked: tried by Schemathesis."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.command import MINIMAL
from tests.server.serving import PATIENCE_S, serving, workspace_in

CHECKS = [
    schemathesis.checks.not_a_server_error,
    response_schema_conformance,
    content_type_conformance,
    status_code_conformance,
]


@pytest.fixture(scope="module")
def address(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server with one ad and one brief, which makes no run."""
    folder = shutil.copytree(finished, tmp_path_factory.mktemp("described"), dirs_exist_ok=True)
    with serving(workspace_in(folder, serve_upload_megabytes=1)) as client:
        client.post("/api/v1/briefs", content=MINIMAL, headers={"Content-Type": "application/yaml"})
        yield str(client.base_url).rstrip("/")


def ask(address: str, examples: int) -> int:
    """Ask each operation so many things, require CHECKS of each answer, and return the number of operations.

    The events of a run have no end that can be described.
    """
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json", timeout=PATIENCE_S)
    operations = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    named = {one.definition.raw["operationId"]: one for one in operations}
    asked = [one for name, one in named.items() if name != "followRun"]
    for operation in asked:

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def law(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS, timeout=PATIENCE_S)

        law()
    return len(asked)


@pytest.mark.slow
def test_many_requests_are_answered_as_described(address: str) -> None:
    """No answer is a server error, and each has a described status, type and schema."""
    assert ask(address, 25) > 20
