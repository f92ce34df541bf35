"""How each script is set: its font families, line pitch, tracking and what a button centres on.

Noto's own line heights run from 1.24 (Tamil) to 2.5 (Nastaliq) of the font size and say nothing about how close lines
look right, so the pitch stands here. It is a wish: lines whose ink would touch are moved further apart.
"""

from dataclasses import dataclass
from enum import StrEnum

from creative_cli.locales import Direction, Locale
from creative_cli.records import Role


class Centre(StrEnum):
    """What of a line is put in the middle of a button."""

    CAPITALS = "capitals"
    INK = "ink"


@dataclass(frozen=True, slots=True)
class Script:
    """The setting of one script; pitches and tracking are fractions of the font size (em)."""

    family: str
    headline_pitch: float
    text_pitch: float
    tracking: float = 0.0
    centre: Centre = Centre.INK


@dataclass(frozen=True, slots=True)
class Typeface:
    """Everything but the size that decides how a string looks: one measuring is good for all sizes.

    `families` are tried in order for every cluster; `tracking` and `pitch` are fractions of the font size.
    """

    families: tuple[str, ...]
    weight: int
    tracking: float
    pitch: float
    language: str
    region: str
    direction: Direction
    centre: Centre


LATIN = "Noto Sans"
NASTALIQ = "Aran"
HONG_KONG = "Hant-HK"

SCRIPTS = {
    "Latn": Script(LATIN, 1.10, 1.36, -0.012, Centre.CAPITALS),
    "Cyrl": Script(LATIN, 1.12, 1.38, -0.012, Centre.CAPITALS),
    "Grek": Script(LATIN, 1.12, 1.38, -0.012, Centre.CAPITALS),
    "Armn": Script("Noto Sans Armenian", 1.18, 1.42),
    "Geor": Script("Noto Sans Georgian", 1.18, 1.42),
    "Hebr": Script("Noto Sans Hebrew", 1.14, 1.40),
    "Ethi": Script("Noto Sans Ethiopic", 1.22, 1.46),
    "Arab": Script("Noto Sans Arabic", 1.38, 1.62),
    NASTALIQ: Script("Noto Nastaliq Urdu", 1.70, 1.95),
    "Thaa": Script("Noto Sans Thaana", 1.40, 1.60),
    "Deva": Script("Noto Sans Devanagari", 1.30, 1.50),
    "Beng": Script("Noto Sans Bengali", 1.30, 1.50),
    "Guru": Script("Noto Sans Gurmukhi", 1.30, 1.50),
    "Gujr": Script("Noto Sans Gujarati", 1.30, 1.50),
    "Orya": Script("Noto Sans Oriya", 1.34, 1.54),
    "Taml": Script("Noto Sans Tamil", 1.26, 1.48),
    "Telu": Script("Noto Sans Telugu", 1.36, 1.58),
    "Knda": Script("Noto Sans Kannada", 1.36, 1.56),
    "Mlym": Script("Noto Sans Malayalam", 1.32, 1.54),
    "Sinh": Script("Noto Sans Sinhala", 1.32, 1.54),
    "Thai": Script("Noto Sans Thai", 1.36, 1.58),
    "Laoo": Script("Noto Sans Lao", 1.40, 1.60),
    "Khmr": Script("Noto Sans Khmer", 1.46, 1.70),
    "Mymr": Script("Noto Sans Myanmar", 1.55, 1.78),
    "Jpan": Script("Noto Sans CJK JP", 1.28, 1.62),
    "Kore": Script("Noto Sans CJK KR", 1.26, 1.56),
    "Hans": Script("Noto Sans CJK SC", 1.26, 1.60),
    "Hant": Script("Noto Sans CJK TC", 1.26, 1.60),
    HONG_KONG: Script("Noto Sans CJK HK", 1.26, 1.60),
}
"""By ISO 15924 code, and two of our own: Urdu's Nastaliq style (`Aran`, ISO 15924 too) and the forms of Hong Kong."""

NASTALIQ_LANGUAGES = frozenset({"ur", "ks", "pnb", "skr"})
"""Languages in Arabic script whose readers expect Nastaliq."""

HONG_KONG_TERRITORIES = frozenset({"HK", "MO"})

CHINESE_OR_JAPANESE = frozenset({"Jpan", "Hans", "Hant", HONG_KONG})
"""Scripts without spaces whose characters may part nearly anywhere."""

LATIN_TEXT_PITCH = 1.36


def setting_of(locale: Locale) -> str:
    """Return the key of `SCRIPTS` that *locale* is set with; scripts we do not know are set like Latin."""
    if locale.script == "Arab" and locale.language in NASTALIQ_LANGUAGES:
        return NASTALIQ
    if locale.script == "Hant" and locale.territory in HONG_KONG_TERRITORIES:
        return HONG_KONG
    return locale.script if locale.script in SCRIPTS else "Latn"


def typeface(locale: Locale, role: Role, weight: int) -> Typeface:
    """Choose the typeface for a role in a locale.

    The script's own family comes first, then Noto Sans for what old script fonts lack (Latin, digits, `€ ™`), then
    every other family we ship, so that a foreign brand name never turns into boxes.
    """
    script = SCRIPTS[setting_of(locale)]
    headline = role is Role.HEADLINE
    families = (script.family, LATIN, *(other.family for other in SCRIPTS.values()))
    return Typeface(
        families=tuple(dict.fromkeys(families)),
        weight=weight,
        tracking=script.tracking if headline else 0.0,
        pitch=script.headline_pitch if headline else script.text_pitch,
        language=locale.language,
        region=locale.territory,
        direction=locale.direction,
        centre=script.centre,
    )
