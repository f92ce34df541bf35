"""Does the copy swear, openly or in disguise?

Each word is searched in the forms in which people hide it from filters: digits and signs for letters (sh1t, $hit),
letters of another alphabet or width that look alike, an asterisk for a letter, letters set apart (f u c k) and doubled
ones. English words count in every market, those of the language in its own.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from creative_cli.checks.copy_text import UNSPACED_SCRIPTS, CheckedCopy, strip_invisible
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import Status
from creative_cli.resources import read_data_table

MIN_DISGUISED_LETTERS = 4
"""Shorter words are searched as they are written: their disguises are other words, or numbers. Not ASCII: one fewer."""

# What stands for a letter: signs of keyboards, and letters of other alphabets (UTS #39, confusables.txt, Unicode 16).
_LOOK_ALIKES = {
    "a": "4@аαӓ", "b": "8ьв", "c": "(сϲ¢", "e": "3€еєё", "g": "9", "h": "һн", "i": "1!|іїι¡", "j": "ј", "k": "κк",
    "l": "1|ӏ", "m": "м", "n": "пη", "o": "0оοσ", "p": "рρ", "q": "9", "r": "г", "s": "5$ѕ", "t": "7+тτ", "u": "υµц",
    "v": "ν", "w": "шω", "x": "хχ", "y": "уγ", "z": "2",
    "а": "a4@", "б": "6", "в": "b", "е": "e3", "ё": "еe", "з": "3", "и": "u", "к": "k", "м": "m", "н": "h",
    "о": "o0", "п": "n", "р": "p", "с": "c", "т": "t", "у": "y", "х": "x", "ч": "4", "і": "i1!", "ї": "i", "я": "r",
    "ο": "o0", "α": "a4@", "κ": "k", "ι": "i1", "υ": "u", "ρ": "p", "τ": "t", "ν": "v",
}  # fmt: skip
_GAP = r"[\s._*~/\\|·-]"
_GAP_SIGNS = frozenset(" ._*~/\\|·-")
"""The same; a space is any that `\\s` matches."""
_HIDDEN = "*#"
# English words may have any letter doubled; in other languages that makes other words, so a letter stands three times.
_STRETCHED = "{1,4}"


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """No word of the copy is a swear word, in disguise either."""
    locale, original = checked.locale, checked.adaptation.original
    keep = () if original is None else original.keep
    outcomes = []
    for role, text in checked.adaptation.copy.lines():
        for name in sorted(keep, key=len, reverse=True):
            text = text.replace(name, " ")  # noqa: PLW2901  # names are no part of what is searched
        for found in dict.fromkeys(find_swearing(text, locale)):
            message = f"“{found}” in the {role} of {locale.tag} is a swear word or hides one: write it in other words."
            outcomes.append(Outcome(Status.FAIL, "swearing", message, role))
    if not outcomes and locale.language not in _word_lists()["words"]:
        message = f"No list of swear words in {locale.language}: only English ones were searched."
        yield Outcome(Status.SKIP, "no_words", message)
        return
    yield from outcomes or [pass_outcome("no swear word")]


def find_swearing(text: str, locale: Locale) -> Iterator[str]:
    """Yield the parts of a text that are swear words in English or in the language of *locale*, disguised or not."""
    plain = _simplify(text)
    for search in _searches(locale.language, locale.script):
        matches = search.find_matches(plain)
        yield from (found for match in matches if (found := match[0].strip()) and _has_letters(found))


def _simplify(text: str) -> str:
    """Return a text without what only decorates it: width, case, strokes, invisible signs, vowel signs of Arabic."""
    folded = unicodedata.normalize("NFKC", strip_invisible(text)).casefold()
    return unicodedata.normalize("NFC", re.sub("[\u0640\u064b-\u0652\u0335-\u0338]", "", folded))


def _has_letters(found: str) -> bool:
    """Tell whether at least half of the signs are letters: 5417 is a number."""
    signs = [sign for sign in found if not sign.isspace()]
    return 2 * sum(sign.isalpha() or unicodedata.category(sign)[0] == "M" for sign in signs) >= len(signs)


@cache
def _word_lists() -> Mapping[str, Any]:
    return read_data_table("profanity.toml")


class _Unspaced(NamedTuple):
    """Finds words in a script without spaces between words."""

    pattern: re.Pattern[str]

    def find_matches(self, plain: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text that `_simplify` returned."""
        return self.pattern.finditer(plain)


