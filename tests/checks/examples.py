"""For every check one asset that passes and one that fails: `make test-checks` holds the checks to them.

The test file of a check, `test_<id>.py`, has a function `examples` that returns them.
"""

from dataclasses import dataclass
from typing import Generic

from creative_cli.checks.runner import Subject
from creative_cli.models import Status


@dataclass(frozen=True, slots=True)
class CheckExamples(Generic[Subject]):
    """Two assets for one check: one that passes, and one on which it finds one thing, with that code and status."""

    passing: Subject
    failing: Subject
    code: str
    status: Status = Status.FAIL
