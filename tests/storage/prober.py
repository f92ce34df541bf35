"""A process that makes one call to a rested provider and holds it: `STATE`.

It prints `calling` once it may call and ends when its input does, or prints why it may not.
"""

import sys
from pathlib import Path

from creative_cli.http.api_error import ApiError
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.state import StateFolder


def main(state: StateFolder) -> None:
    """Ask for a permission, hold it until the input ends, and say that the call worked."""
    told: list[str] = []
    breakers = StoredBreakers(state, {}, told.append)
    try:
        with breakers.admitted("openai") as permission:
            print("calling", flush=True)  # noqa: T201  # what the test reads
            sys.stdin.read()
            permission.succeeded()
    except ApiError as fault:
        print(fault.sentence, flush=True)  # noqa: T201  # what the test reads


if __name__ == "__main__":
    main(StateFolder(Path(sys.argv[1])))
