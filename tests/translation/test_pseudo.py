"""Pseudolocalized copy keeps protected text, changes everything else, and has its own locale."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.errors import UsageError
from creative_cli.locale.locales import Direction, require_language, resolve_locale
from creative_cli.models import AdCopy, CopySource, LocalizedCopy
from creative_cli.translation.pseudolocalization import PseudoMode, pseudolocalize_adaptation, pseudolocalize_text
from creative_cli.translation.request import PLACEHOLDER_PATTERN

LINE = "Solara cold brew: {price}, 50% less sugar <b>now</b>"


@pytest.mark.parametrize("kind", PseudoMode)
def test_what_must_survive_a_translation_survives(kind: PseudoMode) -> None:
    """Placeholders, protected names, numbers and tags stay unchanged and in order."""
    text = pseudolocalize_text(LINE, kind, ("Solara",))
    at = [text.index(piece) for piece in ("Solara", "{price}", "50%", "<b>", "</b>")]

    assert at == sorted(at)
    assert "cold" not in text


def test_expand_is_as_long_as_the_worst_translation_and_shows_its_ends() -> None:
    """A short line doubles, a long one grows by a third, and brackets show whether an end was cut off."""
    for length, growth in ((20, 2.09), (60, 1.7), (200, 1.3)):
        text = pseudolocalize_text("x" * length, PseudoMode.EXPAND)
        assert length * growth <= len(text) + 1 <= length * growth + 3
        assert text.startswith("[")
        assert text.endswith("]")


def test_rtl_is_read_from_the_right() -> None:
    """Every letter of RTL pseudo-copy is a right-to-left one, and so is its locale."""
    text = pseudolocalize_text("Taste it today, friends?", PseudoMode.RTL)

    assert {unicodedata.bidirectional(sign) for sign in text if sign.isalpha()} == {"AL"}
    assert "،" in text
    assert "؟" in text


def test_cjk_has_no_spaces_and_is_wide() -> None:
    """CJK pseudo-copy breaks anywhere, as it has no spaces, and its signs are wide."""
    text = pseudolocalize_text("Taste it today, friends!", PseudoMode.CJK)

    assert " " not in text
    assert {unicodedata.east_asian_width(sign) for sign in text} <= {"W", "F"}


@settings(deadline=None)
@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=80),
    st.sampled_from(PseudoMode),
)
def test_the_same_words_give_the_same_pseudo_copy(text: str, kind: PseudoMode) -> None:
    """Pseudo-copy of any text is made without failing, is the same each time, and keeps its placeholders."""
    once = pseudolocalize_text(text, kind)

    assert once == pseudolocalize_text(text, kind)
    assert PLACEHOLDER_PATTERN.findall(once) == PLACEHOLDER_PATTERN.findall(text)


@pytest.mark.parametrize(
    ("kind", "tag", "direction"),
    [
        (PseudoMode.EXPAND, "en-DE-x-expand", Direction.LTR),
        (PseudoMode.RTL, "ar-DE-x-rtl", Direction.RTL),
        (PseudoMode.CJK, "zh-Hant-DE-x-cjk", Direction.LTR),
        (PseudoMode.ACCENT, "en-DE-x-accent", Direction.LTR),
    ],
)
def test_pseudo_ads_are_set_in_a_locale_no_market_can_have(kind: PseudoMode, tag: str, direction: Direction) -> None:
    """The tag is of private use, so its folder is never that of a real ad; the territory stays the market's."""
    words = LocalizedCopy(resolve_locale("DE", None, "en"), AdCopy("Taste it", cta="Now"), CopySource.MISSING)
    pseudo = pseudolocalize_adaptation(words, kind, ("Solara",))

    assert (pseudo.locale.tag, pseudo.locale.direction, pseudo.locale.territory) == (tag, direction, "DE")
    assert pseudo.source is CopySource.PSEUDO
    assert pseudo.copy.headline == pseudolocalize_text("Taste it", kind)
    assert pseudo.copy.body is None
    with pytest.raises(UsageError):
        require_language(tag)


def test_approved_copy_is_made_pseudo_in_its_own_language() -> None:
    """Japanese copy stays in a Japanese locale, so that its signs have their fonts."""
    words = LocalizedCopy(resolve_locale("JP", None, "en"), AdCopy("氷の夏"), CopySource.BRIEF)

    assert pseudolocalize_adaptation(words, PseudoMode.EXPAND).locale.tag == "ja-JP-x-expand"
