"""Emphasis and kickers on their way to a translator and back."""

import asyncio
import json
from pathlib import Path

import pytest

from creative_cli.models import AdCopy, CopySource, LocalizedCopy, Role, Status
from creative_cli.stages.check import check_copy
from creative_cli.translation.exchange.files import read_exchange_file, write_exchange_files
from creative_cli.translation.exchange.importing import ImportOutcome, import_translations
from creative_cli.translation.exchange.sheet import EMPHASIS_NOTE, ExchangeFormat, build_sheet
from creative_cli.translation.pseudolocalization import PseudoMode, pseudolocalize_adaptation
from creative_cli.translation.segment import CopyStatus
from creative_cli.translation.translator import TRANSLATION_INSTRUCTIONS
from tests.loopback import Loopback
from tests.translation.samples import GOOD, MESSAGE, Office, answered, asked, content, memory

MARKED = {**MESSAGE, "kicker": "New this summer", "headline": "Summer, *poured over* ice"}
GERMAN = {**GOOD, "kicker": "Neu im Sommer", "headline": "Sommer *auf* Eis"}


def test_the_keys_of_other_copy_are_what_they_were() -> None:
    """Translations that were paid for before emphasis and kickers came are found again."""
    (german,) = asked(markets=["DE"])
    assert [line.segment.id for line in german.lines] == [
        "c06175fd4feed8b25788e184c",
        "c472c90beca454b7e3b8dca9c",
        "cb3be0dd7087a4a28d0e06510",
        "c39a2e71af807e18006e01453",
    ]


def test_a_kicker_and_an_emphasis_change_no_other_line() -> None:
    """Only the headline that is marked is another line."""
    (plain,), (marked,) = asked(markets=["DE"]), asked(markets=["DE"], message=MARKED)
    before, after = ({line.role: line for line in one.lines} for one in (plain, marked))
    assert list(after) == [Role.KICKER, Role.HEADLINE, Role.BODY, Role.CTA, Role.DISCLAIMER]
    same = {role for role, line in before.items() if after[role] == line}
    assert same == {Role.BODY, Role.CTA, Role.DISCLAIMER}
    assert after[Role.HEADLINE].segment.glossary == before[Role.HEADLINE].segment.glossary
    assert (after[Role.HEADLINE].aim, after[Role.HEADLINE].most) == (before[Role.HEADLINE].aim, 160)
    assert marked.original.copy.headline == MESSAGE["headline"]
    assert marked.original.copy.kicker == "New this summer"


def test_short_lines_are_translated_like_others() -> None:
    """Each is a line of its own, with little room to grow; a brief without them asks for nothing more."""
    (german,) = asked(markets=["DE"], message={**MESSAGE, "short": {"headline": "Pour summer", "cta": "Taste"}})
    lines = {line.role: line for line in german.lines}

    assert list(lines)[-2:] == [Role.SHORT_HEADLINE, Role.SHORT_CTA]
    assert lines[Role.SHORT_HEADLINE].segment.text == "Pour summer"
    assert lines[Role.SHORT_HEADLINE].most <= 40
    assert german.original.copy.short_cta == "Taste"


def test_names_are_found_across_asterisks() -> None:
    """An asterisk inside a name hides neither the name nor a term from the translator."""
    message = {**MESSAGE, "headline": "Iced *cold* brew"}
    (german,) = asked(markets=["DE"], message=message)
    (plain,) = asked(markets=["DE"], message={**MESSAGE, "headline": "Iced cold brew"})
    assert german.lines[0].segment.glossary == plain.lines[0].segment.glossary
    sheet = build_sheet([german], {})
    assert [term.source for term in sheet.lines[0].terms] == ["cold brew"]


def test_a_translator_gets_the_asterisks_and_gives_them_back(tmp_path: Path) -> None:
    """The request has the marked headline and the rule for it; the copy is plain, with the phrase beside it."""
    with Loopback() as server:
        server.answer = lambda seen: answered(seen, GERMAN)
        (request,) = asked(markets=["DE"], message=MARKED)
        (words,) = asyncio.run(Office(tmp_path, server).words([request])).values()
    assert content(server.requests[0])["lines"]["headline"]["source"] == "Summer, *poured over* ice"
    assert content(server.requests[0])["lines"]["kicker"]["source"] == "New this summer"
    assert "Asterisks in a source mark the emphasized words" in TRANSLATION_INSTRUCTIONS
    assert isinstance(words, LocalizedCopy)
    assert words.copy.headline == "Sommer auf Eis"
    assert words.copy.kicker == "Neu im Sommer"
    found = words.copy.emphasis
    assert found.text[found.start : found.stop] == "auf"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("headline", "calls"),
    [
        ("Sommer auf Eis", 1),  # no emphasis is no error
        ("Sommer *auf Eis", 2),  # an asterisk that would be printed
        ("Som*mer* auf Eis", 2),
        ("*Sommer* auf *Eis*", 2),
    ],
)
def test_asterisks_that_would_be_printed_are_a_reason_to_ask_again(tmp_path: Path, headline: str, calls: int) -> None:
    """A translation without emphasis is used; one with stray asterisks becomes a draft for review."""
    with Loopback() as server:
        server.answer = lambda seen: answered(seen, {**GERMAN, "headline": headline})
        office = Office(tmp_path, server)
        (request,) = asked(markets=["DE"], message=MARKED)
        (words,) = asyncio.run(office.words([request])).values()
    assert len(server.requests) == calls
    assert isinstance(words, LocalizedCopy)
    codes = [mark.code for mark in words.marks]
    assert codes == (["asterisks"] if calls == 2 else [])
    if calls == 1:
        assert words.copy == AdCopy(headline, GOOD["body"], GOOD["cta"], GOOD["disclaimer"], "Neu im Sommer")


