"""Turn reports into sheets: a title, facts as sentences, and grids of cells, which each output format renders."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from math import floor, fsum
from typing import NamedTuple, TypeAlias

from creative_cli.models import Status
from creative_cli.runlog.report.humanize import count_noun, format_duration
from creative_cli.runlog.report.run_detail import RunDetail, TableRow
from creative_cli.runlog.report.summary import SHARED, By, Report, Trend
from creative_cli.runlog.rows import Figures, Group, ProviderShare, Reviews, Saying, StageTime, Tally
from creative_cli.runlog.runlog import UNKNOWN
from creative_cli.usd import format_usd

Cell: TypeAlias = str | int | float | Tally | None

RUNS_SHOWN = 20  # newest runs in a table for people; totals, CSV and JSON include all
SHARING = "the cost of a call is split equally among the ads made from it"
CONTINUE = "run the same command again to continue"
SHORT_ID = 6  # last characters of a run's id, which are enough to name it


class Kind(StrEnum):
    """Type of the cells of a column."""

    TEXT = "text"
    COUNT = "count"
    USD = "usd"
    SECONDS = "seconds"
    FOUND = "found"


class Column(NamedTuple):
    """A column's name and kind."""

    name: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; people see the first `shown` rows (None: all), and programs get all."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: int | None = None

    def for_people(self) -> "Grid":
        """Return the rows to show, without number columns that are all zero.

        Rounds money such that each column still adds up to its rounded sum.
        """
        rows = self.rows[: self.shown]
        kept = [
            place
            for place, column in enumerate(self.columns)
            if column.kind in {Kind.TEXT, Kind.FOUND} or any(row[place] for row in rows)
        ]
        columns = [
            format_usd_column(row[place] for row in self.rows)[: len(rows)]
            if self.columns[place].kind is Kind.USD
            else tuple(row[place] for row in rows)
            for place in kept
        ]
        cut = tuple(zip(*columns, strict=True))
        return replace(self, columns=tuple(self.columns[place] for place in kept), rows=cut)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rendered report; the first grid is the requested one, and the only one in CSV."""

    title: str
    facts: tuple[str, ...]
    grids: tuple[Grid, ...]
    trend: Trend | None = None


def format_cell(cell: Cell, kind: Kind) -> str:
    """Return *cell* as text for people."""
    match cell:
        case None:
            return ""
        case Tally():
            parts = ((cell.warned, "W"), (cell.failed, "F"), (cell.errors, "E"))
            return " ".join(f"{count}{name}" for count, name in parts if count) or "-"
        case float() if kind is Kind.USD:
            return format_usd(cell)
        case float():
            return f"{cell:.1f}"
        case _:
            return str(cell)


def format_known_usd(usd: float, unknown: int) -> str:
    """Return dollars; where *unknown* runs have lost lines of their journals, what is known of them."""
    if not unknown:
        return f"${format_usd(usd)}"
    return f"at least ${format_usd(usd)}" if usd else "unknown cost"


def _usd_cell(usd: float, unknown: int) -> Cell:
    if not unknown:
        return usd
    return f"at least {format_usd(usd)}" if usd else UNKNOWN


def format_usd_column(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Return the amounts of a column to the cent, or all with four decimals if one is below a cent.

    The amounts that lost most by rounding down are raised (largest remainder): the column adds up to its rounded sum.
    Other cells are unchanged.
    """
    whole = tuple(cells)
    places = [place for place, cell in enumerate(whole) if isinstance(cell, float)]
    amounts = [cell for cell in whole if isinstance(cell, float)]
    digits = 4 if any(0 < amount < 0.01 for amount in amounts) else 2  # noqa: PLR2004  # a cent
    exact = [amount * 10**digits for amount in amounts]
    units = [floor(amount) for amount in exact]
    short = round(fsum(exact)) - sum(units)
    for number in sorted(range(len(exact)), key=lambda number: units[number] - exact[number])[:short]:
        units[number] += 1
    read = {place: f"{unit / 10**digits:.{digits}f}" for place, unit in zip(places, units, strict=True)}
    return tuple(read.get(place, cell) for place, cell in enumerate(whole))


def report_sheet(report: Report) -> Sheet:
    """Return the sheet of many runs: the requested grouping, or the list of runs and all other tables."""
    grids = {By.PROVIDER: _providers(report.providers, report.totals.unknown), By.CHECK: _checks(report)}
    if report.by is None:
        others = (grids[By.PROVIDER], _stages(report.stages), grids[By.CHECK], _failures(report))
        shown_grids = (_runs(report), *(grid for grid in others if grid.rows))
    else:
        by = By(report.by)
        shown_grids = (grids[by] if by in grids else _groups(f"By {by}", by, report.groups),)
    return Sheet("Runs", _facts(report), shown_grids, report.trend)


