"""Every report keeps to its format, whatever stands in a finding."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator  # type: ignore[import-untyped]
from lxml import etree

from creative_cli.findings.finding_report import FindingReport
from creative_cli.findings.github_annotations import MOST_ANNOTATIONS, write_github_annotations
from creative_cli.findings.gitlab_report import write_gitlab_report
from creative_cli.findings.json_report import write_json_report
from creative_cli.findings.junit_report import write_junit_report
from creative_cli.findings.markdown_report import write_markdown_report
from creative_cli.findings.sarif_report import write_sarif_report
from creative_cli.models import Status
from tests.findings.samples import HOSTILE, finding, hostile_report, report, waiver

SCHEMAS = Path(__file__).parent.parent / "data" / "schemas"
COMMAND = re.compile(r"::(error|warning|notice)( [a-z]+=[^:,\n]*(,[a-z]+=[^:,\n]*)*)?::[^\n]*")
REPORTS = (report(), report(finding(Status.FAIL, "Too large.")), hostile_report())


def sarif_of(found: FindingReport) -> dict[str, Any]:
    """Return the SARIF log, which keeps to its schema."""
    log = json.loads(write_sarif_report(found))
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    # The schema of this edition names itself as the only $schema that a log may have.
    errors = [error.message for error in Draft4Validator(schema).iter_errors(log) if list(error.path) != ["$schema"]]
    assert errors == []
    return dict(log)


def junit_of(found: FindingReport) -> Any:
    """Return the root of the JUnit document, which keeps to its schema."""
    root = etree.fromstring(write_junit_report(found).encode())
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(root)
    return root


@pytest.mark.parametrize("found", REPORTS)
def test_sarif_keeps_to_its_schema(found: FindingReport) -> None:
    """Every finding is a result with a place, and its rule is the one that the index names."""
    run = sarif_of(found)["runs"][0]

    assert len(run["results"]) == len(found.shown)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] > 0


def test_a_finding_stands_at_the_line_of_the_brief_and_names_its_picture() -> None:
    """Paths are relative and encoded."""
    (result,) = sarif_of(report(finding(Status.FAIL, "Too large.")))["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]

    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("briefs/a%20b.yaml", 7)
    assert result["level"] == "error"
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "de-DE/1x1/tea.jpg"


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    """It stays in the report, with its owner and last day."""
    waived = finding(Status.SKIP, "Too large.", given=Status.FAIL, waiver=waiver())
    (result,) = sarif_of(report(waived))["runs"][0]["results"]
    (issue,) = json.loads(write_gitlab_report(report(waived)))

    assert result["suppressions"][0]["justification"] == "Waived until 2027-01-31 by Ana: Shot on film."
    assert issue["severity"] == "info"
    for text in (write_junit_report, write_markdown_report, write_github_annotations, write_json_report):
        assert "Shot on film" in text(report(waived))
    assert junit_of(report(waived)).get("failures") == "0"


@pytest.mark.parametrize("found", REPORTS)
def test_junit_keeps_to_its_schema(found: FindingReport) -> None:
    """Each ad is a case; failures and errors are counted, and hostile text opens no element."""
    root = junit_of(found)

    assert int(root.get("failures")) == len(root.findall(".//failure")) == found.count(Status.FAIL)
    assert int(root.get("errors")) == len(root.findall(".//error")) == found.count(Status.ERROR)
    assert int(root.get("tests")) == len(root.findall(".//testcase")) == len(list(found.cases()))
    assert {one.tag for one in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "failure", "error", "system-out", "system-err")
    }


@pytest.mark.parametrize("found", REPORTS)
def test_github_reads_every_line_as_one_command(found: FindingReport) -> None:
    """No text begins a command of its own, and no more come than are shown."""
    lines = write_github_annotations(found).split("\n")[:-1]

    assert all(COMMAND.fullmatch(line) for line in lines), lines
    for kind in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{kind} ") for line in lines) <= MOST_ANNOTATIONS + (kind == "error")


@pytest.mark.parametrize("found", REPORTS)
def test_gitlab_gets_a_list_of_issues_with_fingerprints_of_their_own(found: FindingReport) -> None:
    """Each has what GitLab asks for."""
    issues = json.loads(write_gitlab_report(found))

    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] > 0


@given(text=st.text(max_size=60))
def test_no_text_leaves_its_cell_of_the_markdown(text: str) -> None:
    """A row stays a row of five cells, without links, HTML or code."""
    page = write_markdown_report(report(finding(Status.FAIL, text)))
    (row,) = [line for line in page.splitlines() if line.startswith("| FAIL")]

    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 6
    assert "<" not in row
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]`]", row)


@given(text=st.text(max_size=60), error=st.text(max_size=40))
def test_any_text_keeps_to_every_format(text: str, error: str) -> None:
    """Whatever a file, a name or a line of copy says."""
    found = report(finding(Status.FAIL, text), finding(Status.WARN, text, code=text), error=error)

    junit_of(found)
    json.loads(write_sarif_report(found))
    json.loads(write_gitlab_report(found))
    json.loads(write_json_report(found))
    assert all(COMMAND.fullmatch(line) for line in write_github_annotations(found).split("\n")[:-1])


def test_reports_are_the_same_twice_and_can_be_written() -> None:
    """In UTF-8, also where a text has half a character."""
    for write in (
        write_junit_report,
        write_sarif_report,
        write_gitlab_report,
        write_json_report,
        write_markdown_report,
    ):
        assert write(hostile_report()).encode("utf-8") == write(hostile_report()).encode("utf-8")
    assert HOSTILE[-1] in write_json_report(hostile_report())
