"""Print how the checks of copy do on planted defects and on right copy, by family.

    python tools/planted_defects.py [--seed NUMBER] [--missed]

The right copy and what is planted in it are in `tests/checks/planted`. With --missed every defect that no right check
reports is printed, and every finding in right copy.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from creative_cli.models import Finding, Status
from creative_cli.stages.check import check_copy
from tests.checks.planted.plants import FAMILIES, plant_defects
from tests.checks.planted.right_copy import SOURCE_TAG, RightLine, list_right_lines
from tests.checks.words import adapted


def find_problems(line: RightLine, text: str) -> list[Finding]:
    """Return the findings of all checks of copy in a text that stands for a right line, from WARN on."""
    checked = adapted(line.source, text, line.tag, of=SOURCE_TAG)
    return [finding for finding in check_copy(checked.adaptation, None) if finding.status >= Status.WARN]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    planted, reported, elsewhere, languages = Counter[str](), Counter[str](), Counter[str](), set[str]()
    missed = []
    begun = time.process_time()
    for one in plant_defects(options.seed):
        planted[one.family] += 1
        languages.add(one.right.tag.partition("-")[0])
        found = {finding.check for finding in find_problems(one.right, one.text)}
        if found & one.checks:
            reported[one.family] += 1
        else:
            elsewhere[one.family] += bool(found)
            missed.append(
                f"{one.family} {one.right.tag}: {one.text!r} (found: {', '.join(sorted(found)) or 'nothing'})"
            )
    print(f"{'family':24} planted  reported  by another check  missed")
    for family in FAMILIES:
        row = planted[family], reported[family], elsewhere[family]
        print(f"{family:24} {row[0]:7} {row[1]:9} {row[2]:17} {row[0] - row[1] - row[2]:7}")
    total, seen = planted.total(), reported.total()
    print(f"{'all':24} {total:7} {seen:9} {elsewhere.total():17} {total - seen - elsewhere.total():7}")
    print(f"{total} defects in {len(languages)} languages: {seen / total:.1%} reported by the right check")
    right = list_right_lines()
    alarms = [(line, finding) for line in right for finding in find_problems(line, line.text)]
    flagged = len({(line.tag, line.kind) for line, _ in alarms})
    failed = len({(line.tag, line.kind) for line, finding in alarms if finding.status >= Status.FAIL})
    shares = flagged / len(right), failed / len(right)
    print(f"{len(right)} right lines: {flagged} flagged ({shares[0]:.1%}), {failed} FAIL ({shares[1]:.1%})")
    print(f"{(time.process_time() - begun) * 1000 / (total + len(right)):.1f} ms of CPU a line")
    if options.missed:
        print(*missed, sep="\n")
        for line, finding in alarms:
            print(f"right {line.tag} {line.text!r}: {finding.status.name} {finding.check}/{finding.code}")


if __name__ == "__main__":
    main()
