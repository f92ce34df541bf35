"""Which languages of markets the fonts of a brand can write."""

from collections.abc import Iterator

from creative_cli.brand.kit_report import LanguageGap, ScriptCoverage
from creative_cli.brief.brand_keys import FONT_SCRIPTS
from creative_cli.layout.brand_choice import find_brand_gaps
from creative_cli.layout.brand_fonts import read_face_facts
from creative_cli.layout.scripts import SCRIPT_SETTINGS, script_key
from creative_cli.locale import locales
from creative_cli.locale.letter_samples import sample_letters
from creative_cli.locale.locales import Locale
from creative_cli.models import BrandFont

SHOWN_LETTERS = 8


def measure_coverage(fonts: tuple[BrandFont, ...]) -> Iterator[ScriptCoverage]:
    """Yield every script that markets are written in, those of the kit's fonts first, by the number of languages.

    A language is written whole if no word of its months, days and names has a letter that the font does not draw.
    """
    spoken: dict[str, dict[str, Locale]] = {}
    for code in locales.list_territories():
        for locale in locales.list_locales(code):
            # Hong Kong's letters are those of the traditional font.
            key = script_key(locale).partition("-")[0]
            spoken.setdefault(key, {}).setdefault(locale.language, locale)
    names = {code: key.replace("_", " ").title() for key, code in FONT_SCRIPTS.items()}
    own = {script: [font for font in fonts if font.script == script] for script in spoken}
    for script in sorted(spoken, key=lambda one: (not own[one], -len(spoken[one]), one)):
        found, languages = own[script], spoken[script]
        family = SCRIPT_SETTINGS[script].family
        if not found:
            yield ScriptCoverage(script, names.get(script, script), family, own=False, languages=len(languages))
            continue
        family = ", ".join(dict.fromkeys(read_face_facts(font).family for font in found))
        gaps = tuple(
            LanguageGap(locale.language, locales.language_name(locale), letters)
            for locale in languages.values()
            if (letters := _find_gaps(found, locale, script))
        )
        yield ScriptCoverage(script, names.get(script, script), family, own=True, languages=len(languages), gaps=gaps)


def _find_gaps(fonts: list[BrandFont], locale: Locale, script: str) -> tuple[str, ...]:
    sample = sample_letters(locale.language, locale.script)
    gaps = dict.fromkeys(one for font in fonts for one in find_brand_gaps(font, sample, script))
    return tuple(gaps)[:SHOWN_LETTERS]
