"""`make fuzz`: every parser of foreign text against inputs made up by atheris, one target after another; one table.

Harnesses and laws are in `tests/fuzzing`. What is found stays in outputs/fuzz; `--keep` copies the shortest inputs that
reach new code into the corpus of the tests. Exits with 1 after a crash.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY))  # the harnesses are the tests'

from tests.fuzzing.coverage import choose_inputs  # noqa: E402  # after the path
from tests.fuzzing.crashes import shrink_input, try_input  # noqa: E402  # same
from tests.fuzzing.targets import CORPUS, TARGETS, list_inputs  # noqa: E402  # same

OUTPUT = REPOSITORY / "outputs" / "fuzz"
SECONDS = 300
LONGEST_INPUT = 50_000  # bytes
HANGING_S = 60  # wall-clock time after which an input hangs
MOST_MEGABYTES = 1024
SHRINK_S = 20.0
_STATE = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)/")
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")
_STEP = re.compile(r"^#(\d+)\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one target."""

    target: str
    seconds: int
    executions: int
    edges: int
    features: int
    corpus: int
    crashes: tuple[str, ...]
    slowest_ms: float
    peak_mb: int

    def cells(self) -> tuple[str, ...]:
        """Return the row as it is printed."""
        numbers = (self.seconds, self.executions, self.edges, self.features, self.corpus, len(self.crashes))
        return (self.target, *map(str, numbers), f"{self.slowest_ms:.0f}", str(self.peak_mb))


HEAD = ("target", "seconds", "executions", "edges", "features", "corpus", "crashes", "slowest ms", "peak MB")


def fuzz_target(name: str, seconds: int) -> Row:
    """Fuzz one target in a process of its own and return its row."""
    folder = OUTPUT / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for stale in (
        *folder.glob("crash-*"),
        *folder.glob("timeout-*"),
        *folder.glob("oom-*"),
        *folder.glob("facts.json"),
    ):
        stale.unlink()
    options = [
        *(f"-max_total_time={seconds}", f"-timeout={HANGING_S}", f"-rss_limit_mb={MOST_MEGABYTES}"),
        *(f"-max_len={LONGEST_INPUT}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-use_value_profile=0"),
    ]
    script = Path(__file__).with_name("fuzz_target.py")
    log = folder / "log.txt"
    with log.open("w", encoding="utf-8") as file:
        subprocess.run(
            [sys.executable, str(script), name, str(folder), *options],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    said = log.read_text("utf-8", "replace")
    state, done, steps = _STATE.findall(said), _DONE.findall(said), _STEP.findall(said)
    noted = folder / "facts.json"
    facts: dict[str, Any] = json.loads(noted.read_text("utf-8")) if noted.is_file() else {"slowest_s": 0, "peak_mb": 0}
    crashes = [path.read_text("utf-8").partition("\n")[0] for path in sorted(folder.glob("crash-*.txt"))]
    crashes += [path.name for kind in ("timeout-*", "oom-*") for path in sorted(folder.glob(kind))]
    if not done and not crashes:
        crashes.append(f"the process ended before its time: {log}")
    edges, features, corpus = map(int, state[-1]) if state else (0, 0, 0)
    return Row(
        target=name,
        seconds=int(done[-1][1]) if done else 0,
        executions=int(done[-1][0] if done else steps[-1] if steps else 0),
        edges=edges,
        features=features,
        corpus=corpus,
        crashes=tuple(crashes),
        slowest_ms=1000 * facts["slowest_s"],
        peak_mb=facts["peak_mb"],
    )


def show_crashes(name: str) -> None:
    """Print each crash of a target with a short input that has it."""
    for path in sorted((OUTPUT / name).glob("crash-????????")):
        short = shrink_input(TARGETS[name], path.read_bytes(), SHRINK_S)
        path.write_bytes(short)
        crash, _ = try_input(TARGETS[name], short)
        print(f"{name}: {crash.name if crash else 'not repeated'}\n  {path}\n  {short[:200]!a}")
        if crash is not None:
            print(f"  {crash.says[:300]!a}")


def keep_inputs(name: str) -> None:
    """Copy the short inputs that reach code that no kept one reaches into the corpus of the tests."""
    target, home = TARGETS[name], CORPUS / name
    home.mkdir(parents=True, exist_ok=True)
    found = [path.read_bytes() for path in sorted((OUTPUT / name / "corpus").iterdir())]
    for data in choose_inputs(target, [data for _, data in list_inputs(target)], found):
        door, _ = target.split_input(data)
        number = sum(1 for _ in home.glob(f"{door}-*")) + 1
        (home / f"{door}-{number:02d}").write_bytes(data)


def print_table(rows: list[Row]) -> None:
    """Print the rows under their head, numbers to the right."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    for line in lines:
        cells = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip(), flush=True)


def main() -> int:
    """Fuzz the targets that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(TARGETS)}; all without one")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for each target")
    parser.add_argument("--keep", action="store_true", help="copy new short inputs into the corpus of the tests")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs found")
    options = parser.parse_args()
    if strange := set(options.targets) - TARGETS.keys():
        parser.error(f"there is no target {', '.join(sorted(strange))}")
    rows: list[Row] = []
    for name in options.targets or TARGETS:
        if options.fresh:
            shutil.rmtree(OUTPUT / name, ignore_errors=True)
        rows.append(fuzz_target(name, options.seconds))
        show_crashes(name)
        if options.keep:
            keep_inputs(name)
    print_table(rows)
    return 1 if any(row.crashes for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
