"""Everything people and scripts see: results on stdout, talk on stderr, the same records as tables or JSON.

Progress is drawn from the run's typed events; nothing below this room prints. Long, as it is
the one sink: a table, its JSON and its progress are read side by side.
"""

import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from creative_cli import __version__
from creative_cli.errors import BriefError, CreativeError
from creative_cli.events import (
    AssetFailed,
    AssetStored,
    CanvasMade,
    Event,
    HeroMade,
    RunFinished,
    RunStarted,
)
from creative_cli.records import Asset, Status
from creative_cli.storage.codec import pretty

if TYPE_CHECKING:
    from creative_cli.brief.loader import LoadedBrief
    from creative_cli.diagnosis import Diagnosis
    from creative_cli.memory import Answer
    from creative_cli.order import Preview, RunResult
    from creative_cli.report import Figures, Report

COLOURS = {
    Status.PASS: "green",
    Status.SKIP: "cyan",
    Status.WARN: "yellow",
    Status.FAIL: "red",
    Status.ERROR: "magenta",
}
PLAIN_STEPS = 8
"""How often plain progress speaks in a run: a CI log wants signs of life, not one line an ad."""

RUNS_SHOWN = 20
"""Newest runs in the table of a report; the totals count all."""

_talk = Console(stderr=True, highlight=False)


def show_error(error: CreativeError) -> None:
    """Tell what happened and the next step. Problems of a brief stand one to a line, as editors read them."""
    if isinstance(error, BriefError):
        for problem in error.problems:
            _talk.print(Text(str(problem)), soft_wrap=True)
        count = len(error.problems)
        _talk.print(Text(f"{count} problem{'s' if count > 1 else ''}; nothing was made."), style="bold red")
        return
    _talk.print(Text("Error: ", style="bold red") + Text(error.sentence), soft_wrap=True)
    if error.hint:
        _talk.print(Text(error.hint), soft_wrap=True)


def show_bug(error: BaseException) -> None:
    """Print the traceback and how to report it: an error we did not foresee is ours."""
    _talk.print(Text("".join(traceback.format_exception(error))), soft_wrap=True)
    version = f"creative {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    _talk.print(Text("This is a bug of creative, not of your brief."), style="bold red")
    _talk.print(Text(f"Please report the lines above with your brief and: {version}"), soft_wrap=True)


