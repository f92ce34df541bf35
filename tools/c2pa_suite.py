"""Judge the public test files of C2PA and print what was found, beside what their names promise.

python tools/c2pa_suite.py FOLDER      exits with 1 if a file is judged otherwise

The letters of a name are what was done to the picture (c2pa-org/public-testfiles): A and I have no manifest, C a valid
one, CA one with an ingredient. E-dat, E-sig and E-uri are CA with a broken data hash, signature or assertion URI. XCA
has the manifest of CA over pixels that were encoded again, so that its data hash is broken, too.
"""

import re
import sys
from pathlib import Path

from creative_cli.imaging.content_credentials import CredentialsReport, CredentialsVerdict
from creative_cli.services.credentials import read_credentials

EXPECTED = {
    "A": (CredentialsVerdict.NONE, ""),
    "I": (CredentialsVerdict.NONE, ""),
    "C": (CredentialsVerdict.VALID, ""),
    "CA": (CredentialsVerdict.VALID, ""),
    "E-dat-CA": (CredentialsVerdict.INVALID, "assertion.dataHash.mismatch"),
    "E-sig-CA": (CredentialsVerdict.INVALID, "claimSignature.mismatch"),
    "E-uri-CA": (CredentialsVerdict.INVALID, "assertion.hashedURI.mismatch"),
    "XCA": (CredentialsVerdict.INVALID, "assertion.dataHash.mismatch"),
}
"""Verdict and code by the last part of a file's name."""

_NAME = re.compile(r"adobe-\d{8}-(.+)\.jpg")


def find_difference(name: str, report: CredentialsReport) -> str:
    """Return how the verdict on a file differs from what its name promises; empty if it does not."""
    found = _NAME.fullmatch(name)
    if found is None or found[1] not in EXPECTED:
        return "a file that this tool does not know"
    verdict, code = EXPECTED[found[1]]
    codes = {problem.code for problem in report.problems}
    if report.verdict is verdict and (not code or code in codes):
        return ""
    return f"expected {verdict} {code}".rstrip()


def main() -> int:
    """Print the table and return 1 if a file is judged otherwise than its name promises."""
    folder = Path(sys.argv[1])
    files = sorted(folder.glob("*.jpg"))
    if not files:
        print(f"skipped: there are no files in {folder}")
        return 0
    wrong = 0
    for path in files:
        report = read_credentials(path)
        difference = find_difference(path.name, report)
        wrong += bool(difference)
        codes = ", ".join(problem.code for problem in report.problems)
        print(f"{path.name}: {report.verdict} {codes}{f'  WRONG: {difference}' if difference else ''}".rstrip())
    print(f"{len(files) - wrong} of {len(files)} judged as their names promise")
    return min(wrong, 1)


if __name__ == "__main__":
    raise SystemExit(main())
