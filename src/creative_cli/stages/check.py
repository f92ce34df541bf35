"""check: turn a creative and its copy into findings."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.profile import ad_profile, copy_profile
from creative_cli.checks.runner import NO_FINDINGS, run_profile
from creative_cli.models import Asset, Creative, Finding, LocalizedCopy

Known: TypeAlias = Mapping[str, tuple[Finding, ...]]  # findings to reuse, by the ID of their check
Digests: TypeAlias = tuple[tuple[str, str], ...]  # the ID and digest of each check


# The same copy is in every product and format of a market, and each ad has the findings of its copy.
@lru_cache(maxsize=4096)
def check_copy(words: LocalizedCopy, last_day: date | None) -> tuple[Finding, ...]:
    """Check copy, before any picture is made; *last_day* is the last day of the flight.

    The findings include the marks that the translation left on the copy.
    """
    return words.marks + run_profile(copy_profile(), CheckedCopy(words, last_day))


def check(creative: Creative, last_day: date | None, known: Known = NO_FINDINGS) -> tuple[Finding, ...]:
    """Check a finished ad and its copy. Checks whose findings are *known* do not run."""
    return check_copy(creative.adaptation, last_day) + run_profile(ad_profile(), creative, known)


@lru_cache(maxsize=64)
def check_digests(last_day: date | None) -> Digests:
    """Return the digest of every check in order; equal digests give equal findings."""
    copy = tuple((check.id, check.digest(last_day)) for check in copy_profile())
    return copy + tuple((check.id, check.digest(last_day)) for check in ad_profile())


def still_valid(asset: Asset, words: LocalizedCopy, digests: Digests, last_day: date | None) -> Known:
    """Return the findings of a cached *asset* whose checks still have the digests it was checked under."""
    now = dict(check_digests(last_day))
    own = asset.findings[len(words.marks) :]
    return {
        id_: tuple(finding for finding in own if finding.check == id_)
        for id_, digest in digests
        if now.get(id_) == digest
    }
