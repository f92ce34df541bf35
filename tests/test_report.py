"""The report's figures are those of the runs, however they are grouped, and every format tells the same."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.cli.report_output import draw_charts, draw_sparkline
from creative_cli.events import (
    AssetFailed,
    AssetStored,
    AttemptEnded,
    AttemptStarted,
    HeroMade,
    ProviderPassedOver,
    RunStarted,
)
from creative_cli.models import Finding, Role, Status
from creative_cli.runlog.journal import Entry, Journal
from creative_cli.runlog.report.html_report import page_of
from creative_cli.runlog.report.humanize import format_duration
from creative_cli.runlog.report.run_detail import describe_run
from creative_cli.runlog.report.summary import By, Point, Report, Trend, report_runs, summarize_checks, summarize_runs
from creative_cli.runlog.report.tables import Column, Grid, Kind, Sheet, report_sheet, run_sheet
from creative_cli.runlog.report.text_formats import csv_of, csv_text, markdown_of
from creative_cli.runlog.rows import Figures, FindingCount, Group, Reviews, RunRow, Tally, Trouble
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import ALL_RUNS
from creative_cli.storage.state import StateFolder
from creative_cli.usd import format_usd
from tests.runlog.test_money import ended
from tests.storage.samples import asset

COUNTS = st.integers(0, 1000)
CENTS = st.integers(0, 10_000).map(lambda cents: cents / 100)
COUNTED = ("made", "cached", "failed")
FOUND = ("passed", "skipped", "warned", "failed_checks", "errors")


def run(number: int, campaign: str = "summer", status: str = "finished", **figures: float) -> RunRow:
    """Return the *number*th run, an hour after the one before."""
    started = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(hours=number)
    return RunRow(
        run_id=f"{started:%Y%m%dT%H%M%SZ}-{number:06d}",
        started_at=started,
        campaign=campaign,
        brief=f"briefs/{campaign}.yaml",
        status=status,
        figures=Figures(
            runs=1,
            **{name: int(figures.get(name, 0)) for name in COUNTED},
            findings=Tally(*(int(figures.get(name, 0)) for name in FOUND)),
            cost_usd=figures.get("cost_usd", 0.0),
            maybe_usd=figures.get("maybe_usd", 0.0),
            seconds=figures.get("seconds", 0.0),
        ),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[RunRow]:
    """Draw runs of some campaigns."""
    names = (*COUNTED, *FOUND, "seconds")
    return [
        run(
            number,
            draw(st.sampled_from(["summer", "winter", "spring"])),
            status="finished",
            **{name: float(draw(COUNTS)) for name in names},
            cost_usd=draw(CENTS),
            maybe_usd=draw(CENTS),
        )
        for number in range(0, 7 * draw(st.integers(0, 6)), 7)
    ]


@given(histories(), st.sampled_from([By.CAMPAIGN, By.DAY]))
def test_groups_and_runs_add_up_to_the_totals(history: list[RunRow], by: By) -> None:
    """Nothing is counted twice or left out by grouping."""
    report = summarize_runs(history, by)
    total = report.totals
    figures = [one.figures for one in report.runs]

    assert len(history) == total.runs == len(figures) == sum(group.runs or 0 for group in report.groups)
    for groups in (figures, report.groups):
        counted = cast("list[Group]", groups)
        assert sum(group.made for group in counted) == total.made
        assert sum(group.cached for group in counted) == total.cached
        assert sum(group.failed for group in counted) == total.failed
        assert sum(group.cost_usd for group in counted) == pytest.approx(total.cost_usd)
        assert sum(group.maybe_usd for group in counted) == pytest.approx(total.maybe_usd)
    assert sum((group.found for group in report.groups), Tally()) == total.findings


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(history: list[RunRow], chance: Random) -> None:
    """The same rows in another order are the same report, to the last bit of the cost."""
    before = summarize_runs(history, By.CAMPAIGN)
    chance.shuffle(history)

    assert summarize_runs(history, By.CAMPAIGN) == before


def test_no_runs_are_a_report_of_nothing() -> None:
    """Before the first run every figure is 0 and nothing is divided by it."""
    report = summarize_runs([])

    assert (report.totals.runs, report.totals.made, report.totals.reuse, report.trend) == (0, 0, 0.0, None)
    assert report.totals.findings.worst is None


def test_campaigns_are_in_the_order_of_their_last_run() -> None:
    """The campaign somebody worked on last comes first."""
    report = summarize_runs([run(1, "summer"), run(2, "winter"), run(3, "summer")])

    assert [(group.key, group.runs) for group in report.campaigns] == [("summer", 2), ("winter", 1)]
    assert [one.run_id[-1] for one in report.runs] == ["3", "2", "1"]


def test_checks_with_the_most_trouble_come_first() -> None:
    """Errors weigh more than failures, and these more than warnings; a check's worst code is told first."""
    findings = (
        FindingCount("calm", "fine", Status.PASS, 90),
        FindingCount("worried", "low", Status.WARN, 50),
        FindingCount("broken", "no_answer", Status.ERROR, 1),
        FindingCount("angry", "fine", Status.PASS, 44),
        FindingCount("angry", "far", Status.FAIL, 4),
    )
    checks = summarize_checks(findings)

    assert [check.check_id for check in checks] == ["broken", "angry", "worried", "calm"]
    assert checks[1].findings == Tally(passed=44, failed=4)
    assert [one.code for one in checks[1].codes] == ["far", "fine"]


