"""Every finding that a report can print has a name that a profile and a waiver can give."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import creative_cli
from creative_cli.checks.profile import list_all_checks
from creative_cli.findings.check_names import explain_unknown_check, list_check_codes
from creative_cli.small_sizes import LABEL_ROLE, LEFT_OUT_CODE, REQUIRED_TEXT_CHECK

SOURCES = Path(creative_cli.__file__).parent


def read_value(node: ast.expr, module: ModuleType) -> str | None:
    """Return the text that an expression is when its module is loaded; None if it is known only when it runs."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name() | ast.Attribute():
            found: object = module
            for name in ast.unparse(node).split("."):
                found = getattr(found, name, None)
            return found if isinstance(found, str) else None
    return None


def list_written_findings() -> Iterator[str]:
    """Yield `check/code` of the findings that are written outside the checks, or the check where the code varies."""
    for path in SOURCES.rglob("*.py"):
        text = path.read_text("utf-8")
        if " Finding(" not in text and "(Finding(" not in text:
            continue
        module = importlib.import_module(".".join(("creative_cli", *path.relative_to(SOURCES).with_suffix("").parts)))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
                check, code = (read_value(argument, module) for argument in node.args[:2])
                if check is not None:
                    yield check if code is None else f"{check}/{code}"


def test_findings_written_outside_the_checks_can_be_waived() -> None:
    """They are those of runs, translations, variants and files that cannot be read."""
    names = set(list_written_findings())

    assert {"variants/identical", "text_overflow/overflow", "picture_kind/unreadable"} <= names
    assert [why for name in sorted(names) if (why := explain_unknown_check(name))] == []


@pytest.mark.parametrize("check", [LABEL_ROLE, REQUIRED_TEXT_CHECK])
def test_ads_that_are_not_made_can_be_waived(check: str) -> None:
    """Their code belongs to the check that says what had no room."""
    assert explain_unknown_check(f"{check}/{LEFT_OUT_CODE}") == ""


def test_a_code_that_no_check_has_is_refused() -> None:
    """With the codes that it has."""
    known = [check for check in list_all_checks() if list_check_codes(check) is not None]

    assert len(known) > 40
    assert [check.id for check in known if not explain_unknown_check(f"{check.id}/no_such_code")] == []
