"""Reads the options of a run as the command line has them."""

from creative_cli.models import Status
from creative_cli.services.provider_registry import select_providers
from creative_cli.services.runs import RunOptions
from creative_cli.services.workspace import Workspace


def parse_options(
    where: Workspace, providers: str, jobs: int | None, fail_on: str, *, editable: bool, max_usd: float | None
) -> RunOptions:
    """Return options as the command line has them: *fail_on* is warn, fail, error or never. Raises UsageError."""
    fail_from = parse_fail_on(fail_on)
    return RunOptions(select_providers(providers, where.settings), jobs, fail_from, editable, max_usd)


def parse_fail_on(text: str) -> Status | None:
    """Return the lowest status that makes a command exit with 1: warn, fail or error; None for never."""
    return None if text == "never" else Status[text.upper()]
