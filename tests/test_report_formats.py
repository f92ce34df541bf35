"""`creative report` tells the same sums in every format and by every grouping, in a pipe and at any width."""

import csv
import io
import json
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import pytest

from creative_cli.events import AssetStored, RunFinished, RunStarted
from creative_cli.models import Status
from creative_cli.runlog.journal import Journal
from creative_cli.storage.state import StateFolder
from tests.command import creative
from tests.parameters import parametrize_sparsely
from tests.runlog.test_money import ended, painted, started
from tests.storage.samples import asset

GROUPS = ("campaign", "market", "ratio", "product", "provider", "check", "month")
RUNS = 12


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> StateFolder:
    """Return the memory of twelve runs of three campaigns: calls of two services, three markets, two ratios."""
    folder = StateFolder(tmp_path_factory.mktemp("report") / "state")
    folder.create()
    draw = Random(7)  # noqa: S311  # figures to add up, the same each time
    for number in range(RUNS):
        campaign = f"campaign-{number % 3}"
        with Journal.open(folder, f"202611{number + 1:02}T120000Z-{number:06d}") as journal:
            journal.append(RunStarted(campaign, f"briefs/{campaign}.yaml", "ab" * 32, "0.1", 1, 6))
            refused, good, lost = started("a", "huggingface"), started("b"), started("c")
            for event in (refused, ended(refused, "billing", 0.0), good, ended(good, usd=draw.choice((0.04, 0.0123)))):
                journal.append(event)
            if number % 4 == 0:
                journal.append(lost)
                journal.append(ended(lost, "timed_out", 0.0, maybe=True))
            journal.append(painted())
            for locale in ("ja-JP", "de-DE", "ar-SA"):
                for ratio in ("1:1", "9:16"):
                    one = asset(f"{locale}/{ratio.replace(':', 'x')}/tea.jpg")
                    status = draw.choice((Status.WARN, Status.FAIL))
                    findings = (one.findings[0], replace(one.findings[1], status=status))
                    stored = replace(one, ratio=ratio, status=status, findings=findings)
                    journal.append(AssetStored(stored, cached=draw.random() < 0.3))
            journal.append(RunFinished("finished", 0, 6, 0, 0, 0.0, 1000.0))
    return folder


