"""Are words written with the letters and marks of the locale?

ß in Switzerland, Vietnamese without its marks, ş for ș in Romanian, Arabic letters in Persian, fuer for für: what a
keyboard or a program leaves behind, and readers see at once.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from creative_cli.checks.copy_text import (
    STAND_IN_SOURCES,
    CheckedCopy,
    iter_letters,
    quote_words,
    remove_words,
    skip_unwritten,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import Role, Status

MARK_RATES = {
    "az": 0.12, "cs": 0.11, "el": 0.11, "et": 0.05, "fi": 0.05, "hu": 0.11, "is": 0.09, "lt": 0.06, "lv": 0.08,
    "mt": 0.05, "pl": 0.06, "pt": 0.04, "ro": 0.05, "sk": 0.10, "sv": 0.05, "tr": 0.08, "vi": 0.25,
}  # fmt: skip
"""The share of letters with a mark, by language, as low as ads have it; measured on the copy of tests/data."""

MARKS_EXPECTED = 5.0
"""A text so long that it should have this many marked letters has at least one: none is an accident in 1 of 150."""

_Rule: TypeAlias = Callable[[str, Locale], tuple[str, str] | None]

_WORD = r"[^\W\d_]+"
_UMLAUT_WORDS = re.compile(
    r"(?<!\w)(?:fuer|ueber\w*|schoen\w*|groess\w*|gruess\w*|koenn\w*|moecht\w*|moeglich\w*|waehl\w*|spaet\w*|taeglich\w*|"
    r"natuerlich\w*|guenstig\w*|muess\w*|wuensch\w*|oeffn\w*|geoeffnet|hoer\w*|fruehst\w*|frueh\w*|kuehl\w*|suess\w*|"
    r"fuehl\w*|fuell\w*|gemuese\w*|kuech\w*|maenn\w*|laeng\w*|staerk\w*|naechst\w*|jaehr\w*|erklaer\w*|haelfte|zurueck|"
    r"glueck\w*|gruen\w*|bluet\w*|kaelt\w*|waerm\w*|saett\w*|geschaeft\w*|verfuegbar\w*|gueltig\w*|bestaetig\w*)(?!\w)",
    re.IGNORECASE,
)
_ARING_WORDS = re.compile(
    r"(?<!\w)(?:paa|faa|maa|saa|naar|ogsaa|aar|aapen\w*|aaben\w*|koeb\w*|kjoep\w*|smoer\w*|oel)(?!\w)", re.IGNORECASE
)
_LIGATURE_WORDS = re.compile(r"(?<!\w)(?:c|s|b|v|n)?(?:oeur|oeuf|oeuvre|oeux|oeud|oeil)s?(?!\w)", re.IGNORECASE)
_LAST_SIGMA = re.compile(rf"(?<![^\W\d_]){_WORD}σ(?![^\W\d_])")
_LAST_HEBREW = re.compile(
    "(?<![\u05d0-\u05ea\u05f3\u05f4'\"])[\u05d0-\u05ea]{2,}[\u05db\u05e0\u05e6](?![\u05d0-\u05ea\u05f3\u05f4'\"])"
)


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """Words have the letters and marks of the locale."""
    locale, adaptation = checked.locale, checked.adaptation
    if adaptation.source in STAND_IN_SOURCES:
        yield skip_unwritten(locale)
        return
    keep = () if adaptation.original is None else adaptation.original.keep
    lines = [(role, remove_words(text, keep)) for role, text in checked.written.lines()]
    outcomes = [
        Outcome(Status.WARN, found[0], f"The {role} of {locale.tag} {found[1]}", role)
        for role, text in lines
        for rule in _RULES.get(locale.language, ())
        if (found := rule(text, locale)) is not None
    ]
    outcomes += _find_lost_marks(lines, locale)
    yield from outcomes or [pass_outcome("words are written as the locale writes them")]


def _find_lost_marks(lines: Sequence[tuple[Role, str]], locale: Locale) -> Iterator[Outcome]:
    rate = MARK_RATES.get(locale.language)
    if rate is None or (locale.language != "el" and locale.script != "Latn"):
        return
    lost = [(role, text) for role, text in lines if _lacks_marks(text, rate)]
    advice = "has no letter with a mark, which the language needs: write the marks."
    for role, _ in lost:
        yield Outcome(Status.WARN, "marks_lost", f"The {role} of {locale.tag} {advice}", role)
    if not lost and _lacks_marks(" ".join(text for _, text in lines), rate):
        yield Outcome(Status.WARN, "marks_lost", f"The copy of {locale.tag} {advice}")


def _lacks_marks(text: str, rate: float) -> bool:
    letters = list(iter_letters(text))
    # Capitals of Greek have no accents.
    if "".join(letters).isupper():
        return False
    plain = sum(sign.isascii() or "\u03b1" <= sign <= "\u03c9" or "\u0391" <= sign <= "\u03a9" for sign in letters)
    return plain == len(letters) and len(letters) * rate >= MARKS_EXPECTED


def _check_eszett(text: str, locale: Locale) -> tuple[str, str] | None:
    words = [word for word in re.findall(_WORD, text) if "ß" in word or "ẞ" in word]
    if words and locale.tag.endswith(("-CH", "-LI")):
        return "eszett", f"has {quote_words(dict.fromkeys(words))}: Swiss German writes ss."
    return None


def _replaced(code: str, pattern: re.Pattern[str], advice: str) -> _Rule:
    def check(text: str, _locale: Locale) -> tuple[str, str] | None:
        found = dict.fromkeys(match[0] for match in pattern.finditer(text))
        return (code, f"has {quote_words(found)}: {advice}") if found else None

    return check


def _check_japanese(text: str, _locale: Locale) -> tuple[str, str] | None:
    foreign = [sign for sign in dict.fromkeys(text) if "\u4e00" <= sign <= "\u9fff" and not _has_codec(sign, "cp932")]
    if foreign and any(_has_codec(sign, "gb2312") for sign in foreign):
        return (
            "chinese_character",
            f"has {quote_words(foreign)}, which only Chinese writes: use the Japanese character.",
        )
    return None


def _has_codec(sign: str, codec: str) -> bool:
    try:
        sign.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


_PERSIAN = _replaced(
    "arabic_letter", re.compile(r"\w*[يك]\w*"), "write the Persian letters ی and ک, which join in another way."
)
_ARABIC = _replaced("persian_letter", re.compile(r"\w*[یک]\w*"), "write the Arabic letters ي and ك.")

_RULES: dict[str, tuple[_Rule, ...]] = {
    "ar": (_ARABIC,),
    "da": (_replaced("ascii_letters", _ARING_WORDS, "write æ, ø and å."),),
    "de": (_check_eszett, _replaced("ascii_letters", _UMLAUT_WORDS, "write ä, ö and ü.")),
    "el": (_replaced("last_sigma", _LAST_SIGMA, "a word ends in ς."),),
    "es": (
        _replaced(
            "ascii_letters", re.compile(r"(?<!\w)(?:anos?|espana|manana|nin[oa]s?)(?!\w)", re.IGNORECASE), "write ñ."
        ),
    ),
    "fa": (_PERSIAN,),
    "fr": (_replaced("ligature", _LIGATURE_WORDS, "write œ."),),
    "he": (_replaced("last_letter", _LAST_HEBREW, "write the form of the letter for the end of a word."),),
    "ja": (_check_japanese,),
    "nb": (_replaced("ascii_letters", _ARING_WORDS, "write æ, ø and å."),),
    "nn": (_replaced("ascii_letters", _ARING_WORDS, "write æ, ø and å."),),
    "ro": (_replaced("cedilla", re.compile(r"\w*[şţŞŢ]\w*"), "write ș and ț with a comma below (U+0219, U+021B)."),),
    "ur": (_replaced("arabic_letter", re.compile(r"\w*[يك]\w*"), "write the Urdu letters ی and ک."),),
}

CHECK = Check(
    id="orthography",
    rationale="ß in Zürich or Vietnamese without its marks reads like a message from a machine, not from a brand.",
    inspect=inspect,
)
