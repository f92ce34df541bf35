"""Read a test suite of XLIFF 2.x and print how many files are read and refused, by folder.

python tools/xliff_suite.py FOLDER      exits with 1 if a valid file is refused or an invalid one is read

Files in a folder called `invalid` must be refused, all others read. A file that is read may still have no line of a
brief: `creative copy import` says so for each of its units.
"""

import sys
from collections import Counter
from pathlib import Path

from creative_cli.errors import BriefError
from creative_cli.translation.exchange.files import read_exchange_file

NO_LINES = "no line of copy"
"""What is said of a valid file that has no unit, or whose units have no text."""


def find_refusal(path: Path) -> str:
    """Return why a file is refused, with its place, or nothing if it is read."""
    try:
        read_exchange_file(path)
    except BriefError as error:
        first = error.problems[0]
        return "" if NO_LINES in first.message else f"{first.line}:{first.column}: {first.message}"
    return ""


def main() -> int:
    """Print the table and return how many files are not as they have to be, at most 1."""
    root = Path(sys.argv[1])
    if not root.is_dir():
        print(f"skipped: there is no folder {root}")
        return 0
    counts: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for path in sorted(root.rglob("*.xlf")):
        folder = str(path.parent.relative_to(root))
        refusal = find_refusal(path)
        counts[folder, "refused" if refusal else "read"] += 1
        if bool(refusal) != (path.parent.name == "invalid"):
            wrong.append(f"{path.relative_to(root)}: {refusal or 'read, although it is invalid'}")
        elif "--verbose" in sys.argv:
            print(f"{path.name}:{refusal or ' read'}")
    print(f"{'folder':24}{'refused':>8}{'read':>8}")
    for folder in sorted({name for name, _ in counts}):
        print(f"{folder:24}{counts[folder, 'refused']:>8}{counts[folder, 'read']:>8}")
    print("\n".join(wrong) if wrong else "Every file is as it has to be.")
    return min(1, len(wrong))


if __name__ == "__main__":
    sys.exit(main())
