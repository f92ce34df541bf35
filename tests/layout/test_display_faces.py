"""The display faces of the style packs: they are there, they draw their scripts, and a string never mixes faces."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from babel.core import Locale as Cldr
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.formats import Box, parse_format
from creative_cli.layout.display_faces import VIETNAMESE_KEY, list_display_faces, list_display_families
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.fit import measure_copy
from creative_cli.layout.fonts import DISPLAY_PREFIX, font_coverage, font_file, fonts_folder
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.measure import set_lines, typst_fonts
from creative_cli.layout.place import PlacedBlock, PlacedLine
from creative_cli.layout.scripts import SCRIPT_SETTINGS, Typeface, choose_typeface, display_script
from creative_cli.layout.style_pack import STYLE_NAMES
from creative_cli.layout.template import load_template
from creative_cli.locale.locales import Direction, resolve_locale
from creative_cli.models import AdCopy, Role
from tests.layout.ads import COPIES, LOCALES
from tests.parameters import walk_rows

PLAN = tomllib.loads((Path(__file__).parents[2] / "tools" / "display_fonts.toml").read_text("utf-8"))
KEYS = (*SCRIPT_SETTINGS, VIETNAMESE_KEY)
# A language of each key whose names of countries and languages, in CLDR, show its alphabet.
SPEAKERS = {
    "Latn": "de fr es pl tr cs hu ro fi sv pt it nl da nb hr sk sl et lv lt id ms sw",
    VIETNAMESE_KEY: "vi",
    "Cyrl": "ru uk bg sr kk mn mk",
    "Grek": "el",
    "Armn": "hy",
    "Geor": "ka",
    "Hebr": "he",
    "Ethi": "am ti",
    "Arab": "ar fa",
    "Aran": "ur",
    "Thaa": "",
    "Deva": "hi mr ne",
    "Beng": "bn as",
    "Guru": "pa",
    "Gujr": "gu",
    "Orya": "or",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Thai": "th",
    "Laoo": "lo",
    "Khmr": "km",
    "Mymr": "my",
    "Jpan": "ja",
    "Kore": "ko",
    "Hans": "zh",
    "Hant": "zh_Hant",
    "Hant-HK": "zh_Hant_HK",
}
# A market for each script.
ONE_EACH = {display_script(LOCALES[tag]): tag for tag in COPIES}.values()
DHIVEHI = "ދިވެހި ބަހުގެ އަކުރުތައް ހށނރބޅކއވމފދތލގޏސޑޒޓޔޕޖޗ"


def _alphabet(key: str, language: str) -> str:
    words = [DHIVEHI]
    if language:
        cldr = Cldr.parse(language)
        words = [*cldr.territories.values(), *cldr.languages.values(), *cldr.months["format"]["wide"].values()]
    ours = font_coverage(SCRIPT_SETTINGS[key if key in SCRIPT_SETTINGS else "Latn"].family, 700)
    return "".join(sorted({sign for sign in "".join(words) if sign in ours}))


@pytest.mark.run  # seconds
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("pack", STYLE_NAMES)
def test_a_pack_has_a_face_that_draws_each_alphabet(pack: str, key: str) -> None:
    """Of every script, by what CLDR writes in it: 99 characters of 100 of each language, in one of the pack's faces."""
    faces = list_display_faces(pack, key)
    for language in SPEAKERS[key].split() or [""]:
        alphabet = _alphabet(key, language)
        lacking = [find_missing_glyphs(" ".join(alphabet), face.families, face.weight) for face in faces]
        assert len(alphabet) > 20
        assert min(map(len, lacking)) <= max(1, 0.01 * len(alphabet)), (language, lacking)
    assert find_missing_glyphs("AZaz09 € % £ – ’ “ ” é ñ", faces[0].families) == ()


@walk_rows("family", list_display_families())
def test_a_family_is_in_its_file_and_typst_finds_it(family: str) -> None:
    """The file says the family's name and a weight from 400 to 900, which is that of the pack."""
    weight = next(
        face.weight
        for pack in STYLE_NAMES
        for key in KEYS
        for face in list_display_faces(pack, key)
        if face.families[0] == family
    )
    path, number = font_file(family, weight)
    with TTFont(path, fontNumber=number, lazy=True) as font:
        assert font["name"].getBestFamilyName() == family
        assert font["OS/2"].usWeightClass == weight
        assert font["OS/2"].fsType == 0

    assert 400 <= weight <= 900
    assert family in typst_fonts().families()


