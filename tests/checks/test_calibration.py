"""The published hits and false alarms are those of today's thresholds, on enough subjects."""

import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
LEAST_SUBJECTS = 300


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the tool that calibrates; tools import each other by their names."""
    monkeypatch.syspath_prepend(str(TOOLS))
    sys.modules.pop("calibrate", None)
    return __import__("calibrate")


def measured() -> list[dict[str, Any]]:
    """Return the entries of the file of results."""
    entries: list[dict[str, Any]] = tomllib.loads((TOOLS / "calibration.toml").read_text("utf-8"))["detector"]
    return entries


def test_every_detector_is_measured_on_enough_subjects_with_todays_thresholds(tools: Any) -> None:
    """Whoever changes a threshold has to run `make calibrate` again, and `make docs` after it."""
    entries = measured()

    assert [(one["check"], one["code"]) for one in entries] == [(one.check, one.code) for one in tools.DETECTORS]
    for detector, entry in zip(tools.DETECTORS, entries, strict=True):
        assert min(entry["damaged"], entry["right"]) >= LEAST_SUBJECTS
        now = {name: tools.read_threshold(detector.check, name) for name in detector.thresholds}
        assert entry["thresholds"] == pytest.approx(now, rel=1e-4), f"{detector.check}: run make calibrate"


def test_the_page_has_each_detector_with_its_thresholds(repository: Path) -> None:
    """What is published is what was measured."""
    page = (repository / "docs" / "checks.md").read_text("utf-8").splitlines()

    for entry in measured():
        rows = [line for line in page if line.startswith(f"| `{entry['check']}/{entry['code']}` |")]
        row = next(line for line in rows if all(f"`{name.rpartition(':')[2]}`" in line for name in entry["thresholds"]))
        assert f"{entry['hits']} of {entry['damaged']}" in row
        assert f"{entry['alarms']} of {entry['right']}" in row
        for name, value in entry["thresholds"].items():
            assert f"`{name.rpartition(':')[2]}` {value:g}" in row


@pytest.mark.slow
def test_a_seed_gives_the_same_findings(tools: Any) -> None:
    """Anybody who runs it gets the published figures."""
    detector = next(one for one in tools.DETECTORS if one.code == "cut_by_photo")
    first, again = (tools.judge_subjects(detector, 3, 17, damaged=True) for _ in range(2))

    assert first == again
    assert [[one.code for one in found] for found in first] == [["cut_by_photo"]] * 3
