"""Words of one market beside those they adapt, and what a check says of them."""

from dataclasses import replace

from creative_cli.brief.term import GlossaryTerm
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.runner import Check, run_check
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale
from creative_cli.models import AdCopy, CopySource, LocalizedCopy, OriginalCopy, Role, Status

SOURCE = "en-US"


def locale(tag: str) -> Locale:
    """Return the locale a tag names: its last part is the market."""
    language, _, territory = tag.rpartition("-")
    return locales.resolve_locale(territory, language, "en")


def adapted(  # every part of an adaptation is something a test may break
    source: str | AdCopy,
    text: str | AdCopy,
    tag: str = "de-DE",
    *,
    keep: tuple[str, ...] = (),
    terms: tuple[GlossaryTerm, ...] = (),
    recreated: tuple[Role, ...] = (),
    of: str = SOURCE,
) -> CheckedCopy:
    """Return *text*, a headline or a whole copy, as an adaptation of *source*."""
    original = OriginalCopy(
        locale(of), source if isinstance(source, AdCopy) else AdCopy(source), keep, terms, recreated
    )
    copy = text if isinstance(text, AdCopy) else AdCopy(text)
    return CheckedCopy(LocalizedCopy(locale(tag), copy, CopySource.TRANSLATED, original=original))


def written_in_brief(checked: CheckedCopy) -> CheckedCopy:
    """Return the copy as the brief's own for its market."""
    return replace(checked, adaptation=replace(checked.adaptation, source=CopySource.BRIEF))


def alone(text: str | AdCopy, tag: str = SOURCE) -> CheckedCopy:
    """Return words that adapt nothing: the market reads the source."""
    copy = text if isinstance(text, AdCopy) else AdCopy(text)
    return CheckedCopy(LocalizedCopy(locale(tag), copy, CopySource.SOURCE))


def said(check: Check[CheckedCopy], subject: CheckedCopy) -> list[tuple[Status, str]]:
    """Return status and code of each finding."""
    return [(finding.status, finding.code) for finding in run_check(check, subject)]


def codes(check: Check[CheckedCopy], subject: CheckedCopy) -> set[str]:
    """Return the codes of the findings."""
    return {code for _, code in said(check, subject)}


PASS = [(Status.PASS, "ok")]
NOTHING_TO_COMPARE = [(Status.SKIP, "no_original")]
