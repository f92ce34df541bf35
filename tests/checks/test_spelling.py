"""Words are spelled as their dictionary has them; chunspell brings that of American English."""

from dataclasses import replace

import pytest

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.spelling import CHECK
from creative_cli.locale.spelling_dictionaries import find_dictionary
from creative_cli.models import CopySource, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import PASS, adapted, alone, said
from tests.parameters import walk_rows


@walk_rows(
    "text",
    ["Summer, poured over ice", "SUMMER SALE", "Taste Solarra today", "Frizzantique bliss", "It’s time", "50 ml"],
)
def test_right_words_names_and_new_words_pass(text: str) -> None:
    """Capitals, names, and words that are like no other are no mistakes."""
    assert said(CHECK, alone(text)) == PASS


@pytest.mark.parametrize("text", ["The sunmer of your life", "Taste the diffrence", "Free delivary today"])
def test_a_word_that_is_nearly_another_is_asked_about(text: str) -> None:
    """Only a warning: a brand may spell as it likes."""
    assert said(CHECK, alone(text)) == [(Status.WARN, "misspelt")]


def test_what_the_source_or_the_brand_spells_so_passes() -> None:
    """A word of the source is kept on purpose."""
    assert said(CHECK, adapted("Der diffrence", "The diffrence in life", "en-US", of="de-DE")) == PASS
    assert said(CHECK, adapted("x", "The diffrence in life", "en-US", keep=("diffrence",), of="de-DE")) == PASS


def test_a_language_without_a_dictionary_is_skipped() -> None:
    """Finnish compounds are in no dictionary, and Japanese has no spaces."""
    assert said(CHECK, alone("Kesä kaadettuna", "fi-FI")) == [(Status.SKIP, "no_dictionary")]
    assert said(CHECK, alone("夏を氷に", "ja-JP")) == [(Status.SKIP, "no_dictionary")]


def test_markets_without_a_dictionary_of_their_own_share_one() -> None:
    """A dictionary takes 6 MB and up to 0.8 s: it is loaded once, not for each English market."""
    singapore, nigeria = (find_dictionary(alone("x", tag).locale) for tag in ("en-SG", "en-NG"))

    assert singapore is not None
    assert singapore is nigeria


def test_copy_that_is_not_written_is_skipped() -> None:
    """Pseudo-copy is spelled on purpose."""
    pseudo = alone("Summmer")
    pseudo = replace(pseudo, adaptation=replace(pseudo.adaptation, source=CopySource.PSEUDO))
    assert said(CHECK, pseudo) == [(Status.SKIP, "unwritten")]


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(alone("Summer, poured over ice"), alone("Free delivary today"), "misspelt", Status.WARN)
