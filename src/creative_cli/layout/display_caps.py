"""Capitals of headlines and buttons, by the rules of each language."""

import re
from collections.abc import Callable
from unicodedata import combining, normalize

from creative_cli.locale.inflection import INFLECTING_LANGUAGES
from creative_cli.locale.locales import Locale

CAPS_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek"})
"""Scripts whose headlines may stand in capitals and get tracking. Georgian's second case is not used for emphasis."""

DOTTED_LANGUAGES = frozenset({"tr", "az", "crh", "tt", "kk", "kaa", "gag"})
"""Languages that keep i and ı apart, in Latin script."""

CAPITAL_SHARP_S = "ẞ"
"""The capital of ß, beside SS: both are right in the official German rules of 2024."""

# Symbols of units keep their case after a number: mW is not MW (SI Brochure, 9th edition, 5.2).
UNITS = (
    "µg|mg|kg|g|t|µl|ml|cl|dl|l|mL|L|mm|cm|dm|km|m|nm|µm|ms|s|min|h|mAh|Ah|mWh|kWh|Wh|W|kW|MW|V|mV|A|mA|Hz|kHz|MHz|GHz|"
    "kB|MB|GB|TB|Mbit|Gbit|kJ|kcal|dB|lm|lx|bar|hPa|Pa|px|fps|кг|г|мг|мл|л|см|мм|км|м|ч|мин|Вт|кВт"
)
# Addresses, handles and hashtags are typed as they are written, and so are names such as iPhone.
_ADDRESSES = (
    r"\S*(?:://|@)\S*",
    r"(?<!\w)#\w+",
    r"(?<![\w.])(?:[\w-]+\.)*[\w-]{3,}\.[a-z]{2,12}(?:/\S*)?(?!\w)",
)
_INNER_CAPITAL = r"(?<!\w)[a-zà-öø-ÿ]{1,3}[A-ZÀ-ÖØ-Þ]\w*"
# The Afrikaans article stays small (AWS 2017, 9.6), and so does the sign of a millionth.
_AFRIKAANS_ARTICLE, _MICRO = r"(?<!\w)['’ŉ]n?(?!\w)", "µ"
# The endings of names in languages that inflect them; such a name keeps its case as a whole.
_ENDINGS = r"[a-zà-öø-ÿāăąćčďđēęěģğıķļłńņňőřśšşťţūůűźżžșțа-яёіїєґў]{1,6}"
_UNIT = re.compile(rf"(?<=\d)[\s\u00a0\u202f]?(?:{UNITS})(?:[²³]|/(?:{UNITS}))?(?!\w)")
# What Irish puts before a word stays small: `i mbaile, an tUisce` is `I mBAILE, AN tUISCE`. Before a small vowel, t and
# n have a hyphen, which capitals lose; h cannot be told from the h of a word there.
_IRISH_PREFIX = re.compile(
    r"\b(?:bh(?=[fF])|b(?=[pP])|m(?=[bB])|g(?=[cC])|n(?=[dgDG])|d(?=[tT])|t(?=[sS])|[tnh](?=[AEIOUÁÉÍÓÚ]))"
)
_IRISH_HYPHEN = re.compile(r"\b([tn])-([aeiouáéíóúAEIOUÁÉÍÓÚ])")
# The accents that Greek capitals lose: tonos and its older forms (acute, grave, circumflex), breathings, iota below.
_GREEK_ACCENTS = frozenset("\u0301\u0300\u0342\u0313\u0314\u0345\u0304\u0306")
_DIAERESIS = "\u0308"
_GREEK_PAIRS = frozenset({"αι", "ει", "οι", "υι", "αυ", "ευ", "ηυ", "ου"})
_GREEK_WORD = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff\u0300-\u0345]+")


def apply_display_caps(text: str, locale: Locale, keep: tuple[str, ...] = ()) -> str:
    """Return *text* in the capitals of the locale's language; unchanged in scripts other than `CAPS_SCRIPTS`.

    The words in *keep* (names of brands and products) stay as they are written, also with a grammatical ending
    (Solarassa), as do addresses, hashtags, names such as iPhone, symbols of units after a number, and the small
    prefixes of Irish. Turkish and its relatives get İ for i and I for ı, German ẞ for ß (allowed since
    2017, and the form of choice in the official rules of 2024), Dutch IJ for ij. Greek loses its accents, but for the
    single word ή, and gets a diaeresis where an accent kept two vowels apart. Applying it twice changes nothing more.
    """
    if locale.script not in CAPS_SCRIPTS:
        return text
    if locale.language == "ga":
        text = _IRISH_HYPHEN.sub(lambda match: match[1] + match[2].upper(), text)
    names = sorted((name for name in keep if name), key=len, reverse=True)
    ending = f"(?:{_ENDINGS})?" if locale.language in INFLECTING_LANGUAGES else ""
    patterns = [rf"(?<!\w){re.escape(name)}{ending}(?!\w)" for name in names]
    patterns += [_UNIT.pattern, *_ADDRESSES, _MICRO]
    patterns.append(_IRISH_PREFIX.pattern if locale.language == "ga" else _INNER_CAPITAL)
    patterns += [_AFRIKAANS_ARTICLE] if locale.language == "af" else []
    raised = _raise_letters(locale)
    pieces, end = [], 0
    for match in re.finditer("|".join(patterns), text):
        pieces += [raised(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join((*pieces, raised(text[end:])))


def _raise_letters(locale: Locale) -> Callable[[str], str]:
    if locale.language == "el":
        return _raise_greek
    if locale.language in DOTTED_LANGUAGES and locale.script == "Latn":
        return lambda text: text.replace("i\u0307", "i").replace("i", "İ").upper()
    if locale.language == "lt":
        # Lithuanian dictionaries keep the dot of i and j under an accent; a capital has none.
        return lambda text: re.sub("(?<=[ijįIJĮ])\u0307", "", text).upper()
    return lambda text: text.replace("ß", "ẞ").upper()


def _raise_greek(text: str) -> str:
    return _GREEK_WORD.sub(_greek_capitals, text).upper()


def _greek_capitals(word: re.Match[str]) -> str:
    if normalize("NFC", word[0]) in {"ή", "Ή"}:
        return "Ή"  # "or", which would read as the article Η
    letters: list[list[str]] = []
    for sign in normalize("NFD", word[0]):
        if combining(sign) and letters:
            letters[-1].append(sign)
        else:
            letters.append([sign])
    for index, (letter, *marks) in enumerate(letters):
        follows = letters[index + 1] if index + 1 < len(letters) else [""]
        # An accent on the first vowel says that the two are no diphthong (ρολόι): the diaeresis says so instead.
        if _GREEK_ACCENTS.intersection(marks) and (letter + follows[0]).lower() in _GREEK_PAIRS and len(follows) == 1:
            follows.append(_DIAERESIS)
        letters[index] = [letter, *(mark for mark in marks if mark not in _GREEK_ACCENTS)]
    return normalize("NFC", "".join(sign for letter in letters for sign in letter).upper())
