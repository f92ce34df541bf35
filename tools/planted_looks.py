"""Print how the checks of looks do on planted defects and on right ads, by family.

    python tools/planted_looks.py [--each NUMBER] [--seed NUMBER] [--right NUMBER] [--missed]

What is planted is in `tests/checks/planted/looks.py`; each defect comes through a brief, a template of a user's, a
picture, or a file that was changed before `creative check` looked at it. With --missed every defect that no right check
reports is printed, and every finding in right ads. A new seed is one that nobody has tuned a check on.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import chdir
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.checks.planted.look_runs import find_in_looks, find_in_right_ads  # noqa: E402  # after the path
from tests.checks.planted.looks import FAMILIES, PlantedLook, plant_looks  # noqa: E402  # same


def run_creative(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the folder we stand in."""
    command = [sys.executable, "-m", "creative_cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})


def print_planted(seed: int, each: int, *, missed: bool) -> None:
    """Print the table of planted defects, and those that no right check reports."""
    planted = list(plant_looks(seed, each))
    found = find_in_looks(planted, run_creative)
    rows = list(zip(planted, found, strict=True))

    def count(family: str) -> tuple[int, int, int]:
        own = [(one, checks) for one, checks in rows if one.family == family or not family]
        right = sum(bool(checks & one.checks) for one, checks in own)
        return len(own), right, sum(bool(checks) and not checks & one.checks for one, checks in own)

    print(f"{'family':32} planted  reported  by another check  missed")
    for family in (*FAMILIES, ""):
        total, right, elsewhere = count(family)
        print(f"{family or 'all':32} {total:7} {right:9} {elsewhere:17} {total - right - elsewhere:7}")
    total, right, _ = count("")
    print(f"{total} defects in {len(FAMILIES)} families: {right / total:.1%} reported by the right check")
    for one, checks in rows if missed else ():
        if not checks & one.checks:
            print(_explain_missed(one, checks))


def _explain_missed(one: PlantedLook, checks: set[str]) -> str:
    return f"{one.family} {one.place} (found: {', '.join(sorted(checks)) or 'nothing'})"


def print_right(seed: int, count: int) -> None:
    """Print how many of *count* right ads have a finding, by check, and every finding."""
    ads, found = find_in_right_ads(seed, count, run_creative)
    checks = Counter(check for check, _ in found)
    print(f"{ads} right ads: {len({line.partition(': ')[0] for _, line in found})} flagged")
    print(*(f"  {check}: {number}" for check, number in checks.most_common()), sep="\n")
    print(*(f"right {line}" for _, line in found), sep="\n")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--each", type=int, default=2, help="defects of each family")
    parser.add_argument("--right", type=int, default=0, help="right ads to make")
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        if options.each:
            print_planted(options.seed, options.each, missed=options.missed)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        if options.right:
            print_right(options.seed, options.right)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:.0f} s of CPU")


if __name__ == "__main__":
    main()
