"""No line is left in the language of the source."""

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.not_source import CHECK
from creative_cli.models import AdCopy, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import NOTHING_TO_COMPARE, PASS, adapted, alone, said

ENGLISH = AdCopy("Summer on ice", "Real peach, made for good company.", "Try it")
GERMAN = AdCopy("Sommer auf Eis", "Mit echtem Pfirsich, für gute Gesellschaft.", "Jetzt probieren")


def test_translated_copy_passes() -> None:
    """Nothing is equal."""
    assert said(CHECK, adapted(ENGLISH, GERMAN)) == PASS


def test_a_line_left_in_the_source_is_a_question() -> None:
    """It may be a slogan; capitals do not make it another."""
    left = AdCopy("SUMMER ON ICE", GERMAN.body, GERMAN.cta)

    assert said(CHECK, adapted(ENGLISH, left)) == [(Status.WARN, "same_line")]


def test_a_copy_that_is_the_source_fails() -> None:
    """Copy equal to the source fails, also if its button has a single word."""
    assert said(CHECK, adapted(ENGLISH, ENGLISH)) == [(Status.FAIL, "untranslated")]
    one_word = AdCopy("Summer on ice", cta="Shop")
    assert said(CHECK, adapted(one_word, one_word)) == [(Status.FAIL, "untranslated")]


def test_a_line_that_only_differs_in_capitals_is_a_question() -> None:
    """German writes the same words with other capitals: a person has seen them."""
    assert said(CHECK, adapted("1 million super fans", "1 Million Super Fans")) == [(Status.WARN, "same_line")]


def test_single_words_and_names_may_be_the_same() -> None:
    """`Solara Original` in German is a name and one word."""
    words = AdCopy("Solara Original", "Real peach.")
    translated = AdCopy("Solara Original", "Echter Pfirsich.")

    assert said(CHECK, adapted(words, translated, keep=("Solara",))) == PASS


def test_a_recreated_line_may_be_the_sources() -> None:
    """A line written freely may equal the source."""
    left = AdCopy(ENGLISH.headline, GERMAN.body, GERMAN.cta)

    assert said(CHECK, adapted(ENGLISH, left, recreated=(Role.HEADLINE,))) == PASS


def test_a_source_without_spaces_is_counted_in_characters() -> None:
    """A Japanese line has no words to count."""
    words = adapted("夏を、氷に注ごう。", "夏を、氷に注ごう。", "de-DE", of="ja-JP")

    assert said(CHECK, words) == [(Status.FAIL, "untranslated")]


def test_another_country_of_the_same_language_may_say_the_same() -> None:
    """British copy is American copy, mostly."""
    assert said(CHECK, adapted(ENGLISH, ENGLISH, "en-GB")) == [(Status.SKIP, "same_language")]


def test_the_source_itself_is_not_compared() -> None:
    """It is meant to be the source."""
    assert said(CHECK, alone(ENGLISH)) == NOTHING_TO_COMPARE


@given(word=st.text("abcäöü", min_size=1, max_size=8))
def test_one_more_word_makes_it_another_line(word: str) -> None:
    """Only equal lines are reported, not similar ones."""
    assert said(CHECK, adapted("Summer on ice", f"Summer on ice {word}")) == PASS


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(adapted(ENGLISH, GERMAN), adapted(ENGLISH, ENGLISH), "untranslated")
