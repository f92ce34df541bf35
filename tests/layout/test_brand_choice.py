"""A text is set in one face: the brand's if it has all letters, a bundled one as a whole if not."""

from pathlib import Path

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.layout.brand_choice import find_brand_gaps, find_empty_glyphs, find_latin_gaps, find_lent_signs
from creative_cli.layout.brand_fonts import load_brand_fonts
from creative_cli.layout.fonts import brand_family
from creative_cli.layout.scripts import choose_typeface
from creative_cli.models import BrandFont, Role
from tests.layout.ads import LOCALES
from tests.layout.font_samples import BASIC, latin, without_ink, write_font


@pytest.fixture(scope="module")
def basic(tmp_path_factory: pytest.TempPathFactory) -> BrandFont:
    """Return a brand's font with the letters of English and nothing else."""
    return latin(write_font(tmp_path_factory.mktemp("fonts") / "basic.ttf"))[0]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("Quiet mornings", ()),
        ("Buổi sáng tĩnh lặng", ("ổ", "á", "ĩ", "ặ")),
        ("Żółta filiżanka", ("Ż", "ó", "ł", "ż")),
        ("Große Straße", ("ß",)),
        ("İyi günler", ("İ", "ü")),
        ("l’été", ("’", "é")),
        ("Only 4 – 5 days", ()),
        ("Try 한국 tea", ()),
        ("Solara™ for 5€ → now", ()),
        ("K한국 tea", ("한", "국")),
        ("no\u00a0break\u200b and so\u00adft", ()),
    ],
)
def test_letters_that_would_mix_two_faces_in_a_word_are_gaps(
    basic: BrandFont, text: str, gaps: tuple[str, ...]
) -> None:
    """A word in another script and a sign that stands alone may come from another font; spaces need none."""
    assert find_brand_gaps(basic, text, "Latn") == gaps


def test_symbols_are_lent_and_named(basic: BrandFont) -> None:
    """A trade mark sign does not cost the headline its face."""
    assert find_lent_signs(basic, "Solara™ for 5€, Solara™") == ("™", "€")


def test_an_empty_glyph_is_a_gap_even_for_a_symbol(tmp_path: Path) -> None:
    """Typst would draw the empty glyph, as its code is in the map."""
    font = latin(write_font(tmp_path / "house.ttf", BASIC + "™", alter=without_ink("™", "g")))[0]

    assert find_brand_gaps(font, "Solara™ evening", "Latn") == ("™", "g")
    assert find_empty_glyphs(font, "Solara™ evening ł") == ("™", "g")


def test_a_text_is_set_in_the_brands_font_or_not_at_all(basic: BrandFont) -> None:
    """The families that Typst may use have the brand's first, or do not have it."""
    whole, gapped = (
        choose_typeface(LOCALES["en-US"], Role.BODY, 400, (basic,), text=text).families
        for text in ("Quiet mornings", "Quiet café")
    )

    assert whole[0] == brand_family(basic)
    assert brand_family(basic) not in gapped


def test_a_headline_follows_its_button(basic: BrandFont) -> None:
    """Two faces for one voice would look like a fault."""
    face = choose_typeface(LOCALES["en-US"], Role.CTA, 700, (basic,), text="Zobacz", beside="Świeżość")

    assert brand_family(basic) not in face.families


def test_latin_words_in_another_script_are_whole_too(basic: BrandFont) -> None:
    """In Japanese copy the brand's Latin font draws a name only if it has all of it."""
    plain, accented = (
        choose_typeface(LOCALES["ja-JP"], Role.BODY, 400, (basic,), text=text) for text in ("夏のSolara 24", "夏のCafé")
    )

    assert plain.latin == brand_family(basic)
    assert accented.latin is None
    assert find_latin_gaps(basic, "夏のCafé 24") == ("é",)


def test_a_weight_with_the_letters_is_taken_before_a_bundled_font(tmp_path: Path) -> None:
    """A bold without Polish letters leaves a Polish headline to the brand's regular."""
    regular = write_font(tmp_path / "regular.ttf", BASIC + "ŻżółćĄą")
    bold = write_font(tmp_path / "bold.ttf", stretch=1.2)
    fonts = load_brand_fonts("Latn", ((400, regular), (700, bold)))
    face = choose_typeface(LOCALES["en-US"], Role.HEADLINE, 700, fonts, text="Żółć")

    assert face.families[0] == brand_family(fonts[0])


@given(text=st.text(st.sampled_from("abc éżł™ ’9,漢한"), max_size=24))
def test_no_word_of_its_script_is_set_in_two_fonts(basic: BrandFont, text: str) -> None:
    """Whatever stands in a text without gaps, each word has its letters from one font."""
    if find_brand_gaps(basic, text, "Latn"):
        return
    for word in text.split():
        letters = [sign for sign in word if sign.isalnum()]

        assert len({sign in BASIC for sign in letters}) < 2


def test_a_ligature_without_ink_is_a_gap(tmp_path: Path) -> None:
    """Each letter is there, and the word is printed with a hole: what counts is the shaped word."""

    def add_ligature(font: TTFont) -> None:
        font["glyf"]["asterisk"] = TTGlyphPen(None).glyph()
        addOpenTypeFeaturesFromString(font, "feature liga { sub f i by asterisk; } liga;")

    font = latin(write_font(tmp_path / "house.ttf", alter=add_ligature))[0]

    assert find_brand_gaps(font, "five fun figs", "Latn") == ("fi",)
    assert find_empty_glyphs(font, "five fun figs") == ("fi",)
    assert find_brand_gaps(font, "fun facts", "Latn") == ()
