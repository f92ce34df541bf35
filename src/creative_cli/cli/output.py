"""Where results and talk go, and how errors are told."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from creative_cli import __version__
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


class PipeAwareConsole(Console):
    """A console that leaves the end of a pipe to the command line, which ends with 0; Rich would end with 1."""

    def on_broken_pipe(self) -> None:
        """Tell that the reader has left (`| head`)."""
        raise BrokenPipeError


stderr_console = PipeAwareConsole(stderr=True, highlight=False)
"""Where people are talked to."""


@contextmanager
def flushing_stdout() -> Iterator[None]:
    """Have the block's output leave for good; raise StorageError where stdout does not take it (a full disk)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Without its number, by which Typer would know it and end with 1 before the command line sees it.
        raise BrokenPipeError from None
    except OSError as error:
        # What is still held back would be tried again when the process ends, and Python would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise StorageError(
            f"The result could not be written to stdout: {error.strerror}.",
            "Send it to a place with room; what the command made is kept.",
        ) from error


def error_document(error: CreativeError) -> dict[str, object]:
    """Return an error as scripts read it: its kind, exit code, sentence, next step, and the problems with places."""
    return {
        "kind": type(error).__name__,
        "exit_code": int(error.exit_code),
        "sentence": error.sentence,
        "hint": error.hint,
        "problems": error.problems if isinstance(error, BriefError) else (),
    }


def show_error(error: CreativeError, *, as_json: bool = False) -> None:
    """Tell what happened and the next step. Problems of a brief stand one to a line, as editors read them.

    Scripts that asked for JSON get the same as their one document.
    """
    if as_json:
        _print_error_document(error)
    if isinstance(error, BriefError):
        for problem in error.problems:
            stderr_console.print(Text(str(problem)), soft_wrap=True)
        count = len(error.problems)
        told = f"{count} problem{'s' if count > 1 else ''}. {error.hint}"
        stderr_console.print(Text(told), style="bold red", soft_wrap=True)
        return
    stderr_console.print(Text("Error: ", style="bold red") + Text(error.sentence), soft_wrap=True)
    if error.hint:
        stderr_console.print(Text(error.hint), soft_wrap=True)


def _print_error_document(error: CreativeError) -> None:
    """Print an error as the one JSON document of its command; that nobody takes it is no other error."""
    try:
        Screen().json({"schema": 1, "error": error_document(error)})
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except StorageError as unheard:
        stderr_console.print(Text(unheard.sentence), soft_wrap=True)


def show_bug(error: BaseException, *, as_json: bool = False) -> None:
    """Print the traceback and how to report it: an error we did not foresee is ours."""
    if as_json:
        _print_error_document(CreativeError(f"{type(error).__name__}: {error}", "Report it with the lines on stderr."))
    stderr_console.print(Text("".join(traceback.format_exception(error))), soft_wrap=True)
    version = f"creative {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    stderr_console.print(Text("This is a bug of creative, not of your brief."), style="bold red")
    stderr_console.print(Text(f"Please report the lines above with your brief and: {version}"), soft_wrap=True)


@dataclass(slots=True)
class Screen:
    """Where a command's result goes: tables for people, one JSON document for scripts, nothing when quiet."""

    as_json: bool = False
    quiet: bool = False
    _out: Console = field(default_factory=lambda: PipeAwareConsole(highlight=False))

    @property
    def silent(self) -> bool:
        """Whether progress is not wanted: asked for quiet, or a script reads JSON and nobody watches."""
        return self.quiet or (self.as_json and not stderr_console.is_terminal)

    @property
    def width(self) -> int:
        """How many characters a line of a result may have."""
        return self._out.width

    def say(self, sentence: str) -> None:
        """Talk to people: on stderr, so that scripts get results only."""
        if not self.quiet:
            stderr_console.print(Text(sentence), soft_wrap=True)

    def json(self, document: object) -> None:
        """Print *document*, records and all, as the one JSON document of this command."""
        with flushing_stdout():
            sys.stdout.write(encode_pretty_json(document).decode())

    def line(self, text: str | Text, style: str = "") -> None:
        """Print one line of a result, never folded: pipes and `grep` read it."""
        with flushing_stdout():
            self._out.print(Text(text) if isinstance(text, str) else text, style=style, soft_wrap=True)

    def table(self, table: Table) -> None:
        """Print a table of a result."""
        with flushing_stdout():
            self._out.print(table)