class Watcher:
    """Shows a run's progress on stderr: bars in a terminal, a few plain lines elsewhere, nothing when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        """Decide by the terminal how to show progress."""
        self._quiet = quiet
        self._bar: Progress | None = None
        self._total = self._done = 0
        self._campaign = ""

    def __call__(self, event: Event) -> None:
        """Take note of *event*; any thread may call."""
        if self._quiet:
            return
        match event:
            case RunStarted():
                self._start(event)
            case HeroMade():
                self._say(f"generate  {event.product} ({'from an earlier run' if event.cached else event.provider})")
            case CanvasMade():
                self._say(f"compose   {event.product} {event.ratio} {event.direction}")
            case AssetStored():
                self._step(f"store     {event.asset.product} {event.asset.ratio} {event.asset.locale}")
            case AssetFailed():
                _talk.print(
                    Text(f"failed    {event.product} {event.ratio} {event.locale}: {event.message}"), style="red"
                )
                self._step("")
            case RunFinished():
                self._stop()
            case _:
                pass

    def _start(self, event: RunStarted) -> None:
        self._total, self._done, self._campaign = event.assets, 0, event.campaign
        if _talk.is_terminal:
            self._bar = Progress(
                TextColumn("{task.fields[campaign]}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.description}", style="dim"),
                console=_talk,
                transient=True,
            )
            self._task = self._bar.add_task("", total=event.assets, campaign=event.campaign)
            self._bar.start()
        else:
            _talk.print(Text(f"{event.campaign}: {event.assets} ads of {event.products} products"), soft_wrap=True)

    def _say(self, what: str) -> None:
        if self._bar is not None:
            self._bar.update(self._task, description=what)
        elif what.startswith("generate"):
            _talk.print(Text(f"{self._campaign}: {what}"), soft_wrap=True)

    def _step(self, what: str) -> None:
        self._done += 1
        if self._bar is not None:
            self._bar.update(self._task, advance=1, description=what)
        elif self._done * PLAIN_STEPS // self._total > (self._done - 1) * PLAIN_STEPS // self._total:
            _talk.print(Text(f"{self._campaign}: {self._done} of {self._total}"), soft_wrap=True)

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


@dataclass(slots=True)
class Screen:
    """Where a command's result goes: tables for people, one JSON document for scripts, nothing when quiet."""

    as_json: bool = False
    quiet: bool = False
    _out: Console = field(default_factory=lambda: Console(highlight=False))

    def watcher(self) -> Watcher:
        """Return what shows a run's progress."""
        return Watcher(quiet=self.quiet or (self.as_json and not _talk.is_terminal))

    def say(self, sentence: str) -> None:
        """Talk to people: on stderr, so that scripts get results only."""
        if not self.quiet:
            _talk.print(Text(sentence), soft_wrap=True)

    def _json(self, document: object) -> None:
        sys.stdout.write(pretty(document).decode())

    def _line(self, text: str | Text, style: str = "") -> None:
        self._out.print(Text(text) if isinstance(text, str) else text, style=style, soft_wrap=True)

    def show_results(self, results: Sequence["RunResult"]) -> None:
        """Show how runs went: what was made, what was found, where it is, and what to do next."""
        if self.as_json:
            self._json({"schema": 1, "runs": [_result_document(result) for result in results]})
            return
        if self.quiet:
            return
        for result in results:
            self._summary(result)

    def _summary(self, result: "RunResult") -> None:
        self._line(f"{result.campaign}: {len(result.assets)} ads", style="bold")
        figures = f"{result.made} made, {result.unchanged} unchanged, {result.seconds:.1f} s, ${result.cost_usd:.2f}"
        self._line(f"  {figures}, pictures by {result.provider}")
        self._out.print(_locale_table(result.assets))
        for text, style in _findings(result.assets):
            self._line(text, style=style)
        for failure in result.failures:
            self._line(
                f"  not made: {failure.product} {failure.ratio} {failure.locale}: {failure.sentence}", style="red"
            )
        settled = result.settlement
        for path in settled.removed:
            self._line(f"  removed, as the brief no longer asks for it: {path}")
        for path in settled.changed:
            self._line(f"  changed by hand, left alone: {path}", style="yellow")
        for path in settled.outdated:
            self._line(f"  out of date, could not be made again: {path}", style="yellow")
        for path in result.kept_aside:
            self._line(f"  your changed version was kept as {path}", style="yellow")
        if result.notice:
            self._line(f"  {result.notice}", style="red")
        if result.interrupted:
            self._line("Stopped. What is finished is kept; run the same command again to go on.", style="yellow")
        self._line(f"Ads and manifest.json: {result.folder}")

    def show_plans(self, plans: Iterable["Preview"]) -> None:
        """Show what a run would make, without making it."""
        plans = list(plans)
        if self.as_json:
            self._json({"schema": 1, "plans": plans})
            return
        for plan in plans:
            self._line(f"{plan.campaign}: {plan.assets} ads would be made", style="bold")
            table = Table(box=None, pad_edge=False)
            for name in ("product", "picture", "provider", "cost"):
                table.add_column(name)
            for hero in plan.heroes:
                table.add_row(hero.product, hero.picture, hero.provider, f"${hero.cost_usd:.2f}")
            self._out.print(table)
            self._line(f"  formats {', '.join(plan.formats)}")
            self._line(f"  markets {', '.join(plan.locales)}")
            self._line(f"  folder  {plan.folder}")

    def show_validated(self, briefs: Sequence["LoadedBrief"]) -> None:
        """Show which briefs are fine and what they ask for."""
        facts = [
            {
                "name": loaded.name,
                "campaign": loaded.brief.campaign,
                "products": [product.id for product in loaded.brief.products],
                "ratios": loaded.brief.asked_ratios,
                "channels": loaded.brief.channels,
                "locales": [market.locale.tag for market in loaded.markets],
                "ads": len(loaded.brief.products) * _formats(loaded) * len(loaded.markets),
            }
            for loaded in briefs
        ]
        if self.as_json:
            self._json({"schema": 1, "briefs": facts})
            return
        for loaded, fact in zip(briefs, facts, strict=True):
            sizes = (len(loaded.brief.products), _formats(loaded), len(loaded.markets))
            made_of = " × ".join(
                _counted(n, what) for n, what in zip(sizes, ("product", "format", "market"), strict=True)
            )
            self._line(f"{loaded.name}: fine. {made_of} = {fact['ads']} ads")

    def show_answer(self, answer: "Answer") -> None:
        """Show what a search found, best first, and why."""
        if self.as_json:
            self._json({"schema": 1, "query": answer.query, "campaigns": answer.campaigns})
            return
        if not answer.campaigns:
            self._line(f"Nothing close to “{answer.query}”.")
            return
        for campaign in answer.campaigns:
            why = f"shares: {', '.join(campaign.words)}" if campaign.words else "by meaning"
            self._line(Text(campaign.campaign, style="bold") + Text(f"  {campaign.similarity:.2f}, {why}", style="dim"))
            for found in campaign.documents:
                self._line(f"  {found.product_name}, {found.locale}: {found.headline}")
                for path in found.pictures:
                    self._line(f"    {path}", style="dim")

    def show_report(self, report: "Report") -> None:
        """Show the runs, what they made and what was found."""
        if self.as_json:
            self._json({"schema": 1, "report": report})
            return
        if not report.runs:
            self._line("No run is on record here yet. Make ads with: creative run BRIEF")
            return
        self._out.print(_runs_table(report))
        total = report.totals
        self._line(
            f"{_counted(total.runs, 'run')}, {total.made} ads made, {total.cached} unchanged ({total.reuse:.0%}), "
            f"{total.failed} not made, ${total.cost_usd:.2f}, {total.seconds:.1f} s"
        )
        for share in total.providers:
            name = f"{share.provider} {share.model}".strip()
            self._line(
                f"  pictures from {name}: {share.made} made, {share.cached} from earlier runs, ${share.cost_usd:.2f}"
            )
        for check in report.checks:
            worst = check.findings.worst
            if worst is not None and worst >= Status.WARN:
                counts = f"{check.findings.warned} warn, {check.findings.failed} fail, {check.findings.errors} error"
                self._line(f"  {check.check_id}: {counts}", style=COLOURS[worst])

    def show_diagnosis(self, diagnosis: Sequence["Diagnosis"]) -> None:
        """Show what works here and what does not, with the next step."""
        if self.as_json:
            self._json({"schema": 1, "checks": diagnosis})
            return
        for entry in diagnosis:
            mark, colour = ("ok", "green") if entry.ok else ("--", "red")
            self._line(Text(f"{mark}  ", style=colour) + Text(f"{entry.subject}: {entry.says}"))
            if entry.hint:
                self._line(f"    {entry.hint}", style="yellow")


