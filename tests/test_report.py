"""The report's figures are those of the runs, however they are grouped, and every format tells the same."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from random import Random
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.cli.report_output import draw_charts, draw_sparkline
from creative_cli.models import Status
from creative_cli.runlog.aggregates import AdSum, FindingSum, ModelSum, StageSum, Sums, TroubleSum, UseSum, VerdictSum
from creative_cli.runlog.report.html_report import page_of
from creative_cli.runlog.report.humanize import format_duration
from creative_cli.runlog.report.measures import Group, Point, Reviews, Tally, Trend
from creative_cli.runlog.report.run_detail import RunRows, detail
from creative_cli.runlog.report.summary import By, summarize, troubles
from creative_cli.runlog.report.tables import Column, Grid, Kind, Sheet, format_usd, report_sheet, run_sheet
from creative_cli.runlog.report.text_formats import csv_of, csv_text, markdown_of
from creative_cli.runlog.rows import FailureRow, FindingRow, PassedOverRow
from creative_cli.runlog.views import AttemptRow, RunRow

NOTHING = Sums((), (), (), (), (), (), (), ())
COUNTS = st.integers(0, 1000)
CENTS = st.integers(0, 10_000).map(lambda cents: cents / 100)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def run(number: int, campaign: str = "summer", status: str = "finished", **figures: float) -> RunRow:
    """Return the *number*th run, an hour after the one before."""
    started = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(hours=number)
    counts = {name: int(figures.get(name, 0)) for name in ("made", "cached", "failed")}
    found = {name: int(figures.get(name, 0)) for name in ("passes", "skips", "warnings", "fails", "errors")}
    return RunRow(
        run_id=f"{started:%Y%m%dT%H%M%SZ}-{number:06d}",
        started_at=started,
        ended_at=None,
        campaign=campaign,
        brief=f"briefs/{campaign}.yaml",
        brief_sha256="ab" * 32,
        tool="0.1",
        status=status,
        exit_code=0,
        products=2,
        planned=48,
        cost_usd=figures.get("cost_usd", 0.0),
        maybe_usd=figures.get("maybe_usd", 0.0),
        ms=figures.get("ms", 0.0),
        **counts,
        **found,
    )


def sums(  # what a test is about, nothing of the rest
    models: tuple[ModelSum, ...] = (),
    uses: tuple[UseSum, ...] = (),
    stages: tuple[StageSum, ...] = (),
    findings: tuple[FindingSum, ...] = (),
    verdicts: tuple[VerdictSum, ...] = (),
    reasons: tuple[TroubleSum, ...] = (),
) -> Sums:
    """Return what the database added up."""
    return Sums(models, uses, reasons, findings, stages, (), verdicts, ())


def trouble(outcome: str, status: int | None, then: str | None, calls: int = 1, message: str = "") -> TroubleSum:
    """Return calls to Hugging Face that failed alike."""
    return TroubleSum("picture", "huggingface", outcome, status, None, message, then, calls, 0.0)


@st.composite
def histories(draw: st.DrawFn) -> list[RunRow]:
    """Draw runs of some campaigns."""
    names = ("made", "cached", "failed", "passes", "skips", "warnings", "fails", "errors", "ms")
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
    report = summarize(history, NOTHING, by)
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
    before = summarize(history, NOTHING, By.CAMPAIGN)
    chance.shuffle(history)

    assert summarize(history, NOTHING, By.CAMPAIGN) == before


def test_no_runs_are_a_report_of_nothing() -> None:
    """Before the first run every figure is 0 and nothing is divided by it."""
    report = summarize([], NOTHING)

    assert (report.totals.runs, report.totals.made, report.totals.reuse, report.trend) == (0, 0, 0.0, None)
    assert report.totals.findings.worst is None


def test_campaigns_are_in_the_order_of_their_last_run() -> None:
    """The campaign somebody worked on last comes first."""
    report = summarize([run(1, "summer"), run(2, "winter"), run(3, "summer")], NOTHING)

    assert [(group.key, group.runs) for group in report.campaigns] == [("summer", 2), ("winter", 1)]
    assert [one.run_id[-1] for one in report.runs] == ["3", "2", "1"]


def test_checks_with_the_most_trouble_come_first() -> None:
    """Errors weigh more than failures, and these more than warnings; a check's worst code is told first."""
    findings = (
        FindingSum("calm", "fine", Status.PASS, 90),
        FindingSum("worried", "low", Status.WARN, 50),
        FindingSum("broken", "no_answer", Status.ERROR, 1),
        FindingSum("angry", "fine", Status.PASS, 44),
        FindingSum("angry", "far", Status.FAIL, 4),
    )
    report = summarize([run(1)], sums(findings=findings))

    assert [check.check_id for check in report.checks] == ["broken", "angry", "worried", "calm"]
    assert report.checks[1].findings == Tally(passed=44, failed=4)
    assert [one.code for one in report.checks[1].codes] == ["far", "fine"]


