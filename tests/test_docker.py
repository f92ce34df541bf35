"""The files for Docker: without findings of its linter, without keys, and true to the tool."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from creative_cli.server.access import OPEN_PATHS
from creative_cli.settings import Settings
from settings_reference import list_variables
from tests.conftest import REPOSITORY
from tests.docs.doc_blocks import explain_unknown_words

TOOLS = Path(sys.executable).parent
KEY = re.compile(r"TOKEN|KEY|SECRET|PASSWORD")


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """Return the steps of the Dockerfile: instruction and value."""
    return [(step["instruction"], step["value"]) for step in DockerfileParser(str(REPOSITORY)).structure]


def read_compose() -> dict[str, dict[str, dict[str, object]]]:
    """Return the compose file."""
    document: dict[str, dict[str, dict[str, object]]] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
    return document


def test_the_linter_finds_nothing() -> None:
    """Hadolint has no finding of any severity."""
    line = [str(TOOLS / "hadolint"), "--failure-threshold", "style", str(REPOSITORY / "Dockerfile")]
    found = subprocess.run(line, capture_output=True, text=True, check=False)

    assert (found.returncode, found.stdout) == (0, "")


def test_the_compose_file_fits_its_schema() -> None:
    """The Compose Specification takes it."""
    line = [str(TOOLS / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    found = subprocess.run(line, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout


def test_the_build_gets_what_it_copies_and_nothing_else(steps: list[tuple[str, str]]) -> None:
    """.dockerignore leaves everything out but what COPY names, and all of that exists."""
    copied = {name for step, value in steps if step == "COPY" and "--from" not in value for name in value.split()[:-1]}
    ignored = (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines()

    assert ignored[1] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    assert [name for name in copied if not (REPOSITORY / name).exists()] == []


def test_no_key_is_in_a_layer(steps: list[tuple[str, str]]) -> None:
    """Neither ARG nor ENV names one; compose takes keys from the environment of whoever starts it."""
    settings = {variable for name, field in Settings.model_fields.items() for variable in list_variables(name, field)}
    environment = read_compose()["services"]["creative"]["environment"]
    assert isinstance(environment, dict)

    assert [value for step, value in steps if step in {"ARG", "ENV"} and KEY.search(value)] == []
    assert environment.keys() - settings == set()
    assert all(str(value).startswith(f"${{{name}:") for name, value in environment.items())


def test_the_image_runs_the_server_as_a_user_of_its_own(steps: list[tuple[str, str]]) -> None:
    """The last stage is not root, its command is one of ours, and its health check asks a path that needs no token."""
    last = steps[max(number for number, (step, _) in enumerate(steps) if step == "FROM") :]
    values = dict(last)
    words = [*json.loads(values["ENTRYPOINT"]), *json.loads(values["CMD"])]
    (port,) = re.findall(r"--port (\d+)", " ".join(words))

    assert values["USER"].isdigit()
    assert int(values["USER"]) > 0
    assert explain_unknown_words(" ".join(words)) == ""
    assert values["EXPOSE"] == port
    assert re.findall(rf"127\.0\.0\.1:{port}(/\w+)", values["HEALTHCHECK"])[0] in OPEN_PATHS
    assert read_compose()["services"]["creative"]["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_chroma_server_is_of_the_version_that_is_tested() -> None:
    """The image has the version of the lock file, against which the client is tested."""
    lock = (REPOSITORY / "uv.lock").read_text("utf-8")
    (version,) = re.findall(r'name = "chromadb"\nversion = "([\d.]+)"', lock)

    assert read_compose()["services"]["chroma"]["image"] == f"chromadb/chroma:{version}"
