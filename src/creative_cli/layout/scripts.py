"""Typographic settings of each script: font family, line pitch, tracking and the middle of its letters.

Noto's own line heights run from 1.24 (Tamil) to 2.5 (Nastaliq) of the font size and do not reflect which pitch looks
right. Lines whose ink would touch are moved further apart than the pitch here.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from creative_cli.layout.brand_choice import find_brand_gaps, find_latin_gaps, nearest_fonts
from creative_cli.layout.display_faces import (
    CAPS_TRACKING,
    KICKER_TRACKING,
    TRACKED_SCRIPTS,
    VIETNAMESE_KEY,
    DisplayFace,
    list_display_faces,
    script_size,
)
from creative_cli.layout.fonts import brand_family, font_coverage
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import BrandFont, Role


@dataclass(frozen=True, slots=True)
class ScriptSetting:
    """The settings of one script, in em.

    `middle` is the height of the optical middle of its letters above the baseline, on which buttons center. `marks` is
    the share by which marks above and below (vowel signs, tones) move it. `tracking` and the OpenType `features` apply
    to headlines and buttons.
    """

    family: str
    headline_pitch: float
    text_pitch: float
    middle: float
    marks: float = 0.0
    tracking: float = 0.0
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typeface:
    """Everything except the size that decides how a string looks; one measurement holds for all sizes.

    `families` are tried in order for every cluster. `tracking`, `pitch` and `middle` are fractions of the font size.
    `spaced` puts a quarter em between ideographs and Latin letters. `brand` are the fonts of the brief, `latin` the
    family of theirs that draws Latin letters in other scripts. `scale` is how large to set the face where a style pack
    is in use, relative to the Latin letters of the retail pack; 1 without a pack.
    """

    families: tuple[str, ...]
    weight: int
    tracking: float
    pitch: float
    language: str
    region: str
    direction: Direction
    middle: float
    marks: float
    features: tuple[str, ...] = ()
    spaced: bool = False
    brand: tuple[BrandFont, ...] = ()
    latin: str | None = None
    scale: float = 1.0


LATIN_FAMILY = "Noto Sans"
NASTALIQ_SCRIPT = "Aran"
HONG_KONG_SCRIPT = "Hant-HK"

# By ISO 15924 code (`Aran` is Urdu's Nastaliq style), and one of our own for the glyph forms of Hong Kong.
SCRIPT_SETTINGS = {
    "Latn": ScriptSetting(LATIN_FAMILY, 1.10, 1.36, 0.357, tracking=-0.012),
    "Cyrl": ScriptSetting(LATIN_FAMILY, 1.12, 1.38, 0.340, tracking=-0.012),
    "Grek": ScriptSetting(LATIN_FAMILY, 1.12, 1.38, 0.340, tracking=-0.012),
    "Armn": ScriptSetting("Noto Sans Armenian", 1.18, 1.42, 0.320),
    "Geor": ScriptSetting("Noto Sans Georgian", 1.16, 1.42, 0.290),
    "Hebr": ScriptSetting("Noto Sans Hebrew", 1.12, 1.40, 0.300),
    "Ethi": ScriptSetting("Noto Sans Ethiopic", 1.20, 1.46, 0.362),
    "Arab": ScriptSetting("Noto Sans Arabic", 1.24, 1.60, 0.240, 0.45),
    NASTALIQ_SCRIPT: ScriptSetting("Noto Nastaliq Urdu", 1.70, 1.95, 0.400, 0.60),
    "Thaa": ScriptSetting("Noto Sans Thaana", 1.36, 1.60, 0.280, 0.35),
    "Deva": ScriptSetting("Noto Sans Devanagari", 1.26, 1.50, 0.311, 0.35),
    "Beng": ScriptSetting("Noto Sans Bengali", 1.26, 1.50, 0.311, 0.35),
    "Guru": ScriptSetting("Noto Sans Gurmukhi", 1.26, 1.50, 0.311, 0.35),
    "Gujr": ScriptSetting("Noto Sans Gujarati", 1.26, 1.50, 0.297, 0.35),
    "Orya": ScriptSetting("Noto Sans Oriya", 1.30, 1.54, 0.329, 0.35),
    "Taml": ScriptSetting("Noto Sans Tamil", 1.24, 1.48, 0.280, 0.35),
    "Telu": ScriptSetting("Noto Sans Telugu", 1.34, 1.58, 0.330, 0.35),
    "Knda": ScriptSetting("Noto Sans Kannada", 1.34, 1.56, 0.340, 0.35),
    "Mlym": ScriptSetting("Noto Sans Malayalam", 1.28, 1.54, 0.285, 0.35),
    "Sinh": ScriptSetting("Noto Sans Sinhala", 1.28, 1.54, 0.300, 0.35),
    "Thai": ScriptSetting("Noto Sans Thai", 1.32, 1.56, 0.281, 0.35),
    "Laoo": ScriptSetting("Noto Sans Lao", 1.34, 1.58, 0.278, 0.35),
    "Khmr": ScriptSetting("Noto Sans Khmer", 1.42, 1.68, 0.293, 0.35),
    "Mymr": ScriptSetting("Noto Sans Myanmar", 1.50, 1.76, 0.280, 0.35),
    # Kana get proportional widths and a little tracking, as in Japanese headlines (詰め組み).
    "Jpan": ScriptSetting("Noto Sans CJK JP", 1.28, 1.60, 0.365, tracking=0.04, features=("palt",)),
    "Kore": ScriptSetting("Noto Sans CJK KR", 1.26, 1.54, 0.370, tracking=-0.02),
    "Hans": ScriptSetting("Noto Sans CJK SC", 1.26, 1.58, 0.375),
    "Hant": ScriptSetting("Noto Sans CJK TC", 1.26, 1.58, 0.375),
    HONG_KONG_SCRIPT: ScriptSetting("Noto Sans CJK HK", 1.26, 1.58, 0.375),
}

LATIN_RELATIVES = frozenset({"Latn", "Cyrl", "Grek"})
"""Scripts whose faces have Latin letters of the same design: a name in the brand's Latin font would stick out."""

