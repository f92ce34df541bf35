"""Emphasis in headlines: what counts as a pair of asterisks, and what is printed."""

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.emphasis import count_emphasis, count_loose_marks, parse_emphasis, strip_emphasis
from tests.parameters import walk_rows


@walk_rows(
    ("marked", "plain", "words"),
    [
        ("Summer, *poured* over ice", "Summer, poured over ice", "poured"),
        ("*Summer*, poured over ice", "Summer, poured over ice", "Summer"),
        ("Summer, *poured over ice.*", "Summer, poured over ice.", "poured over ice."),
        ("“*Ice*” now", "“Ice” now", "Ice"),
        ("*L’été*, servi", "L’été, servi", "L’été"),
        ("夏を*氷に*注ごう", "夏を氷に注ごう", "氷に"),
        ("ฤดูร้อน*เย็นฉ่ำ*บนน้ำแข็ง", "ฤดูร้อนเย็นฉ่ำบนน้ำแข็ง", "เย็นฉ่ำ"),
        ("*Solara*를 마시자", "Solara를 마시자", "Solara"),
        ("صيف *مسكوب* فوق", "صيف مسكوب فوق", "مسكوب"),
        ("Only *{price}* today", "Only {price} today", "{price}"),
        ("Two\n*lines*", "Two\nlines", "lines"),
        ("Only £5* for *real* ice", "Only £5* for real ice", "real"),
        (r"A \*real\* *5\** hotel", "A *real* 5* hotel", "5*"),
    ],
)
def test_a_pair_around_words_is_emphasis(marked: str, plain: str, words: str) -> None:
    """The asterisks are not printed, and the words between them are found."""
    found = parse_emphasis(marked)
    assert found.text == plain
    assert found.text[found.start : found.stop] == words


@walk_rows(
    "text",
    [
        "A 5* hotel",
        "Only £5*",
        "5* and 6* hotels",
        "* at once",
        "un*believ*able",
        "2 * 3 * 4",
        "*!*",
        "**Now**",
        "*Now",
        "café*s* now",
    ],
)
def test_other_asterisks_are_printed(text: str) -> None:
    """A lone asterisk, one inside a word and one beside a space mark nothing."""
    assert parse_emphasis(text) == (text, 0, 0)
    assert count_emphasis(text) == 0


def test_an_escaped_asterisk_is_printed() -> None:
    r"""`\*` is an asterisk."""
    assert parse_emphasis(r"A \*real\* hotel") == ("A *real* hotel", 0, 0)


def test_of_several_pairs_the_first_counts() -> None:
    """Copy with two pairs is reported elsewhere; if it is drawn, no asterisk shows."""
    assert parse_emphasis("*One* and *two*") == ("One and two", 0, 3)
    assert count_emphasis("*One* and *two*") == 2


def test_loose_marks_are_counted() -> None:
    """What marks nothing and is not escaped."""
    assert count_loose_marks(r"*One* and 5* \*") == 1


@given(st.text(alphabet="ab 5氷*\\.\n", max_size=20))
def test_nothing_but_marks_is_lost(text: str) -> None:
    """Printed text is the marked one without some asterisks and backslashes; the emphasis is never empty or blank."""
    found = parse_emphasis(text)
    assert [sign for sign in found.text if sign not in "*\\"] == [sign for sign in text if sign not in "*\\"]
    if count_emphasis(text):
        assert any(sign.isalnum() for sign in found.text[found.start : found.stop])
    else:
        assert found.start == found.stop == 0
        assert found.text == text.replace("\\*", "*")


@given(st.text(alphabet="ab 5氷.\n", max_size=20))
def test_text_without_asterisks_is_plain(text: str) -> None:
    """It is printed as it is."""
    assert strip_emphasis(text) == text