def test_the_worst_status_is_told() -> None:
    """A tally says how bad it got."""
    assert Tally(passed=5).worst == Status.PASS
    assert Tally(passed=5, skipped=1, warned=2).worst == Status.WARN
    assert Tally(failed=1, errors=1).worst == Status.ERROR


def test_reuse_is_the_share_of_ads_that_were_there() -> None:
    """Ads that failed are neither made nor there."""
    assert summarize([run(1, made=12, cached=36, failed=5)], NOTHING).totals.reuse == 0.75


def test_a_model_has_its_calls_its_pictures_and_its_money() -> None:
    """What was paid by task and what was used meet in one line a model; the busiest comes first."""
    models = (
        ModelSum("picture", "openai", "one", 3, 2, 0.08, 0.04),
        ModelSum("outpaint", "openai", "one", 1, 1, 0.02, 0.0),
    )
    report = summarize([run(1)], sums(models=models, uses=(UseSum("studio", "s", 1, 0), UseSum("openai", "one", 2, 5))))

    openai, studio = report.providers
    assert (openai.calls, openai.answered, openai.made, openai.cached) == (4, 3, 2, 5)
    assert openai.cost_usd == pytest.approx(0.10)
    assert openai.maybe_usd == 0.04
    assert (studio.provider, studio.calls, studio.made) == ("studio", 0, 1)


def test_why_a_provider_was_left_is_one_line() -> None:
    """Calls that failed alike are one line, whatever the service's own words were."""
    lines = troubles(
        [
            trouble("billing", 402, "openai", 2, "You have exceeded it."),
            trouble("billing", 402, "openai", 1, "No more."),
            trouble("transient", 503, "huggingface"),
            trouble("content_policy", 400, None),
            trouble("unknown", None, None),
        ]
    )

    assert [str(line) for line in lines] == [
        "huggingface: 402 no credit (3×) → openai",
        "huggingface: 400 the prompt was refused (1×) → nobody else was asked",
        "huggingface: 503 the service failed (1×) → asked again",
        "huggingface: the run was killed meanwhile (1×) → nobody else was asked",
    ]


def test_the_trend_is_by_run_then_by_day_week_and_month() -> None:
    """Few runs stand by themselves; more are gathered, and days without any are shown as such."""
    few = summarize([run(number, made=number) for number in range(5)], NOTHING).trend
    days = summarize([run(6 * number, made=1) for number in range(40)], NOTHING).trend
    weeks = summarize([run(60 * number, made=1) for number in range(40)], NOTHING).trend
    months = summarize([run(24 * 30 * number, made=1) for number in range(31)], NOTHING).trend

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
    assert summarize([run(1)], NOTHING).trend is None


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
    report = summarize(
        [run(1, status="interrupted", made=2, cost_usd=0.08, maybe_usd=0.04)],
        sums(
            verdicts=(VerdictSum("approved", 3), VerdictSum("rejected", 1)), reasons=(trouble("auth", 401, "openai"),)
        ),
    )
    sheet = report_sheet(report)

    assert sheet.facts == (
        "1 run, 2 ads made, 0 unchanged (0%), 0 not made, $0.08, 0.0 s",
        "up to $0.04 more may have been charged, for calls whose end nobody saw",
        "1 run interrupted; the same command goes on where it stopped",
        "huggingface: 401 the key was refused (1×) → openai",
        "reviewed: 3 approved, 1 rejected",
    )
    assert report.reviews == Reviews(3, 1)