def test_an_asterisk_of_the_source_may_stay(tmp_path: Path) -> None:
    """A footnote's asterisk beside an emphasis is printed in both languages."""
    with Loopback() as server:
        server.answer = lambda seen: answered(seen, {**GERMAN, "headline": "*Nur* 5* auf Eis"})
        (request,) = asked(markets=["DE"], message={**MARKED, "headline": "*Only* 5* poured over"})
        (words,) = asyncio.run(Office(tmp_path, server).words([request])).values()
    assert isinstance(words, LocalizedCopy)
    assert words.copy.headline == "Nur 5* auf Eis"
    assert words.marks == ()


@pytest.mark.parametrize("form", ExchangeFormat)
def test_every_format_carries_both(tmp_path: Path, form: ExchangeFormat) -> None:
    """Marked text goes out and comes back in every format."""
    (request,) = asked(markets=["DE"], message=MARKED)
    here, there = memory(tmp_path / "here"), memory(tmp_path / "there")
    for desk in (here, there):
        desk.record_requests([request])
    for line in request.lines:
        here.record(line.segment, GERMAN[line.role.value], CopyStatus.APPROVED, origin="person", author="Ada")
    out = build_sheet([request], here.lookup(line.segment for line in request.lines))
    ((name, data),) = write_exchange_files(out, form)
    (tmp_path / name).write_bytes(data)
    lines = import_translations(there, [(name, read_exchange_file(tmp_path / name))], check_copy)
    assert {line.outcome for line in lines} == {ImportOutcome.KEPT}
    known = there.lookup(line.segment for line in request.lines)
    assert {line.role.value: known[line.segment.id].text for line in request.lines} == GERMAN


def test_a_sheet_explains_the_asterisks_where_there_are_any() -> None:
    """The note is for the marked headline alone."""
    notes = {
        line.role: dict(line.notes).get("emphasis")
        for line in build_sheet(asked(markets=["DE"], message=MARKED), {}).lines
    }
    assert notes == {**dict.fromkeys(notes, None), Role.HEADLINE: EMPHASIS_NOTE}
    assert all("emphasis" not in dict(line.notes) for line in build_sheet(asked(markets=["DE"]), {}).lines)


@pytest.mark.parametrize(
    ("role", "target", "says"),
    [
        ("headline", "*Sommer* auf *Eis*", "emphasizes more than one phrase"),
        ("kicker", "Neu\nim Sommer", "line break"),
    ],
)
def test_an_import_refuses_what_a_brief_may_not_say(tmp_path: Path, role: str, target: str, says: str) -> None:
    """Two phrases cannot be emphasized, and a kicker has one line."""
    (request,) = asked(markets=["DE"], message=MARKED)
    desk = memory(tmp_path)
    desk.record_requests([request])
    out = build_sheet([request], {})
    ((name, data),) = write_exchange_files(out, ExchangeFormat.JSON)
    sheet = json.loads(data)
    text = json.dumps(sheet, ensure_ascii=False)
    (ident,) = [line.segment.id for line in request.lines if line.role.value == role]
    for entry in _entries(sheet):
        if ident in entry.values():
            entry["target"] = target
    assert text != json.dumps(sheet, ensure_ascii=False)
    (tmp_path / name).write_text(json.dumps(sheet), "utf-8")
    lines = import_translations(desk, [(name, read_exchange_file(tmp_path / name))], check_copy)
    (refused,) = [line for line in lines if line.outcome is ImportOutcome.REFUSED]
    assert refused.role == role
    assert says in refused.says


def _entries(node: object) -> list[dict[str, object]]:
    if isinstance(node, list):
        return [entry for one in node for entry in _entries(one)]
    if isinstance(node, dict):
        return [node, *(entry for one in node.values() for entry in _entries(one))]
    return []


@pytest.mark.parametrize("kind", PseudoMode)
def test_pseudo_copy_has_an_emphasis_too(kind: PseudoMode) -> None:
    """The layout is tested with the emphasis that the brief has."""
    (request,) = asked(markets=["DE"], message=MARKED)
    words = LocalizedCopy(request.original.locale, request.original.copy, CopySource.SOURCE)
    pseudo = pseudolocalize_adaptation(words, kind).copy
    assert "*" not in pseudo.headline
    assert pseudo.emphasis.stop > pseudo.emphasis.start
    assert pseudo.kicker is not None


def test_checks_read_the_printed_words() -> None:
    """No copy check sees an asterisk, and none is hidden from by one."""
    (request,) = asked(markets=["DE"], message={**MARKED, "headline": "*2 Solara* for 1", "kicker": "Since 1990"})
    fine = AdCopy("2 Solara für 1", GOOD["body"], GOOD["cta"], GOOD["disclaimer"], "Seit 1990", "*2* Solara für 1")
    words = LocalizedCopy(request.locale, fine, CopySource.TRANSLATED, original=request.original)
    assert [one.message for one in check_copy(words, None) if one.status >= Status.WARN] == []
    wrong = AdCopy("3 Sol für 1", GOOD["body"], GOOD["cta"], GOOD["disclaimer"], "Seit 1991", "*3* Sol für 1")
    found = check_copy(LocalizedCopy(request.locale, wrong, CopySource.TRANSLATED, original=request.original), None)
    told = {(one.check, one.role) for one in found if one.status >= Status.FAIL}
    assert {("same_numbers", Role.HEADLINE), ("same_numbers", Role.KICKER)} <= told
