"""tools/bidi_test.py: the cases of BidiCharacterTest are drawn in the right order, and wrong ones are found."""

from itertools import islice
from pathlib import Path

import pytest

from bidi_test import SYSTEM_FILE, compare_cases, read_cases, replace_characters
from creative_cli.locale.bidi import find_bidi_class

SAMPLE = Path(__file__).parent / "data" / "bidi-sample.txt"


def test_our_own_cases_are_drawn_in_order() -> None:
    """Names, numbers and signs of ads, bare and isolated, are computed and drawn as UAX #9 says."""
    figures = compare_cases(read_cases(SAMPLE))

    assert figures.differing == []
    assert figures.cases == figures.computed == figures.drawn == figures.agreeing > 100
    assert not figures.left_out


def test_a_wrong_order_is_found(tmp_path: Path) -> None:
    """A case whose order is not that of the drawing differs, and one that briefs may not hold is named."""
    cases = tmp_path / "cases.txt"
    cases.write_text("05D0 0061 0062;1;1;1 2 2;2 1 0\n05D0 202E 0061 202C;1;1;1 x 3 x;2 0\n", "utf-8")
    figures = compare_cases(read_cases(cases))

    assert (figures.cases, figures.drawn, figures.agreeing) == (2, 1, 0)
    assert [line.split(":")[0] for line in figures.differing] == ["computed", "drawn"]
    assert list(figures.left_out) == ["an override, which briefs may not hold"]


def test_characters_are_replaced_by_others_of_their_class() -> None:
    """Each has one of its class, all different, and brackets stay."""
    text = "a\u05d0\u06271\u0661%-.\u2680\u2681 (b)"
    replaced = replace_characters(text)

    assert replaced is not None
    assert [find_bidi_class(sign) for sign in replaced] == [find_bidi_class(sign) for sign in text]
    assert len(set(replaced)) == len(replaced)
    assert replace_characters("\u06f1" * 11) is None


@pytest.mark.slow
def test_the_cases_of_unicode_are_drawn_in_order() -> None:
    """More than 2,000 cases, spread over the file, if Debian's package unicode-data is installed; else our own."""
    cases = islice(read_cases(SYSTEM_FILE), 0, None, 25) if SYSTEM_FILE.is_file() else read_cases(SAMPLE)
    figures = compare_cases(cases)

    assert figures.differing == []
    assert figures.agreeing == figures.drawn
    assert figures.drawn > (2_000 if SYSTEM_FILE.is_file() else 100)
