"""Print how each failure of each service is reported and handled, with both real SDKs against a local server.

python tools/fault_table.py      exits with 1 if a line differs from the tests
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from creative_cli.http.retry import RetryState  # after the path
from tests.providers.fault_cases import CASES, Case, fault_of_case  # after the path

LEFT_S = 60.0
"""The time a picture has left when the fault happens, s."""


def line(case: Case, service: str, fault_kind: str, rest: tuple[str, str, str]) -> str:
    """Return one line of the table."""
    charged, wait, action = rest
    return f"{case.name:39}{service:13}{fault_kind:16}{charged:9}{wait:>8}  {action}"


def main() -> int:
    """Print the table and return how many lines are wrong, at most 1."""
    print(f"{'answer':39}{'service':13}{'fault':16}{'charged':9}{'asks s':>8}  first action")
    wrong = 0
    for case in CASES:
        for service, answer in case.answers():
            fault = fault_of_case(service, answer)
            if fault is None:
                wrong += 1
                print(line(case, service, "none", ("", "", "not as it has to be")))
                continue
            step = RetryState(jitter=lambda: 0.5).after_error(fault, LEFT_S)
            right = (fault.kind, fault.maybe_charged, fault.retry_after_s) == (
                case.kind,
                case.maybe_charged,
                case.retry_after_s,
            )
            wrong += not right
            wait = "" if fault.retry_after_s is None else f"{fault.retry_after_s:g}"
            after = f" after {step.wait_s:g} s" if step.wait_s else ""
            done = f"{step.action}{after}{'' if right else '  not as it has to be'}"
            print(line(case, service, fault.kind, ("maybe" if fault.maybe_charged else "no", wait, done)))
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