def test_the_worst_status_is_told() -> None:
    """A tally says how bad it got."""
    assert Tally(passed=5).worst == Status.PASS
    assert Tally(passed=5, skipped=1, warned=2).worst == Status.WARN
    assert Tally(failed=1, errors=1).worst == Status.ERROR


def test_reuse_is_the_share_of_ads_that_were_there() -> None:
    """Ads that failed are neither made nor there."""
    assert summarize_runs([run(1, made=12, cached=36, failed=5)]).totals.reuse == 0.75


def call(attempt: str, provider: str, task: str = "picture", subject: str = "tea") -> AttemptStarted:
    """Return a call that leaves, for at most 4 cents."""
    return AttemptStarted(attempt, task, subject, provider, "one", "", None, 0.04)


def end_of(
    started: AttemptStarted, outcome: str, status: int | None, usd: float = 0.0, message: str = ""
) -> AttemptEnded:
    """Return how a call ended."""
    return replace(ended(started, outcome, usd), status=status, message=message)


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """Return an empty state folder."""
    folder = StateFolder(tmp_path / "state")
    folder.create()
    return folder


def write(state: StateFolder, *events: Entry, run_id: str = "20261122T120000Z-000001") -> str:
    """Write the journal of a run of 48 ads and return its id."""
    with Journal.open(state, run_id) as journal:
        for event in (RunStarted("summer", "briefs/summer.yaml", "ab" * 32, "0.1", 2, 48), *events):
            journal.append(event)
    return run_id


def reported(state: StateFolder) -> Report:
    """Return what all runs come to."""
    with RunLog.open(state) as log:
        return report_runs(log, ALL_RUNS)


def test_a_model_has_its_calls_its_pictures_and_its_money(state: StateFolder) -> None:
    """What was paid by task and what was used meet in one line a model; the busiest comes first."""
    good, outpaint, lost = call("a", "openai"), call("b", "openai", "outpaint"), call("c", "openai", subject="soap")
    ends = (end_of(good, "ok", None, 0.08), end_of(outpaint, "ok", None, 0.02))
    pictures = [
        HeroMade("soap", "generated", "studio", "s", 1, 0.0, cached=False),
        *(HeroMade("tea", "generated", "openai", "one", 1, 0.0, cached=cached) for cached in (False, False, True)),
    ]
    write(state, good, outpaint, lost, *ends, *pictures)

    openai, studio = reported(state).providers
    assert (openai.calls, openai.answered, openai.made, openai.cached) == (3, 2, 2, 1)
    assert openai.cost_usd == pytest.approx(0.10)
    assert openai.maybe_usd == 0.04
    assert (studio.provider, studio.calls, studio.made) == ("studio", 0, 1)


def test_why_a_provider_was_left_is_one_line(state: StateFolder) -> None:
    """Calls that failed alike are one line, whatever the service's own words were."""
    faults = (
        ("tea", "billing", 402, "You have exceeded it."),
        ("soap", "billing", 402, "No more."),
        ("flask", "billing", 402, "No more."),
        ("cup", "transient", 503, ""),
        ("cup", "content_policy", 400, ""),
    )
    events: list[Entry] = []
    for number, (subject, outcome, status, message) in enumerate(faults):
        refused = call(f"a{number}", "huggingface", subject=subject)
        events += [refused, end_of(refused, outcome, status, message=message)]
    for subject in ("tea", "soap", "flask"):
        good = call(f"b{subject}", "openai", subject=subject)
        events += [good, end_of(good, "ok", None, 0.04)]
    write(state, *events, call("z", "huggingface", subject="mug"))

    assert [str(line) for line in reported(state).troubles] == [
        "huggingface: 402 no credit (3×) → openai",
        "huggingface: 400 the prompt was refused (1×) → no other provider was tried",
        "huggingface: 503 the service failed (1×) → tried again",
        "huggingface: the run was killed meanwhile (1×) → no other provider was tried",
    ]


