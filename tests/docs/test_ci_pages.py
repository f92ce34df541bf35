"""docs/ci.md: its files fit the schemas of the services, and their steps do what the page says."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import MINIMAL
from tests.conftest import REPOSITORY
from tests.docs.doc_blocks import read_blocks

TOOLS = Path(sys.executable).parent
SCHEMAS = {".github/workflows/briefs.yml": "vendor.github-workflows", ".gitlab-ci.yml": "vendor.gitlab-ci"}
HOOKS = ".pre-commit-config.yaml"


def write_pages_files() -> list[str]:
    """Write the files of the page into the working folder, beside a brief of one ad; return their names."""
    names = []
    for block in read_blocks(REPOSITORY / "docs" / "ci.md"):
        if block.text.startswith("# file: "):
            first, content = block.text.split("\n", 1)
            names.append(first.removeprefix("# file: "))
            Path(names[-1]).parent.mkdir(parents=True, exist_ok=True)
            Path(names[-1]).write_text(content, "utf-8")
    Path("briefs").mkdir()
    Path("briefs", "tiny.yaml").write_text(f'{MINIMAL}ratios: ["1:1"]\n', "utf-8")
    return names


def call(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with our tools on the path, as a job has them after `pip install`."""
    environment = os.environ | {"PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": "job.md"}
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def run_steps(steps: list[str]) -> None:
    """Run the steps of a job as its shell does; what installs the tool is done already."""
    for step in steps:
        done = call("bash", "-eo", "pipefail", "-c", step)
        assert done.returncode == 0, done.stderr


def read_yaml(name: str) -> Any:
    """Return the content of a file."""
    return yaml.safe_load(Path(name).read_text("utf-8"))


def test_the_files_fit_their_schemas() -> None:
    """GitHub's and GitLab's own schemas take the jobs, pre-commit its configuration."""
    names = write_pages_files()

    assert names == [*SCHEMAS, HOOKS]
    for name, schema in SCHEMAS.items():
        said = call("check-jsonschema", "--builtin-schema", schema, name)
        assert said.returncode == 0, said.stdout
    said = call("pre-commit", "validate-config", HOOKS)
    assert said.returncode == 0, said.stdout


@pytest.mark.slow
def test_the_steps_for_github_make_ads_and_reports() -> None:
    """One after the other they check, make the ads, and leave what the later actions upload."""
    write_pages_files()
    steps = [
        step["run"] for step in read_yaml(".github/workflows/briefs.yml")["jobs"]["briefs"]["steps"] if "run" in step
    ]
    run_steps(steps[1:])

    assert steps[0] == "pip install creative"
    assert Path("outputs/tiny/en-GB/1x1/umbrella.jpg").is_file()
    assert Path("creative.sarif").is_file()
    assert Path("job.md").read_text("utf-8") == Path("summary.md").read_text("utf-8") != ""
    assert Path(".creative/journal").is_dir()


@pytest.mark.slow
def test_the_script_for_gitlab_makes_ads_and_reports() -> None:
    """Its script leaves the artifacts that it names."""
    write_pages_files()
    job = read_yaml(".gitlab-ci.yml")["briefs"]
    run_steps(job["script"])

    assert job["before_script"] == ["pip install creative"]
    assert all(Path(name).is_file() for name in job["artifacts"]["reports"].values())
    assert Path("outputs/tiny/en-GB/1x1/umbrella.jpg").is_file()


@pytest.mark.slow
def test_the_hook_stops_a_commit_with_a_wrong_brief() -> None:
    """`pre-commit run` passes a right brief, and fails for a wrong one with its line."""
    write_pages_files()
    call("git", "init", "--quiet")
    call("git", "add", ".")
    right = call("pre-commit", "run", "--all-files")
    Path("briefs", "tiny.yaml").write_text(MINIMAL.replace("markets: [GB]", "markets: [Atlantis]"), "utf-8")
    call("git", "add", ".")
    wrong = call("pre-commit", "run", "--all-files")

    assert right.returncode == 0, right.stdout
    assert wrong.returncode == 1
    assert "briefs/tiny.yaml:6:11: " in wrong.stdout
