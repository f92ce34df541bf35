"""The events of a run as lines of the log."""

from creative_cli.cli.event_log import EventLog
from creative_cli.events import (
    AssetFailed,
    AssetLeftOut,
    AssetStored,
    AttemptEnded,
    AttemptStarted,
    Event,
    HeroMade,
    RunFinished,
    RunStarted,
    StageTimed,
)
from creative_cli.models import Status
from creative_cli.runlog.report.humanize import count_noun

TIMED_FROM = 2  # times of -v


class RunLogLines:
    """Writes the events of one run, each with the run's ID and campaign."""

    def __init__(self, log: EventLog, run_id: str, campaign: str) -> None:
        """Write to *log*."""
        self._log, self._of = log, {"run": run_id, "campaign": campaign}

    def __call__(self, event: Event) -> None:
        """Write the lines of *event*. Thread-safe."""
        if not self._log.wanted:
            return
        match event:
            case RunStarted():
                message = f"{count_noun(event.assets, 'ad')} of {count_noun(event.products, 'product')}"
                self._note("run-started", message, count=event.assets)
            case RunFinished():
                level = "info" if event.status == "finished" and not event.failed else "error"
                told = f"{event.made} made, {event.cached} unchanged, {event.failed} failed"
                self._note(
                    "run-finished",
                    told,
                    level,
                    status=event.status,
                    count=event.made,
                    usd=event.cost_usd,
                    ms=event.ms,
                )
            case HeroMade():
                told = f"picture {'from an earlier run' if event.cached else f'by {event.provider}'}"
                paid = 0.0 if event.cached else event.cost_usd
                self._note("picture-made", told, product=event.product, provider=event.provider, usd=paid)
            case AttemptStarted():
                told = f"{event.task} {event.subject}: {event.provider} is asked"
                self._note("call-started", told, provider=event.provider)
            case AttemptEnded():
                self._note_call(event)
            case AssetStored() | AssetFailed() | AssetLeftOut():
                self._note_ad(event)
            case StageTimed() if self._log.verbose >= TIMED_FROM or self._log.log_format == "json":
                self._note("step-timed", f"{event.stage} {event.subject}", ms=event.ms)
            case _:
                pass

    def _note_call(self, event: AttemptEnded) -> None:
        failed = event.outcome != "ok"
        told = f"{event.task} {event.subject}: {event.message or event.outcome}"
        level = "warning" if failed else "info"
        self._note("call-ended", told, level, provider=event.provider, status=event.outcome, ms=event.ms, usd=event.usd)

    def _note_ad(self, event: AssetStored | AssetFailed | AssetLeftOut) -> None:
        if isinstance(event, AssetStored):
            ad = event.asset
            names = {"product": ad.product, "locale": ad.locale, "format": ad.ratio, "variant": ad.variant}
            told = f"{'unchanged' if event.cached else 'made'}: {ad.status.name}"
            self._note("ad-stored", told, status=ad.status.name, **names)
            for one in ad.findings:
                if one.status >= Status.WARN:
                    level = "warning" if one.status is Status.WARN else "error"
                    self._note(
                        "finding", one.message, level, check=one.check, code=one.code, status=one.status.name, **names
                    )
            return
        names = {"product": event.product, "locale": event.locale, "format": event.ratio, "variant": event.variant}
        kind, level = ("ad-failed", "error") if isinstance(event, AssetFailed) else ("ad-left-out", "warning")
        self._note(kind, event.message, level, **names)

    def _note(self, event: str, message: str, level: str = "info", **facts: object) -> None:
        self._log.note(event, message, level, **self._of, **facts)
