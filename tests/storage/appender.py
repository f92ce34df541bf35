"""A process that writes a journal, for tests that kill it or run several: `STATE EVENTS [importing|crashing]`.

It prints the id of every event once it is acknowledged.
"""

import os
import sys
from pathlib import Path

from creative_cli.events import AssetStored, RunFinished, RunStarted
from creative_cli.runlog.database import Database
from creative_cli.runlog.journal import Journal, new_run_id
from creative_cli.runlog.runlog import RunLog
from creative_cli.storage.state import StateFolder
from tests.storage.samples import asset


def main(state: StateFolder, events: int, *, importing: bool) -> None:
    """Write a run of *events* ads; every tenth time, read the run log too if *importing*."""
    with Journal.open(state, new_run_id()) as journal:
        say(journal.append(RunStarted("summer", "b.yaml", "ab" * 32, "creative", 1, events)))
        for number in range(events):
            say(journal.append(AssetStored(asset(f"ja-JP/1x1/tea-{number}.jpg"), cached=False)))
            if importing and number % 10 == 0:
                with RunLog.open(state) as log:
                    log.runs()
        say(journal.append(RunFinished("finished", 0, events, 0, 0, 0.0, 1.0)))


def say(event_id: str) -> None:
    """Tell the test that an event is acknowledged."""
    sys.stdout.write(f"{event_id}\n")
    sys.stdout.flush()


def crash(state: StateFolder) -> None:
    """Leave the run log as a process does that dies between a commit and the end."""
    with RunLog.open(state):
        database = Database.open(state.runlog)
        database.execute("UPDATE run_starts SET brief = repeat('x', 10000)")
        os._exit(0)


if __name__ == "__main__":
    folder = StateFolder(Path(sys.argv[1]))
    if sys.argv[3:] == ["crashing"]:
        crash(folder)
    main(folder, int(sys.argv[2]), importing=sys.argv[3:] == ["importing"])
