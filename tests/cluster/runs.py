"""What tests of runs with workers share."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.command import creative


def ads_in(folder: str) -> dict[str, bytes]:
    """Return the files of a run's ads by path, and its manifest without the run's ID: nothing else may differ."""
    root = Path(folder, "tiny")
    found = {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.glob("*/*/*"))}
    manifest = json.loads((root / "manifest.json").read_text("utf-8")) | {"run_id": ""}
    return found | {"manifest": json.dumps(manifest).encode()}


def run_json(*arguments: str) -> dict[str, Any]:
    """Run the brief and return what `--json` says of it."""
    result = creative("run", "brief.yaml", "--json", *arguments)
    assert result.stdout, result.stderr
    (run,) = json.loads(result.stdout)["runs"]
    return dict(run)


def wait_for_ads(running: "subprocess.Popen[str]", output: Path, number: int) -> None:
    """Wait until a run has written so many ads to *output*."""
    while len(list(output.glob("tiny/*/*/*.*"))) < number:  # with those that are being written
        with pytest.raises(subprocess.TimeoutExpired):  # it still runs
            running.wait(0.05)
