"""`creative copy`: words go out to translators and come back."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, StateOption, parse_folder


class CopyFormat(StrEnum):
    """The formats translators' tools read and write."""

    XLIFF = "xliff"
    TMX = "tmx"
    CSV = "csv"
    JSON = "json"


class ImportStatus(StrEnum):
    """What imported lines count as."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"


BriefArgument: TypeAlias = Annotated[Path, typer.Argument(metavar="BRIEF", help="A campaign brief, YAML or JSON.")]
AdsOption: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--output", parser=parse_folder, metavar="DIR", help="Folder the ads go to; the memory is in its .creative."
    ),
]

copy_app = typer.Typer(
    name="copy",
    help="Send copy to translators, bring it back, and see how far it has come.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@copy_app.command(short_help="Write what is to be translated.")
def export(
    brief: BriefArgument,
    form: Annotated[CopyFormat, typer.Option("--format", help="What to write.")] = CopyFormat.XLIFF,
    market: Annotated[
        list[str] | None,
        typer.Option(help="Only this country or locale (JP, fr-CA); repeat for more.", metavar="MARKET"),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", "-o", metavar="PATH", help="A file, or a folder for several.  [default: copy]"),
    ] = None,
    output: AdsOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Write what is to be translated: XLIFF 2.1, TMX 1.4b, CSV or JSON, with what is translated already.

    creative copy export briefs/summer-drinks.yaml --format xliff -o handoff
    """
    from creative_cli.cli.copy_output import show_copy_export  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.services import translations  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same
    from creative_cli.translation.exchange.sheet import ExchangeFormat  # noqa: PLC0415  # same

    made = translations.export_copy(
        open_workspace(output, state), brief, ExchangeFormat(form.value), tuple(market or ()), to
    )
    show_copy_export(Screen(as_json=as_json), made)


@copy_app.command(name="import", short_help="Bring translations back, judged.")
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="XLIFF 1.2 or 2.x, TMX, CSV or JSON that came back.")
    ],
    status: Annotated[
        ImportStatus | None, typer.Option(help="What every line counts as.  [default: as its file says, else draft]")
    ] = None,
    brief: Annotated[
        Path | None,
        typer.Option("--brief", metavar="BRIEF", help="The brief the lines are of, where another machine exported it."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Keep nothing at all unless every line fits and keeps the rules.")
    ] = False,
    output: AdsOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Bring translations back, judged as a run judges them; what breaks a rule comes in as a draft to be reviewed.

    What does not fit its line at all is told with its place and not kept.

    creative copy import handoff/*.xlf --status reviewed
    """
    from creative_cli.cli.copy_output import show_copy_import  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.services import translations  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same
    from creative_cli.translation.segment import CopyStatus  # noqa: PLC0415  # same

    counted_as = None if status is None else CopyStatus[status.name]
    taken = translations.import_copy(open_workspace(output, state), files, counted_as, brief, strict=strict)
    raise typer.Exit(show_copy_import(Screen(as_json=as_json), taken))


@copy_app.command(short_help="Show how far the copy of a brief has come.")
def status(
    brief: BriefArgument,
    require_approved: Annotated[
        bool, typer.Option("--require-approved", help="Leave with 1 unless every line is approved.")
    ] = False,
    output: AdsOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Show how far the copy of a brief has come: missing, stale, draft, reviewed, approved.

    creative copy status briefs/summer-drinks.yaml --require-approved
    """
    from creative_cli.cli.copy_output import show_copy_progress  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.services import translations  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    found = translations.read_copy_progress(open_workspace(output, state), brief)
    raise typer.Exit(show_copy_progress(Screen(as_json=as_json), found, require_approved=require_approved))
