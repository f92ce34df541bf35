"""What `-v` and `--log-format json` write to stderr: one line for each thing that happens.

The lines of JSON are for machines: the keys of `LOG_KEYS`, each only where it is known, and no others. The lines of
text say the same to people. docs/logs.md describes both.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

import typer

if TYPE_CHECKING:
    from creative_cli.findings.located_finding import LocatedFinding

LogFormat: TypeAlias = Literal["text", "json"]

VerboseOption: TypeAlias = Annotated[
    int,
    typer.Option(
        "--verbose",
        "-v",
        count=True,
        show_default=False,
        help="Say what is done, line by line; -vv also how long each step takes.",
    ),
]
LogFormatOption: TypeAlias = Annotated[
    LogFormat,
    typer.Option("--log-format", help="Write what is done to stderr as text, or as JSON with one object a line."),
]

LOG_KEYS: Final[Mapping[str, str]] = {
    "event": "What happened; the table below has all of them.",
    "level": "info, warning or error.",
    "message": "The same in a sentence.",
    "run": "ID of the run, as in `creative report`.",
    "campaign": "The campaign.",
    "product": "ID of the product.",
    "locale": "BCP 47 tag of the market.",
    "format": "Ratio or channel.",
    "variant": "Name of the variant.",
    "provider": "The service that was asked, or that made the picture.",
    "status": "Worst status of the ad's checks, or how a run or a call ended.",
    "check": "ID of the check.",
    "code": "Code of the finding, stable for scripts.",
    "file": "The file with a problem.",
    "line": "Its line, from 1.",
    "column": "Its column, from 1.",
    "ms": "How long it took, milliseconds.",
    "usd": "What it cost, US dollars.",
    "count": "How many ads there are to make, or were made.",
}
"""Each key of a line, and what it means. A key may be added; none changes its meaning."""

LOG_EVENTS: Final[Mapping[str, str]] = {
    "run-started": "A run begins.",
    "picture-made": "A product's picture was made, bought, or found.",
    "call-started": "A service is asked.",
    "call-ended": "It has answered, or the call broke off.",
    "ad-stored": "An ad is finished, or unchanged.",
    "ad-failed": "An ad could not be made.",
    "ad-left-out": "An ad is not made, as its size cannot show what the law requires.",
    "finding": "A check warns or fails.",
    "problem": "Something is wrong in a brief.",
    "step-timed": "A step took so long (-vv).",
    "ad-drawn": "A preview of an ad was drawn.",
    "package-written": "A package was written.",
    "run-finished": "A run has ended.",
    "message": "Anything else that is said to people; errors, too.",
}
"""Each event, and what has happened."""


@dataclass(slots=True)
class EventLog:
    """Writes one line for each event; nothing unless it was asked for. Thread-safe.

    `verbose` counts the times of `-v`; JSON lines are written without it, too.
    """

    verbose: int
    log_format: LogFormat
    write: Callable[[str], None]
    _turn: threading.Lock

    @classmethod
    def open(cls, verbose: int, log_format: LogFormat) -> "EventLog":
        """Return a log that writes to stderr."""
        from creative_cli.cli import console

        console.message_style.as_json = log_format == "json"
        return cls(verbose, log_format, console.write_log_line, threading.Lock())

    @property
    def wanted(self) -> bool:
        """Whether anything is written."""
        return self.verbose > 0 or self.log_format == "json"

    def note(self, event: str, message: str, level: str = "info", **facts: object) -> None:
        """Write a line about *event*, with the *facts* that are known: empty ones are left out."""
        if not self.wanted:
            return
        if event not in LOG_EVENTS or facts.keys() - LOG_KEYS.keys():
            raise AssertionError(f"{event} {sorted(facts)} is not described: see LOG_EVENTS and LOG_KEYS")
        known = {key: value for key, value in facts.items() if value not in {None, ""}}
        if self.log_format == "json":
            import json

            line = json.dumps({"event": event, "level": level, "message": message, **known}, ensure_ascii=False)
        else:
            names = " ".join(str(known[key]) for key in ("product", "locale", "format", "variant") if key in known)
            took = f" ({known['ms']:.0f} ms)" if "ms" in known else ""
            line = f"{event:16}{' '.join(filter(None, (names, message)))}{took}"
        with self._turn:
            self.write(line)

    def note_findings(self, findings: "Iterable[LocatedFinding]") -> None:
        """Write a line for each finding of WARN or worse."""
        from creative_cli.models import Status

        for one in findings if self.wanted else ():
            if one.status < Status.WARN:
                continue
            subject, place = one.subject, one.place
            self.note(
                "finding",
                one.sentence,
                "warning" if one.status is Status.WARN else "error",
                campaign=subject.campaign,
                product=subject.product,
                locale=subject.locale,
                format=subject.format,
                check=one.check,
                code=one.code,
                status=one.status.name,
                file="" if place is None else place.file,
                line=None if place is None else place.line,
                column=None if place is None else place.column,
            )
