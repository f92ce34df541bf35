"""Imported translations are checked as in a run: with their neighbors, by the brief's own rules."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from creative_cli.models import Role
from creative_cli.stages.check import check_copy
from creative_cli.translation.exchange.files import read_exchange_file
from creative_cli.translation.exchange.importing import ImportedLine, ImportOutcome, import_translations
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import TranslationRequest, build_requests
from creative_cli.translation.segment import CopyStatus
from tests.translation.samples import GOOD, loaded, memory


def noted(
    folder: Path, limits: Mapping[Role, int] | None = None, **changes: object
) -> tuple[TranslationMemory, TranslationRequest]:
    """Return a memory with the lines and rules of the German copy, as after an export."""
    (request,) = build_requests(loaded(**{"markets": ["DE"], **changes}), lambda _: limits or {})
    desk = memory(folder)
    desk.record_requests([request])
    return desk, request


def imported(
    desk: TranslationMemory,
    request: TranslationRequest,
    folder: Path,
    texts: Mapping[str, str],
    *,
    strict: bool = False,
) -> dict[str, ImportedLine]:
    """Import approved *texts* by role, one per line of a file, and return their outcomes."""
    units = {line.role.value: line.segment.id for line in request.lines}
    rows = ["id,target,status", *(f'{units[role]},"{text}",approved' for role, text in texts.items())]
    path = folder / "back.csv"
    path.write_text("\n".join(rows), "utf-8")
    return {
        one.role: one
        for one in import_translations(desk, [(str(path), read_exchange_file(path))], check_copy, strict=strict)
    }


def status(desk: TranslationMemory, request: TranslationRequest, role: Role) -> CopyStatus | None:
    """Return the status of a line in the memory."""
    (unit,) = (line.segment for line in request.lines if line.role is role)
    entry = desk.lookup([unit]).get(unit.id)
    return None if entry is None else entry.status


@pytest.mark.parametrize(
    ("body", "check", "code"),
    [
        ("Sonnara Cold Brew: jetzt {price}, 50 % weniger Zucker.", "kept_terms", "missing"),
        ("Solara Cold Brew: jetzt {price}, 15 % weniger Zucker.", "same_numbers", "changed"),
        ("Солара и Solara колд брю: сейчас {price}, на 50 % меньше сахара.", "right_script", "wrong_script"),
        ("Solara Eiskaffee: jetzt {price}, 50 % weniger Zucker.", "glossary_terms", "forbidden"),
    ],
)
def test_a_line_that_breaks_a_rule_comes_in_as_a_draft_however_final(
    tmp_path: Path, body: str, check: str, code: str
) -> None:
    """It is reported and stored for reviewers; the other lines keep the status of their file."""
    glossary = [{"term": "cold brew", "translations": {"de": ["Cold Brew"]}, "forbidden": {"de": ["Eiskaffee"]}}]
    desk, request = noted(tmp_path, glossary=glossary)
    back = imported(desk, request, tmp_path, {**GOOD, "body": body})

    assert (back["body"].line, back["body"].outcome) == (3, ImportOutcome.MARKED)
    assert (check, code) in [(one.check, one.code) for one in back["body"].findings]
    assert "kept as a draft to be reviewed; " in back["body"].says
    assert {one.outcome for role, one in back.items() if role != "body"} == {ImportOutcome.KEPT}
    assert [status(desk, request, role) for role in (Role.BODY, Role.CTA)] == [CopyStatus.DRAFT, CopyStatus.APPROVED]


def test_what_was_found_stays_with_the_draft_until_a_better_one_comes(tmp_path: Path) -> None:
    """The finding stays with the draft; a corrected line has the status of its file and no finding."""
    desk, request = noted(tmp_path)
    imported(desk, request, tmp_path, {**GOOD, "headline": "Sommer auf Eis 24"})
    first = desk.lookup([request.lines[0].segment])[request.lines[0].segment.id]
    again = imported(desk, request, tmp_path, {**GOOD, "headline": "Sommer auf Eis 24"})
    repaired = imported(desk, request, tmp_path, GOOD)

    assert [(one.check, one.role) for one in first.findings] == [("same_numbers", Role.HEADLINE)]
    assert again["headline"].outcome is ImportOutcome.MARKED
    assert repaired["headline"].outcome is ImportOutcome.KEPT
    assert status(desk, request, Role.HEADLINE) is CopyStatus.APPROVED


def test_a_line_is_judged_beside_those_the_memory_has(tmp_path: Path) -> None:
    """A name that moved to a line imported before is only a warning."""
    desk, request = noted(tmp_path)
    before = imported(desk, request, tmp_path, {"headline": "Solara: Sommer auf Eis"})
    after = imported(desk, request, tmp_path, {"body": "Cold Brew: jetzt {price}, 50 % weniger Zucker."})

    assert before["headline"].outcome is ImportOutcome.KEPT
    assert after["body"].outcome is ImportOutcome.KEPT
    assert [(one.check, one.code) for one in after["body"].findings] == [("kept_terms", "moved")]
    assert "appears in another line" in after["body"].says


def test_a_reviewed_line_in_breach_never_hides_an_approved_one(tmp_path: Path) -> None:
    """The draft is stored and reported, and the approved translation is still used."""
    desk, request = noted(tmp_path)
    imported(desk, request, tmp_path, GOOD)
    worse = imported(desk, request, tmp_path, {"cta": "Jetzt 3 mal 50 probieren"})["cta"]
    (unit,) = (line.segment for line in request.lines if line.role is Role.CTA)

    assert worse.outcome is ImportOutcome.MARKED
    assert "the approved translation is used" in worse.says
    assert desk.lookup([unit])[unit.id].text == GOOD["cta"]


def test_a_line_longer_than_its_channels_take_is_told(tmp_path: Path) -> None:
    """That is a warning, as in a run: the line keeps the status of its file."""
    desk, request = noted(tmp_path, {Role.HEADLINE: 12})
    headline = imported(desk, request, tmp_path, GOOD)["headline"]

    assert (headline.outcome, [one.code for one in headline.findings]) == (ImportOutcome.KEPT, ["too_long"])
    assert "14 characters, but its channels allow 12" in headline.says


def test_strict_keeps_all_or_nothing(tmp_path: Path) -> None:
    """One invalid line holds every line of every file; without one, all are stored."""
    desk, request = noted(tmp_path)
    held = imported(desk, request, tmp_path, {**GOOD, "cta": "Jetzt 50 probieren"}, strict=True)
    nothing = desk.lookup(line.segment for line in request.lines)
    kept = imported(desk, request, tmp_path, GOOD, strict=True)

    assert (held["cta"].outcome, held["body"].outcome) == (ImportOutcome.MARKED, ImportOutcome.HELD)
    assert nothing == {}
    assert {one.outcome for one in kept.values()} == {ImportOutcome.KEPT}


def test_the_same_line_twice_with_other_words_is_not_guessed_at(tmp_path: Path) -> None:
    """Both are refused, each with the position of the other, and nothing is stored; the same text twice is fine."""
    desk, request = noted(tmp_path)
    cta = next(line.segment.id for line in request.lines if line.role is Role.CTA)
    path = tmp_path / "back.json"
    path.write_text(json.dumps({"lines": [{"id": cta, "target": text} for text in ("Los", "Probieren")]}), "utf-8")
    first, second = import_translations(desk, [(str(path), read_exchange_file(path))], check_copy)
    stored = desk.history([cta])
    path.write_text(json.dumps({"lines": [{"id": cta, "target": "Probieren"}] * 2}), "utf-8")
    same = import_translations(desk, [(str(path), read_exchange_file(path))], check_copy)

    assert (first.outcome, second.outcome, stored) == (ImportOutcome.REFUSED, ImportOutcome.REFUSED, ())
    assert "line 1 has other words for this line" in first.says
    assert [one.outcome for one in same] == [ImportOutcome.KEPT, ImportOutcome.SAME]


def test_a_line_the_brief_no_longer_asks_for_is_judged_alone(tmp_path: Path) -> None:
    """It is stale, and its finding is reported, too."""
    desk, old = noted(tmp_path)
    (new,) = build_requests(
        loaded(
            markets=["DE"], message={"headline": "Autumn", "body": "For {price}.", "cta": "Go", "disclaimer": "No."}
        ),
        lambda _: {},
    )
    desk.record_requests([new])
    body = imported(desk, old, tmp_path, {"body": "Solara Cold Brew: jetzt {price}, 15 % weniger Zucker."})["body"]

    assert body.outcome is ImportOutcome.STALE
    assert [one.check for one in body.findings] == ["same_numbers"]


def test_two_campaigns_with_one_line_judge_it_by_the_rules_of_both(tmp_path: Path) -> None:
    """What one glossary forbids is reported although the other allows it."""
    desk, one = noted(tmp_path)
    glossary = [{"term": "ice", "translations": {"de": ["Eis"]}, "forbidden": {"de": ["Limo"]}}]
    (other,) = build_requests(
        loaded(markets=["DE"], campaign="winter", glossary=[*glossary, *loaded_glossary()]), lambda _: {}
    )
    desk.record_requests([other])
    same = next(line.segment.id for line in other.lines if line.role is Role.CTA)

    assert same == next(line.segment.id for line in one.lines if line.role is Role.CTA)
    assert imported(desk, one, tmp_path, {"cta": "Limo probieren"})["cta"].outcome is ImportOutcome.MARKED


def loaded_glossary() -> list[dict[str, object]]:
    """Return the glossary of the samples' brief, as it is written there."""
    return [{"term": "cold brew", "translations": {"de": ["Cold Brew"], "ja": ["水出し"]}}]
