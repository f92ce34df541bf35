"""Measure hits and false alarms of every detector of looks, and write them to tools/calibration.toml.

    python tools/calibrate.py [--count NUMBER] [--seed NUMBER] [--only CHECK] [--dry-run]

Each detector judges as many right and as many damaged subjects as --count says, all made by `calibration_sets.py`.
A hit is the finding that the damage should have; a false alarm is any finding of that check on a right subject, from
WARN on. docs/checks.md shows the file as a table: run `make docs` after it. A test fails when a threshold has changed
since it was written.
"""

import argparse
import sys
import time
from importlib import import_module
from multiprocessing import Pool
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from calibration_sets import DETECTORS, Detector
from creative_cli.checks.profile import list_all_checks
from creative_cli.checks.runner import run_check
from creative_cli.models import Finding, Status

WORKERS = 2
RESULTS = Path(__file__).with_name("calibration.toml")
HEAD = """\
# Hits and false alarms of the detectors of looks, measured by `make calibrate`; docs/checks.md shows them.
# A threshold that has changed since makes a test fail: measure again.
"""


def read_threshold(check: str, name: str) -> float:
    """Return the value of a constant of a check's module, or of `module:NAME` below the package."""
    module, _, constant = name.rpartition(":")
    path = module if "." in module else f"checks.{module or check}"
    return float(getattr(import_module(f"creative_cli.{path}"), constant))


def judge_subjects(detector: Detector, count: int, seed: int, *, damaged: bool) -> list[list[Finding]]:
    """Return what the check finds, from WARN on, in each of *count* subjects."""
    check = next(one for one in list_all_checks() if one.id == detector.check)
    make = detector.damaged if damaged else detector.right
    number = DETECTORS.index(detector)
    found = []
    for index in range(count):
        subject = make(np.random.default_rng([seed, number, int(damaged), index]))
        found.append([one for one in run_check(check, subject) if one.status >= Status.WARN])
    return found


def count_findings(work: tuple[int, int, int, bool]) -> tuple[int, float]:
    """Return the hits, or the false alarms, of a detector by its number, and the CPU seconds that took."""
    number, count, seed, damaged = work
    begun, detector = time.process_time(), DETECTORS[number]
    judged = judge_subjects(detector, count, seed, damaged=damaged)
    if damaged:
        found = sum(any(one.code == detector.code for one in findings) for findings in judged)
    else:
        found = sum(bool(findings) for findings in judged)
    return found, time.process_time() - begun


def find_twin(number: int) -> int:
    """Return the first detector that judges the same right subjects by the same check: they are counted once."""
    own = DETECTORS[number]
    return next(at for at, one in enumerate(DETECTORS) if (one.check, one.right) == (own.check, own.right))


def write_entry(detector: Detector, count: int, hits: int, alarms: int) -> str:
    """Return the entry of a detector in the file of results."""
    values = ", ".join(f'"{name}" = {read_threshold(detector.check, name):g}' for name in detector.thresholds)
    return (
        f'\n[[detector]]\ncheck = "{detector.check}"\ncode = "{detector.code}"\nthresholds = {{{values}}}\n'
        f"damaged = {count}\nhits = {hits}\nright = {count}\nalarms = {alarms}\n"
    )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--only")
    parser.add_argument("--dry-run", action="store_true", help="Write nothing.")
    options = parser.parse_args()
    numbers = [at for at, one in enumerate(DETECTORS) if options.only in {None, one.check}]
    tasks = [(at, options.count, options.seed, True) for at in numbers]
    tasks += [(at, options.count, options.seed, False) for at in dict.fromkeys(find_twin(at) for at in numbers)]
    with Pool(WORKERS) as pool:
        counted = dict(zip(tasks, pool.map(count_findings, tasks, chunksize=1), strict=True))
    parts = [HEAD, f"\nseed = {options.seed}\n"]
    print(f"{'detector':34} damaged  hits   right  false alarms")
    for at in numbers:
        hits = counted[at, options.count, options.seed, True][0]
        alarms = counted[find_twin(at), options.count, options.seed, False][0]
        name, count = f"{DETECTORS[at].check}/{DETECTORS[at].code}", options.count
        print(f"{name:34} {count:7} {hits / count:5.1%} {count:7} {alarms / count:5.1%}")
        parts.append(write_entry(DETECTORS[at], count, hits, alarms))
    if not options.dry_run and options.only is None:
        RESULTS.write_text("".join(parts), "utf-8", newline="\n")
    print(f"{sum(seconds for _, seconds in counted.values()):.0f} s of CPU")


if __name__ == "__main__":
    main()
