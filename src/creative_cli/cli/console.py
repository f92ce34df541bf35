"""Where results, messages and errors go."""

import json
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from creative_cli import __version__
from creative_cli.cli import streams
from creative_cli.errors import BriefError, CreativeError, StorageError
from creative_cli.models import Status
from creative_cli.storage.codec import encode_pretty_json

STATUS_COLORS = {
    Status.PASS: "green",
    Status.SKIP: "cyan",
    Status.WARN: "yellow",
    Status.FAIL: "red",
    Status.ERROR: "magenta",
}


stderr_console = Console(stderr=True, highlight=False)


@contextmanager
def flushing_stdout() -> Iterator[None]:
    """Flush stdout after the block; raise StorageError if it cannot be written, as on a full disk."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        raise streams.unwritten_error(error) from error


def write_document(text: str) -> None:
    """Write a document to stdout in UTF-8, with its own line endings on every system."""
    with flushing_stdout():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


def error_document(error: CreativeError) -> dict[str, object]:
    """Return an error as the JSON document has it."""
    return {
        "kind": type(error).__name__,
        "exit_code": int(error.exit_code),
        "sentence": error.sentence,
        "hint": error.hint,
        "problems": error.problems if isinstance(error, BriefError) else (),
    }


def show_error(error: CreativeError, *, as_json: bool = False) -> None:
    """Print an error and its next step to stderr, problems of a brief one per line as editors parse them.

    With *as_json*, the error is also the JSON document on stdout.
    """
    if as_json:
        print_error_document(error)
    if isinstance(error, BriefError):
        for problem in error.problems:
            stderr_console.print(Text(streams.escape_controls(str(problem))), soft_wrap=True)
        count = len(error.problems)
        summary = f"{count} problem{'s' if count > 1 else ''}. {error.hint}"
        stderr_console.print(Text(summary), style="bold red", soft_wrap=True)
        return
    stderr_console.print(
        Text("Error: ", style="bold red") + Text(streams.escape_controls(error.sentence)), soft_wrap=True
    )
    if error.hint:
        stderr_console.print(Text(streams.escape_controls(error.hint)), soft_wrap=True)


def print_error_document(error: CreativeError) -> None:
    """Print an error as the JSON document on stdout; the exit code stays its own if that cannot be written."""
    try:
        Screen().json({"schema": 1, "error": error_document(error)})
    except StorageError as unwritten:
        stderr_console.print(Text(unwritten.sentence), soft_wrap=True)


def show_bug(error: BaseException, *, as_json: bool = False) -> None:
    """Print the traceback of an unexpected error and how to report it."""
    if as_json:
        print_error_document(CreativeError(f"{type(error).__name__}: {error}", "Report it with the output on stderr."))
    stderr_console.print(Text("".join(traceback.format_exception(error))), soft_wrap=True)
    version = f"creative {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    stderr_console.print(Text("This is a bug in creative, not in your brief."), style="bold red")
    stderr_console.print(Text(f"Please report it with the output above, your brief and: {version}"), soft_wrap=True)


def _escape_for(encoding: str, text: str) -> str:
    """Return the JSON *text* with escapes for what *encoding* lacks; all of it stands inside strings."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = (sign if sign.isascii() else json.dumps(sign)[1:-1] for sign in text)
        return "".join(plain)
    return text


@dataclass(slots=True)
class Screen:
    """Output of one command: tables for people, one JSON document for scripts, nothing when quiet."""

    as_json: bool = False
    quiet: bool = False
    _out: Console = field(default_factory=lambda: Console(highlight=False))

    @property
    def silent(self) -> bool:
        """Whether to hide progress: with --quiet, or when a script reads JSON and stderr is not a terminal."""
        return self.quiet or (self.as_json and not stderr_console.is_terminal)

    @property
    def width(self) -> int:
        """Characters per line."""
        return self._out.width

    def say(self, sentence: str) -> None:
        """Print a message for people to stderr."""
        if not self.quiet:
            stderr_console.print(Text(streams.escape_controls(sentence)), soft_wrap=True)

    def complain(self, sentence: str) -> None:
        """Print an error to stderr, also when quiet."""
        stderr_console.print(Text(streams.escape_controls(sentence)), soft_wrap=True)

    def json(self, document: object) -> None:
        """Print *document* as JSON; it may contain records."""
        with flushing_stdout():
            sys.stdout.write(_escape_for(sys.stdout.encoding, encode_pretty_json(document).decode()))

    def line(self, text: str | Text, style: str = "") -> None:
        """Print one line of a result, never wrapped, for pipes and `grep`."""
        with flushing_stdout():
            shown = Text(streams.escape_controls(text)) if isinstance(text, str) else text
            self._out.print(shown, style=style, soft_wrap=True)

    def table(self, table: Table) -> None:
        """Print a table of a result."""
        with flushing_stdout():
            self._out.print(table)