class _Search(NamedTuple):
    """Finds any of `words`, as `write` writes their patterns, where a word of `language` begins.

    `openings` are the signs that each word may begin with, and those that may follow, none for any. Compiling all words
    takes a hundred times as long as looking for those two signs, which leaves a few words to compile.
    """

    words: tuple[str, ...]
    openings: tuple[tuple[frozenset[str], frozenset[str]], ...]
    write: Callable[[str], str]
    language: str = ""

    def find_matches(self, plain: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text that `_simplify` returned."""
        joins = bool(_joined_prefixes(self.language))
        pairs = {
            (plain[place], " " if plain[place + 1 : place + 2].isspace() else plain[place + 1 : place + 2])
            for place in range(len(plain))
            if joins or not place or not plain[place - 1].isalnum()
        }
        likely = tuple(
            word
            for word, (first, second) in zip(self.words, self.openings, strict=True)
            if any(one in first and (other in second or not second) for one, other in pairs)
        )
        return _compile_words(likely, self.write, self.language).finditer(plain) if likely else iter(())


@lru_cache(maxsize=256)
def _compile_words(words: tuple[str, ...], write: Callable[[str], str], language: str) -> re.Pattern[str]:
    return re.compile(_bound("|".join(map(write, words)), language))


@cache
def _searches(language: str, script: str) -> tuple[_Search | _Unspaced, ...]:
    lists = _word_lists()
    own = [_simplify(word) for word in lists["words"].get(language, ())]
    found: list[_Search | _Unspaced] = [*_english_searches(tuple(word for word in lists["everywhere"] if word in own))]
    latin = own if script not in UNSPACED_SCRIPTS else [word for word in own if word.isascii()]
    if latin:
        found.append(_Search(tuple(latin), tuple(map(_list_openings, latin)), _write_own, language))
    if rest := [word.rstrip("*") for word in own if word not in latin]:
        # Korean has spaces between words, Thai between sentences: a word across them is none.
        gap = r"[._*~/\\|·-]{0,2}"
        found.append(_Unspaced(re.compile("|".join(gap.join(map(re.escape, word)) for word in rest))))
    return (*found, *_apart_searches(latin))


# The longest of the lists, and the same for most languages.
@cache
def _english_searches(without: tuple[str, ...]) -> tuple[_Search, ...]:
    """Return what finds English words, but for those that the language of the market has, too."""
    english = tuple(word for word in _word_lists()["everywhere"] if word not in without)
    return _Search(english, tuple(map(_list_openings, english)), _write_english), *_apart_searches(english)


def _apart_searches(words: Sequence[str]) -> tuple[_Search, ...]:
    """Return what finds *words* with their letters set apart: one search, or none if no word can be."""
    apart = tuple(word.rstrip("*") for word in words if _may_be_disguised(word) and " " not in word)
    return (_Search(apart, tuple((_list_signs(word[0]), _GAP_SIGNS) for word in apart), _set_apart),) if apart else ()


def _list_openings(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the first signs that `_disguised` may match, and the second ones, empty for any."""
    stem = word.rstrip("*")
    if not stem[1:]:
        return frozenset(stem), frozenset()
    if not _may_be_disguised(word):
        return frozenset(stem[0]), frozenset(stem[1])
    return _list_signs(stem[0]), _list_signs(stem[0]) | _list_signs(stem[1]) | frozenset(_HIDDEN)


def _joined_prefixes(language: str) -> str:
    """Return a pattern of what a language joins to the beginning of a word."""
    return "(?:ה|ו|ב|ל|ש|כ|מ)?" if language == "he" else "(?:ال|و|يا|ب)?" if language in {"ar", "fa", "ur"} else ""


def _bound(body: str, language: str = "") -> str:
    """Return a pattern that begins where a word does; Hebrew and Arabic join prepositions to it."""
    return rf"(?<![^\W_]){_joined_prefixes(language)}(?:{body})(?![^\W_])"


def _write_english(word: str) -> str:
    return _disguised(word, _STRETCHED)


def _write_own(word: str) -> str:
    return _disguised(word, "")


def _may_be_disguised(word: str) -> bool:
    stem = word.rstrip("*")
    return len(stem) >= (MIN_DISGUISED_LETTERS if stem.isascii() else MIN_DISGUISED_LETTERS - 1)


def _disguised(word: str, doubled: str) -> str:
    """Return what matches a word and its disguises; *doubled* is what lets a letter stand twice."""
    stem, ending = word.rstrip("*"), r"\w*" if word.endswith("*") else ""
    if not _may_be_disguised(word):
        return re.escape(stem) + ending
    parts = []
    for place, letter in enumerate(stem):
        sign = _sign_class(letter, hidden=0 < place < len(stem) - 1)
        parts.append(f"{sign}{doubled or f'(?:{sign}{{2,5}})?'}" if letter.isalpha() else sign)
    return "".join(parts) + ending


def _set_apart(word: str) -> str:
    """Return what matches a word with a gap after every letter: f u c k, f.u.c.k."""
    return rf"{_GAP}+".join(_sign_class(sign, hidden=False) for sign in word)


def _sign_class(letter: str, *, hidden: bool) -> str:
    if not letter.isalpha():
        return re.escape(letter)
    signs = _list_signs(letter) | frozenset(_HIDDEN if hidden else "")
    return "[" + "".join(map(re.escape, sorted(signs))) + "]"


def _list_signs(letter: str) -> frozenset[str]:
    """Return a letter and what stands for it."""
    if not letter.isalpha():
        return frozenset(letter)
    base = unicodedata.normalize("NFD", letter)[0]
    return frozenset((letter, *_LOOK_ALIKES.get(letter, ""), *(_LOOK_ALIKES.get(base, "") if base != letter else "")))


CHECK = Check(
    id="profanity",
    rationale="Every platform refuses ads that swear, and a disguise only shows that somebody knew.",
    inspect=inspect,
)