def test_no_file_is_without_a_use() -> None:
    """Every display font belongs to a pack, as every byte of them travels in the wheel."""
    display = [family for family in list_display_families() if family.startswith(DISPLAY_PREFIX)]

    used = {font_file(family, 700)[0] for family in display}

    assert used == {path for path in (fonts_folder() / "display").iterdir() if path.suffix in {".ttf", ".ttc"}}


def test_every_package_has_its_licence() -> None:
    """The fonts may be passed on only with it; a reserved name is in no family."""
    for key in PLAN["package"]:
        text = (fonts_folder() / "display" / "licences" / f"{key}.txt").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE" in text.upper() or "OFL-1.1" in text
        assert "opyright" in text
    for face in PLAN["face"]:
        assert face["package"] in PLAN["package"]
        if "reserved" in face:
            with TTFont(fonts_folder() / "display" / f"{face['family'].replace(' ', '')}.ttf") as font:
                names = [font["name"].getDebugName(number) for number in (1, 3, 4, 6, 16)]
            assert not any(face["reserved"] in name for name in names if name)


@pytest.mark.run  # seconds
@pytest.mark.parametrize("tag", ONE_EACH)
@pytest.mark.parametrize("pack", STYLE_NAMES)
def test_what_is_measured_is_what_is_drawn(pack: str, tag: str) -> None:
    """Drawing raises an error if ink is elsewhere than measured."""
    locale, text = LOCALES[tag], COPIES[tag].headline
    face = choose_typeface(locale, Role.HEADLINE, 700, (), pack, text)
    (line,) = set_lines((text,), face)
    size, ink = 40.0, line.ink
    box = Box(ink.left * size, 100 - ink.top * size, (ink.right - ink.left) * size, (ink.top - ink.bottom) * size)
    placed = PlacedLine(text, 0.0, 100.0, line.width * size, box)

    (overlay,) = draw_blocks(
        (PlacedBlock(Role.HEADLINE, face, size, (placed,), box, None, overflow=False),),
        {Role.HEADLINE: (0, 0, 0)},
        (0, 0, 0),
    )

    assert overlay.ink.area > 0


@pytest.mark.parametrize("pack", STYLE_NAMES)
def test_thai_marks_stand_above_each_other(pack: str) -> None:
    """A vowel and a tone over one letter make it higher each time (FiraGO's, which collide, are not used)."""
    face = choose_typeface(LOCALES["th-TH"], Role.HEADLINE, 700, (), pack)
    bare, vowel, both = (line.ink.top for word in ("ญ", "ญี", "ญี่") for line in set_lines((word,), face))

    assert bare + 0.1 < vowel < both - 0.1


@walk_rows(
    ("tag", "pack", "text", "family"),
    [
        ("en-US", "bold", "STILL COLD", "Creative Poster Latin"),
        ("en-US", "bold", "STILL Ŭ", "Creative Narrow Latin"),
        ("en-US", "bold", "STILL ☂", "Noto Sans"),
        ("vi-VN", "bold", "AN", "Creative Narrow Latin"),
        ("ja-JP", "soft", "まだ冷たい", "Creative Round Japanese"),
        ("ja-JP", "soft", "まだ冷たい鮨屋の鱓", "Noto Sans CJK JP"),
        ("zh-Hant-TW", "editorial", "依然冰涼", "Creative Serif CJK TC"),
        ("zh-Hant-TW", "editorial", "依然冰涼𠮷", "Noto Sans CJK TC"),
        ("hi-IN", "editorial", "अब भी ठंडा 24 %", "Creative Serif Devanagari"),
        ("hi-IN", "editorial", "अब भी ठंडा ☂", "Noto Sans Devanagari"),
        ("ur-PK", "tech", "اب بھی ٹھنڈا", "Noto Nastaliq Urdu"),
    ],
)
def test_the_whole_string_falls_back(tag: str, pack: str, text: str, family: str) -> None:
    """A string is set in the first face that has all of it, never in two of one script."""
    face = choose_typeface(LOCALES[tag], Role.HEADLINE, 700, (), pack, text)

    assert face.families[0] == family


