"""Findings as the Code Quality report of GitLab, which shows them in merge requests."""

import json

from creative_cli.findings.finding_report import FindingReport, escape_unseen, place_of, relative_path
from creative_cli.findings.sarif_report import fingerprint_of
from creative_cli.models import Status

_SEVERITIES = {Status.WARN: "minor", Status.FAIL: "major", Status.ERROR: "critical"}


def write_gitlab_report(report: FindingReport) -> str:
    """Return a list of issues, each with a fingerprint of its own; a waived finding has the severity info."""
    issues, seen = [], set[str]()
    for one in report.shown:
        fingerprint = fingerprint_of(one)
        if fingerprint in seen:
            continue
        seen.add(fingerprint)
        place = place_of(one)
        about = f"{one.subject.label}: " if one.subject.label else ""
        issues.append(
            {
                "description": escape_unseen(about + one.sentence),
                "check_name": escape_unseen(one.id),
                "fingerprint": fingerprint,
                "severity": "info" if one.waiver is not None else _SEVERITIES[one.status],
                "location": {"path": relative_path(place.file), "lines": {"begin": place.line}},
            }
        )
    if report.error:
        issues.append(
            {
                "description": escape_unseen(report.error),
                "check_name": "creative",
                "fingerprint": "creative/error",
                "severity": "blocker",
                "location": {"path": ".", "lines": {"begin": 1}},
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"
