"""Findings of every severity and waiver, some with text that tries to break out of its report."""

from dataclasses import replace
from datetime import date

from creative_cli.errors import Problem
from creative_cli.findings.finding_report import FindingReport
from creative_cli.findings.located_finding import FindingSubject, LocatedFinding
from creative_cli.models import Role, Status
from creative_cli.severity_rules import Waiver

HOSTILE = (
    "]]></failure><testsuite>",
    '"/><script>alert(1)</script>',
    "line one\n::error file=x::injected\r\n::set-output name=a::b",
    "| a | b |\n|---|---|\n| [x](javascript:alert(1)) | <img src=x onerror=1> `code` |",
    "\x00\x1b[31mred\x07 \u202egnp.exe\u2066 \ud800 \ufffe",
    "%0A::warning::x,line=1:col=2",
    '{"a": "\\u0000"}, ${{ secrets.TOKEN }} $(id) & &amp; @everyone #1',
    "日本語 العربية 😀",
)


def waiver(expires: date = date(2027, 1, 31), **changes: object) -> Waiver:
    """Return a waiver of one check."""
    one = Waiver("upscale", "Shot on film.", "Ana", expires, Problem("briefs/a.yaml", 9, 5, ""))
    return replace(one, **changes)  # type: ignore[arg-type]  # a test names the fields


def finding(status: Status, message: str, **changes: object) -> LocatedFinding:
    """Return a finding of an ad, at a line of a brief."""
    one = LocatedFinding(
        "upscale",
        "enlarged",
        status,
        message,
        FindingSubject("summer", "de-DE", "tea", "1:1", "de-DE/1x1/tea.jpg"),
        Problem("briefs/a b.yaml", 7, 3, ""),
        Role.HEADLINE,
        status,
    )
    return replace(one, **changes)  # type: ignore[arg-type]  # a test names the fields


def report(*findings: LocatedFinding, error: str = "") -> FindingReport:
    """Return the report of a run with one ad that passes, and *findings*."""
    fine = FindingSubject("summer", "en-US", "tea", "1:1", "en-US/1x1/tea.jpg")
    return FindingReport("run", "default", (fine, FindingSubject(path="de-DE/1x1/tea.jpg")), findings, 1, error)


def hostile_report() -> FindingReport:
    """Return a report of text that is hostile wherever it may stand."""
    findings = []
    for text in HOSTILE:
        for status in (Status.WARN, Status.FAIL, Status.ERROR):
            findings.append(finding(status, text, subject=FindingSubject(text, text, text, text, text)))
            findings.append(finding(status, text, code=text, place=Problem(text, 3, 1, "")))
        findings.append(finding(Status.SKIP, text, given=Status.FAIL, waiver=waiver(reason=text, owner=text)))
        findings.append(finding(Status.FAIL, text, expired=waiver(date(2020, 1, 1), owner=text), changed=text))
    return report(*findings, error=HOSTILE[2])
