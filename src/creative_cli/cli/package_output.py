"""Render a written package."""

from collections import Counter
from collections.abc import Sequence

from creative_cli.cli.console import Screen
from creative_cli.delivery.package import DEFAULT_BUTTON
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.services.packages import WrittenPackage

_SHOWN_REASONS = 10


def show_packages(screen: Screen, written: Sequence[WrittenPackage]) -> None:
    """Show each package; as JSON one of them alone, several in a list."""
    if not screen.as_json:
        for one in written:
            _show_package(screen, one)
        return
    documents = [_describe_package(one) for one in written]
    screen.json({"schema": 1, **documents[0]} if len(documents) == 1 else {"schema": 1, "packages": documents})


def _describe_package(written: WrittenPackage) -> dict[str, object]:
    package = written.package
    ads = [
        {
            "path": ad.asset.path,
            "file": ad.file,
            "name": ad.name,
            "url": ad.tagged_url,
            "alt_text": ad.alt_text,
            "verdict": ad.verdict,
            "warnings": ad.warnings,
        }
        for ad in package.ads
    ]
    return {
        "campaign": package.campaign,
        "target": package.target.id,
        "archive": str(written.archive),
        "sheets": [str(path) for path in written.sheets],
        "ads": ads,
        "left_out": package.left_out,
        **({"credentials": package.credentials} if package.credentials else {}),
    }


def _show_package(screen: Screen, written: WrittenPackage) -> None:
    """Show where the package is, what was left out and why, and what the target may not like."""
    package = written.package
    screen.line(f"{written.archive}: {count_noun(len(package.ads), 'ad')} for {package.target.name}")
    if package.credentials:
        screen.line(f"Content Credentials in every ad: {package.credentials}")
    for path in written.sheets:
        screen.line(f"{path}")
    if package.left_out:
        screen.line(f"{count_noun(len(package.left_out), 'ad')} left out:")
        reasons = Counter(ad.reason for ad in package.left_out)
        for reason, count in reasons.most_common(_SHOWN_REASONS):
            paths = [ad.path for ad in package.left_out if ad.reason == reason]
            also = f" and {count - 1} more" if count > 1 else ""
            screen.line(f"  {paths[0]}{also}: {reason}", style="yellow")
        if len(reasons) > _SHOWN_REASONS:
            screen.line(f"  {len(reasons) - _SHOWN_REASONS} more reasons are in report.csv")
    warnings = Counter(warning for ad in package.ads for warning in ad.warnings)
    for warning, count in warnings.most_common(_SHOWN_REASONS):
        screen.line(f"  {count_noun(count, 'ad')}: {warning}", style="yellow")
    if package.facts.call_to_action == "" and any("{call_to_action}" in value for _, value in package.target.columns):
        screen.say(
            f"The button in the sheet is {DEFAULT_BUTTON}: delivery: {{call_to_action: SHOP_NOW}} names another."
        )
    if package.target.note:
        screen.say(package.target.note)
