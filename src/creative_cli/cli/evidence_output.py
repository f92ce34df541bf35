"""Render what is on record about an ad."""

from collections.abc import Iterator

from rich.text import Text

from creative_cli.cli.console import Screen
from creative_cli.models import Status
from creative_cli.services.evidence import AdEvidence


def show_evidence(screen: Screen, found: AdEvidence) -> None:
    """Show an ad's record, section by section."""
    if screen.as_json:
        screen.json({"schema": 1, "evidence": found})
        return
    for title, lines in _list_sections(found):
        screen.line(Text(title, style="bold"))
        for line in lines:
            screen.line(f"  {line}")
    screen.say(found.disclaimer)


def _list_sections(found: AdEvidence) -> Iterator[tuple[str, list[str]]]:
    yield "File", list(_describe_file(found))
    yield "Brief", list(_describe_brief(found))
    yield "Copy", [f"{name}: {text}" for name, text in found.copy] + [f"source: {found.copy_source}"]
    yield "Picture", list(_describe_picture(found))
    yield (
        "Calls",
        [
            f"{one.at} {one.task} by {one.provider} {one.model}, {one.outcome}, {one.usd:.4f} USD"
            f"{f', request {one.request_id}' if one.request_id else ''}"
            for one in found.calls
        ]
        or ["none: no service was asked for this picture"],
    )
    yield (
        "Rights",
        [
            ", ".join(
                part
                for part in (one.name or "a picture", f"sha256 {one.sha256}", one.credit, one.license, one.license_url)
                if part
            )
            for one in found.inputs
        ]
        or ["no picture of the brief is in it"],
    )
    ruled = (
        f"{'WAIVED' if one.waived else one.status.name} {one.check}/{one.code}, "
        f"{one.given.name} by the check: {one.note}"
        for one in found.rulings
    )
    yield "Waivers and profile", list(ruled) or ["every finding counts as its check says"]
    yield "Review", list(_describe_verdicts(found))
    yield "Checks", list(_describe_checks(found))
    yield (
        "Rules for pictures of models",
        [
            f"[{one.weight}] {one.duty} {one.id}{f' ({one.condition})' if one.condition else ''}: {one.text} "
            f"({one.name}, confidence {one.confidence})"
            for one in found.rules
        ]
        or ["no rule on record applies"],
    )


def _describe_verdicts(found: AdEvidence) -> Iterator[str]:
    """Yield the verdict that counts, and where several people gave one, that of each."""
    for one in found.verdicts or (found.verdict,):
        said = ", ".join(part for part in (one.reviewer, one.at, " ".join(one.comment.split())) if part)
        yield f"{one.verdict}{f': {said}' if said else ''}"
    if len(found.verdicts) > 1:
        yield f"counts as {found.verdict.verdict}"


def _describe_file(found: AdEvidence) -> Iterator[str]:
    yield found.path
    yield f"sha256 {found.sha256}, {found.bytes:,} bytes"
    if found.file_state != "whole":
        yield "changed after the run: no check and no verdict is about these bytes"
    if found.editable_sha256:
        yield f"PDF sha256 {found.editable_sha256}"
    marked = found.marked
    yield "says nothing of itself" if marked is None else f"says: {', '.join(marked.source_types) or 'no source type'}"
    if marked is not None and marked.alt_texts:
        yield f"alt text: {marked.alt_texts[0]}"


def _describe_brief(found: AdEvidence) -> Iterator[str]:
    states = {"same": "unchanged", "changed": "changed since", "missing": "no longer there"}
    yield f"{found.brief or 'unknown'}, sha256 {found.brief_sha256}, {states[found.brief_state]}"
    yield f"campaign {found.campaign}, run {found.run_id}, {found.tool}"
    for line in found.brief_lines:
        yield f"{line.place}: {line.key}"
    yield f"product {found.product}, market {found.country}, {found.locale}, {found.ratio}"


def _describe_picture(found: AdEvidence) -> Iterator[str]:
    origin = found.origin
    yield (
        f"{found.picture} by {found.provider} {found.model}".rstrip() + f", seed {found.seed}, {found.cost_usd:.4f} USD"
    )
    yield f"source type: {origin.source or 'not recorded'}; situation: {found.situation}"
    if origin.person:
        yield "a face was found in it"
    if origin.task:
        yield f"{origin.task} by {origin.system}, model {origin.version}"
    if origin.prompt:
        yield f"prompt: {origin.prompt}"
    if origin.marks.sources or origin.marks.systems:
        yield f"its files say: {', '.join((*map(str, origin.marks.sources), *origin.marks.systems))}"
    if origin.marks.credentials:
        yield "its files have Content Credentials"


def _describe_checks(found: AdEvidence) -> Iterator[str]:
    passed = [one.check for one in found.findings if one.status is Status.PASS]
    for one in found.findings:
        if one.status > Status.SKIP:
            yield f"{one.status.name} {one.check} {one.code}: {one.message}"
    yield f"passed: {', '.join(dict.fromkeys(passed)) or 'none'}"
    reasons: dict[str, list[str]] = {}
    for one in found.findings:
        if one.status is Status.SKIP:
            reasons.setdefault(one.message, []).append(one.check)
    for reason, names in reasons.items():
        yield f"skipped: {', '.join(dict.fromkeys(names))}: {reason}"
