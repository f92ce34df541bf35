"""docs/troubleshooting.md: every kind of error with its causes and the next step. tools/reference.py writes it.

The kinds are read from the classes; what to do about them stands in tools/reference/troubleshooting.toml.
"""

import inspect
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import creative_cli
from creative_cli.errors import CreativeError
from creative_cli.http.api_error import ErrorKind

ADVICE = Path(__file__).parent / "reference" / "troubleshooting.toml"
HEAD = """\
# Troubleshooting

An error is a sentence and a next step on stderr. With `--json`, the document on stdout has both in `error`, with the
`kind` that is listed here and the exit code. `creative doctor` tries every part of this machine and says what to do
about what does not work; `creative doctor --online` asks each service that has a key.

```sh
creative doctor
creative validate my-campaign/brief.yaml
creative report last
```

Findings about an ad are no errors: they are in [checks](checks.md). All exit codes are in
[commands](commands.md#exit-codes).

## Errors that stop a command

"""
CALLS = """\
## Calls to services that failed

A call that fails has one of these kinds in the run log:

```sh
creative sql "SELECT provider, outcome, count(*) AS calls FROM attempts GROUP BY ALL"
```

"""


def list_error_classes() -> list[type[CreativeError]]:
    """Return every class of error that the package raises on purpose, in the order of their names."""
    for module in walk_packages(creative_cli.__path__, "creative_cli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    return sorted(set(_list_descendants(CreativeError)), key=lambda kind: kind.__name__)


def _list_descendants(parent: type[CreativeError]) -> Iterator[type[CreativeError]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("creative_cli."):
            yield child
            yield from _list_descendants(child)


def read_advice() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the advice: in `errors` by the name of the class, in `calls` by the kind."""
    return tomllib.loads(ADVICE.read_text("utf-8"))


def troubleshooting_page() -> str:
    """Return docs/troubleshooting.md; end the script if a kind has no advice."""
    advice, parts = read_advice(), [HEAD]
    if missing := [kind.__name__ for kind in list_error_classes() if kind.__name__ not in advice["errors"]]:
        sys.exit(f"{ADVICE} has no cause and next step for {', '.join(missing)}.")
    for kind in list_error_classes():
        meaning = (inspect.getdoc(kind) or "").splitlines()[0]
        code = f"Exit code {int(kind.exit_code)}. "
        parts += _write_section(kind.__name__, f"{code}{meaning}", advice["errors"][kind.__name__])
    parts.append(CALLS)
    for outcome in sorted(ErrorKind):
        parts += _write_section(outcome.value, "", advice["calls"][outcome.value])
    return "".join(parts).rstrip("\n") + "\n"


def _write_section(title: str, meaning: str, advice: dict[str, Any]) -> Iterator[str]:
    yield f"### {title}\n\n"
    if meaning:
        yield f"{meaning}\n\n"
    yield f"- Cause: {advice['cause']}\n- Next step: {advice['step']}\n\n"