@pytest.mark.parametrize("by", list(By))
def test_every_group_has_its_grid(by: By) -> None:
    """What was asked for is the first and only grid, with a column named for it."""
    ads = [AdSum("ja-JP", 1, 2, 3, 4, 5, 6, 7, 8, 0.5, 0.25)] if by in {By.MARKET, By.RATIO, By.PRODUCT} else []
    whole = sums(uses=(UseSum("studio", "s", 1, 0),), findings=(FindingSum("calm", "fine", Status.PASS, 9),))
    (grid,) = report_sheet(summarize([run(1, made=1)], whole, by, ads)).grids

    assert grid.columns[0].name == by
    assert len(grid.rows) == 1


def test_people_see_the_newest_runs_and_programs_all() -> None:
    """Columns of zeros are left out for people, never for programs."""
    report = summarize([run(number, made=1) for number in range(25)], NOTHING)
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
    report = summarize([run(1, HOSTILE, made=1), run(2, made=3, warnings=2)], NOTHING)
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
    (grid,) = report_sheet(summarize([run(1, HOSTILE, made=1)], NOTHING)).grids
    line = markdown_of(Sheet("Runs", (), (grid,))).splitlines()[6]

    assert re.sub(r"\\.", "", line).count("|") == len(grid.for_people().columns) + 1
    assert "<script" not in re.sub(r"\\.", "", line)
    assert "@all" not in line


def test_one_run_is_told_whole() -> None:
    """Calls in their order, what was left undone, findings by what was said, and failures."""
    row = run(1, status="interrupted", made=1, failed=1, maybe_usd=0.04)
    call = AttemptRow(
        "e1", row.run_id, NOON, None, "a", "picture", "tea", "openai", "one", "", None, "unknown", "", None, None,
        None, "", 0.0, None, None, 0.04, 0.0, 0.04, None, None,
    )  # fmt: skip
    rested = tuple(
        PassedOverRow(
            f"p{n}", row.run_id, NOON, "picture", f"tea{n}", "huggingface", "sdxl", "billing", "It is left alone."
        )
        for n in range(2)
    )
    failure = FailureRow("e2", row.run_id, NOON, "soap", "JP", "ja-JP", "1:1", "ProviderError", "No credit.")
    said = [
        FindingRow("e3", row.run_id, NOON, path, "text_contrast", code, status, "It is 4.2.", "headline")
        for path, code, status in (("b", "low", Status.WARN), ("a", "low", Status.WARN), ("a", "fine", Status.PASS))
    ]
    markets = (AdSum("ja-JP", 1, 0, 1, 0, 0, 1, 0, 0, 0.0, 0.0),)
    said += [
        FindingRow("e4", row.run_id, NOON, f"{tag}/1x1/tea.jpg", "prohibited_words", "no_words", Status.SKIP, why, None)
        for tag, why in (("de-DE", "No words in de."), ("de-AT", "No words in de."), ("pl-PL", "No words in pl."))
    ]
    whole = detail(RunRows(row, markets, (), (call,), rested, (failure,), said, NOTHING))
    sheet = run_sheet(whole)

    assert whole.unfinished == 46
    assert [(one.code, one.role, one.paths) for one in whole.findings] == [("low", "headline", ("a", "b"))]
    assert [grid.title for grid in sheet.grids] == [
        *("By market", "Calls", "Not asked", "Not made", "Findings", "Not checked"),
    ]
    assert sheet.grids[5].rows == (
        ("prohibited_words/no_words", "No words in de.", "de-AT, de-DE", 2),
        ("prohibited_words/no_words", "No words in pl.", "pl-PL", 1),
    )
    assert sheet.grids[1].rows[0][:3] == ("picture tea", "openai one", "unknown")
    assert sheet.grids[2].rows == (("huggingface sdxl", "billing", "It is left alone.", 2),)
    assert "46 ads left undone; the same command goes on where it stopped" in sheet.facts
    assert "up to $0.04 more may have been charged, for calls whose end nobody saw" in sheet.facts


def test_money_and_time_are_in_units_people_use() -> None:
    """Less than a cent keeps its digits; a day of work is in hours."""
    assert [format_usd(usd) for usd in (0.0, 0.0004, 0.01, 12.345)] == ["0.00", "0.0004", "0.01", "12.35"]
    assert [format_duration(seconds) for seconds in (34.54, 720, 416034.8)] == ["34.5 s", "12 min", "115.6 h"]
