"""How far the copy of a campaign has come."""

from pathlib import Path

from creative_cli.models import Finding, Status
from creative_cli.translation.locale_progress import LineStage, measure_progress
from creative_cli.translation.memory import SegmentUse
from creative_cli.translation.segment import CopyStatus
from tests.translation.samples import MESSAGE, asked, loaded, memory


def test_each_locale_is_as_far_as_its_least_line(tmp_path: Path) -> None:
    """Missing, draft, reviewed, approved: the locale's stage is the least of its lines', in this order."""
    desk, (german,) = memory(tmp_path), asked(markets=["DE"])
    seen = []
    for line, status in zip(german.lines, [*CopyStatus, CopyStatus.APPROVED], strict=True):
        (found,) = measure_progress(loaded(markets=["DE"]), [german], desk)
        seen.append(found.stage)
        desk.record(line.segment, "Wort", status, origin="person", author="Ada")
    (found,) = measure_progress(loaded(markets=["DE"]), [german], desk)

    assert seen == [LineStage.MISSING] * 4
    assert [line.stage for line in found.lines] == [
        LineStage.DRAFT,
        LineStage.REVIEWED,
        LineStage.APPROVED,
        LineStage.APPROVED,
    ]
    assert found.stage is LineStage.DRAFT


def test_a_changed_source_makes_its_line_stale_and_keeps_what_it_said(tmp_path: Path) -> None:
    """After a change the line is to be translated again; reviewers see what stood there before."""
    desk = memory(tmp_path)
    (before,) = asked(markets=["DE"])
    desk.record_uses([(SegmentUse("summer", "de-DE", line.role), line.segment) for line in before.lines])
    for line in before.lines:
        desk.record(line.segment, f"{line.role} alt", CopyStatus.APPROVED, origin="person", author="Ada")
    changes = {"markets": ["DE"], "message": {**MESSAGE, "headline": "Summer, poured"}}
    (after,) = asked(**changes)
    (found,) = measure_progress(loaded(**changes), [after], desk)

    assert [line.stage for line in found.lines] == [LineStage.STALE, *[LineStage.APPROVED] * 3]
    assert found.lines[0].text == "headline alt"
    assert found.stage is LineStage.STALE


def test_marked_drafts_are_for_review_and_copy_of_the_brief_is_approved(tmp_path: Path) -> None:
    """A draft with findings is marked; a market with its own copy, or the source's language, waits for nothing."""
    desk = memory(tmp_path)
    markets = ["DE", "US", {"country": "FR", "copy": MESSAGE}]
    (german,) = asked(markets=markets)
    finding = Finding("same_numbers", "changed", Status.FAIL, "The body must say 50 %.")
    desk.record(german.lines[1].segment, "x", CopyStatus.DRAFT, origin="translator", author="m", findings=(finding,))
    first, second, third = measure_progress(loaded(markets=markets), [german], desk)

    assert [line.marked for line in first.lines] == [False, True, False, False]
    assert (second.origin, second.stage) == ("source", LineStage.APPROVED)
    assert (third.origin, third.stage) == ("brief", LineStage.APPROVED)
