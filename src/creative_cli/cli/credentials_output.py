"""Render what Content Credentials say."""

from collections.abc import Iterator, Sequence

from creative_cli.cli.console import Screen
from creative_cli.imaging.content_credentials import CredentialsReport, CredentialsVerdict
from creative_cli.services.credentials import JudgedFile

_MEANINGS = {
    CredentialsVerdict.NONE: "no Content Credentials",
    CredentialsVerdict.TRUSTED: "valid, and the signer is trusted",
    CredentialsVerdict.VALID: "valid, but the signer is on no list of CREATIVE_C2PA_TRUST",
    CredentialsVerdict.INVALID: "invalid",
}


def show_credentials(screen: Screen, judged: Sequence[JudgedFile]) -> None:
    """Show the verdict on each file, then who signed it and what went into it."""
    if screen.as_json:
        screen.json({"schema": 1, "files": judged})
        return
    for one in judged:
        screen.line(f"{one.path}: {_MEANINGS[one.report.verdict]}")
        for line in list_credentials_lines(one.report):
            screen.line(f"  {line}")


def list_credentials_lines(report: CredentialsReport) -> Iterator[str]:
    """Yield what a report says, a line for each kind of fact."""
    if report.signer or report.issuer:
        when = f", {report.signed_at}" if report.signed_at else ""
        yield f"signed by {report.signer} ({report.issuer}){when}"
    if report.generator:
        yield f"written by {report.generator}"
    if report.actions:
        yield f"actions: {', '.join(report.actions)}"
    for source in report.sources:
        yield f"source type: {source.rpartition('/')[2]}"
    if report.ingredients:
        yield f"made of: {', '.join(report.ingredients)}"
    for problem in report.problems:
        inside = f" of ingredient {problem.ingredient}" if problem.ingredient else ""
        yield f"{problem.code} in {problem.part}{inside}"