def _result_document(result: "RunResult") -> dict[str, object]:
    return {
        "run_id": result.run_id,
        "campaign": result.campaign,
        "provider": result.provider,
        "exit_code": int(result.exit_code),
        "interrupted": result.interrupted,
        "folder": result.folder,
        "made": result.made,
        "unchanged": result.unchanged,
        "seconds": round(result.seconds, 3),
        "cost_usd": result.cost_usd,
        "assets": result.assets,
        "failures": result.failures,
        "removed": result.settlement.removed,
        "changed_by_hand": result.settlement.changed,
        "outdated": result.settlement.outdated,
        "kept_aside": result.kept_aside,
        "notice": result.notice,
    }


def _formats(loaded: "LoadedBrief") -> int:
    return len(loaded.brief.asked_ratios) + len(loaded.brief.channels)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _runs_table(report: "Report") -> Table:
    """Show the newest runs; columns that would be all zero are left out, so that it fits 60 columns."""
    total = report.totals
    table = Table(box=None, pad_edge=False)
    table.add_column("started", no_wrap=True)
    table.add_column("campaign", overflow="fold", min_width=10)
    table.add_column("status", no_wrap=True)
    names = ("new", "ads", *(("failed",) if total.failed else ()), "found", *(("USD",) if total.cost_usd else ()), "s")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for run in report.runs[:RUNS_SHOWN]:
        figures = run.figures
        cells = {
            "new": Text(str(figures.made)),
            "ads": Text(str(figures.made + figures.cached)),
            "failed": Text(str(figures.failed), style="red" if figures.failed else ""),
            "found": _trouble(figures),
            "USD": Text(f"{figures.cost_usd:.2f}"),
            "s": Text(f"{figures.seconds:.1f}"),
        }
        started = f"{run.started_at.astimezone():%m-%d %H:%M}"
        table.add_row(started, run.campaign, run.status, *(cells[name] for name in names))
    return table


def _trouble(figures: "Figures") -> Text:
    worst = figures.findings.worst
    if worst is None or worst < Status.WARN:
        return Text("-", style="green")
    tally = figures.findings
    parts = ((tally.warned, "W"), (tally.failed, "F"), (tally.errors, "E"))
    return Text(" ".join(f"{count}{name}" for count, name in parts if count), style=COLOURS[worst])


def _locale_table(assets: Sequence[Asset]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("locale")
    table.add_column("ads", justify="right")
    seen = [status for status in Status if any(asset.status is status for asset in assets)]
    for status in seen:
        table.add_column(status.name.lower(), justify="right")
    for locale in sorted({asset.locale for asset in assets}):
        counts = Counter(asset.status for asset in assets if asset.locale == locale)
        cells = [Text(str(counts[status]), style=COLOURS[status]) if counts[status] else Text("·") for status in seen]
        table.add_row(locale, str(counts.total()), *cells)
    return table


def _findings(assets: Sequence[Asset]) -> Iterable[tuple[str, str]]:
    """Yield each kind of finding once, worst first, with where it was found."""
    places: dict[tuple[Status, str, str, str], list[str]] = {}
    for asset in assets:
        for finding in asset.findings:
            if finding.status >= Status.WARN:
                key = (finding.status, finding.check, finding.code, finding.message)
                places.setdefault(key, []).append(asset.path)
    for (status, check, code, message), paths in sorted(places.items(), key=lambda item: -item[0][0]):
        more = f" (+{len(paths) - 1} more)" if len(paths) > 1 else ""
        yield f"  {status.name} {check}/{code} {paths[0]}{more}: {message}", COLOURS[status]
