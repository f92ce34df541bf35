"""`-v` and `--log-format json`: one line for each thing, as docs/logs.md says."""

import json
import re
from pathlib import Path

import pytest

from creative_cli.cli.event_log import LOG_EVENTS, LOG_KEYS
from tests.command import MINIMAL, creative
from tests.conftest import REPOSITORY


def test_the_page_describes_every_key_and_event() -> None:
    """Its tables are those of the code."""
    page = (REPOSITORY / "docs" / "logs.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.+) \|$", page, re.MULTILINE))
    assert rows == {**LOG_KEYS, **LOG_EVENTS}


def test_a_run_writes_one_object_a_line_with_run_product_locale_and_format(tmp_path: Path) -> None:
    """Every line on stderr is JSON with known keys; stdout has the results as ever."""
    (tmp_path / "brief.yaml").write_text(MINIMAL, "utf-8")
    line = ("run", str(tmp_path / "brief.yaml"), "--ratio", "1:1", "--output", str(tmp_path / "out"))
    done = creative(*line, "--log-format", "json")
    lines = [json.loads(one) for one in done.stderr.splitlines()]
    assert done.returncode == 0, done.stderr
    assert {one["event"] for one in lines} >= {"run-started", "picture-made", "ad-stored", "finding", "run-finished"}
    assert all(one.keys() <= LOG_KEYS.keys() and one["event"] in LOG_EVENTS for one in lines)
    (stored,) = (one for one in lines if one["event"] == "ad-stored")
    assert [stored[key] for key in ("campaign", "product", "locale", "format")] == ["tiny", "umbrella", "en-GB", "1:1"]
    assert {one["run"] for one in lines} == {stored["run"]}
    assert "umbrella" not in done.stdout.splitlines()[0]


@pytest.mark.slow
def test_another_v_says_more(tmp_path: Path) -> None:
    """One has a line for each ad, two one for each step."""
    (tmp_path / "brief.yaml").write_text(MINIMAL, "utf-8")
    line = ("run", str(tmp_path / "brief.yaml"), "--ratio", "1:1", "--output", str(tmp_path / "out"))
    first = creative(*line, "-vv")
    assert "step-timed" in first.stderr
    again = creative(*line, "-v")
    assert "ad-stored       umbrella en-GB 1:1 unchanged: WARN" in again.stderr.splitlines()
    assert "step-timed" not in again.stderr


def test_problems_and_findings_of_a_brief_are_lines_with_their_places(tmp_path: Path) -> None:
    """A brief that cannot be read, and one whose copy warns."""
    (tmp_path / "bad.yaml").write_text(MINIMAL.replace("message", "mesage"), "utf-8")
    (tmp_path / "loud.yaml").write_text(MINIMAL.replace("optional", "optional!!!"), "utf-8")
    out = ("--output", str(tmp_path / "out"), "--log-format", "json")
    refused = creative("validate", str(tmp_path / "bad.yaml"), *out)
    problem, summary = (json.loads(one) for one in refused.stderr.splitlines())
    assert refused.returncode == 2
    assert (problem["event"], problem["line"], problem["column"]) == ("problem", 4, 1)
    assert summary["message"].startswith("1 problem.")
    loud = creative("validate", str(tmp_path / "loud.yaml"), *out)
    (found,) = {one["check"] for one in map(json.loads, loud.stderr.splitlines()) if one["event"] == "finding"}
    assert found == "punctuation"


def test_nothing_is_written_unasked(tmp_path: Path) -> None:
    """A valid brief without an option leaves stderr empty."""
    (tmp_path / "brief.yaml").write_text(MINIMAL, "utf-8")
    assert creative("validate", str(tmp_path / "brief.yaml"), "--output", str(tmp_path / "out")).stderr == ""
