"""Lines are in the language of their market."""

from dataclasses import replace

import pytest

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.right_language import CHECK
from creative_cli.models import AdCopy, CopySource, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import PASS, adapted, alone, codes, said, written_in_brief
from tests.parameters import walk_rows

ENGLISH = "Summer, poured over ice"


@walk_rows(
    ("text", "tag"),
    [
        ("Kesä kaadettuna jäiden päälle", "fi-FI"),
        ("Літо, налите на лід, щодня і всюди", "uk-UA"),
        ("صيفٌ يُسكب على الثلج", "ar-SA"),
        ("Verão servido com gelo o dia todo", "pt-BR"),
        ("Sommer, helt over is", "nb-NO"),
        ("Лето, сипано преко леда", "sr-Cyrl-RS"),
        ("Solara", "de-DE"),
        ("Jetzt probieren", "de-DE"),
        ("Solara Ice Tea Original", "de-DE"),
        ("50 %", "ru-RU"),
    ],
)
def test_the_language_of_the_market_passes(text: str, tag: str) -> None:
    """Short lines, names and numbers prove nothing."""
    assert said(CHECK, adapted(ENGLISH, text, tag, keep=("Solara", "Solara Ice Tea Original"))) == PASS


@walk_rows(
    ("text", "tag"),
    [
        ("Sommaren hälls över is, varje dag hela sommaren", "fi-FI"),
        ("تابستان روی یخ، هر روز برای همه", "ar-SA"),
        ("Лето, которое льётся на лёд каждый день", "uk-UA"),
        ("Sommeren skænkes nu over is, kun hos os", "nb-NO"),
        ("El verano se sirve con hielo todos los días", "pt-PT"),
        ("Zomer, geschonken over ijs, elke dag opnieuw", "de-DE"),
        ("Lato podawane z lodem przez cały dzień", "cs-CZ"),
    ],
)
def test_another_language_in_the_same_letters_is_reported(text: str, tag: str) -> None:
    """A neighbour's words are found by their letters."""
    assert "other_language" in codes(CHECK, adapted(ENGLISH, text, tag))


def test_copy_in_another_language_throughout_fails() -> None:
    """Two wrong lines leave no doubt."""
    swedish = AdCopy("Sommaren hälls över is varje dag", body="Smaka på persikan innan sommaren är slut i år")
    english = AdCopy(ENGLISH, body="Taste the peach before the summer is over")
    assert said(CHECK, adapted(english, swedish, "fi-FI")) == [(Status.FAIL, "other_language")] * 2


def test_a_foreign_slogan_in_approved_copy_is_asked_about() -> None:
    """Brands print English slogans on purpose."""
    copy = AdCopy("Der Sommer kommt über Eis geflossen", body="Taste the summer before it is gone for the year")
    source = AdCopy(ENGLISH, body="Something else entirely is written here")
    assert said(CHECK, written_in_brief(adapted(source, copy))) == [(Status.WARN, "other_language")]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Descarregue a app no seu telemóvel", "pt-BR"),
        ("Baixe o aplicativo no seu celular", "pt-PT"),
        ("Disfrutad de vuestro zumo", "es-MX"),
        ("Your favorite color, all summer", "en-GB"),
        ("Your favourite colour, all summer", "en-US"),
    ],
)
def test_words_of_another_country_are_reported(text: str, tag: str) -> None:
    """Readers notice the variety of another country at once."""
    assert said(CHECK, adapted(ENGLISH, text, tag)) == [(Status.WARN, "other_variety")]


def test_copy_that_is_not_written_is_skipped() -> None:
    """Pseudo-copy is in no language."""
    pseudo = adapted(ENGLISH, "Šûmmér")
    pseudo = replace(pseudo, adaptation=replace(pseudo.adaptation, source=CopySource.PSEUDO))
    assert said(CHECK, pseudo) == [(Status.SKIP, "unwritten")]


def test_the_source_is_read_too() -> None:
    """A source in another language than its market's is reported."""
    assert codes(CHECK, alone("Der Sommer wird über das Eis gegossen, jeden Tag", "en-US")) == {"other_language"}


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(
        adapted(ENGLISH, "Sommer, helt over is", "nb-NO"),
        adapted(ENGLISH, "Zomer, geschonken over ijs, elke dag opnieuw"),
        "other_language",
    )
