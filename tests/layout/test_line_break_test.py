"""Unicode's LineBreakTest (UAX #14) on the line ends that all breaking of ours begins with."""

from pathlib import Path

import pytest

from creative_cli.layout.phrases import icu_line_ends

CASES = Path("/usr/share/unicode/auxiliary/LineBreakTest.txt")
LEAST_SHARE = 0.995
"""Of the cases of the file; Debian's may be of another Unicode version than ICU's rules."""

MAY_BREAK = "÷"


@pytest.mark.skipif(not CASES.exists(), reason="Debian's package unicode-data is not installed")
def test_lines_end_where_unicode_says() -> None:
    """At least 99.5 % of the cases have exactly the breaks of the file."""
    agreeing = cases = 0
    for line in CASES.read_text("utf-8").splitlines():
        marks = line.partition("#")[0].split()
        if not marks:
            continue
        text = "".join(chr(int(code, 16)) for code in marks[1::2])
        expected = [place for place, mark in enumerate(marks[0::2]) if mark == MAY_BREAK and place]
        cases += 1
        agreeing += icu_line_ends(text, "en@lb=strict") == expected

    assert cases > 7000
    assert agreeing >= LEAST_SHARE * cases
