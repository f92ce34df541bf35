"""The `creative` command: its subcommands and the one place where errors become exit codes.

Nothing here may import more than Typer: `creative --help` is fast because of it (tests/test_cli.py counts modules).
"""

import gc
import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from creative_cli import __version__
from creative_cli.cli.channels import channels
from creative_cli.cli.copy import copy_app
from creative_cli.cli.doctor import doctor
from creative_cli.cli.init import init
from creative_cli.cli.markets import markets
from creative_cli.cli.report import report
from creative_cli.cli.review import review_app
from creative_cli.cli.run import run as run_command
from creative_cli.cli.schema import schema
from creative_cli.cli.search import search
from creative_cli.cli.sql import sql
from creative_cli.cli.validate import validate
from creative_cli.errors import CreativeError, ExitCode, InterruptedRunError

EPILOG = (
    "Exit codes: 0 fine, 1 a finding at or above --fail-on, 2 wrong usage or brief, "
    "3 some ads could not be made, 4 a bug of ours, 130 interrupted."
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
app.command()(run_command)
# The list of commands has short texts of its own: a whole first sentence would be cut off with dots there.
app.command(short_help="Check briefs and make nothing.")(validate)
app.command(short_help="Find past ads by words or by a picture.")(search)
app.command(short_help="Show what was made, found and paid.")(report)
app.command()(sql)
app.add_typer(copy_app, name="copy", short_help="Send copy to translators and bring it back.")
app.add_typer(review_app, name="review", short_help="Put verdicts on record and count them.")
app.command(short_help="List the markets there are.")(markets)
app.command(short_help="List the channels there are.")(channels)
app.command(short_help="Check that everything works on this machine.")(doctor)
app.command(short_help="Print the JSON Schema of briefs.")(schema)
app.command(short_help="Write a starter brief, ready to run.")(init)


def _print_version(asked: bool) -> None:  # noqa: FBT001  # Typer calls it so
    if asked:
        typer.echo(f"creative {__version__}")
        raise typer.Exit


@app.callback()
def _main_options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Turn a campaign brief into finished, localized, checked ads."""


def _raise_interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise InterruptedRunError("Stopped.", "Run the same command again to go on.")


def _wants_json() -> bool:
    """Tell whether a script reads stdout; asked of the words themselves, as an error may come before any command."""
    return "--json" in sys.argv[1:]


def run_command_line() -> None:
    """Run the command line and leave with its exit code."""
    # Typer would print "Aborted!" and leave with 1; ours is a sentence and 130. The line handles Ctrl-C itself.
    signal.signal(signal.SIGINT, _raise_interrupted)
    try:
        try:
            app(prog_name="creative")  # also for `python -m creative_cli`, so that what is shown can be typed
        finally:
            # Nothing is left to be stopped: from here on Ctrl-C cuts the way out short.
            signal.signal(signal.SIGINT, lambda _signal, _frame: os._exit(ExitCode.INTERRUPTED))
    except BrokenPipeError:
        # The reader of our output left (`| head`): nothing is wrong, and Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(ExitCode.OK) from None
    except CreativeError as error:
        from creative_cli.cli.output import show_error  # noqa: PLC0415  # Rich is not for the help page

        show_error(error, as_json=_wants_json())
        raise SystemExit(error.exit_code) from None
    except Exception as error:  # noqa: BLE001  # whatever else arrives here is our bug, and is told as one
        from creative_cli.cli.output import show_bug  # noqa: PLC0415  # same

        show_bug(error, as_json=_wants_json())
        raise SystemExit(ExitCode.BUG) from None
    finally:
        # Looking for cycles in all that was loaded, only to throw it away, takes a third of a second. DuckDB would
        # complain of what is not thrown away.
        if "duckdb" not in sys.modules:
            gc.freeze()
