"""Damage in texts: none is seen in good copy, and all that is planted in it is found."""

import itertools
import tomllib
from collections import Counter
from contextlib import suppress

import ftfy
import pytest
from ftfy.chardata import CHARMAP_ENCODINGS

from creative_cli.brief.damage.damage_record import DamageContext
from creative_cli.brief.damage.detector import find_damage
from creative_cli.brief.text_rules import clean_text
from creative_cli.locale import locales
from tests.brief.damage_plants import WORLD_COPY, PlantedDamage, list_good_lines, plant_everything
from tests.parameters import walk_rows

GOOD_LINES = list_good_lines()
EXAMPLES = tomllib.loads((WORLD_COPY.parent / "damaged-text.toml").read_text("utf-8"))
GOOD_EXAMPLES = [(language, text) for language, texts in EXAMPLES["good"].items() for text in texts]
DAMAGED_EXAMPLES = [
    (code, language, text)
    for code, by_language in EXAMPLES["damaged"].items()
    for language, texts in by_language.items()
    for text in texts
]


def is_refused(one: PlantedDamage) -> bool:
    """Tell whether a door refuses a text: its characters, or its damage."""
    try:
        text = clean_text(one.text)
    except ValueError:
        return True
    return any(damage.sure for damage in find_damage(text, one.context))


def test_good_copy_of_84_languages_has_no_damage() -> None:
    """No line of the world's copy raises a finding, not even one that is not sure."""
    assert len({line.tag for line in GOOD_LINES}) == 84
    assert [found for line in GOOD_LINES if (found := find_damage(line.text, line.context))] == []


@pytest.mark.slow
@pytest.mark.run  # seconds
def test_over_99_percent_of_20000_planted_damages_are_found() -> None:
    """Each kind of damage, planted in each line of each language it can happen to, is found nearly always."""
    planted = [one for line in GOOD_LINES for one in plant_everything(line)]
    missed = [one for one in planted if not is_refused(one)]
    kinds = Counter(one.kind for one in planted)

    assert len(planted) > 20_000
    assert len(kinds) > 60
    assert len(missed) < 0.005 * len(planted), Counter(one.kind for one in missed)
    assert {kind for kind, count in Counter(one.kind for one in missed).items() if count > 0.2 * kinds[kind]} == set()


@walk_rows(("language", "text"), GOOD_EXAMPLES)
def test_what_may_be_meant_is_no_damage(language: str, text: str) -> None:
    """Signs, names, units, quotes and stops as people write them pass."""
    found = find_damage(text, DamageContext(language, locales.find_script(language)))

    assert [damage.says for damage in found if damage.sure] == []


@walk_rows(("code", "language", "text"), DAMAGED_EXAMPLES)
def test_damage_is_found_by_its_kind(code: str, language: str, text: str) -> None:
    """What tools and people leave in texts is found, and named."""
    found = find_damage(text, DamageContext(language, locales.find_script(language)))

    assert code in {damage.code for damage in found if damage.sure}


@walk_rows(
    ("text", "language", "write"),
    [
        ("Cups &amp; saucers", "en", "write “&”"),
        ("Now {{price}}", "en", "write {price}"),
        ("CafÃ© crÃ¨me", "fr", "write “Café crème”"),
        ("РџСЂРёРІРµС‚", "ru", "write “Привет”"),
        ("Caf%C3%A9", "en", "write “é”"),
        (r"Caf\u00e9", "en", "write “é”"),
        ("ﻡﻮﻴﻟﺍ", "ar", "write “اليوم”"),
        ("םולש", "he", "write “שלום”"),
        ("кoфе", "ru", "write “кофе”"),
        ("ﬁnest", "en", "write “fi”"),
    ],
)
def test_the_message_says_what_was_probably_meant(text: str, language: str, write: str) -> None:
    """Where the damage can be undone, the message has the text to write."""
    (damage,) = find_damage(text, DamageContext(language, locales.find_script(language)))

    assert write in damage.says


def test_little_words_twice_in_a_row_are_a_warning() -> None:
    """They may be meant: nothing is refused for them, and languages that double words are left alone."""
    (damage,) = find_damage("Over the the ice", DamageContext("en", "Latn"))

    assert (damage.code, damage.sure) == ("doubled_word", False)
    assert find_damage("kupu kupu dan hari hari", DamageContext("id", "Latn")) == ()


def test_kept_words_excuse_what_lies_inside_them() -> None:
    """A brand may be called TODO, but no brand has letters in a wrong encoding."""
    assert find_damage("TODO is here", DamageContext("en", "Latn", ("TODO",))) == ()
    assert find_damage("TODO: headline", DamageContext("en", "Latn", ("Solara",))) != ()
    assert find_damage("CafÃ© now", DamageContext("en", "Latn", ("CafÃ©",))) != ()


@pytest.mark.parametrize("text", ["Rain\u3000is optional", "Now ¥100\u3000only", "One、two"])
def test_a_sign_of_east_asia_is_no_letter_of_a_wrong_encoding(text: str) -> None:
    """Its bytes give an ASCII character by chance, and no wrong encoding changes one of those."""
    assert find_damage(text, DamageContext("en", "Latn")) == ()


def test_a_letter_in_a_wrong_encoding_is_found_in_copy_of_any_script() -> None:
    """Wherever ftfy undoes a reading, the text is damaged; whether it is asked is decided by a quick look."""
    unseen = []
    for letter, codec, around in itertools.product(
        "éüßñçőžøæ’„…–€čяїλω\xa0ã", CHARMAP_ENCODINGS, ("Caf{} today", "{}", "夏{}を", "طعم {} الصيف", "a{}b")
    ):
        with suppress(UnicodeDecodeError):
            text = around.format(letter.encode().decode(codec))
            if ftfy.fix_encoding(text) != text and not find_damage(text, DamageContext("en", "Latn")):
                unseen.append((letter, codec, around))
    assert unseen == []
