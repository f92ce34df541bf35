"""Names keep the brand's spelling in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.kept_terms import CHECK
from creative_cli.models import AdCopy, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import NOTHING_TO_COMPARE, PASS, adapted, alone, said
from tests.parameters import walk_rows

KEEP = ("Solara", "Cold Brew+")


def test_names_that_are_kept_pass() -> None:
    """A translation around an untouched name passes."""
    assert said(CHECK, adapted("Meet Solara", "Das ist Solara", keep=KEEP)) == PASS


@walk_rows(
    ("text", "tag"),
    [
        ("Solarassa on kesä", "fi-FI"),
        ("Solara'dan yaz", "tr-TR"),
        ("Solaraval a nyár", "hu-HU"),
        ("Solaras Sommer", "de-DE"),
        ("مع \u2068Solara\u2069، الصيف", "ar-SA"),
        ("وSolara معك", "ar-SA"),
        ("Solara를 만나다", "ko-KR"),
        ("Solaraの夏", "ja-JP"),
        ("Solara-র গ্রীষ্ম", "bn-BD"),
    ],
)
def test_a_name_may_be_inflected_and_isolated(text: str, tag: str) -> None:
    """Endings, particles of another script and direction isolates leave the name whole."""
    assert said(CHECK, adapted("Summer with Solara", text, tag, keep=KEEP)) == PASS


@pytest.mark.parametrize(
    "text",
    [
        "Solara: solara.example/de",
        "Folge uns: @solara_tea #SolaraMomente – Solara",
        "#SolaraSommer für alle",
        "Solara, auf https://www.SOLARA.example",
    ],
)
def test_addresses_and_tags_spell_a_name_in_their_own_way(text: str) -> None:
    """The letters of an address are those of the address; a hashtag with the name has the name."""
    assert said(CHECK, adapted("Summer with Solara", text, keep=KEEP)) == PASS


@pytest.mark.parametrize("text", ["Mehr auf solara.example", "Folge uns: @solara_tea"])
def test_an_address_alone_is_not_the_name(text: str) -> None:
    """A reader of the address has not read the name."""
    assert said(CHECK, adapted("Summer with Solara", text, keep=KEEP)) == [(Status.FAIL, "missing")]


@walk_rows(
    ("text", "tag", "code"),
    [
        ("Das ist Sonnara", "de-DE", "missing"),
        ("ソラーラの夏", "ja-JP", "missing"),
        ("Das ist Solarax", "de-DE", "altered"),
        ("Das ist SOLARA", "de-DE", "altered"),
        ("Das ist solara", "de-DE", "altered"),
        ("Ceci est Sоlara", "fr-FR", "missing"),
    ],
)
def test_a_name_that_is_lost_or_respelt_fails(text: str, tag: str, code: str) -> None:
    """Translated, transcribed, in other capitals, with a letter of another alphabet: not the brand's name."""
    assert said(CHECK, adapted("This is Solara", text, tag, keep=KEEP)) == [(Status.FAIL, code)]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Lato z Solarą", "pl-PL"),
        ("Léto se Solarou", "cs-CZ"),
        ("Leto uz Solaru", "sr-Latn-RS"),
        ("Vasara su Solaromis", "lt-LT"),
    ],
)
def test_a_declined_name_is_a_question(text: str, tag: str) -> None:
    """Grammar asks for it and brands often do not allow it: a person decides."""
    assert said(CHECK, adapted("Summer with Solara", text, tag, keep=KEEP)) == [(Status.WARN, "declined")]


@pytest.mark.parametrize(("text", "tag"), [("Sommer mit Solare", "de-DE"), ("Lato z Solarowiczem", "pl-PL")])
def test_another_word_is_no_declined_name(text: str, tag: str) -> None:
    """German does not decline names so, and Polish not by as many letters."""
    assert said(CHECK, adapted("Summer with Solara", text, tag, keep=KEEP)) == [(Status.FAIL, "missing")]


def test_a_name_in_another_line_is_a_question() -> None:
    """A name that moved from the button to the headline is a question, as the button may appear alone."""
    source = AdCopy("Summer on ice", cta="Try Solara")
    text = AdCopy("Solara: Sommer auf Eis", cta="Jetzt probieren")

    assert said(CHECK, adapted(source, text, keep=KEEP)) == [(Status.WARN, "moved")]


def test_a_recreated_line_keeps_its_names_too() -> None:
    """A line written freely from an intent still names the brand."""
    words = adapted("Only Solara", "Einfach Sommer", keep=KEEP, recreated=(Role.HEADLINE,))

    assert said(CHECK, words) == [(Status.FAIL, "missing")]


def test_a_name_the_source_does_not_print_is_not_asked_for() -> None:
    """Only lines that name the brand have to name it again; others may."""
    assert said(CHECK, adapted("Summer", "Sommer", keep=KEEP)) == PASS
    assert said(CHECK, adapted("Summer", "Sommer mit Solara", keep=KEEP)) == PASS


def test_the_source_itself_is_not_compared() -> None:
    """Where the message is printed as it is there is nothing to lose."""
    assert said(CHECK, alone("Meet Solara")) == NOTHING_TO_COMPARE


@given(before=st.text("abc äé,.!\u2068ض夏", max_size=20), after=st.text("abc äé,.!\u2069ض夏", max_size=20))
def test_text_around_a_name_does_not_hide_it(before: str, after: str) -> None:
    """A name between spaces is found in any text."""
    words = adapted("This is Solara", f"{before} Solara {after}", keep=KEEP)

    assert said(CHECK, words) == PASS


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(
        adapted("Meet Solara", "Das ist Solara", keep=KEEP),
        adapted("Meet Solara", "Das ist Sonnara", keep=KEEP),
        "missing",
    )
