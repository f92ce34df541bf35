"""Findings as JSON for scripts: flat records with their places."""

import json
from typing import Any

from creative_cli.findings.finding_report import (
    TOOL_VERSION,
    FindingReport,
    place_of,
    relative_path,
    replace_surrogates,
)
from creative_cli.findings.located_finding import LocatedFinding
from creative_cli.models import Status
from creative_cli.severity_rules import Waiver


def write_json_report(report: FindingReport) -> str:
    """Return the document of `--report json=FILE`."""
    document = {
        "schema": 1,
        "tool": f"creative {TOOL_VERSION}",
        "command": report.command,
        "profile": report.profile,
        "exit_code": report.exit_code,
        "error": report.error or None,
        "checked": [subject.label for subject in report.checked],
        "counts": {status.name.lower(): report.count(status) for status in (Status.WARN, Status.FAIL, Status.ERROR)}
        | {"waived": report.waived},
        "findings": [describe_finding(one) for one in report.shown],
    }
    return replace_surrogates(json.dumps(document, ensure_ascii=False, indent=1)) + "\n"


def describe_finding(one: LocatedFinding) -> dict[str, Any]:
    """Return a finding as JSON documents have it."""
    place = place_of(one)
    return {
        "check": one.check,
        "code": one.code,
        "status": one.status.name,
        "message": one.message,
        "file": relative_path(place.file),
        "line": place.line,
        "column": place.column,
        "campaign": one.subject.campaign,
        "locale": one.subject.locale,
        "product": one.subject.product,
        "format": one.subject.format,
        "path": one.subject.path,
        "role": None if one.role is None else one.role.value,
        "status_of_check": one.given.name,
        "changed": one.changed or None,
        "waiver": None if one.waiver is None else _describe_waiver(one.waiver),
        "expired_waiver": None if one.expired is None else _describe_waiver(one.expired),
    }


def _describe_waiver(waiver: Waiver) -> dict[str, str | int]:
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
        "file": relative_path(waiver.place.file),
        "line": waiver.place.line,
    }
