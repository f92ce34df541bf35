"""`creative watch`."""

from typing import TYPE_CHECKING, Annotated

import typer

from creative_cli.cli.event_log import EventLog, LogFormatOption, VerboseOption
from creative_cli.cli.options import DEFAULT_OUTPUT, OutputOption, StateOption, require_file_name

if TYPE_CHECKING:
    from creative_cli.cli.console import Screen
    from creative_cli.services.ad_previews import AdName, AdPreviews
    from creative_cli.services.watching import WatchState


def watch(
    brief: Annotated[
        str, typer.Argument(parser=require_file_name, metavar="BRIEF", help="The campaign brief, YAML or JSON.")
    ],
    market: Annotated[
        str,
        typer.Option(help="Country or locale that is drawn first (JP, fr-CA).  [default: the first]", metavar="MARKET"),
    ] = "",
    product: Annotated[
        str, typer.Option(help="ID of the product that is drawn first.  [default: the first]", metavar="ID")
    ] = "",
    ratio: Annotated[
        str,
        typer.Option(
            "--format",
            "--ratio",
            "--channel",
            help="Ratio (9:16) or channel (meta.stories) that is drawn first.  [default: the first]",
            metavar="NAME",
        ),
    ] = "",
    variant: Annotated[str, typer.Option(help="Variant that is drawn first.", metavar="NAME")] = "",
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65535,
            help="Port of the page on this machine.  [default: any that is free]",
            show_default=False,
            metavar="PORT",
        ),
    ] = 0,
    once: Annotated[
        bool, typer.Option("--once", help="Draw one ad, print how long it took, and exit: no page.")
    ] = False,
    output: OutputOption = DEFAULT_OUTPUT,
    verbose: VerboseOption = 0,
    log_format: LogFormatOption = "text",
    state: StateOption = None,
) -> None:
    """Show the ads of a brief in the browser, and draw them again whenever one of its files is saved.

    No ad is written, and nothing is bought. Problems of the brief are shown with their lines. Ctrl-C ends it.

    creative watch briefs/summer-drinks.yaml --market JP --format 9:16
    """
    import webbrowser
    from threading import Thread

    from creative_cli.cli import console
    from creative_cli.services import watched_files, workspace
    from creative_cli.services.ad_previews import AdName, AdPreviews
    from creative_cli.services.watch_server import WatchServer
    from creative_cli.services.watching import BriefWatch

    log = EventLog.open(verbose, log_format)
    screen, where = console.Screen(), workspace.open_workspace(output, state)
    previews, path = AdPreviews(where), watched_files.find_brief_file(brief)
    asked = AdName(product, market, ratio, variant)
    if once:
        _draw_once(screen, previews, brief, asked)
        return
    following = BriefWatch(previews, path, asked, lambda drawn: _show_drawn(screen, log, drawn), console.show_error)
    server = WatchServer(following, str(path), port)
    Thread(target=server.serve_forever, name="creative-page", daemon=True).start()
    following.start()
    screen.say(f"The page: {server.address} (Ctrl-C ends it)")
    if show and not webbrowser.open(server.address):
        screen.say("No browser could be opened: open that address in one.")
    watched_files.follow_files(following, where)


def _draw_once(screen: "Screen", previews: "AdPreviews", brief: str, asked: "AdName") -> None:
    import time

    wall, cpu = time.monotonic(), time.process_time()
    drawn = previews.preview(brief, asked)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    name, status = drawn.name, drawn.asset.status.name
    told = " ".join(filter(None, (name.product, name.locale, name.format, name.variant)))
    screen.line(f"{told}: {status}, drawn in {wall:.2f} s ({cpu:.2f} s of CPU)")
    for one in drawn.notices:
        screen.say(one)


def _show_drawn(screen: "Screen", log: EventLog, drawn: "WatchState") -> None:
    first, took = drawn.first, drawn.took
    if first is None or took is None:
        return
    name, status = first.name, "ERROR" if first.preview is None else first.preview.asset.status.name
    if log.wanted:
        log.note(
            "ad-drawn",
            first.failure or ("a draft" if took.draft else "as a run makes it"),
            "error" if first.failure else "info",
            campaign=drawn.campaign,
            product=name.product,
            locale=name.locale,
            format=name.format,
            variant=name.variant,
            status=status,
            ms=1000 * took.wall,
        )
        return
    told = " ".join(filter(None, (name.product, name.locale, name.format, name.variant)))
    if first.failure:
        screen.say(f"{told}: {first.failure}")
        return
    kind = "draft" if took.draft else "as a run makes it"
    screen.say(f"{told}: {status}, {kind}, {took.wall:.2f} s ({took.cpu:.2f} s of CPU)")
