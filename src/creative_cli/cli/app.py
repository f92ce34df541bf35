"""The `creative` command: its subcommands, and the one place where errors become exit codes.

Modules of the command line import only Typer at the top, which keeps `creative --help` fast (tests/test_cli.py).
"""

import atexit
import gc
import itertools
import os
import re
import signal
import sys
from collections.abc import Callable
from functools import cache
from types import FrameType
from typing import Annotated, Any

import typer

from creative_cli import __version__
from creative_cli.cli import streams
from creative_cli.cli.brand import brand_app
from creative_cli.cli.channels import channels
from creative_cli.cli.check import check_files
from creative_cli.cli.clean import clean
from creative_cli.cli.copy import copy_app
from creative_cli.cli.credentials import credentials
from creative_cli.cli.doctor import doctor
from creative_cli.cli.evidence import evidence
from creative_cli.cli.init import init
from creative_cli.cli.labels import labels
from creative_cli.cli.markets import markets
from creative_cli.cli.package import package
from creative_cli.cli.plain_help import speak_plainly
from creative_cli.cli.report import report
from creative_cli.cli.review import review_app
from creative_cli.cli.run import run as run_command
from creative_cli.cli.schema import schema
from creative_cli.cli.search import search
from creative_cli.cli.second_interrupt import exit_on_second_interrupt
from creative_cli.cli.serve import serve
from creative_cli.cli.sql import sql
from creative_cli.cli.templates import templates
from creative_cli.cli.texts import texts
from creative_cli.cli.validate import validate
from creative_cli.cli.watch import watch
from creative_cli.errors import CreativeError, ExitCode, InterruptedRunError, UsageError

EPILOG = (
    "Exit codes: 0 success, 1 findings at or above --fail-on, 2 invalid usage or brief, "
    "3 some ads failed, 4 internal error, 130 interrupted."
)