@walk_rows("tag", COPIES)
def test_without_a_pack_nothing_changes(tag: str) -> None:
    """No style is today's typeface, whatever the text; body and disclaimer stay Noto Sans in every pack."""
    for role in (Role.HEADLINE, Role.BODY, Role.CTA, Role.DISCLAIMER):
        plain = choose_typeface(LOCALES[tag], role, 700)
        assert choose_typeface(LOCALES[tag], role, 700, (), "", "x") == plain
        assert plain.scale == 1.0
        assert not any(family.startswith(DISPLAY_PREFIX) for family in plain.families)
        if role in {Role.BODY, Role.DISCLAIMER}:
            assert all(choose_typeface(LOCALES[tag], role, 700, (), pack, "x") == plain for pack in STYLE_NAMES)


@pytest.mark.parametrize(
    ("tag", "least"),
    [
        ("ar-SA", 1.22),
        ("ur-PK", 1.75),
        ("he-IL", 1.08),
        ("hi-IN", 1.22),
        ("th-TH", 1.28),
        ("vi-VN", 1.20),
        ("ja-JP", 1.16),
        ("ko-KR", 1.16),
        ("zh-Hans-CN", 1.16),
    ],
)
def test_lines_keep_their_distance(tag: str, least: float) -> None:
    """Marks need room that the bold pack does not give Latin capitals."""
    faces: list[Typeface] = [choose_typeface(LOCALES[tag], Role.HEADLINE, 700, (), pack) for pack in STYLE_NAMES]

    assert min(face.pitch for face in faces) == least
    assert choose_typeface(LOCALES["en-US"], Role.HEADLINE, 700, (), "bold").pitch == 0.90
    assert all(face.tracking == 0.0 for face in faces) is (tag != "vi-VN")


def test_a_plan_sets_headline_and_button_in_capitals() -> None:
    """The face of a role's style gives headline and button their case; the body keeps its own."""
    plan = load_template("poster").arrange(parse_format("1:1"), Direction.LTR, 1.0)
    styles = tuple(replace(style, face="bold") for style in plan.styles)
    copy = AdCopy("Stays cold with Solara", "Cold for 24 h.", "Choose yours", None)
    locale = resolve_locale("US", None, "en")

    texts = measure_copy(copy, locale, ("Solara",), replace(plan, styles=styles))
    plain = measure_copy(copy, locale, ("Solara",), plan)

    assert texts[Role.HEADLINE].prepared.text == "STAYS COLD WITH Solara"
    assert texts[Role.CTA].prepared.text == "CHOOSE YOURS"
    assert texts[Role.CTA].typeface.tracking == 0.04
    assert texts[Role.CTA].typeface.families[0] == "Noto Sans"
    assert texts[Role.BODY] == plain[Role.BODY]
    assert plain[Role.HEADLINE].prepared.text == copy.headline


@given(text=st.text(alphabet="abcäßé αήΐόυ ж☂漢क\u0301", max_size=12), pack=st.sampled_from(STYLE_NAMES))
def test_a_display_face_has_all_of_its_string(text: str, pack: str) -> None:
    """Whatever is written: a string in a display face lacks nothing there."""
    face = choose_typeface(LOCALES["de-DE"], Role.HEADLINE, 700, (), pack, text)
    family = face.families[0]

    assert not family.startswith(DISPLAY_PREFIX) or find_missing_glyphs(text, (family,)) == ()


def test_ink_is_measured_on_the_curve() -> None:
    """A glyph whose curve has no points at its extremes is as large as its ink, not as the corners of its curve."""
    face = choose_typeface(LOCALES["ja-JP"], Role.HEADLINE, 700, (), "editorial", "転")
    (line,) = set_lines(("転",), face)

    assert (line.ink.right - line.ink.left, line.ink.top) == pytest.approx((0.95, 0.849), abs=0.002)
