"""Every check has an asset that passes and one that fails, and says so with its exact code."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from creative_cli.checks.profile import list_all_checks
from creative_cli.checks.runner import Check, run_check
from creative_cli.models import Status
from tests.checks.examples import CheckExamples

CHECKS: tuple[Check[Any], ...] = list_all_checks()


@cache
def find_examples(check: Check[Any]) -> CheckExamples[Any] | None:
    """Return the two assets of a check, None if its test file has none."""
    name = f"tests.checks.test_{check.id}"
    build = None if find_spec(name) is None else getattr(import_module(name), "examples", None)
    found = None if build is None else build()
    assert found is None or isinstance(found, CheckExamples), f"{name}.examples returns no CheckExamples"
    return found


def test_no_check_is_without_a_passing_and_a_failing_asset() -> None:
    """The registry decides, so that a new check cannot be forgotten."""
    assert [check.id for check in CHECKS if find_examples(check) is None] == []


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_a_check_passes_one_asset_and_names_what_is_wrong_with_the_other(check: Check[Any]) -> None:
    """A check that is silent, crashes or is skipped has not passed."""
    own = find_examples(check)

    assert own is not None
    assert [(one.status, one.code) for one in run_check(check, own.passing)] == [(Status.PASS, "ok")]
    assert own.status >= Status.WARN
    assert [(one.status, one.code) for one in run_check(check, own.failing)] == [(own.status, own.code)]
