"""check: a creative and its words become findings."""

from datetime import date

from creative_cli.checks.check import run_profile
from creative_cli.checks.profile import COPY_PROFILE, PROFILE
from creative_cli.checks.wording import Wording
from creative_cli.models import Adaptation, Creative, Finding

VERSION = 4


def check_copy(words: Adaptation, last_day: date | None) -> tuple[Finding, ...]:
    """Check words before any picture is made; *last_day* is the last day they are shown.

    What the copy desk marked them with comes with what the checks find.
    """
    return words.marks + run_profile(COPY_PROFILE, Wording(words, last_day))


def check(creative: Creative, last_day: date | None) -> tuple[Finding, ...]:
    """Check a finished ad, its words included, so that its findings stand alone."""
    return check_copy(creative.adaptation, last_day) + run_profile(PROFILE, creative)
