"""Findings as JUnit XML, as Jenkins, GitLab and GitHub read it: each ad, picture or copy is a test case."""

import re
from xml.sax.saxutils import escape, quoteattr

from creative_cli.findings.finding_report import FindingReport, escape_unseen, place_of, relative_path
from creative_cli.findings.located_finding import LocatedFinding
from creative_cli.models import Status

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may have, written in any way."""


def write_junit_report(report: FindingReport) -> str:
    """Return a JUnit document: FAIL is a failure, ERROR an error; warnings and waivers are output of their case."""
    cases = list(report.cases())
    body = "".join(_write_case(label, found) for label, found in cases)
    fails, errors = report.count(Status.FAIL), report.count(Status.ERROR)
    counts = f'tests="{len(cases)}" failures="{fails}" errors="{errors}"'
    suite = _attribute(f"creative {report.command}")
    wrong = "" if not report.error else f"<system-err>{_text(report.error)}</system-err>\n"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites {counts}>\n<testsuite name={suite} {counts}>\n{body}{wrong}</testsuite>\n</testsuites>\n"
    )


def _write_case(label: str, found: tuple[LocatedFinding, ...]) -> str:
    first = next((one for one in found if one.subject.campaign), None)
    suite = first.subject.campaign if first is not None and first.subject.campaign else "creative"
    parts = [f"<testcase classname={_attribute(suite)} name={_attribute(label)}>"]
    for one in found:
        if one.status >= Status.FAIL:
            kind = "failure" if one.status is Status.FAIL else "error"
            parts.append(
                f"<{kind} type={_attribute(one.id)} message={_attribute(one.sentence)}>{_text(_place(one))}</{kind}>"
            )
    notes = "\n".join(escape_unseen(one.line) for one in found if one.status is Status.WARN or one.waiver is not None)
    if notes:
        parts.append(f"<system-out>{_text(notes)}</system-out>")
    return "\n".join(parts) + "\n</testcase>\n"


def _place(one: LocatedFinding) -> str:
    place = place_of(one)
    return f"{relative_path(place.file)}:{place.line}:{place.column}: {one.id}: {escape_unseen(one.sentence)}"


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", escape_unseen(text)))


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))
