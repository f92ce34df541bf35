"""Render what a cleaning removed."""

from creative_cli.cli.console import Screen
from creative_cli.runlog.report.humanize import count_noun, format_bytes
from creative_cli.services.cleaning import Cleaning


def show_cleaning(screen: Screen, found: Cleaning, *, dry_run: bool) -> None:
    """Say what was removed, or would be, and what stays."""
    if screen.as_json:
        screen.json({"schema": 1, "dry_run": dry_run, "cleaning": found})
        return
    verb = "Would remove" if dry_run else "Removed"
    since = f"{found.unused_since.astimezone():%Y-%m-%d %H:%M}"
    screen.line(f"{verb} {count_noun(found.files, 'result')} ({format_bytes(found.bytes)}) not used since {since}.")
    if found.campaigns:
        screen.line(f"{verb} the ads of {count_noun(len(found.campaigns), 'campaign')}: {', '.join(found.campaigns)}.")
    if found.changed:
        screen.line(f"Kept {count_noun(len(found.changed), 'file')} that somebody has changed:")
        for path in found.changed:
            screen.line(f"  {path}")
    if found.temporary:
        screen.line(f"Removed {count_noun(found.temporary, 'temporary file')}.")
    if found.served is None:
        screen.line("Kept drafts and orders: a server works here, and removes them itself after CREATIVE_SERVE_DAYS.")
    else:
        kinds = (
            ("draft", found.served.drafts),
            ("ended order", found.served.orders),
            ("sent brief", found.served.briefs),
        )
        parts = [count_noun(number, name) for name, number in kinds if number]
        if parts:
            screen.line(f"{verb} what servers kept: {', '.join(parts)}.")
    if found.kept_paid:
        screen.line(f"Kept {count_noun(found.kept_paid, 'result')} that were paid for.")
