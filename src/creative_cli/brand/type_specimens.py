"""Specimens of a kit's fonts: words of a language in each script, with just the letters that they need."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from creative_cli.layout.brand_fonts import read_face_facts
from creative_cli.layout.font_subset import subset_brand_font
from creative_cli.locale.letter_samples import list_weekdays, own_language_name
from creative_cli.locale.locales import RTL_SCRIPTS
from creative_cli.models import BrandFont

# The language that shows a script: the one that most people write in it.
SPECIMEN_LANGUAGES = {
    "Latn": "en", "Cyrl": "ru", "Grek": "el", "Armn": "hy", "Geor": "ka", "Hebr": "he", "Ethi": "am", "Arab": "ar",
    "Aran": "ur", "Thaa": "dv", "Deva": "hi", "Beng": "bn", "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta",
    "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si", "Thai": "th", "Laoo": "lo", "Khmr": "km", "Mymr": "my",
    "Jpan": "ja", "Kore": "ko", "Hans": "zh", "Hant": "zh",
}  # fmt: skip
LATIN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz"
FIGURES = "0123456789"


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font in the page: its family there, its weight (CSS scale), and its file as a data: address."""

    family: str
    weight: int
    address: str


@dataclass(frozen=True, slots=True)
class TypeSpecimen:
    """Words in a script: `large` is what the language calls itself, `line` its days, `letters` its figures and signs.

    `names` are those of the fonts as their makers wrote them.
    """

    script: str
    language: str
    direction: str
    family: str
    names: tuple[str, ...]
    weights: tuple[int, ...]
    large: str
    line: str
    letters: str


def list_specimens(fonts: tuple[BrandFont, ...], brand: str) -> Iterator[tuple[TypeSpecimen, tuple[FontFace, ...]]]:
    """Yield a specimen of each script that *fonts* have, with the fonts; each has the letters of the *brand*'s name.

    Raises PictureError for a font that cannot be cut.
    """
    for script in dict.fromkeys(font.script for font in fonts):
        own = [font for font in fonts if font.script == script]
        language = SPECIMEN_LANGUAGES.get(script, "en")
        written = "Arab" if script == "Aran" else script
        large = brand if script == "Latn" else own_language_name(language, written)
        line = " · ".join(list_weekdays(language, written))
        letters = f"{LATIN_LETTERS} {FIGURES}" if script == "Latn" else FIGURES
        family = f"kit-{script.lower()}"
        faces = tuple(
            FontFace(family, font.weight, _data_address(subset_brand_font(font, brand + large + line + letters)))
            for font in own
        )
        yield (
            TypeSpecimen(
                script,
                language,
                "rtl" if written in RTL_SCRIPTS else "ltr",
                family,
                tuple(dict.fromkeys(read_face_facts(font).full_name for font in own)),
                tuple(font.weight for font in own),
                large,
                line,
                letters,
            ),
            faces,
        )


def _data_address(data: bytes) -> str:
    return f"data:font/otf;base64,{base64.b64encode(data).decode()}"
