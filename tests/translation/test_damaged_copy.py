"""Damaged copy stops at every door: translation files, the memory, a translator's answer."""

import asyncio
import csv
import io
import json
import re
from pathlib import Path

import pytest

from creative_cli.brief.loader import load_brief
from creative_cli.engine.copy import brief_assignments
from creative_cli.errors import ProviderError
from creative_cli.models import Finding, LocalizedCopy, Role
from creative_cli.stages.check import check_copy
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import TranslationRequest
from creative_cli.translation.segment import CopySegment, CopyStatus
from tests.command import creative
from tests.loopback import Loopback
from tests.translation.samples import GOOD, Office, answered, asked, brief, content

DAMAGED = {
    "headline": "Sommer &amp; Eis",
    "body": "Solara Cold Brew: jetzt {price}, 50 % weniger Zucker..",
    "cta": "#NAME?",
    "disclaimer": r"Gekühlt servieren.\nBitte recyceln.",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a brief for Germany whose copy is to be translated."""
    file = tmp_path / "brief.json"
    file.write_text(json.dumps(brief(markets=["DE"])), "utf-8")
    return file


def put_after(pattern: str, new: str, text: str) -> str:
    """Return *text* with *new* after what matches."""
    found = re.search(pattern, text, re.DOTALL)
    assert found is not None
    return text[: found.end()] + new + text[found.end() :]


def translated(path: Path, form: str, texts: dict[str, str]) -> Path:
    """Export the copy of a brief, write *texts* by role as its approved translations, and return the file."""
    file = path.parent / f"back.{'xlf' if form == 'xliff' else form}"
    creative("copy", "export", str(path), "--format", form, "-o", str(file))
    written = file.read_text("utf-8-sig")
    if form == "json":
        document = json.loads(written)
        for line in document["lines"]:
            line |= {"target": texts[line["role"]], "status": "approved"}
        written = json.dumps(document, ensure_ascii=False, indent=1)
    elif form == "csv":
        rows = list(csv.DictReader(io.StringIO(written)))
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows({**row, "target": texts[row["role"]], "status": "approved"} for row in rows)
        written = out.getvalue()
    else:
        for role, text in texts.items():
            escaped = text.replace("&", "&amp;").replace("<", "&lt;")
            if form == "tmx":
                written = put_after(rf'role">{role}</prop>.*?<tuv xml:lang="de-DE"><seg>', escaped, written)
            else:
                target = f'<target xml:space="preserve">{escaped}</target>'
                written = put_after(rf'<unit [^>]*name="{role}".*?</source>', target, written)
        written = written.replace('state="initial"', 'state="final"')
    file.write_text(written, "utf-8")
    return file


@pytest.mark.parametrize("form", ["xliff", "tmx", "csv", "json"])
def test_damaged_lines_of_a_file_are_refused_at_their_places(path: Path, form: str) -> None:
    """Each line says what is damaged; the sound one is stored, and nothing damaged is ever approved."""
    file = translated(path, form, {**DAMAGED, "body": GOOD["body"]})
    result = creative("copy", "import", str(file), "--json")
    lines = {line["role"]: line for line in json.loads(result.stdout)["lines"]}
    said = creative("copy", "import", str(file)).stdout
    status = json.loads(creative("copy", "status", str(path), "--json").stdout)
    stages = {line["role"]: line["stage"] for line in status["locales"][0]["lines"]}

    assert result.returncode == 1
    assert {role for role, line in lines.items() if line["outcome"] == "refused"} == {"headline", "cta", "disclaimer"}
    assert lines["body"]["outcome"] == "kept"
    assert "the text is damaged" in lines["headline"]["says"]
    assert f"{file}:{lines['cta']['line']}:{lines['cta']['column']}: de-DE cta: the text is damaged" in said
    assert "“#NAME?”" in said
    assert {role for role, stage in stages.items() if stage == "missing"} == {"headline", "cta", "disclaimer"}


def test_a_strict_import_keeps_nothing_beside_a_damaged_line(path: Path) -> None:
    """With --strict, one damaged line holds back the others."""
    file = translated(path, "csv", {**GOOD, "cta": "#REF!"})
    counts = json.loads(creative("copy", "import", str(file), "--strict", "--json").stdout)["counts"]

    assert counts == {"held": 3, "refused": 1}


def stored(path: Path, texts: dict[str, str], author: str = "old.csv") -> tuple[TranslationMemory, TranslationRequest]:
    """Store approved *texts* in the memory of a brief's ads, as an earlier version could."""
    (request,) = brief_assignments(load_brief(path, translator=True))
    desk = TranslationMemory(path.parent / "outputs" / ".creative" / "copy.sqlite")
    desk.record_requests([request])
    for line in request.lines:
        desk.record(line.segment, texts[line.role.value], CopyStatus.APPROVED, origin="file", author=author)
    return desk, request


def segment(request: TranslationRequest, role: Role) -> CopySegment:
    """Return the segment of a role."""
    return next(line.segment for line in request.lines if line.role is role)


def test_damage_in_the_memory_stops_a_run_before_it_makes_anything(path: Path) -> None:
    """The problem stands at the market in the brief, with the segment, its file and what to do."""
    desk, request = stored(path, {**GOOD, "cta": "#NAME?"})
    id_ = segment(request, Role.CTA).id
    results = [creative(name, str(path)) for name in ("validate", "run")]
    gate = creative("copy", "status", str(path), "--require-approved")

    assert desk.path.exists()
    for result in results:
        assert result.returncode == 2, result.stderr
        assert f"The translation memory has damaged copy (segment {id_}, from the file old.csv)." in result.stderr
        assert "The cta of de-DE has the spreadsheet error “#NAME?”" in result.stderr
        assert "creative copy import" in result.stderr
    assert list((path.parent / "outputs").glob("summer/*")) == []
    assert gate.returncode == 1


def test_a_sound_draft_is_used_in_place_of_a_damaged_approval(path: Path) -> None:
    """What was approved damaged is a draft; a correction of any status takes its place."""
    desk, request = stored(path, {**GOOD, "cta": "#NAME?"})
    cta = segment(request, Role.CTA)
    before = desk.lookup([cta])[cta.id]
    desk.record(cta, "Jetzt kosten", CopyStatus.DRAFT, origin="person", author="Ana")
    after = desk.lookup([cta])[cta.id]

    assert (before.status, before.text) == (CopyStatus.DRAFT, "#NAME?")
    assert [finding.check for finding in before.findings] == ["damaged_text"]
    assert (after.status, after.text, after.findings) == (CopyStatus.DRAFT, "Jetzt kosten", ())
    assert creative("validate", str(path)).returncode == 0


def test_what_the_source_says_on_purpose_is_no_damage_in_the_memory(path: Path) -> None:
    """A brand that is called TODO keeps its approved copy."""
    names = {"name": "TODO", "colors": {"primary": "#0F5C63"}}
    message = {"headline": "TODO is here", "cta": "Go"}
    path.write_text(
        json.dumps({**brief(markets=["DE"], brand=names, message=message, glossary=[]), "offer": {"price": 3}}), "utf-8"
    )
    desk, request = stored(path, {"headline": "TODO ist da", "cta": "Los"})
    headline = segment(request, Role.HEADLINE)

    assert desk.lookup([headline])[headline.id].status is CopyStatus.APPROVED
    assert creative("copy", "status", str(path), "--require-approved").returncode == 0


def judge(words: LocalizedCopy) -> tuple[Finding, ...]:
    """Check as a run does."""
    return check_copy(words, None)


def test_a_translator_is_asked_again_for_damaged_lines(tmp_path: Path) -> None:
    """The second request has the damage as its reason, and a sound second answer is used."""
    (request,) = asked(markets=["DE"])
    with Loopback() as server:
        server.answer = lambda seen: answered(seen, GOOD if seen.number else {**GOOD, "cta": "Jetzt probieren [TODO]"})
        office = Office(tmp_path, server, judge)
        (outcome,) = asyncio.run(office.words([request])).values()
        (again,) = [content(seen)["refused"]["reasons"] for seen in server.requests if "refused" in content(seen)]

    assert isinstance(outcome, LocalizedCopy)
    assert outcome.copy.cta == GOOD["cta"]
    assert any("“[TODO]”" in reason for reason in again)


def test_of_two_damaged_answers_the_sound_lines_are_kept(tmp_path: Path) -> None:
    """The market fails with the reason; the next run asks for the damaged line alone."""
    (request,) = asked(markets=["DE"])
    with Loopback() as server:
        server.answer = lambda seen: answered(
            seen, GOOD if seen.number > 1 else {**GOOD, "cta": "Jetzt probieren [TODO]"}
        )
        office = Office(tmp_path, server, judge)
        (first,) = asyncio.run(office.words([request])).values()
        kept = office.memory.lookup(line.segment for line in request.lines)
        (second,) = asyncio.run(office.words([request])).values()
        asked_for = [list(content(seen)["lines"]) for seen in server.requests]

    assert isinstance(first, ProviderError)
    assert "Two translations for de-DE have damaged lines. The cta of de-DE has “[TODO]”" in first.sentence
    assert {entry.text for entry in kept.values()} == {GOOD["headline"], GOOD["body"], GOOD["disclaimer"]}
    assert isinstance(second, LocalizedCopy)
    assert second.copy.cta == GOOD["cta"]
    assert asked_for[-1] == ["cta"]
