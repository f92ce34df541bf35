"""Several files for one line, and the cells of tables."""

import json
from pathlib import Path

import pytest

from creative_cli.errors import BriefError
from creative_cli.models import Role
from creative_cli.translation.exchange.files import read_exchange_file
from creative_cli.translation.exchange.importing import ImportOutcome
from creative_cli.translation.segment import CopyStatus
from tests.translation.foreign import bring, desk_for

DRAFT = CopyStatus.DRAFT


def test_two_files_with_other_words_store_nothing(tmp_path: Path) -> None:
    """Both lines are named with their places, and a good line beside them waits."""
    desk, lines = desk_for(tmp_path, "DE")
    cta, headline = lines["de-DE", Role.CTA], lines["de-DE", Role.HEADLINE]
    first, second, good = bring(
        desk,
        tmp_path,
        a_csv=f"id,target\n{cta.id},Jetzt probieren\n",
        b_json=json.dumps(
            {"lines": [{"id": cta.id, "target": "Heute kosten"}, {"id": headline.id, "target": "Sommer"}]}
        ),
    )

    assert [one.outcome for one in (first, second, good)] == [ImportOutcome.REFUSED] * 2 + [ImportOutcome.HELD]
    assert "b.json:1:" in first.says
    assert f"a.csv:2:{len(cta.id) + 2}" in second.says
    assert desk.history([cta.id, headline.id]) == ()


def test_two_files_with_the_same_words_agree_on_the_lower_stage(tmp_path: Path) -> None:
    """A copy of the file that somebody has approved does not approve what the other calls a draft."""
    desk, lines = desk_for(tmp_path, "DE")
    cta = lines["de-DE", Role.CTA]
    bring(
        desk, tmp_path, a_csv=f"id,target,status\n{cta.id},Los,final\n", b_csv=f"id,target,status\n{cta.id},Los,draft\n"
    )

    assert {one.status for one in desk.history([cta.id])} == {DRAFT}


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("id,target\n{id},Gut gekühlt, bitte\n", (2, 39), "3 cells, but the header 2"),
        ("id;target\n{id};Gut; bitte\n", (2, 31), "3 cells, but the header 2"),
        ('id,target\n\n{id},"Gut\ngekühlt", bitte\n', (4, 10), "3 cells"),
        ("id,target,target\n{id},a,b\n", (1, 11), "second column 'target'"),
        ("id,target,status\n{id},Gut,purple\n", (2, 31), "'purple' is not known"),
    ],
)
def test_a_row_with_a_cell_too_many_is_refused_at_the_cell(
    tmp_path: Path, text: str, place: tuple[int, int], says: str
) -> None:
    """A text cut at an unquoted comma must not be half of itself."""
    path = tmp_path / "a.csv"
    path.write_text(text.replace("{id}", "c" + "0" * 24), "utf-8")
    with pytest.raises(BriefError) as caught:
        read_exchange_file(path)

    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == place
    assert says in problem.message


def test_the_rest_of_a_text_that_was_cut_at_its_line_break_is_told(tmp_path: Path) -> None:
    """A line break without quotes makes two rows of one."""
    path = tmp_path / "a.csv"
    path.write_text(f"id,locale,target\nc{'0' * 24},de-DE,Gut gekühlt.\nBitte recyceln.\n", "utf-8")
    with pytest.raises(BriefError, match="a line break in quotes") as caught:
        read_exchange_file(path)

    assert [(one.line, one.column) for one in caught.value.problems] == [(3, 1)]


def test_empty_cells_beyond_the_header_are_a_spreadsheets_way(tmp_path: Path) -> None:
    """Spreadsheets save as many cells as the widest row once had."""
    desk, lines = desk_for(tmp_path, "DE")
    (one,) = bring(desk, tmp_path, a_csv=f"id,target,,\n{lines['de-DE', Role.CTA].id},Jetzt probieren,,\n")

    assert one.outcome is ImportOutcome.KEPT


def test_json_that_is_no_text_is_told(tmp_path: Path) -> None:
    """A number is not an empty translation."""
    path = tmp_path / "a.json"
    path.write_text('{"lines": [\n{"id": "c1", "target": 5}]}', "utf-8")
    with pytest.raises(BriefError, match="target must be text"):
        read_exchange_file(path)
