"""Show the progress of a run on stderr."""

import time
from collections.abc import Iterator

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

from creative_cli.cli.console import print_sentence, stderr_console
from creative_cli.cli.run_pace import RunPace
from creative_cli.cli.streams import escape_line
from creative_cli.events import (
    AssetFailed,
    AssetLeftOut,
    AssetStored,
    AttemptEnded,
    AttemptStarted,
    CanvasMade,
    Event,
    HeroMade,
    RunFinished,
    RunStarted,
)
from creative_cli.runlog.report.humanize import count_noun

BAR_WIDTH = 24  # characters
CLOCK_WIDTH = len("0:00:00")
PACE_WIDTH = len("999.9 ads/min, 99 h 50 min left")
PLAIN_STEPS = 8  # progress lines of a run without a terminal: a CI log needs signs of life, not a line per ad
PLAIN_SECONDS = 60.0  # and one as often as this where the eighth part of a run takes longer


def _progress_columns(run: RunStarted) -> Iterator[ProgressColumn]:
    # In a narrow terminal the bar is left out first, then the description of the step. Numbers are never cut.
    figures = len(run.campaign) + 2 * len(str(run.assets)) + 1 + CLOCK_WIDTH + 3
    room = stderr_console.width - figures
    yield TextColumn("{task.fields[campaign]}", markup=False)
    if room > 2 * BAR_WIDTH:
        yield BarColumn(bar_width=BAR_WIDTH)
        room -= BAR_WIDTH + 1
    yield MofNCompleteColumn()
    yield TimeElapsedColumn()
    if room > PACE_WIDTH:
        yield TextColumn("{task.fields[pace]}", markup=False)
        room -= PACE_WIDTH + 1
    if room > 0:
        step = Column(width=room, no_wrap=True, overflow="ellipsis")
        yield TextColumn("{task.description}", style="dim", markup=False, table_column=step)


class ProgressDisplay:
    """Shows progress on stderr: a bar in a terminal, a few plain lines elsewhere, nothing when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        """Show nothing if *quiet*."""
        self._quiet = quiet
        self._bar: Progress | None = None
        self._total = self._done = 0
        self._campaign = ""
        self._pace = RunPace(0)
        self._told = 0.0
        self._reported: set[str] = set()

    def __call__(self, event: Event) -> None:
        """Update the display for *event*. Thread-safe."""
        if self._quiet:
            return
        match event:
            case RunStarted():
                self._start(event)
            case HeroMade():
                self._say(f"generate  {event.product} ({'from an earlier run' if event.cached else event.provider})")
            case AttemptStarted():
                self._say(f"{event.task:9} {event.subject} ({event.provider})")
            case AttemptEnded() if event.outcome not in ("ok", "cancelled"):
                told = f"{event.task:9} {event.subject} ({event.provider}): {event.message}"
                print_sentence(stderr_console, Text(escape_line(told)), "yellow")
            case CanvasMade():
                self._say(f"compose   {event.product} {event.ratio} {event.direction}")
            case AssetStored():
                self._step(f"store     {event.asset.product} {event.asset.ratio} {event.asset.locale}")
            case AssetFailed() | AssetLeftOut():
                self._miss(event)
            case RunFinished():
                self._stop()
            case _:
                pass

    def _start(self, event: RunStarted) -> None:
        self._total, self._done, self._campaign = event.assets, 0, event.campaign
        self._reported.clear()
        self._pace, self._told = RunPace(event.assets), time.monotonic()
        if stderr_console.is_terminal:
            self._bar = Progress(*_progress_columns(event), console=stderr_console, transient=True)
            self._task = self._bar.add_task("", total=event.assets, campaign=event.campaign, pace="")
            self._bar.start()
        else:
            what = f"{count_noun(event.assets, 'ad')} of {count_noun(event.products, 'product')}"
            stderr_console.print(Text(f"{event.campaign}: {what}"), soft_wrap=True)

    def _miss(self, event: AssetFailed | AssetLeftOut) -> None:
        if isinstance(event, AssetLeftOut):  # the summary says why
            self._step(f"left out  {event.product} {event.ratio} {event.locale}")
        else:
            self._fail(event)

    def _fail(self, event: AssetFailed) -> None:
        # A missing picture fails every ad of its product: report the reason once.
        if event.message not in self._reported:
            self._reported.add(event.message)
            where = f"{event.product} {event.ratio} {event.locale}"
            print_sentence(stderr_console, Text(escape_line(f"failed    {where}: {event.message}")), "red")
        self._step("")

    def _say(self, what: str) -> None:
        if self._bar is not None:
            self._bar.update(self._task, description=what)
        elif what.startswith("generate"):
            stderr_console.print(Text(escape_line(f"{self._campaign}: {what}")), soft_wrap=True)

    def _step(self, what: str) -> None:
        self._done += 1
        self._pace.count_ad()
        if self._bar is not None:
            self._bar.update(self._task, advance=1, description=what, pace=self._pace.describe_pace())
        elif self._is_worth_telling():
            self._told, pace = time.monotonic(), self._pace.describe_pace()
            line = f"{self._campaign}: {self._done} of {self._total}" + (f", {pace}" if pace else "")
            stderr_console.print(Text(line), soft_wrap=True)

    def _is_worth_telling(self) -> bool:
        part = self._done * PLAIN_STEPS // self._total > (self._done - 1) * PLAIN_STEPS // self._total
        return part or time.monotonic() - self._told >= PLAIN_SECONDS

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
