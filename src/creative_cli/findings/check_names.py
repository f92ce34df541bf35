"""The names that profiles and waivers give to findings: the ids of checks, and the codes that a check has."""

import ast
import inspect
import sys
from functools import cache
from types import ModuleType
from typing import Any

from creative_cli.brief.suggestions import find_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.checks.profile import list_all_checks
from creative_cli.checks.runner import Check
from creative_cli.small_sizes import LABEL_ROLE, LEFT_OUT_CODE, REQUIRED_TEXT_CHECK
from creative_cli.variant_findings import VARIANT_CHECK_ID

# Of findings that no single check makes: the marks of a translation on its copy, and variants beside each other.
OTHER_CHECKS = ("translation", VARIANT_CHECK_ID)
# Checks that also report ads which are not made.
CHECKS_OF_OMISSIONS = frozenset({LABEL_ROLE, REQUIRED_TEXT_CHECK})
CHECKS_HOME = "creative_cli.checks."
_OUTCOME_CODE = 1  # its place among the arguments of Outcome


@cache
def list_check_names() -> tuple[str, ...]:
    """Return the ids of all checks, those of plug-ins included. Raises PluginError."""
    return (*dict.fromkeys(check.id for check in list_all_checks()), *OTHER_CHECKS)


def explain_unknown_check(text: str) -> str:
    """Return what is wrong with the name of a check, `id` or `id/code`, as a sentence; "" if it is known."""
    id_, slash, code = text.partition("/")
    known = list_check_names()
    if id_ not in known:
        near = find_similar_word(id_, known)
        guess = f"Did you mean {near}?" if near else "docs/checks.md lists them."
        return f"There is no check {quote_for_message(id_)}. {guess}"
    codes = None if not slash else _list_codes_of(id_)
    if codes is not None and code not in codes:
        near = find_similar_word(code, codes)
        guess = f"Did you mean {id_}/{near}?" if near else f"It has {', '.join(sorted(codes))}."
        return f"The check {id_} has no code {quote_for_message(code)}. {guess}"
    return ""


def _list_codes_of(id_: str) -> frozenset[str] | None:
    codes = next((list_check_codes(check) for check in list_all_checks() if check.id == id_), None)
    return codes if codes is None or id_ not in CHECKS_OF_OMISSIONS else codes | {LEFT_OUT_CODE}


@cache
def list_check_codes(check: Check[Any]) -> frozenset[str] | None:
    """Return the codes of a check's outcomes as its modules write them; None where some are made when it runs."""
    codes, waiting, seen = {"ok", "crashed", "silent"}, [check.inspect.__module__], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        module = sys.modules.get(name)
        try:
            tree = ast.parse(inspect.getsource(module)) if module is not None else None
        except (OSError, TypeError):  # a plug-in without its source
            tree = None
        if tree is None:
            return None
        found = [_read_code(call, module) for call in ast.walk(tree) if _makes_outcome(call)]
        if None in found:
            return None
        codes |= {code for code in found if code is not None}
        waiting += [
            one.module
            for one in ast.walk(tree)
            if isinstance(one, ast.ImportFrom) and (one.module or "").startswith(CHECKS_HOME) and one.module is not None
        ]
    return frozenset(codes)


def _makes_outcome(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Outcome"


def _read_code(call: ast.AST, module: ModuleType | None) -> str | None:
    arguments = call.args if isinstance(call, ast.Call) else []
    code = arguments[_OUTCOME_CODE] if len(arguments) > _OUTCOME_CODE else None
    value = getattr(module, code.id, None) if isinstance(code, ast.Name) else getattr(code, "value", None)
    return value if isinstance(value, str) else None
