"""Print what every hostile input takes: its command, how it ended, seconds, and the peak memory of its processes.

    python tools/hostile.py [WORD ...]

With words, only inputs whose kind or name has one of them. Exits with 1 if an input did not end as it should, or took
more than the limits of `tests/hostile/trial.py`. Needs Linux.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.hostile.all_inputs import list_hostile_inputs
from tests.hostile.hostile_input import HostileInput
from tests.hostile.trial import MOST_MEGABYTES, HostileTrial, make_finished_campaign, try_hostile_input

REPOSITORY = Path(__file__).resolve().parent.parent
OUTCOMES = {0: "accepted", 1: "findings", 2: "refused", 3: "refused"}


def describe_trial(one: HostileInput, trial: HostileTrial) -> str:
    """Return a row of the table."""
    door = " ".join(one.door[:2] if one.door[0] in {"copy", "review"} else one.door[:1])
    outcome = "; ".join(trial.faults) or f"{OUTCOMES[trial.code]} ({trial.code})"
    return f"| {one.label} | {door} | {outcome} | {trial.seconds:.1f} | {trial.megabytes:.0f} |"


def main() -> None:
    """Try the inputs and print the table."""
    words = sys.argv[1:]
    chosen = [one for one in list_hostile_inputs() if not words or any(word in one.label for word in words)]
    # As in the tests: no key of this machine, and no way out of it.
    for name in [name for name in os.environ if name.startswith(("CREATIVE_", "OPENAI_", "HF_", "HUGGING"))]:
        del os.environ[name]
    os.environ["PYTHONPATH"] = f"{REPOSITORY / 'tests' / 'guard'}{os.pathsep}{REPOSITORY / 'src'}"
    trials: list[HostileTrial] = []
    print("| input | command | outcome | s | peak MB |\n|---|---|---|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory(prefix="creative-hostile-") as name:
        finished = Path(name) / "finished"
        make_finished_campaign(finished)
        for number, one in enumerate(chosen):
            folder = Path(name) / f"input-{number}"
            trials.append(try_hostile_input(one, folder, finished))
            print(describe_trial(one, trials[-1]), flush=True)
            shutil.rmtree(folder)
    wrong = sum(bool(trial.faults) for trial in trials)
    slowest, largest = max(trial.seconds for trial in trials), max(trial.megabytes for trial in trials)
    print(f"\n{len(trials)} inputs, {wrong} with faults; the longest {slowest:.1f} s, the largest {largest:.0f} MB ")
    print(
        f"of {MOST_MEGABYTES:,} MB: the sum of the peaks in RAM (VmHWM) of the processes that a command has at a time."
    )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
