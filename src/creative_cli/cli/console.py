"""Where results, messages and errors go."""

import json
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Final, TypeVar, cast

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from creative_cli import __version__
from creative_cli.cli import streams
from creative_cli.errors import BriefError, CreativeError, StorageError
from creative_cli.models import Status
from creative_cli.storage.codec import encode_pretty_json

ItemT = TypeVar("ItemT")

FOLDED_FROM: Final = 20
"""Lines of a list in a terminal: about a screen, with what comes before and after."""

_SECOND_COLUMN: Final = re.compile(r" *\S+(?: \S+)* {2,}(?=\S)")
_WIDEST_INDENT: Final = 3  # one in so many cells of a line is the widest that an indent may be
_WORD: Final = re.compile(r"\s*(\S+)")

STATUS_COLORS = {
    Status.PASS: "green",
    Status.SKIP: "cyan",
    Status.WARN: "yellow",
    Status.FAIL: "red",
    Status.ERROR: "magenta",
}


class EscapingConsole(Console):
    """Shows text as it is: markup is not read, and control characters and line breaks in it are escapes."""

    def __init__(self, name: str) -> None:
        """Write to the stream of *name* in `sys`."""
        stream = cast("IO[str]", streams.StyledStream(name))
        super().__init__(file=stream, highlight=False, markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render *renderable*, which may hold others: all text comes by here."""
        text = self.render_str(renderable) if isinstance(renderable, str) else renderable
        return super().render(_escape_styled(text) if isinstance(text, Text) else text, options)


def _escape_styled(text: Text) -> Text:
    """Return *text* on one line, with its styles, and what steers a terminal as escapes."""
    if streams.escape_line(text.plain) == text.plain:
        return text
    escaped, start = text.blank_copy(), 0
    for match in streams.IN_LINE_CONTROLS.finditer(text.plain):
        escaped.append_text(text[start : match.start()]).append(streams.escape_sign(match[0]))
        start = match.end()
    return escaped.append_text(text[start:])


stderr_console = EscapingConsole("stderr")


@dataclass(slots=True)
class MessageStyle:
    """How messages for people are written to stderr; `as_json` with `--log-format json`: one object a line."""

    as_json: bool = False


message_style = MessageStyle()


def write_log_line(line: str) -> None:
    """Write one line of the log to stderr, JSON or text; it is never wrapped."""
    if message_style.as_json:
        sys.stderr.write(f"{streams.escape_in_json(line)}\n")
        sys.stderr.flush()
    else:
        stderr_console.print(Text(streams.escape_line(line)), soft_wrap=True)


def _write_message(event: str, level: str, message: str, **facts: object) -> None:
    write_log_line(json.dumps({"event": event, "level": level, "message": message, **facts}, ensure_ascii=False))


def fold_list(console: Console, items: Sequence[ItemT]) -> Sequence[ItemT]:
    """Return the first of *items* in a terminal, where a long list pushes all else away; all of them elsewhere."""
    return items[:FOLDED_FROM] if console.is_terminal and len(items) > FOLDED_FROM + 1 else items


def _say_folded(count: int) -> None:
    if stderr_console.is_terminal and count > FOLDED_FROM + 1:
        _say_sentences(f"… and {count - FOLDED_FROM} more. Add 2>&1 | cat, or --report json=FILE, to see all.")


def print_sentence(console: Console, text: Text, style: str = "") -> None:
    """Print *text*: in a terminal broken at words, elsewhere in one line, for `grep` and for editors."""
    lines = _break_at_words(text, console.width) if console.is_terminal else (text,)
    for line in lines:
        console.print(line, style=style, soft_wrap=True)


def _break_at_words(text: Text, width: int) -> Iterable[Text]:
    """Return *text* in lines of *width* cells; a longer word, as a path or an address, stays whole to be copied.

    Below an indented line, or one in columns, the others stand under its second column.
    """
    indent = _find_indent(text.plain, width)
    breaks, column = list[int](), 0
    for word in _WORD.finditer(text.plain):
        size = cell_len(word[0])
        if column and column + size > width:
            breaks.append(word.start(1))
            size, column = cell_len(word[1]), indent
        column += size
    lines = text.divide(breaks)
    for line in lines:
        line.rstrip()
    for line in lines[1:]:
        line.pad_left(indent)
    return lines


def _find_indent(plain: str, width: int) -> int:
    """Return the cells by which the lines after the first are indented."""
    second = _SECOND_COLUMN.match(plain)
    column = 0 if second is None else cell_len(second[0])
    if 0 < column <= width // _WIDEST_INDENT:
        return column
    leading = len(plain) - len(plain.lstrip())
    return leading + 2 if 0 < leading <= width // _WIDEST_INDENT else 0


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
    if message_style.as_json:
        for one in error.problems if isinstance(error, BriefError) else ():
            _write_message("problem", "error", one.message, file=one.file, line=one.line, column=one.column)
        told = _count_problems(error) if isinstance(error, BriefError) else error.sentence
        _write_message("message", "error", f"{told} {error.hint}".strip())
        return
    if isinstance(error, BriefError):
        for problem in fold_list(stderr_console, error.problems):
            _say_sentences(str(problem))
        _say_folded(len(error.problems))
        summary = f"{_count_problems(error)} {error.hint}"
        print_sentence(stderr_console, Text(streams.escape_line(summary)), "bold red")
        return
    _say_sentences(error.sentence, Text("Error: ", style="bold red"))
    if error.hint:
        _say_sentences(error.hint)


def _count_problems(error: BriefError) -> str:
    count = len(error.problems)
    return f"{count} problem{'s' if count > 1 else ''}."


def _say_sentences(text: str, before: Text | None = None) -> None:
    """Print each line of *text* to stderr, the first after *before*."""
    if message_style.as_json:
        _write_message("message", "info", text)
        return
    first, *others = streams.escape_sentences(text).split("\n")
    for line in ((before or Text()) + Text(first), *map(Text, others)):
        print_sentence(stderr_console, line)


def print_error_document(error: CreativeError) -> None:
    """Print an error as the JSON document on stdout; the exit code stays its own if that cannot be written."""
    try:
        Screen().json({"schema": 1, "error": error_document(error)})
    except StorageError as unwritten:
        _say_sentences(unwritten.sentence)


def show_bug(error: BaseException, *, as_json: bool = False) -> None:
    """Print the traceback of an unexpected error and how to report it."""
    if as_json:
        print_error_document(CreativeError(f"{type(error).__name__}: {error}", "Report it with the output on stderr."))
    for line in _traceback_lines(error):
        stderr_console.print(Text(line), soft_wrap=True)
    version = f"creative {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    stderr_console.print(Text("This is a bug in creative, not in your brief."), style="bold red")
    print_sentence(stderr_console, Text(f"Please report it with the output above, your brief and: {version}"))


def _traceback_lines(error: BaseException) -> Iterator[str]:
    """Yield the lines of a traceback; the message of the error, which may quote anything, is one of them."""
    for part in traceback.format_exception(error):
        if part.startswith(("  ", "\n", "Traceback")):
            yield from map(streams.escape_controls, part.rstrip("\n").split("\n"))
        else:
            yield streams.escape_line(part.rstrip("\n"))


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
    _out: EscapingConsole = field(default_factory=lambda: EscapingConsole("stdout"))

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
            _say_sentences(sentence)

    def complain(self, sentence: str) -> None:
        """Print an error to stderr, also when quiet."""
        _say_sentences(sentence)

    def json(self, document: object) -> None:
        """Print *document* as JSON; it may contain records."""
        with flushing_stdout():
            text = streams.escape_in_json(encode_pretty_json(document).decode())
            sys.stdout.write(_escape_for(sys.stdout.encoding, text))

    def line(self, text: str | Text, style: str = "") -> None:
        """Print one line of a result: broken at words in a terminal, in one piece for pipes and `grep`."""
        with flushing_stdout():
            shown = Text(streams.escape_line(text)) if isinstance(text, str) else text
            print_sentence(self._out, shown, style)

    def lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Print lines of a result, each with its style; a terminal gets the first of many, and how to see all."""
        for text, style in fold_list(self._out, lines):
            self.line(text, style)
        if len(shown := fold_list(self._out, lines)) < len(lines):
            self.line(f"… and {len(lines) - len(shown)} more. Add | cat, or --report json=FILE, to see all.", "dim")

    def table(self, table: Table) -> None:
        """Print a table of a result."""
        with flushing_stdout():
            self._out.print(table)