def _facts(report: Report) -> tuple[str, ...]:
    total = report.totals
    ads = f"{count_noun(total.made, 'ad')} made, {total.cached} unchanged ({total.reuse:.0%}), {total.failed} not made"
    cost = format_known_usd(total.cost_usd, total.unknown)
    facts = [f"{count_noun(total.runs, 'run')}, {ads}, {cost}, {format_duration(total.seconds)}"]
    facts += _maybe_charged(total)
    facts += _unknown_cost(total)
    if report.interrupted:
        facts.append(f"{count_noun(report.interrupted, 'run')} interrupted; {CONTINUE}")
    if report.by in SHARED and total.cost_usd + total.maybe_usd:
        facts.append(SHARING)
    if elsewhere := sum(share.cost_usd for share in report.elsewhere):
        facts.append(f"${format_usd(elsewhere)} by other commands (search, translation)")
    return (*facts, *(str(trouble) for trouble in report.troubles), *_reviewed(report.reviews))


def _maybe_charged(figures: Figures) -> tuple[str, ...]:
    if not figures.maybe_usd:
        return ()
    return (f"up to ${format_usd(figures.maybe_usd)} more may have been charged, for calls with an unknown outcome",)


def _unknown_cost(figures: Figures) -> tuple[str, ...]:
    if not figures.unknown:
        return ()
    whose = "lines of its journal are" if figures.unknown == 1 else "lines of their journals are"
    return (
        f"what {count_noun(figures.unknown, 'run')} cost is unknown: {whose} damaged or lost; see: creative doctor",
    )


def _reviewed(reviews: Reviews) -> tuple[str, ...]:
    if reviews == Reviews():
        return ()
    return (f"reviewed: {reviews.approved} approved, {reviews.rejected} rejected",)


def _runs(report: Report) -> Grid:
    names = ("run", "started UTC", "campaign", "status")
    figures = (("new", Kind.COUNT), ("ads", Kind.COUNT), ("failed", Kind.COUNT), ("found", Kind.FOUND),
               ("USD", Kind.USD), ("maybe", Kind.USD), ("s", Kind.SECONDS))  # fmt: skip
    rows = [
        (
            run.run_id[-SHORT_ID:],
            _minute(run.started_at),
            run.campaign,
            run.status,
            run.figures.made,
            run.figures.made + run.figures.cached,
            run.figures.failed,
            run.figures.findings,
            _usd_cell(run.figures.cost_usd, run.figures.unknown),
            run.figures.maybe_usd,
            run.figures.seconds,
        )
        for run in report.runs
    ]
    return Grid("Runs", _columns(names, figures), tuple(rows), RUNS_SHOWN)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _columns(names: Iterable[str], figures: Iterable[tuple[str, Kind]]) -> tuple[Column, ...]:
    return (*map(Column, names), *(Column(name, kind) for name, kind in figures))


def _groups(title: str, by: str, groups: Sequence[Group]) -> Grid:
    figures = (("runs", Kind.COUNT), ("new", Kind.COUNT), ("ads", Kind.COUNT), ("failed", Kind.COUNT),
               ("found", Kind.FOUND), ("USD", Kind.USD), ("maybe", Kind.USD), ("s", Kind.SECONDS))  # fmt: skip
    rows = [
        (
            one.key,
            one.runs,
            one.made,
            one.made + one.cached,
            one.failed,
            one.found,
            _usd_cell(one.cost_usd, one.unknown),
            one.maybe_usd,
            one.seconds,
        )
        for one in groups
    ]
    return Grid(title, _columns((by,), figures), tuple(rows))


def _providers(providers: Sequence[ProviderShare], unknown: int) -> Grid:
    figures = (("calls", Kind.COUNT), ("good", Kind.COUNT), ("new", Kind.COUNT), ("earlier", Kind.COUNT),
               ("USD", Kind.USD), ("maybe", Kind.USD))  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (one.provider, one.model, one.calls, one.answered, one.made, one.cached, one.cost_usd, one.maybe_usd)
        for one in providers
    ]
    rows += [(UNKNOWN, "", 0, 0, 0, 0, UNKNOWN, 0.0)] if unknown else []
    return Grid("Providers", _columns(("provider", "model"), figures), tuple(rows))


def _stages(stages: Sequence[StageTime]) -> Grid:
    figures = (
        ("pieces", Kind.COUNT),
        ("s of work", Kind.SECONDS),
        ("s of CPU", Kind.SECONDS),
        ("ms each", Kind.SECONDS),
    )
    rows = [(one.stage, one.pieces, one.ms / 1000, one.cpu_ms / 1000, one.ms / max(one.pieces, 1)) for one in stages]
    return Grid("Time per stage, added up over threads", _columns(("stage",), figures), tuple(rows))


def _checks(report: Report) -> Grid:
    figures = (("warn", Kind.COUNT), ("fail", Kind.COUNT), ("error", Kind.COUNT), ("pass", Kind.COUNT))
    wanted = report.checks if report.by == By.CHECK else [one for one in report.checks if one.findings.trouble]
    rows = [
        (
            one.check_id,
            ", ".join(dict.fromkeys(code.code for code in one.codes if code.status >= Status.WARN)),
            one.findings.warned,
            one.findings.failed,
            one.findings.errors,
            one.findings.passed,
        )
        for one in wanted
    ]
    return Grid("Checks", _columns(("check", "says"), figures), tuple(rows))


