"""The bundled fonts: their files and coverage, and that no other font is used."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from creative_cli.layout import fonts
from creative_cli.layout.fonts import digest_fonts, font_coverage, font_file
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.measure import measure_text
from creative_cli.layout.scripts import SCRIPT_SETTINGS, choose_typeface
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import Role
from tests.layout.ads import COPIES, LOCALES
from tests.parameters import walk_rows

ODIA = resolve_locale("IN", "or", "en")
FAMILIES = sorted({script.family for script in SCRIPT_SETTINGS.values()})
FILES = sorted(path.relative_to(fonts.fonts_folder()).as_posix() for path in fonts.fonts_folder().rglob("*.tt[cf]"))


def test_the_list_of_sums_is_true() -> None:
    """SHA256SUMS names every font once, with the sum of its bytes."""
    lines = [line.split() for line in (fonts.fonts_folder() / "SHA256SUMS").read_text().splitlines()]
    listed = {name: total for total, name in lines}
    actual = {name: hashlib.sha256((fonts.fonts_folder() / name).read_bytes()).hexdigest() for name in FILES}

    assert actual == listed


def test_the_digest_is_that_of_the_list() -> None:
    """The digest for cache keys changes when any sum does."""
    assert digest_fonts() == hashlib.sha256((fonts.fonts_folder() / "SHA256SUMS").read_bytes()).hexdigest()


def test_the_licence_travels_with_the_fonts(repository: Path) -> None:
    """The folder has the Open Font License and the copyright notices."""
    licence = (repository / "fonts" / "LICENSE-OFL.txt").read_text()

    assert all(words in licence for words in ("SIL OPEN FONT LICENSE Version 1.1", "Google LLC", "Adobe"))
    assert all(word in (repository / "fonts" / "README.md").read_text() for word in ("SHA256SUMS", "fonts-noto-cjk"))


@walk_rows("family", FAMILIES)
def test_a_family_comes_in_two_weights_that_say_so_and_cover_the_same(family: str) -> None:
    """Typst finds a weight by what the file says; a headline and its body share an alphabet."""
    for weight in fonts.FAMILY_WEIGHTS:
        path, number = font_file(family, weight)
        with TTFont(path, fontNumber=number, lazy=True) as font:
            assert font["OS/2"].usWeightClass == weight
            assert font["name"].getBestFamilyName() == family

    regular, bold = (font_coverage(family, weight) for weight in fonts.FAMILY_WEIGHTS)

    assert regular == bold


@walk_rows("tag", COPIES)
def test_no_market_lacks_a_glyph(tag: str) -> None:
    """Every character of a real ad is in the stack of its script, currency signs and marks too."""
    face = choose_typeface(LOCALES[tag], Role.BODY, 400)
    words = " ".join(text for _, text in COPIES[tag].lines())

    assert find_missing_glyphs(words + " 9,99 € $ £ ¥ ₹ ™ ® © … – — “”", face.families) == ()


@walk_rows(
    ("text", "missing"),
    [
        ("Summer 😀 sale 😀", ("😀",)),
        ("👩‍👩‍👧 tea", ("👩‍👩‍👧",)),
        ("ⴰⵣⵓⵍ", ("ⴰ", "ⵣ", "ⵓ", "ⵍ")),
        ("e\u0301te\u0301", ()),
        ("a\u200bb\u2068c\u2069\u00ad\ufe0f", ()),
        ("10\u202f% 5\u00a0kg", ()),
        ("bell\x07", ("\x07",)),
        ("", ()),
    ],
)
def test_missing_glyphs_are_clusters_told_once(text: str, missing: tuple[str, ...]) -> None:
    """What no font draws is named as readers see it; invisible characters are never missing."""
    face = choose_typeface(LOCALES["en-US"], Role.BODY, 400)

    assert find_missing_glyphs(text, face.families) == missing


def test_a_cluster_must_be_whole_in_one_font() -> None:
    """A letter and its sign from two fonts would not be drawn as one, so that counts as missing."""
    assert find_missing_glyphs("क\u0e31", ("Noto Sans Devanagari", "Noto Sans Thai")) == ("क\u0e31",)
    assert find_missing_glyphs("कि", ("Noto Sans Devanagari", "Noto Sans Thai")) == ()


def test_each_chinese_gets_its_own_forms() -> None:
    """China, Taiwan, Hong Kong, Japan and Korea draw the same characters differently."""
    tags = ("ja-JP", "ko-KR", "zh-Hans-CN", "zh-Hant-TW", "zh-Hant-HK")

    first = [choose_typeface(LOCALES[tag], Role.BODY, 400).families[0] for tag in tags]

    assert first == [f"Noto Sans CJK {face}" for face in ("JP", "KR", "SC", "TC", "HK")]


def test_urdu_is_set_in_nastaliq() -> None:
    """Urdu gets the style its readers expect, Persian the usual one."""
    assert choose_typeface(LOCALES["ur-PK"], Role.BODY, 400).families[0] == "Noto Nastaliq Urdu"
    assert choose_typeface(LOCALES["fa-IR"], Role.BODY, 400).families[0] == "Noto Sans Arabic"


@walk_rows("role", [Role.BODY, Role.CTA])
@walk_rows(("bare", "signed"), [("ହ", "ହିଁ"), ("ଖନ୍ତ", "ଖନ୍ତୁ"), ("ଅନ୍ତ", "ଅନ୍ତୁ")])
def test_odia_signs_stand_on_their_letters(bare: str, signed: str, role: Role) -> None:
    """Vowel signs and the candrabindu take no room of their own beside the letter they belong to."""
    face = choose_typeface(ODIA, role, 700 if role is Role.CTA else 400)
    alone, whole = (measure_text(text, ODIA, (), face).pieces[0] for text in (bare, signed))

    assert whole.width == pytest.approx(alone.width, abs=0.01)
    assert whole.ink.right <= alone.width + 0.2