VOICE_ROLES = (Role.HEADLINE, Role.CTA)
"""Texts that are set in a brand's font together or not at all: a button in another face than its headline looks odd."""

# Scripts that a brand's font for another script may draw, the best first.
BRAND_SCRIPT_FALLBACKS = {HONG_KONG_SCRIPT: (HONG_KONG_SCRIPT, "Hant")}
# Languages in Arabic script whose readers expect Nastaliq.
NASTALIQ_LANGUAGES = frozenset({"ur", "ks", "pnb", "skr"})
HONG_KONG_TERRITORIES = frozenset({"HK", "MO"})
# Scripts without spaces that may break after nearly every character.
CHINESE_OR_JAPANESE = frozenset({"Jpan", "Hans", "Hant", HONG_KONG_SCRIPT})


def script_key(locale: Locale) -> str:
    """Return the key of `SCRIPT_SETTINGS` for a locale; unknown scripts are set like Latin."""
    if locale.script == "Arab" and locale.language in NASTALIQ_LANGUAGES:
        return NASTALIQ_SCRIPT
    if locale.script == "Hant" and locale.territory in HONG_KONG_TERRITORIES:
        return HONG_KONG_SCRIPT
    return locale.script if locale.script in SCRIPT_SETTINGS else "Latn"


def display_script(locale: Locale) -> str:
    """Return the key of a locale's display faces: that of its script, or VIETNAMESE_KEY."""
    key = script_key(locale)
    return VIETNAMESE_KEY if key == "Latn" and locale.language == "vi" else key


