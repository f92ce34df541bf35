"""Everything people and scripts see: results on stdout, talk on stderr, the same records as tables or JSON.

Progress is drawn from the run's typed events; nothing below this room prints.
"""

import json
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from creative_cli import __version__
from creative_cli.errors import BriefError, CreativeError
from creative_cli.events import AssetFailed, AssetStored, CanvasMade, Event, HeroMade, RunFinished, RunStarted, StageTimed
from creative_cli.records import Asset, Status

if TYPE_CHECKING:
    from creative_cli.pipeline import Preview, RunResult
    from creative_cli.report import Report
    from creative_cli.wiring import Answer, Diagnosis, Validated

COLOURS = {Status.PASS: "green", Status.SKIP: "cyan", Status.WARN: "yellow", Status.FAIL: "red", Status.ERROR: "magenta"}
PLAIN_STEPS = 8
"""How often plain progress speaks in a run: a CI log wants signs of life, not one line an ad."""

_talk = Console(stderr=True, highlight=False)


def plain(value: object) -> object:
    """Turn records into what JSON can hold; a Status is its name."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(part) for name, part in asdict(value).items()}
    if isinstance(value, IntEnum) and isinstance(value, Status):
        return value.name
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


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
                _talk.print(Text(f"failed    {event.product} {event.ratio} {event.locale}: {event.message}"), style="red")
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
        return Watcher(quiet=self.quiet or self.as_json and not _talk.is_terminal)

    def _json(self, document: object) -> None:
        sys.stdout.write(json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n")

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
        made = len(result.assets) - result.cached
        self._line(f"{result.campaign}: {len(result.assets)} ads", style="bold")
        self._line(f"  {made} made, {result.cached} unchanged, {result.seconds:.1f} s, ${result.cost_usd:.2f} ({result.provider})")
        self._out.print(_locale_table(result.assets))
        for text, style in _findings(result.assets):
            self._line(text, style=style)
        for failure in result.failures:
            self._line(f"  not made: {failure.product} {failure.ratio} {failure.locale}: {failure.sentence}", style="red")
        settled = result.settlement
        for path in settled.removed:
            self._line(f"  removed, as the brief no longer asks for it: {path}")
        for path in settled.changed:
            self._line(f"  changed by hand, left alone: {path}", style="yellow")
        for path in settled.outdated:
            self._line(f"  out of date, could not be made again: {path}", style="yellow")
        for path in result.kept_aside:
            self._line(f"  your changed version was kept as {path}", style="yellow")
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
            self._line(f"  ratios  {', '.join(plan.ratios)}")
            self._line(f"  markets {', '.join(plan.locales)}")
            self._line(f"  folder  {plan.folder}")

    def show_validated(self, briefs: Sequence["Validated"]) -> None:
        """Show which briefs are fine and what they ask for."""
        if self.as_json:
            self._json({"schema": 1, "briefs": briefs})
            return
        for brief in briefs:
            self._line(
                f"{brief.name}: fine. {brief.products} products × {len(brief.ratios)} ratios × "
                f"{len(brief.locales)} markets = {brief.assets} ads"
            )

    def show_answer(self, answer: "Answer") -> None:
        """Show what a search found, best first, and why."""
        if self.as_json:
            self._json({"schema": 1, "query": answer.query, "campaigns": answer.campaigns})
            return
        if not answer.campaigns:
            self._line(f"Nothing close to “{answer.query}”.")
            return
        for campaign in answer.campaigns:
            self._line(campaign.name, style="bold")
            for hit in campaign.hits:
                words = f"  (words: {', '.join(hit.words)})" if hit.words else ""
                self._line(f"  {hit.similarity:.2f}  {hit.product} {hit.locale}  {hit.headline}{words}")
                for path in hit.paths[:3]:
                    self._line(f"        {path}", style="dim")

    def show_report(self, report: "Report") -> None:
        """Show the runs, what they made and what was found."""
        if self.as_json:
            self._json(report)
            return
        raise NotImplementedError

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
        "made": len(result.assets) - result.cached,
        "unchanged": result.cached,
        "seconds": round(result.seconds, 3),
        "cost_usd": result.cost_usd,
        "assets": result.assets,
        "failures": result.failures,
        "removed": result.settlement.removed,
        "changed_by_hand": result.settlement.changed,
        "outdated": result.settlement.outdated,
        "kept_aside": result.kept_aside,
    }


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