def told(state: StateFolder, *arguments: str) -> str:
    """Return what the command writes into a pipe."""
    done = creative("report", "--state", str(state.root), *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(state: StateFolder, *arguments: str) -> str:
    """Return the sentence and the next step with which the command refuses."""
    done = creative("report", "--state", str(state.root), *arguments)
    assert done.returncode == 2, done.stdout
    return done.stderr


@cache
def read(state: StateFolder, *arguments: str) -> str:
    """Return what `told` returns, asking once: for runs that no test adds to."""
    return told(state, *arguments)


class _Cells(HTMLParser):
    """The first table of a page, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._tables, self._inside = 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._tables += tag == "table"
        if self._tables == 1 and tag == "tr":
            self.rows.append([])
        if self._tables == 1 and tag in {"td", "th"}:
            self._inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def added(rows: Sequence[Sequence[str]]) -> dict[str, float]:
    """Add up the columns of figures of a table, by name; `found` is cut into its three."""
    sums: dict[str, float] = {}
    heads, *lines = rows
    for line in lines:
        for head, cell in zip(heads, line, strict=True):
            if head == "found":
                for count, sign in re.findall(r"(\d+)([WFE])", cell):
                    name = {"W": "warn", "F": "fail", "E": "error"}[sign]
                    sums[name] = sums.get(name, 0.0) + int(count)
            elif re.fullmatch(r"\d+(\.\d+)?", cell):
                sums[head] = sums.get(head, 0.0) + float(cell)
    return {name: round(total, 2) for name, total in sums.items() if total}


def of_json(document: dict[str, Any], by: str) -> dict[str, float]:
    """Add up the same figures of the JSON document."""
    report = document["report"]
    rows = {"provider": report["providers"], "check": report["checks"]}.get(by, report["groups"])
    sums: dict[str, float] = {}
    for row in rows:
        tally = row.get("found") or row.get("findings") or {}
        made, cached = row.get("made", 0), row.get("cached", 0)
        figures = {
            "new": made,
            **({"earlier": cached} if by == "provider" else {"ads": made + cached}),
            "runs": row.get("runs") or 0,
            "failed": row.get("failed", 0),
            "calls": row.get("calls", 0),
            "good": row.get("answered", 0),
            "USD": row.get("cost_usd", 0.0),
            "maybe": row.get("maybe_usd", 0.0),
            "s": row.get("seconds") or 0.0,
            "warn": tally.get("warned", 0),
            "fail": tally.get("failed", 0),
            "error": tally.get("errors", 0),
            **({"pass": tally.get("passed", 0)} if by == "check" else {}),
        }
        for name, figure in figures.items():
            sums[name] = sums.get(name, 0.0) + figure
    return {name: round(total, 2) for name, total in sums.items() if total}


@parametrize_sparsely(("by", "form"), GROUPS, ["csv", "md", "html"], together=1)
def test_every_format_adds_up_to_the_same(state: StateFolder, by: str, form: str) -> None:
    """JSON and CSV, Markdown or HTML hold the same figures, column by column; the table in a pipe has as many rows."""
    expected = of_json(json.loads(read(state, "--by", by, "--format", "json")), by)
    text = read(state, "--by", by, "--format", form)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(text)))
    elif form == "md":
        lines = [line for line in text.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])]
        assert len(read(state, "--by", by).split("\n\n")[-1].splitlines()) == len(rows)
    else:
        page = _Cells()
        page.feed(text)
        rows = page.rows

    assert expected
    assert added(rows) == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize("by", ["campaign", "market", "ratio", "product", "day", "month"])
def test_every_grouping_adds_up_to_the_totals(state: StateFolder, by: str) -> None:
    """However ads are grouped, all of them are counted once."""
    report = json.loads(read(state, "--by", by, "--json"))["report"]

    for figure in ("made", "cached", "failed"):
        assert sum(group[figure] for group in report["groups"]) == report["totals"][figure]
    assert report["totals"]["made"] + report["totals"]["cached"] == RUNS * 6


@pytest.mark.parametrize("by", ["campaign", "provider", "market", "ratio", "product", "day", "month"])
def test_money_adds_up_and_what_may_be_charged_stands_apart(state: StateFolder, by: str) -> None:
    """However it is grouped the same dollars come out; calls whose end is unknown are never among them."""
    report = json.loads(read(state, "--by", by, "--json"))["report"]
    groups = report["providers"] if by == "provider" else report["groups"]

    for figure in ("cost_usd", "maybe_usd"):
        assert sum(group[figure] for group in groups) == pytest.approx(report["totals"][figure])
    assert report["totals"]["maybe_usd"] == pytest.approx(3 * 0.04)
    assert "up to $0.12 more may have been charged" in read(state)
    assert "huggingface: 402 no credit (12×) → openai" in read(state)


@pytest.mark.parametrize("by", ["campaign", "provider", "market", "ratio", "product", "day", "month"])
def test_what_is_read_adds_up_to_the_cent(state: StateFolder, by: str) -> None:
    """The rounded amounts of a table are those of the total, to the cent, in every format."""
    report = json.loads(read(state, "--by", by, "--json"))["report"]
    total = round(report["totals"]["cost_usd"], 2)
    comma = list(csv.DictReader(io.StringIO(read(state, "--by", by, "--format", "csv"))))
    lines = [line for line in read(state, "--by", by, "--format", "md").splitlines() if line.startswith("|")]
    marked = [[cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])]
    page = _Cells()
    page.feed(read(state, "--by", by, "--format", "html"))

    assert round(sum(float(row["USD"]) for row in comma), 2) == total
    assert added(marked)["USD"] == total
    assert added(page.rows)["USD"] == total
    assert f"${total:.2f}" in read(state)


def test_a_picture_is_paid_by_the_markets_it_serves(state: StateFolder) -> None:
    """Three markets that took the same new ads bear the same, and the report says how it was shared."""
    told_by_market = read(state, "--by", "market")
    detail = read(state, "last")

    assert "the cost of a call is split equally among the ads made from it" in told_by_market
    assert "the cost of a call is split equally among the ads made from it" in detail
    assert "shared" not in read(state, "--by", "month")
    report = json.loads(read(state, "--by", "month", "--json"))["report"]
    # What the fixture writes has the time of the test itself.
    assert {group["key"] for group in report["groups"]} == {run["started_at"][:7] for run in report["runs"]}


def test_a_run_that_made_no_ad_has_no_empty_table(tmp_path: Path) -> None:
    """What was paid before it was stopped is told, under no market, and no heading stands alone."""
    folder = StateFolder(tmp_path / "state")
    folder.create()
    with Journal.open(folder, "20261101T120000Z-000001") as journal:
        journal.append(RunStarted("tea", "tea.yaml", "ab" * 32, "0.1", 1, 6))
    bare = told(folder, "last")
    with Journal.open(folder, "20261102T120000Z-000002") as journal:
        call = started("a")
        for event in (RunStarted("tea", "tea.yaml", "ab" * 32, "0.1", 1, 6), call, ended(call)):
            journal.append(event)
    paid = json.loads(told(folder, "last", "--json"))["run"]["markets"]

    assert "market" not in bare
    assert "6 ads unfinished" in bare
    assert [(group["key"], group["cost_usd"]) for group in paid] == [("no ad", 0.04)]


def test_until_ends_a_period_and_has_its_last_day(state: StateFolder) -> None:
    """A day is in the period, a time and an age are not; each run is before or after, never both."""

    def count(*options: str) -> int:
        runs: int = json.loads(told(state, *options, "--json"))["report"]["totals"]["runs"]
        return runs

    assert count("--until", "2026-11-06") + count("--since", "2026-11-07") == RUNS
    assert count("--until", "2026-11-07") + count("--since", "2026-11-07") == RUNS + 1
    assert count("--since", "2026-11-07", "--until", "2026-11-07") == 1
    assert count("--until", "2026-11-07T00:00") == count("--until", "2026-11-06")
    assert count("--until", "5200w") == 0
    assert count("--until", "0005-01-01") == 0
    assert "No runs match" in told(state, "--until", "2001-01-01")
    assert "No runs match" in told(state, "--campaign", "")
    for wrong in (("--since", "2026-11-08", "--until", "2026-11-07"), ("--since", "1d", "--until", "2d")):
        assert "ends before it begins" in refused(state, *wrong)
    for text in ("soon", "9999-12-31T23:59-05:00", "0001-01-01T00:00+05:00"):
        assert f"'{text}' is not a date" in refused(state, "--until", text)
    assert "--until" in refused(state, "last", "--until", "1d")


def test_since_takes_days_weeks_and_dates(state: StateFolder) -> None:
    """The runs are those that started since then, and their figures are added up alone."""
    assert json.loads(told(state, "--since", "2026-11-07", "--json"))["report"]["totals"]["runs"] == 6
    assert json.loads(told(state, "--since", "5200w", "--json"))["report"]["totals"]["runs"] == RUNS
    assert "No runs match" in told(state, "--since", "2999-01-01")


@pytest.mark.parametrize("width", [60, 80, 160])
def test_no_line_is_wider_than_the_terminal(state: StateFolder, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables keep to the width there is, and every figure stays whole."""
    monkeypatch.setitem(os.environ, "COLUMNS", str(width))
    text = told(state, "--by", "campaign")

    assert max(len(line) for line in text.split("\n\n", 1)[1].splitlines()) <= width
    assert re.search(r"campaign-0 +4 ", text)


def test_the_report_of_nothing_is_a_sentence_or_an_empty_table(tmp_path: Path) -> None:
    """Before the first run every format answers."""
    empty = StateFolder(tmp_path / "empty")

    assert "No runs yet" in told(empty)
    assert json.loads(told(empty, "--json"))["report"]["totals"]["runs"] == 0
    assert len(told(empty, "--by", "market", "--format", "csv").splitlines()) == 1
    assert "<h1>Runs</h1>" in told(empty, "--format", "html")