# Each text of a campaign is asked for in every arrangement that is tried, and each answer takes 0.1 ms.
@lru_cache(maxsize=4096)
def choose_typeface(
    locale: Locale,
    role: Role,
    weight: int,
    brand: tuple[BrandFont, ...] = (),
    style: str = "",
    text: str = "",
    beside: str = "",
) -> Typeface:
    """Choose the typeface for a role in a locale.

    The brand's font for the script comes first, then the bundled family of the script, then Noto Sans for what older
    script fonts lack (Latin, digits, `€ ™`), then every other bundled family: a foreign brand name never prints as
    empty boxes. A font of the brand that lacks letters of *text*, or of what stands *beside* it in the same
    voice, sets neither (`find_brand_gaps`).

    With a *style* (the name of a style pack), a headline that no font of the brand draws gets the pack's first display
    face that has every character of *text*, and is set in bundled families as without a style if there is none: one
    string is never set in two faces of its script. Buttons of a pack with capitals get tracking.
    """
    setting = script_key(locale)
    script = SCRIPT_SETTINGS[setting]
    own = choose_brand_family(brand, setting, weight, f"{text} {beside}")
    headline, display = role is Role.HEADLINE, role in {Role.HEADLINE, Role.CTA}
    tracking = script.tracking if headline or (display and script.features) else 0.0
    if role is Role.KICKER and locale.script in TRACKED_SCRIPTS:
        tracking = KICKER_TRACKING
    bundled = (script.family, LATIN_FAMILY, *(other.family for other in SCRIPT_SETTINGS.values()))
    families = bundled if own is None else (own, *bundled)
    plain = Typeface(
        families=tuple(dict.fromkeys(families)),
        weight=weight,
        tracking=tracking,
        pitch=script.headline_pitch if headline else script.text_pitch,
        language=locale.language,
        region=locale.territory,
        direction=locale.direction,
        middle=script.middle,
        marks=script.marks,
        features=script.features if display else (),
        spaced=setting in CHINESE_OR_JAPANESE,
        brand=brand,
        latin=None if setting in LATIN_RELATIVES else _choose_brand_latin(brand, weight, text),
    )
    if not style:
        return plain
    key = display_script(locale)
    if role is Role.CTA and key in TRACKED_SCRIPTS and load_style_pack(style).caps:
        return replace(plain, tracking=CAPS_TRACKING)
    if not headline:
        return plain
    face = next((face for face in list_display_faces(style, key) if _draws_whole(face, text)), None)
    if own is not None or face is None:
        return replace(plain, scale=script_size(key))
    return replace(
        plain,
        families=tuple(dict.fromkeys((*face.families, *bundled))),
        latin=plain.latin or _pack_latin(face),
        weight=face.weight,
        tracking=face.tracking,
        pitch=face.pitch,
        scale=face.size,
    )


def _pack_latin(face: DisplayFace) -> str | None:
    """Return the family that draws Latin letters and digits beside a face without letters: both look the same then."""
    family, *latin = face.families
    return latin[0] if latin and "A" not in font_coverage(family, face.weight) else None


def _draws_whole(face: DisplayFace, text: str) -> bool:
    return not find_missing_glyphs(text, face.families, face.weight)


def choose_brand_family(brand: tuple[BrandFont, ...], script: str, weight: int, text: str) -> str | None:
    """Return the brand's family that sets *text* in a script, a key of SCRIPT_SETTINGS; None if none draws it whole."""
    fonts = nearest_fonts(brand, BRAND_SCRIPT_FALLBACKS.get(script, (script,)), weight)
    return next((brand_family(font) for font in fonts if not find_brand_gaps(font, text, script)), None)


def _choose_brand_latin(brand: tuple[BrandFont, ...], weight: int, text: str) -> str | None:
    """Return the brand's family for the Latin letters and digits of a text in another script; None as above."""
    fonts = nearest_fonts(brand, ("Latn",), weight)
    return next((brand_family(font) for font in fonts if not find_latin_gaps(font, text)), None)
