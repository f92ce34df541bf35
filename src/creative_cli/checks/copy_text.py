"""The copy that checks read, and how they find words in it. Not a check itself."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import NamedTuple, TypeAlias

from creative_cli.checks.runner import Outcome
from creative_cli.locale.direction_runs import find_addresses
from creative_cli.locale.inflection import INFLECTING_LANGUAGES
from creative_cli.locale.locales import Locale
from creative_cli.models import AdCopy, CopySource, LocalizedCopy, OriginalCopy, Role, Status

# Scripts without spaces around words; Korean attaches its particles to them.
UNSPACED_SCRIPTS = frozenset({"Hans", "Hant", "Jpan", "Thai", "Laoo", "Khmr", "Mymr", "Kore"})
# Languages that add a bare s to names: Solaras.
GENITIVE_S_LANGUAGES = frozenset({"da", "de", "en", "lb", "nb", "nl", "nn", "sv"})

# Copy that stands in for words which are not written yet.
STAND_IN_SOURCES = frozenset({CopySource.PSEUDO, CopySource.MISSING})

_INVISIBLE_SIGNS = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TAG = re.compile(r"(?<!\w)[#@]\w+")
_BRACED_NAME = re.compile(r"\{[^{}\n]{0,40}\}")


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """The copy of one market and the last day it runs; None if open-ended."""

    adaptation: LocalizedCopy
    last_day: date | None = None

    @property
    def locale(self) -> Locale:
        """The market's locale."""
        return self.adaptation.locale

    @property
    def written(self) -> AdCopy:
        """The copy as written, with placeholders in place of the offer's figures."""
        return self.adaptation.template or self.adaptation.copy


CopyCheck: TypeAlias = Callable[[CheckedCopy], Iterator[Outcome]]


class LinePair(NamedTuple):
    """A line of the source and its translation."""

    role: Role
    source: str
    text: str


def pair_lines(checked: CheckedCopy, original: OriginalCopy, *, recreated: bool) -> tuple[LinePair, ...]:
    """Return the lines that source and translation share.

    Lines written freely from an intent are left out unless *recreated* is true.
    """
    sources = dict(original.copy.lines())
    return tuple(
        LinePair(role, sources[role], text)
        for role, text in checked.written.lines()
        if role in sources and (recreated or role not in original.recreated)
    )


def needs_original(inspect: Callable[[CheckedCopy, OriginalCopy], Iterator[Outcome]]) -> CopyCheck:
    """Turn a function that compares a translation with its source into one that skips copy without a source."""

    @wraps(inspect)
    def inspect_translation(checked: CheckedCopy) -> Iterator[Outcome]:
        original = checked.adaptation.original
        return inspect(checked, original) if original is not None else iter((skip_without_original(),))

    return inspect_translation


def skip_without_original() -> Outcome:
    """Return the SKIP of a check that has no source to compare with."""
    return Outcome(Status.SKIP, "no_original", "This market uses the source copy.")


def skip_unwritten(locale: Locale) -> Outcome:
    """Return the SKIP of a check whose words are not written yet."""
    return Outcome(Status.SKIP, "unwritten", f"The copy of {locale.tag} is not written yet.")


def strip_invisible(text: str) -> str:
    """Return the text without invisible characters: direction marks, isolates, joiners, soft hyphens."""
    return _INVISIBLE_SIGNS.sub("", text)


def fold_for_matching(text: str) -> str:
    """Return the text in NFKC, case-folded, with every run of white space as one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold())


def has_whole_word(text: str, word: str, language: str = "", *, ending: bool = False) -> bool:
    """Tell whether *text* has *word* as a word of its own.

    Letters of another script may touch it (`بـSolara`, `Solara를`), and it may have an ending that the language adds
    to names. With *ending*, any letters may follow.
    """
    start = text.find(word)
    while word and start >= 0:
        end = start + len(word)
        rest = re.match(r"\w*", text[end:])
        tail = rest[0] if rest else ""
        if not (start and _join_into_word(text[start - 1], word[0])) and (
            ending or not tail or not _join_into_word(word[-1], tail[0]) or _is_ending(tail, language)
        ):
            return True
        start = text.find(word, start + 1)
    return False


def _is_ending(tail: str, language: str) -> bool:
    return language in INFLECTING_LANGUAGES or (language in GENITIVE_S_LANGUAGES and tail == "s")


def _join_into_word(left: str, right: str) -> bool:
    if not (left.isalnum() and right.isalnum()):
        return False
    return left.isdecimal() or right.isdecimal() or script_name(left) == script_name(right)


def script_name(sign: str) -> str:
    """Return the first word of a character's Unicode name: LATIN, CYRILLIC, CJK."""
    return unicodedata.name(sign, "").partition(" ")[0]


def has_term(text: str, term: str, locale: Locale) -> bool:
    """Tell whether *text* has a glossary term, ignoring case; `word*` allows any ending."""
    folded, stem = fold_for_matching(strip_invisible(text)), fold_for_matching(term.rstrip("*"))
    if locale.script in UNSPACED_SCRIPTS and any(script_name(sign) != "LATIN" for sign in stem if sign.isalpha()):
        return stem in folded
    return has_whole_word(folded, stem, locale.language, ending=term.endswith("*"))


def remove_addresses(text: str) -> str:
    """Return the text without web and e-mail addresses, hashtags and handles: their letters follow no language."""
    for start, stop in reversed(list(find_addresses(text))):
        text = f"{text[:start]} {text[stop:]}"
    return _TAG.sub(" ", text)


def find_tags(text: str) -> list[str]:
    """Return the hashtags and handles of a text, with their signs."""
    return _TAG.findall(text)


def remove_words(text: str, words: Iterable[str]) -> str:
    """Return the text without *words*, addresses, hashtags, handles, placeholders and invisible characters."""
    text = _BRACED_NAME.sub(" ", remove_addresses(strip_invisible(text)))
    for word in sorted(words, key=len, reverse=True):  # names contain shorter names
        text = text.replace(word, " ")
    return text


def iter_letters(text: str) -> Iterator[str]:
    """Yield the letters of a text."""
    return (sign for sign in text if unicodedata.category(sign)[0] == "L")


def quote_words(words: Iterable[str]) -> str:
    """Return words as a message quotes them: “one”, “other”."""
    return ", ".join(f"“{word}”" for word in words)
