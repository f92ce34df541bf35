"""The comparison of what OCR read with the approved copy; the reading itself is `make ocr`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_compare import choose_best_reading, error_rate, fold_read_text, lose_word, swap_letters


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("Save 25\u00a0% – today", "Save 25 % - today"),
        ("„fünf Minuten“", "fünf Minuten"),
        ("２５％", "25%"),
        ("\u200f٩٩ ج.م.\u200f", "٩٩ ج.م."),
        ("น้ำ", "น้ํา"),
    ],
)
def test_what_engines_write_in_another_way_is_no_error(drawn: str, read: str) -> None:
    """Spaces, quotation marks, dashes, wide and invisible signs."""
    assert fold_read_text(drawn) == fold_read_text(read)


def test_the_best_size_counts_and_ends_the_reading() -> None:
    """One reading without errors is proof; none is asked for after it."""
    sizes = iter(["Kälter", "Kalt", "Kält"])
    found = choose_best_reading("de-DE", "body", "Kalt", sizes)

    assert list(sizes) == ["Kält"]
    assert (found.read, found.errors, found.letters) == ("Kalt", 0, 4)
    assert error_rate([choose_best_reading("de-DE", "body", "Kalt", ["Kait"])]) == 0.25
    assert error_rate([choose_best_reading("de-DE", "body", "Kalt", [])]) == 1.0


@given(st.lists(st.text("abcdefgh", min_size=5, max_size=9), min_size=3, max_size=6).map(" ".join))
def test_planted_faults_are_counted(text: str) -> None:
    """A swap changes two letters at most, a lost word all of its letters."""
    if any(len(set(word)) > 1 for word in text.split()):
        swapped = choose_best_reading("en-US", "body", text, [swap_letters(text)])
        assert swapped.errors == 2
    lost = choose_best_reading("en-US", "body", text, [lose_word(text)])

    assert lost.errors == len(text.rsplit(maxsplit=1)[-1])