def test_the_trend_is_by_run_then_by_day_week_and_month() -> None:
    """Few runs stand by themselves; more are gathered, and days without any are shown as such."""
    few = summarize_runs([run(number, made=number) for number in range(5)]).trend
    days = summarize_runs([run(6 * number, made=1) for number in range(40)]).trend
    weeks = summarize_runs([run(60 * number, made=1) for number in range(40)]).trend
    months = summarize_runs([run(24 * 30 * number, made=1) for number in range(31)]).trend

    assert few is not None
    assert days is not None
    assert weeks is not None
    assert months is not None
    assert (few.unit, [point.ads for point in few.points]) == ("run", [0, 1, 2, 3, 4])
    assert (days.unit, [point.ads for point in days.points]) == ("day", [4] * 10)
    assert (weeks.unit, len(weeks.points), sum(point.ads for point in weeks.points)) == ("week", 15, 40)
    assert (months.unit, months.points[0].label, sum(point.ads for point in months.points)) == (
        "month",
        "2026-11-01",
        31,
    )
    assert summarize_runs([run(1)]).trend is None


@pytest.mark.parametrize(("encoding", "blocks"), [("utf-8", "▁▅█ "), ("latin-1", "_=# "), ("no-such", "_=# ")])
def test_bars_are_of_what_the_terminal_has(encoding: str, blocks: str) -> None:
    """A value is as high as its share of the greatest; nothing is a space."""
    assert draw_sparkline([0.1, 50.0, 100.0, 0.0], encoding) == blocks


def test_a_chart_has_a_line_for_each_figure_that_ever_was() -> None:
    """Figures that are always zero have none, and the range is told."""
    trend = Trend("day", (Point("a", 2, 0, 0.0, 1.5), Point("b", 4, 0, 0.0, 3.0)))

    assert draw_charts(trend, "utf-8") == ("  ads ▅█ per day, 2 to 4", "    s ▅█ per day, 1.5 to 3.0")


def test_the_sheet_says_money_for_certain_and_perhaps_apart() -> None:
    """Killed runs and reviews are facts too."""
    report = replace(
        summarize_runs([run(1, status="interrupted", made=2, cost_usd=0.08, maybe_usd=0.04)]),
        troubles=(Trouble("huggingface", "auth", "401 the key was refused", 1, "openai", 0.0),),
        reviews=Reviews(3, 1),
    )

    assert report_sheet(report).facts == (
        "1 run, 2 ads made, 0 unchanged (0%), 0 not made, $0.08, 0.0 s",
        "up to $0.04 more may have been charged, for calls with an unknown outcome",
        "1 run interrupted; run the same command again to continue",
        "huggingface: 401 the key was refused (1×) → openai",
        "reviewed: 3 approved, 1 rejected",
    )


@pytest.mark.parametrize("by", list(By))
def test_every_group_has_its_grid(state: StateFolder, by: By) -> None:
    """What was asked for is the first and only grid, with a column named for it."""
    write(
        state,
        HeroMade("iced-tea", "generated", "studio", "s", 1, 0.0, cached=False),
        AssetStored(replace(asset(), findings=asset().findings[:1]), cached=False),
    )
    with RunLog.open(state) as log:
        (grid,) = report_sheet(report_runs(log, ALL_RUNS, by)).grids

    assert grid.columns[0].name == by
    assert len(grid.rows) == 1


def test_people_see_the_newest_runs_and_programs_all() -> None:
    """Columns of zeros are left out for people, never for programs."""
    report = summarize_runs([run(number, made=1) for number in range(25)])
    grid = report_sheet(report).grids[0]

    assert len(grid.for_people().rows) == 20
    assert "failed" not in [column.name for column in grid.for_people().columns]
    rows = list(csv.DictReader(io.StringIO(csv_of(grid))))
    assert len(rows) == 25
    assert {(row["failed"], row["warn"], row["error"]) for row in rows} == {("0", "0", "0")}


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=4))
def test_csv_brings_text_back_and_starts_no_formula(rows: list[list[str]]) -> None:
    """Whatever a brief says, a spreadsheet shows it; only what would run gets an apostrophe before it."""
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))

    assert read[0] == ["a", "b"]
    for row, back in zip(rows, read[1:], strict=True):
        assert [cell.removeprefix("'") for cell in back] == [cell.removeprefix("'") for cell in row]
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in back)