app = typer.Typer(
    name="creative",
    help="Turn a campaign brief into finished, localized, checked ads.",
    epilog=EPILOG,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(short_help="Make the ads of briefs.")(run_command)
# The list of commands cuts a first sentence off after one line, hence the short texts.
app.command(short_help="Check briefs without making ads.")(validate)
app.command(short_help="Preview a brief while you write it.")(watch)
app.command("check", short_help="Check pictures of any tool.")(check_files)
app.command(short_help="Find past ads by text or picture.")(search)
app.command(short_help="Summarize past runs.")(report)
app.command(short_help="List texts that small sizes leave out.")(texts)
app.command(short_help="Query the run log in SQL.")(sql)
app.add_typer(copy_app, name="copy", short_help="Exchange copy with translators.")
app.add_typer(review_app, name="review", short_help="Import and count review verdicts.")
app.command(short_help="Write a package of ads for a platform.")(package)
app.command(short_help="Print all that is on record about an ad.")(evidence)
app.command(short_help="Judge Content Credentials of pictures.")(credentials)
app.command(short_help="List rules for pictures of models.")(labels)
app.add_typer(brand_app, name="brand", short_help="Judge brand kits.")
app.command(short_help="List supported markets.")(markets)
app.command(short_help="List supported channels.")(channels)
app.command(short_help="Serve the API and the pages.")(serve)
app.command(short_help="List templates, and draw them.")(templates)
app.command(short_help="Check that this machine is set up.")(doctor)
app.command(short_help="Remove what was not used for long.")(clean)
app.command(short_help="Print the JSON Schema of briefs.")(schema)
app.command(short_help="Write a starter brief, ready to run.")(init)
speak_plainly(app)


def _print_version(requested: bool) -> None:  # noqa: FBT001  # Typer passes it by position
    if requested:
        typer.echo(f"creative {__version__}")
        raise typer.Exit


@app.callback()
def _main_options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Turn a campaign brief into finished, localized, checked ads."""


def _raise_interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise InterruptedRunError("Interrupted.", "Run the same command again to continue.")


YOUNG_OBJECTS = 20_000
"""New objects after which the collector looks for garbage among them: a few MB."""

_UsageErrors: type[Exception] = typer.BadParameter.__bases__[0]
"""What Typer raises for a command line that it cannot parse."""


# What the library says of a value, and what it means to who typed it.
_WORDINGS = tuple(
    (re.compile(theirs), ours)
    for theirs, ours in (
        (r", unable to parse string as an? \w+$", ""),
        (r": Value error, ", ": "),
        (r": Input should be greater than or equal to ", ": it should be at least "),
        (r": Input should be less than or equal to ", ": it should be at most "),
        (r": Input should be a valid integer$", ": it should be a whole number"),
        (r": Input should be a valid ", ": it should be a "),
        (r": Input should be ", ": it should be "),
        (r"^Got unexpected extra argument\(s\) \((.*)\)$", r"Unexpected argument: \1"),
        (r" \(Possible options: (.*)\)$", r". Did you mean \1?"),
        (r"does not match the formats '%Y-%m-%d'\.$", "is not a day written like 2026-06-01."),
    )
)
_CHOICES = re.compile(r"'(?P<said>[^']*)' is not one of (?P<known>'[^']+'(?:, '[^']+')*)\.$")


def run_command_line() -> None:
    """Run the command line and exit with its code."""
    streams.prepare_streams()
    # Loading and planning make hundreds of thousands of objects that stay: looking for garbage among them after every
    # 700 takes a twentieth of a run. Pictures are freed by their counts, without the collector.
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    # Typer would print "Aborted!" and exit with 1. A run has a handler of its own for Ctrl-C.
    signal.signal(signal.SIGINT, _raise_interrupted)
    exit_on_second_interrupt(ExitCode.INTERRUPTED)
    # Read from the arguments, as an error may come before any command has parsed them.
    as_json = "--json" in itertools.takewhile(lambda argument: argument != "--", sys.argv[1:])
    try:
        code = _run_command(as_json=as_json)
    except CreativeError as error:
        from creative_cli.cli import console

        console.show_error(error, as_json=as_json)
        code = error.exit_code
    except Exception as error:  # noqa: BLE001  # any other exception is a bug and reported as one
        from creative_cli.cli import console

        console.show_bug(error, as_json=as_json)
        code = ExitCode.BUG
    finally:
        # A last garbage collection would take 0.3 s. DuckDB needs one, or it complains at exit.
        if "duckdb" not in sys.modules:
            gc.freeze()
    if code == ExitCode.INTERRUPTED:
        _exit_without_waiting(code)
    raise SystemExit(code)


def _exit_without_waiting(code: int) -> None:
    """End the process as Python does, but for its waiting for threads: one may be held up by a library."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    atexit._run_exitfuncs()  # noqa: SLF001  # there is no public name for it
    os._exit(code)


@cache
def build_command_line() -> Callable[..., Any]:
    """Return the parser of all commands, once in a process: reading the signatures of all takes a while."""
    return typer.main.get_command(app)


def _run_command(*, as_json: bool) -> int:
    """Run the command and return its exit code; raise CreativeError, and anything else for a bug."""
    try:
        # The name in usage lines, also for `python -m`.
        code = build_command_line()(prog_name="creative", standalone_mode=False)
        streams.flush_output()
    except SystemExit as error:  # of Typer's own options
        streams.flush_output()
        return int(error.code or ExitCode.OK)
    except _UsageErrors as error:
        return _show_usage_error(error, as_json=as_json)
    except streams.OutputError as error:
        raise streams.unwritten_error(error) from error
    except typer.Abort as error:
        raise InterruptedRunError("Interrupted.", "Run the same command again to continue.") from error
    finally:
        # The work is done or has failed: from here on Ctrl-C exits at once.
        signal.signal(signal.SIGINT, lambda _signal, _frame: os._exit(ExitCode.INTERRUPTED))
    return int(code or ExitCode.OK)


def _word_plainly(message: str) -> str:
    """Return what Typer says as a sentence in our words, with the known word that a value is close to."""
    plain = message.strip()
    for theirs, ours in _WORDINGS:
        plain = theirs.sub(ours, plain)
    choices = _CHOICES.search(plain)
    if choices is not None:
        from creative_cli.brief.suggestions import suggest_similar_word

        plain += suggest_similar_word(choices["said"], re.findall("'([^']+)'", choices["known"]))
    return plain if plain.endswith((".", "?", "!")) else f"{plain}."


def _show_usage_error(error: Any, *, as_json: bool) -> int:
    """Print what is wrong with the command line to stderr, with *as_json* also as the document on stdout."""
    context, said = error.ctx, error.format_message()
    hint = f"Try '{'creative' if context is None else context.command_path} --help' for help."
    message = streams.escape_line(_word_plainly(said))
    if said.startswith("Usage: "):  # the help of a group, where a command is missing
        message = "A command is missing."
        typer.echo(said, err=True)
    else:
        usage = "" if context is None else f"{context.get_usage()}\n"
        typer.echo(f"{usage}{hint}\n\nError: {message}", err=True)
    if as_json:
        from creative_cli.cli import console

        console.print_error_document(UsageError(message, hint))
    return ExitCode.USAGE