def _failures(report: Report) -> Grid:
    rows = [(one.error, one.message, one.ads) for one in report.failures]
    return Grid("Not made", _columns(("error", "why"), (("ads", Kind.COUNT),)), tuple(rows))


def run_sheet(detail: RunDetail) -> Sheet:
    """Return the sheet of one run."""
    figures = detail.run.figures
    ads = f"{count_noun(figures.made, 'ad')} made, {figures.cached} unchanged, {figures.failed} not made"
    cost = format_known_usd(figures.cost_usd, figures.unknown)
    facts = [
        f"{detail.run.campaign}, from {detail.run.brief}, {_minute(detail.run.started_at)} UTC",
        f"{detail.run.status}: {ads}, {cost}, {format_duration(figures.seconds)}",
    ]
    if detail.unfinished and detail.run.status != "running":
        facts.append(f"{count_noun(detail.unfinished, 'ad')} unfinished; {CONTINUE}")
    facts += _maybe_charged(figures)
    facts += _unknown_cost(figures)
    if any(market.cost_usd or market.maybe_usd for market in detail.markets):
        facts.append(SHARING)
    facts += [str(trouble) for trouble in detail.troubles]
    grids = (
        _groups("By market", "market", detail.markets),
        Grid("Calls", _CALLS, tuple(_call(attempt) for attempt in detail.attempts)),
        _passed_over(detail),
        _unmade_ads("Left out", detail.left_out),
        _failed_ads(detail),
        _found(detail),
        _ruled(detail),
        _unchecked(detail),
        _providers(detail.providers, figures.unknown),
        _stages(detail.stages),
    )
    markets, *others = grids
    kept = (markets, *(grid for grid in others if grid.rows))
    return Sheet(f"Run {detail.run.run_id}", (*facts, *_reviewed(detail.reviews)), kept)


_CALLS = (
    Column("for"),
    Column("asked"),
    Column("outcome"),
    Column("then"),
    Column("USD", Kind.USD),
    Column("maybe", Kind.USD),
    Column("s", Kind.SECONDS),
)


def _call(attempt: TableRow) -> tuple[Cell, ...]:
    status = "" if attempt["http_status"] is None else f"{attempt['http_status']} "
    return (
        f"{attempt['task']} {attempt['subject']}",
        f"{attempt['provider']} {attempt['model']}".strip(),
        f"{status}{attempt['outcome']}",
        attempt["next_provider"] or "",
        attempt["usd"],
        attempt["maybe_usd"],
        attempt["ms"] / 1000,
    )


def _passed_over(detail: RunDetail) -> Grid:
    alike = Counter(
        (f"{one['provider']} {one['model']}".strip(), one["outcome"], one["message"]) for one in detail.passed_over
    )
    rows = [(*reason, times) for reason, times in alike.items()]
    return Grid("Not asked", _columns(("provider", "rests for", "why"), (("calls", Kind.COUNT),)), tuple(rows))


def _failed_ads(detail: RunDetail) -> Grid:
    return _unmade_ads("Not made", detail.failures)


def _unmade_ads(title: str, ads: Sequence[TableRow]) -> Grid:
    by_reason: dict[str, list[str]] = {}
    for one in ads:
        by_reason.setdefault(one["message"], []).append(f"{one['product']} {one['locale']} {one['ratio']}")
    rows = [(names[0], why, len(names)) for why, names in by_reason.items()]
    return Grid(title, _columns(("such as", "why"), (("ads", Kind.COUNT),)), tuple(rows))


def _found(detail: RunDetail) -> Grid:
    rows = [(one.status.name, f"{one.check_id}/{one.code}", one.message, len(one.paths)) for one in detail.findings]
    return Grid("Findings", _columns(("status", "check", "says"), (("ads", Kind.COUNT),)), tuple(rows))


def _ruled(detail: RunDetail) -> Grid:
    rows = [
        (
            "waived" if one["waived"] else f"{one['given']} as {one['status']}",
            *(f"{one['check_id']}/{one['code']}", one["note"], one["ads"]),
        )
        for one in detail.rulings
    ]
    return Grid("Waivers and profile", _columns(("counts", "check", "why"), (("ads", Kind.COUNT),)), tuple(rows))


def _unchecked(detail: RunDetail) -> Grid:
    rows = [(f"{one.check_id}/{one.code}", one.message, _markets(one), len(one.paths)) for one in detail.unchecked]
    return Grid("Not checked", _columns(("check", "why", "markets"), (("ads", Kind.COUNT),)), tuple(rows))


def _markets(saying: Saying) -> str:
    # The first folder of an ad's path is its market.
    return ", ".join(dict.fromkeys(path.split("/", maxsplit=1)[0] for path in saying.paths))
