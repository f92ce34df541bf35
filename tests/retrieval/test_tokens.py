"""Words of every script."""

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.retrieval.tokens import fold_for_search, join_matched_spans, tokenize_document, tokenize_question
from tests.parameters import walk_rows


@given(st.text(max_size=60))
def test_text_is_found_by_all_of_its_own_words(text: str) -> None:
    """Whatever may be asked of a text is among the words it is indexed by."""
    assert {token.text for token in tokenize_question(text)} <= set(tokenize_document(text))


@given(st.text(max_size=60))
def test_matched_words_are_parts_of_the_question(text: str) -> None:
    """Words given as the reason stand in the question, in its order."""
    found = join_matched_spans(text, frozenset(tokenize_document(text)))

    folded = fold_for_search(text)
    assert all(part in folded for part in found)
    assert len(set(found)) == len(found)


@walk_rows(
    ("one", "other"),
    [
        ("CAFÉ", "cafe"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ｱﾛﾏ", "アロマ"),
        ("شايٌ", "شاي"),
        ("أحمر", "احمر"),
        ("שָׁלוֹם", "שלום"),
        ("リフ\u200bレッシュ", "リフレッシュ"),
        ("\u2068Solara\u2069", "solara"),
    ],
)
def test_differences_nobody_types_do_not_matter(one: str, other: str) -> None:
    """Case, accents, width, vowel points and invisible marks are folded away."""
    assert tokenize_document(one) == tokenize_document(other)


def test_indic_words_stay_whole() -> None:
    """Vowel signs belong to their word: Hindi is not cut at them."""
    assert [token.text for token in tokenize_question("हिन्दी में चाय")] == ["हिन्दी", "में", "चाय"]


def test_scripts_without_spaces_are_cut_in_pairs() -> None:
    """Japanese and Thai are found by neighbouring characters."""
    assert [token.text for token in tokenize_question("お茶だ")] == ["お茶", "茶だ", "茶"]
    assert [token.text for token in tokenize_question("ชาเย็น")] == ["ชา", "าเ", "เย", "ย็", "็น"]


def test_lone_ideograph_is_found_inside_other_words() -> None:
    """A single character that is a word finds texts in which other letters stand beside it."""
    (summer,) = (token for token in tokenize_question("夏の海") if token.text == "夏")

    assert summer.text in tokenize_document("夏を、氷に注ごう")


def test_matched_pairs_read_as_words_again() -> None:
    """Pairs that overlap are joined where a person reads them."""
    assert join_matched_spans("夏の冷たいお茶", frozenset({"冷た", "たい", "お茶"})) == ("冷たい", "お茶")


def test_single_latin_letters_are_no_words() -> None:
    """What an apostrophe leaves behind finds nothing, while a figure does."""
    assert [token.text for token in tokenize_question("It won't fit a Ridge 3")] == ["it", "won", "fit", "ridge", "3"]
