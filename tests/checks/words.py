"""Words of one market beside those they adapt, and what a check says of them."""

from creative_cli.brief.term import Term
from creative_cli.checks.check import Check, run_check
from creative_cli.checks.wording import Wording
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale
from creative_cli.models import Adaptation, Copy, CopySource, Original, Role, Status

SOURCE = "en-US"


def locale(tag: str) -> Locale:
    """Return the locale a tag names: its last part is the market."""
    language, _, territory = tag.rpartition("-")
    return locales.resolve(territory, language, "en")


def adapted(  # every part of an adaptation is something a test may break
    source: str | Copy,
    text: str | Copy,
    tag: str = "de-DE",
    *,
    keep: tuple[str, ...] = (),
    terms: tuple[Term, ...] = (),
    recreated: tuple[Role, ...] = (),
    of: str = SOURCE,
) -> Wording:
    """Return *text*, a headline or a whole copy, as an adaptation of *source*."""
    original = Original(locale(of), source if isinstance(source, Copy) else Copy(source), keep, terms, recreated)
    copy = text if isinstance(text, Copy) else Copy(text)
    return Wording(Adaptation(locale(tag), copy, CopySource.TRANSLATED, original=original))


def alone(text: str | Copy, tag: str = SOURCE) -> Wording:
    """Return words that adapt nothing: the market reads the source."""
    copy = text if isinstance(text, Copy) else Copy(text)
    return Wording(Adaptation(locale(tag), copy, CopySource.SOURCE))


def said(check: Check[Wording], subject: Wording) -> list[tuple[Status, str]]:
    """Return status and code of each finding."""
    return [(finding.status, finding.code) for finding in run_check(check, subject)]


def codes(check: Check[Wording], subject: Wording) -> set[str]:
    """Return the codes of the findings."""
    return {code for _, code in said(check, subject)}


PASS = [(Status.PASS, "ok")]
NOTHING_TO_COMPARE = [(Status.SKIP, "no_original")]
