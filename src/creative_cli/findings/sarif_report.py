"""Findings as SARIF 2.1.0, which code hosts show beside the lines of a brief."""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from creative_cli.findings.finding_report import (
    CHECKS_PAGE,
    TOOL_NAME,
    TOOL_VERSION,
    FindingReport,
    escape_unseen,
    load_rule_texts,
    place_of,
    relative_path,
)
from creative_cli.findings.located_finding import LocatedFinding
from creative_cli.models import Status

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Status.WARN: "warning", Status.FAIL: "error", Status.ERROR: "error"}


def write_sarif_report(report: FindingReport) -> str:
    """Return a SARIF log of one run; waived findings are suppressed with their justification."""
    texts = load_rule_texts()
    rules = list(dict.fromkeys(one.id for one in report.shown))
    log = {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": TOOL_NAME,
                        "semanticVersion": TOOL_VERSION,
                        "rules": [_describe_rule(id_, texts) for id_ in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not report.error,
                        "exitCode": report.exit_code,
                        "toolExecutionNotifications": _list_notes(report),
                    }
                ],
                "results": [_describe_result(one, rules.index(one.id)) for one in report.shown],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _list_notes(report: FindingReport) -> list[dict[str, Any]]:
    return [{"level": "error", "message": {"text": escape_unseen(report.error)}}] if report.error else []


def _describe_rule(id_: str, texts: Any) -> dict[str, Any]:
    text = texts.get(id_.partition("/")[0])
    rule: dict[str, Any] = {"id": escape_unseen(id_)}
    if text is not None:
        rule |= {
            "shortDescription": {"text": text.title},
            "fullDescription": {"text": text.rationale},
            "help": {"text": f"{text.title} {text.rationale} See {CHECKS_PAGE}."},
        }
    return rule


def _describe_result(one: LocatedFinding, rule: int) -> dict[str, Any]:
    place, message = place_of(one), escape_unseen(one.sentence)
    result: dict[str, Any] = {
        "ruleId": escape_unseen(one.id),
        "ruleIndex": rule,
        "level": _LEVELS.get(one.status if one.waiver is None else one.given, "note"),
        "message": {"text": message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(relative_path(place.file)), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": place.line, "startColumn": place.column},
                },
                "logicalLocations": [{"fullyQualifiedName": escape_unseen(one.subject.label or TOOL_NAME)}],
            }
        ],
        "partialFingerprints": {"creative/v1": fingerprint_of(one)},
    }
    if one.subject.path and one.place is not None:
        uri = quote(relative_path(one.subject.path))
        result["relatedLocations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri}}}]
    if one.waiver is not None:
        result["suppressions"] = [{"kind": "external", "justification": escape_unseen(one.waiver.sentence)}]
    return result


def fingerprint_of(one: LocatedFinding) -> str:
    """Return what tells a finding from others from one run to the next, whatever line it is on: 32 hex digits."""
    subject = one.subject
    parts = (one.id, relative_path(place_of(one).file), subject.label, subject.campaign, str(one.role), one.message)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
