"""Keep the previews of a brief up to date: what changed is drawn again, the chosen ad first.

One thread reads and draws; any thread may ask for the state, choose an ad, or say that files have changed.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Thread
from typing import Final

from creative_cli.brief.loader import list_source_folders
from creative_cli.errors import BriefError, CreativeError, Problem
from creative_cli.services.ad_previews import FIRST_AD, AdName, AdPreview, AdPreviews, PreviewCampaign

SETTLE_S: Final = 0.2
"""For which a mistake waits for the next change: some editors empty a file before they write it."""

MOST_SHOWN: Final = 60
"""Ads on the page: with their files in memory; the others of a large campaign are drawn when they are chosen."""


@dataclass(frozen=True, slots=True)
class WatchedAd:
    """One ad on the page: its preview, None until it is drawn; `failure` says why it cannot be.

    `stale` marks the preview of an earlier state of the files, `changed` numbers the state in which it was last new.
    """

    name: AdName
    preview: AdPreview | None = None
    failure: str = ""
    stale: bool = True
    changed: int = 0


@dataclass(frozen=True, slots=True)
class DrawingTime:
    """How long the chosen ad took after a change, s: `wall` of time and `cpu` of the whole process."""

    wall: float
    cpu: float
    draft: bool


@dataclass(frozen=True, slots=True)
class WatchState:
    """What the page shows. `version` grows with every change.

    `problems` are those of the brief, `error` and `hint` any other reason why it cannot be read; the ads are those of
    the last reading without any. `busy` says that something is being drawn. `total` counts the ads of the campaign.
    """

    version: int = 0
    campaign: str = ""
    ads: tuple[WatchedAd, ...] = ()
    chosen: AdName = FIRST_AD
    problems: tuple[Problem, ...] = ()
    error: str = ""
    hint: str = ""
    busy: bool = True
    total: int = 0
    took: DrawingTime | None = None

    @property
    def first(self) -> WatchedAd | None:
        """The chosen ad; None while there are no ads."""
        return next((one for one in self.ads if one.name == self.chosen), self.ads[0] if self.ads else None)


class BriefWatch:
    """The previews of one brief, kept up to date by a thread of their own."""

    def __init__(
        self,
        previews: AdPreviews,
        brief: Path,
        first: AdName,
        on_drawn: Callable[[WatchState], None],
        on_error: Callable[[CreativeError], None],
    ) -> None:
        """Watch *brief*, *first* first. *on_drawn* is called when the chosen ad is new, *on_error* for a bad brief."""
        self._previews, self._brief, self._asked = previews, brief, first
        self._on_drawn, self._on_error = on_drawn, on_error
        self._news = Condition()
        self._state = WatchState(chosen=first)
        self._changes, self._seen = 1, 0
        self._changed_at, self._cpu_at = time.monotonic(), time.process_time()
        self._folders = list_source_folders(brief)
        self._read_at = time.time()
        self._crash: BaseException | None = None

    @property
    def state(self) -> WatchState:
        """The state at this moment."""
        return self._state

    @property
    def folders(self) -> frozenset[Path]:
        """The folders whose files are the brief's, as far as they are known."""
        return self._folders

    @property
    def read_at(self) -> float:
        """When the files were last read, s since the epoch; what is written later is not shown yet."""
        return self._read_at

    def start(self) -> None:
        """Start to read and draw."""
        Thread(target=self._work, name="creative-watch", daemon=True).start()

    def note_change(self) -> None:
        """Say that a file has changed."""
        with self._news:
            self._changes += 1
            self._changed_at = time.monotonic()
            self._news.notify_all()

    def choose(self, name: AdName) -> None:
        """Draw the ad *name* next; one that does not exist changes nothing."""
        with self._news:
            if name != self._state.chosen and name in {one.name for one in self._state.ads}:
                self._state = replace(self._state, chosen=name, version=self._state.version + 1, took=None)
                self._asked = name
                self._news.notify_all()

    def wait_for_news(self, version: int, seconds: float) -> WatchState:
        """Return the state once its version is not *version*, or after *seconds*."""
        with self._news:
            self._news.wait_for(lambda: self._state.version != version, seconds)
            return self._state

    def raise_crash(self) -> None:
        """Raise what ended the thread, if anything has."""
        if self._crash is not None:
            raise self._crash

    def _work(self) -> None:
        try:
            while True:
                with self._news:
                    self._news.wait_for(lambda: self._changes != self._seen)
                    self._seen = seen = self._changes
                self._follow(seen)
        except BaseException as crash:  # noqa: BLE001  # raised again in the thread that waits
            self._crash = crash

    def _follow(self, seen: int) -> None:
        """Draw what change *seen* asks for, until the next change comes."""
        self._publish(busy=True)
        self._read_at, self._cpu_at = time.time(), time.process_time()
        self._find_folders()
        try:
            campaign = self._previews.open_campaign(str(self._brief), draft=True)
        except CreativeError as error:
            with self._news:
                if self._news.wait_for(lambda: self._changes != seen, SETTLE_S):
                    return
            self._show_error(error)
            return
        self._take_ads(campaign)
        try:
            self._draw_all(campaign, seen)
        except CreativeError as error:  # of the second reading
            self._show_error(error)
        self._publish(busy=False)

    def _find_folders(self) -> None:
        found = list_source_folders(self._brief)
        # While a brief cannot be parsed, nothing is known of its files.
        self._folders = found if len(found) > 1 else self._folders | found

    def _take_ads(self, campaign: PreviewCampaign) -> None:
        """Put the ads of *campaign* on the page, with the pictures that they had."""
        design = campaign.plan.look.design
        if design.folder is not None:
            home = (design.folder / design.name).parent
            self._folders |= {(home / name).parent.resolve() for name, _ in design.files}
        pictures = {one.image for one in campaign.plan.products if one.image and "://" not in one.image}
        folders = {(campaign.plan.brief.folder / name).parent.resolve() for name in pictures}
        self._folders |= {folder for folder in folders if folder.is_dir()}
        listed = campaign.list_ads()
        known = {one.name: one for one in self._state.ads}
        chosen = self._asked
        if chosen not in listed:
            chosen = next((one for one in listed if _holds(one, self._asked)), listed[0] if listed else AdName())
        shown = (*listed[:MOST_SHOWN], *((chosen,) if chosen in listed[MOST_SHOWN:] else ()))
        ads = tuple(replace(known.get(name, WatchedAd(name)), stale=True) for name in shown)
        name = campaign.plan.campaign
        self._publish(
            ads=ads, chosen=chosen, campaign=name, total=len(listed), problems=(), error="", hint="", took=None
        )

    def _draw_all(self, campaign: PreviewCampaign, seen: int) -> None:
        drafts = True
        while self._changes == seen:
            with self._news:
                waiting = [one.name for one in self._state.ads if one.stale]
                chosen = self._state.chosen
            if not waiting and not drafts:
                return
            if drafts and chosen not in waiting:
                # The page has its first picture: the others are drawn as a run draws them.
                drafts, campaign = False, self._previews.open_campaign(str(self._brief))
                continue
            name = chosen if chosen in waiting else waiting[0]
            self._draw(campaign, name, seen)
            if drafts and name == chosen and self._is_draft(name):
                drafts, campaign = False, self._previews.open_campaign(str(self._brief))
                if self._changes == seen:
                    self._draw(campaign, name, seen)

    def _is_draft(self, name: AdName) -> bool:
        return any(one.name == name and one.preview is not None and one.preview.draft for one in self._state.ads)

    def _draw(self, campaign: PreviewCampaign, name: AdName, seen: int) -> None:
        try:
            drawn = WatchedAd(name, campaign.draw(name), stale=False)
        except CreativeError as error:
            drawn = WatchedAd(name, failure=f"{error.sentence} {error.hint}".strip(), stale=False)
        with self._news:
            if self._changes != seen:
                return  # it shows what the files no longer say
            since = self._changed_at, self._cpu_at
        took = self._state.took
        if name == self._state.chosen:
            draft = drawn.preview is not None and bool(drawn.preview.draft)
            took = DrawingTime(time.monotonic() - since[0], time.process_time() - since[1], draft)
        ads = tuple(_keep_number(one, drawn, self._state.version + 1) for one in self._state.ads)
        self._publish(ads=ads, took=took)
        if name == self._state.chosen:
            self._on_drawn(self._state)

    def _show_error(self, error: CreativeError) -> None:
        problems = error.problems if isinstance(error, BriefError) else ()
        ads = tuple(replace(one, stale=True) for one in self._state.ads)
        said = "" if problems else error.sentence
        self._publish(problems=problems, error=said, hint=error.hint, busy=False, ads=ads, took=None)
        self._on_error(error)

    def _publish(self, **changes: object) -> None:
        with self._news:
            self._state = replace(self._state, version=self._state.version + 1, **changes)  # type: ignore[arg-type]
            self._news.notify_all()


def _holds(name: AdName, asked: AdName) -> bool:
    """Return whether *name* is what was asked for by a part of it."""
    countries = {"", name.locale.casefold(), name.locale.rsplit("-", 1)[-1].casefold()}
    return (
        asked.product in {"", name.product}
        and asked.format in {"", name.format}
        and asked.variant in {"", name.variant}
        and asked.locale.casefold() in countries
    )


def _keep_number(old: WatchedAd, drawn: WatchedAd, version: int) -> WatchedAd:
    """Return *drawn* in place of *old*; one with the same picture keeps the number of its last change."""
    if old.name != drawn.name:
        return old
    same = old.preview is not None and drawn.preview is not None and old.preview.picture == drawn.preview.picture
    return replace(drawn, changed=old.changed if same else version)