def test_numbers_in_csv_stay_numbers() -> None:
    """A negative number is no formula, and the tail of a sum of floats is cut."""
    grid = Grid("n", (Column("a"), Column("b", Kind.USD)), ((None, 0.1 + 0.2), ("=1+1", -5.0)))

    assert csv_of(grid) == "a,b\r\n,0.3\r\n'=1+1,-5.0\r\n"


HOSTILE = "<script>alert(1)</script>|`x`|\n# h **b** [l](http://x) @all &amp;"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or name in {"src", "href"} for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_runs_nothing_and_loads_nothing() -> None:
    """Names from briefs are text in it; there is no script, no link and no picture from elsewhere."""
    report = summarize_runs([run(1, HOSTILE, made=1), run(2, made=3, warned=2)])
    page = page_of(report_sheet(report))
    parser = _Tags()
    parser.feed(page)

    assert "script" not in parser.tags
    assert HOSTILE in parser.text
    assert "http" not in page.replace("http-equiv", "").replace("http://x", "")
    assert page == page_of(report_sheet(report))
    assert "prefers-color-scheme:dark" in page


def test_markdown_formats_nothing_that_a_brief_says() -> None:
    """A name with every sign of Markdown in it stays in its cell, as it is."""
    (grid,) = report_sheet(summarize_runs([run(1, HOSTILE, made=1)])).grids
    line = markdown_of(Sheet("Runs", (), (grid,))).splitlines()[6]

    assert re.sub(r"\\.", "", line).count("|") == len(grid.for_people().columns) + 1
    assert "<script" not in re.sub(r"\\.", "", line)
    assert "@all" not in line


def found(path: str, *findings: Finding) -> AssetStored:
    """Return an ad and what was found of it."""
    return AssetStored(replace(asset(path), findings=findings), cached=False)


def test_one_run_is_told_whole(state: StateFolder) -> None:
    """Calls in their order, what was left undone, findings by what was said, and failures."""
    low = Finding("text_contrast", "low", Status.WARN, "It is 4.2.", Role.HEADLINE)
    fine = replace(low, code="fine", status=Status.PASS)
    unread = [
        found(f"{tag}/1x1/tea.jpg", Finding("prohibited_words", "no_words", Status.SKIP, why))
        for tag, why in (("de-DE", "No words in de."), ("de-AT", "No words in de."), ("pl-PL", "No words in pl."))
    ]
    run_id = write(
        state,
        call("a", "openai"),
        *(ProviderPassedOver("picture", f"tea{n}", "huggingface", "sdxl", "billing", "Left alone.") for n in range(2)),
        AssetFailed("soap", "JP", "ja-JP", "1:1", "ProviderError", "No credit."),
        found("b/1x1/tea.jpg", low),
        found("a/1x1/tea.jpg", low, fine),
        *unread,
    )
    with RunLog.open(state) as log:
        whole = describe_run(log, run_id)
    sheet = run_sheet(whole)

    assert whole.unfinished == 48 - 5 - 1
    assert [(one.code, one.role, one.paths) for one in whole.findings] == [
        ("low", "headline", ("a/1x1/tea.jpg", "b/1x1/tea.jpg"))
    ]
    assert [grid.title for grid in sheet.grids] == [
        *("By market", "Calls", "Not asked", "Not made", "Findings", "Not checked", "Providers"),
    ]
    assert sheet.grids[5].rows == (
        ("prohibited_words/no_words", "No words in de.", "de-AT, de-DE", 2),
        ("prohibited_words/no_words", "No words in pl.", "pl-PL", 1),
    )
    assert sheet.grids[1].rows[0][:3] == ("picture tea", "openai one", "unknown")
    assert sheet.grids[2].rows == (("huggingface sdxl", "billing", "Left alone.", 2),)
    assert "42 ads unfinished; run the same command again to continue" in sheet.facts
    assert "up to $0.04 more may have been charged, for calls with an unknown outcome" in sheet.facts


def test_money_and_time_are_in_units_people_use() -> None:
    """Less than a cent keeps its digits; a day of work is in hours."""
    assert [format_usd(usd) for usd in (0.0, 0.0004, 0.01, 12.345)] == ["0.00", "0.0004", "0.01", "12.35"]
    assert [format_duration(seconds) for seconds in (34.54, 720, 416034.8)] == ["34.5 s", "12 min", "115.6 h"]
